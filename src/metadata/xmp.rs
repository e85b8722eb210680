//! XMP: RDF in a packet. Properties are kept by namespace and name; values are text, lists or languages.

use std::collections::BTreeMap;

use quick_xml::NsReader;
use quick_xml::events::BytesStart;
use quick_xml::events::Event;
use quick_xml::name::ResolveResult;

use crate::base::limits;
use crate::metadata::text;

/// Values of a property, each with its language.
type Values = Vec<(Option<String>, String)>;

/// Properties: (namespace, name) → values with their language.
#[derive(Debug, Default)]
pub struct Xmp(BTreeMap<(String, String), Values>);

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/// Dublin Core.
pub const DC: &str = "http://purl.org/dc/elements/1.1/";
/// Photoshop.
pub const PHOTOSHOP: &str = "http://ns.adobe.com/photoshop/1.0/";
/// XMP basic.
pub const XMP: &str = "http://ns.adobe.com/xap/1.0/";
/// EXIF in XMP.
pub const EXIF: &str = "http://ns.adobe.com/exif/1.0/";
/// TIFF in XMP.
pub const TIFF: &str = "http://ns.adobe.com/tiff/1.0/";
/// Adobe's additions.
pub const AUX: &str = "http://ns.adobe.com/exif/1.0/aux/";

impl Xmp {
    /// Reads packets, one after the other; damage ends the reading of that packet only.
    pub fn read(packets: &[Vec<u8>]) -> Xmp {
        let mut xmp = Xmp::default();
        for packet in packets {
            let text = utf8(packet);
            let start = text.find('<').unwrap_or(0);
            xmp.read_packet(&text[start..]);
        }
        xmp
    }

    /// Returns the first value of a property, the default language first.
    pub fn one(&self, namespace: &str, name: &str) -> Option<String> {
        let values = self.0.get(&(namespace.to_owned(), name.to_owned()))?;
        let default = values.iter().find(|(lang, _)| lang.as_deref() == Some("x-default"));
        default.or(values.first()).map(|(_, value)| value.clone())
    }

    /// Returns all values of a property.
    pub fn all(&self, namespace: &str, name: &str) -> Vec<String> {
        let values = self.0.get(&(namespace.to_owned(), name.to_owned()));
        values.map(|values| values.iter().map(|(_, value)| value.clone()).collect()).unwrap_or_default()
    }

    /// Returns the values of a property by language.
    pub fn by_lang(&self, namespace: &str, name: &str) -> BTreeMap<String, String> {
        let values = self.0.get(&(namespace.to_owned(), name.to_owned()));
        values
            .into_iter()
            .flatten()
            .map(|(lang, value)| (lang.clone().unwrap_or_else(|| "x-default".to_owned()), value.clone()))
            .collect()
    }

    fn add(&mut self, key: &(String, String), lang: Option<String>, value: &str) {
        if let Some(value) = text::clean(value) {
            let values = self.0.entry(key.clone()).or_default();
            if values.len() < 500 {
                values.push((lang, value));
            }
        }
    }

    fn read_packet(&mut self, packet: &str) {
        let mut reader = NsReader::from_str(packet);
        reader.config_mut().check_end_names = false;
        let mut stack: Vec<Open> = Vec::new();
        let mut words = String::new();
        loop {
            match reader.read_event() {
                Err(_) | Ok(Event::Eof | Event::DocType(_)) => return,
                Ok(Event::Start(start)) => {
                    let Some(open) = self.open(&reader, &start, &stack) else { return };
                    words.clear();
                    stack.push(open);
                    if stack.len() > limits::XML_DEPTH {
                        return;
                    }
                }
                Ok(Event::Empty(start)) => {
                    if self.open(&reader, &start, &stack).is_none() {
                        return;
                    }
                }
                Ok(Event::Text(piece)) => words.push_str(&piece),
                Ok(Event::CData(piece)) => words.push_str(&piece),
                Ok(Event::GeneralRef(entity)) => words.push_str(&entity_text(&entity)),
                Ok(Event::End(_)) => {
                    if let Some(open) = stack.pop()
                        && let Some(key) = property(&stack, &open)
                    {
                        self.add(&key, open.lang.clone(), &words);
                    }
                    words.clear();
                }
                Ok(_) => {}
            }
        }
    }

    /// Notes the attributes of an element that are properties; `None` when there are too many.
    fn open(&mut self, reader: &NsReader<&[u8]>, start: &BytesStart<'_>, stack: &[Open]) -> Option<Open> {
        let (namespace, local) = reader.resolver().resolve_element(start.name());
        let mut open = Open { namespace: uri(namespace), name: local.as_ref().to_owned(), lang: None };
        let is_description = open.namespace == RDF && open.name == "Description";
        for (n, attribute) in start.attributes().with_checks(false).enumerate() {
            if n > limits::XML_ATTRIBUTES {
                return None;
            }
            let Ok(attribute) = attribute else { continue };
            let (namespace, local) = reader.resolver().resolve_attribute(attribute.key);
            let (namespace, name) = (uri(namespace), local.as_ref().to_owned());
            let value = unescape(&attribute.value);
            if attribute.key.as_ref() == "xml:lang" {
                open.lang = Some(value);
            } else if is_description && stack.len() <= 3 && namespace != RDF && !namespace.is_empty() {
                self.add(&(namespace, name), None, &value);
            }
        }
        Some(open)
    }
}

struct Open {
    namespace: String,
    name: String,
    lang: Option<String>,
}

/// A value belongs to the property directly under a top-level description: itself, or the list item inside it.
fn property(stack: &[Open], open: &Open) -> Option<(String, String)> {
    let top = stack.iter().position(|one| one.namespace == RDF && one.name == "Description")?;
    if stack.len() == top + 1 && open.namespace != RDF {
        return Some((open.namespace.clone(), open.name.clone()));
    }
    let is_item = open.namespace == RDF && open.name == "li" && stack.len() == top + 3;
    is_item.then(|| (stack[top + 1].namespace.clone(), stack[top + 1].name.clone()))
}

fn uri(resolved: ResolveResult<'_>) -> String {
    match resolved {
        ResolveResult::Bound(namespace) => namespace.as_ref().to_owned(),
        _ => String::new(),
    }
}

fn utf8(packet: &[u8]) -> String {
    match packet {
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        _ => text::decode(packet),
    }
}

fn wide(bytes: &[u8], order: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| order([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}

fn unescape(value: &str) -> String {
    quick_xml::escape::unescape(value).map_or_else(|_| value.to_owned(), |text| text.into_owned())
}

fn entity_text(name: &str) -> String {
    unescape(&format!("&{name};"))
}
