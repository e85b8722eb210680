//! What stands around every page of the desk: who is here, what they may do, where else to go, what was just done.

use axum::http::StatusCode;
use axum::response::Html;
use axum::response::IntoResponse as _;
use axum::response::Response;
use serde::Serialize;

use crate::base::id::RecordId;
use crate::model::access::Viewer;
use crate::model::text::Lang;
use crate::web::pages;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::web::staff::door::Staff;
use crate::words;

/// What every page of the desk shares.
#[derive(Debug, Clone, Serialize)]
pub struct Frame {
    /// The archive's name.
    pub archive: String,
    /// The page's own title.
    pub title: String,
    /// Who is signed in; empty before that.
    pub user: String,
    /// The role's label.
    pub role: String,
    /// The token every change carries.
    pub csrf: String,
    /// Which word of the navigation is «here».
    pub nav: &'static str,
    /// This page in each language.
    pub langs: Vec<InLang>,
    /// What the person may do.
    pub may: May,
    /// What was just done.
    pub done: Option<String>,
    /// The name of what was done, as it stands in the address.
    pub done_key: String,
    /// How to undo it.
    pub undo: Option<Undo>,
    /// This page's path.
    pub here: String,
}

/// How a taking back is undone: the asset, what it showed, how widely it was open.
#[derive(Debug, Clone, Serialize)]
pub struct Undo {
    asset: String,
    to: Vec<String>,
    level: String,
}

/// This page in one language.
#[derive(Debug, Clone, Serialize)]
pub struct InLang {
    /// Its tag.
    pub tag: &'static str,
    /// Its own name.
    pub name: &'static str,
    /// Two letters for phones.
    pub short: &'static str,
    /// Where.
    pub href: String,
    /// True for the language of this page.
    pub is_here: bool,
}

/// What a person may do: pages hide the rest, the desk refuses it.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct May {
    /// See everybody's drafts.
    pub see: bool,
    /// Make and change records.
    pub edit: bool,
    /// Approve, publish, withdraw.
    pub publish: bool,
    /// Send files.
    pub upload: bool,
    /// Manage accounts.
    pub manage: bool,
}

impl May {
    /// Returns what a viewer may do.
    pub fn of(viewer: &Viewer) -> May {
        match viewer {
            Viewer::Visitor => May::default(),
            Viewer::Operator => May { see: true, edit: true, publish: true, upload: true, manage: true },
            Viewer::Account { role, is_admin, .. } => May {
                see: role.is_staff(),
                edit: role.may_edit(),
                publish: role.may_publish(),
                upload: role.may_upload(),
                manage: *is_admin,
            },
        }
    }
}

/// Acts a page may speak of after the fact: words in an address say nothing else.
const DONE: &[&str] = &[
    "saved",
    "unchanged",
    "created",
    "added",
    "submitted",
    "sent_back",
    "approved",
    "published",
    "withdrawn",
    "draft_again",
    "taken_back",
    "attached",
    "ordered",
    "cover",
    "account_added",
    "account_changed",
    "password_changed",
    "signed_out",
];

impl Frame {
    /// Makes the frame of a page for somebody signed in.
    pub fn new(site: &Site, staff: &Staff, nav: &'static str, title: &str) -> Frame {
        let mut frame = Frame::open(site, staff.lang, &staff.uri.to_string(), title);
        frame.user = staff.viewer.name().to_owned();
        if let Viewer::Account { role, .. } = &staff.viewer {
            frame.role = pages::term("role", role.name(), staff.lang);
        }
        frame.csrf = staff.session.csrf.clone();
        frame.nav = nav;
        frame.may = May::of(&staff.viewer);
        frame.tell(staff.query.get("done"), staff.lang);
        let asset = staff.query.get("asset");
        let to: Vec<String> = staff.query.all("to").into_iter().filter(|id| RecordId::looks_like(id)).collect();
        if frame.done_key == "taken_back" && RecordId::looks_like(asset) && !to.is_empty() {
            frame.undo = Some(Undo { asset: asset.to_owned(), to, level: staff.query.get("level").to_owned() });
        }
        frame
    }

    /// Makes the frame of a page for somebody who is not.
    pub fn open(site: &Site, lang: Lang, here: &str, title: &str) -> Frame {
        let (path, query) = here.split_once('?').unwrap_or((here, ""));
        let rest: String = query
            .split('&')
            .filter(|pair| {
                !pair.is_empty()
                    && !["lang=", "done=", "asset=", "to=", "level="].iter().any(|name| pair.starts_with(name))
            })
            .map(|pair| format!("{pair}&"))
            .collect();
        let names = [(Lang::Vi, "Tiếng Việt", "VI"), (Lang::En, "English", "EN"), (Lang::Id, "Bahasa Indonesia", "ID")];
        Frame {
            archive: site.name(lang).to_owned(),
            title: title.to_owned(),
            user: String::new(),
            role: String::new(),
            csrf: String::new(),
            nav: "",
            langs: names
                .map(|(other, name, short)| InLang {
                    tag: other.tag(),
                    name,
                    short,
                    href: format!("{path}?{rest}lang={}", other.tag()),
                    is_here: other == lang,
                })
                .into(),
            may: May::default(),
            done: None,
            done_key: String::new(),
            undo: None,
            here: path.to_owned(),
        }
    }

    /// Says what was just done, if it is one of the things one can do.
    pub fn tell(&mut self, done: &str, lang: Lang) {
        if DONE.contains(&done) {
            self.done = Some(words::get(lang, &format!("staff-done-{}", done.replace('_', "-"))));
            self.done_key = done.to_owned();
        }
    }
}

/// Sends a page of the desk.
pub fn page<T: Serialize>(site: &Site, lang: Lang, template: &str, page: &T) -> Result<Response, Problem> {
    page_with(site, lang, StatusCode::OK, template, page)
}

/// Sends a page of the desk with a status of its own.
pub fn page_with<T: Serialize>(
    site: &Site,
    lang: Lang,
    status: StatusCode,
    template: &str,
    page: &T,
) -> Result<Response, Problem> {
    Ok((status, Html(site.renderer.page(template, lang, page)?)).into_response())
}
