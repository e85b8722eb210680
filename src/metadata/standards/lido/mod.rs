//! LIDO 1.1: the relic, its parts and its artefacts as one `lidoWrap`, inscriptions inside their carriers.
//!
//! Why a block a language: LIDO asks for `xml:lang` on both metadata blocks and lets them repeat, so each language has a
//! descriptive and an administrative block of its own. A text that language lacks is absent from its block, but for the
//! title, which names the language it is in. Text a machine translated carries a label that says so.

mod classification;
mod event;
mod identification;
mod place;
mod record;
mod relation;
mod resource;
mod rights;
mod word;

use crate::metadata::described;
use crate::metadata::described::Described;
use crate::metadata::standards::Standard;
use crate::metadata::thing::Thing;
use crate::metadata::xml::Xml;
use crate::model::record::Record;
use crate::model::text::Lang;

/// LIDO.
pub const STANDARD: Standard = Standard { name: "lido", file: "lido.xml", mime: "application/xml", write };

/// One object in one language.
struct Block<'a> {
    described: &'a Described<'a>,
    record: &'a Record,
    thing: &'a Thing<'a>,
    lang: Lang,
}

/// Writes every object of a relic.
pub fn write(described: &Described<'_>) -> String {
    const ROOT: &[(&str, &str)] = &[
        ("xmlns:lido", "http://www.lido-schema.org"),
        ("xmlns:gml", "http://www.opengis.net/gml"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ("xsi:schemaLocation", "http://www.lido-schema.org http://www.lido-schema.org/schema/v1.1/lido-v1.1.xsd"),
    ];
    let mut xml = Xml::new();
    xml.element("lido:lidoWrap", ROOT, |xml| {
        for record in std::iter::once(described.relic).chain(described.children) {
            if let Some(thing) = Thing::of(record) {
                object(xml, described, record, &thing);
            }
        }
    });
    xml.finish()
}

fn object(xml: &mut Xml, described: &Described<'_>, record: &Record, thing: &Thing<'_>) {
    xml.element("lido:lido", &[], |xml| {
        let source = described.archive_name(Lang::Vi);
        let name = format!("{}/{}", described::name_in_address(described.relic), described::name_in_address(record));
        xml.text("lido:lidoRecID", &[("lido:type", word::LOCAL), ("lido:source", source)], &name);
        xml.text("lido:objectPublishedID", &[("lido:type", word::URI)], &described.page(record, Lang::Vi));
        for lang in Lang::ALL {
            let block = Block { described, record, thing, lang };
            xml.element("lido:descriptiveMetadata", &[("xml:lang", lang.tag())], |xml| {
                classification::write(xml, &block);
                identification::write(xml, &block);
                event::write(xml, &block);
                relation::write(xml, &block);
            });
        }
        for lang in Lang::ALL {
            let block = Block { described, record, thing, lang };
            xml.element("lido:administrativeMetadata", &[("xml:lang", lang.tag())], |xml| {
                rights::write(xml, &block);
                record::write(xml, &block);
                resource::write(xml, &block);
            });
        }
    });
}
