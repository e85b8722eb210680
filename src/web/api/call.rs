//! A call of the API as a value: where it answers, what it takes and what it gives.

use std::sync::Arc;

use axum::http::Method;
use axum::routing::MethodFilter;
use axum::routing::MethodRouter;
use axum::routing::on;
use schemars::JsonSchema;
use schemars::SchemaGenerator;
use serde_json::Value;
use serde_json::json;

use crate::web::site::Site;

/// Makes the schema of a body.
pub type Schema = fn(&mut SchemaGenerator) -> Value;

/// Something a call takes beside its body.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// `query` or `header`.
    pub place: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it does.
    pub what: &'static str,
    /// True when the call cannot do without it.
    pub is_needed: bool,
    /// What may stand in it.
    pub schema: Value,
}

/// Something a call answers.
pub struct Gives {
    /// The status.
    pub status: u16,
    /// When.
    pub what: &'static str,
    /// Media type and shape; none for an empty body.
    pub body: Option<(&'static str, Schema)>,
}

/// One call.
pub struct Call {
    /// The method.
    pub method: Method,
    /// The address.
    pub path: String,
    /// What serves it.
    pub handler: MethodRouter<Arc<Site>>,
    /// Group of the description.
    pub tag: &'static str,
    /// What it does, in a sentence.
    pub what: String,
    /// True when somebody must be signed in.
    pub is_signed: bool,
    /// What it takes beside the body.
    pub takes: Vec<Parameter>,
    /// Media type and shape of each body it takes.
    pub bodies: Vec<(&'static str, Schema)>,
    /// True when it can do without a body.
    pub may_be_empty: bool,
    /// What it answers when all is well.
    pub gives: Vec<Gives>,
    /// Statuses of problems that are its own.
    pub fails: Vec<u16>,
}

impl Call {
    /// Begins a call.
    pub fn new<H, T>(method: Method, path: impl Into<String>, handler: H) -> Call
    where
        H: axum::handler::Handler<T, Arc<Site>>,
        T: 'static,
    {
        let filter = MethodFilter::try_from(method.clone()).expect("only methods with a name of their own are used");
        Call {
            method,
            path: format!("/api/v1{}", path.into()),
            handler: on(filter, handler),
            tag: "records",
            what: String::new(),
            is_signed: false,
            takes: Vec::new(),
            bodies: Vec::new(),
            may_be_empty: false,
            gives: Vec::new(),
            fails: Vec::new(),
        }
    }

    /// Says what it does.
    pub fn about(mut self, tag: &'static str, what: impl Into<String>) -> Call {
        self.tag = tag;
        self.what = what.into();
        self
    }

    /// Says that somebody must be signed in.
    pub fn signed(mut self) -> Call {
        self.is_signed = true;
        self
    }

    /// Adds a part of the query that may be left out.
    pub fn query(mut self, name: &'static str, what: &'static str, schema: Value) -> Call {
        self.takes.push(Parameter { place: "query", name, what, is_needed: false, schema });
        self
    }

    /// Adds `limit` and `offset`.
    pub fn paged(self) -> Call {
        self.query(
            "limit",
            "How many items at most.",
            json!({ "type": "integer", "minimum": 1, "maximum": 200, "default": 20 }),
        )
        .query(
            "offset",
            "How many items to pass over.",
            json!({ "type": "integer", "minimum": 0, "maximum": 10_000, "default": 0 }),
        )
    }

    /// Adds a header.
    pub fn header(mut self, name: &'static str, what: &'static str, is_needed: bool) -> Call {
        self.takes.push(Parameter { place: "header", name, what, is_needed, schema: json!({ "type": "string" }) });
        self
    }

    /// Adds a header that always says the same.
    pub fn constant(mut self, name: &'static str, what: &'static str, value: &'static str) -> Call {
        let schema = json!({ "type": "string", "const": value });
        self.takes.push(Parameter { place: "header", name, what, is_needed: true, schema });
        self
    }

    /// Adds the key that makes a repeated call harmless.
    pub fn keyed(self) -> Call {
        let what = "The same key gets the same answer; with another body it is refused (422, request.key_reused).";
        self.header("Idempotency-Key", what, false).fails(&[422])
    }

    /// Adds the tag of the version a change was made against.
    pub fn matched(self, is_needed: bool) -> Call {
        self.header("If-Match", "The ETag of the version that was read.", is_needed)
    }

    /// Adds a body it takes.
    pub fn takes(mut self, media: &'static str, schema: Schema) -> Call {
        self.bodies.push((media, schema));
        self
    }

    /// Says that the body may be left out.
    pub fn or_nothing(mut self) -> Call {
        self.may_be_empty = true;
        self
    }

    /// Adds an answer in JSON.
    pub fn gives<T: JsonSchema>(self, status: u16, what: &'static str) -> Call {
        self.gives_as(status, what, "application/json", shape::<T>)
    }

    /// Adds an answer of any kind.
    pub fn gives_as(mut self, status: u16, what: &'static str, media: &'static str, schema: Schema) -> Call {
        self.gives.push(Gives { status, what, body: Some((media, schema)) });
        self
    }

    /// Adds an answer without a body.
    pub fn gives_nothing(mut self, status: u16, what: &'static str) -> Call {
        self.gives.push(Gives { status, what, body: None });
        self
    }

    /// Names the problems that are its own.
    pub fn fails(mut self, statuses: &[u16]) -> Call {
        self.fails.extend(statuses);
        self
    }
}

/// Returns the schema of a type.
pub fn shape<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    generator.subschema_for::<T>().to_value()
}

/// Returns the schema of bytes as they are.
pub fn bytes(_: &mut SchemaGenerator) -> Value {
    json!({ "type": "string", "format": "binary" })
}
