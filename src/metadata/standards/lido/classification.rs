//! What the object is: `objectWorkType` and how it is classed.

use crate::metadata::standards::lido::Block;
use crate::metadata::standards::lido::word;
use crate::metadata::xml::Xml;
use crate::model::record::Body;

/// Writes `objectClassificationWrap`.
pub fn write(xml: &mut Xml, block: &Block<'_>) {
    xml.element("lido:objectClassificationWrap", &[], |xml| {
        xml.element("lido:objectWorkTypeWrap", &[], |xml| {
            for term in &block.thing.types {
                word::term(xml, "lido:objectWorkType", &[], *term, block.lang);
            }
            // LIDO lets no object go without a work type; the kind of record is one.
            if block.thing.types.is_empty() {
                word::term(xml, "lido:objectWorkType", &[], ("kind", block.record.kind().name()), block.lang);
            }
        });
        xml.element("lido:classificationWrap", &[], |xml| {
            for (vocabulary, code) in &block.thing.classes {
                word::term(xml, "lido:classification", &[("lido:type", vocabulary)], (vocabulary, code), block.lang);
            }
            if matches!(&block.record.body, Body::Part(part) if part.original_element == Some(true)) {
                let words = ["yếu tố gốc cấu thành di tích", "original constituent element", "unsur asli"];
                let label = word::pick(words, block.lang);
                word::concept(xml, "lido:classification", &[("lido:type", "original_element")], "", label, block.lang);
            }
            if is_documentary(&block.record.body) {
                let label = word::pick(["di sản tư liệu", "documentary heritage", "warisan dokumenter"], block.lang);
                word::concept(xml, "lido:classification", &[("lido:type", "documentary")], "", label, block.lang);
            }
        });
    });
}

fn is_documentary(body: &Body) -> bool {
    match body {
        Body::Part(part) => part.documentary.is_some(),
        Body::Artefact(artefact) => artefact.documentary.is_some(),
        _ => false,
    }
}
