//! What relics, parts and artefacts have in common when another standard describes them as objects.
//! Closed fields (the exact place of an artefact, consents, capture positions) have no way in.

use crate::model::condition::Condition;
use crate::model::date::FuzzyDate;
use crate::model::record::Body;
use crate::model::record::Record;
use crate::model::rights::Rights;
use crate::model::text::LangText;
use crate::model::value::AgentRef;
use crate::model::value::Measure;

/// A term of a vocabulary: (vocabulary, code).
pub type TermRef<'a> = (&'static str, &'a str);

/// An object of heritage.
#[derive(Debug, Default)]
pub struct Thing<'a> {
    /// Its name; `None` never once made by [`Thing::of`].
    pub name: Option<&'a LangText>,
    /// Other names.
    pub other_names: Vec<&'a LangText>,
    /// What it is.
    pub types: Vec<TermRef<'a>>,
    /// How it is classed: function, rank, legal class.
    pub classes: Vec<TermRef<'a>>,
    /// When.
    pub dating: &'a [FuzzyDate],
    /// By whom.
    pub makers: &'a [AgentRef],
    /// Terms of `material`.
    pub materials: &'a [String],
    /// Terms of `technique`.
    pub techniques: &'a [String],
    /// Measurements.
    pub measures: Vec<&'a Measure>,
    /// Texts: what kind, and the words.
    pub texts: Vec<(&'static str, &'a LangText)>,
    /// Condition.
    pub condition: Option<&'a Condition>,
    /// Rights in the record.
    pub rights: Option<&'a Rights>,
}

impl<'a> Thing<'a> {
    /// Returns what a record says of an object; `None` for records that are no objects.
    pub fn of(record: &'a Record) -> Option<Thing<'a>> {
        match &record.body {
            Body::Relic(body) => Some(Thing {
                name: Some(&body.name),
                other_names: body.other_names.iter().map(|other| &other.name).collect(),
                types: body.relic_types.iter().map(|code| ("relic_type", code.as_str())).collect(),
                classes: functions_and_rank(body),
                dating: &body.dating,
                makers: &[],
                materials: &body.materials,
                techniques: &body.techniques,
                measures: body.area_m2.iter().collect(),
                texts: texts(&[
                    ("summary", Some(&body.summary)),
                    ("history", body.history.as_ref()),
                    ("description", body.description.as_ref()),
                    ("significance", body.significance.as_ref()),
                    ("hours", body.visit.as_ref().and_then(|visit| visit.hours.as_ref())),
                    ("fee", body.visit.as_ref().and_then(|visit| visit.fee.as_ref())),
                    ("access", body.visit.as_ref().and_then(|visit| visit.access_notes.as_ref())),
                ]),
                condition: body.condition.as_ref(),
                rights: Some(&body.rights),
            }),
            Body::Part(body) => Some(Thing {
                name: Some(&body.name),
                types: one("part", &body.part_type),
                dating: &body.dating,
                materials: &body.materials,
                techniques: &body.techniques,
                measures: body.measures.iter().collect(),
                texts: texts(&[("description", body.description.as_ref()), ("features", body.features.as_ref())]),
                condition: body.condition.as_ref(),
                ..Thing::default()
            }),
            Body::Artefact(body) => Some(Thing {
                name: Some(&body.name),
                types: one("object_type", &body.object_type),
                classes: one("legal_class", &body.legal_class),
                dating: &body.dating,
                makers: &body.maker,
                materials: &body.materials,
                techniques: &body.techniques,
                measures: body.measures.iter().collect(),
                texts: texts(&[
                    ("description", Some(&body.description)),
                    ("features", body.features.as_ref()),
                    ("subject", body.subject.as_ref()),
                ]),
                condition: body.condition.as_ref(),
                rights: body.rights.as_ref(),
                ..Thing::default()
            }),
            _ => None,
        }
    }
}

fn functions_and_rank(body: &crate::model::relic::Relic) -> Vec<TermRef<'_>> {
    let functions = body.functions.iter().map(|code| ("function", code.as_str()));
    let flags = body.rank_flags.iter().map(|code| ("rank_flag", code.as_str()));
    functions.chain(one("rank", &body.rank)).chain(flags).collect()
}

fn one<'a>(vocabulary: &'static str, code: &'a str) -> Vec<TermRef<'a>> {
    if code.is_empty() { Vec::new() } else { vec![(vocabulary, code)] }
}

fn texts<'a>(all: &[(&'static str, Option<&'a LangText>)]) -> Vec<(&'static str, &'a LangText)> {
    all.iter().filter_map(|(kind, text)| Some((*kind, (*text)?))).filter(|(_, text)| !text.is_blank()).collect()
}
