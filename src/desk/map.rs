//! The map: where the hits of a search lie, the cards of those that stand alone, and what is protected around them. All of it
//! at public precision, for staff as well: a map is for everybody.

use std::collections::HashMap;
use std::fs::File;
use std::sync::Arc;
use std::time::Duration;

use crate::base::clock;
use crate::base::id::RecordId;
use crate::base::limits;
use crate::catalogue::RecordRow;
use crate::config::Config;
use crate::config::is_file_of_tiles;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::Home;
use crate::desk::read::may_see_one;
use crate::index::Audience;
use crate::index::Clusters;
use crate::media::MediaError;
use crate::media::pmtiles::Pmtiles;
use crate::model::access::Viewer;
use crate::model::card::Card;
use crate::model::geo;
use crate::model::geo::Polygon;
use crate::model::open;
use crate::model::record::Body;
use crate::model::search::Search;

/// From this zoom on protection zones are drawn: a hundred metres are ten pixels or more.
const ZONES_FROM: u8 = 13;
/// Most records whose zones are looked up for one answer.
const ZONED: usize = 24;

/// A marker of the map: one record, or several that lie close together.
#[derive(Debug, Clone, PartialEq)]
pub struct Marker {
    /// How many records.
    pub count: u64,
    /// Where it is drawn.
    pub lat: f64,
    /// Where it is drawn.
    pub lon: f64,
    /// West, south, east, north of them all.
    pub bbox: [f64; 4],
    /// The record, when it is one.
    pub card: Option<Box<Card>>,
    /// Its protection zones, when the map is near enough.
    pub zones: Vec<Protected>,
}

/// A protection zone as the public may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Protected {
    /// `I`, `II`, `core` or `buffer`.
    pub zone: String,
    /// Its outlines.
    pub polygons: Vec<Polygon>,
}

/// Where the hits of a search lie.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mapped {
    /// From north to south.
    pub markers: Vec<Marker>,
    /// How many records have a place in the box: the sum of the counts.
    pub placed: u64,
    /// How many hits there are in all, with or without a place, inside the box or not.
    pub total: u64,
}

/// How far the places of the hits of a search reach.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Extent {
    /// West, south, east, north of them all; nothing where none has a place.
    pub bbox: Option<[f64; 4]>,
    /// How many have a place in the box of the search.
    pub placed: u64,
    /// How many there are.
    pub total: u64,
}

/// Opens the file of tiles that the settings name. One that is of no use is told of, and the map shows its outlines.
pub(super) fn ground(home: &Home, config: &Config) -> Option<Arc<Pmtiles>> {
    let name = config.map_tiles.as_deref().filter(|name| is_file_of_tiles(name))?;
    let opened = File::open(home.join(name)).map_err(MediaError::from).and_then(Pmtiles::open);
    opened
        .map(Arc::new)
        .inspect_err(|error| {
            let error = error as &dyn std::error::Error;
            tracing::warn!(file = name, error, "the file of map tiles cannot be used; the map shows outlines");
        })
        .ok()
}

impl Desk {
    /// Returns the zooms for which there are tiles of our own; nothing where there is no file of them.
    pub fn ground_zooms(&self) -> Option<(u8, u8)> {
        self.ground.as_ref().map(|ground| ground.zooms)
    }

    /// Returns a tile of the operator's file and its media type; nothing where there is none.
    pub async fn ground_tile(&self, zoom: u8, x: u32, y: u32) -> Result<Option<(&'static str, Vec<u8>)>, DeskError> {
        let Some(ground) = self.ground.clone() else { return Ok(None) };
        let kind = ground.kind();
        let tile = self.searching.run(move || ground.tile(zoom, x, y)).await?;
        match tile {
            Ok(tile) => Ok(tile.map(|tile| (kind, tile))),
            Err(error) => {
                // What is wrong with it is the operator's matter: who looks at the map sees the outlines there.
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    zoom,
                    x,
                    y,
                    "a tile of the map cannot be read"
                );
                Ok(None)
            }
        }
    }

    /// Tells how far the places of the hits of a search reach.
    pub async fn extent(&self, search: Search) -> Result<Extent, DeskError> {
        let found = self.clusters(search, 0).await?;
        let wider = |[a, b, c, d]: [f64; 4], [e, f, g, h]: [f64; 4]| [a.min(e), b.min(f), c.max(g), d.max(h)];
        let bbox = found.list.iter().map(|cluster| cluster.bbox).reduce(wider);
        Ok(Extent { bbox, placed: found.placed, total: found.total })
    }

    async fn clusters(&self, search: Search, zoom: u8) -> Result<Clusters, DeskError> {
        let index = self.index.clone();
        let work = self.searching.run(move || index.clusters(&search, zoom, Audience::Public));
        let answer = tokio::time::timeout(Duration::from_millis(limits::SEARCH_MS), work);
        Ok(answer.await.map_err(|_| DeskError::Busy)???)
    }

    /// Tells where the hits of a search lie within its box, at a zoom of the usual tiles.
    pub async fn map(&self, viewer: &Viewer, search: Search, zoom: u8) -> Result<Mapped, DeskError> {
        if *viewer == Viewer::Visitor && search.facets.values().map(Vec::len).sum::<usize>() > limits::FACETS {
            return Err(DeskError::Invalid("problem-search-too-many-filters".to_owned()));
        }
        let found = self.clusters(search, zoom).await?;
        let ids: Vec<RecordId> = found.list.iter().filter_map(|cluster| cluster.id).collect();
        let mut cards: HashMap<RecordId, Card> = HashMap::new();
        for (id, json) in self.catalogue.cards(&ids, clock::now_ms()).await? {
            let card = serde_json::from_str(&json).map_err(|error| DeskError::Malformed(error.to_string()))?;
            cards.insert(id, card);
        }
        let mut zones = if zoom >= ZONES_FROM { self.zones(&ids).await? } else { HashMap::new() };
        let mut mapped = Mapped { markers: Vec::new(), placed: found.placed, total: found.total };
        for cluster in found.list {
            let card = cluster.id.and_then(|id| cards.remove(&id)).map(Box::new);
            if cluster.id.is_some() && card.is_none() {
                // Withdrawn a moment ago: the index has not followed yet.
                mapped.placed -= cluster.count;
                mapped.total -= cluster.count;
                continue;
            }
            mapped.markers.push(Marker {
                count: cluster.count,
                lat: cluster.lat,
                lon: cluster.lon,
                bbox: cluster.bbox,
                card,
                zones: cluster.id.and_then(|id| zones.remove(&id)).unwrap_or_default(),
            });
        }
        Ok(mapped)
    }

    /// Returns the protection zones of records as a visitor may see them; none when there are too many records for that.
    async fn zones(&self, ids: &[RecordId]) -> Result<HashMap<RecordId, Vec<Protected>>, DeskError> {
        let mut zones = HashMap::new();
        if ids.len() > ZONED {
            return Ok(zones);
        }
        for row in self.catalogue.records(ids).await? {
            if may_see_one(&Viewer::Visitor, &row)? {
                zones.insert(row.id, protected(&row)?);
            }
        }
        Ok(zones)
    }
}

fn protected(row: &RecordRow) -> Result<Vec<Protected>, DeskError> {
    let Some(record) = row.public()? else { return Ok(Vec::new()) };
    let Body::Relic(relic) = open::open(&record).body else { return Ok(Vec::new()) };
    let mut zones: Vec<Protected> = relic
        .zones
        .iter()
        .map(|zone| Protected {
            zone: zone.zone.clone(),
            polygons: zone.polygon.as_ref().map(geo::polygons).unwrap_or_default(),
        })
        .filter(|zone| !zone.polygons.is_empty())
        .collect();
    // The wider ones first: the narrower are drawn on them.
    zones.sort_by_key(|zone| matches!(zone.zone.as_str(), "I" | "core"));
    Ok(zones)
}
