//! Lists: views, facets whose counts are what one may page through, hits that lead to where their words stand, feeds and what
//! browsers need to search.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use reliquary::base::id::RecordId;
use reliquary::desk::Step;
use reliquary::model::access::Access;
use reliquary::model::access::Level;
use reliquary::model::access::Role;
use reliquary::model::access::Viewer;
use reliquary::model::record::Body;
use reliquary::model::record::Record;
use reliquary::model::search::Search;
use reliquary::model::text::LangText;
use serde_json::json;

use crate::support::Archive;
use crate::support::Ask;
use crate::support::PUBLIC_URL;
use crate::support::artefact;
use crate::support::open;
use crate::support::pdf;
use crate::support::relic;

/// Chance that comes out the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len())].clone()
    }
}

fn changed(record: Record, change: impl FnOnce(&mut serde_json::Value)) -> Record {
    let mut value = record.to_value();
    change(&mut value);
    Record::from_value(value).expect("a good record")
}

fn any_relic(n: usize, dice: &mut Dice) -> Record {
    let name = format!("{} {} {n}", dice.one(&["Đình", "Chùa", "Miếu"]), dice.one(&["Thử", "Làng Gấm", "Hạ"]));
    changed(relic(&format!("R{n}"), &name), |value| {
        value["rank"] = json!(dice.one(&["inventoried", "national", "provincial"]));
        value["decisions"] = json!([{ "code": "QĐ 1" }]);
        value["functions"] = dice.one(&[json!(["dinh"]), json!(["chua"]), json!(["dinh", "chua"])]);
        value["dating"] = json!([{ "edtf": dice.one(&["1834", "15XX", "1657", "1790/1810"]), "of": "built" }]);
        let ward = dice.one(&["phường Thanh Khê", "phường Hải Châu", "xã Chân Mây – Lăng Cô", "xã Không Ai Biết"]);
        value["place"]["address_current"]["unit"] = json!({ "name": ward, "level": "ward" });
    })
}

const LEVELS: [(Level, Option<&str>); 7] = [
    (Level::Public, None),
    (Level::PublicReduced, None),
    (Level::Registered, None),
    (Level::Staff, None),
    (Level::Restricted, None),
    (Level::Sealed, Some("2020-01-01T00:00:00Z")),
    (Level::Sealed, Some("2100-01-01T00:00:00Z")),
];

/// Makes relics of all sorts under all rules; returns those that everybody may see.
async fn many(archive: &Archive, dice: &mut Dice) -> BTreeSet<RecordId> {
    let mut seen = BTreeSet::new();
    for n in 0..26 {
        let mut record = any_relic(n, dice);
        let (level, until) = if n % 2 == 0 { LEVELS[0] } else { dice.one(&LEVELS) };
        record.envelope.access = Access { level, until: until.map(str::to_owned), names: vec!["member".to_owned()] };
        let id = match dice.roll(6) {
            0 => archive.add(record).await,
            1 => {
                let (id, _) = archive.publish(record).await;
                let note = LangText::of("vi", "Rút");
                archive.step(&id, Step::Withdraw { reason: "request".to_owned(), note }).await;
                id
            }
            _ => {
                let (id, _) = archive.publish(record).await;
                if matches!(
                    (level, until),
                    (Level::Public | Level::PublicReduced, _) | (_, Some("2020-01-01T00:00:00Z"))
                ) {
                    seen.insert(id);
                }
                id
            }
        };
        if n % 3 == 0 {
            archive.add(artefact(&format!("HV.{n}"), &format!("Chuông thử {n}"), &format!("R{n}"))).await;
            archive.desk.publish_below(&Viewer::Operator, &id).await.ok();
        }
    }
    archive.settle().await;
    seen
}

async fn paged(archive: &Archive, viewer: &Viewer, search: &Search) -> (u64, BTreeSet<RecordId>) {
    let mut ids = BTreeSet::new();
    let mut offset = 0;
    loop {
        let part = Search { offset, limit: 7, ..search.clone() };
        let found = archive.desk.search(viewer, part).await.expect("answered");
        let before = ids.len();
        ids.extend(found.hits.iter().map(|hit| hit.card.id));
        assert_eq!(ids.len() - before, found.hits.len(), "no hit comes twice");
        offset += 7;
        if offset as u64 >= found.total {
            return (found.total, ids);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_are_what_one_may_page_through_whoever_asks_and_whatever_for() {
    let archive = Archive::new().await;
    let mut dice = Dice(20_261_130);
    let seen = many(&archive, &mut dice).await;
    assert!(seen.len() > 5 && seen.len() < 24, "{}", seen.len());
    let member = archive.person(Role::Member).await.viewer;
    let everything = Search { kinds: vec!["relic".to_owned()], limit: 50, ..Search::default() };
    let offered = archive.desk.search(&Viewer::Visitor, everything.clone()).await.expect("answered").facets;
    let offered: Vec<_> = offered.into_iter().filter(|(_, values)| !values.is_empty()).collect();
    assert_eq!(paged(&archive, &Viewer::Visitor, &everything).await, (seen.len() as u64, seen));
    let mut asked = 0;
    for _ in 0..24 {
        let mut facets: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for _ in 0..dice.roll(3) {
            let (name, values) = dice.one(&offered);
            let value = dice.one(&values).value;
            let chosen = facets.entry(name).or_default();
            if !chosen.contains(&value) {
                chosen.push(value);
            }
        }
        let search = Search {
            q: dice.one(&["", "", "dinh", "thử", "lang gam", "chuong"]).to_owned(),
            facets,
            from: dice.one(&[None, None, Some(1700)]),
            until: dice.one(&[None, None, Some(1830)]),
            sort: dice.one(&[Default::default(), reliquary::model::search::Sort::Date]),
            limit: 1,
            ..Search::default()
        };
        for viewer in [&Viewer::Visitor, &member] {
            let (total, ids) = paged(&archive, viewer, &search).await;
            assert_eq!(total, ids.len() as u64, "{search:?}");
            for (name, values) in archive.desk.search(viewer, search.clone()).await.expect("answered").facets {
                for value in values {
                    let mut alone = search.clone();
                    alone.facets.insert(name.clone(), vec![value.value.clone()]);
                    let found = archive.desk.search(viewer, alone).await.expect("answered").total;
                    assert_eq!(found, value.count, "{name}={} in {search:?}", value.value);
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 300, "{asked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_looked_at_as_rows_as_pictures_and_as_a_table_under_addresses_that_keep_the_question() {
    let archive = Archive::new().await;
    for (code, name, year) in [("AA", "Đình Ăn", "1700"), ("BB", "Đình An", "1834"), ("CC", "Đình Ân", "1600")]
    {
        let record = changed(relic(code, name), |value| value["dating"][0]["edtf"] = json!(year));
        archive.publish(record).await;
    }
    let page = |query: &str| format!("/vi/relics?{query}");
    let list = archive.get(&page("rank=inventoried&sort=date")).await.must_be(200).text();
    for view in ["view=grid", "view=table"] {
        assert!(list.contains(&format!("/vi/relics?rank=inventoried&amp;sort=date&amp;{view}")), "{view}");
    }
    let grid = archive.get(&page("rank=inventoried&view=grid")).await.must_be(200).text();
    assert!(grid.contains("class=\"grid plain\"") && grid.contains("name=\"view\" value=\"grid\""));
    let table = archive.get(&page("view=table")).await.must_be(200).text();
    let order = |text: &str| {
        let mut places: Vec<(usize, &str)> =
            ["AA", "BB", "CC"].map(|code| (text.rfind(&format!("/vi/relics/{code}\"")).unwrap(), code)).into();
        places.sort_unstable();
        places.into_iter().map(|(_, code)| code).collect::<Vec<_>>()
    };
    assert_eq!(order(&table), ["BB", "AA", "CC"], "by name: a, ă, â");
    assert!(
        table.contains("<th scope=\"col\" aria-sort=\"ascending\"><a href=\"/vi/relics?sort=name&amp;view=table\"")
    );
    let dated = archive.get(&page("view=table&sort=date")).await.must_be(200).text();
    assert_eq!(order(&dated), ["CC", "AA", "BB"]);
    assert!(dated.contains("aria-sort=\"ascending\"><a href=\"/vi/relics?sort=date&amp;view=table\""));
    archive.get(&page("view=sphere")).await.must_be(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn places_stand_as_a_tree_and_narrow_by_province_and_by_ward() {
    let archive = Archive::new().await;
    for (code, ward) in [("AA", "phường Thanh Khê"), ("BB", "phường Hải Châu"), ("CC", "xã Chân Mây – Lăng Cô")]
    {
        let record = changed(relic(code, &format!("Đình {code}")), |value| {
            value["place"]["address_current"]["unit"] = json!({ "name": ward, "level": "ward" });
        });
        archive.publish(record).await;
    }
    let found = async |unit: &str| {
        let answer = archive.get(&format!("/api/v1/search?kind=relic&unit={}", crate::support::escaped(unit))).await;
        answer.must_be(200).json()["total"].as_u64().expect("a total")
    };
    assert_eq!(found("thành phố Đà Nẵng").await, 2);
    assert_eq!(found("thành phố Đà Nẵng/phường Thanh Khê").await, 1);
    assert_eq!(found("phường Thanh Khê").await, 1, "an address from before the tree still leads there");
    assert_eq!(found("thành phố Huế").await, 1);
    let page =
        archive.get("/en/relics?unit=th%C3%A0nh+ph%E1%BB%91+%C4%90%C3%A0+N%E1%BA%B5ng").await.must_be(200).text();
    let city = page.find("value=\"thành phố Đà Nẵng\" checked").expect("the province is chosen");
    let ward = page.find("value=\"thành phố Đà Nẵng/phường Thanh Khê\"").expect("its ward is offered");
    let hue = page.find("value=\"thành phố Huế\"").expect("the other province is offered too");
    assert!(city < ward && (hue < city || ward < hue), "the ward stands below its province");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hit_leads_to_the_page_or_line_where_its_words_stand() {
    let archive = Archive::new().await;
    let id = archive.add(relic("DOC", "Đình Tài Liệu")).await;
    let asset =
        archive.add_file("DOC", "so.pdf", &pdf(&["First page", "Second leaf of paper", "Third"]), open()).await.id;
    archive.add_file("DOC", "ghi.txt", "Tờ\u{c}khai lạc lối".as_bytes(), open()).await;
    let lines = Record::from_value(json!({
        "kind": "inscription", "code": "VB.01", "text_kind": "van_bia", "carrier": { "code": "DOC" },
        "script": "hani_han", "direction": "vertical_rl", "state": "complete", "original": "萬古\n英靈\n海關",
        "reading": { "vi": "vạn cổ\nanh linh\nhải quan" }, "translation": { "vi": "Muôn đời", "en": "For ever\n\nglorious" },
        "editors": [{ "name": { "vi": "Người thử" } }],
    }));
    archive.add(lines.expect("a good record")).await;
    archive.step(&id, Step::Publish { opens: false }).await;
    archive.desk.publish_below(&Viewer::Operator, &id).await.expect("published");
    archive.settle().await;
    for (typed, lead) in [
        ("leaf+paper", format!("/vi/relics/DOC/{asset}?page=2#find=leaf+paper")),
        ("first", format!("/vi/relics/DOC/{asset}#find=First")),
        ("anh+linh", "/vi/relics/DOC/VB.01#reading-2".to_owned()),
        ("%E9%97%9C", "/vi/relics/DOC/VB.01#line-3".to_owned()),
        ("glorious", "/vi/relics/DOC/VB.01#lines".to_owned()),
    ] {
        let page = archive.get(&format!("/vi/relics?q={typed}")).await.must_be(200).text();
        assert!(page.contains(&format!("href=\"{lead}\"")), "{typed} does not lead to {lead}");
    }
    let english = archive.get("/en/relics?q=glorious").await.must_be(200).text();
    assert!(english.contains("href=\"/en/relics/DOC/VB.01#translation-2\""));
    let plain = archive.get("/vi/relics?q=lac+loi").await.must_be(200).text();
    assert!(!plain.contains("?page=2#find"), "a text has no pages to turn");
    let own = archive.get("/vi/relics/DOC/VB.01").await.must_be(200).text();
    for place in ["line-3", "reading-2", "translation-1"] {
        assert!(own.contains(&format!("id=\"{place}\"")), "{place}");
    }
    assert!(archive.get("/en/relics/DOC/VB.01").await.text().contains("id=\"translation-2\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_a_feed_that_tells_of_public_changes_alone() {
    let archive = Archive::new().await;
    let (id, _) = archive.publish(relic("AA", "Đình <Một> & hai")).await;
    archive.publish(relic("BB", "Chùa Hai")).await;
    archive.add(relic("CC", "Đình Nháp")).await;
    archive.settle().await;
    let address = "/vi/relics.atom?q=dinh&sort=date&view=table&page=7";
    let feed = archive.get(address).await.must_be(200);
    assert_eq!(feed.header("content-type"), "application/atom+xml; charset=utf-8");
    let text = feed.text();
    assert!(text.contains("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"vi\">"));
    assert!(text.contains(&format!("<id>{PUBLIC_URL}/vi/relics.atom?q=dinh</id>")), "order and page are no part of it");
    assert!(text.contains(&format!("<id>urn:reliquary:{id}</id>")));
    assert!(text.contains("<title>Đình &lt;Một&gt; &amp; hai</title>"));
    assert!(text.contains("rel=\"self\"") && text.contains(&format!("href=\"{PUBLIC_URL}/vi/relics/AA\"")));
    assert!(!text.contains("Chùa Hai") && !text.contains("Nháp"));
    assert_eq!(text.matches("<entry>").count(), 1);
    let etag = feed.header("etag").to_owned();
    archive.ask(Ask::get(address).header("if-none-match", &etag)).await.must_be(304);

    // A draft of what is public changes nothing that the public sees.
    archive
        .edit(&id, |record| {
            if let Body::Relic(body) = &mut record.body {
                body.summary = LangText::of("vi", "Lời chưa duyệt");
            }
        })
        .await;
    assert_eq!(archive.get(address).await.must_be(200).text(), text);

    let all = archive.get("/feed.atom").await.must_be(200);
    assert!(all.header("vary").contains("Accept-Language"));
    assert!(all.text().contains("Chùa Hai") && !all.text().contains("Nháp"));
    archive.get("/vi/relics.atom?page=0").await.must_be(400);
    archive.get("/xx/relics.atom").await.must_be(404);
    let page = archive.get("/vi/relics?q=dinh&sort=date").await.must_be(200).text();
    assert_eq!(page.matches("href=\"/vi/relics.atom?q=dinh\"").count(), 2, "in the head, and for people");
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_are_told_how_to_search_here() {
    let archive = Archive::new().await;
    archive.publish(relic("AA", "Đình Một")).await;
    archive.add(relic("CC", "Đình Nháp")).await;
    archive.settle().await;
    let page = archive.get("/id").await.must_be(200).text();
    assert!(page.contains("rel=\"search\"") && page.contains("href=\"/opensearch.xml?lang=id\""));
    let said = archive.get("/opensearch.xml?lang=id").await.must_be(200);
    assert!(said.header("content-type").starts_with("application/opensearchdescription+xml"));
    assert!(said.text().contains(&format!("template=\"{PUBLIC_URL}/id/relics?q={{searchTerms}}\"")));
    let own = archive.ask(Ask::get("/opensearch.xml").header("accept-language", "en")).await.must_be(200).text();
    assert!(own.contains("/en/suggest?q={searchTerms}"));
    archive.get("/opensearch.xml?lang=xx").await.must_be(404);
    let suggested = archive.get("/vi/suggest?q=di").await.must_be(200);
    assert!(suggested.header("content-type").starts_with("application/x-suggestions+json"));
    assert_eq!(suggested.json(), json!(["di", ["Đình Một"]]));
    assert_eq!(archive.get("/vi/suggest").await.must_be(200).json(), json!(["", []]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_like_a_relic_stands_on_its_page_and_nothing_hidden_with_it() {
    let archive = Archive::new().await;
    let placed = |code: &str, name: &str, ward: &str| {
        changed(relic(code, name), |value| {
            value["place"]["address_current"]["unit"] = json!({ "name": ward, "level": "ward" });
        })
    };
    archive.publish(placed("AA", "Đình Một", "phường Thanh Khê")).await;
    archive.publish(placed("BB", "Đình Hai", "phường Thanh Khê")).await;
    let mut closed = placed("CC", "Đình Kín", "phường Thanh Khê");
    closed.envelope.access = Access { level: Level::Staff, ..Access::default() };
    archive.publish(closed).await;
    archive.add(placed("DD", "Đình Nháp", "phường Thanh Khê")).await;
    archive.settle().await;
    let page = archive.get("/vi/relics/AA").await.must_be(200).text();
    let (_, related) = page.split_once("id=\"related\"").expect("it has neighbours");
    assert!(related.contains("/vi/relics/BB\"") && !related.contains("/vi/relics/AA\""));
    assert!(!page.contains("Đình Kín") && !page.contains("Đình Nháp"));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_is_found_the_page_says_which_filter_to_drop_and_what_that_gives() {
    let archive = Archive::new().await;
    archive.publish(relic("AA", "Đình Một")).await;
    archive.publish(relic("BB", "Đình Hai")).await;
    let page = archive.get("/en/relics?function=chua&rank=inventoried").await.must_be(200).text();
    let (_, empty) = page.split_once("class=\"empty\"").expect("nothing is found");
    assert!(empty.contains("href=\"/en/relics?rank=inventoried\"") && empty.contains("<span class=\"n\">2</span>"));
    assert!(!empty.contains("href=\"/en/relics?function=chua\""), "what finds nothing either is no help");
    assert!(empty.contains("relic_type=architectural_art"), "one may look around");
}

/// Pages are kept by what stands in their address: what a stranger adds to it must not come to all.
#[tokio::test]
async fn what_a_list_does_not_know_changes_nothing_for_anybody() {
    let archive = Archive::new().await;
    archive.publish(relic("DTG", "Đình Thạc Gián")).await;
    for address in ["/vi/relics", "/vi/map", "/vi/timeline"] {
        for odd in ["?offset=9999", "?limit=1&offset=1", "?offset=x"] {
            archive.get(&format!("{address}{odd}")).await.must_be(200);
            let page = archive.get(address).await.must_be(200).text();
            assert!(page.contains("/vi/relics/DTG\""), "{address}{odd}");
        }
    }
}
