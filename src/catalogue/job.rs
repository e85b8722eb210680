//! Rows of jobs: claim, lease, retry, give up. The stage that works lives above, in `jobs`.

use sqlx::Row as _;
use sqlx::Sqlite;
use sqlx::Transaction;
use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::sqlite::SqliteRow;

use crate::base::clock::now_ms;
use crate::base::id::RecordId;
use crate::catalogue::Catalogue;
use crate::catalogue::CatalogueError;
use crate::catalogue::row::id;

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// Waiting for a worker, or for its next try.
    Ready,
    /// A worker has it.
    Running,
    /// Done.
    Done,
    /// Given up, with a reason.
    Failed,
}

impl JobState {
    /// Returns the name as stored.
    pub fn name(self) -> &'static str {
        match self {
            JobState::Ready => "ready",
            JobState::Running => "running",
            JobState::Done => "done",
            JobState::Failed => "failed",
        }
    }

    fn of(name: &str) -> JobState {
        match name {
            "running" => JobState::Running,
            "done" => JobState::Done,
            "failed" => JobState::Failed,
            _ => JobState::Ready,
        }
    }
}

/// A job to be done.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// Its id.
    pub id: RecordId,
    /// The stage, such as `derive` or `export`.
    pub kind: String,
    /// What it works on, usually a record's id.
    pub target: String,
    /// Two jobs with the same key are one while the first is not done.
    pub dedup: String,
    /// What the stage needs to know, as JSON.
    pub detail_json: String,
    /// Who asked for it.
    pub created_by: String,
}

/// A job as it stands.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its id.
    pub id: RecordId,
    /// The stage.
    pub kind: String,
    /// What it works on.
    pub target: String,
    /// Where it stands.
    pub state: JobState,
    /// How often it was tried.
    pub attempts: i64,
    /// When it may run next.
    pub run_at_ms: i64,
    /// Why it failed, a message key.
    pub reason: Option<String>,
    /// What the stage needs to know, and what it found, as JSON.
    pub detail_json: String,
    /// Who asked for it.
    pub created_by: String,
    /// When.
    pub created_ms: i64,
    /// When it ended.
    pub finished_ms: Option<i64>,
}

const COLUMNS: &str =
    "id, kind, target, state, attempts, run_at_ms, reason, detail_json, created_by, created_ms, finished_ms";

impl Job {
    fn read(row: &SqliteRow) -> Result<Job, CatalogueError> {
        Ok(Job {
            id: id(row.try_get(0)?)?,
            kind: row.try_get(1)?,
            target: row.try_get(2)?,
            state: JobState::of(&row.try_get::<String, _>(3)?),
            attempts: row.try_get(4)?,
            run_at_ms: row.try_get(5)?,
            reason: row.try_get(6)?,
            detail_json: row.try_get(7)?,
            created_by: row.try_get(8)?,
            created_ms: row.try_get(9)?,
            finished_ms: row.try_get(10)?,
        })
    }
}

pub(super) async fn insert(tx: &mut Transaction<'_, Sqlite>, job: &NewJob) -> Result<(), CatalogueError> {
    const SQL: &str = "INSERT INTO job (id, kind, target, dedup, state, attempts, run_at_ms, detail_json, created_by, \
         created_ms) VALUES ($1, $2, $3, $4, 'ready', 0, $5, $6, $7, $5) \
         ON CONFLICT (dedup) DO UPDATE SET state = 'ready', attempts = 0, run_at_ms = excluded.run_at_ms, reason = NULL, \
         finished_ms = NULL, detail_json = excluded.detail_json WHERE job.state IN ('done', 'failed')";
    sqlx::query(SQL)
        .bind(job.id.to_string())
        .bind(&job.kind)
        .bind(&job.target)
        .bind(&job.dedup)
        .bind(now_ms())
        .bind(&job.detail_json)
        .bind(&job.created_by)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Begins a statement on a job for whoever holds its lease: `$1` to `$3` are taken.
fn leased<'q>(sql: &'static str, job: &Job, owner: &'q str) -> Query<'q, Sqlite, SqliteArguments> {
    sqlx::query(sql).bind(job.id.to_string()).bind(owner).bind(job.attempts)
}

impl Catalogue {
    /// Adds a job.
    pub async fn add_job(&self, job: &NewJob) -> Result<(), CatalogueError> {
        let mut tx = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        insert(&mut tx, job).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Claims the next job that is ready or whose lease has run out. One statement; the condition stands both inside
    /// and outside the sub-select, without which PostgreSQL hands one job to several workers.
    pub async fn claim(&self, owner: &str, lease_ms: i64) -> Result<Option<Job>, CatalogueError> {
        const SQL: &str = "UPDATE job SET state = 'running', owner = $1, lease_until_ms = $2, attempts = attempts + 1 \
             WHERE id IN (SELECT id FROM job WHERE (state = 'ready' AND run_at_ms <= $3) \
             OR (state = 'running' AND lease_until_ms < $3) ORDER BY run_at_ms, id LIMIT 1) \
             AND ((state = 'ready' AND run_at_ms <= $3) OR (state = 'running' AND lease_until_ms < $3)) \
             RETURNING id, kind, target, state, attempts, run_at_ms, reason, detail_json, created_by, created_ms, finished_ms";
        let now = now_ms();
        let row = sqlx::query(SQL).bind(owner).bind(now + lease_ms).bind(now).fetch_optional(&self.writer).await?;
        row.as_ref().map(Job::read).transpose()
    }

    /// Lengthens a lease; returns false when it was lost.
    pub async fn renew(&self, job: &Job, owner: &str, lease_ms: i64) -> Result<bool, CatalogueError> {
        const SQL: &str = "UPDATE job SET lease_until_ms = $4 WHERE id = $1 AND owner = $2 AND attempts = $3 \
             AND state = 'running'";
        self.change(leased(SQL, job, owner).bind(now_ms() + lease_ms)).await
    }

    /// Ends a job as done, keeping what it found.
    pub async fn end_job(&self, job: &Job, owner: &str, detail_json: &str) -> Result<bool, CatalogueError> {
        const SQL: &str = "UPDATE job SET state = 'done', finished_ms = $4, detail_json = $5, lease_until_ms = NULL \
             WHERE id = $1 AND owner = $2 AND attempts = $3 AND state = 'running'";
        self.change(leased(SQL, job, owner).bind(now_ms()).bind(detail_json)).await
    }

    /// Ends a step of a job that has more of them: it waits behind all that is ready by now, and remembers how far it came.
    pub async fn go_on(&self, job: &Job, owner: &str, detail_json: &str) -> Result<bool, CatalogueError> {
        const SQL: &str = "UPDATE job SET state = 'ready', attempts = 0, run_at_ms = $4, detail_json = $5, \
             lease_until_ms = NULL WHERE id = $1 AND owner = $2 AND attempts = $3 AND state = 'running'";
        self.change(leased(SQL, job, owner).bind(now_ms()).bind(detail_json)).await
    }

    /// Puts a job back for another try at `run_at_ms`, or gives it up when that is `None`.
    pub async fn fail_job(
        &self,
        job: &Job,
        owner: &str,
        reason: &str,
        run_at_ms: Option<i64>,
    ) -> Result<bool, CatalogueError> {
        const SQL: &str = "UPDATE job SET state = $4, reason = $5, run_at_ms = $6, finished_ms = $7, lease_until_ms = NULL \
             WHERE id = $1 AND owner = $2 AND attempts = $3 AND state = 'running'";
        let query = leased(SQL, job, owner)
            .bind(if run_at_ms.is_some() { "ready" } else { "failed" })
            .bind(reason)
            .bind(run_at_ms.unwrap_or(job.run_at_ms))
            .bind(run_at_ms.is_none().then(now_ms));
        self.change(query).await
    }

    /// Runs a statement; returns false when it changed nothing.
    async fn change(&self, query: Query<'_, Sqlite, SqliteArguments>) -> Result<bool, CatalogueError> {
        Ok(query.execute(&self.writer).await?.rows_affected() > 0)
    }

    /// Gives back the jobs of a worker that is stopping, so that they run at the next start.
    pub async fn park_jobs(&self) -> Result<u64, CatalogueError> {
        const SQL: &str = "UPDATE job SET state = 'ready', owner = NULL, lease_until_ms = NULL, attempts = attempts - 1 \
             WHERE state = 'running'";
        Ok(sqlx::query(SQL).execute(&self.writer).await?.rows_affected())
    }

    /// Returns one job.
    pub async fn job(&self, job: &RecordId) -> Result<Job, CatalogueError> {
        const SQL: &str = "SELECT id, kind, target, state, attempts, run_at_ms, reason, detail_json, created_by, \
             created_ms, finished_ms FROM job WHERE id = $1";
        let row = sqlx::query(SQL).bind(job.to_string()).fetch_one(&self.reader).await?;
        Job::read(&row)
    }

    /// Returns the job of that key, if there is one.
    pub async fn job_by_key(&self, dedup: &str) -> Result<Option<Job>, CatalogueError> {
        let sql = format!("SELECT {COLUMNS} FROM job WHERE dedup = $1");
        let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(dedup).fetch_optional(&self.reader).await?;
        row.as_ref().map(Job::read).transpose()
    }

    /// Returns the latest jobs, of one kind or of all.
    pub async fn jobs(&self, kind: Option<&str>, limit: i64) -> Result<Vec<Job>, CatalogueError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM job WHERE ($1 IS NULL OR kind = $1) \
             ORDER BY CASE state WHEN 'running' THEN 0 WHEN 'ready' THEN 1 ELSE 2 END, created_ms DESC LIMIT $2"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(kind).bind(limit).fetch_all(&self.reader).await?;
        rows.iter().map(Job::read).collect()
    }

    /// Returns a page of jobs, those that run first, then those that wait, then the latest; and how many there are.
    pub async fn jobs_page(
        &self,
        kind: Option<&str>,
        state: Option<&str>,
        offset: i64,
        limit: i64,
    ) -> Result<(i64, Vec<Job>), CatalogueError> {
        const COUNT: &str = "SELECT COUNT(*) FROM job WHERE ($1 IS NULL OR kind = $1) AND ($2 IS NULL OR state = $2)";
        let total: i64 = sqlx::query(COUNT).bind(kind).bind(state).fetch_one(&self.reader).await?.try_get(0)?;
        let sql = format!(
            "SELECT {COLUMNS} FROM job WHERE ($1 IS NULL OR kind = $1) AND ($2 IS NULL OR state = $2) \
             ORDER BY CASE state WHEN 'running' THEN 0 WHEN 'ready' THEN 1 ELSE 2 END, created_ms DESC, id DESC \
             LIMIT $3 OFFSET $4"
        );
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(kind).bind(state).bind(limit).bind(offset);
        let rows = query.fetch_all(&self.reader).await?;
        Ok((total, rows.iter().map(Job::read).collect::<Result<_, _>>()?))
    }

    /// Returns how many jobs wait or run.
    pub async fn open_jobs(&self) -> Result<i64, CatalogueError> {
        let row =
            sqlx::query("SELECT COUNT(*) FROM job WHERE state IN ('ready', 'running')").fetch_one(&self.writer).await?;
        Ok(row.try_get(0)?)
    }
}
