//! Writing records as other standards have them: one folder a standard, one line each in [`STANDARDS`].
//! No writer reads a closed field; texts a machine translated are marked or left out.

pub mod dublin_core;
pub mod lido;
pub mod premis;

use crate::metadata::described::Described;

/// A standard a relic can be written in.
pub struct Standard {
    /// Its name in commands and addresses.
    pub name: &'static str,
    /// Name of its file in a package.
    pub file: &'static str,
    /// Media type.
    pub mime: &'static str,
    /// Writes the document.
    pub write: fn(&Described<'_>) -> String,
}

/// Every standard, in the order packages list them.
pub const STANDARDS: &[Standard] = &[lido::STANDARD, dublin_core::STANDARD, premis::STANDARD];

/// Returns the standard of that name.
pub fn standard(name: &str) -> Option<&'static Standard> {
    STANDARDS.iter().find(|standard| standard.name == name)
}

#[cfg(test)]
mod tests;
