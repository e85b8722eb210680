//! What a relic's page tells below its picture: facts, place, history, visiting, sources.

use serde::Serialize;

use crate::metadata::described;
use crate::metadata::described::Described;
use crate::model::edtf;
use crate::model::record::Body;
use crate::model::record::Record;
use crate::model::relic::Relic;
use crate::model::text::Lang;
use crate::model::title;
use crate::model::vocabulary;
use crate::web::pages::browse::rank_words;
use crate::web::pages::claim::Sources;
use crate::web::pages::fact::FactValue;
use crate::web::pages::fact::FactView;
use crate::web::pages::fact::Facts;
use crate::web::pages::fact::amount;
use crate::web::pages::festivals::recurs;
use crate::web::pages::text::Said;
use crate::web::pages::text::capital;
use crate::web::pages::text::term;
use crate::words;

/// A moment of its history.
#[derive(Debug, Clone, Serialize)]
pub struct Moment {
    /// Under which name it can be pointed at.
    pub anchor: Option<String>,
    /// When, in words.
    pub when: String,
    /// True when the date is about.
    pub is_fuzzy: bool,
    /// What happened.
    pub what: Said,
    /// More of it.
    pub more: Option<Said>,
    #[serde(skip)]
    year: i32,
}

/// Returns the facts.
pub fn facts(relic: &Record, body: &Relic, described: &Described<'_>, sources: &Sources, lang: Lang) -> Vec<FactView> {
    let mut facts = Facts::new(relic, described, sources, lang);
    facts.terms("fact-relic-type", "relic_type", &body.relic_types, Some("relic_type"));
    facts.terms("fact-function", "function", &body.functions, Some("function"));
    facts.add("fact-rank", &["rank", "decisions"], rank_values(body, described, lang));
    facts.dates("fact-dating", &["dating"], &body.dating);
    facts.agents("fact-worship", &["worship"], &body.worship);
    facts.agents("fact-people", &["people"], &body.people);
    facts.terms("fact-material", "material", &body.materials, Some("material"));
    facts.terms("fact-technique", "technique", &body.techniques, None);
    let area = body.area_m2.iter().map(|area| FactValue::new(Said::plain(amount(area, lang))));
    facts.add("fact-area", &["area_m2", "zones"], area.collect());
    let condition = body.condition.iter().filter(|condition| !condition.grade.is_empty()).map(|condition| {
        let seen = condition
            .assessed_on
            .as_deref()
            .map(|day| Said::plain(words::say(lang, "assessed-on", &[("day", edtf::display(day, lang).into())])));
        FactValue::new(Said::plain(term("condition", &condition.grade, lang))).with_note(seen)
    });
    facts.add_or_unknown("fact-condition", &["condition"], condition.collect());
    facts.agents("fact-owner", &["owner"], &body.owner);
    facts.agents("fact-manager", &["manager"], &body.manager);
    facts.add("field-name", &["name"], Vec::new());
    for path in ["place", "place.point", "place.address_current", "place.address_recorded", "events", "visit"] {
        facts.leave(path);
    }
    facts.done()
}

fn rank_values(body: &Relic, described: &Described<'_>, lang: Lang) -> Vec<FactValue> {
    if body.rank.is_empty() {
        return Vec::new();
    }
    let mut values = vec![FactValue::new(Said::plain(rank_words(&body.rank, lang)))];
    for decision in body.decisions.iter().filter_map(|decision| described.find(decision)) {
        let Body::Decision(act) = &decision.body else { continue };
        let number =
            act.number.as_ref().map(|number| words::say(lang, "decision-number", &[("number", number.clone().into())]));
        let unnumbered = number.is_none().then(|| words::get(lang, "decision-number-unknown"));
        let issued = act.issued_on.as_ref().map(|date| described::date_in_words(date, lang));
        let kind = Some(act.decision_kind.as_str())
            .filter(|kind| !kind.is_empty())
            .map(|kind| term("decision_kind", kind, lang));
        let text = capital(&[number, issued].into_iter().flatten().collect::<Vec<_>>().join(", "));
        let note = [kind, unnumbered].into_iter().flatten().collect::<Vec<_>>().join(". ");
        let (text, note) = if text.is_empty() { (note, None) } else { (text, Some(Said::plain(note))) };
        values.push(FactValue::new(Said::plain(text)).with_note(note.filter(|note| !note.text.is_empty())));
    }
    values
}

/// Returns where it is, in words.
pub fn place(relic: &Record, body: &Relic, described: &Described<'_>, sources: &Sources, lang: Lang) -> Vec<FactView> {
    let mut facts = Facts::new(relic, described, sources, lang);
    let place = &body.place;
    let said = |address: &crate::model::place::Address| -> Vec<FactValue> {
        Said::of(&address.text, lang).map(FactValue::new).into_iter().collect()
    };
    facts.add_or_unknown("fact-address-current", &["place.address_current"], said(&place.address_current));
    facts.add("fact-address-recorded", &["place.address_recorded"], said(&place.address_recorded));
    let units = place.units.iter().map(|unit| {
        let spans = match (unit.from.as_deref(), unit.to.as_deref()) {
            (_, Some(to)) => Some(words::say(lang, "unit-until", &[("day", edtf::display(to, lang).into())])),
            (Some(from), None) => Some(words::say(lang, "unit-from", &[("day", edtf::display(from, lang).into())])),
            (None, None) => None,
        };
        FactValue::new(Said::plain(capital(&unit.name))).with_note(spans.map(Said::plain))
    });
    facts.add("fact-units", &[], units.collect());
    facts.text("fact-route", place.route.as_ref());
    facts.add("fact-point", &["place.point", "place"], Vec::new());
    facts.shown_only()
}

/// Returns the moments of its history, oldest first.
pub fn moments(body: &Relic, related: &[Record], described: &Described<'_>, lang: Lang) -> Vec<Moment> {
    let mut moments: Vec<Moment> = Vec::new();
    for record in related {
        let Body::Event(event) = &record.body else { continue };
        let Some(date) = event.date.as_ref().filter(|_| event.recurrence.is_none()) else { continue };
        let kind = term("event_kind", &event.event_kind, lang);
        moments.push(Moment {
            anchor: Some(described::name_in_address(record)),
            when: capital(&described::date_in_words(date, lang)),
            is_fuzzy: edtf::is_about(&date.edtf),
            what: Said::of(&title::title(record), lang).unwrap_or_else(|| Said::plain(kind)),
            more: Said::maybe(event.narrative.as_ref(), lang),
            year: edtf::years(&date.edtf).map_or(i32::MAX, |(first, _)| first),
        });
    }
    for date in body.dating.iter().filter(|date| date.of.is_some()) {
        let years = edtf::years(&date.edtf);
        let what = date.of.as_deref().unwrap_or_default();
        let is_told = related.iter().any(|record| {
            let Body::Event(event) = &record.body else { return false };
            event.event_kind == what && event.date.as_ref().is_some_and(|other| edtf::years(&other.edtf) == years)
        });
        if let Some((first, _)) = years.filter(|_| !is_told) {
            moments.push(Moment {
                anchor: None,
                when: capital(&described::date_in_words(date, lang)),
                is_fuzzy: edtf::is_about(&date.edtf),
                what: Said::plain(term("event_kind", what, lang)),
                more: None,
                year: first,
            });
        }
    }
    for decision in body.decisions.iter().filter_map(|decision| described.find(decision)) {
        let Body::Decision(act) = &decision.body else { continue };
        let Some(date) = &act.issued_on else { continue };
        let years = edtf::years(&date.edtf);
        let is_told =
            matches!(act.decision_kind.as_str(), "ranking" | "upgrade" | "world_heritage" | "memory_of_world")
                && related.iter().any(|record| {
                    let Body::Event(event) = &record.body else { return false };
                    event.event_kind == "ranked"
                        && event.date.as_ref().is_some_and(|other| edtf::years(&other.edtf) == years)
                });
        if is_told {
            continue;
        }
        let kind = vocabulary::label("decision_kind", &act.decision_kind, lang).unwrap_or_default();
        let number = act.number.as_deref().map(|number| format!(" ({number})")).unwrap_or_default();
        moments.push(Moment {
            anchor: None,
            when: capital(&described::date_in_words(date, lang)),
            is_fuzzy: edtf::is_about(&date.edtf),
            what: Said::plain(format!("{}{number}", capital(kind))),
            more: None,
            year: edtf::years(&date.edtf).map_or(i32::MAX, |(first, _)| first),
        });
    }
    moments.sort_by_key(|moment| moment.year);
    moments
}

/// Returns the longer texts with their headings.
pub fn texts(body: &Relic, lang: Lang) -> Vec<(String, Said)> {
    [
        ("section-history", &body.history),
        ("section-description", &body.description),
        ("section-significance", &body.significance),
    ]
    .into_iter()
    .filter_map(|(key, text)| Some((words::get(lang, key), Said::maybe(text.as_ref(), lang)?)))
    .collect()
}

/// Returns what a visitor wants to know: festivals and opening.
pub fn visit(relic: &Record, body: &Relic, described: &Described<'_>, sources: &Sources, lang: Lang) -> Vec<FactView> {
    let mut facts = Facts::new(relic, described, sources, lang);
    let festivals = described.related.iter().filter_map(|record| {
        let Body::Event(event) = &record.body else { return None };
        let recurrence = event.recurrence.as_ref()?;
        let name = Said::of(&title::title(record), lang)?;
        Some(FactValue::new(name).with_note(recurs(recurrence, lang).map(Said::plain)))
    });
    facts.add("fact-festival", &["events", "festival", "visit"], festivals.collect());
    if let Some(visit) = &body.visit {
        facts.text("fact-hours", visit.hours.as_ref());
        facts.text("fact-fee", visit.fee.as_ref());
        facts.text("fact-access", visit.access_notes.as_ref());
        facts.text("fact-dress", visit.dress.as_ref());
        facts.text("fact-photo-rule", visit.photo_rule.as_ref());
    }
    facts.shown_only()
}
