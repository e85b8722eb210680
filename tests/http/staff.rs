//! The staff desk: who gets in, who may do what, what is kept when two people change one record, what strangers type.

use std::time::Duration;

use reliquary::model::access::Role;
use reliquary::model::record::Record;
use serde_json::json;

use crate::support::Answer;
use crate::support::Archive;
use crate::support::Ask;
use crate::support::JPEG;
use crate::support::Person;
use crate::support::escaped;
use crate::support::photo;
use crate::support::relic;

const HOSTILE: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

/// Returns the value of an input of a page.
fn input<'a>(page: &'a str, name: &str) -> &'a str {
    let from = page.find(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no input {name}"));
    let rest = &page[from + name.len() + 15..];
    &rest[..rest.find('"').expect("a closed attribute")]
}

/// Returns what a cookie was set to.
fn cookie(answer: &Answer, name: &str) -> Option<String> {
    let set = answer.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    let mut found = set.filter_map(|line| line.strip_prefix(name)?.strip_prefix('=')?.split(';').next());
    found.next().map(str::to_owned)
}

/// Opens the sign-in page: the pre-session cookie and the token that belongs to it.
async fn before_sign_in(archive: &Archive) -> (String, String) {
    let page = archive.get("/login").await.must_be(200);
    (cookie(&page, "pre").expect("a pre-session cookie"), input(&page.text(), "csrf_token").to_owned())
}

async fn sign_in(archive: &Archive, cookies: &str, token: &str, name: &str, password: &str, next: &str) -> Answer {
    let fields = [("csrf_token", token), ("username", name), ("password", password), ("next", next)];
    archive.ask(Ask::post("/login").header("cookie", cookies).form(&fields)).await
}

async fn page(archive: &Archive, person: &Person, address: &str) -> String {
    archive.ask(Ask::get(address).by(person)).await.must_be(200).text()
}

async fn submit(archive: &Archive, person: &Person, address: &str, fields: &[(&str, &str)]) -> Answer {
    let mut all = vec![("csrf_token", person.csrf.as_str())];
    all.extend_from_slice(fields);
    archive.ask(Ask::post(address).header("cookie", &format!("sid={}", person.secret)).form(&all)).await
}

async fn stored(archive: &Archive, person: &Person, id: &str) -> Record {
    archive.desk.record(&person.viewer, id).await.expect("a record").0
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_lets_nobody_in_and_says_no_more_than_that() {
    let archive = Archive::new().await;
    let officer = archive.person(Role::Officer).await;
    let (pre, token) = before_sign_in(&archive).await;
    let cookies = format!("pre={pre}");
    for name in [officer.name.as_str(), "nobody"] {
        let answer = sign_in(&archive, &cookies, &token, name, "not the password at all", "").await.must_be(401);
        assert_eq!(cookie(&answer, "sid"), None);
        assert!(answer.text().contains(&format!("value=\"{name}\"")), "the name typed is kept");
    }
    let unknown = sign_in(&archive, &cookies, &token, HOSTILE, "x", "").await.must_be(401);
    assert!(!unknown.text().contains("<script>alert"));
    let right = sign_in(&archive, &cookies, &token, &officer.name, &officer.password, "").await.must_be(303);
    assert_eq!(right.header("location"), "/staff");
    assert_eq!(right.header("cache-control"), "no-store");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_needs_the_page_it_comes_from() {
    let archive = Archive::new().await;
    let officer = archive.person(Role::Officer).await;
    let (pre, token) = before_sign_in(&archive).await;
    let other = before_sign_in(&archive).await.1;
    for (cookies, token) in [
        (String::new(), token.as_str()),
        (format!("pre={pre}"), ""),
        (format!("pre={pre}"), other.as_str()),
        ("pre=01ARZ3NDEKTSV4RRFFQ69G5FAV.0000".to_owned(), token.as_str()),
    ] {
        let answer = sign_in(&archive, &cookies, token, &officer.name, &officer.password, "").await.must_be(403);
        assert_eq!(cookie(&answer, "sid"), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_new_at_each_sign_in_and_dies_at_sign_out() {
    let archive = Archive::new().await;
    let officer = archive.person(Role::Officer).await;
    let (pre, token) = before_sign_in(&archive).await;
    let planted = "f".repeat(64);
    let cookies = format!("pre={pre}; sid={planted}");
    let first = sign_in(&archive, &cookies, &token, &officer.name, &officer.password, "").await.must_be(303);
    let secret = cookie(&first, "sid").expect("a session");
    assert_ne!(secret, planted);
    let held = |secret: &str| Ask::get("/staff/records").header("cookie", &format!("sid={secret}"));
    archive.ask(held(&planted)).await.must_be(303);
    let desk = archive.ask(held(&secret)).await.must_be(200).text();
    let line =
        first.headers.get_all("set-cookie").iter().find(|line| line.as_bytes().starts_with(b"sid=")).expect("a cookie");
    assert!(line.to_str().expect("text").ends_with("; Path=/; HttpOnly; SameSite=Lax"));
    let again =
        sign_in(&archive, &format!("pre={pre}; sid={secret}"), &token, &officer.name, &officer.password, "").await;
    assert_ne!(cookie(&again, "sid").as_deref(), Some(secret.as_str()));
    archive.ask(held(&secret)).await.must_be(303);
    let secret = cookie(&again, "sid").expect("a session");
    let fresh = archive.ask(held(&secret)).await.must_be(200).text();
    assert_ne!(input(&desk, "csrf_token"), input(&fresh, "csrf_token"));
    let out = Ask::post("/logout").header("cookie", &format!("sid={secret}"));
    archive.ask(out.clone().form(&[("csrf_token", "x")])).await.must_be(403);
    archive.ask(held(&secret)).await.must_be(200);
    archive.ask(out.form(&[("csrf_token", input(&fresh, "csrf_token"))])).await.must_be(303);
    archive.ask(held(&secret)).await.must_be(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_is_led_on_only_to_pages_of_the_desk() {
    let archive = Archive::new().await;
    let officer = archive.person(Role::Officer).await;
    let (pre, token) = before_sign_in(&archive).await;
    for (next, goes) in [
        ("/staff/records?kind=artefact", "/staff/records?kind=artefact"),
        ("//evil", "/staff"),
        ("/\\evil", "/staff"),
        ("https://evil/staff", "/staff"),
        ("/staff/\r\nset-cookie: a=b", "/staff"),
        ("javascript:alert(1)", "/staff"),
    ] {
        let answer =
            sign_in(&archive, &format!("pre={pre}"), &token, &officer.name, &officer.password, next).await.must_be(303);
        assert_eq!(answer.header("location"), goes, "{next}");
    }
    let asked = archive.get("/staff/records?kind=part").await.must_be(303);
    assert_eq!(asked.header("location"), "/login?next=/staff/records%3Fkind%3Dpart");
    let evil = archive.get("/login?next=//evil").await.must_be(200).text();
    assert!(!evil.contains("//evil\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_many_wrong_tries_one_waits() {
    let archive = Archive::new().await;
    let (pre, token) = before_sign_in(&archive).await;
    for _ in 0..10 {
        sign_in(&archive, &format!("pre={pre}"), &token, "officer", "wrong", "").await.must_be(401);
    }
    let answer = sign_in(&archive, &format!("pre={pre}"), &token, "officer", "wrong", "").await.must_be(429);
    assert!(answer.header("retry-after").parse::<u64>().expect("seconds") > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_without_its_token_changes_nothing() {
    let archive = Archive::new().await;
    let approver = archive.person(Role::Approver).await;
    let (id, photo) = archive.publish(relic("DTG", "Đình Thạc Gián")).await;
    let version = stored(&archive, &approver, &id.to_string()).await.envelope.version;
    let session = format!("sid={}", approver.secret);
    for address in [
        "/staff/new/relic".to_owned(),
        format!("/staff/records/{id}"),
        format!("/staff/records/{id}/step"),
        format!("/staff/records/{id}/pictures"),
        format!("/staff/assets/{photo}/take-back"),
        format!("/staff/assets/{photo}/attach"),
        "/staff/accounts".to_owned(),
        "/staff/accounts/approver".to_owned(),
        "/staff/password".to_owned(),
        "/logout".to_owned(),
    ] {
        let fields = [("step", "withdraw"), ("reason", "error"), ("name", "evil"), ("act", "disable")];
        let bare = Ask::post(&address).header("cookie", &session);
        archive.ask(bare.clone().form(&fields)).await.must_be(403);
        let foreign = bare.header("origin", "https://evil.example");
        let with_token: Vec<(&str, &str)> =
            fields.iter().copied().chain([("csrf_token", approver.csrf.as_str())]).collect();
        archive.ask(foreign.form(&with_token)).await.must_be(403);
    }
    let upload = Ask::post("/staff/upload").header("cookie", &session);
    archive.ask(upload.files(&[("relic", "DTG")], &[("a.jpg", JPEG, &crate::support::photo(99))])).await.must_be(403);
    assert_eq!(stored(&archive, &approver, &id.to_string()).await.envelope.version, version);
    archive.get("/vi/relics/DTG").await.must_be(200);
    assert_eq!(archive.desk.accounts(&approver.viewer).await.expect("accounts").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_does_its_own_work_and_no_other() {
    let archive = Archive::new().await;
    let (id, photo) = archive.publish(relic("DTG", "Đình Thạc Gián")).await;
    let (record, step) = (format!("/staff/records/{id}"), format!("/staff/records/{id}/step"));
    for role in [Role::Volunteer, Role::Partner, Role::Member] {
        let person = archive.person(role).await;
        for address in
            [record.as_str(), "/staff/new/relic", "/staff/jobs", "/staff/accounts", &format!("{record}/preview")]
        {
            let answer = archive.ask(Ask::get(address).by(&person)).await;
            assert!(matches!(answer.status, 401 | 403), "{role:?} {address}: {}", answer.status);
        }
        for (address, fields) in [
            (step.as_str(), [("step", "publish"), ("opens", "1")]),
            (&step, [("step", "submit"), ("", "")]),
            (&step, [("step", "withdraw"), ("reason", "error")]),
            (&record, [("name.vi", "Hỏng"), ("", "")]),
            ("/staff/new/relic", [("name.vi", "Hỏng"), ("code", "HONG")]),
            (&format!("/staff/assets/{photo}/take-back"), [("", ""), ("", "")]),
            ("/staff/accounts", [("name", "moi"), ("role", "approver")]),
        ] {
            let answer = submit(&archive, &person, address, &fields).await;
            assert!(matches!(answer.status, 401 | 403 | 404), "{role:?} {address}: {}", answer.status);
        }
    }
    let officer = archive.person(Role::Officer).await;
    submit(&archive, &officer, &step, &[("step", "withdraw"), ("reason", "error")]).await.must_be(403);
    submit(&archive, &officer, "/staff/accounts", &[("name", "moi"), ("role", "approver")]).await.must_be(403);
    archive.ask(Ask::get(&format!("{record}/publish")).by(&officer)).await.must_be(403);
    let shown = page(&archive, &officer, &record).await;
    assert!(!shown.contains(&format!("{record}/publish")) && !shown.contains(&format!("{record}/withdraw")));
    archive.get("/vi/relics/DTG").await.must_be(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_volunteer_sees_and_opens_nothing_but_what_is_theirs_and_makes_none_of_it_public() {
    let archive = Archive::new().await;
    archive.publish(relic("DTG", "Đình Thạc Gián")).await;
    let hidden = archive.add(relic("MAT", "Di tích mật")).await;
    let volunteer = archive.person(Role::Volunteer).await;
    let sent = Ask::post("/staff/upload").header("cookie", &format!("sid={}", volunteer.secret));
    let fields = [("csrf_token", volunteer.csrf.as_str()), ("relic", "DTG")];
    let answer = archive.ask(sent.files(&fields, &[("cua-toi.jpg", JPEG, &photo(4711))])).await.must_be(200).text();
    archive.settle().await;
    let own = &answer[answer.find("/staff/records/").expect("a link to the file") + 15..][..26];
    let list = page(&archive, &volunteer, "/staff/records").await;
    assert!(list.contains(own) && !list.contains("Di tích mật"));
    archive.ask(Ask::get(&format!("/staff/records/{hidden}")).by(&volunteer)).await.must_be(404);
    let form = page(&archive, &volunteer, &format!("/staff/records/{own}")).await;
    let fields = [
        ("if_match", input(&form, "if_match")),
        ("was", input(&form, "was")),
        ("title.vi", "Ảnh cổng đình"),
        ("access.level", "public"),
    ];
    submit(&archive, &volunteer, &format!("/staff/records/{own}"), &fields).await.must_be(303);
    archive.settle().await;
    archive.get(&format!("/vi/relics/DTG/{own}")).await.must_be(404);
    archive.get(&format!("/iiif/image/{own}/full/200,/0/default.jpg")).await.must_be(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relic_is_written_pictured_and_published_through_forms_alone() {
    let archive = Archive::new().await;
    let approver = archive.person(Role::Approver).await;
    let id = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
    let fields = [
        ("id", id),
        ("name.vi", "Đình Túy Loan"),
        ("relic_types", "architectural_art"),
        ("functions", "dinh"),
        ("rank", "unranked"),
        ("dating.0.when", "Thành Thái 1"),
        ("dating.0.of", "built"),
        ("place.address_recorded.text.vi", "xã Hòa Phong"),
        ("place.address_current.text.vi", "xã Hòa Vang"),
        ("summary.vi", "Đình làng cổ."),
        ("condition.grade", "good"),
        ("sources.0.citation", "Hồ sơ kiểm kê"),
        ("access.level", "public"),
    ];
    for _ in 0..2 {
        let made = submit(&archive, &approver, "/staff/new/relic", &fields).await.must_be(303);
        assert_eq!(made.header("location"), format!("/staff/records/{id}?done=created"), "sent twice, made once");
    }
    let here = format!("/staff/records/{id}");
    assert!(page(&archive, &approver, &here).await.contains("value=\"DTL\""), "the code is suggested");
    let early = submit(&archive, &approver, &format!("{here}/step"), &[("step", "publish")]).await.must_be(303);
    assert_eq!(early.header("location"), format!("{here}/publish"), "what is missing is shown");
    archive.get("/vi/relics/DTL").await.must_be(404);
    let sent = Ask::post("/staff/upload").header("cookie", &format!("sid={}", approver.secret));
    let with = [
        ("csrf_token", approver.csrf.as_str()),
        ("relic", "DTL"),
        ("rights", "https://creativecommons.org/licenses/by/4.0/"),
        ("creator", "Lan"),
    ];
    let files: [(&str, &str, &[u8]); 3] =
        [("dinh.jpg", JPEG, &photo(5)), ("rong.jpg", JPEG, b""), ("lai.jpg", JPEG, &photo(5))];
    let outcome = archive.ask(sent.files(&with, &files)).await.must_be(200).text();
    archive.settle().await;
    assert!(
        outcome.contains("rong.jpg") && outcome.contains("class=\"why\""),
        "the refused file is named with its reason"
    );
    let asset = &outcome[outcome.find("/staff/records/").expect("a link") + 15..][..26];
    let form = page(&archive, &approver, &format!("/staff/records/{asset}")).await;
    let described =
        [("if_match", input(&form, "if_match")), ("was", input(&form, "was")), ("alt_text.vi", "Mặt trước đình")];
    submit(&archive, &approver, &format!("/staff/records/{asset}"), &described).await.must_be(303);
    submit(&archive, &approver, &format!("{here}/pictures"), &[("act", &format!("cover:{asset}"))]).await.must_be(303);
    let done =
        submit(&archive, &approver, &format!("{here}/step"), &[("step", "publish"), ("opens", "1"), ("below", "1")])
            .await;
    assert_eq!(done.must_be(303).header("location"), format!("{here}?done=published"));
    let public = archive.get("/vi/relics/DTL").await.must_be(200).text();
    assert!(public.contains("Đình Túy Loan") && public.contains(asset) && public.contains("1889"));
    let back =
        submit(&archive, &approver, &format!("/staff/assets/{asset}/take-back"), &[("back", &here)]).await.must_be(303);
    archive.get(&format!("/iiif/image/{asset}/full/200,/0/default.jpg")).await.must_be(404);
    let told = page(&archive, &approver, back.header("location")).await;
    assert!(told.contains(&format!("/staff/assets/{asset}/attach")), "the page offers to undo it");
    let undo = [("to", id), ("level", "public"), ("back", here.as_str())];
    submit(&archive, &approver, &format!("/staff/assets/{asset}/attach"), &undo).await.must_be(303);
    archive.get(&format!("/iiif/image/{asset}/full/200,/0/default.jpg")).await.must_be(200);
    submit(&archive, &approver, &format!("{here}/step"), &[("step", "withdraw"), ("reason", "nonsense")])
        .await
        .must_be(400);
    archive.get("/vi/relics/DTL").await.must_be(200);
    let gone = [("step", "withdraw"), ("reason", "error"), ("note.vi", "Đang sửa lại lời văn")];
    submit(&archive, &approver, &format!("{here}/step"), &gone).await.must_be(303);
    assert!(archive.get("/vi/relics/DTL").await.must_be(410).text().contains("Đang sửa lại lời văn"));
    submit(&archive, &approver, &format!("{here}/step"), &[("step", "send_back")]).await.must_be(303);
    assert_eq!(stored(&archive, &approver, id).await.envelope.status.name(), "draft");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_two_people_type_at_once_is_kept_and_shown_to_the_second() {
    let archive = Archive::new().await;
    let (one, other) = (archive.person(Role::Officer).await, archive.person(Role::Reader).await);
    let id = archive.add(relic("DTG", "Đình Thạc Gián")).await;
    let here = format!("/staff/records/{id}");
    let form = page(&archive, &one, &here).await;
    let (lock, was) = (input(&form, "if_match").to_owned(), input(&form, "was").to_owned());
    let theirs = [("if_match", lock.as_str()), ("was", &was), ("name.vi", "Tên của họ"), ("history.vi", "Sử của họ")];
    submit(&archive, &other, &here, &theirs).await.must_be(303);
    let mine = [
        ("if_match", lock.as_str()),
        ("was", &was),
        ("name.vi", "Tên của tôi"),
        ("history.vi", ""),
        ("significance.vi", "Giá trị của tôi"),
    ];
    let clash = submit(&archive, &one, &here, &mine).await.must_be(412).text();
    for kept in ["value=\"Tên của tôi\"", "Tên của họ", "Sử của họ", "Giá trị của tôi"] {
        assert!(clash.contains(kept), "{kept}");
    }
    let again = stored(&archive, &one, &id.to_string()).await.to_json();
    assert!(again.contains("Tên của họ") && !again.contains("của tôi"), "nothing was overwritten");
    let chosen = [
        ("if_match", input(&clash, "if_match")),
        ("was", input(&clash, "was")),
        ("name.vi", "Tên của tôi"),
        ("history.vi", "Sử của họ"),
        ("significance.vi", "Giá trị của tôi"),
    ];
    submit(&archive, &one, &here, &chosen).await.must_be(303);
    let merged = stored(&archive, &one, &id.to_string()).await.to_json();
    assert!(["Tên của tôi", "Sử của họ", "Giá trị của tôi"].iter().all(|text| merged.contains(text)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_kept_is_said_beside_its_field_and_everything_typed_stays() {
    let archive = Archive::new().await;
    let officer = archive.person(Role::Officer).await;
    archive.add(relic("DTG", "Đình Thạc Gián")).await;
    let fields = [
        ("name.vi", "Đình mới"),
        ("code", "DTG"),
        ("dating.0.when", "1854"),
        ("summary.vi", "Lời dài đã gõ"),
        ("relic_types", "scenic"),
    ];
    let taken = submit(&archive, &officer, "/staff/new/relic", &fields).await.must_be(400).text();
    assert!(
        taken.contains("id=\"f-code-m\"")
            && taken.contains("Lời dài đã gõ")
            && taken.contains("value=\"scenic\" checked")
    );
    let bad = [
        ("name.vi", "Đình mới"),
        ("dating.0.when", "đời xưa"),
        ("sources.0.url", "javascript:alert(1)"),
        ("place.point.lat", "bắc"),
    ];
    let refused = submit(&archive, &officer, "/staff/new/relic", &bad).await.must_be(400).text();
    for id in ["f-dating-m", "f-sources-m", "f-place-point-m"] {
        assert!(
            refused.contains(&format!("id=\"{id}\"")) && refused.contains(&format!("#{}", id.trim_end_matches("-m"))),
            "{id}"
        );
    }
    assert!(refused.contains("value=\"đời xưa\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_words_in_any_field_stay_words() {
    let archive = Archive::new().await;
    let approver = archive.person(Role::Approver).await;
    let mut value = relic("DTG", HOSTILE).to_value();
    for path in ["history", "description", "significance"] {
        value[path] = json!({ "vi": HOSTILE, "en": HOSTILE });
    }
    value["sources"] = json!([{ "citation": HOSTILE, "locator": HOSTILE }]);
    let id = archive.add(Record::from_value(value).expect("a record")).await;
    let photo = archive.add_file("DTG", "<img src=x onerror=alert(1)>.jpg", &photo(3), crate::support::open()).await.id;
    for address in [
        "/staff/records".to_owned(),
        "/staff/records?kind=asset".to_owned(),
        "/staff/upload".to_owned(),
        "/staff/jobs".to_owned(),
        "/staff/tray".to_owned(),
        format!("/staff/records?q={}", "%3Cscript%3E"),
        format!("/staff/records/{id}"),
        format!("/staff/records/{id}/pictures"),
        format!("/staff/records/{id}/history"),
        format!("/staff/records/{id}/publish"),
        format!("/staff/records/{id}/preview"),
        format!("/staff/records/{photo}"),
        format!("/staff/assets/{photo}/take-back"),
        format!("/staff/new/inscription?relic={id}"),
        format!("/staff/records?done={0}&q={0}", escaped(HOSTILE)),
    ] {
        let text = page(&archive, &approver, &address).await;
        for evil in ["<script>alert", "<img src=x", "\"'><"] {
            assert!(!text.contains(evil), "{address}: {evil}");
        }
    }
    let typed = [("name.vi", HOSTILE), ("dating.0.when", HOSTILE), ("code", HOSTILE)];
    let text = submit(&archive, &approver, "/staff/new/relic", &typed).await.must_be(400).text();
    assert!(!text.contains("<script>alert") && !text.contains("<img src=x"));
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_of_accounts_are_shown_once_and_work() {
    let archive = Archive::new().await;
    let approver = archive.person(Role::Approver).await;
    let made = submit(&archive, &approver, "/staff/accounts", &[("name", "lan"), ("role", "officer")])
        .await
        .must_be(200)
        .text();
    let from = made.find("id=\"secret\">").expect("the secret") + 12;
    let password = made[from..].split('<').next().expect("text").to_owned();
    assert!(!page(&archive, &approver, "/staff/accounts").await.contains(&password));
    // Nobody may take the name that stands for nobody, or for the terminal: what those made would be theirs.
    for name in ["visitor", "Operator"] {
        submit(&archive, &approver, "/staff/accounts", &[("name", name), ("role", "volunteer")]).await.must_be(400);
    }
    let lan = archive.desk.sign_in("lan", &password, "test").await.expect("the password works");
    submit(&archive, &approver, "/staff/accounts/lan", &[("act", "role"), ("role", "approver")]).await.must_be(303);
    submit(&archive, &approver, "/staff/accounts/lan", &[("act", "disable")]).await.must_be(303);
    archive.ask(Ask::get("/staff/records").header("cookie", &format!("sid={}", lan.secret))).await.must_be(303);
    assert!(archive.desk.sign_in("lan", &password, "test").await.is_err());
    submit(&archive, &approver, "/staff/accounts/approver", &[("act", "disable")]).await.must_be(409);
    submit(&archive, &approver, "/staff/accounts/approver", &[("act", "role"), ("role", "officer")]).await.must_be(409);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_password_ends_every_session() {
    let archive = Archive::new().await;
    let officer = archive.person(Role::Officer).await;
    let (present, fresh) = (officer.password.as_str(), "con trau di truoc cai cay");
    let wrong = [("present", "khong phai mat khau"), ("fresh", fresh), ("again", fresh)];
    submit(&archive, &officer, "/staff/password", &wrong).await.must_be(400);
    submit(&archive, &officer, "/staff/password", &[("present", present), ("fresh", "ngan"), ("again", "ngan")])
        .await
        .must_be(400);
    submit(&archive, &officer, "/staff/password", &[("present", present), ("fresh", fresh), ("again", "khac")])
        .await
        .must_be(400);
    page(&archive, &officer, "/staff/records").await;
    submit(&archive, &officer, "/staff/password", &[("present", present), ("fresh", fresh), ("again", fresh)])
        .await
        .must_be(303);
    archive.ask(Ask::get("/staff/records").by(&officer)).await.must_be(303);
    archive.desk.sign_in(&officer.name, fresh, "test").await.expect("the new password works");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_speaks_the_language_one_chose() {
    let archive = Archive::new().await;
    let officer = archive.person(Role::Officer).await;
    let asked = Ask::get("/staff/records").by(&officer).header("accept-language", "en");
    assert!(archive.ask(asked.clone()).await.text().contains("<html lang=\"en\">"));
    let chosen = archive.ask(Ask::get("/staff/records?kind=part&lang=id").by(&officer)).await.must_be(303);
    assert_eq!(
        (chosen.header("location"), cookie(&chosen, "lang").as_deref()),
        ("/staff/records?kind=part", Some("id"))
    );
    assert!(archive.ask(asked.header("cookie", "lang=id")).await.text().contains("<html lang=\"id\">"));
    let public = archive.ask(Ask::get("/").header("cookie", "lang=id").header("accept-language", "en")).await;
    assert_eq!(public.header("location"), "/en", "the public archive looks at no cookie");
    tokio::time::timeout(Duration::from_secs(5), archive.get("/login?lang=xx")).await.expect("in time").must_be(200);
}
