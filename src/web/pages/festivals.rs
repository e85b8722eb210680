//! The calendar: when the festivals of public relics are expected next, by month of either calendar. Every date is expected,
//! not promised: it was reckoned from how the record says the festival comes again.

use std::sync::Arc;

use axum::extract::Query;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::civil::Date;
use serde::Serialize;

use crate::base::clock;
use crate::base::fault::Fault;
use crate::desk::view::Festival;
use crate::model::calendar;
use crate::model::edtf;
use crate::model::event::Recurrence;
use crate::model::festival;
use crate::model::festival::Occurrence;
use crate::model::lunar;
use crate::model::text::Lang;
use crate::web::asker::Reader;
use crate::web::pages;
use crate::web::pages::frame::Frame;
use crate::web::pages::text::Said;
use crate::web::pages::text::capital;
use crate::web::pages::text::number;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::words;

/// A festival and when it is expected next.
#[derive(Debug, Clone, Serialize)]
pub struct FestivalView {
    /// Its days.
    pub when: String,
    /// The day of the week it begins on.
    pub weekday: String,
    /// How it comes again, as the record says it.
    pub recurs: Option<String>,
    /// Its name.
    pub title: Said,
    /// Where it is told.
    pub href: String,
    /// The relic.
    pub relic: Option<Said>,
    /// What happens.
    pub more: Option<Said>,
}

#[derive(Debug, Serialize)]
struct Month {
    id: String,
    heading: String,
    /// The same days in the other calendar.
    note: String,
    festivals: Vec<FestivalView>,
}

#[derive(Debug, Serialize)]
struct FestivalsPage {
    frame: Frame,
    count: usize,
    total: String,
    months: Vec<Month>,
    /// Those of which no day can be reckoned.
    unknown: Vec<FestivalView>,
    /// Gregorian or lunar months: words, where, whether it is here.
    ways: Vec<(String, String, bool)>,
    /// The calendar file, and the same for calendars that keep asking.
    file: String,
    subscribe: String,
}

/// Returns today in Việt Nam.
pub fn today() -> Date {
    clock::zone().to_datetime(clock::now()).date()
}

/// Sends the calendar.
pub async fn show(
    State(site): State<Arc<Site>>,
    reader: Reader,
    Query(pairs): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let lang = reader.lang;
    let by = pairs.iter().find(|(name, _)| name == "by").map_or("", |(_, value)| value.trim());
    let is_lunar = match by {
        "" | "solar" => false,
        "lunar" => true,
        _ => return Err(Problem::new(Fault::Invalid, "festivals.invalid", "problem-festivals-invalid")),
    };
    let below = if is_lunar { "/festivals?by=lunar" } else { "/festivals" };
    let today = today();
    // What comes next is another day by day.
    let address = format!("/{}{below} {today}", lang.tag());
    if let Some(page) = pages::kept(&site, &address, &headers) {
        return Ok(page);
    }
    let epoch = site.desk.epoch();
    let all = site.desk.festivals().await?;
    let due = due(&all, today);
    let unknown = all.iter().filter(|one| festival::next(&one.recurrence, today).is_none());
    let host = site.public_url.split_once("://").map_or(site.public_url.as_str(), |(_, host)| host);
    let file = format!("/data/festivals.ics?lang={}", lang.tag());
    let way =
        |key: &str, query: &str, is_here| (words::get(lang, key), format!("/{}/festivals{query}", lang.tag()), is_here);
    let page = FestivalsPage {
        frame: Frame::new(&site, lang, below, &words::get(lang, "festivals-heading"))
            .at("festivals")
            .told(&words::get(lang, "festivals-help")),
        count: all.len(),
        total: number(all.len() as u64, lang),
        months: if is_lunar { by_lunar_month(&due, lang) } else { by_month(&due, today, lang) },
        unknown: unknown.map(|one| view(one, None, lang)).collect(),
        ways: vec![way("festivals-by-solar", "", !is_lunar), way("festivals-by-lunar", "?by=lunar", is_lunar)],
        subscribe: format!("webcal://{host}{file}"),
        file,
    };
    pages::make(&site, epoch, &address, &headers, ("pages/festivals.html", lang, &page))
}

/// Returns the festivals that are expected next, the first first.
pub async fn coming(site: &Site, lang: Lang, most: usize) -> Result<Vec<FestivalView>, Problem> {
    let all = site.desk.festivals().await?;
    Ok(due(&all, today()).into_iter().take(most).map(|(one, next)| view(one, Some(next), lang)).collect())
}

fn due(all: &[Festival], today: Date) -> Vec<(&Festival, Occurrence)> {
    let mut due: Vec<(&Festival, Occurrence)> =
        all.iter().filter_map(|one| Some((one, festival::next(&one.recurrence, today)?))).collect();
    due.sort_by_key(|(_, next)| (next.first, next.last));
    due
}

fn view(one: &Festival, next: Option<Occurrence>, lang: Lang) -> FestivalView {
    let card = &one.card;
    FestivalView {
        when: next.map(|next| days(next.first, next.last, lang)).unwrap_or_default(),
        weekday: next.map(|next| weekday(next.first, lang)).unwrap_or_default(),
        recurs: recurs(&one.recurrence, lang),
        title: Said::of(&card.title, lang).unwrap_or_else(|| Said::plain(card.code.clone())),
        href: format!("/{}/relics/{}{}", lang.tag(), card.relic_code, card.below_relic()),
        relic: card.relic_title.as_ref().and_then(|title| Said::of(title, lang)),
        more: Said::maybe(one.narrative.as_ref(), lang),
    }
}

fn by_month(due: &[(&Festival, Occurrence)], today: Date, lang: Lang) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    for (one, next) in due {
        // One that is going on stands in the month that is.
        let at = next.first.max(today);
        let id = format!("m{:04}-{:02}", at.year(), at.month());
        let shown = view(one, Some(*next), lang);
        match months.last_mut().filter(|month| month.id == id) {
            Some(month) => month.festivals.push(shown),
            None => months.push(Month {
                heading: capital(&edtf::display(&id[1..], lang)),
                note: lunar_months(at, lang),
                festivals: vec![shown],
                id,
            }),
        }
    }
    months
}

fn by_lunar_month(due: &[(&Festival, Occurrence)], lang: Lang) -> Vec<Month> {
    let of_month = |month: Option<u32>| -> Vec<FestivalView> {
        let is_of = |next: &Occurrence| next.lunar.map(|lunar| lunar.month) == month;
        let mut own: Vec<_> = due.iter().filter(|(_, next)| is_of(next)).collect();
        own.sort_by_key(|(_, next)| next.lunar.map(|lunar| lunar.day));
        own.into_iter().map(|(one, next)| view(one, Some(*next), lang)).collect()
    };
    let lunar = (1..=12u32).map(|month| Month {
        id: format!("l{month}"),
        heading: words::say(lang, "lunar-month", &[("month", month.into())]),
        note: String::new(),
        festivals: of_month(Some(month)),
    });
    let solar = Month {
        id: "solar".to_owned(),
        heading: words::get(lang, "festivals-solar"),
        note: String::new(),
        festivals: of_month(None),
    };
    lunar.chain([solar]).filter(|month| !month.festivals.is_empty()).collect()
}

/// Says which lunar months the days of a Gregorian month belong to.
fn lunar_months(at: Date, lang: Lang) -> String {
    let (Some(first), Some(last)) = (lunar::of_day(at.first_of_month()), lunar::of_day(at.last_of_month())) else {
        return String::new();
    };
    let months =
        [("first", first.month.into()), ("last", last.month.into()), ("year", calendar::can_chi(last.year).into())];
    words::say(lang, if first.month == last.month { "lunar-month-one" } else { "lunar-month-two" }, &months)
}

fn weekday(day: Date, lang: Lang) -> String {
    words::get(lang, &format!("weekday-{}", day.weekday().to_monday_one_offset()))
}

/// Writes days: `22–23/3/2027`, `22–23 March 2027`.
pub fn days(first: Date, last: Date, lang: Lang) -> String {
    if first == last || (first.year(), first.month()) != (last.year(), last.month()) {
        let written = |day: Date| edtf::display(&day.to_string(), lang);
        return if first == last { written(first) } else { format!("{}–{}", written(first), written(last)) };
    }
    match lang {
        Lang::Vi => format!("{}–{}/{}/{}", first.day(), last.day(), first.month(), first.year()),
        _ => {
            let month = edtf::display(&format!("{:04}-{:02}", first.year(), first.month()), lang);
            format!("{}–{} {month}", first.day(), last.day())
        }
    }
}

/// Says how a festival comes again.
pub fn recurs(recurrence: &Recurrence, lang: Lang) -> Option<String> {
    let every = recurrence.every_years.filter(|years| *years > 1);
    let day = recurrence.lunar.as_ref().map(|lunar| {
        let days = recurrence.days.unwrap_or(1).max(1);
        let last = lunar.day.saturating_add(days - 1).min(30);
        let values = [("day", lunar.day.into()), ("last", last.into()), ("month", lunar.month.into())];
        words::say(lang, if last > lunar.day { "lunar-days" } else { "lunar-day" }, &values)
    });
    let day = day.or_else(|| recurrence.gregorian.as_deref().map(|day| every_year(day, lang)));
    let day = day.or_else(|| recurrence.season.clone());
    let every = every.map(|years| words::say(lang, "every-years", &[("years", years.into())]));
    let parts: Vec<String> = [day, every].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// Writes `MM-DD` as a day of every year: `31/12`, `31 December`.
fn every_year(day: &str, lang: Lang) -> String {
    let written = edtf::display(&format!("2000-{day}"), lang);
    written.strip_suffix("2000").map_or(written.clone(), |day| day.trim_end_matches(['/', ' ']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn days_are_written_as_each_language_writes_them() {
        let (first, last) = (day("2027-03-22"), day("2027-03-23"));
        assert_eq!(days(first, last, Lang::Vi), "22–23/3/2027");
        assert_eq!(days(first, last, Lang::En), "22–23 March 2027");
        assert_eq!(days(first, first, Lang::Id), "22 Maret 2027");
        assert_eq!(days(first, day("2027-04-01"), Lang::Vi), "22/3/2027–1/4/2027");
        assert_eq!(
            (every_year("12-31", Lang::Vi).as_str(), every_year("02-29", Lang::En).as_str()),
            ("31/12", "29 February")
        );
    }

    #[test]
    fn a_month_names_the_lunar_months_within_it() {
        assert!(lunar_months(day("2027-03-22"), Lang::Vi).contains("1–2"));
        assert!(lunar_months(day("2027-03-22"), Lang::Vi).contains("Đinh Mùi"));
    }
}
