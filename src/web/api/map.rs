//! Where the hits of a search lie: clusters for a map, counted by the server.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::Method;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use crate::desk::Mapped;
use crate::desk::Marker;
use crate::model::text::Lang;
use crate::web::api::asked::Asked;
use crate::web::api::call::Call;
use crate::web::api::said::thumbnail;
use crate::web::api::search;
use crate::web::asker::Asker;
use crate::web::pages::browse::CardView;
use crate::web::problem::Problem;
use crate::web::site::Site;

/// Nearest zoom that is answered.
const NEAREST: i64 = 20;

/// Where the hits lie.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Answer {
    /// How many hits have a place in the box: the sum of all counts.
    total: u64,
    /// How many hits there are, with or without a place, in the box or not.
    all: u64,
    /// From north to south.
    clusters: Vec<Place>,
}

/// One place on the map: a record, or several that lie close together at this zoom.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
enum Place {
    /// Several records.
    Many(Many),
    /// One record.
    One(Box<One>),
}

/// Several records that lie close together.
#[derive(Debug, Serialize, JsonSchema)]
struct Many {
    /// Latitude of their middle.
    lat: f64,
    /// Longitude of their middle.
    lon: f64,
    /// How many.
    count: u64,
    /// West, south, east, north of them all.
    bbox: [f64; 4],
}

/// One record.
#[derive(Debug, Serialize, JsonSchema)]
struct One {
    /// Latitude at public precision.
    lat: f64,
    /// Longitude at public precision.
    lon: f64,
    /// How far that may be from where it is, in metres; 0 when it is exact, null where that is not known.
    precision_m: Option<u32>,
    /// Its ASCII code.
    code: String,
    /// Its name, in the caller's language where there is one.
    title: String,
    /// The language the name is in, where that is not the caller's.
    title_lang: Option<String>,
    /// Kind, place and date in one line.
    meta: String,
    /// Address of its page.
    href: String,
    /// Address of a picture of it, 512 pixels wide.
    thumbnail: Option<String>,
    /// Its protection zones, from zoom 13 on and where the public may see them.
    zones: Vec<Zone>,
}

/// A protection zone.
#[derive(Debug, Serialize, JsonSchema)]
struct Zone {
    /// `I`, `II`, `core` or `buffer`.
    zone: String,
    /// Coordinates of a GeoJSON MultiPolygon.
    coordinates: Vec<Vec<Vec<[f64; 2]>>>,
}

/// Returns the calls of this file.
pub fn calls() -> Vec<Call> {
    let map = Call::new(Method::GET, "/map", map)
        .about("search", "Tells where what is public lies: clusters within a box, with exact counts.")
        .query(
            "zoom",
            "Zoom of the usual map tiles; records nearer than 60 pixels there are counted together.",
            json!({ "type": "integer", "minimum": 0, "maximum": NEAREST, "default": 5 }),
        );
    let map = search::filters(map).gives::<Answer>(200, "Where they lie.").fails(&[400, 429]);
    vec![map]
}

async fn map(State(site): State<Arc<Site>>, asker: Asker, asked: Asked) -> Result<Json<Answer>, Problem> {
    let zoom = asked.number("zoom", 0..=NEAREST)?.unwrap_or(5);
    let search = search::asked(&asker, &asked, &["zoom"])?;
    let found = site.desk.map(&asker.viewer, search, u8::try_from(zoom).unwrap_or_default()).await?;
    Ok(Json(Answer::new(found, asker.lang)))
}

impl Answer {
    fn new(found: Mapped, lang: Lang) -> Answer {
        let clusters = found.markers.into_iter().map(|marker| Place::new(marker, lang)).collect();
        Answer { total: found.placed, all: found.total, clusters }
    }
}

impl Place {
    fn new(marker: Marker, lang: Lang) -> Place {
        let (lat, lon) = (marker.lat, marker.lon);
        let Some(card) = marker.card else {
            return Place::Many(Many { lat, lon, count: marker.count, bbox: marker.bbox });
        };
        let view = CardView::new(&card, lang);
        let zones = marker.zones.into_iter().map(|zone| Zone { zone: zone.zone, coordinates: zone.polygons }).collect();
        Place::One(Box::new(One {
            lat,
            lon,
            precision_m: card.precision_m,
            thumbnail: card.picture.as_ref().map(|picture| thumbnail(&picture.asset)),
            code: card.code,
            title: view.title.text,
            title_lang: view.title.lang,
            meta: view.meta,
            href: view.href,
            zones,
        }))
    }
}
