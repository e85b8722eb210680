//! What must be true of any record, whatever its state. A finding names the field and a message key.

use crate::base::limits;
use crate::model::asset::Region;
use crate::model::calendar;
use crate::model::code;
use crate::model::date::FuzzyDate;
use crate::model::edtf;
use crate::model::record::Body;
use crate::model::record::Record;
use crate::model::rights::Rights;
use crate::model::value::GeoPoint;
use crate::model::vocabulary;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The record is not kept.
    Error,
    /// It is kept, and the finding is shown.
    Warning,
}

/// One rule that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The field, such as `dating`.
    pub path: String,
    /// How bad it is.
    pub severity: Severity,
    /// The message key.
    pub key: &'static str,
    /// The value it is about.
    pub detail: String,
}

/// Checks a record.
pub fn check(record: &Record) -> Vec<Finding> {
    let mut found = Findings(Vec::new());
    found.code(record);
    match &record.body {
        Body::Relic(body) => {
            found.terms("relic_types", "relic_type", &body.relic_types);
            found.terms("functions", "function", &body.functions);
            found.terms("rank", "rank", std::slice::from_ref(&body.rank));
            found.terms("rank_flags", "rank_flag", &body.rank_flags);
            found.terms("materials", "material", &body.materials);
            found.terms("techniques", "technique", &body.techniques);
            found.dates("dating", &body.dating);
            found.point("place.point", body.place.point.as_ref());
            found.terms("place.public_precision", "public_precision", body.place.public_precision.as_slice());
            found.rights("rights", &body.rights);
            if let Some(condition) = &body.condition {
                found.terms("condition.grade", "condition", std::slice::from_ref(&condition.grade));
                found.terms("condition.urgency", "urgency", std::slice::from_ref(&condition.urgency));
            }
        }
        Body::Part(body) => {
            found.terms("part_type", "part", std::slice::from_ref(&body.part_type));
            found.terms("materials", "material", &body.materials);
            found.dates("dating", &body.dating);
        }
        Body::Artefact(body) => {
            found.terms("object_type", "object_type", std::slice::from_ref(&body.object_type));
            found.terms("legal_class", "legal_class", std::slice::from_ref(&body.legal_class));
            found.terms("acquisition", "acquisition", body.acquisition.as_slice());
            found.terms("materials", "material", &body.materials);
            found.terms("techniques", "technique", &body.techniques);
            found.dates("dating", &body.dating);
        }
        Body::Inscription(body) => {
            found.terms("text_kind", "inscription_kind", std::slice::from_ref(&body.text_kind));
            found.terms("script", "script", std::slice::from_ref(&body.script));
            found.terms("direction", "direction", std::slice::from_ref(&body.direction));
            found.terms("state", "inscription_state", std::slice::from_ref(&body.state));
            found.dates("dating", body.dating.as_slice());
            found.characters(body.original.as_deref(), body.char_count);
        }
        Body::Agent(body) => {
            found.terms("agent_kind", "agent_kind", std::slice::from_ref(&body.agent_kind));
            found.terms("roles", "agent_role", &body.roles);
        }
        Body::Event(body) => {
            found.terms("event_kind", "event_kind", std::slice::from_ref(&body.event_kind));
            found.dates("date", body.date.as_slice());
        }
        Body::Decision(body) => {
            found.terms("decision_kind", "decision_kind", std::slice::from_ref(&body.decision_kind));
            found.terms("level", "rank", body.level.as_slice());
            found.dates("issued_on", body.issued_on.as_slice());
        }
        Body::Bibliography(_) => {}
        Body::Asset(body) => {
            found.terms("asset_kind", "asset_kind", std::slice::from_ref(&body.asset_kind));
            found.terms("view", "view", body.view.as_slice());
            found.terms("people_shown", "people_shown", body.people_shown.as_slice());
            found.terms("sensitivity", "sensitivity", &body.sensitivity);
            found.dates("captured_at", body.captured_at.as_slice());
            found.rights("rights", &body.rights);
            found.regions(&body.regions);
            for shown in &body.of {
                found.terms("of.relation", "relation", std::slice::from_ref(&shown.relation));
            }
        }
    }
    found.0
}

struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, path: &str, severity: Severity, key: &'static str, detail: &str) {
        self.0.push(Finding { path: path.to_owned(), severity, key, detail: detail.to_owned() });
    }

    fn code(&mut self, record: &Record) {
        let Some(code) = &record.envelope.code else { return };
        let twin = code::ascii_twin(code);
        let fits = match &record.body {
            Body::Relic(_) => code::is_relic_code(&twin),
            _ => code::is_record_code(&twin),
        };
        if !fits {
            self.add("code", Severity::Error, "finding-code", code);
        }
    }

    fn terms(&mut self, path: &str, name: &str, codes: &[String]) {
        for code in codes.iter().filter(|code| !code.is_empty()) {
            if !vocabulary::contains(name, code) {
                self.add(path, Severity::Error, "finding-term", code);
            }
        }
    }

    fn dates(&mut self, path: &str, dates: &[FuzzyDate]) {
        for date in dates {
            if !date.edtf.is_empty() && edtf::parse(&date.edtf).is_none() {
                self.add(path, Severity::Error, "finding-edtf", &date.edtf);
            }
            let Some(reign) = &date.reign else { continue };
            if !calendar::agrees(reign) {
                self.add(path, Severity::Warning, "finding-can-chi", reign.can_chi.as_deref().unwrap_or_default());
            }
            if let (Some(year), Some((first, last))) = (calendar::reign_year(reign), edtf::years(&date.edtf))
                && !(first..=last).contains(&year)
            {
                self.add(path, Severity::Warning, "finding-reign", &format!("{} {}", reign.era, reign.year));
            }
        }
    }

    fn point(&mut self, path: &str, point: Option<&GeoPoint>) {
        let Some(point) = point else { return };
        if !(-90.0..=90.0).contains(&point.lat) || !(-180.0..=180.0).contains(&point.lon) {
            self.add(path, Severity::Error, "finding-point", &format!("{}, {}", point.lat, point.lon));
        }
    }

    fn rights(&mut self, path: &str, rights: &Rights) {
        if !rights.statement.is_empty() && !vocabulary::contains("rights", &rights.statement) {
            self.add(path, Severity::Error, "finding-rights", &rights.statement);
        }
    }

    fn regions(&mut self, regions: &[Region]) {
        if regions.len() > limits::REGIONS {
            self.add("regions", Severity::Error, "finding-regions", &regions.len().to_string());
        }
        for (at, region) in regions.iter().enumerate() {
            let mut wrong = |field: &str, key: &'static str, detail: &str| {
                let detail = format!("{} {detail}", at + 1);
                self.add(&format!("regions.{at}.{field}"), Severity::Error, key, detail.trim());
            };
            if region.label.is_blank() {
                wrong("label", "finding-region-label", "");
            }
            let is_long = |text: &str| text.chars().count() > limits::REGION_LABEL_CHARS;
            if let Some(long) = region.label.0.values().map(|entry| entry.text.as_str()).find(|text| is_long(text)) {
                wrong("label", "finding-region-long", &long.chars().take(40).collect::<String>());
            }
            if region.part().is_none() {
                wrong("xywh", "finding-region-part", &region.xywh.chars().take(40).collect::<String>());
            }
            if region.page == Some(0) {
                wrong("page", "finding-region-page", "0");
            }
        }
    }

    fn characters(&mut self, original: Option<&str>, count: Option<u32>) {
        let (Some(original), Some(count)) = (original, count) else { return };
        let found = original.chars().filter(|letter| !letter.is_whitespace() && !"[]{}?".contains(*letter)).count();
        if found != count as usize {
            self.add("char_count", Severity::Warning, "finding-char-count", &format!("{count} ≠ {found}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_terms_and_dates_are_named() {
        let record = Record::from_json(
            r#"{"kind":"relic","code":"TOO LONG A CODE FOR IT","rank":"nationall","dating":[{"edtf":"18"}],
                "place":{"point":{"lat":116,"lon":8}},"rights":{"statement":"mine"}}"#,
        )
        .expect("a record");
        let keys: Vec<&str> = check(&record).iter().map(|finding| finding.key).collect();
        assert_eq!(keys, ["finding-code", "finding-term", "finding-edtf", "finding-point", "finding-rights"]);
    }

    #[test]
    fn regions_need_a_name_and_a_part_of_a_picture() {
        let record =
            |regions: &str| Record::from_json(&format!(r#"{{"kind":"asset","regions":{regions}}}"#)).expect("a record");
        let long = "x".repeat(201);
        let wrong = record(&format!(
            r#"[{{"label":{{"vi":"Cửa"}},"xywh":"0,0,10,10","page":2}},{{"xywh":"0,0,0,10"}},{{"label":{{"en":"{long}"}},"page":0}}]"#
        ));
        let found: Vec<(String, &str)> = check(&wrong).into_iter().map(|finding| (finding.path, finding.key)).collect();
        let expected = [
            ("regions.1.label", "finding-region-label"),
            ("regions.1.xywh", "finding-region-part"),
            ("regions.2.label", "finding-region-long"),
            ("regions.2.xywh", "finding-region-part"),
            ("regions.2.page", "finding-region-page"),
        ];
        assert_eq!(found, expected.map(|(path, key)| (path.to_owned(), key)));
        let one = r#"{"label":{"vi":"Cửa"},"xywh":"0,0,10,10"}"#;
        assert_eq!(check(&record(&format!("[{}]", vec![one; 200].join(",")))), []);
        assert_eq!(check(&record(&format!("[{}]", vec![one; 201].join(","))))[0].key, "finding-regions");
    }

    #[test]
    fn a_reign_that_does_not_fit_is_a_warning_only() {
        let record = Record::from_json(
            r#"{"kind":"relic","dating":[{"edtf":"1842","reign":{"era":"Minh Mạng","year":5,"can_chi":"Giáp Thân"}}]}"#,
        )
        .expect("a record");
        let found = check(&record);
        assert!(found.iter().all(|finding| finding.severity == Severity::Warning) && found.len() == 1);
    }
}
