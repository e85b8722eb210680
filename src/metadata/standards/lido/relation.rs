//! What the object is about and what it belongs to.

use crate::metadata::standards::lido::Block;
use crate::metadata::standards::lido::word;
use crate::metadata::xml::Xml;
use crate::model::record::Body;
use crate::model::record::Record;
use crate::model::title;

/// Writes `objectRelationWrap`.
pub fn write(xml: &mut Xml, block: &Block<'_>) {
    xml.element("lido:objectRelationWrap", &[], |xml| {
        xml.element("lido:subjectWrap", &[], |xml| subjects(xml, block));
        xml.element("lido:relatedWorksWrap", &[], |xml| works(xml, block));
    });
}

fn subjects(xml: &mut Xml, block: &Block<'_>) {
    match &block.record.body {
        Body::Relic(relic) => {
            for agent in relic.worship.iter().chain(&relic.people) {
                let Some(name) = block.described.agent_name(agent) else { continue };
                xml.element("lido:subjectSet", &[], |xml| {
                    xml.element("lido:subject", &[], |xml| {
                        xml.element("lido:subjectActor", &[], |xml| {
                            xml.element("lido:actor", &[], |xml| {
                                word::appellation(xml, "lido:nameActorSet", &name, block.lang);
                            });
                        });
                    });
                });
            }
        }
        Body::Artefact(artefact) => {
            if let Some(subject) = &artefact.subject {
                xml.element("lido:subjectSet", &[], |xml| word::say(xml, "lido:displaySubject", subject, block.lang));
            }
        }
        _ => {}
    }
}

fn works(xml: &mut Xml, block: &Block<'_>) {
    let is_relic = block.record.envelope.id == block.described.relic.envelope.id;
    if !is_relic {
        let words = ["thuộc", "part of", "bagian dari"];
        work(xml, block, block.described.relic, word::pick(words, block.lang));
        return;
    }
    for child in block.described.children {
        if matches!(child.body, Body::Part(_) | Body::Artefact(_)) {
            work(xml, block, child, word::pick(["gồm có", "has part", "terdiri atas"], block.lang));
        }
    }
    for related in block.described.related {
        if matches!(related.body, Body::Bibliography(_)) {
            let words = ["tài liệu tham khảo", "documented in", "dirujuk dalam"];
            work(xml, block, related, word::pick(words, block.lang));
        }
    }
}

fn work(xml: &mut Xml, block: &Block<'_>, other: &Record, relation: &str) {
    xml.element("lido:relatedWorkSet", &[], |xml| {
        xml.element("lido:relatedWork", &[], |xml| {
            word::name(xml, "lido:displayObject", &title::title(other), block.lang);
            xml.element("lido:object", &[], |xml| {
                if !matches!(other.body, Body::Bibliography(_)) {
                    let page = block.described.page(other, block.lang);
                    xml.text("lido:objectWebResource", &[("xml:lang", block.lang.tag())], &page);
                }
                xml.text("lido:objectID", &[("lido:type", word::LOCAL)], &other.envelope.id.to_string());
            });
        });
        word::concept(xml, "lido:relatedWorkRelType", &[], "", relation, block.lang);
    });
}
