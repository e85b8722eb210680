//! The archive's folder: what lies where in it, and the mark of its layout.

use std::path::Path;
use std::path::PathBuf;

use crate::base::disk;
use crate::desk::DeskError;

/// The layout this program writes and reads.
const FORMAT: &str = "reliquary 1\n";

/// The explanation that is laid into every home.
const README: &str = include_str!("../../archive/README.md");

/// The folder of one archive.
#[derive(Debug, Clone)]
pub struct Home(PathBuf);

impl Home {
    /// Names a home without touching it.
    pub fn new(folder: &Path) -> Home {
        Home(folder.to_owned())
    }

    /// Returns true when an archive was made here.
    pub fn exists(&self) -> bool {
        self.0.join("FORMAT").is_file()
    }

    /// Makes the folders and the mark of the layout where they are absent; refuses a layout it does not know.
    pub fn prepare(&self) -> Result<(), DeskError> {
        std::fs::create_dir_all(&self.0).map_err(DeskError::disk)?;
        for folder in ["store", "staging", "uploads", "quarantine", "derivatives", "exports", "index"] {
            std::fs::create_dir_all(self.0.join(folder)).map_err(DeskError::disk)?;
        }
        match std::fs::read_to_string(self.0.join("FORMAT")) {
            Ok(found) if found == FORMAT => {}
            Ok(_) => return Err(DeskError::NewerHome),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let readme = self.0.join("README.md");
                if !readme.exists() {
                    std::fs::write(&readme, README).map_err(DeskError::disk)?;
                }
                disk::replace(&self.0.join("FORMAT"), FORMAT.as_bytes()).map_err(DeskError::disk)?;
            }
            Err(error) => return Err(DeskError::disk(error)),
        }
        Ok(())
    }

    /// Returns the folder itself.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// Returns a path inside the home.
    pub fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}
