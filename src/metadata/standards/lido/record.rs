//! The record about the object: its number, its kind, who answers for it and when it changed.

use crate::metadata::standards::lido::Block;
use crate::metadata::standards::lido::word;
use crate::metadata::xml::Xml;
use crate::model::record::Body;

/// Writes `recordWrap`.
pub fn write(xml: &mut Xml, block: &Block<'_>) {
    let envelope = &block.record.envelope;
    xml.element("lido:recordWrap", &[], |xml| {
        xml.text("lido:recordID", &[("lido:type", word::LOCAL)], &envelope.id.to_string());
        kind(xml, block);
        xml.element("lido:recordSource", &[], |xml| {
            xml.element("lido:legalBodyName", &[], |xml| {
                let name = block.described.archive_name(block.lang);
                xml.text("lido:appellationValue", &[("xml:lang", block.lang.tag())], name);
            });
            xml.text("lido:legalBodyWeblink", &[], block.described.public_url);
        });
        xml.element("lido:recordInfoSet", &[], |xml| {
            xml.text("lido:recordInfoLink", &[], &block.described.page(block.record, block.lang));
            for (when, stamp) in [("created", &envelope.created), ("modified", &envelope.updated)] {
                xml.text("lido:recordMetadataDate", &[("lido:type", when)], &stamp.at);
            }
        });
    });
}

/// A relic and an artefact are items, a part of a relic a component in LIDO's words.
fn kind(xml: &mut Xml, block: &Block<'_>) {
    let (address, words) = match block.record.body {
        Body::Part(_) => ("lido00453", ["biểu ghi thành phần", "component-level record", "rekaman tingkat komponen"]),
        _ => ("lido00141", ["biểu ghi đối tượng", "item-level record", "rekaman tingkat butir"]),
    };
    let address = format!("http://terminology.lido-schema.org/{address}");
    word::concept(xml, "lido:recordType", &[], &address, word::pick(words, block.lang), block.lang);
}
