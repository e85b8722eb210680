//! The inventory of an OCFL object: which logical file of which version is which content file.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde::Serialize;

use crate::base::digest::Digest;
use crate::base::id::RecordId;
use crate::vault::VaultError;
use crate::vault::layout;

/// An OCFL 1.1 inventory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inventory {
    /// Object id.
    pub id: String,
    /// Always the URI of OCFL 1.1.
    #[serde(rename = "type")]
    pub kind: String,
    /// Always `sha256`.
    #[serde(rename = "digestAlgorithm")]
    pub digest_algorithm: String,
    /// The newest version, such as `v3`.
    pub head: String,
    /// Digest → content paths, relative to the object.
    pub manifest: BTreeMap<Digest, Vec<String>>,
    /// Version → what it holds.
    pub versions: BTreeMap<String, Version>,
}

/// One version of an object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// When it was made, RFC 3339.
    pub created: String,
    /// Why.
    pub message: String,
    /// By whom.
    pub user: User,
    /// Digest → logical paths.
    pub state: BTreeMap<Digest, Vec<String>>,
}

/// Who made a version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct User {
    /// The operator's name.
    pub name: String,
    /// An address that names them.
    pub address: String,
}

impl Inventory {
    /// Starts the inventory of a new object, with no version yet.
    pub fn new(id: &RecordId) -> Inventory {
        Inventory {
            id: layout::urn(id),
            kind: "https://ocfl.io/1.1/spec/#inventory".to_owned(),
            digest_algorithm: "sha256".to_owned(),
            head: "v0".to_owned(),
            manifest: BTreeMap::new(),
            versions: BTreeMap::new(),
        }
    }

    /// Returns the number of the newest version.
    pub fn head_number(&self) -> u32 {
        self.head.trim_start_matches('v').parse().unwrap_or(0)
    }

    /// Returns logical path → digest of a version.
    pub fn state(&self, version: u32) -> Option<BTreeMap<String, Digest>> {
        let version = self.versions.get(&format!("v{version}"))?;
        Some(
            version
                .state
                .iter()
                .flat_map(|(digest, paths)| paths.iter().map(move |path| (path.clone(), *digest)))
                .collect(),
        )
    }

    /// Returns the content path and digest of a logical file.
    pub fn content(&self, logical: &str, version: u32) -> Option<(&str, Digest)> {
        let version = self.versions.get(&format!("v{version}"))?;
        let digest = version.state.iter().find(|(_, paths)| paths.iter().any(|path| path == logical))?.0;
        self.manifest.get(digest)?.first().map(|path| (path.as_str(), *digest))
    }

    /// Returns the bytes to be stored, and their digest.
    pub fn bytes(&self) -> (Vec<u8>, Digest) {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        let digest = Digest::of(&bytes);
        (bytes, digest)
    }

    /// Reads `inventory.json` of a folder and checks it against its sidecar.
    pub fn read(folder: &Path) -> Result<(Inventory, Digest), VaultError> {
        let bytes = fs::read(folder.join("inventory.json"))?;
        let sidecar = fs::read_to_string(folder.join("inventory.json.sha256"))
            .map_err(|_| VaultError::Corrupt("the sidecar of the inventory is missing".to_owned()))?;
        let digest = Digest::of(&bytes);
        if sidecar.split_whitespace().next() != Some(digest.hex().as_str()) {
            return Err(VaultError::Corrupt("the inventory does not match its sidecar".to_owned()));
        }
        let inventory = serde_json::from_slice(&bytes)
            .map_err(|_| VaultError::Corrupt("the inventory cannot be read".to_owned()))?;
        Ok((inventory, digest))
    }
}

/// Returns the text of an inventory's sidecar.
pub fn sidecar(digest: &Digest) -> String {
    format!("{digest} inventory.json\n")
}
