//! What happened and what comes again: found, counted and shown under the relics that may be seen, and never of others.

use reliquary::desk::Step;
use reliquary::model::access::Access;
use reliquary::model::access::Level;
use reliquary::model::access::Viewer;
use reliquary::model::record::Record;
use serde_json::Value;
use serde_json::json;

use crate::support::Archive;
use crate::support::relic;

/// Makes an event of a relic.
fn event(code: &str, title: &str, of: &str, rest: Value) -> Record {
    let mut value = json!({
        "kind": "event", "code": code, "event_kind": "restored", "of": [{ "code": of }],
        "title": { "vi": title, "en": format!("{title} (en)") },
    });
    for (name, one) in rest.as_object().expect("an object") {
        value[name] = one.clone();
    }
    Record::from_value(value).expect("a good record")
}

/// A public relic with an event and a festival, and one for staff with an event and a festival that are published, too.
async fn archive() -> Archive {
    let archive = Archive::new().await;
    for (code, name) in [("DTG", "Đình Thạc Gián"), ("HID", "Đình Giấukín")] {
        let (id, _) = archive.publish(relic(code, name)).await;
        archive
            .add(event(&format!("{code}.SK.1"), &format!("Tu sửa {name}"), code, json!({ "date": { "edtf": "1909" } })))
            .await;
        let lunar =
            json!({ "recurrence": { "lunar": { "month": 1, "day": 10 }, "days": 2 }, "event_kind": "festival" });
        archive.add(event(&format!("{code}.SK.2"), &format!("Lễ hội {name}"), code, lunar)).await;
        archive.desk.publish_below(&Viewer::Operator, &id).await.expect("published");
    }
    let hidden = archive.desk.record(&Viewer::Operator, "HID").await.expect("a record").0.envelope.id;
    archive.edit(&hidden, |record| record.envelope.access = Access { level: Level::Staff, ..Access::default() }).await;
    archive.settle().await;
    archive
}

async fn found(archive: &Archive, query: &str) -> Value {
    archive.get(&format!("/api/v1/search?{query}")).await.must_be(200).json()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_is_found_and_leads_to_its_relic() {
    let archive = archive().await;
    let answer = found(&archive, "q=tu+sua").await;
    assert_eq!((answer["total"].as_u64(), answer["items"][0]["kind"].as_str()), (Some(1), Some("event")), "{answer}");
    assert_eq!(answer["items"][0]["page"], "/vi/relics/DTG#DTG.SK.1");
    let page = archive.get("/vi/relics/DTG").await.must_be(200).text();
    assert!(page.contains("id=\"DTG.SK.1\""), "the address leads somewhere: {page}");
    let answer = found(&archive, "kind=event&from=1900&until=1920").await;
    assert_eq!(answer["total"], 1, "what comes again is of no year: {answer}");
    let answer = found(&archive, "kind=event").await;
    assert_eq!((answer["total"].as_u64(), answer["items"].as_array().map(Vec::len)), (Some(2), Some(2)), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_to_a_hidden_relic_is_nowhere() {
    let archive = archive().await;
    for address in [
        "/api/v1/search?q=giaukin",
        "/api/v1/search?kind=event",
        "/api/v1/suggest?q=giau",
        "/api/v1/events",
        "/vi/relics?q=le+hoi",
    ] {
        let text = archive.get(address).await.must_be(200).text();
        assert!(!text.contains("Giấukín") && !text.contains("HID"), "{address}: {text}");
    }
    archive.get("/api/v1/events/HID.SK.1").await.must_be(404);
    archive.get("/api/v1/events/DTG.SK.1").await.must_be(200);
    let id = archive.desk.record(&Viewer::Operator, "HID").await.expect("a record").0.envelope.id;
    archive.edit(&id, |record| record.envelope.access = crate::support::open()).await;
    assert_eq!(found(&archive, "kind=event").await["total"], 4, "it comes back with its relic");
    let note = reliquary::model::text::LangText::of("vi", "Gỡ.");
    archive.step(&id, Step::Withdraw { reason: "request".to_owned(), note }).await;
    archive.settle().await;
    assert_eq!(found(&archive, "kind=event").await["total"], 2, "and goes with it");
}
