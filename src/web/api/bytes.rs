//! Bytes of an asset: the original as it came, in whole or in part, and a small picture.
//! An original is never shown by a browser: it is an attachment, of no guessed type, in a sandbox.

use std::io::Seek as _;
use std::io::SeekFrom;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::Path;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderName;
use axum::http::Method;
use axum::http::StatusCode;
use axum::http::header;
use axum::response::IntoResponse as _;
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;
use tokio::io::AsyncReadExt as _;
use tokio_util::io::ReaderStream;

use crate::base::fault::Fault;
use crate::desk::DeskError;
use crate::desk::Original;
use crate::desk::small;
use crate::web::api::call;
use crate::web::api::call::Call;
use crate::web::api::range;
use crate::web::api::range::Wanted;
use crate::web::api::read::id;
use crate::web::api::said::add;
use crate::web::asker::Asker;
use crate::web::iiif;
use crate::web::problem::Problem;
use crate::web::site::Site;

/// Width of a small picture.
const THUMBNAIL_PX: u32 = 512;
/// Bytes read at once.
const PIECE_BYTES: usize = 64 << 10;

/// Returns the calls of this file.
pub fn calls() -> Vec<Call> {
    vec![
        Call::new(Method::GET, "/assets/{asset}/original", original)
            .about("assets", "Sends the original as it came, for those who may have it.")
            .header("Range", "One range of bytes.", false)
            .header("If-Range", "The ETag of the version a part is wanted of.", false)
            .gives_as(200, "All of it.", "*/*", call::bytes)
            .gives_as(206, "A part of it.", "*/*", call::bytes)
            .gives_nothing(304, "It is the version that is known.")
            .fails(&[403, 404, 416]),
        Call::new(Method::GET, "/assets/{asset}/thumbnail", thumbnail)
            .about("assets", "Sends a picture of the asset, 512 pixels wide or as wide as there is.")
            .gives_as(200, "A JPEG.", "image/jpeg", call::bytes)
            .gives_nothing(304, "It is the version that is known.")
            .fails(&[404]),
    ]
}

async fn original(
    State(site): State<Arc<Site>>,
    asker: Asker,
    Path(asset): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let original = site.desk.original(&asker.viewer, &id(&asset)?).await?;
    send(original, &headers).await
}

/// Sends a file in whole or in part.
async fn send(original: Original, headers: &HeaderMap) -> Result<Response, Problem> {
    let etag = format!("\"{}\"", original.sha256);
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let rule = if original.is_public { "public, max-age=300" } else { "private, no-store" };
    if text(header::IF_NONE_MATCH)
        .is_some_and(|known| known == "*" || known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag))
    {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        add(response.headers_mut(), header::ETAG, &etag);
        add(response.headers_mut(), header::CACHE_CONTROL, rule);
        return Ok(response);
    }
    let is_same = text(header::IF_RANGE).is_none_or(|tag| tag == etag);
    let wanted = match text(header::RANGE).filter(|_| is_same) {
        Some(range) => range::wanted(range, original.bytes),
        None => Wanted::Whole,
    };
    let (status, first, count) = match wanted {
        Wanted::Whole => (StatusCode::OK, 0, original.bytes),
        Wanted::Part(first, last) => (StatusCode::PARTIAL_CONTENT, first, last - first + 1),
        Wanted::Beyond => {
            let mut response = beyond(original.bytes).into_response();
            add(response.headers_mut(), header::CONTENT_RANGE, &format!("bytes */{}", original.bytes));
            return Ok(response);
        }
    };
    let mut file = original.file;
    file.seek(SeekFrom::Start(first)).map_err(DeskError::disk)?;
    let stream = ReaderStream::with_capacity(tokio::fs::File::from_std(file).take(count), PIECE_BYTES);
    let mut response = (status, Body::from_stream(stream)).into_response();
    let own = response.headers_mut();
    add(own, header::CONTENT_TYPE, &original.mime);
    add(own, header::CONTENT_LENGTH, &count.to_string());
    add(own, header::CONTENT_DISPOSITION, &attachment(&original.name));
    add(own, header::ACCEPT_RANGES, "bytes");
    add(own, header::ETAG, &etag);
    add(own, header::CACHE_CONTROL, rule);
    add(own, header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
    add(own, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    let digest = format!("sha-256=:{}:", BASE64_STANDARD.encode(original.sha256.bytes()));
    add(own, HeaderName::from_static("repr-digest"), &digest);
    if status == StatusCode::PARTIAL_CONTENT {
        add(own, header::CONTENT_RANGE, &format!("bytes {first}-{}/{}", first + count - 1, original.bytes));
    }
    Ok(response)
}

fn beyond(bytes: u64) -> Problem {
    let problem = Problem::new(Fault::Invalid, "request.range", "problem-request-range");
    Problem { status: StatusCode::RANGE_NOT_SATISFIABLE, detail: Box::new(json!({ "bytes": bytes })), ..problem }
}

/// Writes `Content-Disposition` for a name that may hold anything (RFC 6266, RFC 8187): a plain twin for old programs,
/// and the name itself. Folders, controls and what turns the direction of writing are taken out.
pub fn attachment(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let is_hidden = |letter: &char| {
        letter.is_control()
            || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let clean: String = base.chars().filter(|letter| !is_hidden(letter)).take(200).collect();
    let clean = clean.trim().trim_start_matches('.');
    let clean = if clean.is_empty() { "original" } else { clean };
    let plain: String = clean
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || "._- ()".contains(letter) { letter } else { '_' })
        .collect();
    let encoded: String = clean
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

async fn thumbnail(
    State(site): State<Arc<Site>>,
    asker: Asker,
    Path(asset): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asset = id(&asset)?;
    let shot = site.desk.shot(&asker.viewer, &asset.to_string()).await?;
    let etag = format!("\"{}-{THUMBNAIL_PX}\"", shot.etag);
    if iiif::is_known(&headers, &etag) {
        return Ok(iiif::unchanged(&etag, &shot));
    }
    let request = small(THUMBNAIL_PX).map_err(DeskError::from)?;
    let made = site.desk.picture(&shot, &shot.plan(&request).map_err(DeskError::from)?).await?;
    let mut response = ([(header::CONTENT_TYPE, made.mime)], made.bytes).into_response();
    if made.is_whole {
        iiif::kept(response.headers_mut(), &etag, &shot);
    } else {
        iiif::own_only(response.headers_mut(), &shot);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_quotes_or_its_folder() {
        assert_eq!(
            attachment("Đình \"x\".jpg"),
            "attachment; filename=\"__nh _x_.jpg\"; filename*=UTF-8''%C4%90%C3%ACnh%20%22x%22.jpg"
        );
        assert_eq!(attachment("../../etc/passwd"), "attachment; filename=\"passwd\"; filename*=UTF-8''passwd");
        assert_eq!(
            attachment("a\r\nSet-Cookie: x.jpg"),
            "attachment; filename=\"aSet-Cookie_ x.jpg\"; filename*=UTF-8''aSet-Cookie%3A%20x.jpg"
        );
        assert_eq!(attachment("\u{202e}gpj.exe"), "attachment; filename=\"gpj.exe\"; filename*=UTF-8''gpj.exe");
        assert_eq!(attachment(""), "attachment; filename=\"original\"; filename*=UTF-8''original");
    }
}
