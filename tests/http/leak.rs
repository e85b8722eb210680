//! The leak matrix (RELIABILITY §6, test 9): everything that can be hidden × every public surface. Nothing of a title,
//! code, word, count or picture; hidden and never-existed are one answer; every surface shows the control.

use crate::http::hidden::Hiding;
use crate::http::surface;
use crate::http::surface::SHOWN;
use crate::http::surface::everything;
use crate::support::Answer;
use crate::support::Ask;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_hidden_is_shown_on_any_surface() {
    let hiding = Hiding::make().await;
    let archive = &hiding.archive;
    let mut wrong = Vec::new();

    // The control first: a surface that shows nothing proves nothing.
    let mut addresses = surface::of_many(SHOWN.1);
    addresses.extend(surface::of_relic("CTL"));
    addresses.extend(surface::of_asset("CTL", &hiding.photo.to_string()));
    addresses.extend(["/vi/relics/CTL/CT.01", "/en/relics/CTL/CT.02"].map(str::to_owned));
    for address in &addresses {
        let answer = archive.get(address).await;
        let is_shown = matches!(answer.status, 200 | 303 | 307 | 308);
        // Lists of work and the like are nobody's but staff's.
        if !is_shown && !is_for_staff(address) {
            wrong.push(format!("the control is not shown at {address}: {}", answer.status));
        }
        if answer.status == 200 && must_name_the_control(address) && !everything(&answer).contains(SHOWN.0) {
            wrong.push(format!("{address} does not name the control"));
        }
    }
    for hidden in &hiding.hidden {
        let typed = surface::of_many(&hidden.typed);
        for address in addresses.iter().chain(&typed) {
            let said = everything(&archive.get(address).await);
            for secret in hidden.secrets.iter().filter(|secret| said.contains(secret.as_str())) {
                wrong.push(format!("{}: {address} tells {secret:?} …{}…", hidden.why, around(&said, secret)));
            }
        }
        for (address, ghost) in &hidden.addresses {
            let (answer, never) = (archive.get(address).await, archive.get(ghost).await);
            // A redirect that asks nobody whether there is something tells nothing.
            let is_silent = matches!(never.status, 404 | 303) || (never.status == 410 && address.contains("/WIT/"));
            if !is_silent || plain(&answer, address) != plain(&never, ghost) {
                wrong.push(format!(
                    "{}: {address} is told from {ghost}: {} {}",
                    hidden.why,
                    answer.status,
                    difference(&plain(&answer, address), &plain(&never, ghost))
                ));
            }
        }
        let found = archive.get(&format!("/api/v1/search?q={}", hidden.typed)).await;
        if found.status != 200 || found.json()["total"] != 0 {
            wrong.push(format!("{}: found: {}", hidden.why, found.text()));
        }
    }
    let all = archive.get("/api/v1/search?limit=200").await.json();
    for facet in ["rank", "relic_type", "century"] {
        let values = all["facets"][facet].as_array().cloned().unwrap_or_default();
        for value in values.iter().filter(|value| {
            ["provincial", "archaeological", "14"].contains(&value["value"].as_str().unwrap_or_default())
        }) {
            wrong.push(format!("the facet {facet} counts what is hidden: {value}"));
        }
    }
    let items = all["items"].as_array().cloned().unwrap_or_default();
    if all["total"] != items.len() {
        wrong.push(format!("the total is {}, there are {}", all["total"], items.len()));
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{} leaks:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_withdrawn_says_its_code_and_note_and_nothing_else() {
    let hiding = Hiding::make().await;
    let (id, _) = hiding.withdrawn;
    for address in ["/vi/relics/WIT", "/en/relics/WIT", "/id/relics/WIT", "/r/WIT", "/api/v1/relics/WIT"] {
        for key in ["WIT".to_owned(), id.to_string()] {
            let address = address.replace("WIT", &key);
            let mut answer = hiding.archive.get(&address).await;
            if matches!(answer.status, 303 | 307 | 308) {
                answer =
                    hiding.archive.get(answer.header("location").trim_start_matches(crate::support::PUBLIC_URL)).await;
            }
            let said = everything(&answer);
            assert_eq!(answer.status, 410, "{address}: {said}");
            assert!(said.contains("WIT") && said.contains(&hiding.note), "{address}: {said}");
            assert!(
                !said.contains("Đãrútlại") && !said.contains("WI.01") && !said.contains("provincial"),
                "{address}: {said}"
            );
            assert_eq!(answer.header("cache-control"), "no-store");
        }
    }
    let map = hiding.archive.get("/sitemap.xml").await.text();
    assert!(!map.contains("WIT") && map.contains("CTL"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_known_from_before_brings_nothing_back() {
    let archive = crate::support::Archive::new().await;
    let (id, photo) = archive.publish(crate::support::relic("WAS", "Đền Cũ")).await;
    let mut addresses = surface::of_relic("WAS");
    addresses.extend(surface::of_asset("WAS", &photo.to_string()));
    let mut tags = Vec::new();
    for address in &addresses {
        let answer = archive.get(address).await;
        if answer.status == 200 && !answer.header("etag").is_empty() {
            tags.push((address.clone(), answer.header("etag").to_owned()));
        }
    }
    assert!(tags.len() > 8, "{tags:?}");
    archive.edit(&id, |record| record.envelope.access.level = reliquary::model::access::Level::Staff).await;
    for (address, tag) in tags {
        let answer = archive.ask(Ask::get(&address).header("if-none-match", &tag)).await;
        assert_eq!(answer.status, 404, "{address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seal_opens_at_its_hour_and_no_answer_kept_from_before_hides_it() {
    let archive = crate::support::Archive::new().await;
    let mut record = crate::support::relic("SEA", "Đền Mở");
    record.envelope.access = reliquary::model::access::Access {
        level: reliquary::model::access::Level::Sealed,
        until: Some("2020-01-01T00:00:00Z".to_owned()),
        names: Vec::new(),
    };
    archive.publish(record).await;
    archive.get("/vi/relics/SEA").await.must_be(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_surface_shows_more_of_a_reduced_picture_than_strangers_may_see() {
    use reliquary::model::access::Access;
    use reliquary::model::access::Level;
    let archive = crate::support::Archive::with(&[("reduced_px", "512"), ("reduced_mark", "Kho")]).await;
    let id = archive.add(crate::support::relic("RED", "Đình Giảm")).await;
    let reduced = Access { level: Level::PublicReduced, ..Access::default() };
    let bytes = crate::support::photo_of(7, 1300, 900, crate::support::JPEG);
    let asset = archive.add_file("RED", "rong.jpg", &bytes, reduced).await;
    archive.step(&id, reliquary::desk::Step::Publish { opens: false }).await;
    archive.settle().await;
    let mut addresses = surface::of_relic("RED");
    addresses.extend(surface::of_asset("RED", &asset.id.to_string()));
    addresses.push(format!("/iiif/image/{}/full/max/0/default.png", asset.id));
    let (mut shown, mut wrong) = (0, Vec::new());
    for address in addresses {
        let answer = archive.get(&address).await;
        for picture in pictures(&answer) {
            shown += 1;
            let long = picture.width.max(picture.height);
            if long > 512 {
                wrong.push(format!("{address} shows it with {long} pixels"));
            }
        }
        if everything(&answer).contains(&asset.sha256.hex()) && answer.status == 200 && address.contains("/original") {
            wrong.push(format!("{address} hands out the original"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(shown >= 5, "{shown} pictures were looked at");
}

/// Returns the pictures of an answer: itself, or those that lie in it.
fn pictures(answer: &Answer) -> Vec<reliquary::base::picture::Picture> {
    let mut files = Vec::new();
    if answer.header("content-type").starts_with("image/") {
        files.push(answer.body.clone());
    } else if let Ok(mut zip) = zip::ZipArchive::new(std::io::Cursor::new(&answer.body)) {
        for n in 0..zip.len() {
            let mut bytes = Vec::new();
            std::io::copy(&mut zip.by_index(n).expect("a sound ZIP"), &mut bytes).expect("a sound entry");
            files.push(bytes);
        }
    }
    let decoded = files.iter().filter_map(|bytes| {
        let format = reliquary::media::format::identify(&mut std::io::Cursor::new(bytes)).ok()?;
        reliquary::media::decode::decode(bytes, format, 1).ok()
    });
    decoded.collect()
}

/// Only staff may read these at all.
fn is_for_staff(address: &str) -> bool {
    ["/api/v1/jobs", "/api/v1/exports", "/api/v1/assets"].contains(&address)
}

fn must_name_the_control(address: &str) -> bool {
    let is_picture = address.starts_with("/iiif/") || address.ends_with("/original") || address.ends_with("/thumbnail");
    let is_plain = ["/sitemap.xml", "/robots.txt", "/api/openapi.json", "/api/v1/inscriptions", "/api/v1/assets"]
        .iter()
        .any(|start| address.starts_with(start));
    let is_narrow = address.contains("provincial") || address.contains("from=1300") || address.contains("kind=asset");
    !is_picture
        && !is_plain
        && !is_narrow
        && !address.ends_with("/about")
        && !address.contains("CT.02")
        && !address.contains("/relics/CTL/0")
}

/// The answer without the words of the address itself.
fn plain(answer: &Answer, address: &str) -> String {
    let mut said = format!("{}\n{}{}", answer.status, answer.head(), answer.text());
    for (name, _) in &answer.headers {
        said.push_str(name.as_str());
    }
    let path = address.split('?').next().unwrap_or_default();
    let mut words: Vec<&str> = path.split('/').filter(|word| word.len() > 2).collect();
    words.extend(path.split(['/', '.']).filter(|word| word.len() > 2));
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    for word in words.into_iter().filter(|word| word.chars().any(|c| c.is_ascii_uppercase())) {
        said = said.replace(word, "…");
    }
    said
}

fn around(said: &str, secret: &str) -> String {
    let at = said.find(secret).unwrap_or(0);
    let from = said[..at].char_indices().rev().nth(60).map_or(0, |(at, _)| at);
    said[from..].chars().take(150).collect::<String>().replace('\n', " ")
}

fn difference(one: &str, other: &str) -> String {
    let pair = one.lines().zip(other.lines()).find(|(one, other)| one != other);
    pair.map_or_else(|| "they end differently".to_owned(), |(one, other)| format!("{one:?} instead of {other:?}"))
}
