//! Every public template with all it can show, with next to nothing, and with words that would do harm, in three languages.

use std::collections::BTreeSet;

use reliquary::base::id::RecordId;
use reliquary::model::access::Viewer;
use reliquary::model::record::Record;
use reliquary::model::text::Lang;
use serde_json::Value;
use serde_json::json;

use crate::support::Archive;
use crate::support::open;
use crate::support::photo;
use crate::support::relic;

/// 140 letters and more: markup, quotes, stacked marks, a word without an end, right-to-left letters and their marks.
const HARM: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;{{ 7*7 }}{% raw %} Ẫm Ộc Ễnh Ữ Ỵ \u{202e}شجرة\u{202c} \
    Pneumonoultramicroscopicsilicovolcanoconiosiskhôngxuốngdòngđược";

fn record(value: Value) -> Record {
    Record::from_value(value).unwrap()
}

/// A relic that fills every section of its page; every text is `words`.
fn full_relic(words: &str) -> Record {
    let said = json!({ "vi": words, "en": words, "id": { "text": words, "state": "machine" } });
    let agent = json!([{ "name": said, "role": "founder" }]);
    record(json!({
        "kind": "relic", "code": "FULL",
        "sources": [{ "citation": words, "locator": words, "accessed": "2026-01-02" }, { "url": "https://example.org/book" }],
        "claims": [
            { "path": "dating", "value": { "edtf": "1826" }, "source": { "citation": words }, "preferred": true },
            { "path": "dating", "value": words, "source": { "citation": "other" }, "note": said },
            { "path": "name", "value": said, "source": { "url": "https://example.org/name" } },
            { "path": "somewhere.else", "value": words },
        ],
        "same_as": ["https://example.org/same"],
        "name": said,
        "other_names": [{ "name": said, "kind": "old", "period": words }],
        "relic_types": ["architectural_art", "historical"], "functions": ["dinh"],
        "rank": "special_national", "rank_flags": ["world_heritage"], "decisions": [{ "code": "QD1" }, { "code": "QD2" }],
        "place": {
            "address_recorded": { "text": said }, "address_current": { "text": said },
            "point": { "lat": 16.0678, "lon": 108.2208 }, "public_precision": "100m", "route": said,
            "units": [{ "name": words, "from": "2025-07-01" }, { "name": words, "to": "2025-06-30" }, { "name": words }],
        },
        "area_m2": { "type": "area", "value": 636.5, "unit": "m2" },
        "dating": [
            { "edtf": "145X~", "of": "village_founding", "mark": "U" },
            { "edtf": "1854", "of": "rebuilt", "computed": true, "reign": { "era": "Tự Đức", "year": 7, "can_chi": "Giáp Dần" } },
        ],
        "summary": said, "history": said, "description": said, "significance": said,
        "worship": agent, "people": agent, "owner": agent, "manager": agent,
        "materials": ["go", "gach"], "techniques": ["cham_khac"],
        "condition": { "grade": "good", "urgency": "none", "assessed_on": "2026-02-03" },
        "visit": { "hours": said, "fee": said, "access_notes": said, "dress": said, "photo_rule": said },
        "rights": {
            "statement": "https://creativecommons.org/licenses/by/4.0/", "holder": { "name": said }, "credit_line": said,
            "community_notice": [{ "term": "ask_first" }],
        },
    }))
}

/// What stands under and around it.
fn around(words: &str) -> Vec<Record> {
    let said = json!({ "vi": words, "en": words, "id": words });
    let relic = json!({ "code": "FULL" });
    vec![
        record(json!({ "kind": "decision", "code": "QD1", "number": words, "decision_kind": "ranking",
            "issued_on": { "edtf": "2009-12-28" }, "relics": [relic] })),
        record(json!({ "kind": "decision", "code": "QD2", "number_unknown": true, "decision_kind": "upgrade",
            "issued_on": { "edtf": "2014?" }, "relics": [relic] })),
        record(
            json!({ "kind": "event", "code": "SK1", "event_kind": "rebuilt", "of": [relic], "title": said, "narrative": said,
            "date": { "edtf": "1909~" } }),
        ),
        record(json!({ "kind": "event", "code": "SK2", "event_kind": "festival", "of": [relic], "title": said,
            "recurrence": { "lunar": { "month": 2, "day": 15 }, "days": 2, "every_years": 2 } })),
        record(
            json!({ "kind": "part", "code": "CD", "name": said, "part_type": "CD", "belongs_to": relic, "materials": ["go"],
            "dating": [{ "edtf": "1854" }], "measures": [{ "type": "height", "value": 4.25, "unit": "m", "of": words }],
            "description": said, "features": said }),
        ),
        record(
            json!({ "kind": "artefact", "code": "HV.01", "name": said, "object_type": "hoanh_phi", "inventory_no": "HV.01",
            "legal_class": "co_vat", "belongs_to": relic, "part_location": { "code": "FULL/CD" }, "description": said,
            "features": said, "subject": said, "maker": [{ "name": said }], "held_by": { "name": said },
            "location_precise": "SECRET", "claims": [{ "path": "place.point", "value": { "lat": 16.123456, "lon": 108.1 } }],
            "rights": { "statement": "http://rightsstatements.org/vocab/InC/1.0/" } }),
        ),
        record(json!({ "kind": "inscription", "code": "VB.01", "title": said, "text_kind": "hoanh_phi",
            "carrier": { "code": "FULL/HV.01" }, "position": words, "script": "hani_han", "direction": "vertical_rl",
            "state": "worn", "original": "萬古[英]靈\n{海?}□關", "reading": said, "translation": said, "char_count": 7,
            "colophon": [{ "original": "嗣德七年", "reading": said, "date": { "edtf": "1854" } }],
            "dating": { "edtf": "1854" }, "author": { "name": said }, "editors": [{ "name": said }] })),
        record(
            json!({ "kind": "inscription", "code": "VB.02", "text_kind": "van_bia", "carrier": relic, "script": "hani_nom",
            "direction": "horizontal_rl", "state": "lost_known_from_copy", "original": "𡨸喃", "editors": [{ "name": said }] }),
        ),
    ]
}

/// Makes the archive of a sample; returns it with the addresses of all its pages below the language.
async fn filled(words: &str) -> (Archive, Vec<String>) {
    let archive = Archive::new().await;
    let mut pages: Vec<String> =
        ["", "/relics", "/map", "/timeline", "/festivals", "/festivals?by=lunar", "/about", "/nothing", "/relics/FULL"]
            .map(str::to_owned)
            .into();
    let all = around(words);
    for one in &all[..2] {
        archive.add(one.clone()).await;
    }
    let (id, _) = archive.publish(full_relic(words)).await;
    for one in &all[2..] {
        archive.add(one.clone()).await;
        let code = one.envelope.code.as_deref().unwrap_or_default();
        if matches!(code.get(..2), Some("CD" | "HV" | "VB")) {
            pages.push(format!("/relics/FULL/{code}"));
        }
    }
    for (of, name, bytes) in [
        ("FULL", "b.jpg", photo(2)),
        ("FULL/HV.01", "c.jpg", photo(3)),
        ("FULL", "words.txt", words.as_bytes().to_vec()),
    ] {
        let taken = archive.add_file(of, name, &bytes, open()).await;
        describe(&archive, &taken.id, words).await;
        pages.push(format!("/relics/FULL/{}", taken.id));
    }
    archive.desk.publish_below(&Viewer::Operator, &id).await.unwrap();
    archive.settle().await;
    pages.push(format!("/relics?q={}&sort=date&from=1800&until=1900", crate::support::escaped(words)));
    pages.push(format!("/map?q={}&bbox=107,15,109,17", crate::support::escaped(words)));
    pages.push("/relics?kind=inscription&has_picture=true".to_owned());
    pages.push(format!("/timeline?q={}&from=1800&until=1900", crate::support::escaped(words)));
    pages.push(format!("/relics?q={}&view=table", crate::support::escaped(words)));
    pages.push("/relics?view=grid&kind=asset".to_owned());
    (archive, pages)
}

async fn describe(archive: &Archive, id: &RecordId, words: &str) {
    archive
        .edit(id, |asset| {
            let mut value = asset.to_value();
            let said = json!({ "vi": words, "en": words });
            for field in ["title", "caption", "alt_text", "transcript"] {
                value[field] = said.clone();
            }
            value["view"] = json!("front");
            value["captured_at"] = json!({ "edtf": "2026-09-12" });
            value["rights"]["credit_line"] = said;
            *asset = record(value);
        })
        .await;
}

/// What holds for every page whatever it shows.
fn must_be_sound(address: &str, page: &str) {
    assert_eq!(page.matches("<h1").count(), 1, "{address}: one first heading");
    assert!(!page.contains(" style=") && !page.contains("<style"), "{address}: the policy forbids styles on a page");
    let scripts: Vec<&str> = page.split("<script").skip(1).collect();
    for script in scripts {
        let is_data = [" type=\"application/ld+json\">", " type=\"application/json\">"]
            .iter()
            .any(|data| script.starts_with(data));
        assert!(is_data || script.contains(" src=\"/static/"), "{address}: the policy forbids scripts on a page");
    }
    for wrong in
        ["<script>alert", "<img src=x", "onerror=alert(2)>", "href=\"javascript", "49{", "None", "SECRET", "16.12345"]
    {
        assert!(!page.contains(wrong), "{address} holds {wrong}");
    }
    let mut ids = BTreeSet::new();
    for id in page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(ids.insert(id), "{address}: the id {id} stands twice");
    }
    for target in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(ids.contains(target), "{address}: nothing stands at #{target}");
    }
    for (at, picture) in page.split("<img ").skip(1).enumerate() {
        let tag = picture.split('>').next().unwrap_or_default();
        let is_whole = ["width=", "height=", "alt=", "src="].iter().all(|name| tag.contains(name));
        assert!(is_whole, "{address}: picture {at} lacks size or alternative text");
    }
    if let Some(data) =
        page.split("<script type=\"application/ld+json\">").nth(1).and_then(|rest| rest.split("</script>").next())
    {
        let place: Value = serde_json::from_str(data).unwrap_or_else(|error| panic!("{address}: {error}: {data}"));
        assert_eq!(place["@type"], "LandmarksOrHistoricalBuildings", "{address}");
    }
    assert!(page.len() < 60_000, "{address} weighs {} bytes without pictures", page.len());
}

async fn look(archive: &Archive, pages: &[String]) {
    for below in pages {
        for lang in Lang::ALL.map(Lang::tag) {
            let address = format!("/{lang}{below}");
            let status = if below == "/nothing" { 404 } else { 200 };
            let page = archive.get(&address).await.must_be(status).text();
            must_be_sound(&address, &page);
            assert!(page.contains(&format!("<html lang=\"{lang}\">")), "{address} says its language");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_shows_all_it_can() {
    let (archive, pages) = filled("Chữ của mẫu đầy đủ").await;
    look(&archive, &pages).await;
    let page = archive.get("/vi/relics/FULL").await.text();
    for section in [
        "pictures",
        "facts",
        "place",
        "history",
        "visit",
        "parts",
        "artefacts",
        "inscriptions",
        "papers",
        "rights",
        "sources",
    ] {
        assert!(page.contains(&format!("id=\"{section}\"")), "the relic's page lacks {section}");
    }
    for words in [
        "Các nguồn ghi khác nhau",
        "Tự Đức năm thứ 7 (Giáp Dần)",
        "15–16 tháng 2 âm lịch",
        "636,5\u{a0}m²",
        "16,068",
        "[1]",
    ] {
        assert!(page.contains(words), "the relic's page lacks {words}");
    }
    let page = archive.get("/id/relics/FULL").await.text();
    assert!(page.contains("Terjemahan mesin, belum diperiksa"), "a machine's translation says so");
    let page = archive.get("/en/relics/FULL/VB.01").await.text();
    for words in ["class=\"tate\"", "lost character", "Colophon", "Read and signed by"] {
        assert!(page.contains(words), "the inscription's page lacks {words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_words_do_harm_on_any_page() {
    let (archive, pages) = filled(HARM).await;
    look(&archive, &pages).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn next_to_nothing_is_shown_as_it_is() {
    let archive = Archive::new().await;
    let nothing: Vec<String> = [
        "",
        "/relics",
        "/relics?q=x",
        "/relics?rank=national&page=2",
        "/timeline",
        "/timeline?q=x",
        "/festivals",
        "/about",
    ]
    .map(str::to_owned)
    .into();
    look(&archive, &nothing).await;
    archive.publish(relic("BARE", "Trơ")).await;
    look(&archive, &[String::new(), "/relics".to_owned(), "/relics/BARE".to_owned()]).await;
    let page = archive.get("/id/relics/BARE").await.text();
    assert!(page.contains("Halaman ini belum tersedia dalam bahasa Indonesia") && page.contains("lang=\"vi\""));
}
