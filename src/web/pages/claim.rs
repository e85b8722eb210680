//! Competing values: what each source says, the preferred one marked, none left out.

use serde::Serialize;
use serde_json::Value;

use crate::metadata::described;
use crate::metadata::described::Described;
use crate::model::date::FuzzyDate;
use crate::model::record::Record;
use crate::model::text::Lang;
use crate::model::text::LangText;
use crate::model::title;
use crate::model::value::Claim;
use crate::model::value::GeoPoint;
use crate::model::value::Measure;
use crate::model::value::Ref;
use crate::model::value::SourceRef;
use crate::web::pages::fact::measure_words;
use crate::web::pages::text::Said;
use crate::web::pages::text::decimal;

/// One value that a source gives.
#[derive(Debug, Clone, Serialize)]
pub struct ClaimView {
    /// The value in words.
    pub value: Said,
    /// Who says so.
    pub source: Option<SourceView>,
    /// The place of that source in the page's list, from 1.
    pub number: Option<usize>,
    /// Why it is or is not believed.
    pub note: Option<Said>,
    /// True on the one the record follows.
    pub is_preferred: bool,
}

/// A source as a page names it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceView {
    /// In words.
    pub text: String,
    /// On the web, `http` and `https` only.
    pub url: Option<String>,
    /// Page, section, minute.
    pub locator: Option<String>,
    /// When it was read.
    pub accessed: Option<String>,
}

/// The sources of a page, numbered: those of the record, its literature, then those that only a claim names.
#[derive(Debug, Default)]
pub struct Sources {
    list: Vec<SourceView>,
}

impl Sources {
    /// Collects the sources of a record; `literature` are the records of books it names.
    pub fn of(record: &Record, literature: &[Ref], described: &Described<'_>, lang: Lang) -> Sources {
        let mut sources = Sources::default();
        for source in &record.envelope.sources {
            sources.add(source_view(source, described, lang));
        }
        for reference in literature {
            let source = SourceRef { bibliography_id: Some(reference.clone()), ..SourceRef::default() };
            sources.add(source_view(&source, described, lang));
        }
        for source in record.envelope.claims.iter().filter_map(|claim| claim.source.as_ref()) {
            sources.add(SourceView { locator: None, ..source_view(source, described, lang) });
        }
        sources
    }

    fn add(&mut self, source: SourceView) {
        if !source.text.is_empty() && self.number(&source).is_none() {
            self.list.push(source);
        }
    }

    /// Returns the place of a source in the list, from 1.
    pub fn number(&self, source: &SourceView) -> Option<usize> {
        self.list.iter().position(|known| known.text == source.text && known.url == source.url).map(|at| at + 1)
    }

    /// Returns the list.
    pub fn list(self) -> Vec<SourceView> {
        self.list
    }
}

/// Returns the claims about a field, preferred ones first.
pub fn about(claims: &[Claim], path: &str, sources: &Sources, described: &Described<'_>, lang: Lang) -> Vec<ClaimView> {
    let mut views: Vec<ClaimView> = claims
        .iter()
        .filter(|claim| claim.path == path)
        .filter_map(|claim| view(claim, sources, described, lang))
        .collect();
    views.sort_by_key(|view| !view.is_preferred);
    views
}

fn view(claim: &Claim, sources: &Sources, described: &Described<'_>, lang: Lang) -> Option<ClaimView> {
    let source = claim.source.as_ref().map(|source| source_view(source, described, lang));
    Some(ClaimView {
        value: value_words(&claim.value, described, lang)?,
        number: source.as_ref().and_then(|source| sources.number(source)),
        source,
        note: Said::maybe(claim.note.as_ref(), lang),
        is_preferred: claim.preferred,
    })
}

/// Returns a value of any shape in words.
fn value_words(value: &Value, described: &Described<'_>, lang: Lang) -> Option<Said> {
    match value {
        Value::String(text) => Some(Said::plain(text.clone())),
        Value::Number(number) => Some(Said::plain(decimal(number.as_f64()?, 3, lang))),
        Value::Bool(_) | Value::Null => None,
        Value::Array(items) => {
            let parts: Vec<String> =
                items.iter().filter_map(|item| value_words(item, described, lang)).map(|said| said.text).collect();
            (!parts.is_empty()).then(|| Said::plain(parts.join("; ")))
        }
        Value::Object(fields) if fields.contains_key("edtf") => {
            let date: FuzzyDate = serde_json::from_value(value.clone()).ok()?;
            Some(Said::plain(described::date_in_words(&date, lang)))
        }
        Value::Object(fields) if fields.contains_key("lat") => {
            let point: GeoPoint = serde_json::from_value(value.clone()).ok()?;
            Some(Said::plain(format!("{}; {}", decimal(point.lat, 4, lang), decimal(point.lon, 4, lang))))
        }
        Value::Object(fields) if fields.contains_key("unit") && fields.contains_key("value") => {
            let measure: Measure = serde_json::from_value(value.clone()).ok()?;
            Some(Said::plain(measure_words(&measure, lang)))
        }
        // A text in several languages may name one `id` as well: a reference has nothing but `id` and `code`.
        Value::Object(fields) if !fields.is_empty() && fields.keys().all(|name| name == "code" || name == "id") => {
            let reference = serde_json::from_value(value.clone()).ok()?;
            described.find(&reference).and_then(|record| Said::of(&title::title(record), lang))
        }
        Value::Object(fields) => match fields.get("text") {
            Some(text) if text.is_object() => value_words(text, described, lang),
            _ => {
                let text: LangText = serde_json::from_value(value.clone()).ok()?;
                Said::of(&text, lang)
            }
        },
    }
}

/// Names a source.
pub fn source_view(source: &SourceRef, described: &Described<'_>, lang: Lang) -> SourceView {
    let reference = source.bibliography_id.as_ref().or(source.decision_id.as_ref());
    let record = reference.and_then(|reference| described.find(reference));
    let named = record.and_then(|record| Said::of(&title::title(record), lang)).map(|said| said.text);
    let url = source.url.clone().or_else(|| {
        record.and_then(|record| match &record.body {
            crate::model::record::Body::Bibliography(body) => body.url.clone(),
            _ => None,
        })
    });
    let url = url.filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    let text = named.or_else(|| source.citation.clone()).or_else(|| url.as_deref().map(host)).unwrap_or_default();
    SourceView {
        text,
        url,
        locator: source.locator.clone(),
        accessed: source.accessed.as_deref().map(|day| crate::model::edtf::display(day, lang)),
    }
}

fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest).trim_start_matches("www.").to_owned()
}
