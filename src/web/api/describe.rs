//! The description of the API (OpenAPI 3.1), made of the same list as its routes, and the schema of a record.

use std::sync::Arc;
use std::sync::LazyLock;

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse as _;
use axum::response::Response;
use axum::routing::get;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use crate::model::record::Kind;
use crate::model::schema;
use crate::web::api::call::Call;
use crate::web::api::call::Parameter;
use crate::web::api::said::AssetFile;
use crate::web::api::said::Failure;
use crate::web::site::Site;

static OPENAPI: LazyLock<String> = LazyLock::new(|| openapi().to_string());
static RECORD: LazyLock<String> = LazyLock::new(|| schema::record_schema().to_string());

/// Returns the addresses of the descriptions.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/api/openapi.json", get(async || sent("application/json", &OPENAPI)))
        .route("/api/schema/record.schema.json", get(async || sent("application/schema+json", &RECORD)))
}

fn sent(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, no-cache")], text).into_response()
}

/// Refers to the schema of a record of a kind.
pub fn record(kind: Kind) -> Value {
    json!({ "$ref": format!("#/components/schemas/record_{}", kind.name()) })
}

/// Refers to the schema of an asset with its file's side.
pub fn asset(_: &mut SchemaGenerator) -> Value {
    record(Kind::Asset)
}

/// Returns the description.
fn openapi() -> Value {
    let mut generator = SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into())
        .into_generator();
    let mut paths: Map<String, Value> = Map::new();
    for call in super::all() {
        let operation = operation(&call, &mut generator);
        let path = paths.entry(call.path.clone()).or_insert_with(|| json!({}));
        path[call.method.as_str().to_ascii_lowercase()] = operation;
    }
    let mut schemas = Map::new();
    for kind in Kind::ALL {
        let mut own = schema::kind_schema(kind, &mut generator);
        own["properties"]["warnings"] = json!({ "type": "array", "items": { "type": "object" },
            "description": "What deserves a second look; only in answers to a change." });
        if kind == Kind::Asset {
            let file = generator.root_schema_for::<AssetFile>().to_value();
            for (name, schema) in file["properties"].as_object().into_iter().flatten() {
                own["properties"][name] = schema.clone();
            }
        }
        schemas.insert(format!("record_{}", kind.name()), own);
    }
    schemas.extend(generator.take_definitions(true));
    json!({
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "Reliquary",
            "version": "1",
            "description": "The API of an archive of relics. A session needs X-CSRF-Token for every change; a token needs nothing more. \
                Texts come in the language of Accept-Language: vi, en or id.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer" },
                "session": { "type": "apiKey", "in": "cookie", "name": "sid" },
            },
        },
    })
}

fn operation(call: &Call, generator: &mut SchemaGenerator) -> Value {
    let mut answers = Map::new();
    for gives in &call.gives {
        let mut answer = json!({ "description": gives.what });
        if let Some((media, schema)) = gives.body {
            answer["content"] = json!({ media: { "schema": schema(generator) } });
        }
        answers.insert(gives.status.to_string(), answer);
    }
    let problem = generator.subschema_for::<Failure>().to_value();
    let always = [400, 401, 403, 405, 429, 500, 503];
    for status in always.iter().chain(&call.fails) {
        let failure =
            json!({ "description": reason(*status), "content": { "application/json": { "schema": problem } } });
        let empty = json!({ "description": reason(*status) });
        let is_head = call.method == axum::http::Method::HEAD;
        answers.insert(status.to_string(), if is_head { empty } else { failure });
    }
    let mut parameters: Vec<Value> = call
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| {
            json!({ "in": "path", "name": name, "required": true, "schema": { "type": "string", "minLength": 1, "maxLength": 60 },
                "description": if name == "code" { "A code, or the id of a record." } else { "An id." } })
        })
        .collect();
    parameters.extend(call.takes.iter().map(parameter));
    let id = format!(
        "{}_{}",
        call.method.as_str().to_ascii_lowercase(),
        call.path.trim_start_matches("/api/v1/").replace(['/', '-'], "_")
    )
    .replace(['{', '}'], "");
    let mut operation = json!({
        "operationId": id,
        "tags": [call.tag],
        "summary": call.what,
        "parameters": parameters,
        "responses": answers,
    });
    if call.is_signed {
        operation["security"] = json!([{ "token": [] }, { "session": [] }]);
    }
    if !call.bodies.is_empty() {
        let content: Map<String, Value> = call
            .bodies
            .iter()
            .map(|(media, schema)| ((*media).to_owned(), json!({ "schema": schema(generator) })))
            .collect();
        operation["requestBody"] = json!({ "required": !call.may_be_empty, "content": content });
    }
    operation
}

fn parameter(parameter: &Parameter) -> Value {
    json!({
        "in": parameter.place,
        "name": parameter.name,
        "required": parameter.is_needed,
        "description": parameter.what,
        "schema": parameter.schema,
    })
}

fn reason(status: u16) -> &'static str {
    match status {
        400 => "The request is malformed.",
        401 => "Nobody is signed in, or the token is not valid.",
        403 => "The asker may not do this.",
        404 => "There is no such thing, or the asker may not know of it.",
        405 => "The address does not take this method.",
        409 => "It contradicts what is there.",
        410 => "It was withdrawn; what stays public of it stands in `detail`.",
        412 => "It was made against an older version.",
        413 => "It is larger than is taken.",
        415 => "This kind of content is not taken.",
        416 => "The file has no such part.",
        422 => "The material is damaged or refused, with the reason.",
        428 => "A change must carry If-Match.",
        429 => "Too much at once.",
        460 => "A checksum does not match the bytes.",
        503 => "Everything is taken up at the moment.",
        507 => "There is no room on the disk.",
        _ => "The server could not do this.",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_call_is_described_once_and_every_reference_is_there() {
        let description = openapi();
        let text = description.to_string();
        let mut ids = HashSet::new();
        for (path, operations) in description["paths"].as_object().expect("paths") {
            for (method, operation) in operations.as_object().expect("operations") {
                let id = operation["operationId"].as_str().expect("an id");
                assert!(ids.insert(id.to_owned()), "{method} {path}: {id} stands twice");
                assert!(!operation["summary"].as_str().expect("a summary").is_empty(), "{method} {path}");
            }
        }
        assert_eq!(ids.len(), crate::web::api::all().len());
        for reference in text.split("\"$ref\":\"#/components/schemas/").skip(1) {
            let name = reference.split('"').next().expect("a name");
            assert!(description["components"]["schemas"].get(name).is_some(), "{name} is not there");
        }
        assert!(!text.contains("#/$defs/"));
    }
}
