//! The transactions of RELIABILITY §2: intents before the commit point, rows, changes and jobs after it.

use sqlx::Row as _;
use sqlx::Sqlite;
use sqlx::Transaction;

use crate::base::clock::now_ms;
use crate::base::digest::Digest;
use crate::base::id::RecordId;
use crate::catalogue::AssetRow;
use crate::catalogue::Catalogue;
use crate::catalogue::CatalogueError;
use crate::catalogue::NewJob;
use crate::catalogue::row::digest;
use crate::catalogue::row::id;

/// A promise to move a staged object into the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    /// The staging transaction.
    pub tx: RecordId,
    /// The record it belongs to.
    pub record: RecordId,
    /// The version it makes.
    pub version: u32,
    /// Digest of the inventory it makes.
    pub inventory: Digest,
    /// The caller's idempotency key.
    pub idempotency: Option<String>,
}

/// One line of the list of changes that the index follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Number, rising by one.
    pub seq: i64,
    /// The record that changed.
    pub record: RecordId,
    /// True when what hangs below it and its pictures may change with it.
    pub is_wide: bool,
}

/// Everything the catalogue keeps of one version of one record.
#[derive(Debug, Clone)]
pub struct RecordWrite {
    /// The record's id.
    pub id: RecordId,
    /// Name of its kind.
    pub kind: &'static str,
    /// ASCII path, unique in the archive.
    pub path: String,
    /// ASCII code, empty where there is none.
    pub code: String,
    /// The record it stands below.
    pub parent: Option<RecordId>,
    /// The relic it stands under.
    pub relic: Option<RecordId>,
    /// Name of its status.
    pub status: &'static str,
    /// The newest version.
    pub version: u32,
    /// The version the public sees.
    pub published_version: Option<u32>,
    /// Digest of the root inventory.
    pub inventory: Digest,
    /// The newest version as JSON.
    pub head_json: String,
    /// The published version as JSON; `None` keeps nothing public.
    pub public_json: Option<String>,
    /// The instant from which it is open to everybody by itself, milliseconds since 1970 (0: since ever); `None`: not open.
    pub open_from_ms: Option<i64>,
    /// A plain title for lists.
    pub title: String,
    /// Who made it.
    pub created_by: String,
    /// When it was made.
    pub created_ms: i64,
    /// When it was changed.
    pub updated_ms: i64,
    /// Keys (ids or ASCII paths) of the records it refers to.
    pub links: Vec<String>,
    /// The file side, for assets.
    pub asset: Option<AssetRow>,
    /// What an asset shows: record and relation.
    pub shows: Vec<(RecordId, String)>,
    /// Work to be done because of it.
    pub jobs: Vec<NewJob>,
    /// The intent it fulfils.
    pub tx: Option<RecordId>,
    /// The caller's idempotency key: whoever repeats it is told of this record, also when nobody heard the first answer.
    pub idempotency: Option<String>,
}

impl Catalogue {
    /// Writes intents, all in one transaction: the commit point of a batch follows.
    pub async fn promise(&self, intents: &[Intent]) -> Result<(), CatalogueError> {
        let mut tx = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        const SQL: &str =
            "INSERT INTO intent (tx, record_id, version, inventory, idempotency) VALUES ($1, $2, $3, $4, $5)";
        for intent in intents {
            sqlx::query(SQL)
                .bind(intent.tx.to_string())
                .bind(intent.record.to_string())
                .bind(i64::from(intent.version))
                .bind(intent.inventory.hex())
                .bind(intent.idempotency.clone())
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Returns the intents that were never fulfilled.
    pub async fn intents(&self) -> Result<Vec<Intent>, CatalogueError> {
        let rows = sqlx::query("SELECT tx, record_id, version, inventory, idempotency FROM intent ORDER BY tx")
            .fetch_all(&self.writer)
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Intent {
                    tx: id(row.try_get(0)?)?,
                    record: id(row.try_get(1)?)?,
                    version: row.try_get::<i64, _>(2)? as u32,
                    inventory: digest(row.try_get(3)?)?,
                    idempotency: row.try_get(4)?,
                })
            })
            .collect()
    }

    /// Forgets an intent that came to nothing.
    pub async fn forget_intent(&self, tx: &RecordId) -> Result<(), CatalogueError> {
        sqlx::query("DELETE FROM intent WHERE tx = $1").bind(tx.to_string()).execute(&self.writer).await?;
        Ok(())
    }

    /// Writes rows of records with their links, changes and jobs and fulfils their intents, in one transaction.
    pub async fn write(&self, writes: &[RecordWrite]) -> Result<(), CatalogueError> {
        let mut tx = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        for write in writes {
            write_record(&mut tx, write).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Returns true when an ASCII path is taken by another record.
    pub async fn is_taken(&self, path: &str, by_other_than: &RecordId) -> Result<bool, CatalogueError> {
        let row = sqlx::query("SELECT COUNT(*) FROM record WHERE path = $1 AND id <> $2")
            .bind(path)
            .bind(by_other_than.to_string())
            .fetch_one(&self.writer)
            .await?;
        Ok(row.try_get::<i64, _>(0)? > 0)
    }

    /// Returns up to `limit` changes after a number, and the last number there is.
    pub async fn changes(&self, after: i64, limit: i64) -> Result<(Vec<Change>, i64), CatalogueError> {
        let rows = sqlx::query("SELECT seq, record_id, is_wide FROM change WHERE seq > $1 ORDER BY seq LIMIT $2")
            .bind(after)
            .bind(limit)
            .fetch_all(&self.reader)
            .await?;
        let changes: Vec<Change> = rows
            .iter()
            .map(|row| {
                Ok(Change {
                    seq: row.try_get(0)?,
                    record: id(row.try_get(1)?)?,
                    is_wide: row.try_get::<i64, _>(2)? != 0,
                })
            })
            .collect::<Result<_, CatalogueError>>()?;
        let last = match changes.last() {
            Some(change) => change.seq,
            None => self.last_change().await?,
        };
        Ok((changes, last))
    }

    /// Returns the number of the last change, 0 when there is none.
    pub async fn last_change(&self) -> Result<i64, CatalogueError> {
        let row = sqlx::query("SELECT COALESCE(MAX(seq), 0) FROM change").fetch_one(&self.reader).await?;
        Ok(row.try_get(0)?)
    }

    /// Notes that records must be looked at again by whatever follows the changes.
    pub async fn touch(&self, records: &[RecordId]) -> Result<(), CatalogueError> {
        let mut tx = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        for record in records {
            note_change(&mut tx, record).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Returns the answer given to an idempotency key, if it was used.
    pub async fn answered(&self, key: &str) -> Result<Option<(u16, String)>, CatalogueError> {
        let row = sqlx::query("SELECT status, answer FROM idempotency WHERE key_text = $1")
            .bind(key)
            .fetch_optional(&self.writer)
            .await?;
        row.map(|row| Ok((row.try_get::<i64, _>(0)? as u16, row.try_get(1)?))).transpose()
    }

    /// Keeps the answer given to an idempotency key.
    pub async fn keep_answer(&self, key: &str, status: u16, answer: &str) -> Result<(), CatalogueError> {
        const SQL: &str = "INSERT INTO idempotency (key_text, status, answer, at_ms) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (key_text) DO UPDATE SET status = excluded.status, answer = excluded.answer";
        sqlx::query(SQL).bind(key).bind(i64::from(status)).bind(answer).bind(now_ms()).execute(&self.writer).await?;
        Ok(())
    }
}

async fn write_record(tx: &mut Transaction<'_, Sqlite>, write: &RecordWrite) -> Result<(), CatalogueError> {
    const RECORD: &str = "INSERT INTO record (id, kind, path, code, parent_id, relic_id, status, version, \
         published_version, inventory, head_json, public_json, title, created_by, created_ms, updated_ms, \
         open_from_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) \
         ON CONFLICT (id) DO UPDATE SET path = excluded.path, code = excluded.code, parent_id = excluded.parent_id, \
         relic_id = excluded.relic_id, status = excluded.status, version = excluded.version, \
         published_version = excluded.published_version, inventory = excluded.inventory, head_json = excluded.head_json, \
         public_json = excluded.public_json, title = excluded.title, updated_ms = excluded.updated_ms, \
         open_from_ms = excluded.open_from_ms";
    sqlx::query(RECORD)
        .bind(write.id.to_string())
        .bind(write.kind)
        .bind(&write.path)
        .bind(&write.code)
        .bind(write.parent.map(|parent| parent.to_string()))
        .bind(write.relic.map(|relic| relic.to_string()))
        .bind(write.status)
        .bind(i64::from(write.version))
        .bind(write.published_version.map(i64::from))
        .bind(write.inventory.hex())
        .bind(&write.head_json)
        .bind(write.public_json.clone())
        .bind(&write.title)
        .bind(&write.created_by)
        .bind(write.created_ms)
        .bind(write.updated_ms)
        .bind(write.open_from_ms)
        .execute(&mut **tx)
        .await?;
    if let Some(asset) = &write.asset {
        write_asset(tx, asset).await?;
    }
    if write.kind == "asset" {
        note_shown(tx, &write.id).await?;
        write_shows(tx, write).await?;
        note_shown(tx, &write.id).await?;
    }
    write_links(tx, write).await?;
    for job in &write.jobs {
        super::job::insert(tx, job).await?;
    }
    note_change(tx, &write.id).await?;
    if let Some(key) = &write.idempotency {
        answer_key(tx, key, write).await?;
    }
    if let Some(intent) = &write.tx {
        sqlx::query("DELETE FROM intent WHERE tx = $1").bind(intent.to_string()).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Keeps what a repeated key is answered until the door keeps its own, fuller answer.
async fn answer_key(tx: &mut Transaction<'_, Sqlite>, key: &str, write: &RecordWrite) -> Result<(), CatalogueError> {
    const SQL: &str = "INSERT INTO idempotency (key_text, status, answer, at_ms) VALUES ($1, 201, $2, $3) \
         ON CONFLICT (key_text) DO NOTHING";
    let mut answer = serde_json::json!({ "id": write.id });
    if let Some(asset) = &write.asset {
        answer["sha256"] = serde_json::json!(asset.sha256);
        answer["state"] = serde_json::json!(asset.state);
    }
    sqlx::query(SQL).bind(key).bind(answer.to_string()).bind(now_ms()).execute(&mut **tx).await?;
    Ok(())
}

async fn write_asset(tx: &mut Transaction<'_, Sqlite>, asset: &AssetRow) -> Result<(), CatalogueError> {
    const ASSET: &str = "INSERT INTO asset (id, sha256, bytes, mime, format, stored_as, given_name, state, reason, \
         width, height, sizes_json, recipe, technical_json, body_text, preview, focus) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) \
         ON CONFLICT (id) DO UPDATE SET technical_json = excluded.technical_json, body_text = excluded.body_text";
    let derived = asset.derived.as_ref();
    sqlx::query(ASSET)
        .bind(asset.id.to_string())
        .bind(asset.sha256.hex())
        .bind(asset.bytes as i64)
        .bind(&asset.mime)
        .bind(&asset.format)
        .bind(&asset.stored_as)
        .bind(&asset.given_name)
        .bind(&asset.state)
        .bind(asset.reason.clone())
        .bind(derived.map(|derived| i64::from(derived.width)))
        .bind(derived.map(|derived| i64::from(derived.height)))
        .bind(derived.map(|derived| serde_json::to_string(&derived.sizes).unwrap_or_default()))
        .bind(derived.map(|derived| i64::from(derived.recipe)))
        .bind(&asset.technical_json)
        .bind(asset.body_text.clone())
        .bind(derived.and_then(|derived| derived.preview.clone()))
        .bind(derived.map(|derived| i64::from(derived.focus)))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

async fn write_shows(tx: &mut Transaction<'_, Sqlite>, write: &RecordWrite) -> Result<(), CatalogueError> {
    sqlx::query("DELETE FROM shows WHERE asset_id = $1").bind(write.id.to_string()).execute(&mut **tx).await?;
    const SQL: &str = "INSERT INTO shows (asset_id, record_id, relation) VALUES ($1, $2, $3) ON CONFLICT (asset_id, record_id) DO NOTHING";
    for (record, relation) in &write.shows {
        sqlx::query(SQL).bind(write.id.to_string()).bind(record.to_string()).bind(relation).execute(&mut **tx).await?;
    }
    Ok(())
}

async fn write_links(tx: &mut Transaction<'_, Sqlite>, write: &RecordWrite) -> Result<(), CatalogueError> {
    let own = write.id.to_string();
    sqlx::query("DELETE FROM link WHERE from_id = $1").bind(&own).execute(&mut **tx).await?;
    const SQL: &str = "INSERT INTO link (from_id, to_key, to_id) \
         VALUES ($1, $2, (SELECT id FROM record WHERE id = $2 OR path = $2)) ON CONFLICT (from_id, to_key) DO NOTHING";
    for key in &write.links {
        sqlx::query(SQL).bind(&own).bind(key).execute(&mut **tx).await?;
    }
    sqlx::query("UPDATE link SET to_id = $1 WHERE to_key = $2 AND to_id IS NULL")
        .bind(&own)
        .bind(&write.path)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Adds a line to the list of changes.
pub(super) async fn note_change(tx: &mut Transaction<'_, Sqlite>, record: &RecordId) -> Result<(), CatalogueError> {
    const SQL: &str =
        "INSERT INTO change (seq, record_id, is_wide) SELECT COALESCE(MAX(seq), 0) + 1, $1, 1 FROM change";
    sqlx::query(SQL).bind(record.to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// Adds a line for every record an asset shows: their own cards and counts depend on it, but nothing below them does.
pub(super) async fn note_shown(tx: &mut Transaction<'_, Sqlite>, asset: &RecordId) -> Result<(), CatalogueError> {
    const SQL: &str = "INSERT INTO change (seq, record_id, is_wide) \
         SELECT (SELECT COALESCE(MAX(seq), 0) FROM change) + ROW_NUMBER() OVER (ORDER BY record_id), record_id, 0 \
         FROM shows WHERE asset_id = $1";
    sqlx::query(SQL).bind(asset.to_string()).execute(&mut **tx).await?;
    Ok(())
}

impl Catalogue {
    /// Forgets every record, so that all can be made anew from the store. Jobs and change numbers go with them.
    pub async fn forget_all(&self) -> Result<(), CatalogueError> {
        let mut tx = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        for sql in [
            "DELETE FROM link",
            "DELETE FROM shows",
            "DELETE FROM asset",
            "DELETE FROM record",
            "DELETE FROM job WHERE kind = 'derive'",
        ] {
            sqlx::query(sql).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
