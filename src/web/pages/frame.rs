//! What stands around every page: names, languages, addresses, the card that other sites show of it.

use serde::Serialize;

use crate::model::text::Lang;
use crate::web::site::Site;

/// What every page shares.
#[derive(Debug, Clone, Serialize)]
pub struct Frame {
    /// The archive's name.
    pub archive: String,
    /// The page's own title; empty on the first page.
    pub title: String,
    /// One or two sentences for search engines and cards.
    pub description: String,
    /// The page's full address.
    pub url: String,
    /// The archive's address, without a slash at its end.
    pub site: String,
    /// Which word of the navigation is «here».
    pub nav: &'static str,
    /// The page in each language.
    pub langs: Vec<InLang>,
    /// Full address of the picture for cards.
    pub image: Option<String>,
    /// True for pages that search engines leave out.
    pub is_unlisted: bool,
}

/// The page in one language.
#[derive(Debug, Clone, Serialize)]
pub struct InLang {
    /// Its tag.
    pub tag: &'static str,
    /// The language's own name.
    pub name: &'static str,
    /// Two letters for phones.
    pub short: &'static str,
    /// Where.
    pub href: String,
    /// Full address.
    pub url: String,
    /// True for the page itself.
    pub is_here: bool,
}

const NAMES: [(Lang, &str, &str); 3] =
    [(Lang::Vi, "Tiếng Việt", "VI"), (Lang::En, "English", "EN"), (Lang::Id, "Bahasa Indonesia", "ID")];

impl Frame {
    /// Makes the frame of a page; `below` is its address below `/{lang}`, with its query, such as `/relics/DTG`.
    pub fn new(site: &Site, lang: Lang, below: &str, title: &str) -> Frame {
        let langs = NAMES.map(|(other, name, short)| {
            let href = format!("/{}{below}", other.tag());
            InLang {
                tag: other.tag(),
                name,
                short,
                url: format!("{}{href}", site.public_url),
                href,
                is_here: other == lang,
            }
        });
        let share = site.renderer.assets().address("share.png").map(|address| format!("{}{address}", site.public_url));
        Frame {
            archive: site.name(lang).to_owned(),
            title: title.to_owned(),
            description: String::new(),
            url: format!("{}/{}{below}", site.public_url, lang.tag()),
            site: site.public_url.clone(),
            nav: "",
            langs: langs.into(),
            image: share,
            is_unlisted: false,
        }
    }

    /// Names the word of the navigation that is «here».
    pub fn at(mut self, nav: &'static str) -> Frame {
        self.nav = nav;
        self
    }

    /// Adds what cards and search engines say of the page.
    pub fn told(mut self, description: &str) -> Frame {
        self.description = description.chars().take(300).collect();
        self
    }

    /// Adds the picture that cards show, by its path.
    pub fn pictured(mut self, path: Option<&str>) -> Frame {
        if let Some(path) = path {
            self.image = Some(format!("{}{path}", self.site));
        }
        self
    }

    /// Keeps the page out of search engines.
    pub fn unlisted(mut self) -> Frame {
        self.is_unlisted = true;
        self
    }
}
