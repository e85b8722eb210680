//! Sentences of the Image API 3.0, one test each.

use crate::iiif::IiifError;
use crate::iiif::Part;
use crate::iiif::Plan;
use crate::iiif::Request;
use crate::iiif::info_json;

const WIDTH: u32 = 6000;
const HEIGHT: u32 = 4000;
const SIZES: [(u32, u32); 4] = [(256, 171), (512, 341), (1024, 683), (2048, 1365)];

fn plan(path: &str) -> Result<Plan, IiifError> {
    plan_of(path, WIDTH, HEIGHT, &SIZES)
}

fn plan_of(path: &str, width: u32, height: u32, sizes: &[(u32, u32)]) -> Result<Plan, IiifError> {
    let mut parts = path.split('/');
    let mut next = || parts.next().expect("a test's path has four parts");
    Plan::new(&Request::parse(next(), next(), next(), next())?, width, height, sizes)
}

/// Returns region and size in pixels, whether stored or not.
fn pixels(path: &str) -> (u32, u32, u32, u32, u32, u32) {
    // A quality that is never stored, so that the plan tells everything.
    match plan(&path.replace("default", "gray")) {
        Ok(Plan::Render { render: r, .. }) => {
            (r.region.x, r.region.y, r.region.width, r.region.height, r.width, r.height)
        }
        other => panic!("{path}: {other:?}"),
    }
}

fn entry(path: &str) -> Option<String> {
    match plan(path) {
        Ok(Plan::Canonical { entry, .. }) => Some(entry),
        _ => None,
    }
}

fn region_of(region: &str) -> (u32, u32, u32, u32) {
    let (x, y, width, height, ..) = pixels(&format!("{region}/!9,9/0/default.jpg"));
    (x, y, width, height)
}

fn size_of(size: &str) -> (u32, u32) {
    let (.., width, height) = pixels(&format!("full/{size}/0/default.jpg"));
    (width, height)
}

#[test]
fn full_is_the_whole_picture() {
    assert_eq!(region_of("full"), (0, 0, 6000, 4000));
}

#[test]
fn square_has_the_shorter_side_and_is_centred() {
    assert_eq!(region_of("square"), (1000, 0, 4000, 4000));
}

#[test]
fn a_region_in_pixels_is_cut_at_the_edges() {
    assert_eq!(region_of("10,20,30,40"), (10, 20, 30, 40));
    assert_eq!(region_of("5990,3990,100,100"), (5990, 3990, 10, 10));
    assert_eq!(region_of("0,0,4294967295,4294967295"), (0, 0, 6000, 4000));
}

#[test]
fn a_region_in_percent_is_of_the_full_picture() {
    assert_eq!(region_of("pct:10,10,80,80"), (600, 400, 4800, 3200));
    assert_eq!(region_of("pct:41.6,7.5,66.6,100"), (2496, 300, 3504, 3700));
}

#[test]
fn an_empty_or_outer_region_is_refused() {
    for region in ["6000,0,1,1", "0,4000,1,1", "0,0,0,1", "0,0,1,0", "pct:100,0,1,1", "pct:0,0,0,1"] {
        assert_eq!(plan(&format!("{region}/max/0/default.jpg")), Err(IiifError::Empty), "{region}");
    }
}

#[test]
fn the_sentences_of_size() {
    assert_eq!(size_of("max"), (4096, 2731));
    assert_eq!(size_of("150,"), (150, 100));
    assert_eq!(size_of(",150"), (225, 150));
    assert_eq!(size_of("pct:50"), (3000, 2000));
    assert_eq!(size_of("225,100"), (225, 100));
    assert_eq!(size_of("!225,100"), (150, 100));
    assert_eq!(size_of("!100,225"), (100, 67));
    assert_eq!(size_of("!9000,9000"), (4096, 2731));
}

#[test]
fn a_caret_is_allowed_as_long_as_nothing_is_enlarged() {
    assert_eq!(size_of("^150,"), (150, 100));
    assert_eq!(size_of("^,150"), (225, 150));
    assert_eq!(size_of("^pct:50"), (3000, 2000));
    assert_eq!(size_of("^225,100"), (225, 100));
    assert_eq!(size_of("^!225,100"), (150, 100));
    assert_eq!(size_of("^max"), (4096, 2731));
}

#[test]
fn nothing_is_enlarged() {
    for size in ["101,", ",101", "pct:101", "101,50", "50,101", "^101,", "^max", "^!200,200", "^pct:120"] {
        assert_eq!(plan(&format!("0,0,100,100/{size}/0/default.jpg")), Err(IiifError::Enlarged), "{size}");
    }
    assert_eq!(pixels("0,0,100,100/!200,200/0/default.jpg").4, 100);
}

#[test]
fn sizes_of_nothing_or_beyond_the_limits_are_refused() {
    for size in ["0,", ",0", "0,0", "!0,5", "pct:0", "pct:0.001", "5000,", "pct:90"] {
        assert_eq!(plan(&format!("full/{size}/0/default.jpg")), Err(IiifError::Beyond), "{size}");
    }
}

#[test]
fn a_thin_picture_keeps_at_least_one_pixel() {
    assert!(
        matches!(plan_of("full/!256,256/0/gray.jpg", 6000, 2, &[]), Ok(Plan::Render { render, .. }) if (render.width, render.height) == (256, 1))
    );
}

#[test]
fn rotation_is_in_degrees_clockwise_with_an_optional_mirror() {
    for (rotation, canonical) in
        [("90", "90"), ("!0", "!0"), ("22.5", "22.5"), ("!180", "!180"), ("360", "0"), ("007.50", "7.5")]
    {
        let planned = plan(&format!("full/max/{rotation}/default.jpg")).expect("the rotation is sound");
        assert_eq!(planned.path(), format!("full/max/{canonical}/default.jpg"));
    }
}

#[test]
fn each_wrong_part_is_named() {
    for (path, part) in [
        ("Full/max/0/default.jpg", Part::Region),
        ("1,2,3/max/0/default.jpg", Part::Region),
        ("1,2,3,4,5/max/0/default.jpg", Part::Region),
        ("-1,0,5,5/max/0/default.jpg", Part::Region),
        ("1.5,0,5,5/max/0/default.jpg", Part::Region),
        ("pct:a,0,5,5/max/0/default.jpg", Part::Region),
        ("pct:1e1,0,5,5/max/0/default.jpg", Part::Region),
        ("4294967296,0,5,5/max/0/default.jpg", Part::Region),
        ("full/full/0/default.jpg", Part::Size),
        ("full/,/0/default.jpg", Part::Size),
        ("full/^/0/default.jpg", Part::Size),
        ("full/!5,/0/default.jpg", Part::Size),
        ("full/^^5,/0/default.jpg", Part::Size),
        ("full/+5,/0/default.jpg", Part::Size),
        ("full/pct:/0/default.jpg", Part::Size),
        ("full/pct:NaN/0/default.jpg", Part::Size),
        ("full/max/-1/default.jpg", Part::Rotation),
        ("full/max/361/default.jpg", Part::Rotation),
        ("full/max/!/default.jpg", Part::Rotation),
        ("full/max/1./default.jpg", Part::Rotation),
        ("full/max/inf/default.jpg", Part::Rotation),
        ("full/max/0/native.jpg", Part::Quality),
        ("full/max/0/.jpg", Part::Quality),
        ("full/max/0/default", Part::Format),
        ("full/max/0/default.jpeg", Part::Format),
        ("full/max/0/default.", Part::Format),
    ] {
        assert_eq!(plan(path), Err(IiifError::Malformed(part)), "{path}");
    }
    assert_eq!(plan("full/max/0/default.tif"), Err(IiifError::NotOffered(Part::Format)));
}

#[test]
fn every_spelling_of_what_is_stored_finds_it() {
    for path in [
        "full/512,341/0/default.jpg",
        "full/512,/0/color.jpg",
        "full/,341/0/default.jpg",
        "full/!512,512/360/default.jpg",
        "0,0,6000,4000/^512,/0/default.jpg",
        "pct:0,0,100,100/512,341/0/default.jpg",
    ] {
        assert_eq!(entry(path).as_deref(), Some("full/512,341/0/default.jpg"), "{path}");
    }
    assert_eq!(entry("0,0,1024,1024/512,/0/default.jpg").as_deref(), Some("0,0,1024,1024/512,512/0/default.jpg"));
    assert_eq!(entry("512,512,512,512/max/0/default.jpg").as_deref(), Some("512,512,512,512/512,512/0/default.jpg"));
    assert_eq!(
        entry("5632,3584,999,999/max/0/default.jpg").as_deref(),
        Some("5632,3584,368,416/368,416/0/default.jpg")
    );
    assert_eq!(entry("full/375,250/0/default.jpg").as_deref(), Some("full/375,250/0/default.jpg"));
    for path in [
        "full/511,/0/default.jpg",
        "full/512,341/0/gray.jpg",
        "full/512,341/0/default.png",
        "full/512,341/!0/default.jpg",
        "full/512,341/90/default.jpg",
        "1,0,512,512/max/0/default.jpg",
        "0,0,512,512/256,256/0/default.jpg",
    ] {
        assert_eq!(entry(path), None, "{path}");
    }
}

#[test]
fn the_canonical_path_is_the_same_for_every_spelling() {
    for (path, canonical) in [
        ("0,0,6000,4000/512,/0/color.jpg", "full/512,341/0/default.jpg"),
        ("square/max/0/default.png", "1000,0,4000,4000/max/0/default.png"),
        ("full/!4096,4096/0/default.jpg", "full/max/0/default.jpg"),
        ("pct:0,0,50,50/300,200/!90.0/bitonal.webp", "0,0,3000,2000/300,200/!90/bitonal.webp"),
    ] {
        assert_eq!(plan(path).expect("the path is sound").path(), canonical);
        assert_eq!(plan(canonical).expect("the path is sound").path(), canonical);
    }
}

#[test]
fn info_says_what_is_served() {
    let info = info_json(
        "https://example.org/iiif/image/01",
        WIDTH,
        HEIGHT,
        &SIZES,
        Some("http://creativecommons.org/licenses/by/4.0/"),
    );
    assert_eq!(info["id"], "https://example.org/iiif/image/01");
    assert_eq!(info["profile"], "level2");
    assert_eq!(info["tiles"][0]["scaleFactors"], serde_json::json!([1, 2, 4, 8, 16]));
    assert_eq!(info["sizes"][1], serde_json::json!({ "width": 512, "height": 341 }));
    assert_eq!(info["rights"], "http://creativecommons.org/licenses/by/4.0/");
    assert!(info_json("x", 1, 1, &[(1, 1)], None).get("rights").is_none());
}
