//! Material of others that lies beside the project, never in it.

use std::path::PathBuf;

use crate::support::project_folder;

/// Returns a path in the shared folder (`RELIQUARY_SHARED`, else `../shared`), or `None` after saying that the test is
/// skipped. Where `CI` is set, absence fails.
pub fn shared(below: &str) -> Option<PathBuf> {
    let root = std::env::var_os("RELIQUARY_SHARED").map_or_else(|| project_folder().join("../shared"), PathBuf::from);
    let path = root.join(below);
    if path.exists() {
        return Some(path);
    }
    skip(&format!("{below} is not beside the project"));
    None
}

/// Says aloud that a test is skipped; fails where `CI` is set.
pub(super) fn skip(why: &str) {
    assert!(std::env::var_os("CI").is_none(), "required here: {why}");
    eprintln!("skipped: {why}");
}
