//! The festivals of public relics as a calendar file (RFC 5545), for calendars that keep asking: days alone, no hours, all
//! of them tentative, as they were reckoned and not promised. An entry keeps its name as long as its record exists.

use std::sync::Arc;

use axum::extract::Query;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::header;
use axum::response::Response;
use jiff::SignedDuration;
use jiff::civil::Date;

use crate::base::fault::Fault;
use crate::desk::view::Festival;
use crate::model::festival;
use crate::model::festival::Occurrence;
use crate::model::text::Lang;
use crate::web::pages;
use crate::web::pages::festivals::recurs;
use crate::web::pages::festivals::today;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::words;

/// Days back and ahead that the file covers: the month that was, and three years.
const BACK: i64 = 31;
const AHEAD: i64 = 3 * 366;
/// Most letters of what is told of a festival.
const TOLD: usize = 500;
const MIME: &str = "text/calendar; charset=utf-8";
/// Most bytes of a line (RFC 5545 §3.1).
const LINE_BYTES: usize = 75;

/// Sends the calendar file.
pub async fn festivals(
    State(site): State<Arc<Site>>,
    Query(pairs): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asked = pairs.iter().find(|(name, _)| name == "lang").map_or("vi", |(_, value)| value.trim());
    let bad = || Problem::new(Fault::Invalid, "festivals.invalid", "problem-festivals-language");
    let lang = Lang::of(asked).ok_or_else(bad)?;
    let today = today();
    let address = format!("/data/festivals.ics {} {today}", lang.tag());
    let mut response = match pages::kept_text(&site, &address, &headers, MIME) {
        Some(response) => response,
        None => {
            let epoch = site.desk.epoch();
            let text = file(&site, &site.desk.festivals().await?, today, lang);
            pages::make_text(&site, epoch, &address, &headers, (MIME, text))
        }
    };
    let name = HeaderValue::from_static("inline; filename=\"festivals.ics\"");
    response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}

fn file(site: &Site, festivals: &[Festival], today: Date, lang: Lang) -> String {
    let mut out = String::new();
    let name = words::say(lang, "festivals-calendar", &[("archive", site.name(lang).into())]);
    for one in [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Reliquary//Festivals//EN".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
        "METHOD:PUBLISH".to_owned(),
        format!("NAME:{}", escaped(&name)),
        format!("X-WR-CALNAME:{}", escaped(&name)),
        "REFRESH-INTERVAL;VALUE=DURATION:P1D".to_owned(),
    ] {
        line(&one, &mut out);
    }
    let days = |count: i64| today.saturating_add(SignedDuration::from_hours(24 * count));
    let (from, until) = (days(-BACK), days(AHEAD));
    for one in festivals {
        for due in festival::occurrences(&one.recurrence, from, until) {
            entry(&site.public_url, one, due, lang, &mut out);
        }
    }
    line("END:VCALENDAR", &mut out);
    out
}

fn entry(url: &str, one: &Festival, due: Occurrence, lang: Lang, out: &mut String) {
    let card = &one.card;
    let best = |text: &crate::model::text::LangText| {
        text.best(lang).map(|(tag, text)| (tag.to_owned(), text.to_owned())).unwrap_or_default()
    };
    let (title_lang, title) = best(&card.title);
    let title_lang = if title_lang.is_empty() { title_lang } else { format!(";LANGUAGE={title_lang}") };
    let relic = card.relic_title.as_ref().map(best).map(|(_, text)| text).unwrap_or_default();
    let told = one.narrative.as_ref().map(best).map(|(_, text)| short(&text));
    let description: Vec<String> =
        [recurs(&one.recurrence, lang), told, Some(words::get(lang, "festivals-expected-long"))]
            .into_iter()
            .flatten()
            .collect();
    // The day after the last one (§3.6.1).
    let end = due.last.tomorrow().unwrap_or(due.last);
    let page = format!("{url}/{}/relics/{}{}", lang.tag(), card.relic_code, card.below_relic());
    let changed: String = one.changed.chars().filter(|letter| !matches!(letter, '-' | ':')).collect();
    for one in [
        "BEGIN:VEVENT".to_owned(),
        format!("UID:urn:reliquary:{}:{}", card.id, due.year),
        format!("DTSTAMP:{changed}"),
        format!("LAST-MODIFIED:{changed}"),
        format!("DTSTART;VALUE=DATE:{}", due.first.strftime("%Y%m%d")),
        format!("DTEND;VALUE=DATE:{}", end.strftime("%Y%m%d")),
        format!("SUMMARY{title_lang}:{}", escaped(&title)),
        format!("DESCRIPTION;LANGUAGE={}:{}", lang.tag(), escaped(&description.join("\n"))),
        format!("LOCATION:{}", escaped(&relic)),
        format!("URL:{page}"),
        "STATUS:TENTATIVE".to_owned(),
        "TRANSP:TRANSPARENT".to_owned(),
        "END:VEVENT".to_owned(),
    ] {
        line(&one, out);
    }
}

/// Returns the beginning of a text: a calendar shows little of it, and the page has all.
fn short(text: &str) -> String {
    match text.char_indices().nth(TOLD) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// Writes a text as a value (§3.3.11): commas, semicolons and backslashes with one before them, ends of lines as `\n`,
/// nothing that cannot be seen.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.replace("\r\n", "\n").chars() {
        match letter {
            '\\' | ';' | ',' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

/// Adds a line, folded where it is longer than may be, never within a letter.
fn line(text: &str, out: &mut String) {
    let mut used = 0;
    for letter in text.chars() {
        if used + letter.len_utf8() > LINE_BYTES {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(letter);
        used += letter.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_letters() {
        let text = format!("SUMMARY:{}", "Ễ".repeat(60));
        let mut out = String::new();
        line(&text, &mut out);
        assert!(out.ends_with("\r\n") && out.split("\r\n").all(|line| line.len() <= LINE_BYTES), "{out}");
        assert_eq!(out.replace("\r\n ", "").trim_end(), text);
    }

    #[test]
    fn what_would_end_a_value_is_escaped() {
        assert_eq!(escaped("a,b;c\\d\r\ne\u{7}\nEND:VEVENT"), "a\\,b\\;c\\\\d\\ne\\nEND:VEVENT");
    }
}
