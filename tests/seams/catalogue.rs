//! What the catalogue promises whatever database is behind it: one job to one worker, no word from a worker that lost
//! its lease, rows and promises together or not at all.

use std::collections::BTreeSet;
use std::path::Path;

use reliquary::base::digest::Digest;
use reliquary::base::id::RecordId;
use reliquary::catalogue::Accounts;
use reliquary::catalogue::Catalogue;
use reliquary::catalogue::CatalogueError;
use reliquary::catalogue::Intent;
use reliquary::catalogue::JobState;
use reliquary::catalogue::NewJob;
use reliquary::catalogue::RecordWrite;
use reliquary::pipeline::row;
use tempfile::TempDir;

use crate::support::artefact;
use crate::support::relic;

async fn open() -> (TempDir, Catalogue) {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = reopened(folder.path()).await;
    (folder, catalogue)
}

async fn reopened(folder: &Path) -> Catalogue {
    Catalogue::open(&folder.join("catalogue.db")).await.unwrap()
}

fn job(target: &str) -> NewJob {
    NewJob {
        id: RecordId::fresh(),
        kind: "derive".to_owned(),
        target: target.to_owned(),
        dedup: format!("derive:{target}"),
        detail_json: "{}".to_owned(),
        created_by: "operator".to_owned(),
    }
}

async fn written(catalogue: &Catalogue, record: &reliquary::model::record::Record) -> RecordWrite {
    row::write(catalogue, record, None, Digest::of(record.to_json().as_bytes()), None).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_job_goes_to_one_worker() {
    let (_folder, catalogue) = open().await;
    for number in 0..60 {
        catalogue.add_job(&job(&number.to_string())).await.unwrap();
    }
    let workers: Vec<_> = (0..4)
        .map(|worker| {
            let catalogue = catalogue.clone();
            tokio::spawn(async move {
                let mut claimed = Vec::new();
                while let Some(job) = catalogue.claim(&format!("worker {worker}"), 60_000).await.unwrap() {
                    claimed.push(job.target);
                }
                claimed
            })
        })
        .collect();
    let mut claimed = Vec::new();
    for worker in workers {
        claimed.extend(worker.await.unwrap());
    }
    assert_eq!(claimed.len(), 60);
    assert_eq!(claimed.into_iter().collect::<BTreeSet<_>>().len(), 60);
}

#[tokio::test]
async fn a_worker_that_lost_its_lease_changes_nothing() {
    let (_folder, catalogue) = open().await;
    catalogue.add_job(&job("a")).await.unwrap();
    let first = catalogue.claim("first", -1).await.unwrap().expect("a job");
    let second = catalogue.claim("second", 60_000).await.unwrap().expect("the lease had run out");
    assert_eq!((first.id, second.attempts), (second.id, 2));
    assert!(!catalogue.renew(&first, "first", 60_000).await.unwrap());
    assert!(!catalogue.end_job(&first, "first", "{}").await.unwrap());
    assert!(!catalogue.fail_job(&first, "first", "reason-own-fault", None).await.unwrap());
    assert_eq!(catalogue.job(&first.id).await.unwrap().state, JobState::Running);
    assert!(catalogue.end_job(&second, "second", "{}").await.unwrap());
    assert_eq!(catalogue.job(&first.id).await.unwrap().state, JobState::Done);
}

#[tokio::test]
async fn a_job_waits_for_its_time_is_given_up_with_its_reason_and_is_one_while_it_is_open() {
    let (_folder, catalogue) = open().await;
    catalogue.add_job(&job("a")).await.unwrap();
    catalogue.add_job(&job("a")).await.unwrap();
    assert_eq!(catalogue.open_jobs().await.unwrap(), 1);
    let claimed = catalogue.claim("worker", 60_000).await.unwrap().expect("a job");
    let later = reliquary::base::clock::now_ms() + 60_000;
    assert!(catalogue.fail_job(&claimed, "worker", "reason-own-fault", Some(later)).await.unwrap());
    assert!(catalogue.claim("worker", 60_000).await.unwrap().is_none(), "it waits for its time");
    catalogue.add_job(&job("b")).await.unwrap();
    let claimed = catalogue.claim("worker", 60_000).await.unwrap().expect("the other");
    assert!(catalogue.fail_job(&claimed, "worker", "reason-truncated", None).await.unwrap());
    let failed = catalogue.job(&claimed.id).await.unwrap();
    assert_eq!((failed.state, failed.reason.as_deref()), (JobState::Failed, Some("reason-truncated")));
    catalogue.add_job(&job("b")).await.unwrap();
    assert_eq!(catalogue.job(&claimed.id).await.unwrap().state, JobState::Ready, "asked for again, it is tried again");
}

#[tokio::test]
async fn parked_jobs_run_at_the_next_start_without_losing_a_try() {
    let (folder, catalogue) = open().await;
    catalogue.add_job(&job("a")).await.unwrap();
    catalogue.claim("worker", 60_000).await.unwrap().expect("a job");
    assert_eq!(catalogue.park_jobs().await.unwrap(), 1);
    catalogue.close().await;
    let catalogue = reopened(folder.path()).await;
    let again = catalogue.claim("next", 60_000).await.unwrap().expect("the job was parked");
    assert_eq!(again.attempts, 1);
}

#[tokio::test]
async fn rows_fulfil_their_promises_in_one_step_and_number_their_changes() {
    let (_folder, catalogue) = open().await;
    let record = relic("DTG", "Đình Thạc Gián");
    let mut write = written(&catalogue, &record).await;
    let intent = Intent {
        tx: RecordId::fresh(),
        record: record.envelope.id,
        version: 1,
        inventory: write.inventory,
        idempotency: Some("key".to_owned()),
    };
    catalogue.promise(std::slice::from_ref(&intent)).await.unwrap();
    assert_eq!(catalogue.intents().await.unwrap().len(), 1);
    write.tx = Some(intent.tx);
    write.jobs = vec![job("a")];
    catalogue.write(std::slice::from_ref(&write)).await.unwrap();
    assert!(catalogue.intents().await.unwrap().is_empty());
    assert_eq!(catalogue.open_jobs().await.unwrap(), 1);
    let last = catalogue.last_change().await.unwrap();
    catalogue.touch(&[record.envelope.id]).await.unwrap();
    let (changes, upto) = catalogue.changes(last, 10).await.unwrap();
    assert_eq!((changes.len(), changes[0].record, changes[0].seq), (1, record.envelope.id, last + 1));
    assert_eq!(upto, last + 1);
}

#[tokio::test]
async fn a_batch_with_one_bad_row_leaves_nothing() {
    let (_folder, catalogue) = open().await;
    let first = written(&catalogue, &relic("DTG", "Đình Thạc Gián")).await;
    let same_code = written(&catalogue, &relic("DTG", "Nhà Mẹ Nhu")).await;
    let error = catalogue.write(&[first, same_code]).await.expect_err("one code, two records");
    assert!(matches!(error, CatalogueError::CodeTaken), "{error:?}");
    assert!(matches!(catalogue.by_path("DTG").await, Err(CatalogueError::Missing)));
    assert_eq!(catalogue.last_change().await.unwrap(), 0);
}

#[tokio::test]
async fn a_child_is_found_below_its_relic_by_its_ascii_path() {
    let (_folder, catalogue) = open().await;
    let above = relic("ĐTG", "Đình Thạc Gián");
    catalogue.write(&[written(&catalogue, &above).await]).await.unwrap();
    let child = artefact("HV.01", "Chuông đồng", "ĐTG");
    catalogue.write(&[written(&catalogue, &child).await]).await.unwrap();
    let found = catalogue.by_path("DTG/HV.01").await.unwrap();
    assert_eq!((found.id, found.relic_id), (child.envelope.id, Some(above.envelope.id)));
    assert_eq!(catalogue.children(&above.envelope.id).await.unwrap().len(), 1);
    assert_eq!(catalogue.resolve("DTG/HV.01").await.unwrap(), Some(child.envelope.id));
}

#[tokio::test]
async fn a_key_is_answered_from_the_moment_its_record_is_kept() {
    let (_folder, catalogue) = open().await;
    let record = relic("DTG", "Đình Thạc Gián");
    let mut write = written(&catalogue, &record).await;
    write.idempotency = Some("key".to_owned());
    catalogue.write(std::slice::from_ref(&write)).await.unwrap();
    let (status, answer) = catalogue.answered("key").await.unwrap().expect("the row answers for the door");
    assert!(status == 201 && answer.contains(&record.envelope.id.to_string()), "{answer}");
    catalogue.keep_answer("key", 201, "the door's own").await.unwrap();
    catalogue.write(&[write]).await.unwrap();
    assert_eq!(catalogue.answered("key").await.unwrap(), Some((201, "the door's own".to_owned())));
    assert_eq!(catalogue.answered("other").await.unwrap(), None);
}

#[tokio::test]
async fn the_log_of_acts_is_a_chain_that_shows_a_change() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("accounts.db");
    let accounts = Accounts::open(&file).await.unwrap();
    for verb in ["create", "publish", "withdraw"] {
        accounts.note("operator", verb, "DTG", "").await.unwrap();
    }
    let (acts, holds) = accounts.acts(10).await.unwrap();
    assert_eq!((acts.len(), holds), (3, true));
    accounts.close().await;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&file);
    let mut forger = <sqlx::SqliteConnection as sqlx::Connection>::connect_with(&options).await.unwrap();
    sqlx::query("UPDATE act SET verb = 'read' WHERE verb = 'publish'").execute(&mut forger).await.unwrap();
    sqlx::Connection::close(forger).await.unwrap();
    let (_, holds) = Accounts::open(&file).await.unwrap().acts(10).await.unwrap();
    assert!(!holds, "the change is seen");
}
