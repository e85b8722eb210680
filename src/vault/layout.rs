//! Where an object lies: OCFL extension 0004, sha256 of the object id, three tuples of three digits.

use std::path::Path;
use std::path::PathBuf;

use crate::base::digest::Digest;
use crate::base::id::RecordId;

/// Returns the OCFL object id of a record.
pub fn urn(id: &RecordId) -> String {
    format!("urn:reliquary:{id}")
}

/// Returns the id of a record from its OCFL object id.
pub fn id_of(urn: &str) -> Option<RecordId> {
    urn.strip_prefix("urn:reliquary:")?.parse().ok()
}

/// Returns the folder of an object, relative to the storage root.
pub fn relative(id: &RecordId) -> PathBuf {
    let name = Digest::of(urn(id).as_bytes()).hex();
    Path::new(&name[0..3]).join(&name[3..6]).join(&name[6..9]).join(&name)
}

/// Returns the folder of an object below a storage root.
pub fn object_folder(root: &Path, id: &RecordId) -> PathBuf {
    root.join(relative(id))
}

/// Returns true for logical paths we make: short ASCII names, at most two folders deep.
pub fn is_ours(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    parts.len() <= 3
        && parts.iter().all(|part| {
            !part.is_empty()
                && part.len() <= 80
                && !part.starts_with('.')
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        })
}
