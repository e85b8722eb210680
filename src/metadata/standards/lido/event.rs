//! What happened to the object: its making, the events told of it, its acquisition, the decisions on it.

use crate::metadata::described;
use crate::metadata::standards::lido::Block;
use crate::metadata::standards::lido::word;
use crate::metadata::xml::Xml;
use crate::model::date::FuzzyDate;
use crate::model::decision::Decision;
use crate::model::edtf;
use crate::model::edtf::Edtf;
use crate::model::event::Event;
use crate::model::record::Body;
use crate::model::record::Record;
use crate::model::text::Lang;
use crate::model::value::AgentRef;
use crate::model::value::Ref;
use crate::model::vocabulary;

/// Writes `eventWrap`.
pub fn write(xml: &mut Xml, block: &Block<'_>) {
    xml.element("lido:eventWrap", &[], |xml| {
        makings(xml, block);
        for record in block.described.related {
            match &record.body {
                Body::Event(body) if concerns(block, record, &body.of) => told(xml, block, record, body),
                Body::Decision(body) if concerns(block, record, &body.relics) => decided(xml, block, record, body),
                _ => {}
            }
        }
        acquired(xml, block);
    });
}

/// An event concerns the object when it says so, or when the object names it.
fn concerns(block: &Block<'_>, event: &Record, of: &[Ref]) -> bool {
    let named: &[Ref] = match &block.record.body {
        Body::Relic(relic) if matches!(event.body, Body::Event(_)) => &relic.events,
        Body::Relic(relic) => &relic.decisions,
        Body::Artefact(artefact) => &artefact.moves,
        _ => &[],
    };
    of.iter().any(|reference| described::points_at(reference, block.record))
        || named.iter().any(|reference| described::points_at(reference, event))
}

fn makings(xml: &mut Xml, block: &Block<'_>) {
    for (n, date) in block.thing.dating.iter().enumerate() {
        let kind = date.of.as_deref().unwrap_or("built");
        set(xml, block, &Kind::of_event(kind, block.lang), |xml| {
            if n == 0 {
                actors(xml, block, block.thing.makers.iter());
            }
            when(xml, date, block.lang);
        });
    }
    if block.thing.dating.is_empty() && !block.thing.makers.is_empty() {
        set(xml, block, &Kind::of_event("built", block.lang), |xml| actors(xml, block, block.thing.makers.iter()));
    }
}

fn told(xml: &mut Xml, block: &Block<'_>, record: &Record, body: &Event) {
    xml.element("lido:eventSet", &[], |xml| {
        xml.element("lido:event", &[], |xml| {
            identifier(xml, record);
            Kind::of_event(&body.event_kind, block.lang).write(xml, block.lang);
            word::appellation(xml, "lido:eventName", &body.title, block.lang);
            actors(xml, block, body.actors.iter());
            body.date.iter().for_each(|date| when(xml, date, block.lang));
            xml.element("lido:eventDescriptionSet", &[], |xml| {
                body.narrative.iter().for_each(|text| word::say(xml, "lido:descriptiveNoteValue", text, block.lang));
            });
        });
    });
}

fn decided(xml: &mut Xml, block: &Block<'_>, record: &Record, body: &Decision) {
    let label = vocabulary::label("decision_kind", &body.decision_kind, block.lang).unwrap_or(&body.decision_kind);
    let kind = Kind { address: TYPE_ASSIGNMENT, label };
    xml.element("lido:eventSet", &[], |xml| {
        xml.element("lido:event", &[], |xml| {
            identifier(xml, record);
            kind.write(xml, block.lang);
            xml.element("lido:eventName", &[], |xml| {
                xml.text("lido:appellationValue", &[("xml:lang", "vi")], body.number.as_deref().unwrap_or_default());
            });
            actors(xml, block, body.issuer.iter().chain(&body.signatory));
            body.issued_on.iter().for_each(|date| when(xml, date, block.lang));
            xml.element("lido:eventDescriptionSet", &[], |xml| {
                body.excerpt.iter().for_each(|text| word::say(xml, "lido:descriptiveNoteValue", text, block.lang));
            });
        });
    });
}

fn acquired(xml: &mut Xml, block: &Block<'_>) {
    let Body::Artefact(artefact) = &block.record.body else { return };
    let Some(how) = &artefact.acquisition else { return };
    let label = vocabulary::label("acquisition", how, block.lang).unwrap_or(how);
    set(xml, block, &Kind { address: "lido00001", label }, |_| {});
}

fn identifier(xml: &mut Xml, record: &Record) {
    xml.text("lido:eventID", &[("lido:type", word::LOCAL)], &record.envelope.id.to_string());
}

fn set(xml: &mut Xml, block: &Block<'_>, kind: &Kind<'_>, inside: impl FnOnce(&mut Xml)) {
    xml.element("lido:eventSet", &[], |xml| {
        xml.element("lido:event", &[], |xml| {
            kind.write(xml, block.lang);
            inside(xml);
        });
    });
}

fn actors<'a>(xml: &mut Xml, block: &Block<'_>, agents: impl Iterator<Item = &'a AgentRef>) {
    for agent in agents {
        let Some(name) = block.described.agent_name(agent) else { continue };
        xml.element("lido:eventActor", &[], |xml| {
            xml.element("lido:actorInRole", &[], |xml| {
                xml.element("lido:actor", &[], |xml| word::appellation(xml, "lido:nameActorSet", &name, block.lang));
                if let Some(role) = &agent.role {
                    word::term(xml, "lido:roleActor", &[], ("agent_role", role), block.lang);
                }
            });
        });
    }
}

/// The term that stands for a kind of event in LIDO's own list, and our label.
struct Kind<'a> {
    address: &'static str,
    label: &'a str,
}

const TYPE_ASSIGNMENT: &str = "lido00023";

impl<'a> Kind<'a> {
    fn of_event(kind: &'a str, lang: Lang) -> Kind<'a> {
        let address = match kind {
            "built" => "lido00007",
            "rebuilt" | "damaged" => "lido00006",
            "restored" => "lido00034",
            "moved" => "lido00223",
            "destroyed" => "lido00026",
            "found" => "lido00002",
            "excavated" => "lido00033",
            "ranked" => TYPE_ASSIGNMENT,
            _ => "lido00003",
        };
        Kind { address, label: vocabulary::label("event_kind", kind, lang).unwrap_or(kind) }
    }

    fn write(&self, xml: &mut Xml, lang: Lang) {
        let address = format!("http://terminology.lido-schema.org/{}", self.address);
        word::concept(xml, "lido:eventType", &[], &address, self.label, lang);
    }
}

/// Writes a date in words and as bounds.
fn when(xml: &mut Xml, date: &FuzzyDate, lang: Lang) {
    xml.element("lido:eventDate", &[], |xml| bounds(xml, date, lang));
}

/// Writes what stands inside any of LIDO's dates: the words, then the earliest and latest day or year.
pub fn bounds(xml: &mut Xml, date: &FuzzyDate, lang: Lang) {
    xml.text("lido:displayDate", &[("xml:lang", lang.tag())], &described::date_in_words(date, lang));
    let Some((earliest, latest)) = days_or_years(&date.edtf) else { return };
    xml.element("lido:date", &[], |xml| {
        xml.text("lido:earliestDate", &[], &earliest);
        xml.text("lido:latestDate", &[], &latest);
    });
}

fn days_or_years(text: &str) -> Option<(String, String)> {
    if let Edtf::Point(point) = edtf::parse(text)?
        && let Some(month) = point.month
    {
        let day = point.day.map(|day| format!("-{day:02}")).unwrap_or_default();
        let whole = format!("{}-{month:02}{day}", year(point.first));
        return Some((whole.clone(), whole));
    }
    let (first, last) = edtf::years(text)?;
    Some((year(first), year(last)))
}

fn year(year: i32) -> String {
    if year < 0 { format!("-{:04}", -year) } else { format!("{year:04}") }
}
