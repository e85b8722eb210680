//! Simple Dublin Core as OAI-PMH carries it (`oai_dc`): the relic in fifteen elements, each text with its language.
//! Texts a machine translated are left out: the format has no place to say so.

mod element;

use crate::metadata::standards::Standard;
use crate::metadata::standards::dublin_core::element::write;

/// Dublin Core.
pub const STANDARD: Standard = Standard { name: "oai_dc", file: "dc.xml", mime: "application/xml", write };
