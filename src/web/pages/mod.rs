//! The public pages: from what the desk hands over to what a template sees. No page looks at a cookie.

pub mod about;
pub mod asset;
pub mod browse;
mod claim;
pub mod error;
pub mod facet;
mod fact;
pub mod festivals;
mod frame;
pub mod home;
mod inscription;
mod keep;
pub mod map;
mod picture;
mod query;
mod question;
pub mod record;
pub mod relic;
mod spot;
mod text;
pub mod timeline;

pub use keep::kept;
pub use keep::kept_text;
pub use keep::make;
pub use keep::make_text;
pub use picture::Picture;
pub use query::Asked;
pub use text::Said;
pub use text::bytes;
pub use text::day;
pub use text::moment;
pub use text::number;
pub use text::term;
