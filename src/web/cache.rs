//! Rendered public pages, kept until anything changes. Public answers depend on no cookie, so the address is the key.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use crate::base::clock;

/// A rendered page.
#[derive(Debug)]
pub struct Page {
    /// Its HTML.
    pub html: bytes::Bytes,
    /// Its ETag, quoted.
    pub etag: String,
    /// When it was made: a clock that went backwards voids it.
    made_ms: i64,
}

/// Pages by address.
pub struct Pages {
    kept: Mutex<Kept>,
    most_bytes: usize,
}

#[derive(Default)]
struct Kept {
    epoch: u64,
    bytes: usize,
    pages: HashMap<String, Arc<Page>>,
}

impl Pages {
    /// Makes an empty store of so many MiB.
    pub fn new(mib: usize) -> Pages {
        Pages { kept: Mutex::default(), most_bytes: mib << 20 }
    }

    /// Returns the page of an address if nothing has changed since it was made.
    pub fn find(&self, epoch: u64, address: &str) -> Option<Arc<Page>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let page = kept.pages.get(address).filter(|_| kept.epoch == epoch)?;
        (clock::now_ms() >= page.made_ms).then(|| Arc::clone(page))
    }

    /// Keeps a page made at an epoch.
    pub fn keep(&self, epoch: u64, address: &str, html: String) -> Arc<Page> {
        let digest = crate::base::digest::Digest::of(html.as_bytes()).hex();
        let page = Arc::new(Page {
            html: html.into(),
            etag: format!("\"{}\"", &digest[..24]),
            made_ms: clock::now_ms(),
        });
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if epoch > kept.epoch || kept.bytes + page.html.len() > self.most_bytes {
            *kept = Kept { epoch: epoch.max(kept.epoch), ..Kept::default() };
        }
        if epoch == kept.epoch && page.html.len() < self.most_bytes / 8 && address.len() < 2_000 {
            kept.bytes += page.html.len() + address.len();
            kept.pages.insert(address.to_owned(), Arc::clone(&page));
        }
        page
    }
}
