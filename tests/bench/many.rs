//! Makes an archive of many relics: rows straight into the catalogue, then the index as the desk fills it.

use std::path::Path;

use reliquary::base::clock;
use reliquary::base::digest::Digest;
use reliquary::base::id::RecordId;
use reliquary::catalogue::AssetRow;
use reliquary::catalogue::Catalogue;
use reliquary::catalogue::Derived;
use reliquary::config::Config;
use reliquary::desk::Desk;
use reliquary::desk::Home;
use reliquary::model::envelope::Status;
use reliquary::model::record::Record;
use reliquary::pipeline::row;
use reliquary::sandbox::Sandbox;
use serde_json::json;

/// Syllables that names are made of: 24 × 24 × 24 of them before a name comes again.
pub const SYLLABLES: [&str; 24] = [
    "Thạc", "Gián", "Hòa", "Vang", "Liên", "Chiểu", "Sơn", "Trà", "Ngũ", "Hành", "Cẩm", "Lệ", "Thanh", "Khê", "Hải",
    "Châu", "Mỹ", "An", "Túy", "Loan", "Phong", "Nam", "Ô", "Đông",
];
const KINDS: [&str; 6] = ["Đình", "Chùa", "Miếu", "Nhà thờ tộc", "Lăng", "Đền"];
const FUNCTIONS: [&str; 6] = ["dinh", "chua", "mieu", "nha_tho_toc", "lang_mo", "den"];
const TYPES: [&str; 5] = ["historical", "architectural_art", "archaeological", "scenic", "mixed"];
const RANKS: [&str; 4] = ["national", "provincial", "inventoried", "unranked"];
const MATERIALS: [&str; 3] = ["wood", "stone", "brick"];
const GRADES: [&str; 4] = ["good", "fair", "declining", "serious"];

/// Returns the name of a relic by its number.
pub fn name(n: usize) -> String {
    let syllable = |n: usize| SYLLABLES[n % 24];
    format!("{} {} {} {}", KINDS[n % 6], syllable(n / 6), syllable(n / 144), syllable(n / 3456 + n))
}

/// Returns the code of a relic by its number.
pub fn code(n: usize) -> String {
    format!("R{n:05}")
}

/// Returns the id of an asset by its number, and the digest its file is said to have.
pub fn asset_of(n: usize) -> (RecordId, Digest) {
    (id(2, n), Digest::of(&n.to_le_bytes()))
}

fn id(kind: u8, n: usize) -> RecordId {
    let mut bytes = [0u8; 16];
    bytes[0] = 1;
    bytes[6] = kind;
    bytes[8..].copy_from_slice(&(n as u64).to_be_bytes());
    RecordId::from_bytes(bytes)
}

fn relic(n: usize, now: &str) -> Record {
    let name = name(n);
    let year = 1400 + (n * 7) % 550;
    let long = format!(
        "{name} được dựng năm {year}, nằm trên gò đất cao nhìn ra sông, ba gian hai chái, vì kèo chồng rường giả thủ, \
         mái lợp ngói âm dương, bờ nóc đắp lưỡng long triều nguyệt. Làng giữ lệ tế xuân thu nhị kỳ. "
    );
    let mut record = Record::from_value(json!({
        "kind": "relic", "id": id(1, n), "code": code(n),
        "sources": [{ "citation": format!("Hồ sơ khoa học di tích {name}"), "locator": "tr. 4" }],
        "name": { "vi": name, "en": format!("{name} communal house"), "id": format!("Balai {name}") },
        "relic_types": [TYPES[n % 5]], "functions": [FUNCTIONS[n % 6]], "rank": RANKS[n % 4],
        "materials": [MATERIALS[n % 3]],
        "place": {
            "address_recorded": { "text": { "vi": format!("Làng {}, huyện Hòa Vang", SYLLABLES[n % 24]) } },
            "address_current": { "text": { "vi": format!("Phường {}, thành phố Đà Nẵng", SYLLABLES[(n / 3) % 24]) } },
            "point": { "lat": 15.9 + (n % 400) as f64 / 1000.0, "lon": 108.0 + (n % 300) as f64 / 1000.0 },
        },
        "dating": [{ "edtf": year.to_string(), "of": "built" }],
        "summary": { "vi": long.repeat(2), "en": format!("{name} stands on a rise above the river.") },
        "history": { "vi": long.repeat(6) },
        "description": { "vi": long.repeat(4) },
        "condition": { "grade": GRADES[n % 4], "urgency": "none" },
        "cover": { "id": id(2, n) },
        "rights": { "statement": "https://creativecommons.org/licenses/by/4.0/" },
    }))
    .expect("a good record");
    stamp(&mut record, now);
    record.envelope.status = Status::Published;
    record.envelope.published_version = Some(1);
    record
}

fn asset(n: usize, now: &str) -> (Record, AssetRow) {
    let digest = Digest::of(&n.to_le_bytes());
    let mut record = Record::from_value(json!({
        "kind": "asset", "id": id(2, n), "asset_kind": "photo",
        "of": [{ "record": { "id": id(1, n) }, "relation": "depicts" }],
        "title": { "vi": format!("Mặt trước {}", name(n)) },
        "alt_text": { "vi": "Mặt trước ba gian, mái ngói, sân gạch" },
        "creator": { "name": { "vi": "Đội khảo sát" } },
        "files": [{ "role": "master", "path": "original.jpg", "name": "anh.jpg", "mime": "image/jpeg", "bytes": 1, "sha256": digest.hex() }],
        "rights": { "statement": "https://creativecommons.org/licenses/by/4.0/" },
    }))
    .expect("a good record");
    stamp(&mut record, now);
    let row = AssetRow {
        id: record.envelope.id,
        sha256: digest,
        bytes: 1,
        mime: "image/jpeg".to_owned(),
        format: "jpeg".to_owned(),
        stored_as: "original.jpg".to_owned(),
        given_name: "anh.jpg".to_owned(),
        state: "ready".to_owned(),
        reason: None,
        derived: Some(Derived {
            width: 4000,
            height: 3000,
            sizes: vec![(250, 188), (500, 375), (1000, 750), (2000, 1500)],
            recipe: 1,
            preview: None,
            focus: 2,
        }),
        technical_json: "{}".to_owned(),
        body_text: None,
    };
    (record, row)
}

fn stamp(record: &mut Record, now: &str) {
    record.envelope.version = 1;
    record.envelope.created.at = now.to_owned();
    record.envelope.updated.at = now.to_owned();
}

/// Makes the archive in a home.
pub async fn make(home: &Path, relics: usize) {
    Home::new(home).prepare().expect("a home");
    let catalogue = Catalogue::open(&home.join("catalogue.db")).await.expect("a catalogue");
    let now = clock::stamp(clock::now());
    for first in (0..relics).step_by(500) {
        let mut writes = Vec::new();
        for n in first..(first + 500).min(relics) {
            let record = relic(n, &now);
            let digest = Digest::of(&n.to_be_bytes());
            writes.push(row::write(&catalogue, &record, Some(&record), digest, None).await.expect("a row"));
        }
        catalogue.write(&writes).await.expect("written");
        let mut writes = Vec::new();
        for n in first..(first + 500).min(relics) {
            let (record, file) = asset(n, &now);
            let digest = Digest::of(&n.to_be_bytes());
            writes.push(row::write(&catalogue, &record, None, digest, Some(file)).await.expect("a row"));
        }
        catalogue.write(&writes).await.expect("written");
    }
    catalogue.close().await;
    let config = Config::read(home, &|_| None, &[]).expect("settings");
    let sandbox = Sandbox::new(crate::program(), config.sandbox);
    let desk = Desk::open(Home::new(home), config, sandbox, false).await.expect("the index follows");
    desk.close().await;
}
