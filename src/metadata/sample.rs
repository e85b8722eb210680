//! A relic with everything around it, for the tests of what writes records: full, hostile in places, and holding
//! every closed field so that tests can look for it where it must not be.

use std::collections::BTreeMap;

use crate::base::id::RecordId;
use crate::metadata::described::Described;
use crate::metadata::standards::premis::PreservationEvent;
use crate::model::record::Record;
use crate::model::text::Lang;

/// Words that stand in closed fields of the sample alone: no file for others may hold them.
pub const CLOSED: [&str; 5] = ["SECRET-SHELF", "SECRET-PERSON", "16.987654", "SECRET-ACCOUNT", "SECRET-CLAIM"];

/// The bytes of the sample's one picture.
pub const PICTURE: &[u8] = b"\xFF\xD8\xFF\xE0 not a picture, but bytes with a digest \xFF\xD9";

/// A relic and what belongs to it.
pub struct Sample {
    /// The relic.
    pub relic: Record,
    /// Its parts, artefacts and inscriptions.
    pub children: Vec<Record>,
    /// Its assets.
    pub assets: Vec<Record>,
    /// What they refer to.
    pub related: Vec<Record>,
    /// What was done.
    pub events: Vec<PreservationEvent>,
    /// Names of the archive.
    pub archive: BTreeMap<Lang, String>,
}

impl Sample {
    /// Makes the full sample.
    pub fn full() -> Sample {
        let digest = crate::base::digest::Digest::of(PICTURE).hex();
        let asset = ASSET.replace("DIGEST", &digest).replace("BYTES", &PICTURE.len().to_string());
        let archive = [(Lang::Vi, "Kho di sản"), (Lang::En, "Heritage archive"), (Lang::Id, "Arsip warisan")];
        let mut sample = Sample {
            relic: record(1, RELIC),
            children: vec![record(2, PART), record(3, ARTEFACT), record(4, INSCRIPTION)],
            assets: vec![record(5, &asset)],
            related: vec![record(6, EVENT), record(7, DECISION), record(8, AGENT), record(9, BOOK)],
            events: Vec::new(),
            archive: archive.map(|(lang, name)| (lang, name.to_owned())).into(),
        };
        let event = serde_json::json!({
            "type": "ingestion", "at": "2026-11-24T01:02:03Z", "operator": "lan <&>", "outcome": "success", "note": "from a folder",
        });
        sample.events.extend(PreservationEvent::read(&sample.assets[0].envelope.id, &event));
        sample.events.extend(PreservationEvent::read(&sample.relic.envelope.id, &event));
        sample
    }

    /// Makes a relic of which nothing is known but its kind.
    pub fn bare() -> Sample {
        Sample {
            relic: record(1, r#"{"kind":"relic"}"#),
            children: vec![record(2, r#"{"kind":"artefact"}"#)],
            ..Sample::none()
        }
    }

    fn none() -> Sample {
        let archive = BTreeMap::from([(Lang::Vi, "Kho".to_owned())]);
        let relic = record(1, r#"{"kind":"relic"}"#);
        Sample { relic, children: vec![], assets: vec![], related: vec![], events: vec![], archive }
    }

    /// Lends the sample to a writer.
    pub fn described(&self) -> Described<'_> {
        Described {
            relic: &self.relic,
            children: &self.children,
            assets: &self.assets,
            related: &self.related,
            events: &self.events,
            public_url: "https://archive.example",
            archive: &self.archive,
        }
    }
}

fn record(n: u8, json: &str) -> Record {
    let mut record = Record::from_json(json).expect("the sample is well-formed");
    record.envelope.id = RecordId::from_bytes([n; 16]);
    record
}

const RELIC: &str = r#"{
  "kind": "relic", "code": "DTG", "status": "published", "version": 3,
  "created": {"at": "2026-01-02T03:04:05Z", "by": "lan"}, "updated": {"at": "2026-02-02T03:04:05Z", "by": "lan"},
  "access": {"level": "public", "names": ["SECRET-ACCOUNT"]},
  "claims": [{"path": "place.point", "value": "SECRET-CLAIM", "preferred": false},
             {"path": "dating", "value": "1813", "preferred": false}],
  "sources": [{"bibliography_id": {"code": "SACH"}}, {"citation": "Hồ sơ di tích"}],
  "same_as": ["https://www.wikidata.org/wiki/Q1"],
  "name": {"vi": "Đình Thạc Gián", "en": {"text": "Thac Gian communal house", "state": "human"}},
  "other_names": [{"name": {"vi": "Đình làng & <miếu>"}, "kind": "popular"}],
  "relic_types": ["historical", "architectural_art"], "functions": ["dinh"], "rank": "national",
  "decisions": [{"code": "QD4699"}], "events": [{"code": "SK1"}],
  "place": {"address_recorded": {"text": {"vi": "phường Chính Gián"}}, "address_current": {"text": {"vi": "phường Thanh Khê"}},
            "point": {"lat": 16.987654, "lon": 108.2123}, "public_precision": "1km"},
  "area_m2": {"type": "area", "value": 1200.5, "unit": "m2"},
  "dating": [{"edtf": "145X~", "display": {"vi": "khoảng thập niên 1450"}}, {"edtf": "1813/..", "of": "rebuilt"}],
  "summary": {"vi": "Đình làng cổ.", "en": {"text": "An old communal house.", "state": "machine"}, "id": "Rumah komunal tua."},
  "history": {"vi": "Lịch sử <b>đậm</b>"},
  "worship": [{"agent": {"code": "TH"}, "role": "tutelary"}],
  "materials": ["go", "ngoi_am_duong"], "techniques": ["cham_khac"],
  "condition": {"grade": "good", "urgency": "none", "assessed_on": "2026-01-01"},
  "manager": [{"name": {"vi": "Ban quản lý di tích"}}],
  "rights": {"statement": "https://creativecommons.org/licenses/by/4.0/", "holder": {"name": {"vi": "Bảo tàng"}},
             "credit_line": {"vi": "Ảnh: Bảo tàng", "en": "Photo: the museum"}},
  "bibliography": [{"code": "SACH"}]
}"#;
const PART: &str = r#"{"kind": "part", "code": "TĐ", "name": {"vi": "Tiền đường"}, "part_type": "TD", "belongs_to": {"code": "DTG"},
  "original_element": true, "dating": [{"edtf": "1813"}]}"#;
const ARTEFACT: &str = r#"{"kind": "artefact", "code": "DTG.TĐ.01", "name": {"vi": "Hoành phi", "en": "Horizontal board"},
  "object_type": "hoanh_phi", "inventory_no": "DTG.TĐ.01", "legal_class": "di_vat", "acquisition": "gift",
  "belongs_to": {"code": "DTG"}, "part_location": {"code": "DTG/TD"}, "location_precise": "SECRET-SHELF",
  "dating": [{"edtf": "[1834,1835]"}], "maker": [{"name": {"vi": "Thợ Kim Bồng"}, "role": "carver"}], "materials": ["go"],
  "measures": [{"type": "height", "value": 52, "unit": "cm", "of": "khung"}], "subject": {"vi": "Bốn chữ"},
  "description": {"vi": "=HYPERLINK(\"http://evil\") Bức hoành sơn son."}}"#;
const INSCRIPTION: &str = r#"{"kind": "inscription", "code": "DTG.MV.01", "text_kind": "hoanh_phi", "carrier": {"code": "DTG/DTG.TĐ.01"},
  "script": "hani_han", "direction": "horizontal_rl", "original": "萬古英靈", "reading": {"vi": "Vạn cổ anh linh"},
  "translation": {"vi": "Anh linh muôn thuở", "en": "Heroic spirits for ever"}, "state": "complete",
  "editors": [{"name": {"vi": "Người đọc"}}]}"#;
const ASSET: &str = r#"{"kind": "asset", "asset_kind": "photo", "of": [{"record": {"code": "DTG"}, "relation": "depicts"},
    {"record": {"code": "DTG/DTG.TĐ.01"}, "relation": "depicts"}],
  "title": {"vi": "Mặt trước"}, "caption": {"vi": "Sau mưa"}, "alt_text": {"vi": "Cổng và sân", "en": "Gate and yard"}, "view": "front",
  "captured_at": {"edtf": "2026-03-14"}, "creator": {"name": {"vi": "Nguyễn Văn A"}},
  "geo_at_capture": {"lat": 16.987654, "lon": 108.1}, "consents": [{"subject_ref": "SECRET-PERSON"}],
  "files": [{"role": "master", "path": "original.jpg", "name": "IMG 0001 <ảnh>.JPG", "mime": "image/jpeg", "puid": "fmt/43",
             "bytes": BYTES, "sha256": "DIGEST", "width_px": 4000, "height_px": 3000}],
  "rights": {"statement": "https://creativecommons.org/licenses/by-sa/4.0/", "credit_line": {"vi": "Ảnh: Nguyễn Văn A"}}}"#;
const EVENT: &str = r#"{"kind": "event", "code": "SK1", "event_kind": "restored", "of": [{"code": "DTG"}], "title": {"vi": "Trùng tu"},
  "date": {"edtf": "1999-04-01"}, "actors": [{"agent": {"code": "TH"}}], "narrative": {"vi": "Dân làng góp công."}}"#;
const DECISION: &str = r#"{"kind": "decision", "code": "QD4699", "number": "4699/QĐ-BVHTTDL", "decision_kind": "ranking",
  "issued_on": {"edtf": "2007-12-28"}, "issuer": {"name": {"vi": "Bộ Văn hóa"}}, "level": "national", "relics": [{"code": "DTG"}]}"#;
const AGENT: &str = r#"{"kind": "agent", "code": "TH", "name": {"vi": "Thành hoàng"}, "agent_kind": "deity"}"#;
const BOOK: &str = r#"{"kind": "bibliography", "code": "SACH", "citation": "Di tích Đà Nẵng, 2009", "language": "vi"}"#;
