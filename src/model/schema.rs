//! The JSON Schema of a record file, generated from the types.

use schemars::JsonSchema;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use crate::model::agent::Agent;
use crate::model::artefact::Artefact;
use crate::model::asset::Asset;
use crate::model::bibliography::Bibliography;
use crate::model::decision::Decision;
use crate::model::envelope::Envelope;
use crate::model::event::Event;
use crate::model::inscription::Inscription;
use crate::model::record::Kind;
use crate::model::relic::Part;
use crate::model::relic::Relic;

/// Returns the schema: one alternative a kind, each the envelope's fields and those of the kind.
pub fn record_schema() -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let kinds: Vec<Value> = Kind::ALL.into_iter().map(|kind| kind_schema(kind, &mut generator)).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Reliquary record",
        "description": "One record as a file: the envelope and the fields of its kind side by side.",
        "oneOf": kinds,
        "$defs": generator.take_definitions(true),
    })
}

/// Returns the schema of a record of one kind; what it refers to is left with the generator.
pub fn kind_schema(kind: Kind, generator: &mut SchemaGenerator) -> Value {
    let mut fields = Map::from_iter([("kind".to_owned(), json!({ "const": kind.name() }))]);
    fields.extend(properties::<Envelope>(generator));
    // A record without an id is given a fresh one: that is no default a schema could state.
    if let Some(id) = fields.get_mut("id").and_then(Value::as_object_mut) {
        id.remove("default");
    }
    fields.extend(match kind {
        Kind::Relic => properties::<Relic>(generator),
        Kind::Part => properties::<Part>(generator),
        Kind::Artefact => properties::<Artefact>(generator),
        Kind::Inscription => properties::<Inscription>(generator),
        Kind::Agent => properties::<Agent>(generator),
        Kind::Event => properties::<Event>(generator),
        Kind::Decision => properties::<Decision>(generator),
        Kind::Bibliography => properties::<Bibliography>(generator),
        Kind::Asset => properties::<Asset>(generator),
    });
    json!({
        "title": kind.name(),
        "type": "object",
        "properties": fields,
        "required": ["kind"],
        "additionalProperties": false,
    })
}

fn properties<T: JsonSchema>(generator: &mut SchemaGenerator) -> Map<String, Value> {
    let schema = T::json_schema(generator).to_value();
    schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_names_kinds_and_their_fields() {
        let schema = record_schema();
        assert_eq!(schema, record_schema());
        let kinds = schema["oneOf"].as_array().expect("a list");
        assert_eq!(kinds.len(), Kind::ALL.len());
        for (kind, fields) in [(0, ["name", "dating", "claims"]), (3, ["original", "reading", "editors"])] {
            for field in fields {
                assert!(kinds[kind]["properties"].get(field).is_some(), "{field}");
            }
        }
    }
}
