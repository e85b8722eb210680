//! From cards to moments: each date of each record that was found, with its words and where it is told.

use serde::Serialize;

use crate::desk::view::Card;
use crate::metadata::described;
use crate::model::date::FuzzyDate;
use crate::model::edtf;
use crate::model::record::Kind;
use crate::model::text::Lang;
use crate::web::pages::text::Said;
use crate::web::pages::text::capital;
use crate::web::pages::text::term;
use crate::words;

/// One date of one record.
#[derive(Debug, Clone, Serialize)]
pub struct Moment {
    /// First year it may mean.
    #[serde(skip)]
    pub first: i32,
    /// Last year it may mean.
    #[serde(skip)]
    pub last: i32,
    /// False for a record that lasts through the years shown and has no date within them.
    #[serde(skip)]
    pub is_drawn: bool,
    /// True when it is not known to the year.
    pub is_about: bool,
    /// When, in words.
    pub when: String,
    /// The record's name.
    pub title: Said,
    /// What happened to a relic then; of other records, the relic they stand under.
    pub note: Option<Said>,
    /// Where it is told.
    pub href: String,
    /// The relic it stands under: its code, name and page.
    #[serde(skip)]
    pub relic: (String, Said, String),
    #[serde(skip)]
    what: Option<String>,
    #[serde(skip)]
    is_own: bool,
}

/// Returns the moments of records between two years, oldest first. What a relic says of itself and an event says again
/// stands there once, as the event.
pub fn moments(cards: &[&Card], (from, until): (i32, i32), lang: Lang) -> Vec<Moment> {
    let mut moments: Vec<Moment> = cards.iter().flat_map(|card| of_card(card, (from, until), lang)).collect();
    let told: Vec<(String, Option<String>, i32, i32)> = moments
        .iter()
        .filter(|one| !one.is_own)
        .map(|one| (one.relic.0.clone(), one.what.clone(), one.first, one.last))
        .collect();
    moments.retain(|one| !one.is_own || !told.contains(&(one.relic.0.clone(), one.what.clone(), one.first, one.last)));
    moments.sort_by_key(|one| (one.first.max(from), one.last));
    moments
}

#[cfg(test)]
impl Moment {
    /// Makes a moment of a relic, for tests.
    pub fn sample(code: &str, name: &str, first: i32, last: i32) -> Moment {
        let name = Said::plain(name);
        let href = format!("/vi/relics/{code}");
        Moment {
            first,
            last,
            is_drawn: true,
            is_about: false,
            when: first.to_string(),
            title: name.clone(),
            note: None,
            href: href.clone(),
            relic: (code.to_owned(), name, href),
            what: None,
            is_own: true,
        }
    }
}

fn of_card(card: &Card, (from, until): (i32, i32), lang: Lang) -> Vec<Moment> {
    let title = Said::of(&card.title, lang).unwrap_or_else(|| Said::plain(card.code.clone()));
    let is_own = card.kind == Kind::Relic;
    let page = format!("/{}/relics/{}", lang.tag(), card.relic_code);
    let href = format!("{page}{}", card.below_relic());
    let above = card.relic_title.as_ref().and_then(|title| Said::of(title, lang));
    let relic = (card.relic_code.clone(), above.clone().unwrap_or_else(|| title.clone()), page);
    let moment = |(first, last): (i32, i32), when: String, date: Option<&FuzzyDate>| Moment {
        first,
        last,
        is_drawn: date.is_some(),
        is_about: date.is_some_and(|date| edtf::is_about(&date.edtf)),
        when,
        title: title.clone(),
        note: if is_own { date.map(|date| happened(date, lang)) } else { above.clone() },
        href: href.clone(),
        relic: relic.clone(),
        what: if is_own { date.and_then(|date| date.of.clone()) } else { card.type_term.clone() },
        is_own,
    };
    let dates: Vec<((i32, i32), &FuzzyDate)> =
        card.dates.iter().filter_map(|date| Some((edtf::years(&date.edtf)?, date))).collect();
    let within: Vec<Moment> = dates
        .iter()
        .filter(|((first, last), _)| *first <= until && *last >= from)
        .map(|(years, date)| moment(*years, when(date, lang), Some(date)))
        .collect();
    let (Some(first), Some(last)) = (dates.iter().map(|date| date.0.0).min(), dates.iter().map(|date| date.0.1).max())
    else {
        return Vec::new();
    };
    if within.is_empty() {
        let all: Vec<String> = dates.iter().map(|(_, date)| when(date, lang)).collect();
        return vec![moment((first, last), all.join("; "), None)];
    }
    within
}

fn happened(date: &FuzzyDate, lang: Lang) -> Said {
    Said::plain(match &date.of {
        Some(what) => term("event_kind", what, lang),
        None => words::get(lang, "time-dated"),
    })
}

/// Returns a date in words; one that is not known to the year says so.
pub fn when(date: &FuzzyDate, lang: Lang) -> String {
    let own = date.display.as_ref().and_then(|display| display.in_lang(lang.tag()));
    let text = described::date_in_words(date, lang);
    let is_said = !edtf::is_about(&date.edtf) || edtf::says_about(&date.edtf) && own.is_none();
    let word = words::say(lang, "time-about", &[("date", String::new().into())]);
    if is_said || text.to_lowercase().starts_with(word.trim()) {
        return capital(&text);
    }
    capital(&words::say(lang, "time-about", &[("date", text.into())]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(edtf: &str, lang: Lang) -> String {
        when(&FuzzyDate { edtf: edtf.to_owned(), ..FuzzyDate::default() }, lang)
    }

    #[test]
    fn what_is_about_always_says_so() {
        assert_eq!(said("145X~", Lang::Vi), "Khoảng 1450–1459");
        assert_eq!(said("18XX", Lang::Vi), "Khoảng thế kỷ XIX");
        assert_eq!(said("18XX", Lang::En), "About 19th century");
        assert_eq!(said("1657?", Lang::Id), "Mungkin 1657");
        assert_eq!(said("[1834,1835]", Lang::En), "1834 or 1835");
        assert_eq!(said("1854", Lang::Vi), "1854");
        let mut date = FuzzyDate { edtf: "145X~".to_owned(), ..FuzzyDate::default() };
        date.display = Some(crate::model::text::LangText::of("vi", "khoảng giữa thế kỷ XV"));
        assert_eq!(when(&date, Lang::Vi), "Khoảng giữa thế kỷ XV");
        date.display = Some(crate::model::text::LangText::of("vi", "giữa thế kỷ XV"));
        assert_eq!(when(&date, Lang::Vi), "Khoảng giữa thế kỷ XV");
    }
}
