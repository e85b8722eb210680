//! Around every request: limits before work, headers after it, and problems dressed for their reader.

use std::sync::Arc;

use axum::extract::Request;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::Method;
use axum::http::StatusCode;
use axum::http::header;
use axum::middleware::Next;
use axum::response::Html;
use axum::response::IntoResponse;
use axum::response::Response;

use crate::base::fault::Fault;
use crate::base::limits;
use crate::model::text::Lang;
use crate::web::asker;
use crate::web::pace;
use crate::web::pages::error::ErrorPage;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::web::tile;

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; \
    connect-src 'self'; media-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; \
    object-src 'none'; frame-src 'none'; frame-ancestors 'none'";

/// Returns the content policy with one more origin from which pictures may come; nothing when that cannot stand in a header.
pub fn policy_with_pictures(origin: &str) -> Option<HeaderValue> {
    let is_plain = origin.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.:/[]".contains(&byte));
    let own = "img-src 'self'";
    is_plain.then(|| HeaderValue::from_str(&CSP.replace(own, &format!("{own} {origin}"))).ok()).flatten()
}

/// Answers what needs none of the site's machinery: a stored picture that anybody may see and that lies in memory.
pub fn at_once<B>(site: &Site, request: &axum::http::Request<B>) -> Option<Response> {
    tile::at_once(site, request, |response| head(site, response, "/iiif/"))
}

/// Lets a request in, and sends its answer out with the headers of RELIABILITY §4.
pub async fn guard(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    if let Some(response) = at_once(&site, &request) {
        return response;
    }
    let path = request.uri().path().to_owned();
    let lang = asker::lang_of(&path, request.headers());
    let for_program = path.starts_with("/api/") || (path.starts_with("/iiif/") && !takes_html(request.headers()));
    let method = request.method().clone();
    let response = match refuse(&site, &request) {
        Some(problem) => problem.into_response(),
        None if method.is_safe() => admit(&site, request, next).await,
        None => finished(&site, request, next).await,
    };
    let mut response = dress(&site, response, lang, for_program, &path).await;
    head(&site, &mut response, &path);
    if method == Method::HEAD {
        *response.body_mut() = axum::body::Body::empty();
    }
    response
}

/// Returns true for a person's browser that goes to an address, as against one that fetches a picture for a page.
fn takes_html(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"text/html"))
}

async fn admit(site: &Site, request: Request, next: Next) -> Response {
    match site.permits.try_acquire() {
        Ok(_permit) => next.run(request).await,
        Err(_) => Problem::new(Fault::Busy, "server.busy", "error-busy").into_response(),
    }
}

/// Does a change to its end, even when nobody waits for the answer any more: a client that hangs up would otherwise stop it
/// between the commit point and the rows.
async fn finished(site: &Arc<Site>, request: Request, next: Next) -> Response {
    let own = Arc::clone(site);
    match tokio::spawn(async move { admit(&own, request, next).await }).await {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(error = %error, "a change ended unexpectedly");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn refuse(site: &Site, request: &Request) -> Option<Problem> {
    let uri = request.uri();
    if uri.path().len() + uri.query().map_or(0, str::len) > limits::URL_BYTES {
        return Some(Problem::new(Fault::Invalid, "request.too_long", "problem-request-too-long"));
    }
    if asker::is_foreign(request.method(), request.headers(), site) {
        return Some(Problem::new(Fault::Denied, "request.forged", "problem-request-forged"));
    }
    pace::refuse(site, request)
}

/// Turns a bare problem, and every error status made below us, into a page or JSON in the reader's language.
async fn dress(site: &Arc<Site>, mut response: Response, lang: Lang, for_program: bool, path: &str) -> Response {
    let problem = match response.extensions_mut().remove::<Problem>() {
        Some(problem) => problem,
        None if response.status().is_client_error() || response.status().is_server_error() => {
            let is_dressed = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| {
                let kind = kind.as_bytes();
                kind.starts_with(b"text/html") || kind.starts_with(b"application/json")
            });
            if is_dressed {
                return response;
            }
            bare(response.status())
        }
        None => return response,
    };
    let allow = response.headers().get(header::ALLOW).cloned();
    let own: Vec<(HeaderName, HeaderValue)> = response
        .headers()
        .iter()
        .filter(|(name, _)| {
            *name == header::CONTENT_RANGE || name.as_str().starts_with("tus-") || name.as_str().starts_with("upload-")
        })
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let mut dressed = if for_program {
        problem.to_json(lang)
    } else {
        let page = ErrorPage::new(site, &problem, lang, path);
        match site.renderer.page("error.html", lang, &page) {
            Ok(html) => problem.head((problem.status, Html(html)).into_response()),
            Err(error) => {
                tracing::error!(error = %error, "the error page could not be made");
                problem.head((problem.status, problem.sentence(lang)).into_response())
            }
        }
    };
    if let Some(allow) = allow {
        dressed.headers_mut().insert(header::ALLOW, allow);
    }
    dressed.headers_mut().extend(own.into_iter().map(|(name, value)| (Some(name), value)));
    dressed
}

fn bare(status: StatusCode) -> Problem {
    let (fault, code, message) = match status {
        StatusCode::NOT_FOUND => return Problem::missing(),
        StatusCode::METHOD_NOT_ALLOWED => (Fault::Invalid, "request.method", "problem-request-method"),
        StatusCode::PAYLOAD_TOO_LARGE => (Fault::TooLarge, "request.too_large", "problem-request-too-large"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => (Fault::Unsupported, "request.type", "problem-request-type"),
        StatusCode::REQUEST_TIMEOUT => (Fault::Busy, "server.busy", "error-busy"),
        status if status.is_client_error() => (Fault::Invalid, "request.invalid", "error-invalid"),
        _ => (Fault::Broken, "server.broken", "error-broken"),
    };
    Problem { status, ..Problem::new(fault, code, message) }
}

fn head(site: &Site, response: &mut Response, path: &str) {
    let is_image = path.starts_with("/iiif/");
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    set(header::CONTENT_SECURITY_POLICY, CSP);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "strict-origin-when-cross-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=()");
    set(header::CACHE_CONTROL, "no-store");
    set(HeaderName::from_static("cross-origin-resource-policy"), if is_image { "cross-origin" } else { "same-origin" });
    if is_image {
        set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    }
    if site.is_https {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
    }
}
