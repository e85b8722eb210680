//! Text, pages and properties of documents; pure, and run only in the sandboxed child.

mod legacy;
mod office;
pub mod page;
mod pdf;
mod plain;
mod read;
mod syllable;
#[cfg(test)]
mod tests;
mod word;

pub use read::DocumentError;
pub use read::Text;
pub use read::read;
