//! The stage `rebuild`: pictures that are missing, damaged or of an older recipe are made anew, asset by asset. It takes a
//! few at a time and then stands behind all work that waits, so uploads go before it; how far it came is kept with the job,
//! so whatever interrupts it, it goes on there. The old picture is shown until the new one stands, and goes after that.

use serde::Deserialize;
use serde::Serialize;

use crate::base::crash;
use crate::base::id::RecordId;
use crate::catalogue::AssetRow;
use crate::catalogue::Job;
use crate::catalogue::NewJob;
use crate::catalogue::STORED_DAMAGED;
use crate::jobs;
use crate::pipeline::derive;
use crate::pipeline::derive::Outcome;
use crate::pipeline::page;
use crate::pipeline::place::Leaf;
use crate::pipeline::place::Made;
use crate::pipeline::runner;
use crate::pipeline::runner::End;
use crate::pipeline::runner::Tools;
use crate::sandbox::Inspection;

/// The key of the one job of this kind.
pub const KEY: &str = "rebuild:derivatives";
/// Assets of one step.
const STEP: i64 = 16;
/// Most files that are named with why they have no new picture.
const NAMED: usize = 200;

/// How far it came.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// Assets looked at.
    pub done: u64,
    /// Assets there were when it began.
    pub all: u64,
    /// The last asset looked at.
    pub after: Option<RecordId>,
    /// Pictures made.
    pub made: u64,
    /// Assets that should have a picture and have none of the recipe in force, with why.
    pub not_made: Vec<(RecordId, String)>,
}

/// Returns the job, to begin with so many assets.
pub fn job(all: i64) -> NewJob {
    let progress = Progress { all: all.max(0) as u64, ..Progress::default() };
    NewJob {
        id: RecordId::fresh(),
        kind: "rebuild".to_owned(),
        target: "derivatives".to_owned(),
        dedup: KEY.to_owned(),
        detail_json: serde_json::to_string(&progress).unwrap_or_default(),
        created_by: "operator".to_owned(),
    }
}

/// Reads how far a job came.
pub fn progress(job: &Job) -> Progress {
    serde_json::from_str(&job.detail_json).unwrap_or_default()
}

/// What came of one asset.
struct Told {
    id: RecordId,
    made: u64,
    reason: Option<String>,
}

/// Does one step and puts the job back, or ends it after the last asset. Tells whether any picture was made.
pub async fn run(tools: &Tools, job: &Job, owner: &str) -> (End, bool) {
    let mut told = progress(job);
    let before = told.made;
    let end = step(tools, job, owner, &mut told).await;
    (end, told.made > before)
}

async fn step(tools: &Tools, job: &Job, owner: &str, progress: &mut Progress) -> End {
    let Ok(next) = tools.catalogue.assets_after(progress.after.as_ref(), STEP).await else {
        return End::Again("reason-own-fault".to_owned());
    };
    let is_last = next.len() < STEP as usize;
    progress.after = next.last().map(|asset| asset.id).or(progress.after);
    // Two at once keep the processors busy, and an upload's picture never stands behind a long row.
    for pair in next.chunks(2) {
        let ended = match pair {
            [one, other] => {
                let (one, other) = tokio::join!(remake(tools, one), remake(tools, other));
                vec![one, other]
            }
            _ => vec![remake(tools, &pair[0]).await],
        };
        for told in ended {
            // What fails at every try is passed over and named, so that those behind it have their turn.
            let told = match told {
                Ok(told) => told,
                Err(id) if job.attempts >= jobs::TRIES => {
                    Told { id, made: 0, reason: Some("reason-own-fault".to_owned()) }
                }
                Err(_) => return End::Again("reason-own-fault".to_owned()),
            };
            progress.done += 1;
            progress.made += told.made;
            if let Some(reason) = told.reason.filter(|_| progress.not_made.len() < NAMED) {
                progress.not_made.push((told.id, reason));
            }
        }
    }
    progress.all = progress.all.max(progress.done);
    let detail = serde_json::to_string(progress).unwrap_or_default();
    let kept = match is_last {
        true => tools.catalogue.end_job(job, owner, &detail).await,
        false => tools.catalogue.go_on(job, owner, &detail).await,
    };
    match kept {
        Ok(_) => End::Done,
        Err(error) => {
            tracing::error!(job.id = %job.id, error = %error, "how far the pictures are made anew could not be kept");
            End::Again("reason-own-fault".to_owned())
        }
    }
}

/// Makes what an asset lacks: its picture, its pages that are kept, and anew those that were asked for. `Err` names it after
/// a failure of our own, which another try may not meet.
async fn remake(tools: &Tools, asset: &AssetRow) -> Result<Told, RecordId> {
    let seen: Inspection = serde_json::from_str(&asset.technical_json).unwrap_or_default();
    let mut told = Told { id: asset.id, made: 0, reason: None };
    // Of an original that has gone bad the picture made before is the better one.
    if !seen.has_preview || asset.reason.as_deref() == Some(STORED_DAMAGED) {
        return Ok(told);
    }
    for number in 1..=page::kept_pages(&seen) {
        let was_there = is_whole(tools, asset, number).await;
        match runner::make_page(tools, asset, number).await {
            Outcome::Made(derived) => {
                told.made += u64::from(!was_there);
                crash::point("remade");
                if number == 1 && (asset.derived.as_ref() != Some(&derived) || asset.state == "staged") {
                    note(tools, asset, &derived).await.map_err(|()| asset.id)?;
                }
                crash::point("noted");
                runner::remove_older(tools, asset, number).await;
                crash::point("swapped");
            }
            // What is shown stays as it is: an older picture is better than none.
            Outcome::NotShown(reason) => told.reason = told.reason.or(Some(reason)),
            Outcome::Failed(_) => return Err(asset.id),
        }
    }
    remake_asked(tools, asset, &seen).await.map_err(|()| asset.id)?;
    Ok(told)
}

async fn is_whole(tools: &Tools, asset: &AssetRow, number: u32) -> bool {
    let (target, recipe) = (tools.derivatives.kept(&asset.sha256, number), tools.derivatives.recipe());
    tools.pool.run(move || derive::measure(&target, recipe).is_some()).await.unwrap_or(false)
}

/// Writes what the new picture measures. An asset that waited for its picture, or had none, is ready with it.
async fn note(tools: &Tools, asset: &AssetRow, derived: &crate::catalogue::Derived) -> Result<(), ()> {
    let is_healed = asset.derived.is_none();
    let (state, reason) = if is_healed { ("ready", None) } else { (asset.state.as_str(), asset.reason.as_deref()) };
    let written = tools.catalogue.finish_asset(None, &asset.id, state, reason, Some(derived)).await;
    tools.changed.notify_waiters();
    written.map(|_| ()).map_err(|error| {
        tracing::error!(asset.id = %asset.id, error = %error, "a new picture could not be noted");
    })
}

/// Pages on the shelf that an older recipe made are made by the one in force, one after the other.
async fn remake_asked(tools: &Tools, asset: &AssetRow, seen: &Inspection) -> Result<(), ()> {
    let (derivatives, digest) = (tools.derivatives.clone(), asset.sha256);
    let made = tools.pool.run(move || derivatives.made_of(&digest)).await.map_err(|_| ())?;
    let is_old = |made: &&Made| !made.is_kept && made.leaf == Leaf::Picture && made.recipe < tools.derivatives.recipe();
    for old in made.iter().filter(is_old) {
        let (tools_in, asset, seen, old) = (tools.clone(), asset.clone(), seen.clone(), old.clone());
        let work = move || {
            let target = tools_in.derivatives.on_demand(&asset.sha256, old.page, Leaf::Picture);
            let Ok((original, _, _)) = tools_in.vault.open_content(&asset.id, &asset.stored_as) else { return };
            let wanted = page::wanted(&asset, &seen, old.page, false);
            let outcome = derive::derive(&tools_in.sandbox, &target, tools_in.derivatives.recipe(), original, &wanted);
            if matches!(outcome, Outcome::Made(_)) {
                tools_in.shelf.add(&target);
                let _ = tools_in.shelf.remove(&old.path);
            }
        };
        tools.pool.run(work).await.map_err(|_| ())?;
    }
    Ok(())
}
