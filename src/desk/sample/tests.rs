//! The sample as it lies in its folder: whole, in three languages, every rule kept, every file described.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde_json::Value;

use super::*;
use crate::model::code::ascii_twin;
use crate::model::publish;
use crate::model::publish::Around;
use crate::model::value::Mark;

const CODES: [&str; 15] =
    ["BLT", "CC", "DD", "DHC", "DKA", "DTC", "DTG", "DTL", "HVQ", "K20", "MS", "NHS", "NMN", "NTHV", "TDH"];

/// Most bytes the sample may add to the program.
const MOST_BYTES: usize = 3 << 20;

fn records() -> Vec<(String, Record)> {
    let mut all = Vec::new();
    for (code, files) in folders() {
        for name in RECORDS.iter().filter(|name| files.contains(**name)) {
            let read = read_records(&code, name).unwrap_or_else(|error| panic!("{error}"));
            all.extend(read.into_iter().map(|record| (format!("{code}/{name}"), record)));
        }
        for (file, asset) in read_assets(&code).expect("assets") {
            let body = Body::Asset(Box::new(asset));
            all.push((format!("{code}/{file}"), Record { envelope: Default::default(), body }));
        }
    }
    all
}

/// Calls `look` on every object in a value with the name it stands under.
fn objects(name: &str, value: &Value, look: &mut dyn FnMut(&str, &serde_json::Map<String, Value>)) {
    match value {
        Value::Object(map) => {
            look(name, map);
            map.iter().for_each(|(name, value)| objects(name, value, look));
        }
        Value::Array(items) => items.iter().for_each(|value| objects(name, value, look)),
        _ => {}
    }
}

#[test]
fn the_fifteen_relics_are_there() {
    assert_eq!(folders().into_keys().collect::<Vec<_>>(), CODES);
}

#[test]
fn every_rule_holds_and_nothing_of_the_publish_minimum_is_missing() {
    let around = Around { has_picture: true, has_decision: false };
    for (place, record) in records() {
        let found = rules::check(&record);
        assert!(found.is_empty(), "{place}: {found:?}");
        let missing = publish::missing(&record, around);
        assert!(missing.is_empty(), "{place}: {missing:?}");
    }
}

#[test]
fn every_text_is_in_three_languages() {
    let mut texts = 0;
    for (place, record) in records() {
        // A Sino-Vietnamese reading is Vietnamese by nature.
        objects("", &record.to_value(), &mut |name, map| {
            if map.contains_key("vi") && name != "reading" {
                let tags: BTreeSet<&str> = map.keys().map(String::as_str).collect();
                assert_eq!(tags, BTreeSet::from(["en", "id", "vi"]), "{place}: {name}");
                let is_blank =
                    |said: &Value| said["text"].as_str().or(said.as_str()).is_none_or(|text| text.trim().is_empty());
                assert!(!map.values().any(is_blank), "{place}: {name}");
                texts += 1;
            }
        });
    }
    assert!(texts > 450, "{texts}");
}

#[test]
fn disputes_have_one_preferred_value_and_a_source_each() {
    let mut disputes = 0;
    for (place, record) in records() {
        let mut paths: BTreeMap<&str, usize> = BTreeMap::new();
        for claim in &record.envelope.claims {
            assert!(claim.source.is_some() && claim.mark.is_some(), "{place}: {}", claim.path);
            *paths.entry(&claim.path).or_default() += usize::from(claim.preferred);
        }
        assert!(paths.values().all(|preferred| *preferred == 1), "{place}: {paths:?}");
        disputes += usize::from(record.envelope.claims.iter().any(|claim| claim.mark == Some(Mark::D)));
    }
    assert!(disputes >= 11, "{disputes}");
}

#[test]
fn every_reference_leads_somewhere() {
    let all = records();
    let mut known = BTreeSet::new();
    for (_, record) in &all {
        let code = ascii_twin(record.envelope.code.as_deref().unwrap_or_default());
        known.insert(match &record.body {
            Body::Part(part) => format!("{}/{code}", parent(part.belongs_to.as_ref())),
            Body::Artefact(artefact) => format!("{}/{code}", parent(artefact.belongs_to.as_ref())),
            Body::Inscription(inscription) => format!("{}/{code}", parent(inscription.carrier.as_ref())),
            _ => code,
        });
    }
    for (place, record) in &all {
        objects("", &record.to_value(), &mut |name, map| {
            if let (1, Some(code)) = (map.len(), map.get("code").and_then(Value::as_str)) {
                assert!(known.contains(code), "{place}: {name}: {code}");
            }
        });
    }
}

/// What hangs below something of a relic is addressed below the relic.
fn parent(reference: Option<&Ref>) -> &str {
    reference.and_then(|reference| reference.code.as_deref()).and_then(|code| code.split('/').next()).expect("a parent")
}

#[test]
fn every_file_is_described_and_says_what_it_is() {
    let mut bytes = 0;
    for (code, files) in folders() {
        let described: BTreeSet<String> =
            read_assets(&code).expect("assets").into_iter().map(|(file, _)| file).collect();
        let lying: BTreeSet<String> = files.into_iter().filter(|name| !name.ends_with(".json")).collect();
        assert_eq!(described, lying, "{code}");
        for file in &lying {
            let text = Sample::get(&format!("{code}/{file}")).expect("a file").data;
            bytes += text.len();
            if file.ends_with(".svg") {
                let text = String::from_utf8_lossy(&text);
                assert!(text.contains("không phải bản đo vẽ") && text.contains("not a survey"), "{file}");
                assert!(!text.contains("<image") && !text.contains("href"), "{file}");
            }
            if file.ends_with(".txt") {
                assert!(String::from_utf8_lossy(&text).contains("Tài liệu mẫu do dự án"), "{file}");
            }
        }
        assert!(
            lying.iter().any(|file| file.ends_with(".svg")) && lying.iter().any(|file| file.contains("_DOC_")),
            "{code}"
        );
    }
    assert!(bytes < MOST_BYTES, "{bytes}");
}

#[test]
fn no_living_person_is_named() {
    for (place, record) in records() {
        if let Body::Agent(agent) = &record.body
            && agent.agent_kind == "person"
        {
            assert_eq!(agent.living.as_deref(), Some("no"), "{place}");
        }
    }
}
