//! A record as a file: one JSON object, the envelope and the fields of its kind side by side (CONTRACT §4).

use serde::Deserialize;
use serde::Serialize;
use serde_json::Map;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::is_nfc;

use crate::model::agent::Agent;
use crate::model::artefact::Artefact;
use crate::model::asset::Asset;
use crate::model::bibliography::Bibliography;
use crate::model::decision::Decision;
use crate::model::envelope::Envelope;
use crate::model::event::Event;
use crate::model::field;
use crate::model::inscription::Inscription;
use crate::model::relic::Part;
use crate::model::relic::Relic;

/// The kinds of record that have an id and an object of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An immovable relic.
    Relic,
    /// A part of one.
    Part,
    /// A movable thing.
    Artefact,
    /// A text on a carrier.
    Inscription,
    /// Someone the heritage tells of.
    Agent,
    /// Something that happened.
    Event,
    /// An administrative act.
    Decision,
    /// A source.
    Bibliography,
    /// A digital item.
    Asset,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 9] = [
        Kind::Relic,
        Kind::Part,
        Kind::Artefact,
        Kind::Inscription,
        Kind::Agent,
        Kind::Event,
        Kind::Decision,
        Kind::Bibliography,
        Kind::Asset,
    ];

    /// Returns the name as stored.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Relic => "relic",
            Kind::Part => "part",
            Kind::Artefact => "artefact",
            Kind::Inscription => "inscription",
            Kind::Agent => "agent",
            Kind::Event => "event",
            Kind::Decision => "decision",
            Kind::Bibliography => "bibliography",
            Kind::Asset => "asset",
        }
    }

    /// Returns the kind of that name.
    pub fn of(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// The fields of a record's kind.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "each variant is the type it holds")]
pub enum Body {
    Relic(Box<Relic>),
    Part(Box<Part>),
    Artefact(Box<Artefact>),
    Inscription(Box<Inscription>),
    Agent(Box<Agent>),
    Event(Box<Event>),
    Decision(Box<Decision>),
    Bibliography(Box<Bibliography>),
    Asset(Box<Asset>),
}

/// One record: what the store keeps, the API speaks and a package carries.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// What every record carries.
    pub envelope: Envelope,
    /// The fields of its kind.
    pub body: Body,
}

/// Why a JSON object is no record.
#[derive(Debug, Clone, thiserror::Error, PartialEq)]
pub enum RecordError {
    /// Not a JSON object.
    #[error("a record is one JSON object")]
    NotAnObject,
    /// `kind` is absent or unknown.
    #[error(
        "the field \"kind\" must name a kind of record: relic, part, artefact, inscription, agent, event, decision, bibliography or asset"
    )]
    NoKind,
    /// A name nobody knows.
    #[error("unknown field \"{name}\"{}", nearest.as_ref().map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default())]
    UnknownField {
        /// The path of the name.
        name: String,
        /// The nearest known name.
        nearest: Option<String>,
    },
    /// A value of the wrong shape.
    #[error("{0}")]
    Shape(String),
}

impl Record {
    /// Reads a record from a JSON value, refusing unknown names with the nearest known one.
    pub fn from_value(mut value: Value) -> Result<Record, RecordError> {
        normalise(&mut value, 0)?;
        let Value::Object(map) = value else { return Err(RecordError::NotAnObject) };
        let kind = map.get("kind").and_then(Value::as_str).and_then(Kind::of).ok_or(RecordError::NoKind)?;
        let mut envelope = Map::new();
        let mut body = Map::new();
        for (name, value) in map {
            match name.as_str() {
                "kind" => {}
                name if ENVELOPE_FIELDS.contains(&name) => {
                    envelope.insert(name.to_owned(), value);
                }
                _ => {
                    body.insert(name, value);
                }
            }
        }
        let envelope = serde_json::from_value(Value::Object(envelope)).map_err(shape)?;
        let body = Body::from_value(kind, Value::Object(body))?;
        Ok(Record { envelope, body })
    }

    /// Reads a record from JSON text.
    pub fn from_json(text: &str) -> Result<Record, RecordError> {
        Record::from_value(serde_json::from_str(text).map_err(shape)?)
    }

    /// Returns the record as a JSON object: kind, envelope, then the fields of its kind.
    pub fn to_value(&self) -> Value {
        let mut map = Map::new();
        map.insert("kind".to_owned(), Value::from(self.kind().name()));
        for part in [serde_json::to_value(&self.envelope), self.body.to_value()] {
            if let Ok(Value::Object(fields)) = part {
                map.extend(fields);
            }
        }
        Value::Object(map)
    }

    /// Returns the record as indented JSON ending in a line feed: the bytes of `record.json`.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(&self.to_value()).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Returns the kind.
    pub fn kind(&self) -> Kind {
        self.body.kind()
    }
}

/// Names of the envelope's fields.
pub const ENVELOPE_FIELDS: &[&str] = &[
    "id",
    "code",
    "status",
    "access",
    "sources",
    "claims",
    "same_as",
    "created",
    "updated",
    "version",
    "published_version",
    "review_due",
    "withdrawal",
];

impl Body {
    fn from_value(kind: Kind, value: Value) -> Result<Body, RecordError> {
        Ok(match kind {
            Kind::Relic => Body::Relic(serde_json::from_value(value).map_err(shape)?),
            Kind::Part => Body::Part(serde_json::from_value(value).map_err(shape)?),
            Kind::Artefact => Body::Artefact(serde_json::from_value(value).map_err(shape)?),
            Kind::Inscription => Body::Inscription(serde_json::from_value(value).map_err(shape)?),
            Kind::Agent => Body::Agent(serde_json::from_value(value).map_err(shape)?),
            Kind::Event => Body::Event(serde_json::from_value(value).map_err(shape)?),
            Kind::Decision => Body::Decision(serde_json::from_value(value).map_err(shape)?),
            Kind::Bibliography => Body::Bibliography(serde_json::from_value(value).map_err(shape)?),
            Kind::Asset => Body::Asset(serde_json::from_value(value).map_err(shape)?),
        })
    }

    fn to_value(&self) -> serde_json::Result<Value> {
        match self {
            Body::Relic(body) => serde_json::to_value(body),
            Body::Part(body) => serde_json::to_value(body),
            Body::Artefact(body) => serde_json::to_value(body),
            Body::Inscription(body) => serde_json::to_value(body),
            Body::Agent(body) => serde_json::to_value(body),
            Body::Event(body) => serde_json::to_value(body),
            Body::Decision(body) => serde_json::to_value(body),
            Body::Bibliography(body) => serde_json::to_value(body),
            Body::Asset(body) => serde_json::to_value(body),
        }
    }

    /// Returns the kind.
    pub fn kind(&self) -> Kind {
        match self {
            Body::Relic(_) => Kind::Relic,
            Body::Part(_) => Kind::Part,
            Body::Artefact(_) => Kind::Artefact,
            Body::Inscription(_) => Kind::Inscription,
            Body::Agent(_) => Kind::Agent,
            Body::Event(_) => Kind::Event,
            Body::Decision(_) => Kind::Decision,
            Body::Bibliography(_) => Kind::Bibliography,
            Body::Asset(_) => Kind::Asset,
        }
    }
}

/// Serde names an unknown field and the known ones in its message; the nearest of them is offered.
fn shape(error: serde_json::Error) -> RecordError {
    let message = error.to_string();
    let Some(rest) = message.strip_prefix("unknown field `") else { return RecordError::Shape(message) };
    let mut quoted = rest.split('`').step_by(2);
    let name = quoted.next().unwrap_or_default().to_owned();
    let known = rest.split('`').skip(2).step_by(2);
    let nearest = field::nearest(&name, known.chain(ENVELOPE_FIELDS.iter().copied())).map(str::to_owned);
    RecordError::UnknownField { name, nearest }
}

/// Puts every text into NFC, and refuses what is too large or too deep (RELIABILITY §3).
fn normalise(value: &mut Value, depth: usize) -> Result<(), RecordError> {
    if depth > DEPTH {
        return Err(RecordError::Shape("the record is nested too deeply".to_owned()));
    }
    match value {
        Value::String(text) => {
            if text.len() > TEXT_BYTES {
                return Err(RecordError::Shape("a text is longer than 200 kB".to_owned()));
            }
            if !text.is_ascii() && !is_nfc(text) {
                *text = text.nfc().collect();
            }
            Ok(())
        }
        Value::Array(items) => items.iter_mut().try_for_each(|item| normalise(item, depth + 1)),
        Value::Object(map) => map.values_mut().try_for_each(|item| normalise(item, depth + 1)),
        _ => Ok(()),
    }
}

/// Deepest nesting of a record.
const DEPTH: usize = 32;
/// Longest text in a record, in bytes.
const TEXT_BYTES: usize = 200_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_written_as_it_was_read() {
        let text = r#"{"kind":"relic","code":"DTG","name":{"vi":"Đình Thạc Gián"},"rank":"national"}"#;
        let record = Record::from_json(text).expect("a record");
        assert_eq!(Record::from_json(&record.to_json()).expect("again"), record);
        let name = "\u{110}i\u{300}nh";
        let decomposed = text.replace("Đình", name);
        let Body::Relic(body) = Record::from_json(&decomposed).expect("a record").body else { panic!("a relic") };
        assert_eq!(body.name.in_lang("vi"), Some("Đình Thạc Gián"));
    }

    #[test]
    fn an_unknown_name_is_refused_at_any_depth_with_the_nearest_known_one() {
        for (text, wrong, near) in [
            (r#"{"kind":"relic","sumary":{"vi":"x"}}"#, "sumary", "summary"),
            (r#"{"kind":"relic","place":{"piont":{"lat":1,"lon":2}}}"#, "piont", "point"),
            (r#"{"kind":"relic","acess":{"level":"public"}}"#, "acess", "access"),
        ] {
            let error = Record::from_json(text).expect_err("refused");
            let expected = RecordError::UnknownField { name: wrong.to_owned(), nearest: Some(near.to_owned()) };
            assert_eq!(error, expected);
        }
    }
}
