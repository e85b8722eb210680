//! The timeline: the same question as the list, by years. Few records are drawn one by one, each under its relic; many as
//! bars of how many there are, each of which leads nearer. The list below says the same and can be read aloud.

mod drawing;
mod moment;

use std::sync::Arc;

use axum::extract::Query;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;

use crate::base::limits;
use crate::desk::view::Card;
use crate::desk::view::Found;
use crate::desk::view::Years;
use crate::model::access::Viewer;
use crate::model::dynasty;
use crate::model::edtf;
use crate::model::search::Search;
use crate::model::search::Sort;
use crate::model::text::Lang;
use crate::web::asker::Reader;
use crate::web::pages;
use crate::web::pages::frame::Frame;
use crate::web::pages::query::Asked;
use crate::web::pages::question::Question;
use crate::web::pages::text::capital;
use crate::web::pages::text::number;
use crate::web::pages::timeline::drawing::Drawing;
use crate::web::pages::timeline::drawing::Span;
use crate::web::pages::timeline::moment::Moment;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::words;

/// Most records that are drawn one by one.
const FEW: usize = 100;
/// Most bars.
const BARS: i32 = 22;

#[derive(Debug, Serialize)]
struct TimelinePage {
    frame: Frame,
    #[serde(flatten)]
    question: Question,
    count: u64,
    total: String,
    /// How many that fit the question have no years.
    undated: u64,
    undated_words: String,
    is_archive_empty: bool,
    /// The same question as a list.
    list: String,
    /// Dynasties: name, where, whether it is here.
    periods: Vec<(String, String, bool)>,
    /// Ways to other years: words and where.
    ways: Vec<(String, String)>,
    /// The years that are shown, in words.
    years: String,
    /// The years that are cut out of the drawing.
    gap: Option<(String, String)>,
    drawing: Option<Drawing>,
    groups: Vec<Group>,
    spans: Vec<SpanView>,
}

/// The moments of a century.
#[derive(Debug, Serialize)]
struct Group {
    heading: String,
    eras: String,
    moments: Vec<Moment>,
}

/// A span of years in the list.
#[derive(Debug, Serialize)]
struct SpanView {
    heading: String,
    eras: String,
    count: u64,
    total: String,
    href: String,
}

/// Sends the timeline.
pub async fn show(
    State(site): State<Arc<Site>>,
    reader: Reader,
    Query(pairs): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let lang = reader.lang;
    let asked = Asked::read(&pairs)?;
    let below = format!("/timeline{}", asked.query(asked.page));
    let address = format!("/{}{below}", lang.tag());
    if let Some(page) = pages::kept(&site, &address, &headers) {
        return Ok(page);
    }
    let epoch = site.desk.epoch();
    let mut search = Search { lang, sort: Sort::Date, ..asked.search.clone() };
    if search.q.is_empty() && !search.facets.contains_key("kind") {
        search.kinds = vec!["relic".to_owned(), "event".to_owned()];
    }
    // Counted without the years asked for: what lies before and after them is known, too.
    let years = site.desk.years(&Viewer::Visitor, Search { from: None, until: None, ..search.clone() }).await?;
    let shown = shown(&asked, &years);
    let is_few = shown.is_none_or(|(first, last)| first == last || years.between(first, last) <= FEW as u64);
    search.limit = if is_few { FEW } else { 1 };
    search.offset = if is_few { (asked.page - 1) * FEW } else { 0 };
    if let (true, Some((first, last))) = (is_few, shown) {
        (search.from, search.until) = (Some(first), Some(last));
    }
    let found = site.desk.search(&Viewer::Visitor, search).await?;
    let page = timeline_page(&site, lang, &asked, (&found, &years), (shown, is_few), &below);
    pages::make(&site, epoch, &address, &headers, ("pages/timeline.html", lang, &page))
}

/// Returns the years that are drawn: those asked for, as far as there is anything; `None` where there is nothing.
fn shown(asked: &Asked, years: &Years) -> Option<(i32, i32)> {
    let (first, last) = years.span()?;
    let first = asked.search.from.map_or(first, |from| from.max(first));
    let last = asked.search.until.map_or(last, |until| until.min(last));
    (first <= last && years.between(first, last) > 0).then_some((first, last))
}

fn timeline_page(
    site: &Site,
    lang: Lang,
    asked: &Asked,
    (found, years): (&Found, &Years),
    (shown, is_few): (Option<(i32, i32)>, bool),
    below: &str,
) -> TimelinePage {
    let search = &asked.search;
    let mut frame = Frame::new(site, lang, below, &words::get(lang, "time-heading"))
        .at("timeline")
        .told(&words::get(lang, "time-help"));
    if asked.is_narrowed() {
        frame = frame.unlisted();
    }
    let count = shown.map_or(0, |(first, last)| years.between(first, last));
    let undated = if search.from.is_none() && search.until.is_none() { years.total - years.dated } else { 0 };
    let (mut drawing, mut groups, mut spans) = (None, Vec::new(), Vec::new());
    if let (Some(shown), true) = (shown, is_few) {
        let cards: Vec<&Card> = found.hits.iter().map(|hit| &hit.card).collect();
        let moments = moment::moments(&cards, shown, lang);
        let nearer = |together: &[&Moment]| nearer(together, asked, shown, lang);
        drawing = Some(Drawing::of_moments(&moments, drawn_years(&moments, shown), lang, &nearer));
        groups = by_century(moments, shown, lang);
    } else if let Some(shown) = shown {
        let all = bars(years, shown, asked, lang);
        drawing = Some(Drawing::of_spans(&all, (all[0].first, all[all.len() - 1].last), lang));
        spans = all.into_iter().filter(|span| span.count > 0).map(|span| span_view(span, lang)).collect();
    }
    let last = if is_few { (count as usize).div_ceil(FEW).clamp(1, limits::DEPTH / FEW) } else { 1 };
    TimelinePage {
        frame,
        question: Question::new(asked, found, lang, "timeline", last).without_order(),
        count,
        total: number(count, lang),
        undated,
        undated_words: number(undated, lang),
        is_archive_empty: !asked.is_narrowed() && years.total == 0,
        list: format!("/{}/relics{}", lang.tag(), asked.query(1)),
        periods: periods(asked, years, lang),
        ways: ways(asked, years, lang),
        years: shown.map(|years| span_words(years, lang)).unwrap_or_default(),
        gap: drawing
            .as_ref()
            .and_then(|drawing| drawing.gap)
            .map(|(from, until)| (year_words(from, lang), year_words(until, lang))),
        drawing,
        groups,
        spans,
    }
}

/// Returns the address of the same question for other years.
fn at(asked: &Asked, years: Option<(i32, i32)>, lang: Lang) -> String {
    let mut other = asked.clone();
    (other.search.from, other.search.until) = (years.map(|years| years.0), years.map(|years| years.1));
    format!("/{}/timeline{}", lang.tag(), other.query(1))
}

/// Returns all there is and the dynasties within it.
fn periods(asked: &Asked, years: &Years, lang: Lang) -> Vec<(String, String, bool)> {
    let Some((first, last)) = years.span() else { return Vec::new() };
    let own = (asked.search.from, asked.search.until);
    let all = (words::get(lang, "time-all"), at(asked, None, lang), own == (None, None));
    let dynasties = dynasty::all().iter().filter_map(|dynasty| {
        let until = dynasty.last.unwrap_or(last.max(dynasty.first));
        if dynasty.first > last || until < first || years.between(dynasty.first, until) == 0 {
            return None;
        }
        let is_here = own == (Some(dynasty.first), Some(until));
        Some((dynasty.name(lang).to_owned(), at(asked, Some((dynasty.first, until)), lang), is_here))
    });
    std::iter::once(all).chain(dynasties).collect()
}

/// Returns the ways from the years asked for: as many before them, more around them, as many after them.
fn ways(asked: &Asked, years: &Years, lang: Lang) -> Vec<(String, String)> {
    let Some((first, last)) = years.span() else { return Vec::new() };
    let (Some(from), Some(until)) = (asked.search.from, asked.search.until) else { return Vec::new() };
    if from > until {
        return Vec::new();
    }
    let length = until.saturating_sub(from).saturating_add(1);
    let around = length.max(2);
    let wide = (from.saturating_sub(around), until.saturating_add(around));
    let is_all = wide.0 <= first && wide.1 >= last;
    let before = (from.saturating_sub(length), from.saturating_sub(1));
    let after = (until.saturating_add(1), until.saturating_add(length));
    let to = |key: &str, years: (i32, i32)| {
        let text = words::say(lang, key, &[("years", span_words(years, lang).into())]);
        (text, at(asked, Some(years), lang))
    };
    let mut ways = Vec::new();
    if before.1 >= first {
        ways.push(to("time-earlier", before));
    }
    let wider = if is_all { None } else { Some(wide) };
    ways.push((words::get(lang, "time-wider"), at(asked, wider, lang)));
    if after.0 <= last {
        ways.push(to("time-later", after));
    }
    ways
}

/// Says where several moments under one finger lead: nearer, where that tells them apart; else to their relic.
fn nearer(together: &[&Moment], asked: &Asked, shown: (i32, i32), lang: Lang) -> (String, String) {
    let first = together.iter().map(|one| one.first).min().unwrap_or_default();
    let last = together.iter().map(|one| one.last).max().unwrap_or_default();
    if let [one] = together {
        let what = one.note.as_ref().filter(|_| one.title.text == one.relic.1.text).map(|note| note.text.as_str());
        let label = [one.when.as_str(), what.unwrap_or(&one.title.text)].join(": ");
        return (one.href.clone(), label);
    }
    let years = span_words((first, last), lang);
    let label = words::say(lang, "time-together", &[("count", together.len().into()), ("years", years.into())]);
    let is_nearer = last > first && (first > shown.0 || last < shown.1);
    let href = if is_nearer { at(asked, Some((first, last)), lang) } else { together[0].relic.2.clone() };
    (href, label)
}

/// Returns the years that the drawing must hold: of what reaches beyond those asked for only what lies within.
fn drawn_years(moments: &[Moment], shown: (i32, i32)) -> (i32, i32) {
    let first = moments.iter().map(|one| one.first).min().unwrap_or(shown.0);
    let last = moments.iter().map(|one| one.last).max().unwrap_or(shown.1);
    (first.max(shown.0), last.min(shown.1))
}

fn by_century(moments: Vec<Moment>, shown: (i32, i32), lang: Lang) -> Vec<Group> {
    let mut groups: Vec<(i32, Vec<Moment>)> = Vec::new();
    for moment in moments {
        let century = moment.first.max(shown.0).div_euclid(100);
        match groups.last_mut() {
            Some((own, moments)) if *own == century => moments.push(moment),
            _ => groups.push((century, vec![moment])),
        }
    }
    let group = |(century, moments): (i32, Vec<Moment>)| {
        let years = (century * 100, century * 100 + 99);
        Group { heading: century_words(century, lang), eras: eras(years, lang), moments }
    };
    groups.into_iter().map(group).collect()
}

/// Cuts years into as many bars as can be touched, each with the number of what it meets.
fn bars(years: &Years, (first, last): (i32, i32), asked: &Asked, lang: Lang) -> Vec<Span> {
    let steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];
    let fits = |step: &i32| last.div_euclid(*step) - first.div_euclid(*step) < BARS;
    let step = steps.into_iter().find(fits).unwrap_or(2_000);
    (first.div_euclid(step)..=last.div_euclid(step))
        .map(|n| {
            let span = ((n * step).max(first), (n * step + step - 1).min(last));
            let count = years.between(span.0, span.1);
            let text = span_words(span, lang);
            let of = [("count", count.into()), ("total", number(count, lang).into()), ("years", text.into())];
            Span {
                first: n * step,
                last: n * step + step - 1,
                years: span,
                count,
                number: number(count, lang),
                href: at(asked, Some(span), lang),
                label: words::say(lang, "time-bar", &of),
            }
        })
        .collect()
}

fn span_view(span: Span, lang: Lang) -> SpanView {
    let (first, last) = span.years;
    let is_century = first.rem_euclid(100) == 0 && last == first + 99;
    let years = span_words((first, last), lang);
    let heading = if is_century { format!("{} ({years})", century_words(first.div_euclid(100), lang)) } else { years };
    SpanView { heading, eras: eras((first, last), lang), count: span.count, total: span.number, href: span.href }
}

/// Returns the names of the dynasties of some years.
fn eras((first, last): (i32, i32), lang: Lang) -> String {
    // Where one ends as the next begins, the year is the next one's.
    let meets = |dynasty: &&dynasty::Dynasty| dynasty.meets(first, last) && dynasty.last.is_none_or(|own| own > first);
    dynasty::all().iter().filter(meets).map(|dynasty| dynasty.name(lang)).collect::<Vec<_>>().join(" · ")
}

/// Writes a year: `1854`, `500 BCE`.
fn year_words(year: i32, lang: Lang) -> String {
    let text = if year < 0 { format!("-{:04}", year.unsigned_abs()) } else { format!("{year:04}") };
    edtf::display(&text, lang)
}

fn span_words((first, last): (i32, i32), lang: Lang) -> String {
    let first_words = year_words(first, lang);
    if first == last { first_words } else { format!("{first_words}–{}", year_words(last, lang)) }
}

/// Writes the century of the years from a hundred times its number on.
fn century_words(century: i32, lang: Lang) -> String {
    if century < 0 {
        return span_words((century * 100, century * 100 + 99), lang);
    }
    capital(&edtf::display(&format!("{century:02}XX"), lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_and_centuries_are_written_as_they_are_read() {
        assert_eq!(century_words(14, Lang::Vi), "Thế kỷ XV");
        assert_eq!(century_words(0, Lang::En), "1st century");
        assert_eq!(span_words((1850, 1859), Lang::Vi), "1850–1859");
        assert_eq!(span_words((-500, 20), Lang::En), "500 BCE–20");
        assert_eq!(eras((1802, 1899), Lang::Vi), "Nhà Nguyễn · Thời Pháp thuộc · Chăm Pa");
    }

    #[test]
    fn every_bar_can_be_hit_with_a_finger() {
        for years in [(875, 2024), (1802, 1945), (1999, 2024), (-400, 2024), (-9_999, 9_999), (1850, 1853)] {
            let spans = bars(&Years::default(), years, &Asked::default(), Lang::Vi);
            let spans: Vec<Span> = spans.into_iter().map(|span| Span { count: 1, ..span }).collect();
            let drawing = Drawing::of_spans(&spans, (spans[0].first, spans[spans.len() - 1].last), Lang::Vi);
            assert!(drawing.bars.iter().all(|bar| bar.touch.width >= 42), "{years:?}: {:?}", drawing.bars);
            assert_eq!((spans[0].years.0, spans[spans.len() - 1].years.1), years);
        }
    }

    #[test]
    fn ways_lead_back_to_all_there_is() {
        let asked = |from, until| Asked {
            search: Search { from: Some(from), until: Some(until), ..Search::default() },
            page: 1,
            ..Asked::default()
        };
        assert!(ways(&asked(1800, 1850), &Years::default(), Lang::Vi).is_empty());
        assert!(at(&asked(1800, 1850), None, Lang::Vi).ends_with("/timeline"));
        assert_eq!(at(&asked(1, 2), Some((1850, 1899)), Lang::En), "/en/timeline?from=1850&until=1899");
    }
}
