//! Marked parts of pictures: taken in by the API and the desk, drawn and told on the page, and silent about what is hidden.

use reliquary::base::id::RecordId;
use reliquary::desk::Step;
use reliquary::model::access::Access;
use reliquary::model::access::Level;
use reliquary::model::access::Role;
use serde_json::Value;
use serde_json::json;

use crate::support::Archive;
use crate::support::Ask;
use crate::support::JPEG;
use crate::support::Person;
use crate::support::artefact;
use crate::support::open;
use crate::support::pdf;
use crate::support::photo_of;
use crate::support::relic;

/// A published relic with a picture of 800 × 600, and an artefact of it that is a draft.
async fn with() -> (Archive, RecordId, RecordId) {
    with_picture(&[], open()).await
}

async fn with_picture(settings: &[(&'static str, &str)], access: Access) -> (Archive, RecordId, RecordId) {
    let archive = Archive::with(settings).await;
    let id = archive.add(relic("REG", "Đình Vùng")).await;
    let bytes = photo_of(7, 800, 600, JPEG);
    let photo = archive.add_file("REG", "gian.jpg", &bytes, access).await.id;
    let bell = archive.add(artefact("RE.01", "Chuông Kín", "REG")).await;
    archive.step(&id, Step::Publish { opens: false }).await;
    archive.settle().await;
    (archive, photo, bell)
}

/// Puts an asset with these regions, as a program does.
async fn put(archive: &Archive, person: &Person, asset: &RecordId, regions: &Value) -> crate::support::Answer {
    let address = format!("/api/v1/assets/{asset}");
    let told = archive.ask(Ask::get(&address).with_token(person)).await.must_be(200);
    let mut record = told.json();
    record["regions"] = regions.clone();
    archive
        .ask(Ask::new("PUT", &address).with_token(person).header("if-match", told.header("etag")).json(&record))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn marked_parts_are_drawn_and_told_in_the_readers_language() {
    let (archive, photo, bell) = with().await;
    let officer = archive.person(Role::Officer).await;
    archive.step(&bell, Step::Publish { opens: true }).await;
    let regions = json!([
        { "label": { "vi": "Bờ nóc", "en": "Ridge" }, "xywh": "10,20,300,40" },
        { "label": { "vi": "Chuông treo" }, "xywh": "pixel:0,0,800,600", "record": { "code": "REG/RE.01" } },
    ]);
    let kept = put(&archive, &officer, &photo, &regions).await.must_be(200).json();
    assert_eq!(kept["regions"][1]["record"], json!({ "id": bell.to_string() }), "what it leads to is kept by its id");
    archive.settle().await;
    let page = archive.get(&format!("/en/relics/REG/{photo}")).await.must_be(200).text();
    assert!(page.contains(&format!("<a href=\"/en/relics/REG/{photo}#xywh=10,20,300,40\">Ridge</a>")), "{page}");
    assert!(page.contains(&format!("<a href=\"/en/relics/REG/{photo}#xywh=0,0,800,600\" lang=\"vi\">Chuông treo</a>")));
    assert!(page.contains("<a href=\"/en/relics/REG/RE.01\">Chuông Kín (en)</a>"), "{page}");
    let script =
        page.split("<script type=\"application/json\">").nth(1).and_then(|rest| rest.split("</script>").next());
    let told: Value = serde_json::from_str(script.expect("a script")).expect("JSON");
    let drawn = json!([
        { "label": "Ridge", "xywh": [10, 20, 300, 40], "page": 1 },
        { "label": "Chuông treo", "lang": "vi", "xywh": [0, 0, 800, 600], "page": 1, "href": "/en/relics/REG/RE.01" },
    ]);
    assert_eq!(told["regions"], drawn);
    let public = archive.get(&format!("/api/v1/assets/{photo}")).await.must_be(200).json();
    assert_eq!(public["regions"].as_array().map(Vec::len), Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_part_is_named_by_its_field() {
    let (archive, photo, bell) = with().await;
    let officer = archive.person(Role::Officer).await;
    let other = archive.add(relic("OTH", "Đình Khác")).await;
    let foreign = archive.add(artefact("OT.01", "Trống", "OTH")).await;
    let named = |regions: Value| {
        let (archive, officer) = (&archive, &officer);
        async move {
            let answer = put(archive, officer, &photo, &regions).await.must_be(400).json();
            let detail = answer["detail"].as_array().cloned().unwrap_or_default();
            let pair = |one: &Value| format!("{} {}", one["path"].as_str().unwrap(), one["key"].as_str().unwrap());
            detail.iter().map(pair).collect::<Vec<_>>()
        }
    };
    let label = json!({ "vi": "Cửa" });
    let wrong = json!([{ "label": label, "xywh": "1,2,0,4" }, { "xywh": "0,0,1,1" }, { "label": label, "page": 0 }]);
    let expected = [
        "regions.0.xywh finding-region-part",
        "regions.1.label finding-region-label",
        "regions.2.xywh finding-region-part",
        "regions.2.page finding-region-page",
    ];
    assert_eq!(named(wrong).await, expected);
    assert_eq!(
        named(json!([{ "label": label, "xywh": "700,0,101,10" }, { "label": label, "xywh": "0,0,9,9", "page": 2 }]))
            .await,
        ["regions.0.xywh finding-region-outside", "regions.1.page finding-region-page"]
    );
    for to in [json!({ "id": foreign }), json!({ "id": other }), json!({ "code": "REG/NONE" }), json!({ "id": photo })]
    {
        let part = json!([{ "label": label, "xywh": "0,0,9,9", "record": to }]);
        assert_eq!(named(part).await, ["regions.0.record finding-region-record"], "{to}");
    }
    let right = json!([{ "label": label, "xywh": "700,590,100,10", "record": { "id": bell } }]);
    put(&archive, &officer, &photo, &right).await.must_be(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_leads_to_what_is_hidden_is_hidden_with_it() {
    let (archive, photo, bell) = with().await;
    let officer = archive.person(Role::Officer).await;
    let regions = json!([
        { "label": { "vi": "Cửa giữa" }, "xywh": "0,0,9,9" },
        { "label": { "vi": "Chỗ treo vật quý" }, "xywh": "77,88,99,111", "record": { "id": bell } },
    ]);
    put(&archive, &officer, &photo, &regions).await.must_be(200);
    archive.settle().await;
    let addresses = ["vi", "en", "id"]
        .map(|lang| format!("/{lang}/relics/REG/{photo}"))
        .into_iter()
        .chain([format!("/api/v1/assets/{photo}")]);
    let addresses: Vec<String> = addresses.collect();
    let secrets = ["Chỗ treo", "77,88", bell.to_string().as_str()].map(str::to_owned);
    for address in &addresses {
        let said = archive.get(address).await.must_be(200).text();
        assert!(said.contains("Cửa giữa"), "{address}: {said}");
        for secret in &secrets {
            assert!(!said.contains(secret.as_str()), "{address} tells {secret}");
        }
    }
    let staff = archive.ask(Ask::get(&addresses[3]).with_token(&officer)).await.must_be(200).text();
    assert!(
        secrets
            .iter()
            .all(|secret| staff.contains(secret.as_str()) || secret == "77,88" && staff.contains("77,88,99,111"))
    );

    archive.step(&bell, Step::Publish { opens: true }).await;
    archive.settle().await;
    let shown = archive.get(&addresses[0]).await.must_be(200).text();
    assert!(shown.contains("Chỗ treo vật quý") && shown.contains("/vi/relics/REG/RE.01"), "{shown}");

    archive.edit(&bell, |record| record.envelope.access.level = Level::Staff).await;
    for address in &addresses {
        let said = archive.get(address).await.must_be(200).text();
        assert!(secrets.iter().all(|secret| !said.contains(secret.as_str())), "{address}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn over_a_reduced_picture_parts_have_its_measures() {
    let reduced = Access { level: Level::PublicReduced, ..Access::default() };
    let (archive, photo, _) = with_picture(&[("reduced_px", "512")], reduced).await;
    let officer = archive.person(Role::Officer).await;
    put(&archive, &officer, &photo, &json!([{ "label": { "vi": "Cửa" }, "xywh": "200,100,400,300" }]))
        .await
        .must_be(200);
    archive.settle().await;
    let page = archive.get(&format!("/vi/relics/REG/{photo}")).await.must_be(200).text();
    assert!(page.contains("#xywh=128,64,256,192") && !page.contains("200,100,400,300"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_a_later_page_leads_to_that_page() {
    let archive = Archive::new().await;
    let id = archive.add(relic("DOC", "Đình Sổ")).await;
    let asset = archive.add_file("DOC", "so.pdf", &pdf(&["One", "Two"]), open()).await.id;
    archive.step(&id, Step::Publish { opens: false }).await;
    archive.settle().await;
    let officer = archive.person(Role::Officer).await;
    put(&archive, &officer, &asset, &json!([{ "label": { "vi": "Dấu" }, "xywh": "1,2,3,4", "page": 2 }]))
        .await
        .must_be(200);
    archive.settle().await;
    let page = archive.get(&format!("/vi/relics/DOC/{asset}")).await.must_be(200).text();
    assert!(page.contains(&format!("/vi/relics/DOC/{asset}?page=2#xywh=1,2,3,4")), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn marked_parts_are_typed_at_the_desk() {
    let (archive, photo, bell) = with().await;
    let officer = archive.person(Role::Officer).await;
    let address = format!("/staff/records/{photo}");
    let form = archive.ask(Ask::get(&address).by(&officer)).await.must_be(200).text();
    assert!(
        form.contains("name=\"regions.0.label.vi\"") && form.contains(&format!("<option value=\"{bell}\"")),
        "{form}"
    );
    let value = |name: &str| {
        let from = form.find(&format!("name=\"{name}\" value=\"")).expect("an input") + name.len() + 15;
        form[from..].split('"').next().unwrap_or_default().to_owned()
    };
    let (if_match, was, to) = (value("if_match"), value("was"), bell.to_string());
    let send = |width: &str| {
        let fields = [
            ("csrf_token", officer.csrf.as_str()),
            ("if_match", &if_match),
            ("was", &was),
            ("regions.0.label.vi", "Cửa"),
            ("regions.0.label.en", "Gate"),
            ("regions.0.x", "10"),
            ("regions.0.y", "20"),
            ("regions.0.width", width),
            ("regions.0.height", "40"),
            ("regions.0.page", ""),
            ("regions.0.record", &to),
        ];
        Ask::post(&address).header("cookie", &format!("sid={}", officer.secret)).form(&fields)
    };
    let wrong = archive.ask(send("9000")).await.must_be(400).text();
    assert!(wrong.contains("800 × 600") && wrong.contains("value=\"9000\""), "{wrong}");
    archive.ask(send("30")).await.must_be(303);
    let record = archive.desk.record(&officer.viewer, &photo.to_string()).await.expect("a record").0.to_value();
    let kept = &record["regions"][0];
    assert_eq!((&kept["xywh"], &kept["record"]["id"]), (&json!("10,20,30,40"), &json!(to)));
    assert_eq!(kept["label"]["en"]["text"], "Gate");
}
