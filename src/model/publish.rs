//! The minimum to publish (DOMAIN §3): what is missing, in plain words and not as errors.

use crate::model::record::Body;
use crate::model::record::Record;
use crate::model::text::LangText;

/// Something that must be there before publishing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The field to fill.
    pub path: &'static str,
    /// The message key.
    pub key: &'static str,
}

/// What of the surroundings of a record counts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Around {
    /// A picture with alternative text and rights shows it.
    pub has_picture: bool,
    /// A decision speaks of it.
    pub has_decision: bool,
}

/// Returns what is missing before a record can be published; empty when nothing is.
pub fn missing(record: &Record, around: Around) -> Vec<Missing> {
    let mut list = List(Vec::new());
    let envelope = &record.envelope;
    match &record.body {
        Body::Relic(body) => {
            list.text("name", "missing-name", Some(&body.name));
            list.need("code", "missing-code", envelope.code.is_some());
            list.need("relic_types", "missing-relic-type", !body.relic_types.is_empty());
            list.need("functions", "missing-function", !body.functions.is_empty());
            list.need("rank", "missing-rank", !body.rank.is_empty());
            let is_ranked = matches!(body.rank.as_str(), "special_national" | "national" | "provincial" | "delisted");
            list.need("decisions", "missing-decision", !is_ranked || around.has_decision || !body.decisions.is_empty());
            list.text("place.address_current", "missing-address-current", Some(&body.place.address_current.text));
            list.text("place.address_recorded", "missing-address-recorded", Some(&body.place.address_recorded.text));
            list.need("dating", "missing-dating", body.dating.iter().any(|date| !date.edtf.is_empty()));
            list.text("summary", "missing-summary", Some(&body.summary));
            let graded = body.condition.as_ref().is_some_and(|condition| !condition.grade.is_empty());
            list.need("condition", "missing-condition", graded);
            list.need("rights", "missing-rights", !body.rights.statement.is_empty());
            list.need("assets", "missing-picture", around.has_picture);
            list.need("sources", "missing-source", !envelope.sources.is_empty());
        }
        Body::Part(body) => {
            list.text("name", "missing-name", Some(&body.name));
            list.need("part_type", "missing-part-type", !body.part_type.is_empty());
            list.need("belongs_to", "missing-belongs-to", body.belongs_to.is_some());
        }
        Body::Artefact(body) => {
            list.text("name", "missing-name", Some(&body.name));
            list.need("object_type", "missing-object-type", !body.object_type.is_empty());
            list.need("inventory_no", "missing-inventory-no", !body.inventory_no.is_empty() || envelope.code.is_some());
            list.need("legal_class", "missing-legal-class", !body.legal_class.is_empty());
            list.need("belongs_to", "missing-belongs-to", body.belongs_to.is_some());
            list.text("description", "missing-description", Some(&body.description));
        }
        Body::Inscription(body) => {
            list.need("text_kind", "missing-inscription-kind", !body.text_kind.is_empty());
            list.need("carrier", "missing-carrier", body.carrier.is_some());
            list.need("script", "missing-script", !body.script.is_empty());
            list.need("direction", "missing-direction", !body.direction.is_empty());
            list.need("state", "missing-inscription-state", !body.state.is_empty());
            let has_text = body.original.as_deref().is_some_and(|text| !text.trim().is_empty())
                || body.reading.as_ref().is_some_and(|text| !text.is_blank());
            list.need("original", "missing-original", has_text);
            list.need("editors", "missing-editor", !body.editors.is_empty());
        }
        Body::Agent(body) => {
            list.text("name", "missing-name", Some(&body.name));
            list.need("agent_kind", "missing-agent-kind", !body.agent_kind.is_empty());
            list.need("living", "missing-living", body.agent_kind != "person" || body.living.is_some());
        }
        Body::Event(body) => {
            list.text("title", "missing-name", Some(&body.title));
            list.need("event_kind", "missing-event-kind", !body.event_kind.is_empty());
            list.need("recurrence", "missing-recurrence", body.event_kind != "festival" || body.recurrence.is_some());
        }
        Body::Decision(body) => {
            list.need("number", "missing-number", body.number.is_some() || body.number_unknown);
            list.need("decision_kind", "missing-decision-kind", !body.decision_kind.is_empty());
            list.need("issued_on", "missing-issued-on", body.issued_on.is_some());
        }
        Body::Bibliography(body) => list.need("citation", "missing-citation", !body.citation.is_empty()),
        Body::Asset(body) => {
            list.text("title", "missing-title", Some(&body.title));
            list.text("alt_text", "missing-alt-text", Some(&body.alt_text));
            list.need("creator", "missing-creator", body.creator.is_some());
            list.need("rights", "missing-rights", !body.rights.statement.is_empty());
            list.need("of", "missing-of", !body.of.is_empty());
        }
    }
    list.0
}

struct List(Vec<Missing>);

impl List {
    fn need(&mut self, path: &'static str, key: &'static str, is_there: bool) {
        if !is_there {
            self.0.push(Missing { path, key });
        }
    }

    /// Vietnamese is the authority: it must be there.
    fn text(&mut self, path: &'static str, key: &'static str, text: Option<&LangText>) {
        self.need(path, key, text.is_some_and(|text| text.in_lang("vi").is_some()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_relic_lacks_the_whole_minimum_and_a_ranked_one_its_decision() {
        let record = Record::from_json(r#"{"kind":"relic"}"#).expect("a record");
        assert_eq!(missing(&record, Around::default()).len(), 13);
        let record = Record::from_json(r#"{"kind":"relic","rank":"national"}"#).expect("a record");
        assert!(missing(&record, Around::default()).iter().any(|missing| missing.key == "missing-decision"));
    }
}
