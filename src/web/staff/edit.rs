//! One form for every kind of record: make it, change it, and when somebody else was faster, see both and choose.

use std::sync::Arc;

use axum::Json;
use axum::extract::Path;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use serde_json::Value;
use serde_json::json;

use crate::base::clock;
use crate::base::digest::Digest;
use crate::base::fault::Fault;
use crate::base::id::RecordId;
use crate::desk::DeskError;
use crate::desk::RecordRow;
use crate::model::code;
use crate::model::record::Body;
use crate::model::record::Kind;
use crate::model::record::Record;
use crate::model::rules;
use crate::model::rules::Severity;
use crate::web::form::Form;
use crate::web::form::go;
use crate::web::problem;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::web::staff::asset::AssetSide;
use crate::web::staff::candidate::Candidates;
use crate::web::staff::candidate::label;
use crate::web::staff::clash;
use crate::web::staff::clash::Merged;
use crate::web::staff::door::Sent;
use crate::web::staff::door::Staff;
use crate::web::staff::field;
use crate::web::staff::fill;
use crate::web::staff::fill::Pen;
use crate::web::staff::fill::Trouble;
use crate::web::staff::frame;
use crate::web::staff::frame::Frame;
use crate::web::staff::frame::May;
use crate::web::staff::list;
use crate::web::staff::sheet;
use crate::web::staff::side;
use crate::web::staff::side::Side;
use crate::web::staff::view;
use crate::web::staff::view::FormView;
use crate::words;

#[derive(Debug, Serialize)]
struct EditPage {
    frame: Frame,
    kind: &'static str,
    kind_label: String,
    action: String,
    id: String,
    code: String,
    title: String,
    state: Option<(String, &'static str)>,
    if_match: String,
    was: String,
    relic: Option<(String, String)>,
    form: FormView,
    general: Option<String>,
    conflict: Option<Conflict>,
    warnings: Vec<(String, String)>,
    side: Option<Side>,
    asset: Option<AssetSide>,
    understood: &'static str,
    draft_key: String,
}

#[derive(Debug, Serialize)]
struct Conflict {
    by: String,
    both: Vec<(String, String)>,
    theirs: Vec<String>,
}

/// What a form is shown with besides the record itself.
struct Shown {
    values: Form,
    troubles: Vec<Trouble>,
    general: Option<String>,
    merged: Option<Merged>,
}

/// Shows the empty form of a kind.
pub async fn begin(State(site): State<Arc<Site>>, staff: Staff, Path(kind): Path<String>) -> Result<Response, Problem> {
    let kind = new_kind(&staff, &kind)?;
    if hangs_below(kind) && staff.query.get("relic").is_empty() {
        return choose(&site, &staff, kind).await;
    }
    let relic = parent(&site, &staff, kind, staff.query.get("relic")).await?;
    let mut record = blank(kind, relic.as_ref(), RecordId::fresh())?;
    if kind == Kind::Inscription
        && let Ok(carrier) = staff.query.get("of").parse::<RecordId>()
    {
        fill::put(&mut record, "carrier", Some(json!({ "id": carrier })));
    }
    let values = field::shown(sheet::fields(kind), &record);
    let shown = Shown { values, troubles: Vec::new(), general: None, merged: None };
    let page = new_page(&site, &staff, kind, relic.as_ref(), &record, shown).await?;
    frame::page(&site, staff.lang, "staff/edit.html", &page)
}

/// Makes a record. The form carries its id: sent twice, it is made once.
pub async fn create(
    State(site): State<Arc<Site>>,
    Path(kind): Path<String>,
    Sent { staff, form }: Sent,
) -> Result<Response, Problem> {
    let kind = new_kind(&staff, &kind)?;
    let relic = parent(&site, &staff, kind, form.get("relic")).await?;
    let id = form.get("id").parse().unwrap_or_else(|_| RecordId::fresh());
    let mut value = blank(kind, relic.as_ref(), id)?;
    let base = value.clone();
    let stamp = clock::stamp(clock::now());
    let mut troubles = fill::fill(sheet::fields(kind), &form, &mut value, &Pen { by: staff.viewer.name(), at: &stamp });
    suggest_code(kind, &mut value);
    let mut general = None;
    if troubles.is_empty() {
        match keep_new(&site, &staff, value).await {
            Ok(()) => return Ok(go(&after_create(&site, &staff, kind, relic.as_ref(), &id).await?)),
            Err(error) => (troubles, general) = sorted(kind, error, &staff)?,
        }
    }
    let shown = Shown { values: form, troubles, general, merged: None };
    let page = new_page(&site, &staff, kind, relic.as_ref(), &base, shown).await?;
    frame::page_with(&site, staff.lang, problem::status(Fault::Invalid), "staff/edit.html", &page)
}

async fn keep_new(site: &Site, staff: &Staff, value: Value) -> Result<(), DeskError> {
    let record = Record::from_value(value)?;
    let id = record.envelope.id;
    match site.desk.create(&staff.viewer, record).await {
        Ok(_) => Ok(()),
        Err(DeskError::Conflict(_)) if site.desk.lookup(&staff.viewer, &id.to_string()).await.is_ok() => Ok(()),
        Err(error) => Err(error),
    }
}

/// A source made beside a relic is cited there at once; one goes back to where the button was.
async fn after_create(
    site: &Site,
    staff: &Staff,
    kind: Kind,
    relic: Option<&RecordRow>,
    id: &RecordId,
) -> Result<String, DeskError> {
    let Some(relic) = relic.filter(|_| matches!(kind, Kind::Decision | Kind::Bibliography)) else {
        return Ok(format!("/staff/records/{id}?done=created"));
    };
    if kind == Kind::Bibliography {
        let mut record = relic.head()?;
        record.envelope.sources.push(crate::model::value::SourceRef {
            bibliography_id: Some(crate::model::value::Ref::id(*id)),
            ..Default::default()
        });
        site.desk.edit(&staff.viewer, &relic.id, &relic.inventory, record).await?;
    }
    Ok(format!("/staff/records/{}?done=added", relic.id))
}

/// Shows the form of a record.
pub async fn show(State(site): State<Arc<Site>>, staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    let row = editable(&site, &staff, &id).await?;
    let record = row.head().map_err(DeskError::from)?;
    let values = field::shown(sheet::fields(row.kind), &record.to_value());
    let shown = Shown { values, troubles: Vec::new(), general: None, merged: None };
    let page = page(&site, &staff, &row, &record, shown).await?;
    frame::page(&site, staff.lang, "staff/edit.html", &page)
}

/// Keeps what was typed, or shows it again with what is wrong or who was faster.
pub async fn save(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    Sent { staff, form }: Sent,
) -> Result<Response, Problem> {
    let row = editable(&site, &staff, &id).await?;
    let if_match: Option<Digest> = form.get("if_match").parse().ok();
    if if_match != Some(row.inventory) {
        return conflict(&site, &staff, &row, form).await;
    }
    let record = row.head().map_err(DeskError::from)?;
    let before = record.to_value();
    let mut value = before.clone();
    let stamp = clock::stamp(clock::now());
    let mut troubles =
        fill::fill(sheet::fields(row.kind), &form, &mut value, &Pen { by: staff.viewer.name(), at: &stamp });
    let mut general = None;
    if troubles.is_empty() {
        if value == before {
            return Ok(go(&format!("/staff/records/{}?done=unchanged", row.id)));
        }
        let kept = match Record::from_value(value) {
            Ok(record) => site.desk.edit(&staff.viewer, &row.id, &row.inventory, record).await,
            Err(error) => Err(error.into()),
        };
        match kept {
            Ok(_) => return Ok(go(&format!("/staff/records/{}?done=saved", row.id))),
            Err(DeskError::Stale) => {
                let row = editable(&site, &staff, &id).await?;
                return conflict(&site, &staff, &row, form).await;
            }
            Err(error) => (troubles, general) = sorted(row.kind, error, &staff)?,
        }
    }
    let shown = Shown { values: form, troubles, general, merged: None };
    let page = page(&site, &staff, &row, &record, shown).await?;
    frame::page_with(&site, staff.lang, problem::status(Fault::Invalid), "staff/edit.html", &page)
}

async fn conflict(site: &Arc<Site>, staff: &Staff, row: &RecordRow, mut form: Form) -> Result<Response, Problem> {
    let record = row.head().map_err(DeskError::from)?;
    let theirs = field::shown(sheet::fields(row.kind), &record.to_value());
    let was = form.get("was").to_owned();
    let merged = clash::merge(sheet::fields(row.kind), &mut form, &theirs, &was);
    let shown = Shown { values: form, troubles: Vec::new(), general: None, merged: Some(merged) };
    let page = page(site, staff, row, &record, shown).await?;
    frame::page_with(site, staff.lang, problem::status(Fault::Stale), "staff/edit.html", &page)
}

/// Says what the machine understands of a date, while it is being typed.
pub async fn understood(staff: Staff) -> Json<Value> {
    Json(json!({ "read": view::understood(staff.query.get("text"), staff.lang) }))
}

/// Returns a record this person may change.
async fn editable(site: &Site, staff: &Staff, id: &str) -> Result<RecordRow, Problem> {
    let row = site.desk.lookup(&staff.viewer, id).await?;
    let may = May::of(&staff.viewer);
    let is_own = row.kind == Kind::Asset && may.upload && row.created_by == staff.viewer.name();
    if !may.edit && !is_own {
        return Err(DeskError::Denied.into());
    }
    if sheet::of(row.kind).is_empty() { Err(Problem::missing()) } else { Ok(row) }
}

fn new_kind(staff: &Staff, name: &str) -> Result<Kind, Problem> {
    if !May::of(&staff.viewer).edit {
        return Err(DeskError::Denied.into());
    }
    let kind = Kind::of(name).filter(|kind| *kind != Kind::Asset && !sheet::of(*kind).is_empty());
    kind.ok_or_else(Problem::missing)
}

#[derive(Debug, Serialize)]
struct ChoosePage {
    frame: Frame,
    kind: &'static str,
    relics: Vec<(String, String)>,
}

/// Asks which relic a new part, artefact or inscription belongs to.
async fn choose(site: &Site, staff: &Staff, kind: Kind) -> Result<Response, Problem> {
    let title = words::get(staff.lang, &format!("staff-new-{}", kind.name()));
    let relics = list::relics(site, staff).await?;
    let page = ChoosePage { frame: Frame::new(site, staff, "records", &title), kind: kind.name(), relics };
    frame::page(site, staff.lang, "staff/choose.html", &page)
}

fn hangs_below(kind: Kind) -> bool {
    matches!(kind, Kind::Part | Kind::Artefact | Kind::Inscription)
}

/// Returns the relic a new record hangs below; kinds that need one fail without.
async fn parent(site: &Site, staff: &Staff, kind: Kind, relic: &str) -> Result<Option<RecordRow>, Problem> {
    if kind == Kind::Relic || relic.is_empty() {
        return if hangs_below(kind) { Err(Problem::missing()) } else { Ok(None) };
    }
    let row = site.desk.lookup(&staff.viewer, relic).await?;
    if row.kind == Kind::Relic { Ok(Some(row)) } else { Err(Problem::missing()) }
}

/// Returns an empty record with what follows from where it begins.
fn blank(kind: Kind, relic: Option<&RecordRow>, id: RecordId) -> Result<Value, Problem> {
    let mut value = json!({ "kind": kind.name(), "id": id });
    if let Some(relic) = relic {
        let pointer = json!({ "id": relic.id });
        match kind {
            Kind::Part | Kind::Artefact => fill::put(&mut value, "belongs_to", Some(pointer)),
            Kind::Inscription => fill::put(&mut value, "carrier", Some(pointer)),
            Kind::Decision => {
                fill::put(&mut value, "relics", Some(json!([pointer])));
                fill::put(&mut value, "decision_kind", Some(json!("ranking")));
                if let Ok(Body::Relic(body)) = relic.head().map(|record| record.body)
                    && !body.rank.is_empty()
                {
                    fill::put(&mut value, "level", Some(json!(body.rank)));
                }
            }
            _ => {}
        }
    }
    if kind == Kind::Relic {
        let licence = "https://creativecommons.org/licenses/by/4.0/";
        fill::put(&mut value, "rights.statement", Some(json!(licence)));
    }
    let record = Record::from_value(value).map_err(DeskError::from)?;
    Ok(record.to_value())
}

/// A relic without a code gets the initials of its name.
fn suggest_code(kind: Kind, value: &mut Value) {
    let name = field::words_at(value, "name", "vi");
    if kind == Kind::Relic && field::text_at(value, "code").is_empty() && !name.is_empty() {
        let code = code::suggest_code(&name);
        fill::put(value, "code", (!code.is_empty()).then(|| json!(code)));
    }
}

/// Sorts a refusal into what belongs to a field and what belongs to the whole; anything else is not the form's.
fn sorted(kind: Kind, error: DeskError, staff: &Staff) -> Result<(Vec<Trouble>, Option<String>), Problem> {
    match error {
        DeskError::Findings(findings) => Ok((
            findings
                .into_iter()
                .map(|finding| Trouble {
                    path: sheet::field_of(kind, &finding.path).unwrap_or("name").to_owned(),
                    key: finding.key.to_owned(),
                    value: finding.detail,
                })
                .collect(),
            None,
        )),
        DeskError::CodeTaken => {
            let path = if kind == Kind::Artefact { "inventory_no" } else { "code" };
            let trouble = Trouble { path: path.to_owned(), key: "staff-e-code-taken".to_owned(), value: String::new() };
            Ok((vec![trouble], None))
        }
        DeskError::Invalid(message) => {
            tracing::info!(reason = %message, "a form was refused");
            let key = if words::has(staff.lang, &message) { message.as_str() } else { "staff-e-record" };
            Ok((Vec::new(), Some(words::get(staff.lang, key))))
        }
        other => Err(other.into()),
    }
}

async fn new_page(
    site: &Site,
    staff: &Staff,
    kind: Kind,
    relic: Option<&RecordRow>,
    record: &Value,
    shown: Shown,
) -> Result<EditPage, Problem> {
    let candidates = Candidates::gather(site, staff, kind, relic.map(|row| &row.id)).await?;
    let title = words::get(staff.lang, &format!("staff-new-{}", kind.name()));
    let form = FormView::new(&view::Sources {
        kind,
        values: &shown.values,
        record,
        troubles: &shown.troubles,
        theirs: &[],
        candidates: &candidates,
        lang: staff.lang,
    });
    Ok(EditPage {
        frame: Frame::new(site, staff, "records", &title),
        kind: kind.name(),
        kind_label: side::heading(kind, staff.lang),
        action: format!("/staff/new/{}", kind.name()),
        id: field::text_at(record, "id"),
        code: String::new(),
        title,
        state: None,
        if_match: String::new(),
        was: String::new(),
        relic: relic.map(|row| (row.id.to_string(), label(row, staff.lang))),
        form,
        general: shown.general,
        conflict: None,
        warnings: Vec::new(),
        side: None,
        asset: None,
        understood: "/staff/understood",
        draft_key: format!("new:{}:{}", kind.name(), relic.map(|row| row.path.clone()).unwrap_or_default()),
    })
}

async fn page(site: &Site, staff: &Staff, row: &RecordRow, record: &Record, shown: Shown) -> Result<EditPage, Problem> {
    let value = record.to_value();
    let lang = staff.lang;
    let relic = match row.relic_id.filter(|relic| *relic != row.id) {
        Some(relic) => site.desk.lookup(&staff.viewer, &relic.to_string()).await.ok(),
        None => None,
    };
    let above = if row.kind == Kind::Asset { site.desk.relic_shown(&row.id).await? } else { row.relic_id };
    let candidates = Candidates::gather(site, staff, row.kind, above.as_ref()).await?;
    let both = shown.merged.as_ref().map(|merged| merged.both.clone()).unwrap_or_default();
    let form = FormView::new(&view::Sources {
        kind: row.kind,
        values: &shown.values,
        record: &value,
        troubles: &shown.troubles,
        theirs: &both,
        candidates: &candidates,
        lang,
    });
    let conflict = shown.merged.map(|merged| Conflict {
        by: record.envelope.updated.by.clone(),
        both: merged.both.iter().map(|(path, _)| (sheet::element(path), view::label(row.kind, path, lang))).collect(),
        theirs: merged.theirs.iter().map(|path| view::label(row.kind, path, lang)).collect(),
    });
    let title = view::name_of(record, lang).text;
    let asset = if row.kind == Kind::Asset { Some(AssetSide::gather(site, staff, row).await?) } else { None };
    Ok(EditPage {
        frame: Frame::new(site, staff, if row.kind == Kind::Asset { "assets" } else { "records" }, &title),
        kind: row.kind.name(),
        kind_label: side::heading(row.kind, lang),
        action: format!("/staff/records/{}", row.id),
        id: row.id.to_string(),
        code: record.envelope.code.clone().unwrap_or_default(),
        title,
        state: (row.kind != Kind::Asset).then(|| side::state(record.envelope.status, lang)),
        if_match: row.inventory.hex(),
        was: clash::prints(sheet::fields(row.kind), &field::shown(sheet::fields(row.kind), &value)),
        relic: relic.map(|row| (row.id.to_string(), label(&row, lang))),
        form,
        general: shown.general,
        conflict,
        warnings: warnings(record, staff),
        side: Some(Side::gather(site, staff, row, record).await?),
        asset,
        understood: "/staff/understood",
        draft_key: row.id.to_string(),
    })
}

/// What is kept but deserves a second look.
fn warnings(record: &Record, staff: &Staff) -> Vec<(String, String)> {
    let found = rules::check(record).into_iter().filter(|finding| finding.severity == Severity::Warning);
    found
        .map(|finding| {
            let field = sheet::field_of(record.kind(), &finding.path).unwrap_or("name");
            let said = words::get(staff.lang, finding.key);
            (sheet::element(field), format!("{said} ({})", finding.detail))
        })
        .collect()
}
