//! Lists: records with their states and gaps, and the tray of files that show nothing yet.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use crate::base::id::RecordId;
use crate::base::limits;
use crate::desk::DeskError;
use crate::desk::ListFilter;
use crate::desk::RecordRow;
use crate::model::envelope::Status;
use crate::model::record::Kind;
use crate::model::search::Search;
use crate::web::form::go;
use crate::web::pages;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::web::staff::candidate::label;
use crate::web::staff::door::Staff;
use crate::web::staff::door::encoded;
use crate::web::staff::frame;
use crate::web::staff::frame::Frame;
use crate::web::staff::frame::May;
use crate::web::staff::side;
use crate::web::staff::side::Shot;
use crate::words;

/// Rows on a page.
const ROWS: i64 = 50;

/// Kinds that have a list of their own.
const KINDS: [Kind; 7] =
    [Kind::Relic, Kind::Part, Kind::Artefact, Kind::Inscription, Kind::Decision, Kind::Bibliography, Kind::Asset];

#[derive(Debug, Serialize)]
struct PlainPage {
    frame: Frame,
}

#[derive(Debug, Serialize)]
struct ListPage {
    frame: Frame,
    kind: &'static str,
    kinds: Vec<(&'static str, String, bool)>,
    heading: String,
    q: String,
    status: String,
    views: Vec<(String, String, i64, bool)>,
    rows: Vec<Row>,
    pages: Vec<(i64, String, bool)>,
    total: String,
    is_narrowed: bool,
}

#[derive(Debug, Serialize)]
struct Row {
    id: String,
    title: String,
    code: String,
    state: (String, &'static str),
    is_public: bool,
    missing: usize,
    changed: String,
    by: String,
}

#[derive(Debug, Serialize)]
struct TrayPage {
    frame: Frame,
    shots: Vec<Shot>,
    total: String,
    relics: Vec<(String, String)>,
    /// An asset for which nothing was found to attach it to.
    nothing: String,
}

/// Shows where to begin: by role.
pub async fn first(State(site): State<Arc<Site>>, staff: Staff) -> Result<Response, Problem> {
    let may = May::of(&staff.viewer);
    if may.see {
        return Ok(go("/staff/records"));
    }
    if may.upload {
        return Ok(go("/staff/upload"));
    }
    let frame = Frame::new(&site, &staff, "", &words::get(staff.lang, "staff-desk"));
    frame::page(&site, staff.lang, "staff/plain.html", &PlainPage { frame })
}

/// Shows records of a kind: all, in one state, or those that match words.
pub async fn show(State(site): State<Arc<Site>>, staff: Staff) -> Result<Response, Problem> {
    let sees_all = staff.viewer.is_staff();
    let wanted = Kind::of(staff.query.get("kind")).filter(|kind| KINDS.contains(kind)).unwrap_or(Kind::Relic);
    let kind = if sees_all { wanted } else { Kind::Asset };
    let status = Some(staff.query.get("status")).filter(|name| is_status(name)).unwrap_or_default().to_owned();
    let q: String = staff.query.get("q").chars().take(limits::QUERY_CHARS).collect();
    let at = staff.query.get("page").parse::<i64>().unwrap_or(1).clamp(1, 10_000);
    let (total, rows) = found(&site, &staff, kind, &status, &q, at).await?;
    let counts = if sees_all { site.desk.counts(&staff.viewer, kind).await? } else { Vec::new() };
    let page = ListPage {
        frame: Frame::new(
            &site,
            &staff,
            if kind == Kind::Asset { "assets" } else { "records" },
            &side::heading(kind, staff.lang),
        ),
        kind: kind.name(),
        kinds: KINDS
            .iter()
            .filter(|_| sees_all)
            .map(|one| (one.name(), side::heading(*one, staff.lang), *one == kind))
            .collect(),
        heading: side::heading(kind, staff.lang),
        views: if kind == Kind::Asset { Vec::new() } else { views(&staff, kind, &counts, &status) },
        pages: numbers(kind, &status, &q, total, at),
        rows: lines(&site, &staff, &rows).await?,
        total: pages::number(total as u64, staff.lang),
        is_narrowed: !q.is_empty() || !status.is_empty(),
        q,
        status,
    };
    frame::page(&site, staff.lang, "staff/list.html", &page)
}

/// Shows files that show nothing yet.
pub async fn tray(State(site): State<Arc<Site>>, staff: Staff) -> Result<Response, Problem> {
    let filter = ListFilter { kind: Some(Kind::Asset), is_intake: true, limit: ROWS, ..ListFilter::default() };
    let (total, rows) = site.desk.list(&staff.viewer, filter).await?;
    let mut shots = Vec::new();
    for row in rows {
        match site.desk.asset(&staff.viewer, &row.id).await {
            Ok((view, _)) => shots.push(side::shot(&view, staff.lang)),
            Err(DeskError::Missing) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let page = TrayPage {
        frame: Frame::new(&site, &staff, "tray", &words::get(staff.lang, "staff-tray")),
        shots,
        total: pages::number(total as u64, staff.lang),
        relics: relics(&site, &staff).await?,
        nothing: Some(staff.query.get("nothing")).filter(|id| RecordId::looks_like(id)).unwrap_or_default().to_owned(),
    };
    frame::page(&site, staff.lang, "staff/tray.html", &page)
}

/// Returns the relics a person may send files to: code and name.
pub async fn relics(site: &Site, staff: &Staff) -> Result<Vec<(String, String)>, DeskError> {
    if staff.viewer.is_staff() {
        let filter = ListFilter { kind: Some(Kind::Relic), limit: 1_000, ..ListFilter::default() };
        let (_, rows) = site.desk.list(&staff.viewer, filter).await?;
        let mut relics: Vec<_> = rows.iter().map(|row| (row.path.clone(), label(row, staff.lang))).collect();
        relics.sort();
        return Ok(relics);
    }
    let search = Search { kinds: vec!["relic".to_owned()], limit: limits::PAGE_ITEMS, ..Search::default() };
    let found = site.desk.search(&staff.viewer, search).await?;
    let name = |card: &crate::desk::view::Card| card.title.best(staff.lang).map(|(_, name)| name.to_owned());
    let relics = found.hits.iter().filter_map(|hit| Some((hit.card.relic_code.clone(), name(&hit.card)?)));
    Ok(relics.collect())
}

async fn found(
    site: &Site,
    staff: &Staff,
    kind: Kind,
    status: &str,
    q: &str,
    at: i64,
) -> Result<(i64, Vec<RecordRow>), DeskError> {
    let filter = ListFilter {
        kind: Some(kind),
        status: Some(status.to_owned()).filter(|status| !status.is_empty()),
        offset: (at - 1) * ROWS,
        limit: ROWS,
        ..ListFilter::default()
    };
    if q.is_empty() {
        return site.desk.list(&staff.viewer, filter).await;
    }
    let is_indexed = staff.viewer.is_staff() && !matches!(kind, Kind::Decision | Kind::Bibliography);
    let rows = if is_indexed {
        let kinds = vec![kind.name().to_owned()];
        let search = Search { q: q.to_owned(), kinds, limit: limits::PAGE_ITEMS, ..Search::default() };
        site.desk.search_staff(&staff.viewer, search).await?
    } else {
        let all = ListFilter { offset: 0, limit: 1_000, status: None, ..filter };
        let wanted = q.to_lowercase();
        let (_, rows) = site.desk.list(&staff.viewer, all).await?;
        rows.into_iter().filter(|row| label(row, staff.lang).to_lowercase().contains(&wanted)).collect()
    };
    let rows: Vec<RecordRow> = rows.into_iter().filter(|row| status.is_empty() || row.status == status).collect();
    Ok((rows.len() as i64, rows))
}

async fn lines(site: &Site, staff: &Staff, rows: &[RecordRow]) -> Result<Vec<Row>, DeskError> {
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let at = crate::base::clock::stamp_of(row.updated_ms);
        lines.push(Row {
            id: row.id.to_string(),
            title: label(row, staff.lang),
            code: if RecordId::looks_like(&row.path) { String::new() } else { row.path.clone() },
            state: side::state(side::status_of(&row.status), staff.lang),
            is_public: row.published_version.is_some(),
            missing: site.desk.missing(row).await?.len(),
            changed: pages::day(&at, staff.lang),
            by: row.created_by.clone(),
        });
    }
    Ok(lines)
}

fn is_status(name: &str) -> bool {
    [Status::Draft, Status::InReview, Status::Approved, Status::Published, Status::Withdrawn]
        .iter()
        .any(|status| status.name() == name)
}

fn views(staff: &Staff, kind: Kind, counts: &[(String, i64)], chosen: &str) -> Vec<(String, String, i64, bool)> {
    let all = counts.iter().map(|(_, count)| count).sum();
    let base = format!("/staff/records?kind={}", kind.name());
    let mut views = vec![(base.clone(), words::get(staff.lang, "staff-all"), all, chosen.is_empty())];
    for status in [Status::Draft, Status::InReview, Status::Approved, Status::Published, Status::Withdrawn] {
        let count = counts.iter().find(|(name, _)| name == status.name()).map_or(0, |(_, count)| *count);
        if count > 0 || chosen == status.name() {
            let label = pages::term("status", status.name(), staff.lang);
            views.push((format!("{base}&status={}", status.name()), label, count, chosen == status.name()));
        }
    }
    views
}

fn numbers(kind: Kind, status: &str, q: &str, total: i64, at: i64) -> Vec<(i64, String, bool)> {
    let last = if q.is_empty() { (total + ROWS - 1) / ROWS } else { 1 };
    let near = (1..=last).filter(|number| *number == 1 || *number == last || (number - at).abs() <= 2);
    let href =
        |number: i64| format!("/staff/records?kind={}&status={status}&q={}&page={number}", kind.name(), encoded(q));
    if last < 2 { Vec::new() } else { near.map(|number| (number, href(number), number == at)).collect() }
}
