//! Records of every kind: lists, one record, making, changing, the workflow, the history.

use std::sync::Arc;

use axum::extract::Path;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::Method;
use axum::http::StatusCode;
use axum::response::Response;
use schemars::JsonSchema;
use schemars::SchemaGenerator;
use serde::Deserialize;
use serde_json::Value;
use serde_json::json;

use crate::base::digest::Digest;
use crate::desk::DeskError;
use crate::desk::Edited;
use crate::desk::ListFilter;
use crate::desk::Step;
use crate::model::access::Viewer;
use crate::model::record::Kind;
use crate::model::record::Record;
use crate::model::rules::Finding;
use crate::model::search::Search;
use crate::model::search::Sort;
use crate::model::text::Lang;
use crate::model::text::LangText;
use crate::model::vocabulary;
use crate::web::api::asked::Asked;
use crate::web::api::asked::Page;
use crate::web::api::call::Call;
use crate::web::api::key::Key;
use crate::web::api::key::Told;
use crate::web::api::read::Changer;
use crate::web::api::read::Json;
use crate::web::api::read::Member;
use crate::web::api::read::if_match;
use crate::web::api::read::maybe_match;
use crate::web::api::said;
use crate::web::api::said::AssetFile;
use crate::web::api::said::AssetLine;
use crate::web::api::said::Line;
use crate::web::api::said::List;
use crate::web::api::said::Version;
use crate::web::asker::Asker;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::words;

/// The kinds and the names under which they stand in addresses. Assets have calls of their own.
pub const KINDS: [(Kind, &str); 8] = [
    (Kind::Relic, "relics"),
    (Kind::Part, "parts"),
    (Kind::Artefact, "artefacts"),
    (Kind::Inscription, "inscriptions"),
    (Kind::Agent, "agents"),
    (Kind::Event, "events"),
    (Kind::Decision, "decisions"),
    (Kind::Bibliography, "bibliography"),
];

/// States a list may be narrowed to.
const STATES: [&str; 5] = ["draft", "in_review", "approved", "published", "withdrawn"];

/// What publishing takes.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct Publishing {
    /// Opens its assets that are for staff only, in the same step.
    opens: bool,
    /// Publishes what hangs below and is ready, too.
    below: bool,
}

/// What withdrawing takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Withdrawing {
    /// A term of `withdrawal_reason`.
    reason: String,
    /// The public note, by language.
    #[serde(default)]
    note: LangText,
}

/// Returns the calls of this file.
pub fn calls() -> Vec<Call> {
    let mut calls = Vec::new();
    for (kind, name) in KINDS {
        let one = format!("/{name}/{{code}}");
        let word = kind.name();
        calls.push(
            Call::new(Method::GET, format!("/{name}"), move |state, asker, asked| {
                list(kind, name, state, asker, asked)
            })
            .about(
                "records",
                format!("Lists records of the kind {word}: for staff all, newest change first; else what is public."),
            )
            .query("status", "Only those in this state; for staff.", json!({ "type": "string", "enum": STATES }))
            .query(
                "relic",
                "Only those under this relic (its code or id); for staff.",
                json!({ "type": "string", "maxLength": 60 }),
            )
            .paged()
            .gives::<List<Line>>(200, "A part of the list.")
            .fails(&[404]),
        );
        calls.push(
            Call::new(Method::POST, format!("/{name}"), move |state, changer, headers, body| {
                add(kind, name, state, changer, headers, body)
            })
            .about("records", format!("Makes a record of the kind {word}: a draft."))
            .signed()
            .keyed()
            .takes("application/json", record_schema(kind))
            .gives_as(201, "The record as kept.", "application/json", record_schema(kind))
            .fails(&[409, 413, 415]),
        );
        calls.push(
            Call::new(Method::GET, one.clone(), move |state, asker, path| show(kind, state, asker, path))
                .about(
                    "records",
                    format!(
                        "Returns a record of the kind {word}: its newest version for staff, else the published one."
                    ),
                )
                .gives_as(200, "The record.", "application/json", record_schema(kind))
                .fails(&[404, 409, 410]),
        );
        calls.push(
            Call::new(Method::PUT, one.clone(), move |state, changer, path, headers, body| {
                change(kind, state, changer, path, headers, body)
            })
            .about(
                "records",
                format!("Changes a record of the kind {word}. The public goes on seeing the published version."),
            )
            .signed()
            .matched(true)
            .takes("application/json", record_schema(kind))
            .gives_as(200, "The record as kept.", "application/json", record_schema(kind))
            .fails(&[404, 409, 412, 413, 415, 428]),
        );
        for (step, what) in STEPS {
            let mut call =
                Call::new(Method::POST, format!("{one}/{step}"), move |state, changer, path, headers, body| {
                    take(kind, step, state, changer, path, headers, body)
                })
                .about("workflow", format!("{what} ({word})."))
                .signed()
                .matched(false)
                .gives_as(200, "The record as kept.", "application/json", record_schema(kind))
                .fails(&[404, 409, 412, 413, 415]);
            call = match step {
                "publish" => call.takes("application/json", crate::web::api::call::shape::<Publishing>).or_nothing(),
                "withdraw" => call.takes("application/json", crate::web::api::call::shape::<Withdrawing>),
                _ => call,
            };
            calls.push(call);
        }
        calls.push(
            Call::new(Method::GET, format!("{one}/history"), move |state, member, path| {
                history(kind, state, member, path)
            })
            .about("records", format!("Returns the versions of a record of the kind {word}, newest first; for staff."))
            .signed()
            .gives::<List<Version>>(200, "All versions.")
            .fails(&[404]),
        );
        calls.push(
            Call::new(Method::GET, format!("{one}/assets"), move |state, asker, path, asked| {
                assets(kind, name, state, asker, path, asked)
            })
            .about("assets", format!("Lists the assets that show a record of the kind {word}, its cover first."))
            .paged()
            .gives::<List<AssetLine>>(200, "A part of the list.")
            .fails(&[404, 409, 410]),
        );
    }
    calls
}

const STEPS: [(&str, &str); 5] = [
    ("submit", "Asks for a second person"),
    ("send-back", "Sends a record back to be written"),
    ("approve", "Approves a record"),
    ("publish", "Shows the newest version to the public"),
    ("withdraw", "Takes a record from the public, with a reason and a public note"),
];

fn record_schema(kind: Kind) -> crate::web::api::call::Schema {
    macro_rules! named {
        ($($kind:ident),*) => { match kind { $(Kind::$kind => |_: &mut SchemaGenerator| crate::web::api::describe::record(Kind::$kind)),* } };
    }
    named!(Relic, Part, Artefact, Inscription, Agent, Event, Decision, Bibliography, Asset)
}

type AppState = State<Arc<Site>>;

async fn list(
    kind: Kind,
    name: &'static str,
    State(site): AppState,
    asker: Asker,
    asked: Asked,
) -> Result<Response, Problem> {
    asked.only(&["status", "relic", "limit", "offset"])?;
    let page = asked.page()?;
    let status = asked.word("status", &STATES)?;
    let is_own = matches!(&asker.viewer, Viewer::Account { role, .. } if role.may_upload());
    let (total, items) = if is_own || asker.viewer == Viewer::Operator {
        let relic = match asked.one("relic") {
            Some(relic) => Some(site.desk.one(&asker.viewer, Kind::Relic, relic).await?.1.id),
            None => None,
        };
        let filter = ListFilter {
            kind: Some(kind),
            status: status.map(str::to_owned),
            relic,
            offset: page.offset as i64,
            limit: page.limit as i64,
            ..ListFilter::default()
        };
        let (total, rows) = site.desk.list(&asker.viewer, filter).await?;
        let lines: Result<Vec<Line>, DeskError> = rows.iter().map(|row| Line::of_row(row, true, asker.lang)).collect();
        (total as u64, lines?)
    } else {
        if asked.one("status").or(asked.one("relic")).is_some() {
            let is_stranger = asker.viewer == Viewer::Visitor;
            return Err(if is_stranger { DeskError::SignedOut } else { DeskError::Denied }.into());
        }
        public(kind, &site, &asker, page).await?
    };
    let next = asked.next(&format!("/{name}"), page, total);
    Ok(said::send(StatusCode::OK, &List { total, items, next }, None))
}

/// The many are found by searching; of the others there are few.
async fn public(kind: Kind, site: &Site, asker: &Asker, page: Page) -> Result<(u64, Vec<Line>), Problem> {
    if matches!(kind, Kind::Relic | Kind::Part | Kind::Artefact | Kind::Inscription) {
        let search = Search {
            kinds: vec![kind.name().to_owned()],
            sort: Sort::Name,
            offset: page.offset,
            limit: page.limit,
            ..Search::default()
        };
        let found = site.desk.search(&asker.viewer, search).await?;
        return Ok((found.total, found.hits.iter().map(|hit| Line::of_card(&hit.card, asker.lang)).collect()));
    }
    let rows = site.desk.published(&asker.viewer, kind).await?;
    let part = rows.iter().skip(page.offset).take(page.limit);
    let lines: Result<Vec<Line>, DeskError> = part.map(|row| Line::of_row(row, false, asker.lang)).collect();
    Ok((rows.len() as u64, lines?))
}

async fn show(kind: Kind, State(site): AppState, asker: Asker, Path(code): Path<String>) -> Result<Response, Problem> {
    let (record, row) = site.desk.one(&asker.viewer, kind, &code).await?;
    let value = site.desk.told(&asker.viewer, &record).await?;
    let etag = if asker.viewer.is_staff() { row.inventory } else { Digest::of(value.to_string().as_bytes()) };
    Ok(said::send(StatusCode::OK, &value, Some(&etag)))
}

async fn add(
    kind: Kind,
    name: &'static str,
    State(site): AppState,
    Changer(asker): Changer,
    headers: HeaderMap,
    body: Json,
) -> Result<Response, Problem> {
    let key = Key::of(&headers, name, &body.bytes())?;
    let record = record(kind, body)?;
    let (_held, told) = key.begin(&site.desk, &asker.viewer).await?;
    if let Some(told) = told {
        return Ok(made_before(&site, &asker, name, told).await?.send());
    }
    let edited = site.desk.create_once(&asker.viewer, record, key.text()).await?;
    let id = edited.record.envelope.id;
    let told = Told {
        status: StatusCode::CREATED,
        location: Some(format!("/api/v1/{name}/{id}")),
        etag: Some(format!("\"{}\"", edited.etag)),
        body: written(&edited, asker.lang),
    };
    key.keep(&site.desk, &asker.viewer, &told).await?;
    Ok(told.send())
}

/// After a crash only the id was kept of the first answer: the rest is read again.
async fn made_before(site: &Site, asker: &Asker, name: &str, told: Told) -> Result<Told, Problem> {
    let Some(id) = told.body.get("id").and_then(Value::as_str).filter(|_| told.location.is_none()) else {
        return Ok(told);
    };
    let (record, row) = site.desk.record(&asker.viewer, id).await?;
    Ok(Told {
        status: told.status,
        location: Some(format!("/api/v1/{name}/{id}")),
        etag: Some(format!("\"{}\"", row.inventory)),
        body: record.to_value(),
    })
}

async fn change(
    kind: Kind,
    State(site): AppState,
    Changer(asker): Changer,
    Path(code): Path<String>,
    headers: HeaderMap,
    body: Json,
) -> Result<Response, Problem> {
    let (_, row) = site.desk.one(&asker.viewer, kind, &code).await?;
    let if_match = if_match(&headers)?;
    let record = record(kind, body)?;
    let edited = site.desk.edit(&asker.viewer, &row.id, &if_match, record).await?;
    Ok(said::send(StatusCode::OK, &written(&edited, asker.lang), Some(&edited.etag)))
}

async fn take(
    kind: Kind,
    step: &'static str,
    State(site): AppState,
    Changer(asker): Changer,
    Path(code): Path<String>,
    headers: HeaderMap,
    body: Json,
) -> Result<Response, Problem> {
    let (_, row) = site.desk.one(&asker.viewer, kind, &code).await?;
    let read = maybe_match(&headers)?;
    let mut is_deep = false;
    let step = match step {
        "submit" => Step::Submit,
        "send-back" => Step::SendBack,
        "approve" => Step::Approve,
        "publish" => {
            let wanted: Publishing = shaped(body.0.unwrap_or_else(|| json!({})))?;
            is_deep = wanted.below;
            Step::Publish { opens: wanted.opens }
        }
        _ => {
            let wanted: Withdrawing = shaped(body.given()?)?;
            if !vocabulary::contains("withdrawal_reason", &wanted.reason) {
                return Err(DeskError::Invalid("problem-record-reason".to_owned()).into());
            }
            Step::Withdraw { reason: wanted.reason, note: wanted.note }
        }
    };
    let edited = site.desk.step(&asker.viewer, &row.id, read.as_ref(), step).await?;
    if is_deep {
        site.desk.publish_below(&asker.viewer, &row.id).await?;
    }
    Ok(said::send(StatusCode::OK, &written(&edited, asker.lang), Some(&edited.etag)))
}

async fn history(
    kind: Kind,
    State(site): AppState,
    Member(asker): Member,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    if !asker.viewer.is_staff() {
        return Err(DeskError::Denied.into());
    }
    let (_, row) = site.desk.one(&asker.viewer, kind, &code).await?;
    Ok(said::send(StatusCode::OK, &versions(&site, &asker.viewer, &row.id.to_string()).await?, None))
}

/// Returns the versions of a record.
pub async fn versions(site: &Site, viewer: &Viewer, key: &str) -> Result<List<Version>, Problem> {
    let steps = site.desk.history(viewer, key).await?;
    let items: Vec<Version> = steps
        .into_iter()
        .map(|step| Version { version: step.version, at: step.at, by: step.by, message: step.message })
        .collect();
    Ok(List { total: items.len() as u64, items, next: None })
}

async fn assets(
    kind: Kind,
    name: &'static str,
    State(site): AppState,
    asker: Asker,
    Path(code): Path<String>,
    asked: Asked,
) -> Result<Response, Problem> {
    asked.only(&["limit", "offset"])?;
    let page = asked.page()?;
    let (_, row) = site.desk.one(&asker.viewer, kind, &code).await?;
    let mut items = Vec::new();
    let views = site.desk.assets_for(&asker.viewer, &row).await?;
    for view in views.iter().skip(page.offset).take(page.limit) {
        let mut line = AssetLine::of(view, asker.lang);
        if !asker.viewer.is_staff() {
            line.of = site.desk.seen(&asker.viewer, &view.record.envelope.id).await?;
        }
        items.push(line);
    }
    let total = views.len() as u64;
    let next = asked.next(&format!("/{name}/{code}/assets"), page, total);
    Ok(said::send(StatusCode::OK, &List { total, items, next }, None))
}

/// Reads a record of a kind. What our own answers add to one is passed over.
pub fn record(kind: Kind, body: Json) -> Result<Record, Problem> {
    let mut value = body.given()?;
    if let Value::Object(map) = &mut value {
        map.shift_remove("warnings");
        if kind == Kind::Asset {
            AssetFile::NAMES.iter().for_each(|name| drop(map.shift_remove(*name)));
        }
        match map.get("kind") {
            None => drop(map.insert("kind".to_owned(), Value::from(kind.name()))),
            Some(given) if given == kind.name() => {}
            Some(_) => return Err(DeskError::Invalid("problem-record-kind".to_owned()).into()),
        }
    }
    Ok(Record::from_value(value).map_err(DeskError::from)?)
}

/// Returns a record after a change, with what deserves a second look.
pub fn written(edited: &Edited, lang: Lang) -> Value {
    let mut value = edited.record.to_value();
    if !edited.warnings.is_empty() {
        value["warnings"] = edited.warnings.iter().map(|finding| warning(finding, lang)).collect();
    }
    value
}

fn warning(finding: &Finding, lang: Lang) -> Value {
    json!({ "path": finding.path, "key": finding.key, "value": finding.detail, "message": words::get(lang, finding.key) })
}

/// Reads a small body into its shape.
pub fn shaped<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, Problem> {
    serde_json::from_value(value).map_err(|error| DeskError::Invalid(error.to_string()).into())
}
