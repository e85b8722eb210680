//! Goldens of what is published: the public pages of one relic and every error page, in three languages.

use reliquary::base::limits;
use reliquary::desk::Step;
use reliquary::model::access::Access;
use reliquary::model::access::Level;
use reliquary::model::access::Viewer;
use reliquary::model::record::Body;
use reliquary::model::text::Lang;
use reliquary::model::text::LangText;
use reliquary::words;

use crate::support::Answer;
use crate::support::Archive;
use crate::support::Ask;
use crate::support::artefact;
use crate::support::goldens;
use crate::support::inscription;
use crate::support::open;
use crate::support::photo;
use crate::support::relic;

/// Returns an answer with what changes from run to run put aside: ids by their order, days, hashes of content, first
/// sights of pictures.
fn still(answer: &Answer) -> String {
    let printed = answer.printed().replace("&#x2f;", "/");
    let mut sights = printed.split("data:image/png;base64,");
    let mut text = sights.next().unwrap_or_default().to_owned();
    for piece in sights {
        text.push_str("data:image/png;base64,SIGHT");
        text.push_str(piece.find('"').map_or("", |end| &piece[end..]));
    }
    let mut ids: Vec<String> = Vec::new();
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        let word: &str = &rest[..rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len())];
        if word.len() == 26 && word.starts_with("01") && word.chars().all(|c| !c.is_ascii_lowercase()) {
            let at = ids.iter().position(|id| id == word).unwrap_or_else(|| {
                ids.push(word.to_owned());
                ids.len() - 1
            });
            out.push_str(&format!("ID{}", at + 1));
        } else if word.len() >= 8
            && word.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c))
            && word.chars().any(|c| c.is_ascii_digit())
        {
            out.push('#');
        } else if !word.is_empty() {
            out.push_str(word);
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        rest = &rest[word.len()..];
    }
    without_today(out)
}

/// Returns status, headers and the main part of a page: what stands around it is the same on each.
fn main_part(answer: &Answer) -> String {
    let text = still(answer);
    let Some((head, rest)) = text.split_once("<!doctype html>") else { return text };
    let main = rest.split_once("<main").and_then(|(_, main)| main.split_once("</main>"));
    format!("{head}<main{}</main>\n", main.map_or(rest, |(main, _)| main))
}

/// What was made today says so: in data the day in UTC, on pages that of the archive's zone.
fn without_today(mut text: String) -> String {
    let now = reliquary::base::clock::now();
    let plain = |number: &str| number.trim_start_matches('0').to_owned();
    // Việt Nam is seven hours ahead of UTC all year.
    for at in [now, now + jiff::SignedDuration::from_hours(7)] {
        let today = at.strftime("%Y-%m-%d").to_string();
        let (year, month, day) = (&today[..4], &today[5..7], &today[8..10]);
        text = text.replace(&today, "TODAY");
        for lang in Lang::ALL {
            text = text.replace(&reliquary::model::edtf::display(&today, lang), "TODAY");
        }
        text = text.replace(&format!("{}/{}/{year}", plain(day), plain(month)), "TODAY");
    }
    let mut pieces = text.split("TODAYT");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |sum, piece| sum + "NOW" + piece.get("00:00:00Z".len()..).unwrap_or_default())
}

async fn archive() -> Archive {
    let archive = Archive::new().await;
    let (id, _) = archive.publish(relic("DTG", "Đình Thạc Gián")).await;
    archive.add(artefact("HV.01", "Chuông đồng", "DTG")).await;
    archive.add(inscription("VB.01", "萬古英靈", "DTG")).await;
    archive.desk.publish_below(&Viewer::Operator, &id).await.unwrap();
    let (gone, _) = archive.publish(relic("NMN", "Nhà Mẹ Nhu")).await;
    let note = LangText::of("vi", "Gỡ theo yêu cầu của gia đình.");
    archive.step(&gone, Step::Withdraw { reason: "request".to_owned(), note }).await;
    archive.settle().await;
    archive
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_pages_are_what_we_publish() {
    let archive = archive().await;
    let mut texts = vec![("http/frame.vi.txt".to_owned(), still(&archive.get("/vi").await))];
    for (name, address) in [
        ("home", ""),
        ("browse", "/relics"),
        ("search", "/relics?q=dinh+thac+gian"),
        ("relic", "/relics/DTG"),
        ("artefact", "/relics/DTG/HV.01"),
        ("inscription", "/relics/DTG/VB.01"),
        ("timeline", "/timeline"),
        ("about", "/about"),
        ("missing", "/relics/XXX"),
        ("gone", "/relics/NMN"),
        ("invalid", "/relics?page=x"),
    ] {
        for lang in Lang::ALL.map(Lang::tag) {
            let answer = archive.get(&format!("/{lang}{address}")).await;
            texts.push((format!("http/{name}.{lang}.txt"), main_part(&answer)));
        }
    }
    for (name, address) in [("root", "/"), ("robots", "/robots.txt"), ("sitemap", "/sitemap.xml"), ("sign", "/r/DTG")] {
        texts.push((format!("http/{name}.txt"), still(&archive.get(address).await)));
    }
    goldens(&texts);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_is_being_made_is_said_to_be_and_a_closed_one_is_not() {
    let archive = Archive::new().await;
    for (code, access) in [("DTG", open()), ("BBB", Access { level: Level::Staff, ..Access::default() })] {
        let id = archive.add(relic(code, &format!("Đình {code}"))).await;
        archive.send_file(code, "anh.jpg", &photo(code.len() as u32 + u32::from(code.as_bytes()[0])), access).await;
        let bell = archive.add(artefact(&format!("{code}.01"), "Chuông", code)).await;
        archive.step(&id, Step::Publish { opens: false }).await;
        archive.step(&bell, Step::Publish { opens: false }).await;
    }
    archive.send_file("DTG/DTG.01", "chuong.jpg", &photo(5), open()).await;
    archive.desk.catch_up().await.unwrap();
    for lang in Lang::ALL {
        let said = |key: &str| words::get(lang, key);
        // What is like a relic stands there too, with a picture of its own or none.
        let page = async |below: &str| {
            let text = archive.get(&format!("/{}/relics{below}", lang.tag())).await.must_be(200).text();
            text.split("<section id=\"related\"").next().unwrap_or_default().to_owned()
        };
        for below in ["/DTG", "/DTG/DTG.01"] {
            let text = page(below).await;
            assert!(text.contains(&said("picture-making")) && !text.contains(&said("no-picture")), "{lang:?} {below}");
        }
        for below in ["/BBB", "/BBB/BBB.01"] {
            let text = page(below).await;
            assert!(!text.contains(&said("picture-making")) && text.contains(&said("no-picture")), "{lang:?} {below}");
        }
        let list = page("").await;
        assert_eq!(list.matches(&said("picture-making-short")).count(), 1, "{list}");
        let first = archive.get(&format!("/{}", lang.tag())).await.must_be(200).text();
        assert_eq!(first.matches(&said("picture-making")).count(), 1, "{first}");
    }
    archive.settle().await;
    for below in ["", "/DTG", "/DTG/DTG.01"] {
        let text = archive.get(&format!("/vi/relics{below}")).await.must_be(200).text();
        assert!(!text.contains(&words::get(Lang::Vi, "picture-making-short")), "{below}");
        assert!(!text.contains(&words::get(Lang::Vi, "picture-making")), "{below}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn more_filters_than_may_be_combined_are_not_offered() {
    let archive = Archive::new().await;
    let made = |code: &str, name: &str, functions: &[&str], edtf: &str| {
        let mut record = relic(code, name);
        if let Body::Relic(body) = &mut record.body {
            body.functions = functions.iter().map(|code| (*code).to_owned()).collect();
            body.dating[0].edtf = edtf.to_owned();
        }
        record
    };
    archive.publish(made("DTG", "Đình Thạc Gián", &["dinh", "chua"], "1834")).await;
    archive.publish(made("BBB", "Chùa Hai", &["chua"], "1911")).await;
    let four = "rank=inventoried&relic_type=architectural_art&function=dinh&century=19";
    for lang in Lang::ALL {
        let page =
            async |query: &str| archive.get(&format!("/{}/relics?{query}", lang.tag())).await.must_be(200).text();
        let boxes = |text: &str| text.matches("type=\"checkbox\"").count();
        let some = page("rank=inventoried").await;
        assert!(some.contains(&words::say(lang, "browse-filters-most", &[("most", 4.into())])), "{some}");
        assert!(boxes(&some) >= 5 && !some.contains("check off"), "{some}");
        let full = page(four).await;
        assert!(full.contains(&words::say(lang, "browse-filters-full", &[("most", 4.into())])), "{full}");
        assert_eq!(
            (boxes(&full), full.matches("check off").count()),
            (4, 3),
            "the other function and the languages are text: {full}"
        );
        archive.get(&format!("/{}/relics?{four}&kind=relic", lang.tag())).await.must_be(400);
    }
}

/// Asks the same until the network is told to wait: meanwhile its bucket fills, so how often is not known.
async fn until_told_to_wait(archive: &Archive, ask: Ask) -> Answer {
    for _ in 0..2_000 {
        let answer = archive.ask(ask.clone()).await;
        if answer.status == 429 {
            return answer;
        }
    }
    panic!("nobody was told to wait");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_asks_too_much_of_a_busy_archive_is_told_to_wait() {
    let archive = Archive::new().await;
    archive.publish(relic("DTG", "Đình Thạc Gián")).await;
    for _ in 0..limits::PACKAGES_A_MINUTE * 2 {
        archive.get("/export/NONE.zip").await.must_be(404);
    }
    let _most = archive.site.permits.acquire_many(limits::REQUESTS as u32 / 2 + 1).await.unwrap();
    let slow = until_told_to_wait(&archive, Ask::get("/export/NONE.zip")).await;
    assert!(matches!(slow.header("retry-after"), "1" | "2"), "{}", slow.header("retry-after"));
    assert_eq!(slow.header("cache-control"), "no-store");
    let found = until_told_to_wait(&archive, Ask::get("/api/v1/suggest?q=t")).await.json();
    assert_eq!(found["error"], "request.too_many");
    for lang in Lang::ALL {
        let list = Ask::get(&format!("/{}/relics?q=dinh&rank=national", lang.tag()));
        let answer = until_told_to_wait(&archive, list).await;
        let said = words::get(lang, "problem-request-too-many");
        assert!(answer.text().contains(&said), "{}", answer.text());
    }
    for address in ["/vi/relics/DTG", "/vi/relics", "/sitemap.xml", "/robots.txt", "/healthz"] {
        for _ in 0..20 {
            archive.get(address).await.must_be(200);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxys_word_on_the_network_counts_where_it_is_trusted() {
    let from = |address: &str| Ask::get("/export/NONE.zip").header("x-forwarded-for", address);
    let busy = limits::REQUESTS as u32 / 2 + 1;
    let plain = Archive::new().await;
    let _most = plain.site.permits.acquire_many(busy).await.unwrap();
    let mut networks = 0;
    while plain.ask(from(&format!("198.51.{networks}.9"))).await.status == 404 {
        networks += 1;
        assert!(networks < 200, "a stranger's word is believed");
    }
    let trusting = Archive::with(&[("trusted_proxies", "192.0.2.7")]).await;
    let _most = trusting.site.permits.acquire_many(busy).await.unwrap();
    until_told_to_wait(&trusting, from("203.0.113.1, 198.51.100.9")).await;
    trusting.ask(from("198.51.101.9")).await.must_be(404);
    for _ in 0..limits::PACKAGES_A_MINUTE * 2 {
        trusting.ask(from("127.0.0.1")).await.must_be(404);
    }
    let strict = Archive::with(&[("trusted_proxies", "192.0.2.7"), ("limit_loopback", "true")]).await;
    let _most = strict.site.permits.acquire_many(busy).await.unwrap();
    until_told_to_wait(&strict, from("::ffff:127.0.0.1")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_full_archive_the_record_pages_go_last() {
    let archive = Archive::new().await;
    archive.publish(relic("DTG", "Đình Thạc Gián")).await;
    let taken = |percent: u32| archive.site.permits.acquire_many(limits::REQUESTS as u32 * percent / 100);
    let addresses = [
        "/vi/relics?rank=national",
        "/vi/relics?q=dinh",
        "/iiif/image/X/full/max/0/default.jpg",
        "/iiif/image/X/full/512,384/0/default.jpg",
    ];
    for (percent, shed) in [(70, 0), (80, 1), (88, 2), (93, 3), (97, 4)] {
        let held = taken(percent).await.unwrap();
        let mut busy = 0;
        for address in addresses {
            busy += usize::from(archive.get(address).await.status == 503);
        }
        assert_eq!(busy, shed, "{percent} %");
        archive.get("/vi/relics/DTG").await.must_be(200);
        archive.get("/sitemap.xml").await.must_be(200);
        drop(held);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_and_a_broken_archive_say_so_in_three_languages() {
    let archive = Archive::new().await;
    archive.publish(relic("DTG", "Đình Thạc Gián")).await;
    let all = archive.site.permits.acquire_many(reliquary::base::limits::REQUESTS as u32).await.unwrap();
    let mut texts = Vec::new();
    for lang in Lang::ALL.map(Lang::tag) {
        let answer = archive.get(&format!("/{lang}/relics/DTG")).await.must_be(503);
        assert_eq!(answer.header("retry-after"), "5");
        texts.push((format!("http/busy.{lang}.txt"), main_part(&answer)));
    }
    let answer = archive.get("/api/v1/search").await.must_be(503).json();
    assert_eq!(answer["error"], "server.busy");
    drop(all);
    archive.get("/vi/relics/DTG").await.must_be(200);
    archive.desk.close().await;
    for lang in Lang::ALL.map(Lang::tag) {
        let answer = archive.get(&format!("/{lang}/relics/DTG?x=1")).await.must_be(500);
        texts.push((format!("http/broken.{lang}.txt"), main_part(&answer)));
    }
    goldens(&texts);
    archive.get("/healthz").await.must_be(200);
    archive.get("/readyz").await.must_be(503);
}

/// Texts that would do harm where they are not escaped.
const HARM: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}{% raw %}\u{202e}\u{0}&amp;";

#[tokio::test(flavor = "multi_thread")]
async fn hostile_words_stay_words_on_every_page() {
    let archive = Archive::new().await;
    let harm = HARM.replace('\0', "");
    let mut value = relic("BAD", &harm).to_value();
    value["other_names"] = serde_json::json!([{ "name": { "vi": harm }, "kind": "old", "period": harm }]);
    value["history"] = serde_json::json!({ "vi": harm, "en": harm, "id": harm });
    value["place"]["route"] = serde_json::json!({ "vi": harm });
    value["worship"] = serde_json::json!([{ "name": { "vi": harm } }]);
    value["claims"] = serde_json::json!([{ "path": "dating", "value": harm, "source": { "citation": harm } }]);
    value["same_as"] = serde_json::json!([harm, "javascript:alert(1)"]);
    value["sources"] = serde_json::json!([{ "citation": harm, "url": "javascript:alert(1)", "locator": harm }]);
    archive.publish(reliquary::model::record::Record::from_value(value).unwrap()).await;
    let taken =
        archive.add_file("BAD", &format!("{harm}.jpg"), &crate::support::photo(5), crate::support::open()).await;
    archive.settle().await;
    for address in ["", "/relics", "/relics?q=alert", "/relics/BAD", &format!("/relics/BAD/{}", taken.id), "/about"] {
        for lang in Lang::ALL.map(Lang::tag) {
            let page = archive.get(&format!("/{lang}{address}")).await.must_be(200).text();
            for wrong in ["<script>alert", "<img src=x", "onerror=alert(2)>", "href=\"javascript", "49{", ">49"] {
                assert!(!page.contains(wrong), "/{lang}{address} holds {wrong}");
            }
        }
    }
    let asked = archive.get(&format!("/vi/relics?q={}", crate::support::escaped(&harm))).await;
    assert!(!asked.text().contains("<script>alert"), "what is asked is a word, too");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_archive_says_so_kindly_in_three_languages() {
    let archive = Archive::new().await;
    let mut texts = Vec::new();
    for lang in Lang::ALL.map(Lang::tag) {
        texts.push((format!("http/empty.{lang}.txt"), main_part(&archive.get(&format!("/{lang}")).await)));
        archive.get(&format!("/{lang}/relics")).await.must_be(200);
        archive.get(&format!("/{lang}/relics?q=gi")).await.must_be(200);
    }
    goldens(&texts);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_the_nearest_words_says_which_they_are_in_three_languages() {
    let archive = archive().await;
    for (lang, told) in [
        ("vi", "Không đâu có «thca gian» như đã gõ; đã tìm «thạc gián»."),
        ("en", "“thca gian” stands nowhere as typed; looked for “thạc gián”."),
        ("id", "“thca gian” tidak ada seperti yang diketik; yang dicari “thạc gián”."),
    ] {
        let page = archive.get(&format!("/{lang}/relics?q=thca+gian")).await.must_be(200).text();
        assert!(page.contains(told) && page.contains(&format!("/{lang}/relics/DTG")), "{page}");
        let plain = archive.get(&format!("/{lang}/relics?q=thac+gian")).await.must_be(200).text();
        assert!(!plain.contains("<p>“thac") && !plain.contains("Không đâu có"), "{plain}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_of_the_first_address_is_the_readers() {
    let archive = Archive::new().await;
    for (accepted, lang) in [
        ("", "vi"),
        ("en-GB,en;q=0.9", "en"),
        ("id", "id"),
        ("fr,de;q=0.8", "vi"),
        ("fr,id;q=0.2,en;q=0.5", "en"),
        ("vi;q=0.1,id;q=0.9", "id"),
    ] {
        let answer = archive.ask(Ask::get("/").header("accept-language", accepted)).await;
        assert_eq!(answer.header("location"), format!("/{lang}"), "{accepted:?}");
        assert!(answer.header("vary").to_lowercase().contains("accept-language"));
    }
}
