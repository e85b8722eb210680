//! Who may do what, and what a change must carry.

use reliquary::model::access::Role;
use serde_json::json;

use crate::support::Archive;
use crate::support::Ask;
use crate::support::JPEG;
use crate::support::photo;
use crate::support::relic;

#[tokio::test]
async fn every_role_may_do_what_is_its_own_and_nothing_else() {
    let archive = Archive::new().await;
    archive.publish(relic("AAA", "Đình Một")).await;
    let draft = archive.add(relic("BBB", "Đình Hai")).await;
    for role in Role::ALL {
        let person = archive.person(role).await;
        let may_edit = role.may_edit();
        let code = format!("N{}", role.name().to_uppercase().chars().take(6).collect::<String>());
        let made = if may_edit { 201 } else { 403 };
        let add =
            Ask::post("/api/v1/relics").with_token(&person).json(&json!({ "code": code, "name": { "vi": "Mới" } }));
        archive.ask(add).await.must_be(made);
        let sent = if role.may_upload() { 201 } else { 403 };
        let files = [("a.jpg", JPEG, photo(100 + role as u32))];
        let files: Vec<_> = files.iter().map(|(name, mime, bytes)| (*name, *mime, bytes.as_slice())).collect();
        archive.ask(Ask::post("/api/v1/relics/AAA/assets").with_token(&person).files(&[], &files)).await.must_be(sent);
        let seen = if role.is_staff() { 200 } else { 404 };
        archive.ask(Ask::get("/api/v1/relics/BBB").with_token(&person)).await.must_be(seen);
        archive.ask(Ask::get(&format!("/api/v1/relics/{draft}")).with_token(&person)).await.must_be(seen);
        let steps = match (role.is_staff(), role.may_publish()) {
            (true, true) => 200,
            (true, false) => 403,
            _ => 404,
        };
        let approve = Ask::post("/api/v1/relics/BBB/approve").with_token(&person);
        archive.ask(approve).await.must_be(steps);
        if role.may_publish() {
            archive.ask(Ask::post("/api/v1/relics/BBB/send-back").with_token(&person)).await.must_be(200);
        }
        let staff = if role.is_staff() { 200 } else { 403 };
        archive.ask(Ask::get("/api/v1/jobs").with_token(&person)).await.must_be(staff);
        archive.ask(Ask::get("/api/v1/relics/AAA/history").with_token(&person)).await.must_be(staff);
        let own = if role.may_upload() { 200 } else { 403 };
        archive.ask(Ask::get("/api/v1/assets").with_token(&person)).await.must_be(own);
        let exports = if role.may_export() { 202 } else { 403 };
        let order =
            Ask::post("/api/v1/exports").with_token(&person).json(&json!({ "codes": ["AAA"], "preset": "portal" }));
        archive.ask(order).await.must_be(exports);
    }
}

#[tokio::test]
async fn a_stranger_is_told_to_sign_in_before_anything_else_is_looked_at() {
    let archive = Archive::new().await;
    archive.publish(relic("AAA", "Đình Một")).await;
    for (method, address) in [
        ("POST", "/api/v1/relics"),
        ("PUT", "/api/v1/relics/AAA"),
        ("PUT", "/api/v1/relics/NOSUCH"),
        ("POST", "/api/v1/relics/AAA/publish"),
        ("POST", "/api/v1/relics/NOSUCH/withdraw"),
        ("GET", "/api/v1/relics/AAA/history"),
        ("POST", "/api/v1/relics/AAA/assets"),
        ("POST", "/api/v1/relics/NOSUCH/assets"),
        ("POST", "/api/v1/assets"),
        ("GET", "/api/v1/assets"),
        ("DELETE", "/api/v1/assets/01ARZ3NDEKTSV4RRFFQ69G5FAV"),
        ("GET", "/api/v1/jobs"),
        ("GET", "/api/v1/jobs/01ARZ3NDEKTSV4RRFFQ69G5FAV"),
        ("GET", "/api/v1/exports"),
        ("POST", "/api/v1/exports"),
    ] {
        let answer = archive.ask(Ask::new(method, address).header("accept-language", "en")).await.must_be(401);
        assert_eq!(answer.json()["error"], "account.signed_out", "{method} {address}");
        assert_eq!(answer.json()["message"], "Signing in is needed for this");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    let wrong = Ask::get("/api/v1/relics").header("authorization", "Bearer rlq_wrong");
    assert_eq!(archive.ask(wrong).await.must_be(401).json()["error"], "account.bad_token");
}

#[tokio::test]
async fn a_session_needs_its_token_for_every_change_and_a_program_does_not() {
    let archive = Archive::new().await;
    let officer = archive.person(Role::Officer).await;
    let cookie = format!("sid={}", officer.secret);
    let body = json!({ "code": "AAA", "name": { "vi": "Một" } });
    let bare = Ask::post("/api/v1/relics").header("cookie", &cookie).json(&body);
    assert_eq!(archive.ask(bare.clone()).await.must_be(403).json()["error"], "request.forged");
    archive.ask(bare.header("x-csrf-token", "00")).await.must_be(403);
    let foreign = Ask::post("/api/v1/relics").by(&officer).header("origin", "https://elsewhere.test").json(&body);
    archive.ask(foreign).await.must_be(403);
    archive.ask(Ask::post("/api/v1/relics").by(&officer).json(&body)).await.must_be(201);
    archive.ask(Ask::get("/api/v1/relics/AAA").header("cookie", &cookie)).await.must_be(200);
}

#[tokio::test]
async fn an_address_says_which_methods_it_takes() {
    let archive = Archive::new().await;
    for (method, address, allowed) in [
        ("DELETE", "/api/v1/search", "GET,HEAD"),
        ("PATCH", "/api/v1/relics", "GET,HEAD,POST"),
        ("TRACE", "/api/v1/relics/AAA", "GET,HEAD,PUT"),
        ("QUERY", "/api/v1/assets", "GET,HEAD,POST"),
        ("GET", "/api/v1/relics/AAA/publish", "POST"),
    ] {
        let answer = archive.ask(Ask::new(method, address)).await.must_be(405);
        assert_eq!(answer.header("allow"), allowed, "{method} {address}");
        assert_eq!(answer.json()["error"], "request.method");
    }
    archive.get("/api/v1/nothing").await.must_be(404);
    archive.get("/api/v2/search").await.must_be(404);
}
