//! Sentences of the Image API 3.0 and 2.1, one test each.

use crate::iiif::Edition;
use crate::iiif::Frame;
use crate::iiif::IiifError;
use crate::iiif::Part;
use crate::iiif::Plan;
use crate::iiif::Request;
use crate::iiif::Stored;
use crate::iiif::info_json;
use serde_json::json;

const WIDTH: u32 = 6000;
const HEIGHT: u32 = 4000;
const SIZES: [(u32, u32); 4] = [(256, 171), (512, 341), (1024, 683), (2048, 1365)];

fn frame<'a>() -> Frame<'a> {
    Frame { width: WIDTH, height: HEIGHT, sizes: &SIZES, may_enlarge: false }
}

fn plan(path: &str) -> Result<Plan, IiifError> {
    plan_of(Edition::Three, path, &frame())
}

/// A request of edition 2.1.
fn plan_two(path: &str) -> Result<Plan, IiifError> {
    plan_of(Edition::Two, path, &frame())
}

fn plan_of(edition: Edition, path: &str, frame: &Frame<'_>) -> Result<Plan, IiifError> {
    let mut parts = path.split('/');
    let mut next = || parts.next().expect("a test's path has four parts");
    Plan::new(&Request::parse(edition, next(), next(), next(), next())?, frame)
}

/// Returns region and size in pixels, whether stored or not.
fn pixels(path: &str) -> (u32, u32, u32, u32, u32, u32) {
    let r = plan(path).unwrap_or_else(|error| panic!("{path}: {error}")).render;
    (r.region.x, r.region.y, r.region.width, r.region.height, r.width, r.height)
}

fn stored(path: &str) -> Option<Stored> {
    plan(path).ok()?.stored
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
fn a_size_without_caret_that_is_larger_than_the_region_is_an_error() {
    for size in ["101,", ",101", "pct:101", "101,50", "50,101"] {
        assert_eq!(plan(&format!("0,0,100,100/{size}/0/default.jpg")), Err(IiifError::Enlarged), "{size}");
    }
    assert_eq!(pixels("0,0,100,100/!200,200/0/default.jpg").4, 100);
    assert_eq!(pixels("0,0,100,100/max/0/default.jpg").4, 100);
}

#[test]
fn a_caret_that_asks_to_enlarge_is_told_that_this_is_not_offered() {
    for size in ["^101,", "^,101", "^max", "^!200,200", "^pct:120", "^101,50"] {
        assert_eq!(plan(&format!("0,0,100,100/{size}/0/default.jpg")), Err(IiifError::NotEnlarging), "{size}");
    }
}

#[test]
fn a_caret_enlarges_where_the_settings_allow_it_up_to_the_limits() {
    let frame = Frame { may_enlarge: true, ..frame() };
    let plan = |size: &str| plan_of(Edition::Three, &format!("0,0,100,50/{size}/0/default.jpg"), &frame);
    for (size, width, height, canonical) in [
        ("^200,", 200, 100, "^200,100"),
        ("^,100", 200, 100, "^200,100"),
        ("^pct:300", 300, 150, "^300,150"),
        ("^120,300", 120, 300, "^120,300"),
        ("^!400,400", 400, 200, "^400,200"),
        ("^max", 4096, 2048, "^max"),
        ("^!100,100", 100, 50, "max"),
    ] {
        let planned = plan(size).unwrap_or_else(|error| panic!("{size}: {error}"));
        assert_eq!((planned.render.width, planned.render.height), (width, height), "{size}");
        assert_eq!(planned.path(), format!("0,0,100,50/{canonical}/0/default.jpg"));
        assert_eq!(plan(canonical).expect("it is sound").path(), planned.path());
    }
    assert_eq!(plan("200,"), Err(IiifError::Enlarged), "without a caret it stays an error");
    assert_eq!(plan("^5000,"), Err(IiifError::Beyond));
}

#[test]
fn sizes_of_nothing_or_beyond_the_limits_are_refused() {
    for size in ["0,", ",0", "0,0", "!0,5", "pct:0", "pct:0.001", "5000,", "pct:90"] {
        assert_eq!(plan(&format!("full/{size}/0/default.jpg")), Err(IiifError::Beyond), "{size}");
    }
}

#[test]
fn a_thin_picture_keeps_at_least_one_pixel() {
    let thin = Frame { width: 6000, height: 2, sizes: &[], may_enlarge: false };
    let planned = plan_of(Edition::Three, "full/!256,256/0/gray.jpg", &thin).expect("it is sound");
    assert_eq!((planned.render.width, planned.render.height), (256, 1));
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
        "0,0,9999,9999/512,/000/default.jpg",
        "pct:0,0,100,100/512,341/0/default.jpg",
    ] {
        assert_eq!(stored(path), Some(Stored::Whole(1)), "{path}");
    }
    let tile = |level, column, row| Some(Stored::Tile { level, column, row });
    for (path, expected) in [
        ("0,0,1024,1024/512,/0/default.jpg", tile(1, 0, 0)),
        ("0,0,1024,1024/pct:50/0/default.jpg", tile(1, 0, 0)),
        ("512,512,512,512/max/0/default.jpg", tile(0, 1, 1)),
        ("512,512,512,512/^max/0/default.jpg", None),
        ("5632,3584,999,999/max/0/default.jpg", tile(0, 11, 7)),
        ("pct:0,0,8.5333333333,12.8/max/0/default.jpg", tile(0, 0, 0)),
        ("full/375,250/0/default.jpg", tile(4, 0, 0)),
    ] {
        assert_eq!(stored(path), expected, "{path}");
    }
    for path in [
        "full/511,/0/default.jpg",
        "full/512,340/0/default.jpg",
        "full/512,341/0/gray.jpg",
        "full/512,341/0/default.png",
        "full/512,341/!0/default.jpg",
        "full/512,341/90/default.jpg",
        "1,0,512,512/max/0/default.jpg",
        "0,0,512,512/256,256/0/default.jpg",
    ] {
        assert_eq!(stored(path), None, "{path}");
    }
}

#[test]
fn where_one_side_is_named_the_other_is_that_of_the_stored_tile_to_a_pixel() {
    // A tile of the third level at the lower edge: 4 × 100 + 1 rows are stored as 101, in proportion they are 100.
    let frame = Frame { width: 6000, height: 2449, sizes: &[], may_enlarge: false };
    let plan = |path: &str| plan_of(Edition::Three, path, &frame).expect("it is sound");
    assert_eq!(plan("0,2048,2048,401/512,/0/default.jpg").stored, Some(Stored::Tile { level: 2, column: 0, row: 1 }));
    assert_eq!(plan("0,2048,2048,401/512,/0/default.jpg").path(), "0,2048,2048,401/512,101/0/default.jpg");
    assert_eq!(plan("0,2048,2048,401/512,100/0/default.jpg").stored, None, "exactly is exactly");
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
        Edition::Three,
        "https://example.org/iiif/image/01",
        &frame(),
        Some("http://creativecommons.org/licenses/by/4.0/"),
    );
    assert_eq!(info.as_object().and_then(|info| info.keys().next()).map(String::as_str), Some("@context"));
    assert_eq!(info["id"], "https://example.org/iiif/image/01");
    assert_eq!(info["type"], "ImageService3");
    assert_eq!(info["profile"], "level2");
    assert_eq!((&info["width"], &info["height"]), (&json!(6000), &json!(4000)));
    assert_eq!((&info["maxWidth"], &info["maxHeight"]), (&json!(4096), &json!(4000)));
    assert_eq!(info["maxArea"], 4096 * 4000);
    assert_eq!(info["tiles"], json!([{ "width": 512, "height": 512, "scaleFactors": [1, 2, 4, 8, 16] }]));
    assert_eq!(info["sizes"][0], json!({ "width": 512, "height": 341 }));
    assert_eq!(info["rights"], "http://creativecommons.org/licenses/by/4.0/");
    assert!(!info["extraFeatures"].as_array().expect("a list").contains(&json!("sizeUpscaling")));
    let small = Frame { width: 1, height: 1, sizes: &[(1, 1)], may_enlarge: true };
    let info = info_json(Edition::Three, "x", &small, None);
    assert!(info.get("rights").is_none());
    assert!(info["extraFeatures"].as_array().expect("a list").contains(&json!("sizeUpscaling")));
    assert_eq!(info["maxWidth"], 4096, "who enlarges must say how far");
}

#[test]
fn info_names_only_sizes_and_tiles_within_its_own_limits() {
    for (width, height) in [(6000, 4000), (4000, 6000), (300, 200), (20000, 10)] {
        let sizes = [(width.min(256), height.min(256))];
        let info = info_json(Edition::Three, "x", &Frame { width, height, sizes: &sizes, may_enlarge: false }, None);
        let number = |value: &serde_json::Value| value.as_u64().expect("a number");
        for size in info["sizes"].as_array().expect("a list") {
            assert!(number(&size["width"]) <= number(&info["maxWidth"]));
            assert!(number(&size["height"]) <= number(&info["maxHeight"]));
            assert!(number(&size["width"]) * number(&size["height"]) <= number(&info["maxArea"]));
        }
    }
}

// Image API 2.1.

#[test]
fn two_full_is_unscaled_and_refused_where_that_is_beyond_the_limits() {
    let planned = plan_two("0,0,600,400/full/0/default.jpg").expect("it is sound");
    assert_eq!((planned.render.width, planned.render.height), (600, 400));
    assert_eq!(planned.path(), "0,0,600,400/full/0/default.jpg");
    assert_eq!(plan_two("full/full/0/default.jpg"), Err(IiifError::Beyond));
    assert_eq!(plan("full/full/0/default.jpg"), Err(IiifError::Malformed(Part::Size)), "3.0 has no such size");
}

#[test]
fn two_max_is_as_large_as_the_limits_allow() {
    let planned = plan_two("full/max/0/default.jpg").expect("it is sound");
    assert_eq!((planned.render.width, planned.render.height), (4096, 2731));
    assert_eq!(planned.path(), "full/4096,/0/default.jpg");
}

#[test]
fn two_has_no_caret_and_enlarges_nothing_by_itself() {
    assert_eq!(plan_two("full/^500,/0/default.jpg"), Err(IiifError::Malformed(Part::Size)));
    assert_eq!(plan_two("0,0,100,100/200,/0/default.jpg"), Err(IiifError::NotEnlarging));
    let frame = Frame { may_enlarge: true, ..frame() };
    let planned = plan_of(Edition::Two, "0,0,100,100/200,/0/default.jpg", &frame).expect("it is sound");
    assert_eq!(planned.render.width, 200);
}

#[test]
fn two_names_its_sizes_canonically_by_their_width() {
    for (path, canonical) in [
        ("full/512,341/0/default.jpg", "full/512,/0/default.jpg"),
        ("full/!512,512/0/color.jpg", "full/512,/0/default.jpg"),
        ("full/500,100/0/default.jpg", "full/500,100/0/default.jpg"),
        ("0,0,1024,1024/512,/0/default.jpg", "0,0,1024,1024/512,/0/default.jpg"),
    ] {
        assert_eq!(plan_two(path).expect("it is sound").path(), canonical);
        assert_eq!(plan_two(canonical).expect("it is sound").path(), canonical);
    }
    assert_eq!(plan_two("full/512,/0/default.jpg").expect("it is sound").stored, Some(Stored::Whole(1)));
}

#[test]
fn two_says_what_is_served_in_its_own_words() {
    let info = info_json(Edition::Two, "https://example.org/iiif/image2/01", &frame(), Some("http://x/"));
    assert_eq!(info["@context"], "http://iiif.io/api/image/2/context.json");
    assert_eq!(info["@id"], "https://example.org/iiif/image2/01");
    assert_eq!(info["profile"][0], "http://iiif.io/api/image/2/level2.json");
    assert_eq!(info["profile"][1]["maxWidth"], 4096);
    assert_eq!(info["license"], "http://x/");
    assert!(info.get("id").is_none() && info.get("type").is_none() && info.get("rights").is_none());
}
