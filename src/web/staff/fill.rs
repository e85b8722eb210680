//! From what was typed to the record: only fields that were changed are touched, everything else stays as it was.

use serde_json::Value;
use serde_json::json;

use crate::model::edtf;
use crate::model::said_date;
use crate::model::text::Lang;
use crate::model::unit;
use crate::web::form::Form;
use crate::web::staff::field;
use crate::web::staff::field::PART;
use crate::web::staff::field::at;
use crate::web::staff::field::text_at;
use crate::web::staff::sheet::Field;
use crate::web::staff::sheet::Input;

/// Something typed that cannot be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The field.
    pub path: String,
    /// The message key.
    pub key: String,
    /// The value it is about.
    pub value: String,
}

/// Who types, and when.
pub struct Pen<'a> {
    /// The account.
    pub by: &'a str,
    /// RFC 3339.
    pub at: &'a str,
}

/// Writes what was typed into a record; returns what could not be understood.
pub fn fill<'a>(
    fields: impl Iterator<Item = &'a Field>,
    typed: &Form,
    record: &mut Value,
    pen: &Pen<'_>,
) -> Vec<Trouble> {
    let mut troubles = Vec::new();
    for one in fields {
        let before = field::shown(std::iter::once(one), record);
        let is_there = typed.under(one.path).next().is_some();
        if is_there && field::print(typed, one.path) != field::print(&before, one.path) {
            write(one, typed, record, pen, &mut troubles);
        }
    }
    units(record);
    troubles
}

fn write(field: &Field, typed: &Form, record: &mut Value, pen: &Pen<'_>, troubles: &mut Vec<Trouble>) {
    let path = field.path;
    let mut trouble = |key: &str, value: &str| {
        troubles.push(Trouble { path: path.to_owned(), key: key.to_owned(), value: value.chars().take(200).collect() });
    };
    match field.input {
        Input::Words | Input::Prose => words(path, typed, record, pen),
        Input::Line if path == "url" && !is_web(typed.get(path)) => trouble("staff-e-url", typed.get(path)),
        Input::Line | Input::Area | Input::Choice(_) => put(record, path, text(typed.get(path))),
        Input::Day => match typed.get(path) {
            "" => put(record, path, None),
            said => match said_date::understand(said).filter(|date| date.edtf.len() == 10) {
                Some(date) => put(record, path, Some(json!(date.edtf))),
                None => trouble("staff-e-day", said),
            },
        },
        Input::List => {
            let lines = typed.get(path).lines().map(str::trim).filter(|line| !line.is_empty());
            put(record, path, some(lines.map(Value::from).collect()));
        }
        Input::Choices(_) => put(record, path, some(typed.all(path).into_iter().map(Value::from).collect())),
        Input::Flag => put(record, path, (!typed.all(path).is_empty()).then(|| json!(true))),
        Input::Number => match typed.get(path) {
            "" => put(record, path, None),
            said => match said.parse::<u32>() {
                Ok(number) => put(record, path, Some(json!(number))),
                Err(_) => trouble("staff-e-number", said),
            },
        },
        Input::When => match typed.get(path) {
            "" => put(record, path, None),
            said => match said_date::understand(said).and_then(|date| serde_json::to_value(date).ok()) {
                Some(date) => put(record, path, Some(date)),
                None => trouble("staff-e-date", said),
            },
        },
        Input::Unit => administrative_unit(path, typed, record),
        Input::Point => match point(path, typed) {
            Ok(found) => {
                let merged = found.map(|found| over(at(record, path), found));
                put(record, path, merged);
            }
            Err(said) => trouble("staff-e-point", &said),
        },
        Input::Agent => {
            let agent = agent(path, typed, at(record, path), pen);
            put(record, path, agent);
        }
        Input::Pick => put(record, path, text(typed.get(path)).map(|id| json!({ "id": id }))),
        Input::Access => match access(typed) {
            Ok(access) => put(record, path, Some(access)),
            Err(key) => trouble(key, typed.get("access.until")),
        },
        Input::Whens | Input::Agents | Input::Sources | Input::Measures | Input::Regions => {
            let old = at(record, path).cloned().unwrap_or(Value::Null);
            let mut rows = Vec::new();
            for row in 0..typed.rows(path) {
                let inner = format!("{path}.{row}");
                match read_row(field.input, &inner, typed, old.get(row), pen) {
                    Ok(found) => rows.extend(found),
                    Err((key, said)) => trouble(key, &said),
                }
            }
            put(record, path, some(rows));
        }
    }
}

type Row = Result<Option<Value>, (&'static str, String)>;

fn read_row(input: Input, path: &str, typed: &Form, old: Option<&Value>, pen: &Pen<'_>) -> Row {
    let get = |name: &str| typed.get(&format!("{path}.{name}"));
    match input {
        Input::Whens => {
            let said = get("when");
            if said.is_empty() {
                return Ok(None);
            }
            let same = old.filter(|old| field_text(old) == said).cloned();
            let date = match same {
                Some(date) => date,
                None => said_date::understand(said)
                    .and_then(|date| serde_json::to_value(date).ok())
                    .ok_or_else(|| ("staff-e-date", said.to_owned()))?,
            };
            Ok(Some(with(date, "of", text(get("of")))))
        }
        Input::Agents => {
            let Some(agent) = agent(path, typed, old, pen) else { return Ok(None) };
            Ok(Some(with(with(agent, "role", text(get("role"))), "at", text(get("at")))))
        }
        Input::Sources => {
            let mut row = old.filter(|old| old.is_object()).cloned().unwrap_or_else(|| json!({}));
            let (bibliography, decision) = match get("record").split_once(':') {
                Some(("b", id)) => (Some(json!({ "id": id })), None),
                Some(("d", id)) => (None, Some(json!({ "id": id }))),
                _ => (None, None),
            };
            if !is_web(get("url")) {
                return Err(("staff-e-url", get("url").to_owned()));
            }
            let says_nothing =
                bibliography.is_none() && decision.is_none() && get("citation").is_empty() && get("url").is_empty();
            if says_nothing {
                return Ok(None);
            }
            row = with(with(row, "bibliography_id", bibliography), "decision_id", decision);
            for name in ["citation", "url", "locator"] {
                row = with(row, name, text(get(name)));
            }
            Ok(Some(row))
        }
        Input::Regions => region(path, typed, old, pen),
        _ => {
            if get("value").is_empty() {
                return Ok(None);
            }
            let value = decimal(get("value")).ok_or_else(|| ("staff-e-number", get("value").to_owned()))?;
            let kind = Some(get("type"))
                .filter(|kind| !kind.is_empty())
                .ok_or_else(|| ("staff-e-measure", get("value").to_owned()))?;
            let row = json!({ "type": kind, "value": value, "unit": get("unit") });
            Ok(Some(with(over(old, row), "note", text(get("note")))))
        }
    }
}

/// Reads a marked part. What it leads to stays where the form does not ask for it.
fn region(path: &str, typed: &Form, old: Option<&Value>, pen: &Pen<'_>) -> Row {
    let get = |name: &str| typed.get(&format!("{path}.{name}"));
    if typed.under(path).all(|(_, values)| values.iter().all(|value| value.trim().is_empty())) {
        return Ok(None);
    }
    let numbers: Vec<Option<u32>> = PART.iter().map(|name| get(name).parse().ok()).collect();
    let said = || PART.map(get).join(", ");
    let numbers: Option<Vec<u32>> = numbers.into_iter().collect();
    let numbers = numbers.ok_or_else(|| ("finding-region-part", said()))?;
    let page = match get("page") {
        "" => None,
        page => Some(page.parse::<u32>().map_err(|_| ("staff-e-number", page.to_owned()))?),
    };
    // The label of a row stands alone here, under the name it has in the form.
    let name = format!("{path}.label");
    let mut held = json!({});
    put(&mut held, &name, old.and_then(|old| old.get("label")).cloned());
    words(&name, typed, &mut held, pen);
    let mut row = old.filter(|old| old.is_object()).cloned().unwrap_or_else(|| json!({}));
    row = with(row, "label", at(&held, &name).cloned());
    let xywh = numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
    row = with(with(row, "xywh", Some(json!(xywh))), "page", page.filter(|page| *page != 1).map(|page| json!(page)));
    if typed.has(&format!("{path}.record")) {
        row = with(row, "record", text(get("record")).map(|id| json!({ "id": id })));
    }
    Ok(Some(row))
}

fn field_text(date: &Value) -> String {
    serde_json::from_value(date.clone()).map(|date| said_date::typed(&date)).unwrap_or_default()
}

/// Keeps how each text came to be; a translation that a person touches is a person's from then on.
fn words(path: &str, typed: &Form, record: &mut Value, pen: &Pen<'_>) {
    for lang in Lang::ALL.map(Lang::tag) {
        let name = format!("{path}.{lang}");
        let said = typed.get(&name);
        if !typed.has(&name) || said == field::words_at(record, path, lang) {
            continue;
        }
        let has_source = lang != "vi" && !typed.get(&format!("{path}.vi")).is_empty();
        let state = match text_at(record, &format!("{name}.state")).as_str() {
            "machine" | "machine_reviewed" => "machine_reviewed",
            "human" => "human",
            "" if has_source => "human",
            _ => "original",
        };
        let entry = (!said.is_empty()).then(|| json!({ "text": said, "state": state, "by": pen.by, "at": pen.at }));
        put(record, &name, entry);
    }
}

fn administrative_unit(path: &str, typed: &Form, record: &mut Value) {
    let name = typed.get(&format!("{path}.name"));
    if name.is_empty() {
        return put(record, path, None);
    }
    let is_today = path.contains("current");
    let is_same = text_at(record, &format!("{path}.name")) == name;
    let mut found = if is_same { at(record, path).cloned().unwrap_or_else(|| json!({})) } else { json!({}) };
    found = with(found, "name", text(name));
    let code = typed.get(&format!("{path}.unit_code"));
    match unit::find(name, is_today).filter(|unit| code.is_empty() || !is_same || code == unit.code) {
        Some(unit) => {
            found = with(with(found, "unit_code", text(unit.code)), "level", text(unit.level));
            if is_today {
                found = with(found, "from", text(unit::TODAY_SINCE));
            }
        }
        None => found = with(found, "unit_code", text(code)),
    }
    put(record, path, Some(found));
}

/// The units a place lies in follow its address of today while nobody named more of them.
fn units(record: &mut Value) {
    let count = at(record, "place.units").and_then(Value::as_array).map_or(0, Vec::len);
    let current = at(record, "place.address_current.unit").cloned();
    if let Some(unit) = current.filter(|_| count <= 1) {
        put(record, "place.units", Some(json!([unit])));
    }
}

fn point(path: &str, typed: &Form) -> Result<Option<Value>, String> {
    let get = |name: &str| typed.get(&format!("{path}.{name}"));
    if get("lat").is_empty() && get("lon").is_empty() {
        return Ok(None);
    }
    let (Some(lat), Some(lon)) = (decimal(get("lat")), decimal(get("lon"))) else {
        return Err(format!("{}; {}", get("lat"), get("lon")));
    };
    let mut point = json!({ "lat": lat, "lon": lon });
    if !get("accuracy_m").is_empty() {
        let accuracy = decimal(get("accuracy_m")).ok_or_else(|| get("accuracy_m").to_owned())?;
        point = with(point, "accuracy_m", Some(json!(accuracy)));
    }
    Ok(Some(point))
}

fn agent(path: &str, typed: &Form, old: Option<&Value>, pen: &Pen<'_>) -> Option<Value> {
    let id = typed.get(&format!("{path}.agent"));
    let name = typed.get(&format!("{path}.name"));
    if id.is_empty() && name.is_empty() {
        return None;
    }
    let row = old.filter(|old| old.is_object()).cloned().unwrap_or_else(|| json!({}));
    let row = with(row, "agent", text(id).map(|id| json!({ "id": id })));
    let before = Lang::ALL.iter().map(|lang| field::words_at(&row, "name", lang.tag())).find(|name| !name.is_empty());
    if before.unwrap_or_default() == name {
        return Some(row);
    }
    let said =
        (!name.is_empty()).then(|| json!({ "vi": { "text": name, "state": "original", "by": pen.by, "at": pen.at } }));
    Some(with(row, "name", said))
}

fn access(typed: &Form) -> Result<Value, &'static str> {
    let level = Some(typed.get("access.level")).filter(|level| !level.is_empty()).unwrap_or("staff");
    let mut access = json!({ "level": level });
    if level == "sealed" {
        let until = said_date::understand(typed.get("access.until")).filter(|date| date.edtf.len() == 10);
        let day = until.filter(|date| edtf::parse(&date.edtf).is_some()).ok_or("staff-e-sealed")?.edtf;
        access = with(access, "until", Some(json!(format!("{day}T00:00:00Z"))));
    }
    if level == "restricted" {
        let names =
            typed.get("access.names").split([',', ';', ' ', '\n']).map(str::trim).filter(|name| !name.is_empty());
        access = with(access, "names", some(names.map(Value::from).collect()));
    }
    Ok(access)
}

/// Reads a number with either decimal mark.
fn decimal(text: &str) -> Option<f64> {
    text.replace(',', ".").parse().ok().filter(|number: &f64| number.is_finite())
}

fn is_web(url: &str) -> bool {
    url.is_empty() || url.starts_with("https://") || url.starts_with("http://")
}

fn text(text: &str) -> Option<Value> {
    (!text.is_empty()).then(|| Value::from(text))
}

fn some(items: Vec<Value>) -> Option<Value> {
    (!items.is_empty()).then_some(Value::Array(items))
}

fn with(mut object: Value, name: &str, value: Option<Value>) -> Value {
    put(&mut object, name, value);
    object
}

fn over(old: Option<&Value>, new: Value) -> Value {
    let mut merged = old.filter(|old| old.is_object()).cloned().unwrap_or_else(|| json!({}));
    if let (Value::Object(merged), Value::Object(new)) = (&mut merged, new) {
        merged.extend(new);
    }
    merged
}

/// Puts a value at a path, or takes it away; what is empty thereby goes too.
pub fn put(record: &mut Value, path: &str, value: Option<Value>) {
    let Value::Object(map) = record else { return };
    let Some((first, rest)) = path.split_once('.') else {
        match value {
            Some(value) => map.insert(path.to_owned(), value),
            None => map.shift_remove(path),
        };
        return;
    };
    if value.is_none() && !map.contains_key(first) {
        return;
    }
    let below = map.entry(first.to_owned()).or_insert_with(|| json!({}));
    if !below.is_object() {
        *below = json!({});
    }
    put(below, rest, value);
    if below.as_object().is_some_and(serde_json::Map::is_empty) {
        map.shift_remove(first);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::record::Kind;
    use crate::model::record::Record;
    use crate::web::staff::sheet;

    const PEN: Pen<'_> = Pen { by: "lan", at: "2026-11-24T00:00:00Z" };

    fn filled(record: &str, typed: &str) -> (Value, Vec<Trouble>) {
        let mut record: Value = serde_json::from_str(record).expect("JSON");
        let troubles = fill(sheet::fields(Kind::Relic), &Form::read(typed.as_bytes()), &mut record, &PEN);
        (record, troubles)
    }

    #[test]
    fn a_form_saved_without_a_change_changes_nothing() {
        let text = r#"{"kind":"relic","code":"DTG","name":{"vi":"Đình","en":{"text":"Hall","state":"machine"}},
            "dating":[{"edtf":"1854","reign":{"era":"Tự Đức","year":7},"computed":true,"mark":"F"}],
            "sources":[{"citation":"Sách","accessed":"2026-01-01"}],"place":{"point":{"lat":16.0,"lon":108.0,"method":"gps"}}}"#;
        let record = Record::from_json(text).expect("a record").to_value();
        let form = field::shown(sheet::fields(Kind::Relic), &record);
        let mut after = record.clone();
        assert_eq!(fill(sheet::fields(Kind::Relic), &form, &mut after, &PEN), []);
        assert_eq!(after, record);
    }

    #[test]
    fn what_is_typed_becomes_the_record_and_the_rest_stays() {
        let typed = "name.vi=%C4%90%C3%ACnh&name.en=Hall&relic_types=&relic_types=historical&dating.0.when=T%E1%BB%B1+%C4%90%E1%BB%A9c+7\
            &dating.0.of=built&place.point.lat=16,05&place.point.lon=108.2&sources.0.citation=S%C3%A1ch\
            &place.address_current.unit.name=ph%C6%B0%E1%BB%9Dng+Thanh+Kh%C3%AA&access.level=public";
        let (record, troubles) = filled(r#"{"kind":"relic","worship":[{"role":"tutelary"}]}"#, typed);
        assert_eq!(troubles, []);
        assert_eq!(record["dating"][0]["edtf"], "1854");
        assert_eq!(record["name"]["en"]["state"], "human");
        assert_eq!(record["place"]["point"]["lat"], 16.05);
        assert_eq!(record["place"]["address_current"]["unit"]["unit_code"], "20209");
        assert_eq!(record["worship"][0]["role"], "tutelary");
        assert!(Record::from_value(record).is_ok());
    }

    #[test]
    fn marked_parts_are_typed_in_rows_and_keep_how_their_labels_came_to_be() {
        let fill_asset = |record: &mut Value, typed: &Form| fill(sheet::fields(Kind::Asset), typed, record, &PEN);
        let text = r#"{"kind":"asset","regions":[{"label":{"vi":{"text":"Cửa","state":"original"},
            "en":{"text":"Gate","state":"machine"}},"xywh":"1,2,3,4"},{"label":{"vi":"Mái"},"xywh":"5,6,7,8","page":2,
            "record":{"id":"01KDVDNA00EBZG6CMT5NYSPXHY"}}]}"#;
        let before = Record::from_json(text).expect("a record").to_value();
        let form = field::shown(sheet::fields(Kind::Asset), &before);
        let mut record = before.clone();
        assert_eq!(fill_asset(&mut record, &form), []);
        assert_eq!(record, before);

        let typed = "regions.0.label.vi=&regions.0.x=&regions.1.label.vi=M%C3%A1i&regions.1.label.en=Roof&regions.1.x=5&regions.1.y=6\
            &regions.1.width=7&regions.1.height=9&regions.1.page=1&regions.2.label.vi=N%C3%B3c&regions.2.x=0&regions.2.y=0\
            &regions.2.width=10&regions.2.height=20&regions.2.page=&regions.2.record=";
        assert_eq!(fill_asset(&mut record, &Form::read(typed.as_bytes())), []);
        let rows = record["regions"].as_array().expect("a list");
        assert_eq!((rows.len(), &rows[0]["xywh"], &rows[1]["xywh"]), (2, &json!("5,6,7,9"), &json!("0,0,10,20")));
        assert_eq!((&rows[0]["label"]["en"]["state"], rows[0].get("page")), (&json!("human"), None));
        assert_eq!(rows[0]["record"]["id"], "01KDVDNA00EBZG6CMT5NYSPXHY", "a form that does not ask for it leaves it");
        assert!(Record::from_value(record.clone()).is_ok());

        let wrong =
            Form::read(b"regions.0.label.vi=x&regions.0.x=1&regions.0.y=2&regions.0.width=3.5&regions.0.height=4");
        let troubles = fill_asset(&mut record, &wrong);
        assert_eq!((troubles[0].path.as_str(), troubles[0].key.as_str()), ("regions", "finding-region-part"));
    }

    #[test]
    fn what_is_not_understood_is_named_with_its_field() {
        let typed = "dating.0.when=x%C6%B0a+l%E1%BA%AFm&sources.0.url=javascript:alert(1)&place.point.lat=b%E1%BA%AFc&access.level=sealed";
        let (_, troubles) = filled(r#"{"kind":"relic"}"#, typed);
        let keys: Vec<&str> = troubles.iter().map(|trouble| trouble.key.as_str()).collect();
        assert_eq!(keys, ["staff-e-date", "staff-e-point", "staff-e-url", "staff-e-sealed"]);
    }
}
