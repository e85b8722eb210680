//! The workflow: what a step means is said before it is taken; the public sees it only after a person said so.

use std::sync::Arc;

use axum::extract::Path;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;

use crate::base::digest::Digest;
use crate::base::fault::Fault;
use crate::desk::DeskError;
use crate::desk::RecordRow;
use crate::desk::Step;
use crate::model::access::Level;
use crate::model::publish as minimum;
use crate::model::publish::Around;
use crate::model::record::Body;
use crate::model::record::Kind;
use crate::model::record::Record;
use crate::model::text::Lang;
use crate::model::text::LangText;
use crate::model::vocabulary;
use crate::web::form::Form;
use crate::web::form::go;
use crate::web::pages::relic::relic_page;
use crate::web::pages::term;
use crate::web::problem;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::web::staff::candidate::label;
use crate::web::staff::door::Sent;
use crate::web::staff::door::Staff;
use crate::web::staff::frame;
use crate::web::staff::frame::Frame;
use crate::web::staff::frame::May;
use crate::web::staff::sheet;
use crate::web::staff::side;
use crate::web::staff::side::Change;
use crate::words;

#[derive(Debug, Serialize)]
struct PublishPage {
    frame: Frame,
    id: String,
    title: String,
    if_match: String,
    missing: Vec<(String, String)>,
    closed_assets: usize,
    ready_below: Vec<String>,
    waiting_below: Vec<(String, String)>,
    was_changed: bool,
    is_relic: bool,
    address: String,
}

#[derive(Debug, Serialize)]
struct WithdrawPage {
    frame: Frame,
    id: String,
    title: String,
    if_match: String,
    reasons: Vec<(String, String, bool)>,
    notes: Vec<(&'static str, String, String)>,
    error: Option<String>,
    was_changed: bool,
}

#[derive(Debug, Serialize)]
struct HistoryPage {
    frame: Frame,
    id: String,
    title: String,
    changes: Vec<Change>,
    published: Option<u32>,
}

/// Asks before publishing: what would go with it, what is missing.
pub async fn ask_publish(
    State(site): State<Arc<Site>>,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let row = publishable(&site, &staff, &id).await?;
    let missing = site.desk.missing(&row).await?;
    let (mut ready, mut waiting) = (Vec::new(), Vec::new());
    if row.kind == Kind::Relic {
        for (name, address, is_ready) in below(&site, &staff, &row).await? {
            if is_ready { ready.push(name) } else { waiting.push((address, name)) }
        }
    }
    let assets = site.desk.assets_for(&staff.viewer, &row).await?;
    let title = label(&row, staff.lang);
    let page = PublishPage {
        frame: Frame::new(&site, &staff, "records", &words::get(staff.lang, "staff-publish")),
        id: row.id.to_string(),
        title,
        if_match: row.inventory.hex(),
        missing: missing
            .iter()
            .map(|gap| {
                let here = sheet::field_of(row.kind, gap.path).map_or_else(|| "pictures".to_owned(), sheet::element);
                (format!("/staff/records/{}#{here}", row.id), words::get(staff.lang, gap.key))
            })
            .collect(),
        closed_assets: assets.iter().filter(|view| view.record.envelope.access.level == Level::Staff).count(),
        ready_below: ready,
        waiting_below: waiting,
        was_changed: staff.query.has("changed"),
        is_relic: row.kind == Kind::Relic,
        address: format!("{}/r/{}", site.public_url, row.path),
    };
    frame::page(&site, staff.lang, "staff/publish.html", &page)
}

/// Asks before withdrawing: why, and what the public is told.
pub async fn ask_withdraw(
    State(site): State<Arc<Site>>,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let row = publishable(&site, &staff, &id).await?;
    withdraw_page(&site, &staff, &row, &Form::default(), None)
}

/// Takes a record one step on.
pub async fn step(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    Sent { staff, form }: Sent,
) -> Result<Response, Problem> {
    let row = site.desk.lookup(&staff.viewer, &id).await?;
    let here = format!("/staff/records/{}", row.id);
    let changed = || {
        let page = if form.get("step") == "withdraw" { "withdraw" } else { "publish" };
        Ok(go(&format!("{here}/{page}?changed=1")))
    };
    let read: Option<Digest> = match form.has("if_match").then(|| form.get("if_match").parse()) {
        Some(Ok(digest)) => Some(digest),
        Some(Err(_)) => return changed(),
        None => None,
    };
    let (step, done) = match form.get("step") {
        "submit" => (Step::Submit, "submitted"),
        "send_back" if row.status == "withdrawn" => (Step::SendBack, "draft_again"),
        "send_back" => (Step::SendBack, "sent_back"),
        "approve" => (Step::Approve, "approved"),
        "publish" => (Step::Publish { opens: form.has("opens") }, "published"),
        "withdraw" => {
            let reason = form.get("reason");
            if !vocabulary::contains("withdrawal_reason", reason) {
                let error = Some(words::get(staff.lang, "staff-withdraw-no-reason"));
                return withdraw_page(&site, &staff, &row, &form, error);
            }
            (Step::Withdraw { reason: reason.to_owned(), note: note(&form) }, "withdrawn")
        }
        _ => return Err(Problem::new(Fault::Invalid, "request.invalid", "error-invalid")),
    };
    match site.desk.step(&staff.viewer, &row.id, read.as_ref(), step).await {
        Ok(_) => {}
        Err(DeskError::Stale) => return changed(),
        Err(DeskError::NotReady(_)) => return Ok(go(&format!("{here}/publish"))),
        Err(error) => return Err(error.into()),
    }
    if done == "published" && form.has("below") {
        site.desk.publish_below(&staff.viewer, &row.id).await?;
    }
    Ok(go(&format!("{here}?done={done}")))
}

/// Shows every version with who made it and why.
pub async fn history(State(site): State<Arc<Site>>, staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    let row = site.desk.lookup(&staff.viewer, &id).await?;
    let page = HistoryPage {
        frame: Frame::new(&site, &staff, "records", &words::get(staff.lang, "staff-history")),
        id: row.id.to_string(),
        title: label(&row, staff.lang),
        changes: side::changes(&site, &staff, &row).await?,
        published: row.published_version,
    };
    frame::page(&site, staff.lang, "staff/history.html", &page)
}

/// Shows the newest version of a relic as its readers would see it.
pub async fn preview(State(site): State<Arc<Site>>, staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    if !staff.viewer.is_staff() {
        return Err(DeskError::Denied.into());
    }
    let row = site.desk.lookup(&staff.viewer, &id).await?;
    let relic = row.relic_id.unwrap_or(row.id);
    let view = site.desk.relic(&staff.viewer, &relic.to_string(), true).await?;
    frame::page(&site, staff.lang, "pages/relic.html", &relic_page(&site, &view, staff.lang, true))
}

async fn publishable(site: &Site, staff: &Staff, id: &str) -> Result<RecordRow, Problem> {
    if !May::of(&staff.viewer).publish {
        return Err(DeskError::Denied.into());
    }
    let row = site.desk.lookup(&staff.viewer, id).await?;
    if row.kind == Kind::Asset { Err(Problem::missing()) } else { Ok(row) }
}

/// Returns what hangs below a relic and is not public in its newest version: name, address, whether it is ready.
async fn below(site: &Site, staff: &Staff, row: &RecordRow) -> Result<Vec<(String, String, bool)>, DeskError> {
    let view = site.desk.relic(&staff.viewer, &row.id.to_string(), true).await?;
    let related =
        view.related.iter().filter(|record| record.envelope.published_version.is_none() && !may_be_living(record));
    let changed = view.children.iter().filter(|record| {
        record.envelope.published_version != Some(record.envelope.version)
            && record.envelope.status != crate::model::envelope::Status::Withdrawn
    });
    let due = changed.chain(related);
    Ok(due
        .map(|record| {
            let name = crate::web::staff::view::name_of(record, staff.lang).text;
            let kind = term("kind", record.kind().name(), staff.lang);
            let address = format!("/staff/records/{}", record.envelope.id);
            (format!("{name} · {kind}"), address, minimum::missing(record, Around::default()).is_empty())
        })
        .collect())
}

/// Persons who may be living are published by a decision of their own.
fn may_be_living(record: &Record) -> bool {
    matches!(&record.body, Body::Agent(body) if body.agent_kind == "person" && body.living.as_deref() != Some("no"))
}

fn withdraw_page(
    site: &Arc<Site>,
    staff: &Staff,
    row: &RecordRow,
    form: &Form,
    error: Option<String>,
) -> Result<Response, Problem> {
    let status = if error.is_some() { problem::status(Fault::Invalid) } else { StatusCode::OK };
    let reasons = vocabulary::terms("withdrawal_reason").iter();
    let page = WithdrawPage {
        frame: Frame::new(site, staff, "records", &words::get(staff.lang, "staff-withdraw")),
        id: row.id.to_string(),
        title: label(row, staff.lang),
        if_match: row.inventory.hex(),
        reasons: reasons
            .map(|reason| {
                let label = term("withdrawal_reason", &reason.code, staff.lang);
                (reason.code.clone(), label, reason.code == form.get("reason"))
            })
            .collect(),
        notes: Lang::ALL
            .map(|lang| {
                let label = words::get(staff.lang, &format!("staff-in-{}", lang.tag()));
                (lang.tag(), label, form.get(&format!("note.{}", lang.tag())).to_owned())
            })
            .into(),
        error,
        was_changed: staff.query.has("changed"),
    };
    frame::page_with(site, staff.lang, status, "staff/withdraw.html", &page)
}

fn note(form: &Form) -> LangText {
    let mut note = LangText::default();
    for lang in Lang::ALL {
        if let Some(text) = form.filled(&format!("note.{}", lang.tag())) {
            note.0.extend(LangText::of(lang.tag(), text).0);
        }
    }
    note
}
