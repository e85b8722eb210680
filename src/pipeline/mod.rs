//! The stages from kept bytes to a file ready to show, and the index that follows the catalogue.
//! A stage may run twice: its output is named by the original's digest and the recipe.

pub mod card;
pub mod derive;
pub mod doc;
pub mod follow;
pub mod page;
pub mod place;
pub mod remake;
pub mod row;
pub mod runner;
pub mod shelf;
