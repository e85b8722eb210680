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

#[tokio::test(flavor = "multi_thread")]
async fn the_timeline_shows_and_counts_what_may_be_seen() {
    let archive = archive().await;
    for lang in ["vi", "en", "id"] {
        for query in ["", "?from=1900&until=1920", "?q=dinh", "?kind=event", "?until=1850", "?rank=inventoried"] {
            let page = archive.get(&format!("/{lang}/timeline{query}")).await.must_be(200).text();
            assert!(!page.contains("Giấukín") && !page.contains("HID"), "{lang} {query}: {page}");
            assert!(page.contains("Thạc Gián"), "{lang} {query}: {page}");
            let list = format!("href=\"/{lang}/relics{}\"", query.replace('&', "&amp;"));
            assert!(page.contains(&list), "{lang} {query} leads back to the list with its question: {page}");
        }
        let list = archive.get(&format!("/{lang}/relics?q=dinh&until=1900")).await.must_be(200).text();
        assert!(list.contains(&format!("href=\"/{lang}/timeline?q=dinh&amp;until=1900\"")), "{list}");
    }
    let page = archive.get("/vi/timeline").await.text();
    assert!(page.contains("<b>2 mục có niên đại</b>"), "a relic and what happened to it: {page}");
    assert!(page.contains("href=\"/vi/relics/DTG#DTG.SK.1\""), "what happened leads to where it is told: {page}");
    let page = archive.get("/vi/timeline?from=1900").await.text();
    assert!(page.contains("<b>1 mục có niên đại</b>"), "{page}");
    let page = archive.get("/vi/timeline?until=1700").await.text();
    assert!(page.contains("class=\"empty\""), "{page}");
    for bad in ["from=x", "until=1.5", "page=0"] {
        archive.get(&format!("/vi/timeline?{bad}")).await.must_be(400);
    }
    archive.get("/vi/timeline?from=-99999999&until=99999999").await.must_be(200);
    archive.get("/vi/timeline?from=2147483647&until=-2147483648").await.must_be(200);
    archive.get("/vi/timeline?from=2147483647&until=2147483647").await.must_be(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_about_is_hollow_and_says_so() {
    let archive = Archive::new().await;
    let mut old = relic("DTG", "Đình Thạc Gián");
    let reliquary::model::record::Body::Relic(body) = &mut old.body else { panic!("a relic") };
    body.dating[0].edtf = "145X".to_owned();
    archive.publish(old).await;
    let page = archive.get("/vi/timeline").await.must_be(200).text();
    assert!(page.contains("class=\"maybe\"") && !page.contains("class=\"span\""), "{page}");
    assert!(page.contains("<li class=\"fuzzy\"><span class=\"when\">Khoảng 1450–1459"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_calendar_names_the_festivals_of_relics_that_may_be_seen() {
    let archive = archive().await;
    for address in [
        "/vi/festivals",
        "/en/festivals",
        "/id/festivals?by=lunar",
        "/vi",
        "/data/festivals.ics",
        "/data/festivals.ics?lang=id",
    ] {
        let text = archive.get(address).await.must_be(200).text();
        assert!(text.contains("Lễ hội Đình Thạc Gián") || text.contains("(en)"), "{address}: {text}");
        assert!(!text.contains("Giấukín") && !text.contains("HID"), "{address}: {text}");
    }
    let id = archive.desk.record(&Viewer::Operator, "DTG.SK.2").await.expect("a record").0.envelope.id;
    let answer = archive.get("/data/festivals.ics").await.must_be(200);
    assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
    let text = answer.text();
    let year = reliquary::base::clock::zone().to_datetime(reliquary::base::clock::now()).date().year() + 1;
    let unfolded = text.replace("\r\n ", "");
    let lines: Vec<&str> = unfolded.split("\r\n").collect();
    assert_eq!((lines[0], lines[lines.len() - 2]), ("BEGIN:VCALENDAR", "END:VCALENDAR"));
    assert!(lines.contains(&format!("UID:urn:reliquary:{id}:{year}").as_str()), "{text}");
    assert!(lines.iter().any(|line| line.starts_with("DTSTART;VALUE=DATE:")), "{text}");
    assert!(lines.contains(&"STATUS:TENTATIVE"), "{text}");
    assert_eq!(archive.get("/data/festivals.ics").await.text(), text, "the same question gets the same answer");
    archive.get("/data/festivals.ics?lang=fr").await.must_be(400);
    archive.get("/vi/festivals?by=moon").await.must_be(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_festivals_the_calendar_says_so() {
    let archive = Archive::new().await;
    let page = archive.get("/vi/festivals").await.must_be(200).text();
    assert!(page.contains("class=\"empty\""), "{page}");
    let text = archive.get("/data/festivals.ics").await.must_be(200).text();
    assert!(text.contains("BEGIN:VCALENDAR") && !text.contains("VEVENT"), "{text}");
    let page = archive.get("/vi/timeline").await.must_be(200).text();
    assert!(page.contains("class=\"empty\""), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_records_are_counted_and_each_bar_leads_to_what_it_counts() {
    let archive = Archive::new().await;
    let (id, _) = archive.publish(relic("DTG", "Đình Thạc Gián")).await;
    for n in 0..130 {
        let date = json!({ "date": { "edtf": format!("{}", 1700 + n) } });
        archive.add(event(&format!("SK.{n}"), &format!("Việc {n}"), "DTG", date)).await;
    }
    archive.desk.publish_below(&Viewer::Operator, &id).await.expect("published");
    archive.settle().await;
    let page = archive.get("/vi/timeline").await.must_be(200).text();
    assert!(page.contains("<b>131 mục có niên đại</b>"), "{page}");
    let bars = page.split("<a href=\"/vi/timeline?from=").skip(1).filter(|bar| bar.contains("aria-label=\""));
    let mut sum = 0;
    for bar in bars {
        let address = format!("/vi/timeline?from={}", bar.split('"').next().expect("an address").replace("&amp;", "&"));
        let said = bar.split("aria-label=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a label");
        let Some((years, count)) = said.split_once(": ") else { continue };
        if !count.ends_with("mục") || bar.find("aria-label") > Some(90) {
            continue;
        }
        let nearer = archive.get(&address).await.must_be(200).text();
        assert!(nearer.contains(&format!("<b>{count} có niên đại</b>")), "{address} of {years} says {count}: {nearer}");
        sum += count.split_whitespace().next().and_then(|count| count.parse::<u32>().ok()).expect("a number");
    }
    assert_eq!(sum, 131, "every moment is in one bar");
}
