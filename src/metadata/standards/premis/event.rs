//! A preservation event as the store keeps it, and as PREMIS writes it.

use serde_json::Value;

use crate::base::id::RecordId;
use crate::metadata::standards::premis::object::identifier;
use crate::metadata::standards::premis::object::urn;
use crate::metadata::xml::Xml;

/// Something that was done to a record, when, by whom and with what outcome.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PreservationEvent {
    /// Its own id.
    pub id: String,
    /// The record it was done to.
    pub record: String,
    /// What was done, such as `ingestion` or `fixity check`.
    pub kind: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Who did it.
    pub operator: String,
    /// `success` or `failure`.
    pub outcome: String,
    /// Why or what more there is to say.
    pub note: String,
}

impl PreservationEvent {
    /// Reads an event as the store keeps it for a record; `None` when it lacks its kind or time.
    pub fn read(record: &RecordId, event: &Value) -> Option<PreservationEvent> {
        let word = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (kind, at) = (word("type"), word("at"));
        if kind.is_empty() || at.is_empty() {
            return None;
        }
        let own = word("id");
        let id = if own.is_empty() { format!("{record}/{at}/{}", kind.replace(' ', "-")) } else { own };
        Some(PreservationEvent {
            id,
            record: record.to_string(),
            kind,
            at,
            operator: word("operator"),
            outcome: word("outcome"),
            note: word("note"),
        })
    }

    /// Writes the event; it names its agent and its object.
    pub fn write(&self, xml: &mut Xml) {
        xml.element("premis:event", &[], |xml| {
            identifier(xml, "event", &self.id);
            xml.text("premis:eventType", &[], &self.kind);
            xml.text("premis:eventDateTime", &[], &self.at);
            xml.element("premis:eventDetailInformation", &[], |xml| xml.text("premis:eventDetail", &[], &self.note));
            xml.element("premis:eventOutcomeInformation", &[], |xml| {
                xml.text("premis:eventOutcome", &[], &self.outcome)
            });
            if !self.operator.is_empty() {
                identifier(xml, "linkingAgent", &self.operator);
            }
            identifier(xml, "linkingObject", &urn(&self.record));
        });
    }
}

/// Writes an agent; the terminal and the program's own work are software, all others people.
pub fn agent(xml: &mut Xml, name: &str) {
    xml.element("premis:agent", &[], |xml| {
        identifier(xml, "agent", name);
        xml.text("premis:agentName", &[], name);
        xml.text("premis:agentType", &[], if name == "operator" { "software" } else { "person" });
    });
}
