//! From a record to the row the catalogue keeps of it: path, parent, relic, links.

use serde_json::Value;

use crate::base::digest::Digest;
use crate::base::id::RecordId;
use crate::catalogue::AssetRow;
use crate::catalogue::Catalogue;
use crate::catalogue::CatalogueError;
use crate::catalogue::RecordWrite;
use crate::model::access;
use crate::model::code::ascii_twin;
use crate::model::record::Body;
use crate::model::record::Kind;
use crate::model::record::Record;
use crate::model::text::Lang;
use crate::model::title::title;
use crate::model::value::Ref;

/// Where a record stands: what it hangs below and the address it has there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// ASCII path, unique.
    pub path: String,
    /// ASCII code, empty where there is none.
    pub code: String,
    /// The record it hangs below.
    pub parent: Option<RecordId>,
    /// The relic it stands under; itself for a relic.
    pub relic: Option<RecordId>,
}

/// Returns the reference a record's kind gives to what it hangs below.
pub fn parent_of(record: &Record) -> Option<&Ref> {
    match &record.body {
        Body::Part(part) => part.belongs_to.as_ref(),
        Body::Artefact(artefact) => artefact.belongs_to.as_ref(),
        Body::Inscription(inscription) => inscription.carrier.as_ref(),
        _ => None,
    }
}

/// Returns the key (id or ASCII path) by which a reference is looked up.
pub fn key(reference: &Ref) -> Option<String> {
    match (&reference.id, &reference.code) {
        (Some(id), _) => Some(id.to_string()),
        (None, Some(code)) => Some(code.split('/').map(ascii_twin).collect::<Vec<_>>().join("/")),
        (None, None) => None,
    }
}

/// Finds where a record stands. `Missing` when it names a parent that does not exist.
pub async fn place(catalogue: &Catalogue, record: &Record) -> Result<Place, CatalogueError> {
    let id = record.envelope.id;
    let own = record.envelope.code.clone().or_else(|| inventory_no(record)).unwrap_or_default();
    let code = ascii_twin(&own);
    let mut parent = None;
    let mut relic = (record.kind() == Kind::Relic).then_some(id);
    let mut prefix = None;
    if let Some(wanted) = parent_of(record).and_then(key) {
        let found = catalogue.resolve(&wanted).await?.ok_or(CatalogueError::Missing)?;
        let above = catalogue.record(&found).await?;
        parent = Some(found);
        relic = above.relic_id.or((above.kind == Kind::Relic).then_some(found));
        prefix = Some(match relic {
            Some(relic) if relic != found => catalogue.record(&relic).await?.path,
            _ => above.path,
        });
    }
    let path = match (code.is_empty(), prefix) {
        (true, _) => id.to_string(),
        (false, Some(prefix)) => format!("{prefix}/{code}"),
        (false, None) => code.clone(),
    };
    Ok(Place { path, code, parent, relic })
}

fn inventory_no(record: &Record) -> Option<String> {
    match &record.body {
        Body::Artefact(artefact) if !artefact.inventory_no.is_empty() => Some(artefact.inventory_no.clone()),
        _ => None,
    }
}

/// Returns the keys of all records a record refers to, each once, in order.
pub fn links(record: &Record) -> Vec<String> {
    let mut keys = Vec::new();
    collect(&record.to_value(), &mut keys);
    let own = record.envelope.id.to_string();
    keys.retain(|key| *key != own);
    keys.sort();
    keys.dedup();
    keys
}

/// A reference is an object of nothing but `id` and `code`.
fn collect(value: &Value, keys: &mut Vec<String>) {
    match value {
        Value::Object(map) if !map.is_empty() && map.keys().all(|name| name == "id" || name == "code") => {
            if let Ok(reference) = serde_json::from_value::<Ref>(value.clone()) {
                keys.extend(key(&reference));
            }
        }
        Value::Object(map) => map.values().for_each(|value| collect(value, keys)),
        Value::Array(items) => items.iter().for_each(|value| collect(value, keys)),
        _ => {}
    }
}

/// Returns the records an asset shows with the relation, those that exist.
pub async fn shows(catalogue: &Catalogue, record: &Record) -> Result<Vec<(RecordId, String)>, CatalogueError> {
    let Body::Asset(asset) = &record.body else { return Ok(Vec::new()) };
    let mut shows = Vec::new();
    for shown in &asset.of {
        let Some(key) = key(&shown.record) else { continue };
        if let Some(id) = catalogue.resolve(&key).await? {
            let relation = if shown.relation.is_empty() { "depicts" } else { &shown.relation };
            shows.push((id, relation.to_owned()));
        }
    }
    Ok(shows)
}

/// Makes the row of a version of a record. `public` is the version the public sees.
pub async fn write(
    catalogue: &Catalogue,
    record: &Record,
    public: Option<&Record>,
    inventory: Digest,
    asset: Option<AssetRow>,
) -> Result<RecordWrite, CatalogueError> {
    let place = place(catalogue, record).await?;
    let envelope = &record.envelope;
    Ok(RecordWrite {
        id: envelope.id,
        kind: record.kind().name(),
        path: place.path,
        code: place.code,
        parent: place.parent,
        relic: place.relic,
        status: envelope.status.name(),
        version: envelope.version,
        published_version: envelope.published_version,
        inventory,
        head_json: record.to_value().to_string(),
        public_json: public.map(|record| record.to_value().to_string()),
        open_from_ms: open_from_ms(record, public),
        title: title(record).best(Lang::Vi).map(|(_, text)| text.to_owned()).unwrap_or_default(),
        created_by: envelope.created.by.clone(),
        created_ms: millis(&envelope.created.at),
        updated_ms: millis(&envelope.updated.at),
        links: links(record),
        shows: shows(catalogue, record).await?,
        asset,
        jobs: Vec::new(),
        tx: None,
        idempotency: None,
    })
}

/// An asset is open by its own rule, another record by that of its public version.
fn open_from_ms(record: &Record, public: Option<&Record>) -> Option<i64> {
    let decisive = if record.kind() == Kind::Asset { record } else { public? };
    access::open_from_ms(&decisive.envelope.access)
}

/// Returns the milliseconds since 1970 of an RFC 3339 instant, 0 when it is none.
pub fn millis(at: &str) -> i64 {
    at.parse::<jiff::Timestamp>().map(|at| at.as_millisecond()).unwrap_or_default()
}
