//! Reading XML of strangers: no document type, bounded depth and attributes, nothing external.

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::base::limits;

/// What a reader of XML is told, in document order.
pub enum Node<'a> {
    /// An element begins; its name with the prefix, and its attributes (name with prefix, value).
    Start(&'a str, &'a [(String, String)]),
    /// Text.
    Text(&'a str),
    /// An element ends.
    End(&'a str),
}

/// Why XML is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum XmlError {
    /// Not well-formed.
    Malformed,
    /// A document type: entities could be declared in it.
    DocType,
    /// Deeper or with more attributes than is taken.
    TooDeep,
}

/// Reads a document, telling `each` what stands in it.
pub fn read(text: &str, each: &mut dyn FnMut(Node<'_>)) -> Result<(), XmlError> {
    let mut reader = Reader::from_str(text);
    let mut depth = 0usize;
    loop {
        match reader.read_event().map_err(|_| XmlError::Malformed)? {
            Event::Eof => return Ok(()),
            Event::DocType(_) => return Err(XmlError::DocType),
            Event::Start(start) => {
                depth += 1;
                if depth > limits::XML_DEPTH {
                    return Err(XmlError::TooDeep);
                }
                each(Node::Start(start.name().as_ref(), &attributes(&start)?));
            }
            Event::Empty(start) => {
                each(Node::Start(start.name().as_ref(), &attributes(&start)?));
                each(Node::End(start.name().as_ref()));
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                each(Node::End(end.name().as_ref()));
            }
            Event::Text(piece) => each(Node::Text(&piece)),
            Event::CData(piece) => each(Node::Text(&piece)),
            Event::GeneralRef(entity) => {
                let escaped = format!("&{};", &*entity);
                if let Ok(plain) = quick_xml::escape::unescape(&escaped) {
                    each(Node::Text(&plain));
                }
            }
            _ => {}
        }
    }
}

fn attributes(start: &quick_xml::events::BytesStart<'_>) -> Result<Vec<(String, String)>, XmlError> {
    let mut found = Vec::new();
    for attribute in start.attributes().with_checks(false) {
        if found.len() >= limits::XML_ATTRIBUTES {
            return Err(XmlError::TooDeep);
        }
        let Ok(attribute) = attribute else { continue };
        let value = quick_xml::escape::unescape(&attribute.value)
            .map_or_else(|_| attribute.value.to_string(), |v| v.into_owned());
        found.push((attribute.key.as_ref().to_owned(), value));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_cannot_be_declared() {
        let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><x>&a;</x>";
        assert_eq!(read(bomb, &mut |_| {}), Err(XmlError::DocType));
    }

    #[test]
    fn endless_nesting_is_refused() {
        let deep = "<a>".repeat(300);
        assert_eq!(read(&deep, &mut |_| {}), Err(XmlError::TooDeep));
    }
}
