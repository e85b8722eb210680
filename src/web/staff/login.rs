//! Signing in and out. Before sign-in a signed cookie ties the form to the browser; each sign-in makes a new session.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::ConnectInfo;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::Uri;
use axum::http::header;
use axum::response::Response;
use serde::Serialize;

use crate::base::fault::Fault;
use crate::base::fault::Faulty as _;
use crate::base::id::RecordId;
use crate::desk::DeskError;
use crate::model::text::Lang;
use crate::web::asker;
use crate::web::asker::Asker;
use crate::web::form::Form;
use crate::web::form::go;
use crate::web::problem;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::web::staff::door;
use crate::web::staff::door::Sent;
use crate::web::staff::door::Staff;
use crate::web::staff::frame;
use crate::web::staff::frame::Frame;
use crate::words;

#[derive(Debug, Serialize)]
struct LoginPage {
    frame: Frame,
    next: String,
    username: String,
    error: Option<String>,
    wait_s: Option<u64>,
    is_known: bool,
}

/// Shows the sign-in form.
pub async fn show(
    State(site): State<Arc<Site>>,
    asker: Asker,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let query = Form::read(uri.query().unwrap_or_default().as_bytes());
    let next = door::local(query.get("next")).unwrap_or_default().to_owned();
    if asker.session.is_some() {
        return Ok(go(if next.is_empty() { "/staff" } else { &next }));
    }
    let mut page = LoginPage {
        frame: Frame::open(&site, asker.lang, &uri.to_string(), &words::get(asker.lang, "staff-login")),
        is_known: !next.is_empty(),
        next,
        username: String::new(),
        error: None,
        wait_s: None,
    };
    page.frame.tell(query.get("done"), asker.lang);
    send(&site, asker.lang, StatusCode::OK, page, &headers)
}

/// Signs a person in: a new session whatever the browser sent, and on to where they wanted to go.
pub async fn sign_in(
    State(site): State<Arc<Site>>,
    asker: Asker,
    peer: Option<axum::Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    let next = door::local(form.get("next")).unwrap_or("/staff").to_owned();
    let again = |status: StatusCode, key: &str, wait_s: Option<u64>| {
        let page = LoginPage {
            frame: Frame::open(&site, asker.lang, "/login", &words::get(asker.lang, "staff-login")),
            next: next.clone(),
            username: form.get("username").chars().take(80).collect(),
            error: Some(words::get(asker.lang, key)),
            wait_s,
            is_known: false,
        };
        send(&site, asker.lang, status, page, &headers)
    };
    let is_own = presession(&site, &headers).is_some_and(|nonce| {
        let expected = asker::sign(&site, &format!("form:{nonce}"));
        form.token().is_some_and(|given| asker::same(given.as_bytes(), expected.as_bytes()))
    });
    if !is_own {
        return again(problem::status(Fault::Denied), "staff-login-stale", None);
    }
    let network = asker::network(asker::client(&site, peer.as_ref().map(|peer| &peer.0), &headers));
    let signed = match site.desk.sign_in(form.get("username"), form.raw("password"), &network).await {
        Ok(signed) => signed,
        Err(DeskError::SignedOut) => return again(problem::status(Fault::SignedOut), "staff-login-wrong", None),
        Err(error @ DeskError::Throttled { wait_s }) => {
            let mut response = again(problem::status(error.fault()), "staff-login-wait", Some(wait_s))?;
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait_s));
            return Ok(response);
        }
        Err(error) => return Err(error.into()),
    };
    if let Some(old) = asker::cookie(&headers, asker::session_cookie(site.is_https)) {
        site.desk.sign_out(old).await?;
    }
    let mut response = go(&next);
    set_cookie(&mut response, &site, asker::session_cookie(site.is_https), &signed.secret, None);
    set_cookie(&mut response, &site, before(site.is_https), "", Some(0));
    Ok(response)
}

#[derive(Debug, Serialize)]
struct LogoutPage {
    frame: Frame,
}

/// Asks whether to sign out: a link alone changes nothing.
pub async fn ask(State(site): State<Arc<Site>>, staff: Staff) -> Result<Response, Problem> {
    let frame = Frame::new(&site, &staff, "", &words::get(staff.lang, "staff-logout"));
    frame::page(&site, staff.lang, "staff/logout.html", &LogoutPage { frame })
}

/// Ends the session.
pub async fn sign_out(State(site): State<Arc<Site>>, Sent { staff, .. }: Sent) -> Result<Response, Problem> {
    site.desk.sign_out(&staff.session.secret).await?;
    Ok(left(&site, "/login?done=signed_out"))
}

/// Goes on without a session.
pub fn left(site: &Site, to: &str) -> Response {
    let mut response = go(to);
    set_cookie(&mut response, site, asker::session_cookie(site.is_https), "", Some(0));
    response
}

fn send(
    site: &Arc<Site>,
    lang: Lang,
    status: StatusCode,
    mut page: LoginPage,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let known = presession(site, headers);
    let nonce = known.clone().unwrap_or_else(|| RecordId::fresh().to_string());
    page.frame.csrf = asker::sign(site, &format!("form:{nonce}"));
    let mut response = frame::page_with(site, lang, status, "staff/login.html", &page)?;
    if known.is_none() {
        let value = format!("{nonce}.{}", asker::sign(site, &format!("browser:{nonce}")));
        set_cookie(&mut response, site, before(site.is_https), &value, None);
    }
    Ok(response)
}

/// Returns what the pre-session cookie holds, if we signed it.
fn presession(site: &Site, headers: &HeaderMap) -> Option<String> {
    let (nonce, signature) = asker::cookie(headers, before(site.is_https))?.split_once('.')?;
    let expected = asker::sign(site, &format!("browser:{nonce}"));
    asker::same(signature.as_bytes(), expected.as_bytes()).then(|| nonce.to_owned())
}

fn before(is_https: bool) -> &'static str {
    if is_https { "__Host-pre" } else { "pre" }
}

fn set_cookie(response: &mut Response, site: &Site, name: &str, value: &str, max_age_s: Option<u32>) {
    let secure = if site.is_https { " Secure;" } else { "" };
    let age = max_age_s.map(|age| format!(" Max-Age={age};")).unwrap_or_default();
    let cookie = format!("{name}={value}; Path=/;{secure}{age} HttpOnly; SameSite=Lax");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}
