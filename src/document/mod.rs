//! Text, pages and properties of documents; pure, and run only in the sandboxed child.

mod legacy;
mod office;
mod pdf;
mod plain;
mod read;
mod syllable;
#[cfg(test)]
mod tests;

pub use read::DocumentError;
pub use read::Text;
pub use read::first_page;
pub use read::read;
