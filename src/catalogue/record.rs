//! Looking records up: by id, by path, under a relic, in lists.

use sqlx::AssertSqlSafe;
use sqlx::Row as _;

use crate::base::id::RecordId;
use crate::catalogue::Catalogue;
use crate::catalogue::CatalogueError;
use crate::catalogue::RecordRow;
use crate::catalogue::row::COLUMNS;
use crate::catalogue::row::id;
use crate::model::record::Kind;

/// The kinds that events happen to.
const DESCRIBED: &str = "'relic', 'part', 'artefact', 'inscription'";

/// Which records a list for staff shows.
#[derive(Debug, Clone, Default)]
pub struct ListFilter {
    /// Only this kind.
    pub kind: Option<Kind>,
    /// Only this status.
    pub status: Option<String>,
    /// Only those under this relic.
    pub relic: Option<RecordId>,
    /// Only those this account made.
    pub created_by: Option<String>,
    /// Only assets that show nothing yet.
    pub is_intake: bool,
    /// How many to skip.
    pub offset: i64,
    /// How many to give.
    pub limit: i64,
}

impl Catalogue {
    /// Returns a record by its id.
    pub async fn record(&self, record: &RecordId) -> Result<RecordRow, CatalogueError> {
        let sql = format!("SELECT {COLUMNS} FROM record r WHERE r.id = $1");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(record.to_string()).fetch_one(&self.reader).await?;
        RecordRow::read(&row)
    }

    /// Returns a record by its ASCII path.
    pub async fn by_path(&self, path: &str) -> Result<RecordRow, CatalogueError> {
        let sql = format!("SELECT {COLUMNS} FROM record r WHERE r.path = $1");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(path).fetch_one(&self.reader).await?;
        RecordRow::read(&row)
    }

    /// Returns the records of a kind with this ASCII code; a code is unique in its parent only. Three at most.
    pub async fn by_code(&self, kind: Kind, code: &str) -> Result<Vec<RecordRow>, CatalogueError> {
        let sql = format!("SELECT {COLUMNS} FROM record r WHERE r.code = $1 AND r.kind = $2 ORDER BY r.path LIMIT 3");
        let rows = sqlx::query(AssertSqlSafe(sql)).bind(code).bind(kind.name()).fetch_all(&self.reader).await?;
        rows.iter().map(RecordRow::read).collect()
    }

    /// Returns several records by id, in no particular order; unknown ids are passed over.
    pub async fn records(&self, ids: &[RecordId]) -> Result<Vec<RecordRow>, CatalogueError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!("SELECT {COLUMNS} FROM record r WHERE r.id IN ({})", places(ids.len()));
        self.rows(sql, ids).await
    }

    /// Returns the parts, artefacts and inscriptions under a relic, in order of path.
    pub async fn children(&self, relic: &RecordId) -> Result<Vec<RecordRow>, CatalogueError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM record r WHERE r.relic_id = $1 AND r.kind IN ('part', 'artefact', 'inscription') \
             ORDER BY r.path"
        );
        self.rows(sql, std::slice::from_ref(relic)).await
    }

    /// Returns the decisions, events, agents and sources that the given records refer to or that refer to them.
    pub async fn related(&self, ids: &[RecordId]) -> Result<Vec<RecordRow>, CatalogueError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let list = places(ids.len());
        let sql = format!(
            "SELECT {COLUMNS} FROM record r WHERE r.kind IN ('decision', 'event', 'agent', 'bibliography') AND r.id IN \
             (SELECT to_id FROM link WHERE from_id IN ({list}) UNION SELECT from_id FROM link WHERE to_id IN ({list})) \
             ORDER BY r.path"
        );
        self.rows(sql, ids).await
    }

    /// Returns the events that refer to records.
    pub async fn events_of(&self, ids: &[RecordId]) -> Result<Vec<RecordId>, CatalogueError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT DISTINCT r.id FROM link l JOIN record r ON r.id = l.from_id WHERE r.kind = 'event' AND l.to_id IN ({})",
            places(ids.len())
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for one in ids {
            query = query.bind(one.to_string());
        }
        let rows = query.fetch_all(&self.reader).await?;
        rows.iter().map(|row| id(row.try_get(0)?)).collect()
    }

    /// Returns what an event refers to of the things events happen to.
    pub async fn happened_to(&self, event: &RecordId) -> Result<Vec<RecordRow>, CatalogueError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM link l JOIN record r ON r.id = l.to_id WHERE l.from_id = $1 AND r.kind IN ({DESCRIBED}) \
             ORDER BY r.path"
        );
        self.rows(sql, std::slice::from_ref(event)).await
    }

    /// Returns the records an asset shows.
    pub async fn shown_by(&self, asset: &RecordId) -> Result<Vec<RecordRow>, CatalogueError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM shows s JOIN record r ON r.id = s.record_id WHERE s.asset_id = $1 ORDER BY r.path"
        );
        self.rows(sql, std::slice::from_ref(asset)).await
    }

    /// Returns the records, each asset shows, for many assets at once: (asset, record).
    pub async fn shows(&self, assets: &[RecordId]) -> Result<Vec<(RecordId, RecordId)>, CatalogueError> {
        if assets.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!("SELECT asset_id, record_id FROM shows WHERE asset_id IN ({})", places(assets.len()));
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for asset in assets {
            query = query.bind(asset.to_string());
        }
        let rows = query.fetch_all(&self.reader).await?;
        rows.iter().map(|row| Ok((id(row.try_get(0)?)?, id(row.try_get(1)?)?))).collect()
    }

    /// Returns a page of records for staff, latest change first, and how many there are.
    pub async fn list(&self, filter: &ListFilter) -> Result<(i64, Vec<RecordRow>), CatalogueError> {
        const WHERE: &str = "($1 IS NULL OR r.kind = $1) AND ($2 IS NULL OR r.status = $2) \
            AND ($3 IS NULL OR r.relic_id = $3 OR r.id IN (SELECT asset_id FROM shows WHERE record_id = $3)) \
            AND ($4 IS NULL OR r.created_by = $4) \
            AND ($5 = 0 OR (r.kind = 'asset' AND NOT EXISTS (SELECT 1 FROM shows s WHERE s.asset_id = r.id)))";
        let count = format!("SELECT COUNT(*) FROM record r WHERE {WHERE}");
        let page =
            format!("SELECT {COLUMNS} FROM record r WHERE {WHERE} ORDER BY r.updated_ms DESC, r.id LIMIT $6 OFFSET $7");
        let bind = |sql: String| {
            sqlx::query(AssertSqlSafe(sql))
                .bind(filter.kind.map(Kind::name))
                .bind(filter.status.clone())
                .bind(filter.relic.map(|relic| relic.to_string()))
                .bind(filter.created_by.clone())
                .bind(i64::from(filter.is_intake))
        };
        let total: i64 = bind(count).fetch_one(&self.reader).await?.try_get(0)?;
        let rows = bind(page).bind(filter.limit).bind(filter.offset).fetch_all(&self.reader).await?;
        Ok((total, rows.iter().map(RecordRow::read).collect::<Result<_, _>>()?))
    }

    /// Returns how many records of a kind stand in each status.
    pub async fn counts(&self, kind: Kind) -> Result<Vec<(String, i64)>, CatalogueError> {
        let rows = sqlx::query("SELECT status, COUNT(*) FROM record WHERE kind = $1 GROUP BY status ORDER BY status")
            .bind(kind.name())
            .fetch_all(&self.reader)
            .await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
    }

    /// Returns ids and public paths of everything of these kinds that has a published version, with the time of change.
    pub async fn published(&self, kind: Kind) -> Result<Vec<RecordRow>, CatalogueError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM record r WHERE r.kind = $1 AND r.published_version IS NOT NULL ORDER BY r.path"
        );
        let rows = sqlx::query(AssertSqlSafe(sql)).bind(kind.name()).fetch_all(&self.reader).await?;
        rows.iter().map(RecordRow::read).collect()
    }

    /// Returns every id, in order.
    pub async fn ids(&self) -> Result<Vec<RecordId>, CatalogueError> {
        let rows = sqlx::query("SELECT id FROM record ORDER BY id").fetch_all(&self.reader).await?;
        rows.iter().map(|row| id(row.try_get(0)?)).collect()
    }

    /// Returns the id that a reference's key (an id or an ASCII path) points at.
    pub async fn resolve(&self, key: &str) -> Result<Option<RecordId>, CatalogueError> {
        let row = sqlx::query("SELECT id FROM record WHERE id = $1 OR path = $1")
            .bind(key)
            .fetch_optional(&self.reader)
            .await?;
        row.map(|row| id(row.try_get(0)?)).transpose()
    }

    async fn rows(&self, sql: String, ids: &[RecordId]) -> Result<Vec<RecordRow>, CatalogueError> {
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for one in ids {
            query = query.bind(one.to_string());
        }
        let rows = query.fetch_all(&self.reader).await?;
        rows.iter().map(RecordRow::read).collect()
    }
}

/// Returns `$1, $2, …` for so many values.
pub(super) fn places(count: usize) -> String {
    (1..=count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

impl Catalogue {
    /// Returns the cards of records as JSON, in the order asked for. What is not open to everybody at this instant is
    /// passed over, whatever the index still says: a hit is checked again before it is shown (RELIABILITY §1).
    pub async fn cards(&self, ids: &[RecordId], now_ms: i64) -> Result<Vec<(RecordId, String)>, CatalogueError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let now = ids.len() + 1;
        let open = |row: &str, relic: &str| {
            format!("{row}.open_from_ms <= ${now} AND ({relic}.id IS NULL OR {relic}.open_from_ms <= ${now})")
        };
        let sql = format!(
            "SELECT r.id, r.card_json FROM record r LEFT JOIN record u ON u.id = r.relic_id \
             WHERE r.card_json IS NOT NULL AND {} AND r.id IN ({}) AND (r.kind <> 'asset' OR EXISTS \
             (SELECT 1 FROM shows s JOIN asset f ON f.id = s.asset_id JOIN record a ON a.id = s.record_id \
             LEFT JOIN record b ON b.id = a.relic_id WHERE s.asset_id = r.id AND f.state = 'ready' AND {})) \
             AND (r.kind <> 'event' OR EXISTS (SELECT 1 FROM link l JOIN record a ON a.id = l.to_id \
             LEFT JOIN record b ON b.id = a.relic_id WHERE l.from_id = r.id AND a.kind IN ({DESCRIBED}) AND {}))",
            open("r", "u"),
            places(ids.len()),
            open("a", "b"),
            open("a", "b"),
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for one in ids {
            query = query.bind(one.to_string());
        }
        let mut found = std::collections::HashMap::new();
        for row in query.bind(now_ms).fetch_all(&self.reader).await? {
            found.insert(id(row.try_get(0)?)?, row.try_get::<String, _>(1)?);
        }
        Ok(ids.iter().filter_map(|one| found.remove(one).map(|card| (*one, card))).collect())
    }

    /// Keeps the public cards of records; `None` takes a card away.
    pub async fn set_cards(&self, cards: &[(RecordId, Option<String>)]) -> Result<(), CatalogueError> {
        let mut tx = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        for (record, card) in cards {
            sqlx::query("UPDATE record SET card_json = $1 WHERE id = $2")
                .bind(card.clone())
                .bind(record.to_string())
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

impl Catalogue {
    /// Returns the record of a kind whose Vietnamese title is exactly this.
    pub async fn by_title(&self, kind: Kind, title: &str) -> Result<Option<RecordId>, CatalogueError> {
        let row = sqlx::query("SELECT id FROM record WHERE kind = $1 AND title = $2 ORDER BY id LIMIT 1")
            .bind(kind.name())
            .bind(title)
            .fetch_optional(&self.reader)
            .await?;
        row.map(|row| id(row.try_get(0)?)).transpose()
    }
}

impl Catalogue {
    /// Returns how many records the index should hold for staff.
    pub async fn indexable(&self) -> Result<u64, CatalogueError> {
        const SQL: &str =
            "SELECT COUNT(*) FROM record WHERE kind IN ('relic', 'part', 'artefact', 'inscription', 'asset', 'event')";
        let row = sqlx::query(SQL).fetch_one(&self.reader).await?;
        Ok(row.try_get::<i64, _>(0)? as u64)
    }
}
