//! Lists, searching, suggesting, jobs and packages.

use reliquary::model::access::Role;
use serde_json::json;

use crate::http::api::plain;
use crate::support::Archive;
use crate::support::Ask;
use crate::support::goldens;
use crate::support::relic;

#[tokio::test]
async fn what_is_found_is_said_in_the_callers_language() {
    let archive = Archive::new().await;
    archive.publish(relic("DTG", "Đình Thạc Gián")).await;
    archive.publish(relic("BBB", "Chùa Hai")).await;
    archive.add(relic("CCC", "Đình Nháp")).await;
    for typed in ["dinh thac gian", "Đình Thạc Gián", "đình thạc", "thac gián"] {
        let found = archive.get(&format!("/api/v1/search?q={}", typed.replace(' ', "+"))).await.must_be(200).json();
        assert_eq!(
            (found["total"].as_u64(), found["items"][0]["code"].as_str()),
            (Some(1), Some("DTG")),
            "{typed}: {found}"
        );
    }
    for lang in ["vi", "en", "id"] {
        let found =
            archive.ask(Ask::get("/api/v1/search?q=thac+gian").header("accept-language", lang)).await.must_be(200);
        goldens(&[(format!("http/api-search.{lang}.json"), plain(&found.json()))]);
    }
    let meant = archive.get("/api/v1/search?q=thac+giam").await.must_be(200).json();
    assert_eq!(
        (meant["items"][0]["code"].as_str(), meant["searched"].as_str(), meant["suggestion"].as_str()),
        (Some("DTG"), Some("thạc gián"), Some("thạc gián")),
        "{meant}"
    );
    let suggested = archive.get("/api/v1/suggest?q=thac").await.must_be(200).json();
    assert_eq!(
        (suggested["items"][0]["text"].as_str(), suggested["items"][0]["code"].as_str()),
        (Some("Đình Thạc Gián"), Some("DTG"))
    );
    assert_eq!(archive.get("/api/v1/suggest?q=nhap").await.must_be(200).json(), json!({ "items": [] }));
    assert_eq!(archive.get("/api/v1/suggest?q=t").await.must_be(200).json(), json!({ "items": [] }));
}

#[tokio::test]
async fn a_search_within_its_limits_is_answered_and_any_other_refused() {
    let archive = Archive::new().await;
    for bad in [
        "q=".to_owned() + &"x".repeat(257),
        "q=".to_owned() + &"a+".repeat(49),
        "limit=0".into(),
        "limit=201".into(),
        "limit=x".into(),
        "limit=".into(),
        "offset=-1".into(),
        "offset=10001".into(),
        "from=x".into(),
        "sort=sideways".into(),
        "bbox=1,2,3".into(),
        "bbox=".into(),
        "rnak=national".into(),
    ] {
        let answer = archive.get(&format!("/api/v1/search?{bad}")).await.must_be(400).json();
        assert!(answer["message"].as_str().is_some_and(|said| !said.is_empty()), "{bad}");
    }
    let near = archive.get("/api/v1/search?rnak=national").await.json();
    assert_eq!(near["detail"]["reason"], "did you mean rank?");
    let five = "rank=a&unit=b&century=18&material=d&licence=e";
    archive.get(&format!("/api/v1/search?{five}")).await.must_be(403);
    archive.get("/api/v1/search?rank=a&unit=b&century=18&material=d").await.must_be(200);
    for odd in ["q=%22%22AND+OR+NOT(*)%5B%5D:~^%00", "q=%F0%9F%8F%AF", "bbox=107,15,109,17&from=-50&until=2000", "q=+"]
    {
        archive.get(&format!("/api/v1/search?{odd}")).await.must_be(200);
    }
    archive.get(&format!("/api/v1/suggest?q={}", "x".repeat(257))).await.must_be(400);
}

#[tokio::test]
async fn lists_are_paged_and_show_each_reader_what_is_theirs() {
    let archive = Archive::new().await;
    for code in ["AAA", "BBB", "CCC"] {
        archive.publish(relic(code, &format!("Đình {code}"))).await;
    }
    archive.add(relic("DDD", "Nháp")).await;
    let officer = archive.person(Role::Officer).await;
    let mut seen = Vec::new();
    let mut next = Some("/api/v1/relics?limit=2".to_owned());
    while let Some(address) = next {
        let part = archive.get(&address).await.must_be(200).json();
        assert_eq!(part["total"], 3);
        seen.extend(part["items"].as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap().to_owned()));
        next = part["next"].as_str().map(str::to_owned);
    }
    assert_eq!(seen, ["AAA", "BBB", "CCC"]);
    let staff = archive.ask(Ask::get("/api/v1/relics?status=draft").with_token(&officer)).await.must_be(200).json();
    assert_eq!((staff["total"].as_u64(), staff["items"][0]["code"].as_str()), (Some(1), Some("DDD")));
    archive.get("/api/v1/relics?status=draft").await.must_be(401);
    archive.ask(Ask::get("/api/v1/relics?status=odd").with_token(&officer)).await.must_be(400);
    archive.ask(Ask::get("/api/v1/artefacts?relic=NOSUCH").with_token(&officer)).await.must_be(404);
    for name in ["parts", "artefacts", "inscriptions", "agents", "events", "decisions", "bibliography"] {
        assert_eq!(archive.get(&format!("/api/v1/{name}")).await.must_be(200).json()["total"], 0, "{name}");
    }
}

#[tokio::test]
async fn a_package_is_ordered_made_and_fetched() {
    let archive = Archive::new().await;
    archive.publish(relic("AAA", "Một")).await;
    let registrar = archive.person(Role::Registrar).await;
    let order = |body| Ask::post("/api/v1/exports").with_token(&registrar).json(&body);
    archive.ask(order(json!({ "codes": [] }))).await.must_be(400);
    archive.ask(order(json!({ "codes": ["AAA"], "preset": "odd" }))).await.must_be(400);
    archive.ask(order(json!({ "codes": ["NOSUCH"] }))).await.must_be(404);
    let ordered = archive.ask(order(json!({ "codes": ["AAA"], "preset": "museum" }))).await.must_be(202);
    let job = ordered.header("location").to_owned();
    assert_eq!(ordered.json()["state"], "ready");
    archive
        .ask(
            Ask::get(&format!("/api/v1/exports/{}/file", ordered.json()["id"].as_str().unwrap()))
                .with_token(&registrar),
        )
        .await
        .must_be(404);
    archive.settle().await;
    assert_eq!(archive.ask(Ask::get(&job).with_token(&registrar)).await.must_be(200).json()["state"], "done");
    let all = archive.ask(Ask::get("/api/v1/exports").with_token(&registrar)).await.must_be(200).json();
    let file = all["items"][0]["file"].as_str().expect("an address").to_owned();
    let package = archive.ask(Ask::get(&file).with_token(&registrar)).await.must_be(200);
    assert!(package.body.starts_with(b"PK") && package.header("content-disposition").contains(".zip"));
    archive.get(&file).await.must_be(401);
    let member = archive.person(Role::Member).await;
    archive.ask(Ask::get(&job).with_token(&member)).await.must_be(404);
    let jobs =
        archive.ask(Ask::get("/api/v1/jobs?kind=export&state=done").with_token(&registrar)).await.must_be(200).json();
    assert_eq!(jobs["total"], 1);
    archive.ask(Ask::get("/api/v1/jobs?state=odd").with_token(&registrar)).await.must_be(400);
}
