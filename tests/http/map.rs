//! The map: what may not be seen is in no cluster, a place is shown no finer than the public may know, counts are the list's.

use reliquary::model::record::Body;
use reliquary::model::record::Record;
use reliquary::model::value::GeoPoint;
use serde_json::Value;
use serde_json::json;

use crate::support::Archive;
use crate::support::Ask;
use crate::support::relic;

/// A relic at a place, as exact as its public may know.
fn at(code: &str, (lat, lon): (f64, f64), precision: Option<&str>) -> Record {
    let mut record = relic(code, &format!("Đình {code}"));
    if let Body::Relic(body) = &mut record.body {
        body.place.point = Some(GeoPoint { lat, lon, ..GeoPoint::default() });
        body.place.public_precision = precision.map(str::to_owned);
        body.zones = serde_json::from_value(json!([
            { "zone": "II", "polygon": square(lat, lon, 0.004) }, { "zone": "I", "polygon": square(lat, lon, 0.001) }
        ]))
        .unwrap();
    }
    record
}

fn square(lat: f64, lon: f64, half: f64) -> Value {
    let (west, south, east, north) = (lon - half, lat - half, lon + half, lat + half);
    json!({ "type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]] })
}

const PLACE: (f64, f64) = (16.067_812, 108.220_834);

async fn archive() -> Archive {
    let archive = Archive::new().await;
    archive.publish(at("EXA", PLACE, Some("exact"))).await;
    archive.publish(at("KMT", (15.9, 108.3), Some("1km"))).await;
    archive.publish(at("VAG", (14.8, 108.6), None)).await;
    archive.publish(at("HID", (21.0, 105.8), Some("hidden"))).await;
    archive.publish(at("UNI", (10.8, 106.7), Some("unit"))).await;
    archive.add(at("DRA", (12.2, 109.2), Some("exact"))).await;
    archive
}

async fn map(archive: &Archive, query: &str) -> Value {
    archive.get(&format!("/api/v1/map?{query}")).await.must_be(200).json()
}

#[tokio::test]
async fn hidden_places_and_drafts_are_in_no_cluster_and_counts_are_those_of_the_list() {
    let archive = archive().await;
    for zoom in [0, 5, 12, 20] {
        let found = map(&archive, &format!("zoom={zoom}&kind=relic")).await;
        assert_eq!((found["total"].as_u64(), found["all"].as_u64()), (Some(3), Some(5)), "{zoom}");
        let counted: u64 =
            found["clusters"].as_array().unwrap().iter().map(|one| one["count"].as_u64().unwrap_or(1)).sum();
        assert_eq!(counted, 3, "{zoom}");
        assert!(!found.to_string().contains("HID") && !found.to_string().contains("UNI"), "{zoom}");
        assert!(!found.to_string().contains("DRA"), "{zoom}");
    }
    for bbox in ["105,20,107,22", "106,10,107,11", "109,12,110,13"] {
        assert_eq!(map(&archive, &format!("zoom=9&bbox={bbox}")).await["total"], 0, "{bbox}");
    }
    for query in ["bbox=107,15,109,17", "bbox=108.2,16,108.3,16.1", "rank=inventoried", "q=dinh+kmt", "rank=national"] {
        let box_of_all = if query.starts_with("bbox") { "" } else { "&bbox=-180,-90,180,90" };
        let listed = archive.get(&format!("/api/v1/search?{query}{box_of_all}")).await.must_be(200).json();
        assert_eq!(map(&archive, &format!("zoom=9&{query}")).await["total"], listed["total"], "{query}");
    }
}

/// Halves a box as long as a record of a code stays in it, and returns where that leads.
async fn hunted(archive: &Archive, code: &str, start: [f64; 4]) -> Option<(f64, f64)> {
    let [mut west, mut south, mut east, mut north] = start;
    for step in 0..44 {
        let (middle, is_wide) =
            if step % 2 == 0 { ((west + east) / 2.0, true) } else { ((south + north) / 2.0, false) };
        let mut half = [west, south, east, north];
        half[if is_wide { 2 } else { 3 }] = middle;
        let bbox = half.map(|side| format!("{side:.7}")).join(",");
        let listed = archive.get(&format!("/api/v1/search?bbox={bbox}&limit=200")).await.must_be(200).json();
        let is_in = listed["items"].as_array().unwrap().iter().any(|item| item["code"] == code);
        let on_map = map(archive, &format!("bbox={bbox}&zoom=20")).await;
        assert_eq!(on_map["total"], listed["total"], "{bbox}");
        match (is_in, is_wide) {
            (true, true) => east = middle,
            (true, false) => north = middle,
            (false, true) => west = middle,
            (false, false) => south = middle,
        }
    }
    let bbox = [west - 1e-5, south - 1e-5, east + 1e-5, north + 1e-5].map(|side| format!("{side:.7}")).join(",");
    let listed = archive.get(&format!("/api/v1/search?bbox={bbox}&limit=200")).await.must_be(200).json();
    let is_there = listed["items"].as_array().unwrap().iter().any(|item| item["code"] == code);
    is_there.then_some((south, west))
}

#[tokio::test]
async fn halving_the_box_leads_to_what_is_public_and_never_to_the_place() {
    let archive = archive().await;
    let around = |(lat, lon): (f64, f64)| [lon - 0.5, lat - 0.5, lon + 0.5, lat + 0.5];
    for (code, place) in [("HID", (21.0, 105.8)), ("UNI", (10.8, 106.7)), ("DRA", (12.2, 109.2))] {
        assert_eq!(hunted(&archive, code, around(place)).await, None, "{code}");
    }
    let (lat, lon) = hunted(&archive, "EXA", around(PLACE)).await.expect("its place is public");
    assert!((lat - PLACE.0).abs() < 1e-4 && (lon - PLACE.1).abs() < 1e-4, "{lat} {lon}");
    let (lat, lon) = hunted(&archive, "VAG", around((14.8, 108.6))).await.expect("a vague place is public");
    let shown = archive.get("/api/v1/search?q=vag").await.must_be(200).json()["items"][0]["point"].clone();
    assert!((lat - shown[1].as_f64().unwrap()).abs() < 1e-4 && (lon - shown[0].as_f64().unwrap()).abs() < 1e-4);
    assert!((lat - 14.8).abs() + (lon - 108.6).abs() > 0.005, "{lat} {lon} is the place itself");
}

#[tokio::test]
async fn zones_are_drawn_when_near_and_only_where_the_place_is_public() {
    let archive = archive().await;
    let near = map(&archive, "zoom=16&bbox=108.21,16.06,108.23,16.08").await;
    let one = &near["clusters"][0];
    assert_eq!((one["code"].as_str(), one["precision_m"].as_u64()), (Some("EXA"), Some(0)));
    let zones: Vec<&str> = one["zones"].as_array().unwrap().iter().map(|zone| zone["zone"].as_str().unwrap()).collect();
    assert_eq!(zones, ["II", "I"], "the narrower is drawn on the wider");
    assert_eq!(one["zones"][1]["coordinates"][0][0].as_array().unwrap().len(), 5);
    assert_eq!(map(&archive, "zoom=12&bbox=108.21,16.06,108.23,16.08").await["clusters"][0]["zones"], json!([]));
    let vague = map(&archive, "zoom=16&bbox=108,15.5,109,16.05").await;
    let one = vague["clusters"].as_array().unwrap().iter().find(|one| one["code"] == "KMT").expect("it is there");
    assert_eq!((one["precision_m"].as_u64(), &one["zones"]), (Some(1_000), &json!([])));
    let page = archive.get("/en/map?bbox=108.21,16.06,108.23,16.08").await.must_be(200).text();
    assert!(page.contains("class=\"zone zone-1\""), "without scripts they are drawn as well");
    assert!(!page.contains("108.220834"), "the drawing tells no more than a pixel");
    let vague = archive.get("/en/map?bbox=108.29,15.89,108.31,15.91").await.must_be(200).text();
    assert!(
        vague.contains("class=\"fog\"") && !vague.contains("class=\"zone"),
        "a vague place has a ring and no zones"
    );
}

#[tokio::test]
async fn the_page_is_whole_without_scripts_and_keeps_the_question() {
    let archive = archive().await;
    for (lang, said) in [("vi", "Bản đồ di tích"), ("en", "Map of relics"), ("id", "Peta situs")] {
        let page = archive.get(&format!("/{lang}/map")).await.must_be(200).text();
        for part in [said, "class=\"land\"", "Trường Sa", "Hoàng Sa", "class=\"hit\"", "class=\"fog\"", "/relics/EXA"]
        {
            assert!(page.contains(part), "{lang}: {part}");
        }
        assert!(!page.contains("style="), "{lang}");
    }
    let page = archive.get("/vi/map?q=dinh&rank=inventoried&sort=name").await.must_be(200).text();
    assert!(
        page.contains("href=\"/vi/relics?q=dinh&amp;rank=inventoried&amp;sort=name\""),
        "the list keeps the question"
    );
    assert!(
        page.contains("/api/v1/map?q=dinh\\u0026rank=inventoried")
            || page.contains("/api/v1/map?q=dinh&rank=inventoried")
    );
    let list = archive.get("/vi/relics?q=dinh&rank=inventoried").await.must_be(200).text();
    assert!(list.contains("href=\"/vi/map?q=dinh&amp;rank=inventoried\""), "and the map does");
    let empty = archive.get("/vi/map?q=xyzzy").await.must_be(200).text();
    assert!(
        empty.contains("Không thấy gì khớp") && empty.contains("class=\"land\"") && !empty.contains("class=\"pin\"")
    );
    for bad in ["bbox=1,2,3", "bbox=a,b,c,d", "page=0", "sort=sideways"] {
        archive.get(&format!("/vi/map?{bad}")).await.must_be(400);
    }
    for bad in ["zoom=21", "zoom=-1", "zoom=x", "bbox=1,2,3", "near=1", "sort=sideways"] {
        archive.get(&format!("/api/v1/map?{bad}")).await.must_be(400);
    }
}

#[tokio::test]
async fn only_the_map_may_ask_where_its_reader_is_and_only_the_tiles_asked_for_are_let_in() {
    let archive = archive().await;
    for again in 0..2 {
        let page = archive.get("/vi/map").await.must_be(200);
        assert_eq!(
            page.header("permissions-policy"),
            "camera=(), microphone=(), geolocation=(self), payment=()",
            "{again}"
        );
        assert!(page.header("content-security-policy").contains("img-src 'self' blob: data:;"));
    }
    let other = archive.get("/vi/relics").await.must_be(200);
    assert!(other.header("permissions-policy").contains("geolocation=(),"));
    let tiles = [("map_tiles", "https://tiles.example.vn/{z}/{x}/{y}.png"), ("map_credit", "© <Somebody>")];
    let archive = Archive::with(&tiles).await;
    let page = archive.get("/vi/map").await.must_be(200);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("img-src 'self' https://tiles.example.vn blob: data:;"), "{policy}");
    assert!(policy.contains("connect-src 'self';") && policy.contains("script-src 'self';"), "{policy}");
    assert!(page.text().contains("© &lt;Somebody&gt;"));
    let other = archive.get("/vi/relics").await.must_be(200);
    assert!(!other.header("content-security-policy").contains("tiles.example.vn"));
}

/// A PMTiles file of one tile, that of the whole world, as its bytes.
fn one_tile(kind: u8, tile: &[u8]) -> Vec<u8> {
    // One entry: number 0, a run of one, so long, at the beginning.
    let list = [1, 0, 1, tile.len() as u8, 1];
    let mut file = vec![0; 127];
    file[..8].copy_from_slice(b"PMTiles\x03");
    for (at, number) in [(8, 127), (16, list.len()), (40, 132), (56, 132), (64, tile.len())] {
        file[at..at + 8].copy_from_slice(&(number as u64).to_le_bytes());
    }
    (file[97], file[98], file[99], file[100], file[101]) = (1, 1, kind, 0, 5);
    [&file, list.as_slice(), tile].concat()
}

async fn with_tiles(file: Option<Vec<u8>>) -> Archive {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::create_dir(folder.path().join("map")).expect("made");
    if let Some(file) = file {
        std::fs::write(folder.path().join("map/own.pmtiles"), file).expect("written");
    }
    Archive::open(folder, &[("map_tiles", "map/own.pmtiles"), ("map_credit", "© <Somebody>")]).await
}

#[tokio::test]
async fn a_file_of_tiles_within_the_home_is_sent_by_the_program_itself() {
    let archive = with_tiles(Some(one_tile(2, b"a picture"))).await;
    let tile = archive.get("/map/tiles/0/0/0").await.must_be(200);
    assert_eq!((tile.header("content-type"), tile.text().as_str()), ("image/png", "a picture"));
    let etag = tile.header("etag").to_owned();
    assert!(!etag.is_empty() && tile.header("cache-control").contains("max-age"));
    archive.ask(Ask::get("/map/tiles/0/0/0").header("if-none-match", &etag)).await.must_be(304);
    archive.get("/map/tiles/1/0/0").await.must_be(204);
    for bad in ["30/0/0", "0/0/1", "5/4000000000/1"] {
        archive.get(&format!("/map/tiles/{bad}")).await.must_be(204);
    }
    for bad in ["0/0/x", "a/0/0", "0/0/0.png", "0/-1/0", "300/0/0"] {
        archive.get(&format!("/map/tiles/{bad}")).await.must_be(404);
    }
    let page = archive.get("/vi/map").await.must_be(200);
    assert!(page.header("content-security-policy").contains("img-src 'self' blob: data:;"));
    assert!(page.text().contains("/map/tiles/{z}/{x}/{y}") && page.text().contains("© &lt;Somebody&gt;"));
}

#[tokio::test]
async fn a_file_of_tiles_that_is_of_no_use_leaves_the_outlines() {
    for file in [None, Some(b"no tiles".to_vec()), Some(one_tile(1, b"vectors"))] {
        let archive = with_tiles(file).await;
        archive.get("/map/tiles/0/0/0").await.must_be(404);
        let page = archive.get("/vi/map").await.must_be(200).text();
        assert!(!page.contains("/map/tiles/") && !page.contains("own.pmtiles") && !page.contains("Somebody"));
        assert!(page.contains("class=\"land\""));
    }
}
