//! The index document of one version of a record.

use std::collections::BTreeSet;

use crate::index::Audience;
use crate::index::IndexDoc;
use crate::index::Part;
use crate::index::Placed;
use crate::index::collate;
use crate::model::edtf;
use crate::model::geo::public_point;
use crate::model::inscription::Inscription;
use crate::model::locality;
use crate::model::record::Body;
use crate::model::record::Record;
use crate::model::relic::Relic;
use crate::model::text::Lang;
use crate::model::text::LangText;
use crate::model::title::summary_of;
use crate::model::title::title;

/// What a document needs beside the record itself.
pub struct Around<'a> {
    /// ASCII path of the record.
    pub path: &'a str,
    /// The relic it stands under.
    pub relic: Option<crate::base::id::RecordId>,
    /// True when a picture of it is visible to this audience.
    pub has_picture: bool,
    /// Text of a document, with a form feed between pages that have addresses of their own.
    pub body_text: Option<String>,
    /// Ways down to the units the relic above it lies in.
    pub units: &'a [String],
    /// When it was last changed.
    pub updated_ms: i64,
}

/// Makes the document of a record for an audience.
pub fn doc(record: &Record, audience: Audience, around: Around<'_>) -> IndexDoc {
    let title = title(record);
    let mut doc = IndexDoc {
        id: record.envelope.id,
        kind: record.kind(),
        relic: around.relic,
        audience,
        code: around.path.rsplit('/').next().unwrap_or_default().to_owned(),
        titles: langs(&title),
        summary: langs(&summary_of(record)),
        texts: record.envelope.code.iter().map(|code| unknown(code)).collect(),
        placed: Vec::new(),
        facets: vec![("kind", record.kind().name().to_owned())],
        years: None,
        is_recurring: false,
        point: None,
        updated_ms: around.updated_ms,
        sort_name: collate::key(title.best(Lang::Vi).map_or("", |(_, text)| text)),
    };
    let yes = if around.has_picture { "yes" } else { "no" };
    doc.facets.push(("has_picture", yes.to_owned()));
    many(&mut doc, "unit", around.units);
    match &record.body {
        Body::Relic(body) => relic(body, &mut doc),
        Body::Part(body) => {
            many(&mut doc, "material", &body.materials);
            texts(&mut doc, [body.description.as_ref(), body.features.as_ref()]);
            dated(&mut doc, body.dating.iter().map(|date| date.edtf.as_str()));
        }
        Body::Artefact(body) => {
            one(&mut doc, "object_type", &body.object_type);
            many(&mut doc, "material", &body.materials);
            doc.texts.push(unknown(&body.inventory_no));
            texts(&mut doc, [Some(&body.description), body.features.as_ref(), body.subject.as_ref()]);
            dated(&mut doc, body.dating.iter().map(|date| date.edtf.as_str()));
        }
        Body::Inscription(body) => inscription(body, &mut doc),
        Body::Event(body) => {
            doc.is_recurring = body.recurrence.is_some();
            let date = body.date.iter().filter(|_| body.recurrence.is_none());
            dated(&mut doc, date.map(|date| date.edtf.as_str()));
        }
        Body::Asset(body) => {
            one(&mut doc, "licence", &body.rights.statement);
            texts(&mut doc, [Some(&body.alt_text)]);
            placed(&mut doc, Part::Caption, body.caption.as_ref());
            placed(&mut doc, Part::Transcript, body.transcript.as_ref());
            let lang = body.language.clone().unwrap_or_default();
            let part = |text: &str| if text.contains('\u{c}') { Part::Page } else { Part::Text };
            doc.placed.extend(around.body_text.map(|text| Placed { part: part(&text), lang, text }));
        }
        _ => {}
    }
    doc.texts.retain(|(_, text)| !text.trim().is_empty());
    doc.placed.retain(|one| !one.text.trim().is_empty());
    readable(record, &mut doc);
    doc
}

/// The languages somebody can read it in: those its own texts are in, an inscription as it was cut too. Names count for
/// nothing, as every record has them in all languages.
fn readable(record: &Record, doc: &mut IndexDoc) {
    let mut langs: BTreeSet<String> = doc.summary.iter().map(|(lang, _)| lang.clone()).collect();
    langs.extend(doc.placed.iter().map(|one| one.lang.clone()));
    let more: Vec<&LangText> = match &record.body {
        Body::Relic(body) => [&body.history, &body.description, &body.significance].into_iter().flatten().collect(),
        Body::Part(body) => [&body.description, &body.features].into_iter().flatten().collect(),
        Body::Artefact(body) => vec![&body.description],
        Body::Asset(body) => {
            langs.extend(body.language.clone());
            Vec::new()
        }
        _ => Vec::new(),
    };
    langs.extend(more.into_iter().flat_map(self::langs).map(|(lang, _)| lang));
    langs.iter().for_each(|lang| one(doc, "language", lang));
}

fn relic(body: &Relic, doc: &mut IndexDoc) {
    many(doc, "relic_type", &body.relic_types);
    many(doc, "function", &body.functions);
    many(doc, "material", &body.materials);
    one(doc, "rank", &body.rank);
    one(doc, "licence", &body.rights.statement);
    if let Some(condition) = &body.condition {
        one(doc, "condition", &condition.grade);
    }
    many(doc, "unit", &locality::ways(&body.place));
    for name in &body.other_names {
        doc.titles.extend(langs(&name.name));
    }
    let place = &body.place;
    texts(
        doc,
        [
            body.history.as_ref(),
            body.description.as_ref(),
            body.significance.as_ref(),
            Some(&place.address_current.text),
            Some(&place.address_recorded.text),
        ],
    );
    doc.texts.extend(place.units.iter().map(|unit| ("vi".to_owned(), unit.name.clone())));
    dated(doc, body.dating.iter().map(|date| date.edtf.as_str()));
    doc.point = place.point.as_ref().and_then(|point| public_point(point, place.public_precision.as_deref()));
}

fn inscription(body: &Inscription, doc: &mut IndexDoc) {
    one(doc, "object_type", &body.text_kind);
    let lang = body.original_lang().unwrap_or_default().to_owned();
    let cut = |part, text: &Option<String>| text.clone().map(|text| Placed { part, lang: lang.clone(), text });
    doc.placed.extend(cut(Part::Original, &body.original));
    placed(doc, Part::Reading, body.reading.as_ref());
    placed(doc, Part::Translation, body.translation.as_ref());
    for colophon in &body.colophon {
        doc.placed.extend(cut(Part::Colophon, &colophon.original));
        placed(doc, Part::Colophon, colophon.reading.as_ref());
    }
    dated(doc, body.dating.iter().map(|date| date.edtf.as_str()));
}

fn langs(text: &LangText) -> Vec<(String, String)> {
    text.0
        .iter()
        .filter(|(_, entry)| !entry.text.trim().is_empty())
        .map(|(lang, entry)| (lang.clone(), entry.text.clone()))
        .collect()
}

fn texts<'a>(doc: &mut IndexDoc, of: impl IntoIterator<Item = Option<&'a LangText>>) {
    doc.texts.extend(of.into_iter().flatten().flat_map(langs));
}

fn placed(doc: &mut IndexDoc, part: Part, text: Option<&LangText>) {
    doc.placed.extend(text.into_iter().flat_map(langs).map(|(lang, text)| Placed { part, lang, text }));
}

/// A text whose language is not known: a code, a number.
fn unknown(text: &str) -> (String, String) {
    (String::new(), text.to_owned())
}

fn one(doc: &mut IndexDoc, facet: &'static str, value: &str) {
    if !value.is_empty() {
        doc.facets.push((facet, value.to_owned()));
    }
}

fn many(doc: &mut IndexDoc, facet: &'static str, values: &[String]) {
    values.iter().for_each(|value| one(doc, facet, value));
}

fn dated<'a>(doc: &mut IndexDoc, dates: impl Iterator<Item = &'a str>) {
    let spans: Vec<(i32, i32)> = dates.filter_map(edtf::years).collect();
    let Some(first) = spans.iter().map(|span| span.0).min() else { return };
    let last = spans.iter().map(|span| span.1).max().unwrap_or(first);
    doc.years = Some((first, last));
    // A year is also a word, so that `bia 1657` finds what is of that year and does not say so in its texts.
    let years = spans.iter().filter(|span| span.0 > 0 && span.0 == span.1);
    doc.texts.extend(years.map(|span| unknown(&span.0.to_string())));
    let mut centuries: Vec<i32> =
        spans.iter().flat_map(|span| century(span.0)..=century(span.1).min(century(span.0) + 2)).collect();
    centuries.sort_unstable();
    centuries.dedup();
    doc.facets.extend(centuries.into_iter().map(|century| ("century", century.to_string())));
}

fn century(year: i32) -> i32 {
    (year - 1).div_euclid(100) + 1
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_single_year_is_a_word_and_a_span_is_not() {
        let id = crate::base::id::RecordId::fresh();
        let value = json!({
            "kind": "relic", "id": id.to_string(), "code": "BLT", "name": { "vi": "Bia chùa Long Thủ" },
            "dating": [{ "edtf": "1657" }, { "edtf": "145X" }, { "edtf": "1965/1967" }],
        });
        let record = Record::from_value(value).expect("a good record");
        let around =
            Around { path: "BLT", relic: Some(id), has_picture: false, body_text: None, units: &[], updated_ms: 0 };
        let doc = doc(&record, Audience::Public, around);
        let years: Vec<&str> = doc.texts.iter().map(|(_, text)| text.as_str()).filter(|text| *text != "BLT").collect();
        assert_eq!((years, doc.years), (vec!["1657"], Some((1450, 1967))));
    }
}
