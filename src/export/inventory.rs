//! The lists of a package as sheets: `inventory.csv`, a line a file; `objects.csv`, a line an object, after Object ID.
//! UTF-8 with a byte order mark, which Excel needs to read Vietnamese; no cell can become a formula.

use crate::export::Bundle;
use crate::export::Item;
use crate::export::Selection;
use crate::export::leaf;
use crate::export::leaf::Leaves;
use crate::export::name;
use crate::metadata::described::Described;
use crate::metadata::described::name_in_address;
use crate::metadata::described::points_at;
use crate::metadata::thing::TermRef;
use crate::metadata::thing::Thing;
use crate::model::condition::Condition;
use crate::model::record::Body;
use crate::model::record::Record;
use crate::model::text::Lang;
use crate::model::text::LangText;
use crate::model::title;
use crate::model::vocabulary;
use crate::words;

const ASSETS: &[&str] = &[
    "relic",
    "shows",
    "asset",
    "title",
    "kind",
    "view",
    "file",
    "picture",
    "given_name",
    "media_type",
    "pronom",
    "bytes",
    "sha256",
    "width_px",
    "height_px",
    "pages",
    "captured",
    "creator",
    "credit",
    "rights",
    "access",
    "state",
    "note",
    "page",
];

const OBJECTS: &[&str] = &[
    "relic",
    "kind",
    "code",
    "inventory_no",
    "name_vi",
    "name_en",
    "name_id",
    "type",
    "class",
    "dating",
    "maker",
    "materials",
    "techniques",
    "measures",
    "inscriptions",
    "features",
    "description",
    "condition",
    "urgency",
    "assessed_on",
    "handling",
    "advice",
    "next_due",
    "rights",
    "page",
];

/// Returns `inventory.csv`.
pub fn assets(selection: &Selection, leaves: Leaves) -> String {
    let mut rows = vec![ASSETS.iter().map(|name| (*name).to_owned()).collect()];
    for bundle in &selection.bundles {
        let assets: Vec<Record> = bundle.items.iter().map(|item| item.record.clone()).collect();
        let described = bundle.described(selection, &assets);
        for (item, stem) in bundle.items.iter().zip(name::stems(bundle)) {
            rows.extend(asset_row(bundle, &described, item, &stem, leaves));
        }
    }
    sheet(rows)
}

/// Returns `objects.csv`.
pub fn objects(selection: &Selection) -> String {
    let mut rows = vec![OBJECTS.iter().map(|name| (*name).to_owned()).collect()];
    for bundle in &selection.bundles {
        let described = bundle.described(selection, &[]);
        for record in std::iter::once(&bundle.relic).chain(&bundle.children) {
            if let Some(thing) = Thing::of(record) {
                rows.push(object_row(bundle, &described, record, &thing));
            }
        }
    }
    sheet(rows)
}

fn asset_row(
    bundle: &Bundle,
    described: &Described<'_>,
    item: &Item,
    stem: &str,
    leaves: Leaves,
) -> Option<Vec<String>> {
    let body = leaf::asset(item)?;
    let relic = name_in_address(&bundle.relic);
    let file = body.files.first().cloned().unwrap_or_default();
    let [original, picture, _] = leaf::paths(item, stem, leaves);
    let shows = std::iter::once(&bundle.relic)
        .chain(&bundle.children)
        .filter(|record| body.of.iter().any(|shows| points_at(&shows.record, record)))
        .map(name_in_address)
        .collect::<Vec<_>>();
    let number = |value: Option<u32>| value.map(|value| value.to_string()).unwrap_or_default();
    let creator = body.creator.as_ref().and_then(|creator| described.agent_name(creator));
    Some(vec![
        relic.clone(),
        shows.join(" "),
        item.record.envelope.id.to_string(),
        best(&title::title(&item.record)),
        label("asset_kind", &body.asset_kind),
        body.view.as_deref().map(|view| label("view", view)).unwrap_or_default(),
        original.map(|path| format!("{relic}/{path}")).unwrap_or_default(),
        picture.map(|path| format!("{relic}/{path}")).unwrap_or_default(),
        file.name,
        file.mime,
        file.puid.unwrap_or_default(),
        item.bytes.to_string(),
        item.sha256.hex(),
        number(file.width_px),
        number(file.height_px),
        number(file.pages),
        body.captured_at.as_ref().map(|at| at.edtf.clone()).unwrap_or_default(),
        creator.map(|name| best(&name)).unwrap_or_default(),
        body.rights.credit_line.as_ref().map(best).unwrap_or_default(),
        body.rights.statement.clone(),
        serde_json::to_value(item.record.envelope.access.level).ok()?.as_str()?.to_owned(),
        item.state.clone(),
        note(item, leaves),
        described.page(&item.record, Lang::Vi),
    ])
}

/// Says why there is no original, or no picture.
fn note(item: &Item, leaves: Leaves) -> String {
    let mut keys = Vec::new();
    if item.state == "quarantined" {
        keys.push("export-note-damaged");
    }
    if leaves.originals && !item.is_handed_out {
        keys.push("export-note-kept-back");
    }
    if !leaves.originals {
        keys.push("export-note-no-originals");
    }
    keys.extend(item.reason.as_deref());
    let sentences = keys.into_iter().map(both).collect::<Vec<_>>();
    sentences.join("; ")
}

fn both(key: &str) -> String {
    if words::has(Lang::Vi, key) {
        format!("{} / {}", words::get(Lang::Vi, key), words::get(Lang::En, key))
    } else {
        key.to_owned()
    }
}

fn object_row(bundle: &Bundle, described: &Described<'_>, record: &Record, thing: &Thing<'_>) -> Vec<String> {
    let condition = thing.condition.cloned().unwrap_or_default();
    let measures: Vec<String> = thing
        .measures
        .iter()
        .map(|measure| {
            let of = measure.of.as_deref().map(|of| format!(" ({of})")).unwrap_or_default();
            format!("{} {} {}{of}", measure.kind, measure.value, measure.unit)
        })
        .collect();
    let named =
        |kind: &str| thing.texts.iter().find(|(name, _)| *name == kind).map(|(_, text)| best(text)).unwrap_or_default();
    let name = |lang: Lang| thing.name.and_then(|name| name.in_lang(lang.tag())).unwrap_or_default().to_owned();
    let makers: Vec<String> =
        thing.makers.iter().filter_map(|maker| described.agent_name(maker)).map(|name| best(&name)).collect();
    let dating: Vec<&str> = thing.dating.iter().map(|date| date.edtf.as_str()).collect();
    let words =
        |codes: &[String], vocabulary| codes.iter().map(|code| label(vocabulary, code)).collect::<Vec<_>>().join(", ");
    let mut row = vec![
        name_in_address(&bundle.relic),
        label("kind", record.kind().name()),
        record.envelope.code.clone().unwrap_or_default(),
        match &record.body {
            Body::Artefact(body) => body.inventory_no.clone(),
            _ => String::new(),
        },
        name(Lang::Vi),
        name(Lang::En),
        name(Lang::Id),
        terms(&thing.types),
        terms(&thing.classes),
        dating.join(" "),
        makers.join(", "),
        words(thing.materials, "material"),
        words(thing.techniques, "technique"),
        measures.join("; "),
        inscriptions(bundle, record),
        named("features"),
        if named("description").is_empty() { named("summary") } else { named("description") },
    ];
    row.extend(condition_cells(&condition));
    row.push(thing.rights.map(|rights| rights.statement.clone()).unwrap_or_default());
    row.push(described.page(record, Lang::Vi));
    row
}

fn condition_cells(condition: &Condition) -> [String; 6] {
    [
        label("condition", &condition.grade),
        label("urgency", &condition.urgency),
        condition.assessed_on.clone().unwrap_or_default(),
        condition.handling.as_ref().map(best).unwrap_or_default(),
        condition.recommend.as_ref().map(best).unwrap_or_default(),
        condition.next_due.clone().unwrap_or_default(),
    ]
}

fn inscriptions(bundle: &Bundle, carrier: &Record) -> String {
    let mut found = Vec::new();
    for child in &bundle.children {
        if let Body::Inscription(body) = &child.body
            && body.carrier.as_ref().is_some_and(|reference| points_at(reference, carrier))
        {
            let reading = body.reading.as_ref().map(best);
            found.extend(body.original.clone().into_iter().chain(reading).map(|text| text.replace('\n', " ")));
        }
    }
    found.join(" · ")
}

fn terms(terms: &[TermRef<'_>]) -> String {
    terms.iter().map(|(vocabulary, code)| label(vocabulary, code)).collect::<Vec<_>>().join(", ")
}

fn label(vocabulary: &str, code: &str) -> String {
    vocabulary::label(vocabulary, code, Lang::Vi).map_or_else(|| code.to_owned(), str::to_owned)
}

fn best(text: &LangText) -> String {
    text.best(Lang::Vi).map(|(_, text)| text.to_owned()).unwrap_or_default()
}

fn sheet(rows: Vec<Vec<String>>) -> String {
    let mut text = String::from('\u{feff}');
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| quoted(&harmless(cell))).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

/// RELIABILITY §1: a cell that begins as a formula would begin gets a leading apostrophe; plain numbers are what they are.
fn harmless(cell: &str) -> String {
    let starts_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']);
    let is_number = cell.parse::<f64>().is_ok_and(f64::is_finite);
    let cell = cell.replace('\0', "");
    if starts_formula && !is_number { format!("'{cell}") } else { cell }
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\n', '\r', ';']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_becomes_a_formula() {
        for (cell, safe) in [
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("+84 236", "'+84 236"),
            ("-12.5", "-12.5"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("\0=1", "'=1"),
            ("Đình", "Đình"),
        ] {
            assert_eq!(harmless(cell), safe);
        }
        assert_eq!(sheet(vec![vec!["a,b".to_owned(), "c\"d".to_owned()]]), "\u{feff}\"a,b\",\"c\"\"d\"\r\n");
    }
}
