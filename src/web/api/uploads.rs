//! Resumable uploads: tus 1.0 with creation, checksum, expiration and termination.
//! The last piece is answered when the asset is durable, with its address.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::extract::Path;
use axum::extract::Request;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderName;
use axum::http::Method;
use axum::http::StatusCode;
use axum::http::header;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::IntoResponse as _;
use axum::response::Response;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::GeneralPurpose;
use base64::engine::GeneralPurposeConfig;
use serde_json::json;

use crate::base::fault::Fault;
use crate::base::id::RecordId;
use crate::base::limits;
use crate::base::sum;
use crate::base::sum::Sum;
use crate::desk::DeskError;
use crate::desk::Taken;
use crate::desk::UploadState;
use crate::web::api::call;
use crate::web::api::call::Call;
use crate::web::api::read::Changer;
use crate::web::api::read::Member;
use crate::web::api::read::id;
use crate::web::api::said::add;
use crate::web::api::send::announced;
use crate::web::api::send::too_many;
use crate::web::problem::Problem;
use crate::web::site::Site;

/// The version of the protocol.
const VERSION: &str = "1.0.0";
/// Longest description of a file, in bytes.
const METADATA_BYTES: usize = 8 << 10;
/// Base 64 with or without its padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Returns the calls of this file.
pub fn calls() -> Vec<Call> {
    let tus = |call: Call| call.constant("Tus-Resumable", "The version of the protocol.", VERSION);
    vec![
        Call::new(Method::OPTIONS, "/uploads", offer)
            .about("uploads", "Says what the server can do (tus 1.0).")
            .gives_nothing(204, "What it can do stands in the headers."),
        tus(Call::new(Method::POST, "/uploads", create).about("uploads", "Announces an upload."))
            .signed()
            .header("Upload-Length", "Size of the file in bytes.", true)
            .header("Upload-Metadata", "Fields: `filename`, `relic` (its code or id), `title`, `alt_text`, `creator`, `rights` …", false)
            .gives_nothing(201, "It is announced; its address stands in Location.")
            .fails(&[404, 412, 413, 422, 429, 507]),
        tus(Call::new(Method::HEAD, "/uploads/{upload}", head).about("uploads", "Says how many bytes are safely kept."))
            .signed()
            .gives_nothing(200, "The offset stands in Upload-Offset; once the asset is durable, its address in Location.")
            .fails(&[404, 412, 422]),
        tus(Call::new(Method::PATCH, "/uploads/{upload}", piece).about("uploads", "Sends the next piece."))
            .signed()
            .header("Upload-Offset", "Where the piece begins.", true)
            .header("Upload-Checksum", "`sha1` or `sha256`, a space, the sum in base 64.", false)
            .takes("application/offset+octet-stream", call::bytes)
            .gives_nothing(204, "The piece is safely kept. After the last one the asset is durable; its address stands in Location.")
            .fails(&[404, 409, 412, 413, 415, 422, 429, 460, 507]),
        tus(Call::new(Method::DELETE, "/uploads/{upload}", terminate).about("uploads", "Takes an upload away."))
            .signed()
            .gives_nothing(204, "It is gone.")
            .fails(&[404, 412]),
    ]
}

/// A request that speaks our version of the protocol.
struct Spoken;

impl<S: Send + Sync> FromRequestParts<S> for Spoken {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Spoken, Problem> {
        if text(&parts.headers, "tus-resumable") == VERSION {
            return Ok(Spoken);
        }
        Err(Problem::new(Fault::Stale, "upload.version", "problem-upload-version"))
    }
}

/// Names the version of the protocol in every answer under `/uploads`.
pub async fn protocol(request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/api/v1/uploads") {
        return next.run(request).await;
    }
    let mut response = next.run(request).await;
    if response.status() == StatusCode::PRECONDITION_FAILED {
        add(response.headers_mut(), HeaderName::from_static("tus-version"), VERSION);
    }
    add(response.headers_mut(), HeaderName::from_static("tus-resumable"), VERSION);
    response
}

type AppState = State<Arc<Site>>;

async fn offer() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let own = response.headers_mut();
    add(own, HeaderName::from_static("tus-version"), VERSION);
    add(own, HeaderName::from_static("tus-extension"), "creation,expiration,checksum,termination");
    add(own, HeaderName::from_static("tus-max-size"), &limits::FILE_BYTES.to_string());
    add(own, HeaderName::from_static("tus-checksum-algorithm"), sum::ALGORITHMS);
    response
}

async fn create(
    State(site): AppState,
    Changer(asker): Changer,
    _: Spoken,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let length = number(&headers, "upload-length")
        .ok_or_else(|| Problem::new(Fault::Invalid, "upload.length", "problem-upload-length"))?;
    let fields = fields(text(&headers, "upload-metadata"))
        .ok_or_else(|| Problem::new(Fault::Invalid, "upload.metadata", "problem-upload-metadata"))?;
    if length == 0 {
        return Err(DeskError::Refused("reason-empty".to_owned()).into());
    }
    let upload = site.desk.announce(&asker.viewer, length, fields).await.map_err(too_many)?;
    let mut response = StatusCode::CREATED.into_response();
    add(response.headers_mut(), header::LOCATION, &format!("/api/v1/uploads/{}", upload.id));
    tell(response.headers_mut(), &upload);
    Ok(response)
}

/// An upload whose bytes are all here is finished first: whoever asks has not heard the answer to the last piece.
async fn head(
    State(site): AppState,
    Member(asker): Member,
    _: Spoken,
    Path(upload): Path<String>,
) -> Result<Response, Problem> {
    let upload = id(&upload)?;
    let mut response = StatusCode::OK.into_response();
    let own = response.headers_mut();
    match site.desk.upload(&asker.viewer, &upload).await {
        Ok(state) => {
            tell(own, &state);
            add(own, HeaderName::from_static("upload-length"), &state.length.to_string());
            if state.is_complete() {
                done(own, &site.desk.finish_upload(&asker.viewer, &upload).await?);
            }
        }
        Err(DeskError::Missing) => {
            let taken = site.desk.finished_upload(&asker.viewer, &upload).await?.ok_or_else(Problem::missing)?;
            let (view, _) = site.desk.asset(&asker.viewer, &taken.id).await?;
            for name in ["upload-length", "upload-offset"] {
                add(own, HeaderName::from_static(name), &view.bytes.to_string());
            }
            done(own, &taken);
        }
        Err(error) => return Err(error.into()),
    }
    add(own, header::CACHE_CONTROL, "no-store");
    Ok(response)
}

async fn piece(
    State(site): AppState,
    Changer(asker): Changer,
    _: Spoken,
    Path(upload): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let upload = id(&upload)?;
    let kind = text(&headers, header::CONTENT_TYPE.as_str());
    if !kind.eq_ignore_ascii_case("application/offset+octet-stream") {
        return Err(Problem::new(Fault::Unsupported, "request.type", "problem-request-type"));
    }
    let offset = number(&headers, "upload-offset")
        .ok_or_else(|| Problem::new(Fault::Invalid, "upload.offset", "problem-upload-offset"))?;
    let vouched = vouched(text(&headers, "upload-checksum"))?;
    let _sending = site.desk.begin_sending(&asker.viewer).await.map_err(too_many)?;
    let pieces = body.into_data_stream();
    let state = site
        .desk
        .receive_piece(&asker.viewer, &upload, offset, announced(&headers), vouched, pieces)
        .await
        .map_err(|error| refused(error, &upload))?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    tell(response.headers_mut(), &state);
    if state.is_complete() {
        done(response.headers_mut(), &site.desk.finish_upload(&asker.viewer, &upload).await?);
    }
    Ok(response)
}

fn refused(error: DeskError, upload: &RecordId) -> Problem {
    match error {
        DeskError::Conflict(_) => Problem {
            detail: Box::new(json!({ "upload": upload })),
            ..Problem::new(Fault::Conflict, "upload.offset", "problem-upload-offset")
        },
        other => other.into(),
    }
}

async fn terminate(
    State(site): AppState,
    Changer(asker): Changer,
    _: Spoken,
    Path(upload): Path<String>,
) -> Result<Response, Problem> {
    site.desk.terminate_upload(&asker.viewer, &id(&upload)?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn tell(headers: &mut HeaderMap, state: &UploadState) {
    add(headers, HeaderName::from_static("upload-offset"), &state.offset.to_string());
    if let Ok(at) = jiff::Timestamp::from_millisecond(state.expires_ms) {
        let at = at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        add(headers, HeaderName::from_static("upload-expires"), &at);
    }
}

fn done(headers: &mut HeaderMap, taken: &Taken) {
    add(headers, header::LOCATION, &format!("/api/v1/assets/{}", taken.id));
    add(headers, HeaderName::from_static("asset-id"), &taken.id.to_string());
    add(headers, HeaderName::from_static("asset-sha256"), &taken.sha256.to_string());
    add(headers, HeaderName::from_static("asset-state"), &taken.state);
    add(headers, HeaderName::from_static("asset-duplicate"), if taken.is_duplicate { "true" } else { "false" });
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().trim()
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    let text = text(headers, name);
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// Reads `Upload-Metadata`: names and values in base 64, with commas between them.
fn fields(header: &str) -> Option<BTreeMap<String, String>> {
    if header.len() > METADATA_BYTES {
        return None;
    }
    let mut fields = BTreeMap::new();
    for pair in header.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let bytes = BASE64.decode(value.trim()).ok()?;
        fields.insert(name.to_owned(), String::from_utf8(bytes).ok()?);
    }
    Some(fields)
}

/// Reads `Upload-Checksum`.
fn vouched(header: &str) -> Result<Option<(Sum, Vec<u8>)>, Problem> {
    if header.is_empty() {
        return Ok(None);
    }
    let unknown = || Problem::new(Fault::Invalid, "upload.algorithm", "problem-upload-algorithm");
    let (name, value) = header.split_once(' ').ok_or_else(unknown)?;
    let sum = Sum::named(name).ok_or_else(unknown)?;
    Ok(Some((sum, BASE64.decode(value.trim()).map_err(|_| Problem::from(DeskError::Mismatch))?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_is_read_with_and_without_padding() {
        let read = fields("filename xJDDrG5oLmpwZw==,relic RFRH, is_confidential,title QQ").expect("well-formed");
        assert_eq!(read["filename"], "Đình.jpg");
        assert_eq!(
            (read["relic"].as_str(), read["is_confidential"].as_str(), read["title"].as_str()),
            ("DTG", "", "A")
        );
        assert!(fields("filename ***").is_none());
        assert!(fields("filename /////w==").is_none());
    }
}
