//! The files of a package, family by family. Exporters choose among them.

use serde_json::Value;

use crate::export::Bundle;
use crate::export::Item;
use crate::export::Selection;
use crate::export::Source;
use crate::export::inventory;
use crate::export::manifest::Entry;
use crate::export::name;
use crate::export::page;
use crate::metadata::described::name_in_address;
use crate::metadata::standards::dublin_core;
use crate::metadata::standards::lido;
use crate::metadata::standards::premis;
use crate::model::record::Body;
use crate::model::record::Record;
use crate::model::schema;
use crate::model::text::Lang;
use crate::vault;
use crate::words;

/// What an exporter puts into its packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Leaves {
    /// Originals.
    pub originals: bool,
    /// Pictures of 2,048 and 512 pixels.
    pub pictures: bool,
    /// PREMIS.
    pub premis: bool,
}

/// Returns everything that describes: records, other standards, files, lists and pages.
pub fn described(selection: &Selection, exporter: &str, leaves: Leaves) -> Vec<Entry> {
    let mut entries = Vec::new();
    for bundle in &selection.bundles {
        records(bundle, &mut entries);
        standards(selection, bundle, leaves, &mut entries);
        files(bundle, leaves, &mut entries);
    }
    entries.push(text("data/inventory.csv", inventory::assets(selection, leaves)));
    entries.push(text("data/objects.csv", inventory::objects(selection)));
    entries.push(text("data/record.schema.json", format!("{:#}\n", schema::record_schema())));
    entries.extend(pages(selection, exporter, leaves));
    entries
}

/// Returns the pages to open first, and how to check the package.
pub fn pages(selection: &Selection, exporter: &str, leaves: Leaves) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Lang::ALL
        .into_iter()
        .map(|lang| text(&format!("data/{}", page::file(lang)), page::write(selection, exporter, leaves, lang)))
        .collect();
    let how: Vec<String> = Lang::ALL.into_iter().map(|lang| words::get(lang, "export-how-to-check")).collect();
    entries.push(text("data/HOW-TO-CHECK.txt", format!("{}\n", how.join("\n\n----\n\n")).replace('\n', "\r\n")));
    entries
}

/// Returns the versions before the newest.
pub fn earlier(selection: &Selection) -> Vec<Entry> {
    let mut entries = Vec::new();
    for bundle in &selection.bundles {
        for record in &bundle.earlier {
            let (id, version) = (record.envelope.id, record.envelope.version);
            entries.push(text(&format!("{}/versions/{id}/v{version:05}.json", root(bundle)), record.to_json()));
        }
    }
    entries
}

/// Returns the objects of the store as a storage root of their own.
pub fn objects(selection: &Selection) -> Vec<Entry> {
    let mut entries: Vec<Entry> = vault::ROOT_FILES
        .iter()
        .map(|(path, bytes)| text(&format!("data/store/{path}"), (*bytes).to_owned()))
        .collect();
    for object in selection.bundles.iter().flat_map(|bundle| &bundle.objects) {
        entries.extend(object.files.iter().map(|(path, pin)| Entry {
            path: format!("data/store/{}/{path}", object.folder),
            source: Source::Stored { object: object.id, path: path.clone(), pin: pin.clone() },
        }));
    }
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    entries.dedup_by(|a, b| a.path == b.path);
    entries
}

/// Returns the lines of `bag-info.txt` that do not depend on what is counted.
pub fn info(selection: &Selection, exporter: &str) -> Vec<(String, String)> {
    let mut lines = vec![
        ("Source-Organization".to_owned(), selection.archive_name(Lang::Vi).to_owned()),
        ("External-Description".to_owned(), words::get(Lang::En, &format!("export-{exporter}"))),
        ("Bagging-Date".to_owned(), selection.day().to_owned()),
    ];
    for bundle in &selection.bundles {
        lines.push(("External-Identifier".to_owned(), vault::urn(&bundle.relic.envelope.id)));
    }
    lines.push(("Internal-Sender-Identifier".to_owned(), folder(selection, exporter)));
    lines.push(("Internal-Sender-Description".to_owned(), format!("preset {exporter}")));
    lines.push(("Bag-Software-Agent".to_owned(), format!("reliquary {}", env!("CARGO_PKG_VERSION"))));
    lines
}

/// Returns the name of the bag's folder: the codes, as many as a name bears, and the preset.
pub fn folder(selection: &Selection, exporter: &str) -> String {
    let codes: Vec<String> = selection.bundles.iter().map(|bundle| name_in_address(&bundle.relic)).collect();
    let (few, more) = codes.split_at(codes.len().min(6));
    let more = if more.is_empty() { String::new() } else { format!("-and-{}-more", more.len()) };
    format!("{}{more}-{exporter}", few.join("-"))
}

/// Returns the folder of a relic in the payload.
pub fn root(bundle: &Bundle) -> String {
    format!("data/{}", name_in_address(&bundle.relic))
}

/// Returns the paths of an item's files below the relic's folder, as far as the package holds them: the original, the
/// larger picture, the smaller one.
pub fn paths(item: &Item, stem: &str, leaves: Leaves) -> [Option<String>; 3] {
    let has_original = leaves.originals && item.is_handed_out;
    let has_picture = leaves.pictures && item.pictures().is_some();
    [
        has_original.then(|| format!("originals/{stem}.{}", name::ending(item))),
        has_picture.then(|| format!("access/{stem}.jpg")),
        has_picture.then(|| format!("thumbnails/{stem}.jpg")),
    ]
}

fn records(bundle: &Bundle, entries: &mut Vec<Entry>) {
    let root = root(bundle);
    entries.push(text(&format!("{root}/record.json"), bundle.relic.to_json()));
    for record in bundle.children.iter().chain(&bundle.related) {
        entries.push(text(&format!("{root}/records/{}.json", name::record_name(record)), record.to_json()));
    }
}

fn standards(selection: &Selection, bundle: &Bundle, leaves: Leaves, entries: &mut Vec<Entry>) {
    let root = root(bundle);
    let assets: Vec<Record> = bundle.items.iter().map(|item| item.record.clone()).collect();
    let described = bundle.described(selection, &assets);
    for standard in [lido::STANDARD, dublin_core::STANDARD, premis::STANDARD] {
        if standard.name == premis::STANDARD.name && !leaves.premis {
            continue;
        }
        entries.push(text(&format!("{root}/{}", standard.file), (standard.write)(&described)));
    }
}

fn files(bundle: &Bundle, leaves: Leaves, entries: &mut Vec<Entry>) {
    let root = root(bundle);
    for (item, stem) in bundle.items.iter().zip(name::stems(bundle)) {
        let [original, large, small] = paths(item, &stem, leaves);
        entries.push(text(&format!("{root}/assets/{stem}.json"), item.record.to_json()));
        entries.push(text(&format!("{root}/technical/{stem}.json"), pretty(&item.technical)));
        if let Some(path) = original {
            let source = Source::Original {
                asset: item.record.envelope.id,
                stored_as: item.stored_as.clone(),
                sha256: item.sha256,
                bytes: item.bytes,
            };
            entries.push(Entry { path: format!("{root}/{path}"), source });
        }
        let Some((big, little)) = item.pictures() else { continue };
        for (path, (width, height)) in [(large, big), (small, little)] {
            let Some(path) = path else { continue };
            let entry = format!("full/{width},{height}/0/default.jpg");
            entries.push(Entry {
                path: format!("{root}/{path}"),
                source: Source::Picture { original: item.sha256, entry, recipe: item.recipe },
            });
        }
    }
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

fn text(path: &str, text: String) -> Entry {
    Entry { path: path.to_owned(), source: Source::Bytes(text.into_bytes()) }
}

/// Returns the fields of an item's asset.
pub fn asset(item: &Item) -> Option<&crate::model::asset::Asset> {
    match &item.record.body {
        Body::Asset(body) => Some(body),
        _ => None,
    }
}
