//! What every request sees: the desk, the templates, the pages kept, the addresses.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use crate::desk::Desk;
use crate::model::text::Lang;
use crate::web::cache::Pages;
use crate::web::pace::Pace;
use crate::web::render::RenderError;
use crate::web::render::Renderer;
use crate::web::tile::Heads;
use crate::words;

/// The site of one archive.
pub struct Site {
    /// The archive.
    pub desk: Arc<Desk>,
    /// The address the public uses, without a slash at the end. Never taken from a request.
    pub public_url: String,
    /// True when that address is https.
    pub is_https: bool,
    /// The archive's name by language.
    pub names: BTreeMap<Lang, String>,
    /// Templates.
    pub renderer: Renderer,
    /// Rendered pages.
    pub pages: Pages,
    /// Heads of stored pictures.
    pub heads: Heads,
    /// What networks asked while the server was busy.
    pub pace: Pace,
    /// Requests in flight.
    pub permits: tokio::sync::Semaphore,
    /// Signs what browsers keep before sign-in.
    pub key: [u8; 32],
}

impl Site {
    /// Makes the site of an open archive that listens at an address.
    pub fn new(desk: Arc<Desk>, address: SocketAddr) -> Result<Arc<Site>, RenderError> {
        let public_url = desk.config.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
        let theme = desk.home.join("theme");
        words::use_theme(&theme);
        let mut key = [0u8; 32];
        getrandom::fill(&mut key).map_err(|error| RenderError::Start(error.to_string()))?;
        Ok(Arc::new(Site {
            is_https: public_url.starts_with("https://"),
            public_url,
            names: desk.config.names.clone(),
            renderer: Renderer::new(&theme)?,
            pages: Pages::new(desk.config.page_cache_mib),
            heads: Heads::default(),
            pace: Pace::default(),
            permits: tokio::sync::Semaphore::new(crate::base::limits::REQUESTS),
            key,
            desk,
        }))
    }

    /// Returns the archive's name in a language.
    pub fn name(&self, lang: Lang) -> &str {
        self.desk.config.name(lang)
    }
}
