//! PREMIS 3: the records and files of a relic as objects, what was done to them as events, and who did it as agents.

mod event;
mod object;

use crate::metadata::standards::Standard;
use crate::metadata::standards::premis::object::write;

pub use event::PreservationEvent;

/// PREMIS.
pub const STANDARD: Standard = Standard { name: "premis", file: "premis.xml", mime: "application/xml", write };
