//! Work under way: what, on what, how it stands, and why something was given up.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use crate::base::clock;
use crate::desk::Job;
use crate::desk::JobState;
use crate::model::text::Lang;
use crate::web::pages;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::web::staff::candidate::label;
use crate::web::staff::door::Staff;
use crate::web::staff::frame;
use crate::web::staff::frame::Frame;
use crate::words;

/// Jobs on the page.
const MOST: i64 = 100;

#[derive(Debug, Serialize)]
struct JobsPage {
    frame: Frame,
    rows: Vec<Row>,
    open: usize,
    failed: usize,
}

#[derive(Debug, Serialize)]
struct Row {
    what: String,
    on: String,
    href: Option<String>,
    state: String,
    class: &'static str,
    is_open: bool,
    reason: Option<String>,
    since: String,
    again: Option<String>,
}

/// Shows the latest jobs; a script asks again while some are open.
pub async fn show(State(site): State<Arc<Site>>, staff: Staff) -> Result<Response, Problem> {
    let jobs = site.desk.latest_jobs(&staff.viewer, MOST).await?;
    let mut names = HashMap::new();
    for job in &jobs {
        if !names.contains_key(&job.target)
            && let Ok(row) = site.desk.lookup(&staff.viewer, &job.target).await
        {
            names.insert(job.target.clone(), (label(&row, staff.lang), format!("/staff/records/{}", row.id)));
        }
    }
    let rows: Vec<Row> = jobs.iter().map(|job| row(job, names.get(&job.target), &staff)).collect();
    let page = JobsPage {
        frame: Frame::new(&site, &staff, "jobs", &words::get(staff.lang, "staff-jobs")),
        open: rows.iter().filter(|row| row.is_open).count(),
        failed: jobs.iter().filter(|job| job.state == JobState::Failed).count(),
        rows,
    };
    frame::page(&site, staff.lang, "staff/jobs.html", &page)
}

fn row(job: &Job, target: Option<&(String, String)>, staff: &Staff) -> Row {
    let say = |key: &str| words::get(staff.lang, key);
    let moment = |ms: i64| pages::moment(&clock::stamp_of(ms), staff.lang);
    let (state, class) = match job.state {
        JobState::Ready if job.attempts > 0 => ("staff-job-again", "warn"),
        JobState::Ready => ("staff-job-ready", ""),
        JobState::Running => ("staff-job-running", ""),
        JobState::Done => ("staff-job-done", "ok"),
        JobState::Failed => ("staff-job-failed", "err"),
    };
    let kind = format!("staff-job-kind-{}", job.kind);
    Row {
        what: if words::has(staff.lang, &kind) { say(&kind) } else { job.kind.clone() },
        on: target.map_or_else(|| how_far(job, staff.lang).unwrap_or_default(), |(name, _)| name.clone()),
        href: target.map(|(_, href)| href.clone()),
        state: say(state),
        class,
        is_open: matches!(job.state, JobState::Ready | JobState::Running),
        reason: job.reason.as_deref().filter(|_| job.state != JobState::Done).map(say),
        since: moment(job.created_ms),
        again: (job.state == JobState::Ready && job.attempts > 0).then(|| moment(job.run_at_ms)),
    }
}

/// Says how far a job came that tells it.
fn how_far(job: &Job, lang: Lang) -> Option<String> {
    let detail: serde_json::Value = serde_json::from_str(&job.detail_json).ok()?;
    let (done, all) = (detail["done"].as_u64()?, detail["all"].as_u64()?);
    Some(format!("{} / {}", pages::number(done, lang), pages::number(all, lang)))
}
