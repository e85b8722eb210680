//! The only place that picks a status: an error becomes a page, or JSON for programs, in the reader's language.

use std::fmt::Write as _;

use axum::Json;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header;
use axum::response::IntoResponse;
use axum::response::Response;
use serde_json::Value;
use serde_json::json;

use crate::base::fault::Fault;
use crate::base::fault::Faulty;
use crate::desk::DeskError;
use crate::iiif::IiifError;
use crate::model::edtf;
use crate::model::text::Lang;
use crate::words;

/// A failed request, on its way to the reader. The page around it is made by `guard::dress`.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The status.
    pub status: StatusCode,
    /// Stable name for programs.
    pub code: &'static str,
    /// Sentence for people: English until it is dressed, where it comes from an error.
    pub message: String,
    /// Particulars.
    pub detail: Box<Value>,
    /// Seconds to wait.
    pub retry_s: Option<u64>,
    /// What is public of something withdrawn: code, date, note by language.
    pub withdrawn: Option<Box<crate::desk::Withdrawn>>,
}

impl Problem {
    /// Makes a problem of a fault with a message key or sentence.
    pub fn new(fault: Fault, code: &'static str, message: &str) -> Problem {
        Problem {
            status: status(fault),
            code,
            message: message.to_owned(),
            detail: Box::new(Value::Null),
            retry_s: matches!(fault, Fault::Busy).then_some(5),
            withdrawn: None,
        }
    }

    /// The same answer for what does not exist and what may not be seen.
    pub fn missing() -> Problem {
        Problem::new(Fault::Missing, "record.missing", "error-missing")
    }

    /// Returns the sentence in a language.
    pub fn sentence(&self, lang: Lang) -> String {
        let said = words::get(lang, &self.message);
        if said != self.message {
            return said;
        }
        let by_code = format!("problem-{}", self.code.replace(['.', '_'], "-"));
        if words::has(lang, &by_code) { words::get(lang, &by_code) } else { said }
    }

    /// Returns the answer for programs.
    pub fn to_json(&self, lang: Lang) -> Response {
        let mut detail = self.detail.clone();
        if let Some(items) = detail.as_array_mut() {
            for item in items {
                if let Some(key) = item.get("key").and_then(Value::as_str) {
                    item["message"] = Value::from(words::get(lang, key));
                }
            }
        }
        let body = json!({ "error": self.code, "message": self.sentence(lang), "detail": detail });
        let mut response = self.head((self.status, Json(body)).into_response());
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }

    /// Adds the headers of a problem to an answer.
    pub fn head(&self, mut response: Response) -> Response {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(wait) = self.retry_s
            && let Ok(value) = HeaderValue::from_str(&wait.to_string())
        {
            response.headers_mut().insert(header::RETRY_AFTER, value);
        }
        response
    }

    /// Returns the public note of something withdrawn, for its page.
    pub fn withdrawn_text(&self, lang: Lang) -> Option<(String, String, String)> {
        let withdrawn = self.withdrawn.as_ref()?;
        let date = edtf::display(withdrawn.at.get(..10).unwrap_or_default(), lang);
        let note = withdrawn.note.best(lang).map(|(_, text)| text.to_owned()).unwrap_or_default();
        Some((withdrawn.code.clone(), date, note))
    }
}

/// Returns the status of a fault.
pub fn status(fault: Fault) -> StatusCode {
    match fault {
        Fault::Missing => StatusCode::NOT_FOUND,
        Fault::Gone => StatusCode::GONE,
        Fault::Invalid => StatusCode::BAD_REQUEST,
        Fault::SignedOut => StatusCode::UNAUTHORIZED,
        Fault::Denied => StatusCode::FORBIDDEN,
        Fault::Conflict => StatusCode::CONFLICT,
        Fault::Stale => StatusCode::PRECONDITION_FAILED,
        Fault::Mismatch => StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST),
        Fault::Throttled => StatusCode::TOO_MANY_REQUESTS,
        Fault::Full => StatusCode::INSUFFICIENT_STORAGE,
        Fault::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Fault::Unsupported => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Fault::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Fault::Corrupt => StatusCode::UNPROCESSABLE_ENTITY,
        Fault::Broken => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Problem {
        let fault = error.fault();
        let mut problem = Problem::new(fault, error.code(), &error.to_string());
        match error {
            DeskError::Missing => return Problem::missing(),
            DeskError::Withdrawn(withdrawn) => {
                *problem.detail = json!({ "code": withdrawn.code, "at": withdrawn.at, "note": withdrawn.note });
                problem.withdrawn = Some(withdrawn);
            }
            DeskError::Refused(reason) | DeskError::NotShown(reason) => {
                *problem.detail = json!({ "reason": reason });
                problem.message = reason;
            }
            DeskError::Findings(findings) => {
                *problem.detail = findings
                    .iter()
                    .map(|finding| json!({ "path": finding.path, "key": finding.key, "value": finding.detail }))
                    .collect();
            }
            DeskError::NotReady(missing) => {
                *problem.detail = missing.iter().map(|one| json!({ "path": one.path, "key": one.key })).collect();
            }
            DeskError::Image(error) => {
                *problem.detail = json!({ "part": error.part().to_string() });
                if error == IiifError::NotEnlarging {
                    // Image API 3.0, §4.2: «SHOULD result in a 501 (Not Implemented) status code».
                    problem.status = StatusCode::NOT_IMPLEMENTED;
                }
            }
            DeskError::Throttled { wait_s } => problem.retry_s = Some(wait_s),
            DeskError::Invalid(said) | DeskError::Conflict(said) if !words::has(Lang::En, &said) => {
                *problem.detail = json!({ "reason": said });
            }
            other if fault == Fault::Broken => {
                let mut chain = other.to_string();
                let mut source = std::error::Error::source(&other);
                while let Some(cause) = source {
                    let _ = write!(chain, ": {cause}");
                    source = cause.source();
                }
                tracing::error!(error.code = other.code(), error = %chain, "a request failed");
                problem.message = "error-broken".to_owned();
            }
            _ => {}
        }
        problem
    }
}

/// A problem travels as a bare answer; the guard dresses it for its reader.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.head(self.status.into_response());
        response.extensions_mut().insert(self);
        response
    }
}
