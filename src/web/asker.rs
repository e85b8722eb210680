//! Who asks, in which language, and whether a change they ask for is theirs.

use std::convert::Infallible;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::ConnectInfo;
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::Method;
use axum::http::header;
use axum::http::request::Parts;

use crate::base::digest::Hasher;
use crate::base::fault::Fault;
use crate::desk::SignedIn;
use crate::model::access::Viewer;
use crate::model::text::Lang;
use crate::web::problem::Problem;
use crate::web::site::Site;

/// Who asks.
#[derive(Debug, Clone)]
pub struct Asker {
    /// Who it is.
    pub viewer: Viewer,
    /// The session it came with.
    pub session: Option<SignedIn>,
    /// The language it reads, from the address or `Accept-Language`.
    pub lang: Lang,
}

impl FromRequestParts<Arc<Site>> for Asker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Asker, Problem> {
        let lang = lang_of(parts.uri.path(), &parts.headers);
        if let Some(token) = bearer(&parts.headers) {
            let viewer = site.desk.bearer(token).await?;
            let Some(viewer) = viewer else {
                return Err(Problem::new(Fault::SignedOut, "account.bad_token", "problem-account-bad-token"));
            };
            return Ok(Asker { viewer, session: None, lang });
        }
        let session = match cookie(&parts.headers, session_cookie(site.is_https)) {
            Some(secret) => site.desk.session(secret).await?,
            None => None,
        };
        let viewer = session.as_ref().map_or(Viewer::Visitor, |session| session.viewer.clone());
        Ok(Asker { viewer, session, lang })
    }
}

/// A visitor as every public page sees them: no cookie is looked at.
pub struct Reader {
    /// The language of the address.
    pub lang: Lang,
}

impl FromRequestParts<Arc<Site>> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Site>) -> Result<Reader, Infallible> {
        Ok(Reader { lang: lang_of(parts.uri.path(), &parts.headers) })
    }
}

impl Asker {
    /// Checks that a change carries the session's token. `given` is what the form or header holds. Programs need none.
    pub fn must_own(&self, given: Option<&str>) -> Result<(), Problem> {
        match &self.session {
            None => Ok(()),
            Some(session) if given.is_some_and(|given| same(given.as_bytes(), session.csrf.as_bytes())) => Ok(()),
            Some(_) => Err(Problem::new(Fault::Denied, "request.forged", "problem-request-forged")),
        }
    }

    /// Returns the token of the header that scripts send.
    pub fn header_token(headers: &HeaderMap) -> Option<&str> {
        headers.get("x-csrf-token").and_then(|value| value.to_str().ok())
    }
}

/// Returns the name of the session cookie: locked to the host where the address is https.
pub fn session_cookie(is_https: bool) -> &'static str {
    if is_https { "__Host-sid" } else { "sid" }
}

/// Returns the language of an address (`/en/…`), else the one chosen at the desk, else of `Accept-Language`, else
/// Vietnamese.
pub fn lang_of(path: &str, headers: &HeaderMap) -> Lang {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    Lang::of(first).or_else(|| chosen(first, headers)).unwrap_or_else(|| accepted(headers))
}

/// The desk has no language in its addresses: who works there chooses once. No public answer looks at this cookie.
fn chosen(first: &str, headers: &HeaderMap) -> Option<Lang> {
    let is_desk = matches!(first, "staff" | "login" | "logout");
    cookie(headers, "lang").filter(|_| is_desk).and_then(Lang::of)
}

/// Returns the first of our languages that a browser accepts, by its weights.
pub fn accepted(headers: &HeaderMap) -> Lang {
    let Some(wanted) = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()) else {
        return Lang::Vi;
    };
    let mut best = (0.0f32, Lang::Vi);
    for part in wanted.split(',').take(20) {
        let mut pieces = part.trim().split(';');
        let tag = pieces.next().unwrap_or_default().split('-').next().unwrap_or_default().to_lowercase();
        let weight = pieces.find_map(|piece| piece.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
        if let Some(lang) = Lang::of(&tag)
            && weight > best.0
        {
            best = (weight, lang);
        }
    }
    best.1
}

/// Returns a cookie's value.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// Compares without telling by time where the difference lies.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0u8, |sum, (x, y)| sum | (x ^ y)) == 0
}

/// Signs a text with the site's key.
pub fn sign(site: &Site, text: &str) -> String {
    let mut hasher = Hasher::new();
    hasher.update(&site.key);
    hasher.update(text.as_bytes());
    hasher.update(&site.key);
    hasher.finish().hex()
}

/// Returns true when a request that changes something comes from elsewhere. An absent header passes.
pub fn is_foreign(method: &Method, headers: &HeaderMap, site: &Site) -> bool {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) || bearer(headers).is_some() {
        return false;
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if text("sec-fetch-site").is_some_and(|from| !matches!(from, "same-origin" | "none")) {
        return true;
    }
    text("origin").is_some_and(|origin| !is_own(origin, &site.public_url))
}

/// While the public address is loopback, its three names are equal.
fn is_own(origin: &str, public_url: &str) -> bool {
    const LOOPBACK: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];
    let plain = |url: &str| LOOPBACK.iter().fold(url.to_owned(), |url, name| url.replace(name, "loopback"));
    origin == public_url
        || (LOOPBACK.iter().any(|name| public_url.contains(name)) && plain(origin) == plain(public_url))
}

/// Returns the address a request came from; a proxy's word is believed only where the settings trust it.
pub fn client(site: &Site, peer: Option<&ConnectInfo<SocketAddr>>, headers: &HeaderMap) -> Option<IpAddr> {
    let direct = peer.map(|info| info.0.ip().to_canonical())?;
    if !site.desk.config.trusted_proxies.contains(&direct) {
        return Some(direct);
    }
    // The proxy's own word is the last one, on the last line where there are several.
    let last = headers.get_all("x-forwarded-for").iter().next_back();
    let told = last.and_then(|value| value.to_str().ok()).and_then(|line| line.rsplit(',').next());
    let told = told.and_then(|text| text.trim().parse::<IpAddr>().ok());
    Some(told.map_or(direct, |ip| ip.to_canonical()))
}

/// Returns the network (/24 or /48) of an address.
pub fn network(client: Option<IpAddr>) -> String {
    match client {
        Some(IpAddr::V4(ip)) => format!("{}.{}.{}.0/24", ip.octets()[0], ip.octets()[1], ip.octets()[2]),
        Some(IpAddr::V6(ip)) => format!("{:x}:{:x}:{:x}::/48", ip.segments()[0], ip.segments()[1], ip.segments()[2]),
        None => "unknown".to_owned(),
    }
}
