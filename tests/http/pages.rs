//! Goldens of what is published: the public pages of one relic and every error page, in three languages.

use reliquary::desk::Step;
use reliquary::model::access::Viewer;
use reliquary::model::text::Lang;
use reliquary::model::text::LangText;

use crate::support::Answer;
use crate::support::Archive;
use crate::support::Ask;
use crate::support::artefact;
use crate::support::goldens;
use crate::support::inscription;
use crate::support::relic;

/// Returns an answer with what changes from run to run put aside: ids by their order, days, hashes of content.
fn still(answer: &Answer) -> String {
    let text = answer.printed().replace("&#x2f;", "/");
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
