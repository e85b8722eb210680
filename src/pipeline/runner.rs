//! The workers: claim a job, keep its lease alive, do its stage, end it.

use std::sync::Arc;

use tokio::sync::Notify;

use crate::base::clock;
use crate::base::clock::now_ms;
use crate::base::id::RecordId;
use crate::base::pool::Pool;
use crate::catalogue::AssetRow;
use crate::catalogue::Catalogue;
use crate::catalogue::Job;
use crate::jobs;
use crate::pipeline::derive;
use crate::pipeline::derive::Outcome;
use crate::pipeline::derive::is_damage;
use crate::pipeline::derive::may_pass;
use crate::pipeline::page;
use crate::pipeline::place::Derivatives;
use crate::pipeline::shelf::Shelf;
use crate::sandbox::Inspection;
use crate::sandbox::Sandbox;
use crate::vault::Vault;

/// What every worker shares.
#[derive(Clone)]
pub struct Tools {
    /// The catalogue.
    pub catalogue: Catalogue,
    /// The store.
    pub vault: Vault,
    /// Children that decode.
    pub sandbox: Sandbox,
    /// Where derivatives lie, and by which recipe they are made.
    pub derivatives: Derivatives,
    /// Pages that were made because somebody asked.
    pub shelf: Arc<Shelf>,
    /// Permits for heavy work.
    pub pool: Pool,
    /// Rung when the catalogue has changed.
    pub changed: Arc<Notify>,
}

/// How the work on a job ended.
pub enum End {
    /// Done, and the rows say so.
    Done,
    /// Our own failure, with its message key: try again later.
    Again(String),
    /// It will never succeed, with its message key.
    Never(String),
}

/// Does the stage `derive` for one job and ends it in the same transaction as its result.
pub async fn run_derive(tools: &Tools, job: &Job, owner: &str) -> End {
    let Ok(asset_id) = job.target.parse::<RecordId>() else { return End::Never("reason-own-fault".to_owned()) };
    let asset = match tools.catalogue.asset(&asset_id).await {
        Ok(asset) => asset,
        Err(error) => {
            tracing::warn!(job.id = %job.id, error = %error, "the asset of a job could not be read");
            return End::Again("reason-own-fault".to_owned());
        }
    };
    let outcome = make_page(tools, &asset, 1).await;
    crate::base::crash::point("derived");
    let ended = Some((&job.id, owner, job.attempts));
    if matches!(outcome, Outcome::Made(_))
        && let Some(more) = page::job(&asset)
        && let Err(error) = tools.catalogue.add_job(&more).await
    {
        tracing::warn!(job.id = %job.id, error = %error, "the pages of a file could not be promised");
        return End::Again("reason-own-fault".to_owned());
    }
    let written = match &outcome {
        Outcome::Made(derived) => tools.catalogue.finish_asset(ended, &asset_id, "ready", None, Some(derived)).await,
        // What has a picture is not shut, or left without one, for what may be the machine's doing.
        Outcome::NotShown(reason) if asset.derived.is_some() && may_pass(reason) => return End::Again(reason.clone()),
        Outcome::NotShown(reason) => {
            let state = if is_damage(reason) { "quarantined" } else { "ready" };
            tools.catalogue.finish_asset(ended, &asset_id, state, Some(reason), None).await
        }
        Outcome::Failed(reason) => return End::Again(reason.clone()),
    };
    match written {
        Ok(is_ours) => {
            crate::base::crash::point("finished");
            if is_ours {
                log_derivation(tools, &asset_id, &outcome).await;
                remove_older(tools, &asset, 1).await;
            }
            tools.changed.notify_waiters();
            End::Done
        }
        Err(error) => {
            tracing::error!(job.id = %job.id, error = %error, "the result of a job could not be written");
            End::Again("reason-own-fault".to_owned())
        }
    }
}

/// Makes the picture of a page of an asset that is kept for good, unless it is there.
pub(super) async fn make_page(tools: &Tools, asset: &AssetRow, page: u32) -> Outcome {
    let seen: Inspection = serde_json::from_str(&asset.technical_json).unwrap_or_default();
    let (tools_in, asset) = (tools.clone(), asset.clone());
    let work = move || {
        let target = tools_in.derivatives.kept(&asset.sha256, page);
        let wanted = page::wanted(&asset, &seen, page, false);
        match tools_in.vault.open_content(&asset.id, &asset.stored_as) {
            Ok((file, _, _)) => {
                derive::derive(&tools_in.sandbox, &target, tools_in.derivatives.recipe(), file, &wanted)
            }
            Err(error) => {
                tracing::error!(asset.id = %asset.id, error = %error, "an original could not be opened");
                Outcome::Failed("reason-own-fault".to_owned())
            }
        }
    };
    tools.pool.run(work).await.unwrap_or(Outcome::Failed("reason-own-fault".to_owned()))
}

/// Takes away what a page was shown by before, once the new stands. What stays behind costs room and nothing else.
pub(super) async fn remove_older(tools: &Tools, asset: &AssetRow, page: u32) {
    let (derivatives, digest) = (tools.derivatives.clone(), asset.sha256);
    let work = move || derive::remove_older(&derivatives, &digest, page);
    if !matches!(tools.pool.run(work).await, Ok(Ok(()))) {
        tracing::warn!(asset.id = %asset.id, "an older picture could not be removed");
    }
}

/// Leaves the PREMIS event in the object's log. The derivative can be made again, so a log that fails costs no more than a line.
async fn log_derivation(tools: &Tools, asset: &RecordId, outcome: &Outcome) {
    let (kind, result, note) = match outcome {
        Outcome::Made(derived) => {
            ("creation", "success", format!("{} × {} px, recipe {}", derived.width, derived.height, derived.recipe))
        }
        Outcome::NotShown(reason) if is_damage(reason) => ("quarantine", "failure", reason.clone()),
        Outcome::NotShown(reason) | Outcome::Failed(reason) => ("creation", "failure", reason.clone()),
    };
    let event = serde_json::json!({
        "id": RecordId::fresh(),
        "type": kind,
        "at": clock::stamp(clock::now()),
        "operator": concat!("reliquary ", env!("CARGO_PKG_VERSION")),
        "outcome": result,
        "note": note,
        "record": asset,
    });
    let (vault, id) = (tools.vault.clone(), *asset);
    let logged = tools.pool.run(move || vault.append_event(&id, &event)).await;
    if !matches!(logged, Ok(Ok(()))) {
        tracing::warn!(asset.id = %asset, "the event of a derivation could not be logged");
    }
}

/// Keeps a lease alive while `work` runs.
pub async fn with_heartbeat<T>(tools: &Tools, job: &Job, owner: &str, work: impl Future<Output = T>) -> T {
    let beat = async {
        loop {
            tokio::time::sleep(std::time::Duration::from_millis(jobs::HEARTBEAT_MS)).await;
            if let Err(error) = tools.catalogue.renew(job, owner, jobs::LEASE_MS).await {
                tracing::warn!(job.id = %job.id, error = %error, "a lease could not be renewed");
            }
        }
    };
    tokio::select! {
        done = work => done,
        () = beat => unreachable!("the heartbeat never ends by itself"),
    }
}

/// Writes how a job ended, unless its own transaction has done so.
pub async fn settle(tools: &Tools, job: &Job, owner: &str, end: End) {
    let (reason, next) = match end {
        End::Done => return,
        End::Again(reason) => (reason, jobs::pause_ms(job.attempts).map(|pause| now_ms() + pause)),
        End::Never(reason) => (reason, None),
    };
    if next.is_none()
        && job.kind == "derive"
        && let Ok(asset) = job.target.parse::<RecordId>()
    {
        let _ = tools.catalogue.finish_asset(None, &asset, "ready", Some(&reason), None).await;
        tools.changed.notify_waiters();
    }
    if let Err(error) = tools.catalogue.fail_job(job, owner, &reason, next).await {
        tracing::error!(job.id = %job.id, error = %error, "the end of a job could not be written");
    }
}
