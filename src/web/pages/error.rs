//! The page for everything that went wrong: what happened, what is safe, where to go on.

use serde::Serialize;

use crate::model::text::Lang;
use crate::web::pages::frame::Frame;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::words;

/// What the error page shows.
#[derive(Debug, Serialize)]
pub struct ErrorPage {
    /// Around it.
    pub frame: Frame,
    /// The status.
    pub status: u16,
    /// In a few words.
    pub heading: String,
    /// In a sentence.
    pub sentence: String,
    /// What to do next, where waiting helps.
    pub advice: Option<String>,
    /// What stays of something withdrawn.
    pub withdrawn: Option<Gone>,
    /// True where looking for something else helps.
    pub is_searchable: bool,
    /// True when signing in may help.
    pub wants_sign_in: bool,
    /// True for pages of the desk.
    pub is_desk: bool,
}

/// What stays of something withdrawn.
#[derive(Debug, Serialize)]
pub struct Gone {
    /// Its code.
    pub code: String,
    /// Since when.
    pub day: String,
    /// Why, in the archive's words.
    pub note: String,
}

impl ErrorPage {
    /// Makes the page of a problem met at an address.
    pub fn new(site: &Site, problem: &Problem, lang: Lang, path: &str) -> ErrorPage {
        let below =
            path.strip_prefix(&format!("/{}", lang.tag())).filter(|rest| rest.is_empty() || rest.starts_with('/'));
        let status = problem.status.as_u16();
        let heading = words::get(
            lang,
            match status {
                404 => "error-heading-missing",
                410 => "error-heading-gone",
                401 => "error-heading-signed-out",
                403 => "error-heading-denied",
                429 | 503 => "error-heading-busy",
                500..=599 => "error-heading-broken",
                _ => "error-heading-invalid",
            },
        );
        let withdrawn = problem.withdrawn_text(lang).map(|(code, day, note)| Gone { code, day, note });
        ErrorPage {
            frame: Frame::new(site, lang, below.unwrap_or_default(), &heading).unlisted(),
            status,
            sentence: problem.sentence(lang),
            advice: match problem.retry_s {
                Some(wait) => Some(words::say(lang, "error-retry-after", &[("seconds", wait.into())])),
                None if status >= 500 => Some(words::get(lang, "error-retry-broken")),
                None => None,
            },
            heading,
            withdrawn,
            is_searchable: matches!(status, 404 | 410),
            wants_sign_in: status == 401,
            is_desk: path.starts_with("/staff"),
        }
    }
}
