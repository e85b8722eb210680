//! IIIF Image API 3.0 and 2.1 as values: the grammar of requests, the plan that answers
//! one, and `info.json`. Pure: knows no pixels, no files and no HTTP. Everything
//! that can be refused is refused here, before a pixel is touched.

mod error;
mod info;
mod parse;
mod plan;
mod request;

pub use error::IiifError;
pub use error::Part;
pub use info::info_json;
pub use plan::Area;
pub use plan::Frame;
pub use plan::Plan;
pub use plan::Render;
pub use plan::Stored;
pub use request::Edition;
pub use request::Format;
pub use request::Quality;
pub use request::Region;
pub use request::Request;
pub use request::Rotation;
pub use request::Size;
pub use request::Span;

#[cfg(test)]
mod tests;
