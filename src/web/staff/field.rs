//! From a record to what its form shows: each field's values by the names of its inputs.

use serde_json::Value;

use crate::base::digest::Hasher;
use crate::model::date::FuzzyDate;
use crate::model::said_date;
use crate::model::text::Lang;
use crate::web::form::Form;
use crate::web::staff::sheet::Field;
use crate::web::staff::sheet::Input;

/// Names of the four numbers of a region, in their order.
pub const PART: [&str; 4] = ["x", "y", "width", "height"];

/// Returns the value at a path of a record.
pub fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, step| match value {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        other => other.get(step),
    })
}

/// Returns the text at a path; empty where there is none.
pub fn text_at(value: &Value, path: &str) -> String {
    match at(value, path) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// Returns the text of a language at the path of a `LangText`.
pub fn words_at(value: &Value, path: &str, lang: &str) -> String {
    text_at(value, &format!("{path}.{lang}.text"))
}

/// Returns what the form of a record shows.
pub fn shown<'a>(fields: impl Iterator<Item = &'a Field>, record: &Value) -> Form {
    let mut form = Form::default();
    for field in fields {
        show(field, record, &mut form);
    }
    form
}

fn show(field: &Field, record: &Value, form: &mut Form) {
    let path = field.path;
    match field.input {
        Input::Words | Input::Prose => {
            for lang in Lang::ALL {
                form.add(&format!("{path}.{}", lang.tag()), words_at(record, path, lang.tag()));
            }
        }
        Input::Line | Input::Area | Input::Number | Input::Choice(_) | Input::Day => {
            form.add(path, text_at(record, path))
        }
        Input::List => form.add(path, texts(record, path).join("\n")),
        Input::Choices(_) => texts(record, path).into_iter().for_each(|text| form.add(path, text)),
        Input::Flag => {
            if at(record, path).and_then(Value::as_bool) == Some(true) {
                form.add(path, "1");
            }
        }
        Input::When => form.add(path, date_at(record, path)),
        Input::Unit => copy(record, path, &["name", "unit_code"], form),
        Input::Point => copy(record, path, &["lat", "lon", "accuracy_m"], form),
        Input::Agent => agent(record, path, form),
        Input::Pick => form.add(path, text_at(record, &format!("{path}.id"))),
        Input::Access => {
            form.add("access.level", text_at(record, "access.level"));
            form.add("access.until", text_at(record, "access.until").chars().take(10).collect::<String>());
            form.add("access.names", texts(record, "access.names").join(", "));
        }
        Input::Whens | Input::Agents | Input::Sources | Input::Measures | Input::Regions => {
            let rows = at(record, path).and_then(Value::as_array).map_or(0, Vec::len);
            (0..rows).for_each(|row| show_row(field, record, &format!("{path}.{row}"), form));
        }
    }
}

fn show_row(field: &Field, record: &Value, path: &str, form: &mut Form) {
    match field.input {
        Input::Whens => {
            form.add(&format!("{path}.when"), date_at(record, path));
            copy(record, path, &["of"], form);
        }
        Input::Agents => {
            agent(record, path, form);
            copy(record, path, &["role", "at"], form);
        }
        Input::Sources => {
            let pointer = [("bibliography_id", "b"), ("decision_id", "d")].into_iter().find_map(|(name, letter)| {
                let id = text_at(record, &format!("{path}.{name}.id"));
                (!id.is_empty()).then(|| format!("{letter}:{id}"))
            });
            form.add(&format!("{path}.record"), pointer.unwrap_or_default());
            copy(record, path, &["citation", "url", "locator"], form);
        }
        Input::Regions => {
            for lang in Lang::ALL.map(Lang::tag) {
                form.add(&format!("{path}.label.{lang}"), words_at(record, &format!("{path}.label"), lang));
            }
            let xywh = text_at(record, &format!("{path}.xywh"));
            let mut numbers = xywh.trim_start_matches("pixel:").split(',');
            for name in PART {
                form.add(&format!("{path}.{name}"), numbers.next().unwrap_or_default());
            }
            copy(record, path, &["page"], form);
            form.add(&format!("{path}.record"), text_at(record, &format!("{path}.record.id")));
        }
        _ => copy(record, path, &["type", "value", "unit", "note"], form),
    }
}

fn copy(record: &Value, path: &str, names: &[&str], form: &mut Form) {
    for name in names {
        let inner = format!("{path}.{name}");
        form.add(&inner, text_at(record, &inner));
    }
}

fn agent(record: &Value, path: &str, form: &mut Form) {
    form.add(&format!("{path}.agent"), text_at(record, &format!("{path}.agent.id")));
    let name = Lang::ALL
        .iter()
        .map(|lang| words_at(record, &format!("{path}.name"), lang.tag()))
        .find(|name| !name.is_empty());
    form.add(&format!("{path}.name"), name.unwrap_or_default());
}

fn date_at(record: &Value, path: &str) -> String {
    at(record, path)
        .and_then(|value| serde_json::from_value::<FuzzyDate>(value.clone()).ok())
        .map(|date| said_date::typed(&date))
        .unwrap_or_default()
}

fn texts(record: &Value, path: &str) -> Vec<String> {
    let items = at(record, path).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

/// Returns a short print of a field's values: equal for equal values, whatever rows are empty.
pub fn print(form: &Form, path: &str) -> String {
    let mut hasher = Hasher::new();
    for (name, values) in form.under(path) {
        let mut values: Vec<&str> = values.iter().map(|value| value.trim()).filter(|value| !value.is_empty()).collect();
        values.sort_unstable();
        for value in values {
            hasher.update(name.as_bytes());
            hasher.update(b"\0");
            hasher.update(value.as_bytes());
            hasher.update(b"\0");
        }
    }
    hasher.finish().hex()[..12].to_owned()
}

/// Returns the values of a field in one line, to be held against another's.
pub fn in_a_line(form: &Form, path: &str) -> String {
    let values =
        form.under(path).flat_map(|(_, values)| values).map(|value| value.trim()).filter(|value| !value.is_empty());
    values.collect::<Vec<_>>().join(" · ")
}
