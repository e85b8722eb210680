//! Packages at their address: whole, for whoever may have them, and silent to all others.

use std::io::Write as _;

use reliquary::desk::Step;
use reliquary::export::check;
use reliquary::model::access::Access;
use reliquary::model::access::Level;
use reliquary::model::access::Role;
use reliquary::model::access::Viewer;
use reliquary::model::text::LangText;

use crate::support::Archive;
use crate::support::Ask;
use crate::support::photo;
use crate::support::relic;

fn whole(bytes: &[u8]) -> check::Report {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    let report = check::zip(file).unwrap();
    assert_eq!(report.wrong, []);
    report
}

#[tokio::test]
async fn anybody_gets_what_is_public_and_others_by_their_role() {
    let archive = Archive::new().await;
    archive.publish(relic("DTG", "Đình Thạc Gián")).await;
    let closed = Access { level: Level::Staff, ..Access::default() };
    archive.add_file("DTG", "KEPT-BACK.jpg", &photo(99), closed).await;
    let public = archive.get("/export/DTG.zip").await.must_be(200);
    assert_eq!(public.header("content-type"), "application/zip");
    assert_eq!(public.header("content-disposition"), "attachment; filename=\"DTG-portal.zip\"");
    assert!(whole(&public.body).files > 10);
    let told = String::from_utf8_lossy(&public.body).into_owned();
    assert!(told.contains("Đình Thạc Gián") && told.contains("Ảnh thử của DTG") && !told.contains("KEPT-BACK"));
    let again = Ask::get("/export/DTG.zip?preset=portal").header("if-none-match", public.header("etag"));
    archive.ask(again).await.must_be(304);
    let officer = archive.person(Role::Officer).await;
    let registrar = archive.person(Role::Registrar).await;
    let member = archive.person(Role::Member).await;
    for (preset, statuses) in
        [("museum", [401, 403, 200, 200]), ("loan", [401, 403, 200, 200]), ("preservation", [401, 403, 403, 200])]
    {
        let ask = || Ask::get(&format!("/export/DTG.zip?preset={preset}"));
        let mut found = vec![archive.ask(ask()).await.status];
        for person in [&member, &officer, &registrar] {
            found.push(archive.ask(ask().with_token(person)).await.status);
        }
        assert_eq!(found, statuses, "{preset}");
    }
    let museum = archive.ask(Ask::get("/export/DTG.zip?preset=museum").with_token(&officer)).await.must_be(200);
    assert!(museum.header("cache-control").contains("no-store"));
    let report = whole(&museum.body);
    assert!(String::from_utf8_lossy(&museum.body).contains("KEPT-BACK") && report.files > 10);
    archive.get("/export/DTG.zip?preset=nonsense").await.must_be(400);
}

#[tokio::test]
async fn a_relics_pages_offer_the_packages_one_may_have_and_no_others() {
    let archive = Archive::new().await;
    let (id, _) = archive.publish(relic("DTG", "Đình Thạc Gián")).await;
    let draft = archive.add(relic("AAA", "Bản nháp")).await;
    for (role, offered) in [
        (Role::Officer, vec!["museum", "portal", "loan"]),
        (Role::Reader, vec!["portal"]),
        (Role::Registrar, vec!["museum", "preservation", "portal", "loan", "backup"]),
    ] {
        let person = archive.person(role).await;
        let presets = async |id| {
            let page = archive.ask(Ask::get(&format!("/staff/records/{id}")).by(&person)).await.must_be(200).text();
            let pieces = page.split("name=\"preset\" value=\"").skip(1);
            pieces.map(|rest| rest.split('"').next().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(presets(id).await, offered, "{role:?}");
        for preset in &offered {
            let ask = Ask::get(&format!("/export/{id}.zip?preset={preset}")).by(&person);
            archive.ask(ask).await.must_be(200);
        }
        assert!(!presets(draft).await.contains(&"portal".to_owned()), "{role:?}");
    }
    let public = archive.get("/vi/relics/DTG").await.must_be(200).text();
    assert!(public.contains("href=\"/export/DTG.zip\""), "{public}");
}

#[tokio::test]
async fn what_is_hidden_answers_as_what_never_was() {
    let archive = Archive::new().await;
    let (id, photo) = archive.publish(relic("DTG", "Đình Thạc Gián")).await;
    archive.add(relic("DRAFT", "Bản nháp")).await;
    let missing = archive.get("/export/NONE.zip").await.must_be(404);
    for address in
        ["/export/DRAFT.zip", "/export/DRAFT.zip?preset=museum", "/export/DTG", "/export/NONE.zip?preset=museum"]
    {
        let hidden = archive.get(address).await.must_be(404);
        assert_eq!(hidden.body.len(), missing.body.len(), "{address}");
    }
    let before = archive.get("/export/DTG.zip").await.must_be(200);
    archive.desk.take_back(&Viewer::Operator, &photo).await.unwrap();
    let after = archive.get("/export/DTG.zip").await.must_be(200);
    assert!(before.header("etag") != after.header("etag") && before.body.len() > after.body.len());
    let note = LangText::of("vi", "Đã rút theo yêu cầu");
    archive.step(&id, Step::Withdraw { reason: "request".to_owned(), note }).await;
    archive.get("/export/DTG.zip").await.must_be(410);
}

#[tokio::test]
async fn an_ordered_package_is_made_by_a_worker_and_lies_there_for_its_orderer() {
    let archive = Archive::new().await;
    archive.publish(relic("DTG", "Đình Thạc Gián")).await;
    let officer = archive.person(Role::Officer).await;
    let member = archive.person(Role::Member).await;
    let codes = ["DTG".to_owned()];
    assert!(archive.desk.order_export(&member.viewer, &codes, "museum").await.is_err());
    assert!(archive.desk.order_export(&officer.viewer, &codes, "backup").await.is_err());
    let ordered = archive.desk.order_export(&officer.viewer, &codes, "museum").await.unwrap();
    assert!(ordered.made.is_none() && archive.desk.exported(&officer.viewer, &ordered.job.id).await.is_err());
    archive.settle().await;
    let listed = archive.desk.exports(&officer.viewer).await.unwrap();
    let made = listed[0].made.as_ref().expect("made");
    let package = archive.desk.exported(&officer.viewer, &ordered.job.id).await.unwrap();
    assert_eq!((package.bytes, package.name.as_str()), (made.bytes, "DTG-museum.zip"));
    assert!(archive.desk.exported(&member.viewer, &ordered.job.id).await.is_err());
}
