//! The pyramid: everything a viewer needs of one picture in one ZIP, its entries
//! stored and named by their IIIF paths, so that serving is copying and anybody
//! can unzip it in a hundred years (IMAGING §0.3).
//!
//! In this order: `info.json` (IIIF Image 3.0, level 0, its `id` empty: whoever
//! publishes the unzipped folder fills it in, the server answers with its own);
//! whole pictures `full/{w},{h}/0/default.jpg`, longer side 256, 512, 1024 and
//! 2048 and the picture itself where that is no longer than 2048, never enlarged;
//! tiles of 512 pixels `{x},{y},{w},{h}/{tw},{th}/0/default.jpg`, level by level,
//! row by row, edge tiles clipped. A level of one tile is named `full/{w},{h}`,
//! as viewers ask for it, and is left out where a whole picture has that size. That is
//! the order of the directory; the bytes lie in the order in which they were made.

mod build;
mod grid;
mod open;
mod shrink;
mod store;
mod strip;
mod window;

pub use build::Builder;
pub use build::Built;
pub use build::build;
pub use grid::Grid;
pub use grid::Region;
pub use grid::TILE_PX;
pub use open::Pyramid;
pub use open::Slot;
pub use window::Care;
pub use window::Part;
pub use window::assemble;
pub use window::price;

/// Version of the recipe; part of the name of each derivative, raised when its bytes change.
pub const RECIPE: u32 = 4;

#[cfg(test)]
pub(super) use strip::cut;
#[cfg(test)]
mod tests;
