//! Stored pictures that anybody may see and that lie in memory: sent before any of the site's machinery is set going, since
//! they are most of all requests. Everything else takes the long way through `iiif`.
//!
//! Why heads are kept: to read an address, plan it and write fifteen headers costs more than to send the tile. A head holds
//! for the very view it was made of; that view is asked for anew each time, and a change of any right makes it another. All
//! but three of the headers are the same for all of them.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;
use std::sync::Weak;

use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::Method;
use axum::http::header;
use axum::response::Response;
use bytes::Bytes;

use crate::base::limits;
use crate::base::ring::Ring;
use crate::desk::Shot;
use crate::iiif::Edition;
use crate::iiif::Plan;
use crate::iiif::Request;
use crate::web::iiif;
use crate::web::site::Site;

/// Parts that are locked apart.
const SHARDS: usize = 8;
/// Most heads that are kept, about half a KiB each.
const HEADS: usize = 16_384;
/// The headers by which answers differ.
const OWN: [HeaderName; 3] = [header::CONTENT_TYPE, header::LINK, header::ETAG];
/// Longest address whose head is kept, in bytes: canonical ones are shorter.
const ADDRESS_BYTES: usize = 160;

/// Heads of answers by the address that was asked for, as it was spelt.
pub struct Heads {
    shards: [Mutex<Ring<Box<str>, Arc<Head>>>; SHARDS],
    /// What all of them say.
    common: OnceLock<HeaderMap>,
}

/// What an answer begins with, and where its bytes are.
struct Head {
    shot: Weak<Shot>,
    plan: Plan,
    etag: Box<str>,
    own: [HeaderValue; 3],
}

impl Default for Heads {
    fn default() -> Heads {
        let shard = |_| Mutex::new(Ring::new(u64::MAX, HEADS / SHARDS));
        Heads { shards: std::array::from_fn(shard), common: OnceLock::new() }
    }
}

impl Heads {
    /// Returns the head of an address for this very view of its picture.
    fn find(&self, path: &str, shot: &Arc<Shot>) -> Option<Arc<Head>> {
        let mut shard = self.shard(path);
        let head = shard.find(path)?;
        // A view that is gone keeps its place in memory while its head is here: no other can be taken for it.
        std::ptr::eq(head.shot.as_ptr(), Arc::as_ptr(shot)).then(|| Arc::clone(head))
    }

    fn keep(&self, path: &str, head: Head) -> Arc<Head> {
        let head = Arc::new(head);
        if path.len() <= ADDRESS_BYTES {
            self.shard(path).keep(path.into(), Arc::clone(&head), 1);
        }
        head
    }

    fn shard(&self, path: &str) -> std::sync::MutexGuard<'_, Ring<Box<str>, Arc<Head>>> {
        // Addresses of one picture differ in their middles.
        let at =
            path.bytes().fold(path.len(), |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte))) % SHARDS;
        self.shards[at].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Answers a request for a stored picture that anybody may see and that lies in memory; `dress` gives the answer the headers
/// that all answers have.
pub fn at_once<B>(
    site: &Site,
    request: &axum::http::Request<B>,
    dress: impl Fn(&mut Response) + Copy,
) -> Option<Response> {
    let headers = request.headers();
    if request.method() != Method::GET || headers.contains_key(header::AUTHORIZATION) {
        return None;
    }
    // A busy server counts who asks how much.
    if site.permits.available_permits() * 2 < limits::REQUESTS {
        return None;
    }
    let path = request.uri().path();
    let (edition, below) = match path.strip_prefix("/iiif/image")? {
        below if below.starts_with('/') => (Edition::Three, &below[1..]),
        below => (Edition::Two, below.strip_prefix("2/")?),
    };
    let (first, rest) = below.split_once('/')?;
    let id = plain(first)?;
    let shot = site.desk.shot_at_once(&id)?;
    let head = match site.heads.find(path, &shot) {
        Some(head) => head,
        None => site.heads.keep(path, begun(site, edition, &id, rest, &shot, dress)?),
    };
    if iiif::is_known(headers, &head.etag) {
        let mut response = iiif::unchanged(&head.etag, &shot);
        dress(&mut response);
        return Some(response);
    }
    let mut response = Response::new(Body::from(site.desk.sent_at_once(&shot, &head.plan)?));
    let said = response.headers_mut();
    *said = site.heads.common.get()?.clone();
    OWN.iter().zip(&head.own).for_each(|(name, value)| drop(said.insert(name, value.clone())));
    Some(response)
}

/// Makes the head of an answer that is stored; `None` for every other.
fn begun(
    site: &Site,
    edition: Edition,
    id: &str,
    rest: &str,
    shot: &Arc<Shot>,
    dress: impl Fn(&mut Response),
) -> Option<Head> {
    let mut parts = rest.split('/').map(plain);
    let [region, size, rotation, rest] = [parts.next()??, parts.next()??, parts.next()??, parts.next()??];
    if parts.next().is_some() {
        return None;
    }
    let request = Request::parse(edition, &region, &size, &rotation, &rest).ok()?;
    let plan = shot.plan(&request).ok()?;
    plan.stored?;
    let path = plan.path();
    let etag = iiif::etag_of(shot, &path);
    let mut response = iiif::filled(site, edition, id, &plan, &path, Bytes::new());
    iiif::kept(response.headers_mut(), &etag, shot);
    dress(&mut response);
    let headers = std::mem::take(response.headers_mut());
    let [kind, link, tag] = OWN.map(|name| headers.get(name).cloned());
    let own = [kind?, link?, tag?];
    site.heads.common.get_or_init(|| headers);
    Some(Head { shot: Arc::downgrade(shot), plan, etag: etag.into(), own })
}

/// Undoes percent-encoding; `None` where it is broken or hides a slash.
fn plain(part: &str) -> Option<Cow<'_, str>> {
    if !part.contains('%') {
        return Some(Cow::Borrowed(part));
    }
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        bytes.push(match first {
            b'%' => {
                let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
                rest = &rest[2..];
                u8::from_str_radix(digits, 16).ok()?
            }
            other => *other,
        });
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains('/')).map(Cow::Owned)
}
