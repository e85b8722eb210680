//! Facts: a label, its values, and under them what other sources say. What is not known is said too.

use serde::Serialize;

use crate::metadata::described;
use crate::metadata::described::Described;
use crate::model::date::FuzzyDate;
use crate::model::record::Record;
use crate::model::text::Lang;
use crate::model::title;
use crate::model::value::AgentRef;
use crate::model::value::Mark;
use crate::model::value::Measure;
use crate::web::pages::claim;
use crate::web::pages::claim::ClaimView;
use crate::web::pages::claim::Sources;
use crate::web::pages::query::Asked;
use crate::web::pages::text::Said;
use crate::web::pages::text::capital;
use crate::web::pages::text::decimal;
use crate::web::pages::text::term;
use crate::words;

/// A fact.
#[derive(Debug, Clone, Serialize)]
pub struct FactView {
    /// What it is about.
    pub label: String,
    /// What is known.
    pub values: Vec<FactValue>,
    /// Where it stands: places in the page's list of sources.
    pub sources: Vec<usize>,
    /// What each source says, where they disagree.
    pub claims: Vec<ClaimView>,
}

/// One value of a fact.
#[derive(Debug, Clone, Serialize)]
pub struct FactValue {
    /// In words.
    pub said: Said,
    /// Where it leads.
    pub href: Option<String>,
    /// The finer print.
    pub note: Option<Said>,
    /// True for «not known».
    pub is_quiet: bool,
}

impl FactValue {
    /// Makes a value that leads nowhere.
    pub fn new(said: Said) -> FactValue {
        FactValue { said, href: None, note: None, is_quiet: false }
    }

    /// Adds the finer print.
    pub fn with_note(mut self, note: Option<Said>) -> FactValue {
        self.note = note;
        self
    }

    /// Says that nothing is known.
    pub fn unknown(lang: Lang) -> FactValue {
        FactValue { is_quiet: true, ..FactValue::new(Said::plain(words::get(lang, "unknown"))) }
    }
}

/// Collects the facts of a record.
pub struct Facts<'a> {
    record: &'a Record,
    described: &'a Described<'a>,
    lang: Lang,
    sources: &'a Sources,
    used: Vec<&'static str>,
    facts: Vec<FactView>,
}

impl<'a> Facts<'a> {
    /// Begins with none.
    pub fn new(record: &'a Record, described: &'a Described<'a>, sources: &'a Sources, lang: Lang) -> Facts<'a> {
        Facts { record, described, lang, sources, used: Vec::new(), facts: Vec::new() }
    }

    /// Adds a fact; `paths` are the fields whose claims belong to it. Nothing is added when there is nothing to say.
    pub fn add(&mut self, key: &str, paths: &[&'static str], values: Vec<FactValue>) {
        let claims = paths.iter().flat_map(|path| self.claims(path)).collect();
        self.used.extend(paths);
        self.push(words::get(self.lang, key), values, claims);
    }

    fn claims(&self, path: &str) -> Vec<ClaimView> {
        claim::about(&self.record.envelope.claims, path, self.sources, self.described, self.lang)
    }

    /// Sources that say the same only tell where the fact stands; those that differ are shown side by side.
    fn push(&mut self, label: String, mut values: Vec<FactValue>, mut claims: Vec<ClaimView>) {
        let mut sources: Vec<usize> =
            claims.iter().filter(|claim| claim.is_preferred).filter_map(|claim| claim.number).collect();
        sources.sort_unstable();
        sources.dedup();
        let is_known = values.iter().any(|value| !value.is_quiet);
        if !is_known && let Some(first) = claims.first().filter(|claim| claim.is_preferred) {
            values = vec![FactValue::new(first.value.clone())];
        }
        let is_followed = claims.first().is_some_and(|claim| claim.is_preferred);
        let is_agreed = is_followed && claims.windows(2).all(|pair| pair[0].value.text == pair[1].value.text);
        if is_agreed {
            claims.retain(|claim| claim.note.is_some());
        }
        if !values.is_empty() || !claims.is_empty() {
            self.facts.push(FactView { label, values, sources, claims });
        }
    }

    /// Adds a fact of which it is worth saying that it is not known.
    pub fn add_or_unknown(&mut self, key: &str, paths: &[&'static str], values: Vec<FactValue>) {
        let values = if values.is_empty() { vec![FactValue::unknown(self.lang)] } else { values };
        self.add(key, paths, values);
    }

    /// Adds terms of a vocabulary; `facet` makes each lead to the list of its like.
    pub fn terms(&mut self, key: &str, vocabulary: &str, codes: &[String], facet: Option<&str>) {
        let values = codes
            .iter()
            .filter(|code| !code.is_empty())
            .map(|code| FactValue {
                href: facet.map(|facet| format!("/{}/relics{}", self.lang.tag(), Asked::of_facet(facet, code))),
                ..FactValue::new(Said::plain(term(vocabulary, code, self.lang)))
            })
            .collect();
        self.add(key, &[], values);
    }

    /// Adds dates with what happened then.
    pub fn dates(&mut self, key: &str, paths: &[&'static str], dates: &[FuzzyDate]) {
        let values = dates.iter().filter(|date| !date.edtf.is_empty()).map(|date| self.date(date)).collect();
        self.add(key, paths, values);
    }

    fn date(&self, date: &FuzzyDate) -> FactValue {
        let lang = self.lang;
        let written = described::date_in_words(date, lang);
        let text = match &date.of {
            Some(what) => {
                format!("{written}: {}", crate::model::vocabulary::label("event_kind", what, lang).unwrap_or(what))
            }
            None => written,
        };
        let reign = date.reign.as_ref().map(|reign| {
            let can_chi = reign.can_chi.as_deref().map(|name| format!(" ({name})")).unwrap_or_default();
            let said =
                words::say(lang, "reign-year", &[("era", reign.era.clone().into()), ("year", reign.year.into())]);
            format!("{said}{can_chi}")
        });
        let mark = date.mark.and_then(|mark| match mark {
            Mark::F => None,
            Mark::U => Some("note-unsure"),
            Mark::D => Some("note-disputed"),
            Mark::G => Some("note-general"),
        });
        let computed = date.computed.then_some("note-computed");
        let notes = reign.into_iter().chain([mark, computed].into_iter().flatten().map(|key| words::get(lang, key)));
        let notes = notes.collect::<Vec<_>>().join("; ");
        FactValue::new(Said::plain(capital(&text))).with_note((!notes.is_empty()).then(|| Said::plain(capital(&notes))))
    }

    /// Adds people and bodies with their roles.
    pub fn agents(&mut self, key: &str, paths: &[&'static str], agents: &[AgentRef]) {
        let values = agents
            .iter()
            .filter_map(|agent| {
                let name = Said::of(&self.described.agent_name(agent)?, self.lang)?;
                let role = agent.role.as_deref().map(|role| Said::plain(term("agent_role", role, self.lang)));
                Some(FactValue::new(name).with_note(role))
            })
            .collect();
        self.add(key, paths, values);
    }

    /// Adds a text.
    pub fn text(&mut self, key: &str, text: Option<&crate::model::text::LangText>) {
        let values = Said::maybe(text, self.lang).map(FactValue::new).into_iter().collect();
        self.add(key, &[], values);
    }

    /// Adds measurements.
    pub fn measures(&mut self, key: &str, measures: &[Measure]) {
        let values = measures.iter().map(|one| FactValue::new(Said::plain(measure_words(one, self.lang)))).collect();
        self.add(key, &["measures"], values);
    }

    /// Adds records referred to, by their names.
    pub fn refs(&mut self, key: &str, paths: &[&'static str], refs: &[crate::model::value::Ref]) {
        let values = refs
            .iter()
            .filter_map(|reference| Said::of(&title::title(self.described.find(reference)?), self.lang))
            .map(FactValue::new)
            .collect();
        self.add(key, paths, values);
    }

    /// Leaves the claims about a field to another section.
    pub fn leave(&mut self, path: &'static str) {
        self.used.push(path);
    }

    /// Returns the facts without claims about other fields.
    pub fn shown_only(self) -> Vec<FactView> {
        self.facts
    }

    /// Returns the facts; claims about fields that were not shown come last, under their own names.
    pub fn done(mut self) -> Vec<FactView> {
        let mut rest: Vec<String> = Vec::new();
        for claim in &self.record.envelope.claims {
            if !self.used.contains(&claim.path.as_str()) && !rest.contains(&claim.path) {
                rest.push(claim.path.clone());
            }
        }
        for path in rest {
            let claims = self.claims(&path);
            if claims.is_empty() {
                continue;
            }
            let first = path.split('.').next_back().unwrap_or(&path);
            let key = format!("field-{}", first.replace('_', "-"));
            let label = if words::has(self.lang, &key) {
                words::get(self.lang, &key)
            } else {
                words::get(self.lang, "field-other")
            };
            self.push(label, Vec::new(), claims);
        }
        self.facts
    }
}

/// Writes a measurement: `cao 1,25 m`.
pub fn measure_words(measure: &Measure, lang: Lang) -> String {
    let key = format!("measure-{}", measure.kind);
    let kind = if words::has(lang, &key) { words::get(lang, &key) } else { measure.kind.clone() };
    format!("{kind} {}", amount(measure, lang))
}

/// Writes a measurement without what was measured: `1,25 m`.
pub fn amount(measure: &Measure, lang: Lang) -> String {
    let unit = match measure.unit.as_str() {
        "m2" => "m²",
        "m3" => "m³",
        other => other,
    };
    let of = measure.of.as_deref().map(|of| format!(" ({of})")).unwrap_or_default();
    format!("{}\u{a0}{unit}{of}", decimal(measure.value, 3, lang))
}
