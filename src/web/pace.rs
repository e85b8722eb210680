//! How much one network may ask while the server is busy, and what is shed first when nearly every permit is taken
//! (RELIABILITY §5). Record pages, the site map and health are never counted. Networks live in memory alone: no log names one.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;
use std::time::Instant;

use axum::extract::ConnectInfo;
use axum::extract::Request;

use crate::base::fault::Fault;
use crate::base::limits;
use crate::model::search::FACETS;
use crate::model::text::Lang;
use crate::web::asker;
use crate::web::problem::Problem;
use crate::web::site::Site;

/// Seconds between two reports.
const REPORT: Duration = Duration::from_secs(60);

/// What is counted, in the order in which it is shed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Lane {
    /// A list narrowed by facets: the endless maze.
    Facets,
    /// A search in words.
    Search,
    /// A picture made to order.
    Made,
    /// A stored picture or tile.
    Tile,
    /// A package.
    Package,
}

impl Lane {
    /// Returns the lane of a request; `None` for what is never counted.
    fn of(path: &str, query: &str) -> Option<Lane> {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        let has = |wanted: &dyn Fn(&str) -> bool| {
            query
                .split('&')
                .filter_map(|pair| pair.split_once('='))
                .any(|(name, value)| !value.is_empty() && wanted(name))
        };
        let searched = || if has(&|name| FACETS.contains(&name)) { Lane::Facets } else { Lane::Search };
        match parts.as_slice() {
            [lang, "relics" | "relics.atom"] if Lang::of(lang).is_some() => has(&|_| true).then(searched),
            [lang, "map" | "timeline"] if Lang::of(lang).is_some() => Some(searched()),
            ["api", "v1", "search" | "suggest" | "map"] => Some(searched()),
            ["data", "festivals.ics"] => Some(Lane::Search),
            [lang, "suggest"] if Lang::of(lang).is_some() => Some(Lane::Search),
            ["iiif", "image" | "image2", _, region, size, "0", "default.jpg"] if is_stored(region, size) => {
                Some(Lane::Tile)
            }
            ["iiif", "image" | "image2", _, _, _, _, _] => Some(Lane::Made),
            // The first question about a page behind the first makes it.
            ["iiif", "image" | "image2", id, "info.json"] if id.contains('-') => Some(Lane::Made),
            ["api", "v1", "assets", _, "pages", _, "text"] => Some(Lane::Made),
            ["export", _] => Some(Lane::Package),
            _ => None,
        }
    }

    /// Returns how many a network may ask in a minute.
    fn a_minute(self) -> u32 {
        match self {
            Lane::Facets | Lane::Search => limits::SEARCHES_A_MINUTE,
            Lane::Made => limits::MADE_A_MINUTE,
            Lane::Tile => limits::TILES_A_MINUTE,
            Lane::Package => limits::PACKAGES_A_MINUTE,
        }
    }

    /// Returns the lane whose bucket it takes from.
    fn bucket(self) -> Lane {
        if self == Lane::Facets { Lane::Search } else { self }
    }

    /// Returns true when so few permits are left, in percent, that this is refused for what matters more.
    fn is_shed(self, free_percent: usize) -> bool {
        free_percent
            < match self {
                Lane::Facets => 25,
                Lane::Search => 15,
                Lane::Made | Lane::Package => 10,
                Lane::Tile => 5,
            }
    }
}

/// The canonical form of a picture that is stored: a region in pixels or all of it, a width and a height.
fn is_stored(region: &str, size: &str) -> bool {
    let numbers = |text: &str, count: usize| {
        text.split(',').count() == count
            && text.split(',').all(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    (region == "full" || numbers(region, 4)) && numbers(size, 2)
}

/// Buckets by network, and what the next report says.
#[derive(Default)]
pub struct Pace(Mutex<Counted>);

#[derive(Default)]
struct Counted {
    buckets: HashMap<(String, Lane), Bucket>,
    asked: u64,
    refused: u64,
    deepest: usize,
    reported: Option<Instant>,
}

struct Bucket {
    tokens: f64,
    at: Instant,
    asked: u64,
}

impl Pace {
    /// Takes one token; without one, returns how many seconds to wait for it.
    fn take(&self, network: &str, lane: Lane, now: Instant) -> Result<(), u64> {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let full = f64::from(lane.a_minute());
        if counted.buckets.len() >= limits::NETWORKS {
            counted.buckets.retain(|_, bucket| now.duration_since(bucket.at) < REPORT);
            if counted.buckets.len() >= limits::NETWORKS {
                counted.buckets.clear();
            }
        }
        counted.asked += 1;
        let key = (network.to_owned(), lane.bucket());
        let bucket = counted.buckets.entry(key).or_insert(Bucket { tokens: full, at: now, asked: 0 });
        bucket.tokens = (bucket.tokens + now.duration_since(bucket.at).as_secs_f64() * full / 60.0).min(full);
        bucket.at = now;
        bucket.asked += 1;
        if bucket.tokens >= 1.0 {
            bucket.tokens -= 1.0;
            return Ok(());
        }
        let wait_s = ((1.0 - bucket.tokens) * 60.0 / full).ceil().max(1.0) as u64;
        counted.refused += 1;
        Err(wait_s)
    }

    /// Says once a minute how much was refused: counts alone, no address and no network.
    fn report(&self, facets: usize, now: Instant) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counted.deepest = counted.deepest.max(facets);
        if counted.refused == 0 || counted.reported.is_some_and(|last| now.duration_since(last) < REPORT) {
            return;
        }
        let busiest = counted.buckets.values().map(|bucket| bucket.asked).max().unwrap_or(0);
        tracing::info!(
            asked = counted.asked,
            refused = counted.refused,
            buckets = counted.buckets.len(),
            busiest_asked = busiest,
            facets_deepest = counted.deepest,
            "networks that ask too much were told to wait"
        );
        counted.buckets.values_mut().for_each(|bucket| bucket.asked = 0);
        (counted.asked, counted.refused, counted.deepest, counted.reported) = (0, 0, 0, Some(now));
    }
}

/// Returns why a request is not let in: too few permits are left for its kind, or its network asked too much.
pub fn refuse(site: &Site, request: &Request) -> Option<Problem> {
    let query = request.uri().query().unwrap_or_default();
    let lane = Lane::of(request.uri().path(), query)?;
    let free = site.permits.available_permits();
    if lane.is_shed(free * 100 / limits::REQUESTS) {
        return Some(Problem::new(Fault::Busy, "server.busy", "error-busy"));
    }
    if free * 2 >= limits::REQUESTS {
        return None;
    }
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let client = asker::client(site, peer, request.headers())?;
    if client.is_loopback() && !site.desk.config.limit_loopback {
        return None;
    }
    let now = Instant::now();
    let taken = site.pace.take(&asker::network(Some(client)), lane, now);
    site.pace.report(query.split('&').filter(|pair| is_facet(pair)).count(), now);
    let wait_s = taken.err()?;
    let problem = Problem::new(Fault::Throttled, "request.too_many", "problem-request-too-many");
    Some(Problem { retry_s: Some(wait_s), ..problem })
}

fn is_facet(pair: &str) -> bool {
    pair.split_once('=').is_some_and(|(name, value)| FACETS.contains(&name) && !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_has_its_lane_and_record_pages_have_none() {
        for (path, query, lane) in [
            ("/vi/relics", "", None),
            ("/vi/relics", "q=", None),
            ("/vi/relics/DTG", "x=y", None),
            ("/sitemap.xml", "", None),
            ("/vi/relics", "q=dinh", Some(Lane::Search)),
            ("/vi/relics.atom", "", None),
            ("/vi/relics.atom", "rank=national", Some(Lane::Facets)),
            ("/vi/suggest", "q=di", Some(Lane::Search)),
            ("/vi/relics", "q=dinh&rank=national", Some(Lane::Facets)),
            ("/api/v1/search", "", Some(Lane::Search)),
            ("/api/v1/suggest", "q=di", Some(Lane::Search)),
            ("/iiif/image/01J/full/512,384/0/default.jpg", "", Some(Lane::Tile)),
            ("/iiif/image/01J/0,0,512,512/512,512/0/default.jpg", "", Some(Lane::Tile)),
            ("/iiif/image/01J/full/max/0/default.jpg", "", Some(Lane::Made)),
            ("/iiif/image/01J/full/512,384/90/default.jpg", "", Some(Lane::Made)),
            ("/iiif/image/01J/info.json", "", None),
            ("/export/DTG.zip", "", Some(Lane::Package)),
        ] {
            assert_eq!(Lane::of(path, query), lane, "{path}?{query}");
        }
    }

    #[test]
    fn a_network_has_its_minute_and_no_other_pays_for_it() {
        let pace = Pace::default();
        let now = Instant::now();
        for _ in 0..limits::SEARCHES_A_MINUTE {
            pace.take("192.0.2.0/24", Lane::Search, now).expect("within the minute");
        }
        assert_eq!(pace.take("192.0.2.0/24", Lane::Facets, now), Err(1), "facets and words share one bucket");
        assert!(pace.take("192.0.2.0/24", Lane::Tile, now).is_ok());
        assert!(pace.take("198.51.100.0/24", Lane::Search, now).is_ok());
        assert!(pace.take("192.0.2.0/24", Lane::Search, now + Duration::from_secs(1)).is_ok());
        for _ in 0..limits::PACKAGES_A_MINUTE {
            pace.take("192.0.2.0/24", Lane::Package, now).expect("within the minute");
        }
        assert_eq!(pace.take("192.0.2.0/24", Lane::Package, now), Err(2));
    }

    #[test]
    fn facets_go_first_and_tiles_last() {
        let shed = |free| {
            [Lane::Facets, Lane::Search, Lane::Made, Lane::Tile].into_iter().filter(|lane| lane.is_shed(free)).count()
        };
        assert_eq!([30, 20, 12, 7, 3].map(shed), [0, 1, 2, 3, 4]);
    }
}
