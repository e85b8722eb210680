//! LIDO 1.1.
use crate::metadata::described::Described;
use crate::metadata::standards::Standard;
/// LIDO.
pub const STANDARD: Standard = Standard { name: "lido", file: "lido.xml", mime: "application/xml", write };
/// Writes it.
pub fn write(_: &Described<'_>) -> String {
    String::new()
}
