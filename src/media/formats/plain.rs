//! Texts, marked up or plain, in UTF-8, UTF-16 or a legacy encoding of 8 bits.

use crate::media::format::Family::Text;
use crate::media::format::Format;
use crate::media::sample::Sample;

/// Texts; the plain one comes last.
pub static FORMATS: &[Format] = &[
    Format::kept("html", "text/html", "html", Some("fmt/96"), Text, is_html),
    Format::kept("xml", "application/xml", "xml", Some("fmt/101"), Text, is_xml),
    Format::kept("json", "application/json", "json", Some("fmt/817"), Text, is_json),
    Format::kept("text", "text/plain", "txt", Some("x-fmt/111"), Text, |s| s.text().is_some()),
];

fn is_html(sample: &Sample) -> bool {
    let Some(root) = sample.root_element() else { return false };
    let root = root.to_ascii_lowercase();
    let declares = || {
        sample.text().is_some_and(|text| {
            text.trim_start().get(..14).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype html"))
        })
    };
    matches!(root.as_str(), "html" | "head" | "body") || declares()
}

fn is_xml(sample: &Sample) -> bool {
    let is_declared = || sample.text().is_some_and(|text| text.trim_start().starts_with("<?xml"));
    is_declared() || sample.root_element().is_some_and(|root| root == "x:xmpmeta" || root == "rdf:RDF")
}

/// A whole small text that parses, or the start of a large one that looks like it.
fn is_json(sample: &Sample) -> bool {
    let Some(text) = sample.text() else { return false };
    let text = text.trim();
    if !text.starts_with(['{', '[']) {
        return false;
    }
    match serde_json::from_str::<serde::de::IgnoredAny>(text) {
        Ok(_) => true,
        Err(error) => error.is_eof() && sample.size_bytes > sample.head.len() as u64,
    }
}
