//! Who comes to the desk: signed in, or sent to the sign-in page and back; in the language they chose.

use std::sync::Arc;

use axum::extract::FromRequest;
use axum::extract::FromRequestParts;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::Method;
use axum::http::Uri;
use axum::http::header;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::IntoResponse;
use axum::response::Redirect;
use axum::response::Response;

use crate::base::fault::Fault;
use crate::desk::SignedIn;
use crate::model::access::Viewer;
use crate::model::text::Lang;
use crate::web::asker::Asker;
use crate::web::form::Form;
use crate::web::problem::Problem;
use crate::web::site::Site;

/// A person at the desk.
pub struct Staff {
    /// Who it is.
    pub viewer: Viewer,
    /// The session.
    pub session: SignedIn,
    /// The language chosen.
    pub lang: Lang,
    /// The address asked for.
    pub uri: Uri,
    /// The fields of its query.
    pub query: Form,
    asker: Asker,
}

impl FromRequestParts<Arc<Site>> for Staff {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Staff, Response> {
        let asker = Asker::from_request_parts(parts, site).await.map_err(|problem| problem.into_response())?;
        let Some(session) = asker.session.clone() else {
            let is_read = matches!(parts.method, Method::GET | Method::HEAD);
            return Err(if is_read { to_sign_in(&parts.uri) } else { signed_out().into_response() });
        };
        Ok(Staff {
            viewer: asker.viewer.clone(),
            session,
            lang: asker.lang,
            uri: parts.uri.clone(),
            query: Form::read(parts.uri.query().unwrap_or_default().as_bytes()),
            asker,
        })
    }
}

/// A form that a person at the desk sent from a page of ours: it carries the session's token.
pub struct Sent {
    /// Who sent it.
    pub staff: Staff,
    /// What was typed.
    pub form: Form,
}

impl FromRequest<Arc<Site>> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Sent, Response> {
        let (mut parts, body) = request.into_parts();
        let staff = Staff::from_request_parts(&mut parts, site).await?;
        let read = Form::from_request(Request::from_parts(parts, body), site).await;
        let form = read.map_err(IntoResponse::into_response)?;
        staff.asker.must_own(form.token()).map_err(IntoResponse::into_response)?;
        Ok(Sent { staff, form })
    }
}

impl Staff {
    /// Checks a token that came beside files.
    pub fn must_own_token(&self, token: &str) -> Result<(), Problem> {
        self.asker.must_own(Some(token))
    }
}

fn to_sign_in(uri: &Uri) -> Response {
    let here = uri.path_and_query().map_or("/staff", |here| here.as_str());
    Redirect::to(&format!("/login?next={}", encoded(here))).into_response()
}

fn signed_out() -> Problem {
    Problem::new(Fault::SignedOut, "account.signed_out", "problem-account-signed-out")
}

/// Returns a text as the value of a query's field.
pub fn encoded(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            written.push(char::from(byte));
        } else {
            written.push_str(&format!("%{byte:02X}"));
        }
    }
    written
}

/// Returns the address somebody wanted to go to, if it is one of ours: a path, never another host.
pub fn local(next: &str) -> Option<&str> {
    let is_path =
        next.starts_with("/staff") && next.bytes().all(|byte| byte.is_ascii_graphic()) && !next.contains('\\');
    (is_path && !next.contains("//")).then_some(next)
}

/// Remembers the language of `?lang=` and goes on to the same address without it.
pub async fn choose_language(request: Request, next: Next) -> Response {
    let query = request.uri().query().unwrap_or_default().to_owned();
    let chosen = query.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(Lang::of);
    let Some(lang) = chosen.filter(|_| request.method() == Method::GET) else { return next.run(request).await };
    let rest: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("lang=") && !pair.is_empty()).collect();
    let mark = if rest.is_empty() { "" } else { "?" };
    let mut response = Redirect::to(&format!("{}{mark}{}", request.uri().path(), rest.join("&"))).into_response();
    let cookie = format!("lang={}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax", lang.tag());
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_on_only_to_a_page_of_the_desk() {
        assert_eq!(local("/staff/records?kind=relic"), Some("/staff/records?kind=relic"));
        for evil in [
            "//evil",
            "/\\evil",
            "https://evil",
            "/staff//evil",
            "/staff\\evil",
            "javascript:x",
            "",
            "/staff\r\nx",
            "/login",
        ] {
            assert_eq!(local(evil), None, "{evil}");
        }
        assert_eq!(encoded("/staff?q=Đình"), "/staff%3Fq%3D%C4%90%C3%ACnh");
    }
}
