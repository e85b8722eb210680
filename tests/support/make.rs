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

/// Makes a PDF with a page for each text, written in Helvetica of 6 points, 10 points from the left and 19 from the top of
/// a little page of 105 × 149 points: its picture has 630 × 894 pixels.
pub fn pdf(texts: &[&str]) -> Vec<u8> {
    let mut objects = vec!["<< /Type /Catalog /Pages 2 0 R >>".to_owned(), String::new()];
    objects.push("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned());
    let mut kids = String::new();
    for text in texts {
        let drawn = format!("BT /F 6 Tf 10 130 Td ({text}) Tj ET");
        objects.push(format!("<< /Length {} >>\nstream\n{drawn}\nendstream", drawn.len()));
        let content = objects.len();
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 105 149] /Contents {content} 0 R \
             /Resources << /Font << /F 3 0 R >> >> >>"
        ));
        kids += &format!("{} 0 R ", objects.len());
    }
    objects[1] = format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", texts.len());
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", n + 1).bytes());
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    places.iter().for_each(|place| out.extend(format!("{place:010} 00000 n \n").bytes()));
    out.extend(format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1).bytes());
    out
}

/// Makes a TIFF of gray pages of these widths and heights, each level a little lighter than the one before.
pub fn scan(sizes: &[(u32, u32)]) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    let mut file = tiff::encoder::TiffEncoder::new(&mut out).expect("memory does not fail");
    for (n, (width, height)) in sizes.iter().enumerate() {
        let level = 40 + (n as u8 % 20) * 10;
        let pixels = vec![level; (width * height) as usize];
        file.write_image::<tiff::encoder::colortype::Gray8>(*width, *height, &pixels).expect("memory does not fail");
    }
    out.into_inner()
}
