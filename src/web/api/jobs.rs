//! Long work: jobs, and the packages that jobs make.

use std::sync::Arc;

use axum::extract::Path;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::Method;
use axum::http::StatusCode;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;
use serde_json::json;

use crate::base::digest::Digest;
use crate::desk::Ordered;
use crate::export::EXPORTERS;
use crate::model::text::Lang;
use crate::web::api::asked::Asked;
use crate::web::api::call;
use crate::web::api::call::Call;
use crate::web::api::key::Key;
use crate::web::api::key::Told;
use crate::web::api::read::Changer;
use crate::web::api::read::Json;
use crate::web::api::read::Member;
use crate::web::api::read::id;
use crate::web::api::records::shaped;
use crate::web::api::said;
use crate::web::api::said::JobLine;
use crate::web::api::said::List;
use crate::web::package;
use crate::web::problem::Problem;
use crate::web::site::Site;

/// States a list may be narrowed to.
const STATES: [&str; 4] = ["ready", "running", "done", "failed"];
/// Stages a list may be narrowed to.
const KINDS: [&str; 4] = ["derive", "pages", "rebuild", "export"];
/// Most relics of one package.
const CODES: usize = 10_000;

/// What a package is ordered with.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Order {
    /// Codes or ids of relics.
    codes: Vec<String>,
    /// For whom it is made: `museum`, `preservation`, `portal`, `loan` or `backup`.
    #[serde(default = "museum")]
    preset: String,
}

fn museum() -> String {
    "museum".to_owned()
}

/// A package that was ordered.
#[derive(Debug, Serialize, JsonSchema)]
struct Export {
    /// Id of the job that makes it.
    id: String,
    /// `ready`, `running`, `done` or `failed`.
    state: String,
    /// Codes of its relics.
    codes: Vec<String>,
    /// For whom it is made.
    preset: String,
    /// The package's name, once it is made and while it is kept.
    name: Option<String>,
    /// How many files it holds.
    files: Option<usize>,
    /// How many bytes it weighs.
    bytes: Option<u64>,
    /// SHA-256 of the package.
    sha256: Option<Digest>,
    /// Address of the package.
    file: Option<String>,
    /// Address of the job.
    job: String,
    /// The job.
    work: JobLine,
}

impl Export {
    fn of(ordered: &Ordered, lang: Lang) -> Export {
        let made = ordered.made.as_ref();
        let id = ordered.job.id.to_string();
        Export {
            state: ordered.job.state.name().to_owned(),
            codes: ordered.codes.clone(),
            preset: ordered.preset.clone(),
            name: made.map(|made| made.name.clone()),
            files: made.map(|made| made.files),
            bytes: made.map(|made| made.bytes),
            sha256: made.map(|made| made.sha256),
            file: made.map(|_| format!("/api/v1/exports/{id}/file")),
            job: format!("/api/v1/jobs/{id}"),
            work: JobLine::of(&ordered.job, lang),
            id,
        }
    }
}

/// Returns the calls of this file.
pub fn calls() -> Vec<Call> {
    vec![
        Call::new(Method::GET, "/jobs", list)
            .about("jobs", "Lists jobs, those that run first; for staff.")
            .signed()
            .query("kind", "Only this stage.", json!({ "type": "string", "enum": KINDS }))
            .query("state", "Only those in this state.", json!({ "type": "string", "enum": STATES }))
            .paged()
            .gives::<List<JobLine>>(200, "A part of the list."),
        Call::new(Method::GET, "/jobs/{job}", show)
            .about("jobs", "Returns a job: for staff any, for others those they asked for.")
            .signed()
            .gives::<JobLine>(200, "The job.")
            .fails(&[404]),
        Call::new(Method::GET, "/exports", exports)
            .about("exports", "Lists the packages ordered last.")
            .signed()
            .paged()
            .gives::<List<Export>>(200, "A part of the list."),
        Call::new(Method::POST, "/exports", order)
            .about("exports", "Orders a package of relics.")
            .signed()
            .keyed()
            .takes("application/json", call::shape::<Order>)
            .gives::<Export>(202, "It is ordered; the job's address stands in Location.")
            .fails(&[404, 409, 413, 415]),
        Call::new(Method::GET, "/exports/{job}/file", file)
            .about("exports", "Sends a package that was made.")
            .signed()
            .gives_as(200, "A zip file.", "application/zip", call::bytes)
            .gives_nothing(304, "It is the version that is known.")
            .fails(&[404]),
    ]
}

type AppState = State<Arc<Site>>;

async fn list(State(site): AppState, Member(asker): Member, asked: Asked) -> Result<Response, Problem> {
    asked.only(&["kind", "state", "limit", "offset"])?;
    let page = asked.page()?;
    let (kind, state) = (asked.word("kind", &KINDS)?, asked.word("state", &STATES)?);
    let (total, jobs) = site.desk.jobs(&asker.viewer, kind, state, page.offset as i64, page.limit as i64).await?;
    let total = total as u64;
    let items: Vec<JobLine> = jobs.iter().map(|job| JobLine::of(job, asker.lang)).collect();
    Ok(said::send(StatusCode::OK, &List { total, items, next: asked.next("/jobs", page, total) }, None))
}

async fn show(State(site): AppState, Member(asker): Member, Path(job): Path<String>) -> Result<Response, Problem> {
    let job = site.desk.job(&asker.viewer, &id(&job)?).await?;
    Ok(said::send(StatusCode::OK, &JobLine::of(&job, asker.lang), None))
}

async fn exports(State(site): AppState, Member(asker): Member, asked: Asked) -> Result<Response, Problem> {
    asked.only(&["limit", "offset"])?;
    let page = asked.page()?;
    let all = site.desk.exports(&asker.viewer).await?;
    let part = all.iter().skip(page.offset).take(page.limit);
    let items: Vec<Export> = part.map(|one| Export::of(one, asker.lang)).collect();
    let total = all.len() as u64;
    Ok(said::send(StatusCode::OK, &List { total, items, next: asked.next("/exports", page, total) }, None))
}

async fn order(
    State(site): AppState,
    Changer(asker): Changer,
    headers: HeaderMap,
    body: Json,
) -> Result<Response, Problem> {
    let key = Key::of(&headers, "exports", &body.bytes())?;
    let order: Order = shaped(body.given()?)?;
    let refused = |code, message| Problem::new(crate::base::fault::Fault::Invalid, code, message);
    if order.codes.is_empty() || order.codes.len() > CODES {
        return Err(refused("export.empty", "problem-export-empty"));
    }
    if !EXPORTERS.iter().any(|exporter| exporter.name == order.preset) {
        return Err(refused("export.preset", "problem-export-preset"));
    }
    let (_held, told) = key.begin(&site.desk, &asker.viewer).await?;
    if let Some(told) = told {
        return Ok(told.send());
    }
    let ordered = site.desk.order_export(&asker.viewer, &order.codes, &order.preset).await?;
    let export = Export::of(&ordered, asker.lang);
    let told = Told {
        status: StatusCode::ACCEPTED,
        location: Some(export.job.clone()),
        etag: None,
        body: serde_json::to_value(&export).unwrap_or_default(),
    };
    key.keep(&site.desk, &asker.viewer, &told).await?;
    Ok(told.send())
}

async fn file(
    State(site): AppState,
    Member(asker): Member,
    Path(job): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let package = site.desk.exported(&asker.viewer, &id(&job)?).await?;
    Ok(package::sent(package, &headers))
}
