//! Makers: records that meet the publish minimum, and small pictures made in code.

use reliquary::base::picture::Picture;
use reliquary::media::encode;
use reliquary::media::encode::Encoding;
use reliquary::media::encode::Shade;
use reliquary::model::record::Record;
use serde_json::json;

/// The licence of everything made here.
const CC_BY: &str = "https://creativecommons.org/licenses/by/4.0/";

/// Media type of a JPEG.
pub const JPEG: &str = "image/jpeg";
/// Media type of a PNG.
pub const PNG: &str = "image/png";

/// Makes a relic that meets the publish minimum but for its picture. Every text of it holds the name.
pub fn relic(code: &str, name: &str) -> Record {
    Record::from_value(json!({
        "kind": "relic",
        "code": code,
        "sources": [{ "citation": format!("Hồ sơ {name}") }],
        "name": { "vi": name, "en": format!("{name} (en)"), "id": format!("{name} (id)") },
        "relic_types": ["architectural_art"],
        "functions": ["dinh"],
        "rank": "inventoried",
        "place": {
            "address_recorded": { "text": { "vi": format!("Làng {name}") } },
            "address_current": { "text": { "vi": format!("Phường {name}") } },
            "point": { "lat": 16.0678, "lon": 108.2208 },
        },
        "dating": [{ "edtf": "1834", "of": "built" }],
        "summary": { "vi": format!("{name} là một di tích dùng để thử."), "en": format!("{name} is a relic for tests.") },
        "condition": { "grade": "good", "urgency": "none" },
        "rights": { "statement": CC_BY },
    }))
    .expect("the maker writes a good record")
}

/// Makes an artefact of a relic that meets the publish minimum.
pub fn artefact(code: &str, name: &str, relic: &str) -> Record {
    Record::from_value(json!({
        "kind": "artefact",
        "code": code,
        "name": { "vi": name, "en": format!("{name} (en)") },
        "object_type": "chuong",
        "inventory_no": code,
        "legal_class": "di_vat",
        "belongs_to": { "code": relic },
        "description": { "vi": format!("{name}, một hiện vật dùng để thử.") },
    }))
    .expect("the maker writes a good record")
}

/// Makes an inscription on a relic that meets the publish minimum.
pub fn inscription(code: &str, original: &str, relic: &str) -> Record {
    Record::from_value(json!({
        "kind": "inscription",
        "code": code,
        "text_kind": "hoanh_phi",
        "carrier": { "code": relic },
        "script": "hani_han",
        "direction": "horizontal_rl",
        "state": "complete",
        "original": original,
        "editors": [{ "name": { "vi": "Người thử" } }],
    }))
    .expect("the maker writes a good record")
}

/// Makes a small JPEG; each number gives other bytes.
pub fn photo(number: u32) -> Vec<u8> {
    photo_of(number, 640, 480, JPEG)
}

/// Makes a picture of a size and type.
pub fn photo_of(number: u32, width: u32, height: u32, mime: &str) -> Vec<u8> {
    let own = number.wrapping_mul(2_654_435_761).to_le_bytes();
    let pixel = |x: u32, y: u32| {
        let is_mark = y < 32 && x < 32 * 8 && number >> (x / 8).min(31) & 1 == 1;
        if is_mark {
            own[..3].try_into().unwrap()
        } else {
            [(x * 200 / width + 20) as u8, (y * 200 / height + 20) as u8, own[3]]
        }
    };
    let rgb = (0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(x, y))).collect();
    let encoding = if mime == PNG { Encoding::Png } else { Encoding::Jpeg };
    encode::encode(&Picture { width, height, rgb }, Shade::Colour, encoding).expect("memory does not fail")
}
