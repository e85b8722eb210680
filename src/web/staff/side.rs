//! What stands beside a form: what is still missing, which steps are open, what hangs below, who changed it last.

use serde::Serialize;

use crate::desk::DeskError;
use crate::desk::RecordRow;
use crate::desk::presets;
use crate::desk::view::AssetView;
use crate::desk::view::FileState;
use crate::model::access::Level;
use crate::model::envelope::Status;
use crate::model::publish;
use crate::model::publish::Around;
use crate::model::record::Body;
use crate::model::record::Kind;
use crate::model::record::Record;
use crate::model::text::Lang;
use crate::web::pages;
use crate::web::pages::Picture;
use crate::web::pages::term;
use crate::web::site::Site;
use crate::web::staff::candidate::label;
use crate::web::staff::door::Staff;
use crate::web::staff::frame::May;
use crate::web::staff::sheet;
use crate::words;

/// What stands beside a form.
#[derive(Debug, Clone, Serialize)]
pub struct Side {
    /// Missing before publication: address of the field, words.
    pub missing: Vec<(String, String)>,
    /// What is there already.
    pub there: Vec<String>,
    /// The newest version.
    pub version: u32,
    /// The version the public sees.
    pub published: Option<u32>,
    /// Packages of a relic this person may have: the word in addresses, what it is called, what it is for.
    pub packages: Vec<(&'static str, String, String)>,
    /// Steps that are open to this person.
    pub steps: Steps,
    /// Address of the public page.
    pub public_href: Option<String>,
    /// What hangs below, by kind.
    pub groups: Vec<Group>,
    /// Pictures and files.
    pub shots: Vec<Shot>,
    /// The last changes.
    pub history: Vec<Change>,
}

/// Steps of the workflow that are open.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Steps {
    /// Draft → in review.
    pub submit: bool,
    /// Back to draft.
    pub send_back: bool,
    /// Approve.
    pub approve: bool,
    /// Publish.
    pub publish: bool,
    /// Withdraw.
    pub withdraw: bool,
}

/// Records of one kind that hang below or stand beside.
#[derive(Debug, Clone, Serialize)]
pub struct Group {
    /// The kind.
    pub kind: &'static str,
    /// The heading.
    pub heading: String,
    /// Id, title, state and its class.
    pub items: Vec<(String, String, String, &'static str)>,
}

/// An asset in a list.
#[derive(Debug, Clone, Serialize)]
pub struct Shot {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its picture.
    pub picture: Option<Picture>,
    /// Why there is none, or what is wrong with the file.
    pub reason: Option<String>,
    /// Kind, size.
    pub meta: String,
    /// Who may see it.
    pub access: String,
    /// True when the public may.
    pub is_open: bool,
    /// True while its picture is being made.
    pub is_waiting: bool,
    /// What is missing.
    pub missing: Vec<String>,
    /// True for the picture that stands for the relic.
    pub is_cover: bool,
}

/// A change.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// The version it made.
    pub version: u32,
    /// When.
    pub at: String,
    /// Who.
    pub by: String,
    /// What.
    pub what: String,
}

impl Side {
    /// Gathers what stands beside the form of a record.
    pub async fn gather(site: &Site, staff: &Staff, row: &RecordRow, record: &Record) -> Result<Side, DeskError> {
        let desk = &site.desk;
        let missing = desk.missing(row).await?;
        let kind = row.kind;
        let here = |path: &str| match (kind, path) {
            (_, "assets") => "#pictures".to_owned(),
            (_, "decisions") => format!("/staff/new/decision?relic={}", row.id),
            (_, path) => {
                sheet::field_of(kind, path).map_or("#form".to_owned(), |path| format!("#{}", sheet::element(path)))
            }
        };
        let all = Record::from_value(serde_json::json!({ "kind": kind.name() })).ok();
        let all = all.map(|empty| publish::missing(&empty, Around::default())).unwrap_or_default();
        let there = all.iter().filter(|one| !missing.iter().any(|gap| gap.key == one.key));
        let mut groups = Vec::new();
        if kind == Kind::Relic && staff.viewer.is_staff() {
            groups = self::groups(site, staff, row).await?;
        }
        let shots = match kind {
            Kind::Relic | Kind::Part | Kind::Artefact | Kind::Inscription => shots(site, staff, row, record).await?,
            _ => Vec::new(),
        };
        let history = match staff.viewer.is_staff() {
            true => changes(site, staff, row).await?.into_iter().take(5).collect(),
            false => Vec::new(),
        };
        let is_public = row.published_version.is_some()
            && matches!(kind, Kind::Relic | Kind::Part | Kind::Artefact | Kind::Inscription);
        Ok(Side {
            missing: missing.iter().map(|gap| (here(gap.path), words::get(staff.lang, gap.key))).collect(),
            there: there.map(|one| words::get(staff.lang, one.key)).collect(),
            version: row.version,
            published: row.published_version,
            steps: steps(row, record.envelope.status, May::of(&staff.viewer)),
            public_href: is_public.then(|| format!("/{}/relics/{}", staff.lang.tag(), row.path)),
            packages: if kind == Kind::Relic { packages(staff, row) } else { Vec::new() },
            groups,
            shots,
            history,
        })
    }
}

/// What is not published has no package for the public.
fn packages(staff: &Staff, row: &RecordRow) -> Vec<(&'static str, String, String)> {
    let said = |name: &str| words::get(staff.lang, &format!("staff-package-{name}"));
    presets(&staff.viewer)
        .into_iter()
        .filter(|name| *name != "portal" || row.published_version.is_some())
        .map(|name| (name, said(name), said(&format!("{name}-for"))))
        .collect()
}

fn steps(row: &RecordRow, status: Status, may: May) -> Steps {
    if row.kind == Kind::Asset {
        return Steps::default();
    }
    let is_public_now = row.published_version == Some(row.version);
    Steps {
        submit: may.edit && status == Status::Draft,
        send_back: may.publish && matches!(status, Status::InReview | Status::Approved | Status::Withdrawn),
        approve: may.publish && status == Status::InReview,
        publish: may.publish && !is_public_now,
        withdraw: may.publish && row.published_version.is_some(),
    }
}

async fn groups(site: &Site, staff: &Staff, row: &RecordRow) -> Result<Vec<Group>, DeskError> {
    let children = site.desk.children(&staff.viewer, &row.id).await?;
    let view = site.desk.relic(&staff.viewer, &row.id.to_string(), true).await?;
    let mut groups = Vec::new();
    for kind in [Kind::Part, Kind::Artefact, Kind::Inscription] {
        let of_kind = children.iter().filter(|child| child.kind == kind);
        let items = of_kind
            .map(|child| item(child.id.to_string(), label(child, staff.lang), status_of(&child.status), staff.lang));
        groups.push(Group { kind: kind.name(), heading: heading(kind, staff.lang), items: items.collect() });
    }
    for kind in [Kind::Decision, Kind::Bibliography] {
        let of_kind = view.related.iter().filter(|record| record.kind() == kind);
        let items = of_kind.map(|record| {
            let title = crate::web::staff::view::name_of(record, staff.lang).text;
            item(record.envelope.id.to_string(), title, record.envelope.status, staff.lang)
        });
        groups.push(Group { kind: kind.name(), heading: heading(kind, staff.lang), items: items.collect() });
    }
    Ok(groups)
}

fn item(id: String, title: String, status: Status, lang: Lang) -> (String, String, String, &'static str) {
    let (words, class) = state(status, lang);
    (id, title, words, class)
}

/// Returns the plural heading of a kind.
pub fn heading(kind: Kind, lang: Lang) -> String {
    words::get(lang, &format!("staff-kinds-{}", kind.name()))
}

/// Returns the label of a status and the class of its tag.
pub fn state(status: Status, lang: Lang) -> (String, &'static str) {
    let class = match status {
        Status::Draft => "",
        Status::InReview | Status::Approved => "warn",
        Status::Published => "ok",
        Status::Withdrawn => "err",
    };
    let label = crate::model::vocabulary::label("status", status.name(), lang).unwrap_or(status.name());
    let mark = if status == Status::Published { "✓ " } else { "" };
    (format!("{mark}{label}"), class)
}

/// Returns the status of that name.
pub fn status_of(name: &str) -> Status {
    [Status::InReview, Status::Approved, Status::Published, Status::Withdrawn]
        .into_iter()
        .find(|status| status.name() == name)
        .unwrap_or_default()
}

/// Returns the assets of a record in the order they are shown.
pub async fn shots(site: &Site, staff: &Staff, row: &RecordRow, record: &Record) -> Result<Vec<Shot>, DeskError> {
    let cover = match &record.body {
        Body::Relic(body) => body.cover.as_ref().and_then(|cover| cover.id),
        _ => None,
    };
    let views = site.desk.assets_for(&staff.viewer, row).await?;
    Ok(views
        .iter()
        .map(|view| Shot { is_cover: Some(view.record.envelope.id) == cover, ..shot(view, staff.lang) })
        .collect())
}

/// Returns an asset as a list shows it.
pub fn shot(view: &AssetView, lang: Lang) -> Shot {
    let record = &view.record;
    let empty = crate::model::text::LangText::default();
    let alt = if let Body::Asset(body) = &record.body { &body.alt_text } else { &empty };
    let picture = view.shown.as_ref().map(|shown| Picture::new(&record.envelope.id, shown, alt, 480, lang));
    let level = record.envelope.access.level;
    let level_name =
        serde_json::to_value(level).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default();
    Shot {
        id: record.envelope.id.to_string(),
        title: crate::web::staff::view::name_of(record, lang).text,
        reason: view.reason.as_ref().map(|reason| words::get(lang, reason)),
        meta: format!("{} · {}", view.mime, pages::bytes(view.bytes, lang)),
        access: term("asset_access", &level_name, lang),
        is_open: matches!(level, Level::Public | Level::PublicReduced),
        is_waiting: view.state == FileState::Staged,
        missing: publish::missing(record, Around::default())
            .iter()
            .filter(|gap| gap.path != "alt_text" || picture.is_some())
            .map(|gap| words::get(lang, gap.key))
            .collect(),
        picture,
        is_cover: false,
    }
}

/// Returns the versions of a record, newest first, in words.
pub async fn changes(site: &Site, staff: &Staff, row: &RecordRow) -> Result<Vec<Change>, DeskError> {
    let history = site.desk.history(&staff.viewer, &row.id.to_string()).await?;
    Ok(history
        .into_iter()
        .map(|step| {
            let key = format!("staff-event-{}", step.message.replace(' ', "-"));
            let what = if words::has(staff.lang, &key) { words::get(staff.lang, &key) } else { step.message };
            Change { version: step.version, at: pages::moment(&step.at, staff.lang), by: step.by, what }
        })
        .collect())
}
