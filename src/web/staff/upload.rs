//! Sending files: the page a script makes comfortable, and the plain form that does the same without one.

use std::sync::Arc;

use axum::extract::Multipart;
use axum::extract::State;
use axum::extract::multipart::Field;
use axum::http::StatusCode;
use axum::response::Response;
use futures_util::StreamExt as _;
use serde::Serialize;

use crate::base::fault::Fault;
use crate::desk::Description;
use crate::desk::DeskError;
use crate::desk::Taken;
use crate::model::asset::Shows;
use crate::model::text::LangText;
use crate::model::value::AgentRef;
use crate::model::value::Ref;
use crate::model::vocabulary;
use crate::web::pages::term;
use crate::web::problem;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::web::staff::door::Staff;
use crate::web::staff::frame;
use crate::web::staff::frame::Frame;
use crate::web::staff::frame::May;
use crate::web::staff::list;
use crate::web::staff::view;
use crate::words;

/// Longest plain field of the form, in bytes.
const FIELD_BYTES: usize = 2_000;

#[derive(Debug, Serialize)]
struct UploadPage {
    frame: Frame,
    relics: Vec<(String, String, bool)>,
    rights: Vec<(String, String, bool)>,
    creator: String,
    outcomes: Vec<Outcome>,
    kept: usize,
    known: usize,
    refused: usize,
    words: String,
}

/// What became of one file.
#[derive(Debug, Serialize)]
struct Outcome {
    name: String,
    state: &'static str,
    words: String,
    reason: Option<String>,
    id: Option<String>,
}

/// What the script says.
const WORDS: &[&str] = &[
    "waiting",
    "sending",
    "offline",
    "working",
    "kept",
    "known",
    "refused",
    "open",
    "open-known",
    "again",
    "drop-it",
    "paused",
    "sum",
    "sum-one",
    "sum-kept",
    "sum-known",
    "sum-refused",
    "sum-left",
    "bar",
    "broken",
    "pause",
    "go-on",
    "retry-all",
    "signed-out",
];

/// Shows the form.
pub async fn show(State(site): State<Arc<Site>>, staff: Staff) -> Result<Response, Problem> {
    let relic = staff.query.get("relic").to_owned();
    let page = page(&site, &staff, &relic, None, "", Vec::new()).await?;
    frame::page(&site, staff.lang, "staff/upload.html", &page)
}

/// Takes files from the plain form, each by itself: one that is refused stops no other.
pub async fn receive(State(site): State<Arc<Site>>, staff: Staff, mut parts: Multipart) -> Result<Response, Problem> {
    let (mut is_own, mut relic, mut rights, mut creator) = (false, String::new(), String::new(), String::new());
    let mut outcomes = Vec::new();
    while let Some(mut part) = parts.next_field().await.map_err(|_| cut())? {
        match part.name().unwrap_or_default() {
            "csrf_token" => {
                staff.must_own_token(&text(&mut part).await?)?;
                is_own = true;
            }
            "relic" => relic = text(&mut part).await?,
            "rights" => rights = text(&mut part).await?,
            "creator" => creator = text(&mut part).await?,
            "file" if !is_own => staff.must_own_token("")?,
            "file" => {
                let name = part.file_name().unwrap_or_default().to_owned();
                if name.is_empty() {
                    continue;
                }
                let said = said(&name, &relic, &rights, &creator);
                let outcome = take(&site, &staff, part, said).await;
                outcomes.push(told(&staff, name, outcome)?);
            }
            _ => {}
        }
    }
    if !is_own {
        staff.must_own_token("")?;
    }
    let is_all_refused = outcomes.iter().all(|outcome| outcome.state == "refused");
    let status = if is_all_refused { problem::status(Fault::Corrupt) } else { StatusCode::OK };
    let page = page(&site, &staff, &relic, Some(&rights), &creator, outcomes).await?;
    frame::page_with(&site, staff.lang, status, "staff/upload.html", &page)
}

async fn take(site: &Site, staff: &Staff, part: Field<'_>, said: Description) -> Result<Taken, DeskError> {
    let received = site.desk.receive(&staff.viewer, None, Box::pin(part)).await?;
    site.desk.take(&staff.viewer, received, said).await
}

fn said(name: &str, relic: &str, rights: &str, creator: &str) -> Description {
    let mut said = Description { name: name.to_owned(), ..Description::default() };
    if !relic.is_empty() {
        let record = relic.parse().map_or_else(|_| Ref::code(relic), Ref::id);
        said.of.push(Shows { record, relation: "depicts".to_owned() });
    }
    if vocabulary::contains("rights", rights) {
        rights.clone_into(&mut said.asset.rights.statement);
    }
    if !creator.is_empty() {
        said.asset.creator = Some(AgentRef { name: Some(LangText::of("vi", creator)), ..AgentRef::default() });
    }
    said
}

/// A refused file is an outcome; that nobody may send at all, or that the disk failed, is not.
fn told(staff: &Staff, name: String, outcome: Result<Taken, DeskError>) -> Result<Outcome, Problem> {
    let say = |key: &str| words::get(staff.lang, key);
    Ok(match outcome {
        Ok(taken) => Outcome {
            name,
            state: if taken.is_duplicate { "known" } else { "kept" },
            words: say(if taken.is_duplicate { "staff-js-known" } else { "staff-js-kept" }),
            reason: taken.reason.as_deref().map(say),
            id: Some(taken.id.to_string()),
        },
        Err(error @ (DeskError::Denied | DeskError::SignedOut)) => return Err(error.into()),
        Err(error) => {
            let problem = Problem::from(error);
            let reason = Some(problem.sentence(staff.lang));
            Outcome { name, state: "refused", words: say("staff-js-refused"), reason, id: None }
        }
    })
}

async fn page(
    site: &Site,
    staff: &Staff,
    relic: &str,
    rights: Option<&str>,
    creator: &str,
    outcomes: Vec<Outcome>,
) -> Result<UploadPage, Problem> {
    if !May::of(&staff.viewer).upload {
        return Err(DeskError::Denied.into());
    }
    let mut relics: Vec<(String, String, bool)> = list::relics(site, staff)
        .await?
        .into_iter()
        .map(|(code, name)| (code.clone(), format!("{code} · {name}"), code == relic))
        .collect();
    if !relic.is_empty() && !relics.iter().any(|(_, _, is_chosen)| *is_chosen) {
        let row = site.desk.lookup(&staff.viewer, relic).await?;
        let name = crate::web::staff::candidate::label(&row, staff.lang);
        let is_listed = relics.iter_mut().find(|(code, _, _)| *code == row.path).map(|found| found.2 = true).is_some();
        if !is_listed {
            relics.insert(0, (row.id.to_string(), name, true));
        }
    }
    let chosen = rights.unwrap_or("https://creativecommons.org/licenses/by/4.0/");
    let count = |state: &str| outcomes.iter().filter(|outcome| outcome.state == state).count();
    Ok(UploadPage {
        frame: Frame::new(site, staff, "upload", &words::get(staff.lang, "staff-upload")),
        relics,
        rights: vocabulary::terms("rights")
            .iter()
            .map(|one| (one.code.clone(), term("rights", &one.code, staff.lang), one.code == chosen))
            .collect(),
        creator: creator.to_owned(),
        kept: count("kept"),
        known: count("known"),
        refused: count("refused"),
        outcomes,
        words: view::for_script(staff.lang, WORDS),
    })
}

async fn text(part: &mut Field<'_>) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    while let Some(piece) = part.next().await {
        bytes.extend_from_slice(&piece.map_err(|_| cut())?);
        if bytes.len() > FIELD_BYTES {
            return Err(Problem::new(Fault::TooLarge, "request.too_large", "problem-request-too-large"));
        }
    }
    Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
}

fn cut() -> Problem {
    Problem::new(Fault::Invalid, "request.invalid", "problem-asset-cut")
}
