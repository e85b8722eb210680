//! The stage `pages`: the pages of a scan after its first, each a picture of its own. A page that cannot be shown costs
//! itself alone. What lies beyond the limit is made when somebody asks.

use serde_json::Value;
use serde_json::json;

use crate::base::id::RecordId;
use crate::base::limits;
use crate::catalogue::AssetRow;
use crate::catalogue::Job;
use crate::catalogue::NewJob;
use crate::pipeline::derive::Outcome;
use crate::pipeline::runner;
use crate::pipeline::runner::End;
use crate::pipeline::runner::Tools;
use crate::sandbox::Inspection;
use crate::sandbox::Wanted;

/// Returns how many pages of a file, from the first on, are made without being asked for.
pub fn kept_pages(seen: &Inspection) -> u32 {
    if seen.format == "tiff" { seen.page_count().min(limits::PAGES_AT_INGEST) } else { 1 }
}

/// Returns the job that makes the pages after the first, where there are any to be made.
pub fn job(asset: &AssetRow) -> Option<NewJob> {
    let seen: Inspection = serde_json::from_str(&asset.technical_json).unwrap_or_default();
    (kept_pages(&seen) > 1).then(|| NewJob {
        id: RecordId::fresh(),
        kind: "pages".to_owned(),
        target: asset.id.to_string(),
        dedup: format!("pages:{}", asset.id),
        detail_json: json!({ "name": asset.given_name }).to_string(),
        created_by: "operator".to_owned(),
    })
}

/// Says what is wanted of a page: its measures decide what the making may cost.
pub fn wanted<'a>(asset: &'a AssetRow, seen: &Inspection, page: u32, is_urgent: bool) -> Wanted<'a> {
    let whole = seen.width.zip(seen.height);
    let own = seen.page_sizes.all().nth(page as usize - 1).flatten();
    Wanted {
        format: &asset.format,
        orientation: seen.embedded.orientation.map_or(1, |turn| turn as u8),
        size: if page == 1 { whole } else { own.or(whole) },
        page,
        is_urgent,
    }
}

/// Makes the pages of one file that are kept, and ends the job with what could not be shown and why.
pub async fn run(tools: &Tools, job: &Job, owner: &str) -> End {
    let Ok(asset_id) = job.target.parse::<RecordId>() else { return End::Never("reason-own-fault".to_owned()) };
    let Ok(asset) = tools.catalogue.asset(&asset_id).await else { return End::Again("reason-own-fault".to_owned()) };
    let seen: Inspection = serde_json::from_str(&asset.technical_json).unwrap_or_default();
    let mut not_shown = serde_json::Map::new();
    for page in 2..=kept_pages(&seen) {
        match runner::make_page(tools, &asset, page).await {
            Outcome::Made(_) => runner::remove_older(tools, &asset, page).await,
            Outcome::NotShown(reason) => {
                not_shown.insert(page.to_string(), Value::from(reason));
            }
            Outcome::Failed(reason) => return End::Again(reason),
        }
    }
    let mut detail: Value = serde_json::from_str(&job.detail_json).unwrap_or_else(|_| json!({}));
    detail["pages"] = Value::from(kept_pages(&seen));
    detail["not_shown"] = Value::Object(not_shown);
    match tools.catalogue.end_job(job, owner, &detail.to_string()).await {
        Ok(_) => End::Done,
        Err(error) => {
            tracing::error!(job.id = %job.id, error = %error, "the end of a job could not be written");
            End::Again("reason-own-fault".to_owned())
        }
    }
}
