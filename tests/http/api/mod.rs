//! The JSON API: each call, each role, each error.

mod bytes;
mod lists;
mod records;
mod roles;
mod send;
mod shape;
mod uploads;

use serde_json::Value;

/// Returns JSON as indented text for goldens: ids, digests and instants are replaced by what they are.
fn plain(value: &Value) -> String {
    let mut value = value.clone();
    blank(&mut value);
    let mut text = serde_json::to_string_pretty(&value).expect("JSON");
    text.push('\n');
    text
}

fn blank(value: &mut Value) {
    match value {
        Value::String(text) => *text = blanked(text),
        Value::Array(items) => items.iter_mut().for_each(blank),
        Value::Object(map) => map.values_mut().for_each(blank),
        _ => {}
    }
}

fn blanked(text: &str) -> String {
    if text.len() == 20 && text.ends_with('Z') && text.as_bytes()[10] == b'T' {
        return "(instant)".to_owned();
    }
    let is_part = |letter: char| letter.is_ascii_alphanumeric();
    let mut out = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if !is_part(letter) {
            out.push(letter);
            rest = &rest[letter.len_utf8()..];
            continue;
        }
        let end = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let is_id = word.len() == 26 && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        let is_digest = word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
        out.push_str(if is_id {
            "(id)"
        } else if is_digest {
            "(sha256)"
        } else {
            word
        });
        rest = after;
    }
    out
}
