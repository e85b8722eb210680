//! Records from their making to their withdrawal.

use reliquary::model::access::Role;
use serde_json::Value;
use serde_json::json;

use crate::http::api::plain;
use crate::support::Archive;
use crate::support::Ask;
use crate::support::artefact;
use crate::support::goldens;
use crate::support::inscription;
use crate::support::relic;

#[tokio::test]
async fn a_relic_goes_from_draft_to_withdrawn() {
    let archive = Archive::new().await;
    let officer = archive.person(Role::Officer).await;
    let approver = archive.person(Role::Approver).await;
    let record = relic("DTG", "Đình Thạc Gián").to_value();
    let made = archive.ask(Ask::post("/api/v1/relics").with_token(&officer).json(&record)).await.must_be(201);
    goldens(&[("http/api-relic-made.json".to_owned(), plain(&made.json()))]);
    let address = made.header("location").to_owned();
    assert_eq!(archive.ask(Ask::get(&address).with_token(&officer)).await.must_be(200).json(), made.json());
    archive.get("/api/v1/relics/DTG").await.must_be(404);

    let early = archive.ask(Ask::post("/api/v1/relics/DTG/publish").with_token(&approver)).await.must_be(409);
    assert_eq!(early.json()["error"], "record.not_ready");
    goldens(&[("http/api-not-ready.json".to_owned(), plain(&early.json()))]);
    archive.add_photo("DTG", 1).await;

    for (step, by, status) in [
        ("submit", &officer, "in_review"),
        ("send-back", &approver, "draft"),
        ("submit", &officer, "in_review"),
        ("approve", &approver, "approved"),
        ("publish", &approver, "published"),
    ] {
        let answer = archive.ask(Ask::post(&format!("/api/v1/relics/DTG/{step}")).with_token(by)).await.must_be(200);
        assert_eq!(answer.json()["status"], status, "{step}");
        assert!(answer.header("etag").len() == 66, "{step}");
    }
    let again = archive.ask(Ask::post("/api/v1/relics/DTG/submit").with_token(&officer)).await.must_be(409);
    assert_eq!(again.json()["error"], "record.conflict");
    let public = archive.get("/api/v1/relics/DTG").await.must_be(200);
    goldens(&[("http/api-relic-public.json".to_owned(), plain(&public.json()))]);
    assert!(!public.text().contains("officer"), "no account is named to the public");
    assert!(public.header("cache-control").contains("no-store"));

    let history = archive.ask(Ask::get("/api/v1/relics/DTG/history").with_token(&officer)).await.must_be(200).json();
    let told: Vec<&str> =
        history["items"].as_array().unwrap().iter().map(|step| step["message"].as_str().unwrap()).collect();
    assert_eq!(told, ["publication", "approval", "submission", "sent back", "submission", "creation"]);

    let withdraw = |body: Value| Ask::post("/api/v1/relics/DTG/withdraw").with_token(&approver).json(&body);
    archive.ask(withdraw(json!({ "reason": "mood" }))).await.must_be(400);
    archive.ask(withdraw(json!({ "reason": "rights", "notes": {} }))).await.must_be(400);
    archive.ask(Ask::post("/api/v1/relics/DTG/withdraw").with_token(&approver)).await.must_be(400);
    archive.ask(withdraw(json!({ "reason": "rights", "note": { "vi": "Tạm rút để xin phép" } }))).await.must_be(200);
    let gone = archive.get("/api/v1/relics/DTG").await.must_be(410).json();
    assert_eq!(gone["error"], "record.withdrawn");
    assert_eq!(gone["detail"]["note"]["vi"]["text"], "Tạm rút để xin phép");
    assert!(!gone.to_string().contains("Thạc Gián"));
    archive.ask(withdraw(json!({ "reason": "rights" }))).await.must_be(409);
}

#[tokio::test]
async fn a_change_needs_the_version_that_was_read() {
    let archive = Archive::new().await;
    let officer = archive.person(Role::Officer).await;
    archive.add(relic("AAA", "Một")).await;
    let read = archive.ask(Ask::get("/api/v1/relics/AAA").with_token(&officer)).await.must_be(200);
    let (etag, mut record) = (read.header("etag").to_owned(), read.json());
    record["history"] = json!({ "vi": "Dựng năm 1834." });
    let put = |record: &Value| Ask::new("PUT", "/api/v1/relics/AAA").with_token(&officer).json(record);
    assert_eq!(archive.ask(put(&record)).await.must_be(428).json()["error"], "request.if_match");
    archive.ask(put(&record).header("if-match", "\"nonsense\"")).await.must_be(412);
    let kept = archive.ask(put(&record).header("if-match", &etag)).await.must_be(200);
    assert_eq!(kept.json()["version"], 2);
    assert_eq!(archive.ask(put(&record).header("if-match", &etag)).await.must_be(412).json()["error"], "record.stale");
    let fresh = kept.header("etag").to_owned();
    archive.ask(put(&kept.json()).header("if-match", &fresh)).await.must_be(200);
    let step = Ask::post("/api/v1/relics/AAA/submit").with_token(&officer).header("if-match", &etag);
    archive.ask(step).await.must_be(412);
    let other = json!({ "kind": "artefact" });
    archive.ask(put(&other).header("if-match", &fresh)).await.must_be(400);
}

#[tokio::test]
async fn what_is_wrong_with_a_record_is_named_in_the_callers_language() {
    let archive = Archive::new().await;
    let officer = archive.person(Role::Officer).await;
    let post = |body: &str, kind: &str| {
        Ask::post("/api/v1/relics").with_token(&officer).header("content-type", kind).body(body)
    };
    let wrong = r#"{"code":"A B C D E F G H I J K L M","rank":"nationall","dating":[{"edtf":"18"}],"place":{"point":{"lat":116,"lon":8}}}"#;
    for lang in ["vi", "en", "id"] {
        let answer = archive.ask(post(wrong, "application/json").header("accept-language", lang)).await.must_be(400);
        goldens(&[(format!("http/api-record-invalid.{lang}.json"), plain(&answer.json()))]);
    }
    let near = archive.ask(post(r#"{"sumary":{"vi":"x"}}"#, "application/json")).await.must_be(400).json();
    assert_eq!(near["detail"]["reason"], "unknown field \"sumary\"; did you mean \"summary\"?");
    assert_eq!(archive.ask(post("{", "application/json")).await.must_be(400).json()["error"], "request.json");
    archive.ask(post("[1]", "application/json")).await.must_be(400);
    archive.ask(post("{}", "text/plain")).await.must_be(415);
    archive.ask(Ask::post("/api/v1/relics").with_token(&officer)).await.must_be(400);
    let deep = format!("{{\"name\":{}1{}}}", "[".repeat(200), "]".repeat(200));
    archive.ask(post(&deep, "application/json")).await.must_be(400);
    let large = format!("{{\"x\":\"{}\"}}", "x".repeat(1 << 20));
    assert_eq!(archive.ask(post(&large, "application/json")).await.must_be(413).json()["error"], "request.too_large");
    archive.ask(post(r#"{"code":"AAA","name":{"vi":"x"}}"#, "application/json; charset=utf-8")).await.must_be(201);
    let taken = archive.ask(post(r#"{"code":"AAA","name":{"vi":"y"}}"#, "application/json")).await.must_be(409);
    assert_eq!(taken.json()["error"], "record.code_taken");
}

#[tokio::test]
async fn the_same_key_gets_the_same_answer() {
    let archive = Archive::new().await;
    let officer = archive.person(Role::Officer).await;
    let other = archive.person(Role::Reader).await;
    let post = |person, name: &str| {
        Ask::post("/api/v1/agents")
            .with_token(person)
            .header("idempotency-key", "một khóa".escape_default().to_string().as_str())
            .json(&json!({ "name": { "vi": name }, "agent_kind": "person" }))
    };
    let first = archive.ask(post(&officer, "Ông A")).await.must_be(201);
    let again = archive.ask(post(&officer, "Ông A")).await.must_be(201);
    assert_eq!(
        (again.json(), again.header("location"), again.header("etag")),
        (first.json(), first.header("location"), first.header("etag"))
    );
    let unlike = archive.ask(post(&officer, "Ông B")).await.must_be(422).json();
    assert_eq!(unlike["error"], "request.key_reused");
    assert_ne!(archive.ask(post(&other, "Ông A")).await.must_be(201).json()["id"], first.json()["id"]);
    let events = Ask::post("/api/v1/events")
        .with_token(&officer)
        .header("idempotency-key", "một khóa".escape_default().to_string().as_str());
    archive.ask(events.json(&json!({ "title": { "vi": "Lễ" }, "event_kind": "rite" }))).await.must_be(201);
    let long = Ask::post("/api/v1/agents").with_token(&officer).header("idempotency-key", &"x".repeat(300));
    archive.ask(long.json(&json!({}))).await.must_be(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_steps_from_the_same_version_one_is_taken() {
    let archive = Archive::new().await;
    let id = archive.add(relic("AAA", "Một")).await;
    let approver = archive.person(Role::Approver).await;
    let address = format!("/api/v1/relics/{id}");
    let etag = archive.ask(Ask::get(&address).with_token(&approver)).await.must_be(200).header("etag").to_owned();
    let approve = || {
        let ask = Ask::post(&format!("{address}/approve")).with_token(&approver);
        archive.ask(ask.header("if-match", &etag))
    };
    let submit = Ask::post(&format!("{address}/submit")).with_token(&approver).header("if-match", &etag);
    let (one, two, three) = tokio::join!(approve(), archive.ask(submit), approve());
    let mut statuses = [one.status, two.status, three.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412]);
}

#[tokio::test]
async fn what_hangs_below_a_relic_is_found_by_id_by_path_and_by_its_code() {
    let archive = Archive::new().await;
    archive.publish(relic("AAA", "Một")).await;
    archive.publish(relic("BBB", "Hai")).await;
    let officer = archive.person(Role::Officer).await;
    let bell = archive.add(artefact("AAA.01", "Chuông", "AAA")).await;
    archive.add(inscription("AAA.M1", "丁", "AAA")).await;
    for address in [
        format!("/api/v1/artefacts/{bell}"),
        "/api/v1/artefacts/AAA.01".into(),
        "/api/v1/artefacts/AAA%2FAAA.01".into(),
    ] {
        let answer = archive.ask(Ask::get(&address).with_token(&officer)).await.must_be(200);
        assert_eq!(answer.json()["id"], bell.to_string(), "{address}");
        archive.get(&address).await.must_be(404);
    }
    archive.ask(Ask::get(&format!("/api/v1/relics/{bell}")).with_token(&officer)).await.must_be(404);
    archive.ask(Ask::get("/api/v1/artefacts/AAA").with_token(&officer)).await.must_be(404);
    archive.add(artefact("AAA.01", "Chuông khác", "BBB")).await;
    let two = archive.ask(Ask::get("/api/v1/artefacts/AAA.01").with_token(&officer)).await.must_be(409);
    assert_eq!(two.json()["error"], "record.conflict");
    let orphan = json!({ "code": "X.1", "name": { "vi": "x" }, "belongs_to": { "code": "NOSUCH" } });
    let refused = archive.ask(Ask::post("/api/v1/artefacts").with_token(&officer).json(&orphan)).await.must_be(400);
    assert_eq!(refused.json()["detail"][0]["key"], "finding-no-parent");
}

#[tokio::test]
async fn a_public_record_does_not_name_a_hidden_one() {
    let archive = Archive::new().await;
    let person = archive.person(Role::Officer).await;
    let agent = Ask::post("/api/v1/agents")
        .with_token(&person)
        .json(&json!({ "name": { "vi": "Người kín" }, "agent_kind": "person" }));
    let agent = archive.ask(agent).await.must_be(201).json()["id"].as_str().unwrap().to_owned();
    let mut record = relic("AAA", "Một").to_value();
    record["worship"] = json!([{ "agent": { "id": agent } }]);
    archive.publish(reliquary::model::record::Record::from_value(record).unwrap()).await;
    let public = archive.get("/api/v1/relics/AAA").await.must_be(200);
    assert!(!public.text().contains(&agent), "{}", public.text());
    assert!(archive.ask(Ask::get("/api/v1/relics/AAA").with_token(&person)).await.text().contains(&agent));
}
