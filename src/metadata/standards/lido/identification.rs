//! Names, inscriptions, whereabouts, descriptions, measurements and materials of the object.

use crate::metadata::described;
use crate::metadata::standards::lido::Block;
use crate::metadata::standards::lido::place;
use crate::metadata::standards::lido::word;
use crate::metadata::xml::Xml;
use crate::model::inscription::Inscription;
use crate::model::record::Body;
use crate::model::text::Lang;
use crate::model::title;
use crate::model::value::Measure;
use crate::model::vocabulary;

/// Writes `objectIdentificationWrap`.
pub fn write(xml: &mut Xml, block: &Block<'_>) {
    xml.element("lido:objectIdentificationWrap", &[], |xml| {
        titles(xml, block);
        xml.element("lido:inscriptionsWrap", &[], |xml| inscriptions(xml, block));
        place::write(xml, block);
        xml.element("lido:objectDescriptionWrap", &[], |xml| descriptions(xml, block));
        xml.element("lido:objectMeasurementsWrap", &[], |xml| {
            block.thing.measures.iter().for_each(|measure| measurement(xml, measure, block.lang));
        });
        xml.element("lido:objectMaterialsTechWrap", &[], |xml| materials(xml, block));
    });
}

fn titles(xml: &mut Xml, block: &Block<'_>) {
    xml.element("lido:titleWrap", &[], |xml| {
        let own = title::title(block.record);
        xml.element("lido:titleSet", &[("lido:type", "preferred")], |xml| {
            word::name(xml, "lido:appellationValue", &own, block.lang);
        });
        for other in &block.thing.other_names {
            xml.element("lido:titleSet", &[("lido:type", "alternative")], |xml| {
                word::say(xml, "lido:appellationValue", other, block.lang);
            });
        }
    });
}

fn inscriptions(xml: &mut Xml, block: &Block<'_>) {
    for child in block.described.children {
        if let Body::Inscription(body) = &child.body
            && body.carrier.as_ref().is_some_and(|carrier| described::points_at(carrier, block.record))
        {
            inscription(xml, body, block.lang);
        }
    }
}

fn inscription(xml: &mut Xml, body: &Inscription, lang: Lang) {
    let kind = vocabulary::label("inscription_kind", &body.text_kind, lang)
        .or_else(|| vocabulary::label("object_type", &body.text_kind, lang))
        .unwrap_or(&body.text_kind);
    let kind_attribute = [("lido:type", kind)];
    xml.element("lido:inscriptions", if kind.is_empty() { &[] } else { &kind_attribute }, |xml| {
        xml.text(
            "lido:inscriptionTranscription",
            &[("xml:lang", body.original_lang().unwrap_or("und"))],
            body.original.as_deref().unwrap_or_default(),
        );
        for (kind, text) in [("reading", &body.reading), ("translation", &body.translation)] {
            xml.element("lido:inscriptionDescription", &[("lido:type", kind)], |xml| {
                if let Some(text) = text {
                    // The reading is Sino-Vietnamese whatever the block's language.
                    let wanted = if kind == "reading" { Lang::Vi } else { lang };
                    word::say(xml, "lido:descriptiveNoteValue", text, wanted);
                }
            });
        }
    });
}

fn descriptions(xml: &mut Xml, block: &Block<'_>) {
    for (kind, text) in &block.thing.texts {
        xml.element("lido:objectDescriptionSet", &[("lido:type", kind)], |xml| {
            word::say(xml, "lido:descriptiveNoteValue", text, block.lang);
        });
    }
    let Some(condition) = block.thing.condition.filter(|condition| !condition.grade.is_empty()) else { return };
    let grade = vocabulary::label("condition", &condition.grade, block.lang).unwrap_or(&condition.grade);
    let said = match &condition.assessed_on {
        Some(day) => format!("{grade} ({day})"),
        None => grade.to_owned(),
    };
    xml.element("lido:objectDescriptionSet", &[("lido:type", "condition")], |xml| {
        xml.text("lido:descriptiveNoteValue", &[("xml:lang", block.lang.tag())], &said);
    });
}

fn measurement(xml: &mut Xml, measure: &Measure, lang: Lang) {
    let kind = kind_of_measure(&measure.kind, lang).unwrap_or(&measure.kind);
    xml.element("lido:objectMeasurementsSet", &[], |xml| {
        let language = [("xml:lang", lang.tag())];
        let said = format!("{kind}: {} {}", measure.value, measure.unit);
        xml.text("lido:displayObjectMeasurements", &language, said.trim_end());
        xml.element("lido:objectMeasurements", &[], |xml| {
            xml.element("lido:measurementsSet", &[], |xml| {
                word::concept(xml, "lido:measurementType", &[], "", kind, lang);
                let unit = if measure.unit.is_empty() { "1" } else { &measure.unit };
                word::concept(xml, "lido:measurementUnit", &[], "", unit, lang);
                xml.text("lido:measurementValue", &[], &measure.value.to_string());
            });
            if let Some(of) = &measure.of {
                word::concept(xml, "lido:extentMeasurements", &[], "", of, lang);
            }
        });
    });
}

fn kind_of_measure(kind: &str, lang: Lang) -> Option<&'static str> {
    let words = match kind {
        "height" => ["cao", "height", "tinggi"],
        "width" => ["rộng", "width", "lebar"],
        "depth" => ["sâu", "depth", "kedalaman"],
        "length" => ["dài", "length", "panjang"],
        "diameter" => ["đường kính", "diameter", "diameter"],
        "weight" => ["trọng lượng", "weight", "berat"],
        "area" => ["diện tích", "area", "luas"],
        "count" => ["số lượng", "count", "jumlah"],
        _ => return None,
    };
    Some(word::pick(words, lang))
}

fn materials(xml: &mut Xml, block: &Block<'_>) {
    let all = [("material", block.thing.materials), ("technique", block.thing.techniques)];
    xml.element("lido:objectMaterialsTechSet", &[], |xml| {
        xml.element("lido:materialsTech", &[], |xml| {
            for (vocabulary, codes) in all {
                for code in codes {
                    let kind = [("lido:type", vocabulary)];
                    word::term(xml, "lido:termMaterialsTech", &kind, (vocabulary, code), block.lang);
                }
            }
        });
    });
}
