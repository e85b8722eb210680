//! Names of files in a package, made by us: `{RELIC}_{PART}_{NO}_{KIND}_{VIEW}_{YYYYMMDD}_{SEQ}` (DOMAIN §9), in ASCII.
//! The name a file was given is metadata and stands in the inventory.

use crate::base::id::RecordId;
use crate::export::Bundle;
use crate::export::Item;
use crate::metadata::described::name_in_address;
use crate::metadata::described::points_at;
use crate::model::record::Body;
use crate::model::record::Record;

/// Returns what each item's files are called, without their ending, in the order of the items.
pub fn stems(bundle: &Bundle) -> Vec<String> {
    let mut ids: Vec<RecordId> = bundle.items.iter().map(|item| item.record.envelope.id).collect();
    ids.sort();
    let number = |item: &Item| ids.iter().position(|id| *id == item.record.envelope.id).unwrap_or_default() + 1;
    bundle.items.iter().map(|item| stem(bundle, &item.record, number(item))).collect()
}

/// Returns the usual ending of an original, as the store has it.
pub fn ending(item: &Item) -> &str {
    let ending = item.stored_as.rsplit_once('.').map_or("bin", |(_, ending)| ending);
    let is_plain = !ending.is_empty() && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_plain { ending } else { "bin" }
}

/// Returns the file name of a record other than an asset, without its ending.
pub fn record_name(record: &Record) -> String {
    let name = name_in_address(record);
    format!("{}-{name}", record.kind().name())
}

fn stem(bundle: &Bundle, asset: &Record, number: usize) -> String {
    let Body::Asset(body) = &asset.body else { return asset.envelope.id.to_string() };
    let relic = name_in_address(&bundle.relic);
    let first = body.of.iter().find_map(|shows| bundle.records().find(|record| points_at(&shows.record, record)));
    let shown = first.filter(|record| record.envelope.id != bundle.relic.envelope.id);
    let (part, no) = shown.map_or(("000".to_owned(), "000".to_owned()), |child| part_and_number(&relic, child));
    let kind: String = body.asset_kind.chars().filter(char::is_ascii_alphabetic).take(3).collect();
    let kind = if kind.is_empty() { "FIL".to_owned() } else { kind.to_uppercase() };
    let view = body.view.as_deref().filter(|view| !view.is_empty()).unwrap_or("any").to_uppercase().replace('_', "-");
    let edtf = body.captured_at.as_ref().map(|at| at.edtf.as_str()).unwrap_or_default();
    let day: String = edtf.chars().filter(char::is_ascii_digit).collect();
    let day = if edtf.len() == 10 && day.len() == 8 { day } else { "00000000".to_owned() };
    let name = format!("{relic}_{part}_{no}_{kind}_{view}_{day}_{number:04}");
    name.chars().filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.')).collect()
}

/// `DTG.TD.01` below `DTG` is part `TD`, number `01`; `TD` alone has no number.
fn part_and_number(relic: &str, child: &Record) -> (String, String) {
    let name = name_in_address(child);
    let own = name.strip_prefix(&format!("{relic}.")).unwrap_or(&name);
    match own.split_once('.') {
        Some((part, no)) => (part.to_owned(), no.replace('.', "-")),
        None => (own.to_owned(), "000".to_owned()),
    }
}
