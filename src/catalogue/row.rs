//! Rows of records as they come out of the database.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use crate::base::digest::Digest;
use crate::base::id::RecordId;
use crate::catalogue::CatalogueError;
use crate::model::record::Kind;
use crate::model::record::Record;

/// One record as the catalogue keeps it.
#[derive(Debug, Clone)]
pub struct RecordRow {
    /// The record's id.
    pub id: RecordId,
    /// Its kind.
    pub kind: Kind,
    /// ASCII path: `DTG`, `DTG/DTG.TD.01`, or the id where there is no code.
    pub path: String,
    /// The relic it stands under, itself for a relic.
    pub relic_id: Option<RecordId>,
    /// Name of the newest version's status.
    pub status: String,
    /// The newest version.
    pub version: u32,
    /// The version the public sees.
    pub published_version: Option<u32>,
    /// Digest of the object's root inventory: the edit lock and ETag.
    pub inventory: Digest,
    /// The newest version as JSON.
    pub head_json: String,
    /// The published version as JSON.
    pub public_json: Option<String>,
    /// Who made it.
    pub created_by: String,
    /// When it was last changed, milliseconds since 1970.
    pub updated_ms: i64,
    /// From when everybody may see it, as far as its own rule goes (`model::access::open_from_ms`).
    pub open_from_ms: Option<i64>,
}

/// The columns `RecordRow::read` needs, in its order.
pub(super) const COLUMNS: &str = "r.id, r.kind, r.path, r.relic_id, r.status, r.version, r.published_version, \
     r.inventory, r.head_json, r.public_json, r.created_by, r.updated_ms, r.open_from_ms";

/// How many they are.
pub(super) const COUNT: usize = 13;

impl RecordRow {
    /// Returns the newest version.
    pub fn head(&self) -> Result<Record, CatalogueError> {
        Record::from_json(&self.head_json).map_err(|error| CatalogueError::Malformed(error.to_string()))
    }

    /// Returns the published version, if there is one.
    pub fn public(&self) -> Result<Option<Record>, CatalogueError> {
        let Some(json) = &self.public_json else { return Ok(None) };
        Record::from_json(json).map(Some).map_err(|error| CatalogueError::Malformed(error.to_string()))
    }

    pub(super) fn read(row: &SqliteRow) -> Result<RecordRow, CatalogueError> {
        let kind: String = row.try_get(1)?;
        Ok(RecordRow {
            id: id(row.try_get(0)?)?,
            kind: Kind::of(&kind).ok_or_else(|| CatalogueError::Malformed(format!("kind {kind}")))?,
            path: row.try_get(2)?,
            relic_id: row.try_get::<Option<String>, _>(3)?.map(id).transpose()?,
            status: row.try_get(4)?,
            version: row.try_get::<i64, _>(5)? as u32,
            published_version: row.try_get::<Option<i64>, _>(6)?.map(|version| version as u32),
            inventory: digest(row.try_get(7)?)?,
            head_json: row.try_get(8)?,
            public_json: row.try_get(9)?,
            created_by: row.try_get(10)?,
            updated_ms: row.try_get(11)?,
            open_from_ms: row.try_get(12)?,
        })
    }
}

/// Reads an id column.
pub(super) fn id(text: String) -> Result<RecordId, CatalogueError> {
    text.parse().map_err(|_| CatalogueError::Malformed(format!("id {text}")))
}

/// Reads a digest column.
pub(super) fn digest(text: String) -> Result<Digest, CatalogueError> {
    text.parse().map_err(|_| CatalogueError::Malformed(format!("digest {text}")))
}
