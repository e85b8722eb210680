//! Idempotency keys: whoever repeats a call with the same key gets the answer of the first, and nothing is done twice.
//! A key that comes back with something else asked is refused: its answer would not be the answer to that.

use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::header;
use axum::response::IntoResponse as _;
use axum::response::Response;
use serde_json::Value;
use serde_json::json;

use crate::base::digest::Digest;
use crate::base::fault::Fault;
use crate::desk::Desk;
use crate::model::access::Viewer;
use crate::web::api::said;
use crate::web::problem::Problem;

/// Longest key, in characters.
const CHARS: usize = 128;

/// An answer that can be given again.
#[derive(Debug, Clone)]
pub struct Told {
    /// The status.
    pub status: StatusCode,
    /// Where what was made is found.
    pub location: Option<String>,
    /// Its version.
    pub etag: Option<String>,
    /// The body.
    pub body: Value,
}

impl Told {
    /// Sends the answer.
    pub fn send(self) -> Response {
        let mut response = (self.status, axum::Json(self.body)).into_response();
        for (name, value) in [(header::LOCATION, self.location), (header::ETAG, self.etag)] {
            if let Some(value) = value {
                said::add(response.headers_mut(), name, &value);
            }
        }
        response
    }
}

/// A caller's key for one call; two calls may use the same word.
pub struct Key {
    text: Option<String>,
    asked: Digest,
}

impl Key {
    /// Reads the key of a request. `call` names the call it is for: its method and address; `body` is what it asks.
    pub fn of(headers: &HeaderMap, call: &str, body: &[u8]) -> Result<Key, Problem> {
        let asked = Digest::of(body);
        let Some(value) = headers.get("idempotency-key") else { return Ok(Key { text: None, asked }) };
        let text = value.to_str().unwrap_or_default().trim();
        if text.is_empty() || text.len() > CHARS {
            let mut problem = Problem::new(Fault::Invalid, "request.parameter", "problem-request-parameter");
            *problem.detail =
                json!({ "parameter": "Idempotency-Key", "reason": "1 to 128 plain characters are expected" });
            return Err(problem);
        }
        Ok(Key { text: Some(format!("key/{text}/{call}")), asked })
    }

    /// Returns the key as the desk keeps it.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// Waits until nobody else works under this key; returns the answer that was given, if one was. Refuses a key that
    /// was used for something else.
    pub async fn begin(&self, desk: &Desk, viewer: &Viewer) -> Result<(Option<Held>, Option<Told>), Problem> {
        let Some(key) = self.text() else { return Ok((None, None)) };
        let held = desk.hold_key(viewer, key).await;
        let Some((status, answer)) = desk.answered(viewer, key).await? else { return Ok((Some(held), None)) };
        let answer: Value = serde_json::from_str(&answer).unwrap_or_default();
        let text = |name: &str| answer.get(name).and_then(Value::as_str).map(str::to_owned);
        if text("asked").is_some_and(|asked| asked != self.asked.hex()) {
            let problem = Problem::new(Fault::Invalid, "request.key_reused", "problem-request-key-reused");
            return Err(Problem { status: StatusCode::UNPROCESSABLE_ENTITY, ..problem });
        }
        let told = match answer.get("body") {
            Some(body) => Told {
                status: StatusCode::from_u16(status).unwrap_or(StatusCode::OK),
                location: text("location"),
                etag: text("etag"),
                body: body.clone(),
            },
            // A crash came between the commit and the door's own words: what the catalogue kept is all there is.
            None => Told { status: StatusCode::CREATED, location: None, etag: None, body: answer },
        };
        Ok((Some(held), Some(told)))
    }

    /// Keeps the answer for whoever asks again.
    pub async fn keep(&self, desk: &Desk, viewer: &Viewer, told: &Told) -> Result<(), Problem> {
        if let Some(key) = self.text() {
            let answer = json!({
                "location": told.location, "etag": told.etag, "body": told.body, "asked": self.asked.hex()
            });
            desk.keep_answer(viewer, key, told.status.as_u16(), &answer.to_string()).await?;
        }
        Ok(())
    }
}

/// Held while a call works under a key.
pub type Held = tokio::sync::OwnedMutexGuard<()>;
