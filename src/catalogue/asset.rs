//! Rows of assets: the file's state and what was made of it.

use sqlx::AssertSqlSafe;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use crate::base::digest::Digest;
use crate::base::id::RecordId;
use crate::catalogue::Catalogue;
use crate::catalogue::CatalogueError;
use crate::catalogue::RecordRow;
use crate::catalogue::record::places;
use crate::catalogue::row;
use crate::catalogue::row::digest;
use crate::catalogue::row::id;
use crate::media::preview::MIDDLE;

/// Why an asset is shut whose original a check of fixity found damaged.
pub const STORED_DAMAGED: &str = "reason-stored-damaged";

/// The picture that was made of an asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    /// Width of the pyramid.
    pub width: u32,
    /// Height of the pyramid.
    pub height: u32,
    /// Whole-picture sizes, ascending.
    pub sizes: Vec<(u32, u32)>,
    /// Version of the recipe.
    pub recipe: u32,
    /// A few pixels of it for pages, a PNG in base64; none in rows that were written before there were any.
    pub preview: Option<String>,
    /// Where a crop keeps what matters, 0 to 4, of `media::preview`.
    pub focus: u8,
}

/// The file side of an asset.
#[derive(Debug, Clone)]
pub struct AssetRow {
    /// The asset's id.
    pub id: RecordId,
    /// SHA-256 of the master.
    pub sha256: Digest,
    /// Size of the master.
    pub bytes: u64,
    /// Media type, by content.
    pub mime: String,
    /// Name of the format in `media::format`.
    pub format: String,
    /// Logical path of the master in the object.
    pub stored_as: String,
    /// The name it was given.
    pub given_name: String,
    /// `staged`, `ready` or `quarantined`.
    pub state: String,
    /// Why it is quarantined or has no picture: a message key.
    pub reason: Option<String>,
    /// The picture made of it.
    pub derived: Option<Derived>,
    /// What was read out of it, as JSON.
    pub technical_json: String,
    /// Its text, for search.
    pub body_text: Option<String>,
}

const COLUMNS: &str = "a.id, a.sha256, a.bytes, a.mime, a.format, a.stored_as, a.given_name, a.state, a.reason, \
     a.width, a.height, a.sizes_json, a.recipe, a.technical_json, a.preview, a.focus";

impl AssetRow {
    /// Reads the columns of `COLUMNS` that begin at `at`.
    fn read(row: &SqliteRow, at: usize) -> Result<AssetRow, CatalogueError> {
        let derived = match (row.try_get::<Option<i64>, _>(at + 9)?, row.try_get::<Option<i64>, _>(at + 10)?) {
            (Some(width), Some(height)) => Some(Derived {
                width: width as u32,
                height: height as u32,
                sizes: serde_json::from_str(&row.try_get::<Option<String>, _>(at + 11)?.unwrap_or_default())
                    .map_err(|error| CatalogueError::Malformed(error.to_string()))?,
                recipe: row.try_get::<Option<i64>, _>(at + 12)?.unwrap_or_default() as u32,
                preview: row.try_get(at + 14)?,
                focus: row.try_get::<Option<i64>, _>(at + 15)?.map_or(MIDDLE, |focus| focus.clamp(0, 4) as u8),
            }),
            _ => None,
        };
        Ok(AssetRow {
            id: id(row.try_get(at)?)?,
            sha256: digest(row.try_get(at + 1)?)?,
            bytes: row.try_get::<i64, _>(at + 2)? as u64,
            mime: row.try_get(at + 3)?,
            format: row.try_get(at + 4)?,
            stored_as: row.try_get(at + 5)?,
            given_name: row.try_get(at + 6)?,
            state: row.try_get(at + 7)?,
            reason: row.try_get(at + 8)?,
            derived,
            technical_json: row.try_get(at + 13)?,
            body_text: None,
        })
    }
}

impl Catalogue {
    /// Returns the file side of one asset.
    pub async fn asset(&self, asset: &RecordId) -> Result<AssetRow, CatalogueError> {
        let sql = format!("SELECT {COLUMNS} FROM asset a WHERE a.id = $1");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(asset.to_string()).fetch_one(&self.reader).await?;
        AssetRow::read(&row, 0)
    }

    /// Returns the file side of several assets; unknown ids are passed over.
    pub async fn assets(&self, ids: &[RecordId]) -> Result<Vec<AssetRow>, CatalogueError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!("SELECT {COLUMNS} FROM asset a WHERE a.id IN ({})", places(ids.len()));
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for one in ids {
            query = query.bind(one.to_string());
        }
        let rows = query.fetch_all(&self.reader).await?;
        rows.iter().map(|row| AssetRow::read(row, 0)).collect()
    }

    /// Returns the assets that show any of these records, with their files, oldest first.
    pub async fn shown(&self, records: &[RecordId]) -> Result<Vec<(RecordRow, AssetRow)>, CatalogueError> {
        if records.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT {}, {COLUMNS} FROM record r JOIN asset a ON a.id = r.id \
             WHERE r.id IN (SELECT asset_id FROM shows WHERE record_id IN ({})) ORDER BY r.id",
            row::COLUMNS,
            places(records.len())
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for one in records {
            query = query.bind(one.to_string());
        }
        let rows = query.fetch_all(&self.reader).await?;
        rows.iter().map(|row| Ok((RecordRow::read(row)?, AssetRow::read(row, row::COUNT)?))).collect()
    }

    /// Returns the ids of the assets that show any of these records, oldest first.
    pub async fn assets_of(&self, records: &[RecordId]) -> Result<Vec<RecordId>, CatalogueError> {
        if records.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT DISTINCT asset_id FROM shows WHERE record_id IN ({}) ORDER BY asset_id",
            places(records.len())
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for one in records {
            query = query.bind(one.to_string());
        }
        let rows = query.fetch_all(&self.reader).await?;
        rows.iter().map(|row| id(row.try_get(0)?)).collect()
    }

    /// Returns the assets that hold exactly these bytes, oldest first.
    pub async fn by_digest(&self, sha256: &Digest) -> Result<Vec<AssetRow>, CatalogueError> {
        let sql = format!("SELECT {COLUMNS} FROM asset a WHERE a.sha256 = $1 ORDER BY a.id");
        let rows = sqlx::query(AssertSqlSafe(sql)).bind(sha256.hex()).fetch_all(&self.reader).await?;
        rows.iter().map(|row| AssetRow::read(row, 0)).collect()
    }

    /// Returns the text of an asset, for search.
    pub async fn body_text(&self, asset: &RecordId) -> Result<Option<String>, CatalogueError> {
        let row = sqlx::query("SELECT body_text FROM asset WHERE id = $1")
            .bind(asset.to_string())
            .fetch_one(&self.reader)
            .await?;
        Ok(row.try_get(0)?)
    }

    /// Returns every asset's file side, oldest first.
    pub async fn all_assets(&self) -> Result<Vec<AssetRow>, CatalogueError> {
        let sql = format!("SELECT {COLUMNS} FROM asset a ORDER BY a.id");
        let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&self.reader).await?;
        rows.iter().map(|row| AssetRow::read(row, 0)).collect()
    }

    /// Returns the file sides of the next assets after one, in the order of their ids.
    pub async fn assets_after(&self, after: Option<&RecordId>, limit: i64) -> Result<Vec<AssetRow>, CatalogueError> {
        let sql = format!("SELECT {COLUMNS} FROM asset a WHERE a.id > $1 ORDER BY a.id LIMIT $2");
        let after = after.map(RecordId::to_string).unwrap_or_default();
        let rows = sqlx::query(AssertSqlSafe(sql)).bind(after).bind(limit).fetch_all(&self.reader).await?;
        rows.iter().map(|row| AssetRow::read(row, 0)).collect()
    }

    /// Returns how many assets there are.
    pub async fn count_assets(&self) -> Result<i64, CatalogueError> {
        Ok(sqlx::query("SELECT COUNT(*) FROM asset").fetch_one(&self.reader).await?.try_get(0)?)
    }

    /// Writes a file's new state and the picture made of it, notes the change and ends the job that did it, in one
    /// transaction. Returns false, having changed nothing, when the job's lease was lost. What fixity found damaged stays
    /// shut, whatever a decoder makes of its bytes: only `judge_asset` opens it.
    pub async fn finish_asset(
        &self,
        job: Option<(&RecordId, &str, i64)>,
        asset: &RecordId,
        state: &str,
        reason: Option<&str>,
        derived: Option<&Derived>,
    ) -> Result<bool, CatalogueError> {
        let mut tx = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        if let Some((job, owner, attempts)) = job {
            const END: &str = "UPDATE job SET state = 'done', finished_ms = $1, lease_until_ms = NULL \
                 WHERE id = $2 AND owner = $3 AND attempts = $4 AND state = 'running'";
            let ended = sqlx::query(END)
                .bind(crate::base::clock::now_ms())
                .bind(job.to_string())
                .bind(owner)
                .bind(attempts)
                .execute(&mut *tx)
                .await?;
            if ended.rows_affected() == 0 {
                return Ok(false);
            }
        }
        const SQL: &str = "UPDATE asset SET state = CASE WHEN reason = $10 THEN state ELSE $1 END, \
             reason = CASE WHEN reason = $10 THEN reason ELSE $2 END, width = $3, height = $4, sizes_json = $5, \
             recipe = $6, preview = $7, focus = $8 WHERE id = $9";
        sqlx::query(SQL)
            .bind(state)
            .bind(reason)
            .bind(derived.map(|derived| i64::from(derived.width)))
            .bind(derived.map(|derived| i64::from(derived.height)))
            .bind(derived.map(|derived| serde_json::to_string(&derived.sizes).unwrap_or_default()))
            .bind(derived.map(|derived| i64::from(derived.recipe)))
            .bind(derived.and_then(|derived| derived.preview.clone()))
            .bind(derived.map(|derived| i64::from(derived.focus)))
            .bind(asset.to_string())
            .bind(STORED_DAMAGED)
            .execute(&mut *tx)
            .await?;
        super::write::note_change(&mut tx, asset).await?;
        super::write::note_shown(&mut tx, asset).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Writes what a check of fixity found: the state of a file and why, in one transaction. Its picture stays as it is.
    pub async fn judge_asset(&self, asset: &RecordId, state: &str, reason: Option<&str>) -> Result<(), CatalogueError> {
        let mut tx = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query("UPDATE asset SET state = $1, reason = $2 WHERE id = $3")
            .bind(state)
            .bind(reason)
            .bind(asset.to_string())
            .execute(&mut *tx)
            .await?;
        super::write::note_change(&mut tx, asset).await?;
        super::write::note_shown(&mut tx, asset).await?;
        tx.commit().await?;
        Ok(())
    }
}
