//! The index follows the catalogue's list of changes and remembers how far it got.
//! What the public may not see has no public document.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::base::clock;
use crate::base::id::RecordId;
use crate::catalogue::Catalogue;
use crate::catalogue::CatalogueError;
use crate::catalogue::RecordRow;
use crate::index::Audience;
use crate::index::Change;
use crate::index::Index;
use crate::index::IndexDoc;
use crate::index::IndexError;
use crate::model::access::Level;
use crate::model::access::Standing;
use crate::model::access::Viewer;
use crate::model::access::visible;
use crate::model::card::Card;
use crate::model::locality;
use crate::model::record::Body;
use crate::model::record::Kind;
use crate::model::record::Record;
use crate::pipeline::card;
use crate::pipeline::card::Pictured;
use crate::pipeline::doc;
use crate::pipeline::row::key;
use crate::pipeline::row::millis;
use crate::sandbox::Inspection;

/// How many changes one commit takes.
const BATCH: i64 = 500;

/// Why the index did not follow.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// The catalogue could not be read.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The index could not be written.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The writing thread ended.
    #[error("the index writer ended unexpectedly")]
    Ended,
}

/// Brings the index up to the catalogue. Returns the number of the last change taken and whether there are more.
pub async fn follow(catalogue: &Catalogue, index: &Index) -> Result<(i64, bool), FollowError> {
    let position = index.position();
    let (changes, last) = catalogue.changes(position, BATCH).await?;
    if changes.is_empty() && last <= position {
        return Ok((position, false));
    }
    let wide = changes.iter().filter(|change| change.is_wide).map(|change| change.record).collect();
    let mut touched = widen(catalogue, wide).await?;
    touched.extend(changes.iter().map(|change| change.record));
    let (documents, cards) = documents(catalogue, touched.into_iter().collect()).await?;
    catalogue.set_cards(&cards).await?;
    let writer = index.clone();
    tokio::task::spawn_blocking(move || writer.apply(documents, last)).await.map_err(|_| FollowError::Ended)??;
    Ok((last, changes.len() as i64 == BATCH))
}

/// A relic's visibility decides that of all that hangs below it, of its pictures and of what happened to it.
async fn widen(catalogue: &Catalogue, touched: BTreeSet<RecordId>) -> Result<BTreeSet<RecordId>, CatalogueError> {
    let ids: Vec<RecordId> = touched.iter().copied().collect();
    let mut all = touched;
    for row in catalogue.records(&ids).await? {
        let mut below = vec![row.id];
        if row.kind == Kind::Relic {
            below.extend(catalogue.children(&row.id).await?.into_iter().map(|child| child.id));
        }
        if row.kind != Kind::Asset {
            all.extend(catalogue.assets_of(&below).await?);
            all.extend(catalogue.events_of(&below).await?);
        }
        all.extend(below);
    }
    Ok(all)
}

type Cards = Vec<(RecordId, Option<String>)>;

/// Makes the documents and cards of records; a record that is gone has none.
pub async fn documents(catalogue: &Catalogue, ids: Vec<RecordId>) -> Result<(Vec<Change>, Cards), CatalogueError> {
    let rows: BTreeMap<RecordId, RecordRow> =
        catalogue.records(&ids).await?.into_iter().map(|row| (row.id, row)).collect();
    let mut relics: BTreeMap<RecordId, Option<Record>> = BTreeMap::new();
    let mut changes = Vec::with_capacity(ids.len());
    let mut cards = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(row) = rows.get(&id) else {
            changes.push(Change { id, docs: Vec::new() });
            continue;
        };
        let mut made = Made::default();
        match row.kind {
            Kind::Asset => asset_docs(catalogue, row, &mut made).await?,
            Kind::Event => event_docs(catalogue, row, &mut relics, &mut made).await?,
            Kind::Relic | Kind::Part | Kind::Artefact | Kind::Inscription => {
                record_docs(catalogue, row, &mut relics, &mut made).await?;
            }
            _ => {}
        }
        let card = made.card.map(|card| serde_json::to_string(&card).unwrap_or_default());
        cards.push((id, card));
        changes.push(Change { id, docs: made.docs });
    }
    Ok((changes, cards))
}

#[derive(Default)]
struct Made {
    docs: Vec<IndexDoc>,
    card: Option<Card>,
}

async fn record_docs(
    catalogue: &Catalogue,
    row: &RecordRow,
    relics: &mut BTreeMap<RecordId, Option<Record>>,
    made: &mut Made,
) -> Result<(), CatalogueError> {
    let head = row.head()?;
    let relic = match row.relic_id {
        Some(relic) if relic != row.id => public_relic(catalogue, relic, relics).await?,
        _ => None,
    };
    let hangs = row.relic_id.is_some_and(|relic| relic != row.id);
    let picture = picture(catalogue, row, &head).await?;
    let has_picture = matches!(picture, Pictured::There(_));
    let units = relic.as_ref().map(units).unwrap_or_default();
    let around = |has_picture| doc::Around {
        path: &row.path,
        relic: row.relic_id,
        has_picture,
        body_text: None,
        units: &units,
        updated_ms: row.updated_ms,
    };
    made.docs.push(doc::doc(&head, Audience::Staff, around(has_picture)));
    let Some(public) = row.public()? else { return Ok(()) };
    if is_public(&public, row) && (!hangs || relic.is_some()) {
        // A draft that is worked on does not change what the public sees, nor when that was changed.
        let updated_ms = millis(&public.envelope.updated.at);
        made.docs.push(doc::doc(&public, Audience::Public, doc::Around { updated_ms, ..around(has_picture) }));
        made.card = Some(card::card(&public, &row.path, relic.as_ref(), picture));
    }
    Ok(())
}

async fn public_relic(
    catalogue: &Catalogue,
    relic: RecordId,
    known: &mut BTreeMap<RecordId, Option<Record>>,
) -> Result<Option<Record>, CatalogueError> {
    if let Some(found) = known.get(&relic) {
        return Ok(found.clone());
    }
    let row = catalogue.record(&relic).await?;
    let public = row.public()?.filter(|public| is_public(public, &row));
    known.insert(relic, public.clone());
    Ok(public)
}

async fn asset_docs(catalogue: &Catalogue, row: &RecordRow, made: &mut Made) -> Result<(), CatalogueError> {
    let record = row.head()?;
    let file = catalogue.asset(&row.id).await?;
    let shown = catalogue.shown_by(&row.id).await?;
    let mut body_text = catalogue.body_text(&row.id).await?;
    let seen: Inspection = serde_json::from_str(&file.technical_json).unwrap_or_default();
    if !seen.has_words() {
        // Slides and sheets have no pages that could be opened.
        body_text = body_text.map(|text| text.replace('\u{c}', "\n"));
    }
    let mut home = None;
    for above in &shown {
        let Some(public) = above.public()?.filter(|public| is_public(public, above)) else { continue };
        let relic = match above.relic_id {
            Some(relic) if relic != above.id => public_relic(catalogue, relic, &mut BTreeMap::new()).await?,
            _ => Some(public),
        };
        if let Some(relic) = relic {
            home = Some((above.relic_id.unwrap_or(above.id), above.path.clone(), relic));
            break;
        }
    }
    let units = home.as_ref().map(|(.., relic)| units(relic)).unwrap_or_default();
    let around = |relic| doc::Around {
        path: &row.path,
        relic,
        has_picture: file.derived.is_some(),
        body_text: body_text.clone(),
        units: &units,
        updated_ms: row.updated_ms,
    };
    // A picture that may be seen small only does not give its words away, in pieces neither.
    let is_reduced = record.envelope.access.level == Level::PublicReduced;
    let open_text = body_text.clone().filter(|_| !is_reduced);
    made.docs.push(doc::doc(&record, Audience::Staff, around(shown.first().and_then(|above| above.relic_id))));
    let is_open = file.state == "ready" && is_public_asset(&record, row);
    if let Some((relic_id, path, relic)) = home.filter(|_| is_open) {
        let open = doc::Around { body_text: open_text, ..around(Some(relic_id)) };
        made.docs.push(doc::doc(&record, Audience::Public, open));
        let relic_path = path.split('/').next().unwrap_or_default();
        let own = format!("{relic_path}/{}", row.id);
        made.card = Some(card::card(&record, &own, Some(&relic), card::card_picture(&file, &record).into()));
    }
    Ok(())
}

/// What happened is told under the first public relic it happened to; where there is none, nobody is told.
async fn event_docs(
    catalogue: &Catalogue,
    row: &RecordRow,
    relics: &mut BTreeMap<RecordId, Option<Record>>,
    made: &mut Made,
) -> Result<(), CatalogueError> {
    let around = |relic, units| doc::Around {
        path: &row.path,
        relic,
        has_picture: false,
        body_text: None,
        units,
        updated_ms: row.updated_ms,
    };
    made.docs.push(doc::doc(&row.head()?, Audience::Staff, around(None, [].as_slice())));
    let Some(public) = row.public()?.filter(|public| is_public(public, row)) else { return Ok(()) };
    let Body::Event(body) = &public.body else { return Ok(()) };
    for key in body.of.iter().filter_map(key) {
        let Some(id) = catalogue.resolve(&key).await? else { continue };
        let above = catalogue.record(&id).await?;
        let Some(own) = above.public()?.filter(|own| is_public(own, &above)) else { continue };
        let home = match above.relic_id {
            Some(relic) if relic != above.id => public_relic(catalogue, relic, relics).await?,
            _ if above.kind == Kind::Relic => Some(own),
            _ => None,
        };
        if let Some(relic) = home {
            let name = row.path.rsplit('/').next().unwrap_or_default();
            let path = format!("{}/{name}", above.path.split('/').next().unwrap_or_default());
            let updated_ms = millis(&public.envelope.updated.at);
            let units = units(&relic);
            let open = around(above.relic_id.or(Some(above.id)), units.as_slice());
            made.docs.push(doc::doc(&public, Audience::Public, doc::Around { updated_ms, ..open }));
            made.card = Some(card::card(&public, &path, Some(&relic), Pictured::Nothing));
            return Ok(());
        }
    }
    Ok(())
}

/// Returns the public picture that stands for a record: its cover, else the first in its order, else its oldest; or says
/// that one is being made.
async fn picture(catalogue: &Catalogue, row: &RecordRow, head: &Record) -> Result<Pictured, CatalogueError> {
    let assets = catalogue.assets_of(std::slice::from_ref(&row.id)).await?;
    if assets.is_empty() {
        return Ok(Pictured::Nothing);
    }
    let wanted: Vec<String> = match &head.body {
        Body::Relic(body) => body.cover.iter().chain(&body.asset_order).filter_map(key).collect(),
        _ => Vec::new(),
    };
    let rank = |id: &RecordId| {
        let id = id.to_string();
        wanted.iter().position(|wanted| *wanted == id).unwrap_or(usize::MAX)
    };
    let mut order = assets;
    order.sort_by_key(|id| (rank(id), *id));
    let mut is_making = false;
    for id in order {
        let file = catalogue.asset(&id).await?;
        let is_there = file.state == "ready" && file.derived.is_some();
        if !is_there && file.state != "staged" {
            continue;
        }
        let asset_row = catalogue.record(&id).await?;
        let record = asset_row.head()?;
        if !is_public_asset(&record, &asset_row) {
            continue;
        }
        if is_there {
            return Ok(card::card_picture(&file, &record).into());
        }
        is_making |= matches!(&record.body, Body::Asset(body) if body.is_picture());
    }
    Ok(if is_making { Pictured::Making } else { Pictured::Nothing })
}

/// What lies in a relic lies where the relic does.
fn units(relic: &Record) -> Vec<String> {
    if let Body::Relic(body) = &relic.body { locality::ways(&body.place) } else { Vec::new() }
}

fn is_public(public: &Record, row: &RecordRow) -> bool {
    let standing = Standing {
        id: row.id,
        is_published: row.published_version.is_some(),
        access: Some(&public.envelope.access),
        created_by: &row.created_by,
    };
    visible(&Viewer::Visitor, &standing, &clock::stamp(clock::now()))
}

fn is_public_asset(record: &Record, row: &RecordRow) -> bool {
    let standing =
        Standing { id: row.id, is_published: true, access: Some(&record.envelope.access), created_by: &row.created_by };
    visible(&Viewer::Visitor, &standing, &clock::stamp(clock::now()))
}
