//! What every call reads of a request: who changes something, JSON within its limit, the version a change was made against.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::FromRequest;
use axum::extract::FromRequestParts;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::header;
use axum::http::request::Parts;
use serde_json::Value;
use serde_json::json;

use crate::base::digest::Digest;
use crate::base::fault::Fault;
use crate::base::id::RecordId;
use crate::base::limits;
use crate::desk::DeskError;
use crate::model::access::Viewer;
use crate::web::asker::Asker;
use crate::web::problem::Problem;
use crate::web::site::Site;

/// Somebody signed in who changes something: their session's token came with it, or a bearer token did.
pub struct Changer(pub Asker);

impl FromRequestParts<Arc<Site>> for Changer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Changer, Problem> {
        let asker = Asker::from_request_parts(parts, site).await?;
        if asker.viewer == Viewer::Visitor {
            return Err(DeskError::SignedOut.into());
        }
        asker.must_own(Asker::header_token(&parts.headers))?;
        Ok(Changer(asker))
    }
}

/// Somebody signed in who reads.
pub struct Member(pub Asker);

impl FromRequestParts<Arc<Site>> for Member {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Member, Problem> {
        let asker = Asker::from_request_parts(parts, site).await?;
        if asker.viewer == Viewer::Visitor { Err(DeskError::SignedOut.into()) } else { Ok(Member(asker)) }
    }
}

/// A body in JSON; `None` when there is no body at all.
pub struct Json(pub Option<Value>);

impl Json {
    /// Returns the value written again, without the spaces it came with; empty when there is none.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.as_ref().map(Value::to_string).unwrap_or_default().into_bytes()
    }

    /// Returns the value; a missing one is refused.
    pub fn given(self) -> Result<Value, Problem> {
        self.0.ok_or_else(|| malformed("a body in JSON is expected"))
    }
}

impl<S: Send + Sync> FromRequest<S> for Json {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Json, Problem> {
        let (parts, body) = request.into_parts();
        let bytes = whole(body, limits::BODY_BYTES).await?;
        if bytes.is_empty() {
            return Ok(Json(None));
        }
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if kind != "application/json" && !(kind.starts_with("application/") && kind.ends_with("+json")) {
            return Err(Problem::new(Fault::Unsupported, "request.type", "problem-request-type"));
        }
        serde_json::from_slice(&bytes).map(|value| Json(Some(value))).map_err(|error| malformed(&error.to_string()))
    }
}

/// Reads a small body to its end; one that is too large or falls silent is refused.
pub async fn whole(body: Body, most: usize) -> Result<axum::body::Bytes, Problem> {
    let too_large = || Problem::new(Fault::TooLarge, "request.too_large", "problem-request-too-large");
    if axum::body::HttpBody::size_hint(&body).lower() > most as u64 {
        return Err(too_large());
    }
    match tokio::time::timeout(Duration::from_secs(limits::BODY_IDLE_S), axum::body::to_bytes(body, most)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(too_large()),
        Err(_) => Err(DeskError::Cut.into()),
    }
}

fn malformed(why: &str) -> Problem {
    let mut problem = Problem::new(Fault::Invalid, "request.json", "problem-request-json");
    *problem.detail = json!({ "reason": why });
    problem
}

/// Returns the version a change was made against; a change without one is refused.
pub fn if_match(headers: &HeaderMap) -> Result<Digest, Problem> {
    maybe_match(headers)?.ok_or_else(|| {
        let problem = Problem::new(Fault::Invalid, "request.if_match", "problem-request-if-match");
        Problem { status: StatusCode::PRECONDITION_REQUIRED, ..problem }
    })
}

/// Returns the version an act was meant for, where it is told. A tag that is none of ours fits no version.
pub fn maybe_match(headers: &HeaderMap) -> Result<Option<Digest>, Problem> {
    let Some(text) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let text = text.to_str().unwrap_or_default().trim().trim_start_matches("W/").trim_matches('"');
    text.parse().map(Some).map_err(|_| DeskError::Stale.into())
}

/// Returns the id in an address; what is none is answered like what does not exist.
pub fn id(text: &str) -> Result<RecordId, Problem> {
    text.parse().map_err(|_| Problem::missing())
}
