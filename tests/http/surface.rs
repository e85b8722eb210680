//! Every public surface there is: addresses that speak of many records, of one record, of one asset.

use reliquary::model::text::Lang;

use crate::support::Answer;

/// A word that every control record holds, and how it is typed without marks.
pub const SHOWN: (&str, &str) = ("Côngkhai", "congkhai");

/// Addresses that speak of many records. `word` is typed without marks.
pub fn of_many(word: &str) -> Vec<String> {
    let mut addresses = vec![
        "/sitemap.xml".to_owned(),
        "/robots.txt".to_owned(),
        "/feed.atom".to_owned(),
        "/api/v1/search".to_owned(),
        "/api/v1/search?limit=200&kind=asset".to_owned(),
        "/api/v1/search?rank=provincial".to_owned(),
        "/api/v1/map?zoom=12".to_owned(),
        format!("/api/v1/map?q={word}"),
        format!("/api/v1/search?q={word}"),
        format!("/api/v1/suggest?q={}", &word[..3]),
        "/api/v1/relics".to_owned(),
        "/api/v1/artefacts".to_owned(),
        "/api/v1/inscriptions".to_owned(),
        "/api/v1/assets".to_owned(),
        "/api/v1/events".to_owned(),
        "/api/v1/search?kind=event".to_owned(),
        "/data/festivals.ics".to_owned(),
        "/api/v1/jobs".to_owned(),
        "/api/v1/exports".to_owned(),
        "/api/openapi.json".to_owned(),
    ];
    for lang in Lang::ALL.map(Lang::tag) {
        addresses.extend([
            format!("/{lang}"),
            format!("/{lang}/about"),
            format!("/{lang}/relics"),
            format!("/{lang}/relics?rank=provincial"),
            format!("/{lang}/map"),
            format!("/{lang}/map?q={word}"),
            format!("/{lang}/relics?relic_type=archaeological&rank=provincial"),
            format!("/{lang}/relics?from=1300&until=1400"),
            format!("/{lang}/relics?sort=newest&page=1"),
            format!("/{lang}/relics?q={word}"),
            format!("/{lang}/timeline"),
            format!("/{lang}/timeline?from=1300&until=1400"),
            format!("/{lang}/timeline?q={word}"),
            format!("/{lang}/festivals"),
            format!("/{lang}/relics?view=table&sort=newest"),
            format!("/{lang}/relics?view=grid&kind=asset"),
            format!("/{lang}/relics.atom"),
            format!("/{lang}/relics.atom?rank=provincial"),
            format!("/{lang}/relics.atom?kind=asset"),
            format!("/{lang}/relics.atom?q={word}"),
            format!("/{lang}/suggest?q={}", &word[..3]),
        ]);
    }
    addresses
}

/// Addresses of one relic, by its code or id.
pub fn of_relic(key: &str) -> Vec<String> {
    let mut addresses = vec![
        format!("/r/{key}"),
        format!("/api/v1/relics/{key}"),
        format!("/export/{key}.zip?preset=portal"),
        format!("/iiif/image/{key}/info.json"),
        format!("/iiif/image/{key}/full/200,/0/default.jpg"),
        format!("/iiif/image2/{key}/info.json"),
        format!("/iiif/image2/{key}/full/200,/0/default.jpg"),
    ];
    for lang in Lang::ALL.map(Lang::tag) {
        addresses.extend(["", ".json", ".lido.xml"].map(|ending| format!("/{lang}/relics/{key}{ending}")));
    }
    addresses
}

/// Addresses of one asset below a relic.
pub fn of_asset(relic: &str, asset: &str) -> Vec<String> {
    let mut addresses = vec![
        format!("/api/v1/assets/{asset}"),
        format!("/api/v1/assets/{asset}/original"),
        format!("/api/v1/assets/{asset}/thumbnail"),
        format!("/api/v1/assets/{asset}/pages"),
        format!("/iiif/image/{asset}"),
        format!("/iiif/image/{asset}/info.json"),
        format!("/iiif/image/{asset}/full/max/0/default.jpg"),
        format!("/iiif/image/{asset}/full/320,/0/default.jpg"),
        format!("/iiif/image/{asset}/0,0,512,480/512,/0/default.jpg"),
        format!("/iiif/image/{asset}/0,0,100,100/50,/90/gray.png"),
        format!("/iiif/image2/{asset}"),
        format!("/iiif/image2/{asset}/info.json"),
        format!("/iiif/image2/{asset}/full/full/0/default.jpg"),
        format!("/iiif/image2/{asset}/full/256,/0/default.jpg"),
    ];
    addresses.extend(Lang::ALL.map(|lang| format!("/{}/relics/{relic}/{asset}", lang.tag())));
    addresses
}

/// Addresses of a record below a relic.
pub fn of_child(relic: &str, code: &str, id: &str, kind: &str) -> Vec<String> {
    let mut addresses = vec![format!("/api/v1/{kind}/{id}"), format!("/{}/relics/{id}", Lang::Vi.tag())];
    addresses.extend(Lang::ALL.map(|lang| format!("/{}/relics/{relic}/{code}", lang.tag())));
    addresses.extend(Lang::ALL.map(|lang| format!("/{}/relics/{relic}/{id}", lang.tag())));
    addresses
}

/// Returns everything an answer says: headers, body, and the entries of a package it carries.
pub fn everything(answer: &Answer) -> String {
    let mut said = format!("{}\n{}", answer.head(), answer.text().replace("&#x2f;", "/"));
    if answer.body.starts_with(b"PK") {
        let mut package = zip::ZipArchive::new(std::io::Cursor::new(&answer.body)).expect("a sound package");
        for n in 0..package.len() {
            let mut entry = package.by_index(n).expect("an entry");
            said.push_str(&entry.name().expect("a name"));
            let mut bytes = Vec::new();
            std::io::copy(&mut entry, &mut bytes).expect("a sound entry");
            said.push_str(&String::from_utf8_lossy(&bytes));
        }
    }
    said
}
