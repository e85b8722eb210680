//! The name of any record, for lists and headings.

use crate::model::record::Body;
use crate::model::record::Record;
use crate::model::text::Lang;
use crate::model::text::LangText;
use crate::model::vocabulary;

/// Returns the name of a record; one that has none is named by its kind and code.
pub fn title(record: &Record) -> LangText {
    let own = match &record.body {
        Body::Relic(body) => body.name.clone(),
        Body::Part(body) => body.name.clone(),
        Body::Artefact(body) => body.name.clone(),
        Body::Agent(body) => body.name.clone(),
        Body::Event(body) => body.title.clone(),
        Body::Asset(body) => body.title.clone(),
        Body::Decision(body) => body.number.as_deref().map(|number| LangText::of("vi", number)).unwrap_or_default(),
        Body::Bibliography(body) => LangText::of(body.language.as_deref().unwrap_or("vi"), &body.citation),
        Body::Inscription(body) => body
            .title
            .clone()
            .filter(|title| !title.is_blank())
            .or_else(|| body.reading.as_ref().map(first_lines))
            .unwrap_or_default(),
    };
    if own.is_blank() { by_kind(record) } else { own }
}

/// Returns the sentences that introduce a record.
pub fn summary_of(record: &Record) -> LangText {
    match &record.body {
        Body::Relic(body) => body.summary.clone(),
        Body::Artefact(body) => body.description.clone(),
        Body::Part(body) => body.description.clone().unwrap_or_default(),
        Body::Inscription(body) => body.translation.clone().unwrap_or_default(),
        Body::Agent(body) => body.biography.clone().unwrap_or_default(),
        Body::Event(body) => body.narrative.clone().unwrap_or_default(),
        Body::Decision(body) => body.excerpt.clone().unwrap_or_default(),
        Body::Asset(body) => body.caption.clone().unwrap_or_default(),
        Body::Bibliography(_) => LangText::default(),
    }
}

fn first_lines(text: &LangText) -> LangText {
    let mut short = text.clone();
    for entry in short.0.values_mut() {
        entry.text = entry.text.lines().next().unwrap_or_default().chars().take(80).collect();
    }
    short
}

fn by_kind(record: &Record) -> LangText {
    let code = record.envelope.code.clone().unwrap_or_else(|| record.envelope.id.to_string());
    let mut text = LangText::default();
    for lang in Lang::ALL {
        let kind = vocabulary::label("kind", record.kind().name(), lang).unwrap_or_default();
        let mut letters = kind.chars();
        let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        text.0.extend(LangText::of(lang.tag(), &format!("{capital} {code}")).0);
    }
    text
}
