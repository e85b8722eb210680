//! The drawing: years across, below them dynasties, then either a row for each relic with its moments as squares, or a bar
//! for each span of years. Everything is a number in an attribute; every square and bar is a link at least as large as a
//! finger, and moments that would lie under one finger share one, which leads nearer.

use serde::Serialize;

use crate::model::dynasty;
use crate::model::text::Lang;
use crate::web::pages::text::Said;
use crate::web::pages::timeline::moment::Moment;
use crate::web::pages::timeline::year_words;

/// Width of the drawing.
const WIDTH: i32 = 1_000;
/// Space at its sides.
const SIDE: i32 = 24;
/// Least side of what is touched.
const TAP: i32 = 44;
/// Side of a square.
const SQUARE: i32 = 18;
/// Height of the bars' room.
const BARS: i32 = 170;
/// Height of a band of dynasties.
const BAND: i32 = 26;
/// Most letters of a line of a name.
const LINE: usize = 100;
/// Distance of the lines of a name.
const LEAD: i32 = 24;
/// Width of what is left of a time that is cut out.
const BREAK: i32 = 30;
/// What part of the whole a time must be to be cut out.
const CUT_SHARE: f64 = 0.25;
/// Where the bands begin.
const TOP: i32 = 34;

/// The whole drawing.
#[derive(Debug, Default, Serialize)]
pub struct Drawing {
    /// Its width.
    pub width: i32,
    /// Its height.
    pub height: i32,
    /// Years: where and which.
    pub ticks: Vec<(i32, String)>,
    /// Years that are cut out: from, until.
    pub gap: Option<(i32, i32)>,
    /// Where they would stand: from, to.
    pub break_at: Option<(i32, i32)>,
    /// Dynasties.
    pub eras: Vec<Era>,
    /// Relics.
    pub rows: Vec<Row>,
    /// Spans of years.
    pub bars: Vec<Bar>,
}

/// A dynasty.
#[derive(Debug, Serialize)]
pub struct Era {
    /// Where it begins.
    pub x: i32,
    /// Where its band is.
    pub y: i32,
    /// How wide it is.
    pub width: i32,
    /// Its name.
    pub name: String,
    /// True when the name fits into it.
    pub is_named: bool,
}

/// What is touched: where it is and where it leads.
#[derive(Debug, Default, Clone, Serialize)]
pub struct Touch {
    /// Left.
    pub x: i32,
    /// Top.
    pub y: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub label: String,
    /// The language of that, where it is not the page's.
    pub lang: Option<String>,
}

/// A relic.
#[derive(Debug, Serialize)]
pub struct Row {
    /// Its name.
    pub name: Touch,
    /// Where the name's lines stand, and they.
    pub lines: Vec<(i32, String)>,
    /// Where each line begins, or ends.
    pub text_x: i32,
    /// `start` or `end`.
    pub anchor: &'static str,
    /// A line from its first moment to its last: from, to, height.
    pub thread: Option<(i32, i32, i32)>,
    /// Its moments.
    pub marks: Vec<Mark>,
}

/// Moments under one finger.
#[derive(Debug, Serialize)]
pub struct Mark {
    /// Where it is touched.
    pub touch: Touch,
    /// Squares: left, top, width, whether the date is about.
    pub squares: Vec<(i32, i32, i32, bool)>,
    /// How many there are, where there are several.
    pub count: Option<usize>,
}

/// A span of years.
#[derive(Debug, Serialize)]
pub struct Bar {
    /// Where it is touched.
    pub touch: Touch,
    /// Left, top, width, height.
    pub rect: (i32, i32, i32, i32),
    /// How many, where there is room to write it: where, and it.
    pub number: Option<(i32, i32, String)>,
}

/// What a bar stands for.
#[derive(Debug, Clone)]
pub struct Span {
    /// The first year of its bar.
    pub first: i32,
    /// The last year of its bar: all are of the same width, also those of which a part is asked for.
    pub last: i32,
    /// The years it counts.
    pub years: (i32, i32),
    /// How many there are.
    pub count: u64,
    /// The same as a reader writes it.
    pub number: String,
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub label: String,
}

/// Years on the width of the drawing. A long time of which nothing is told is cut out of it.
struct Scale {
    first: f64,
    last: f64,
    cut: Option<(f64, f64)>,
}

impl Scale {
    fn new((first, last): (i32, i32)) -> Scale {
        // One year alone would be as wide as all.
        let more = (12 - (last - first)).max(0) / 2;
        Scale { first: f64::from(first - more), last: f64::from(last + 1 + more), cut: None }
    }

    /// Cuts out the longest time between moments, where it is a good part of the whole.
    fn without_gap(mut self, moments: &[Moment]) -> Scale {
        // What reaches beyond the drawing counts as far as its edge.
        let (least, most) = (self.first.ceil() as i32, self.last.floor() as i32);
        let drawn = moments.iter().filter(|one| one.is_drawn && one.first <= most && one.last >= least);
        let mut spans: Vec<(i32, i32)> = drawn.map(|one| (one.first.max(least), one.last.min(most))).collect();
        spans.sort_unstable();
        let mut end = spans.first().map_or(0, |span| span.1);
        let mut longest = (0, 0);
        for (first, last) in spans {
            if first - end > longest.1 - longest.0 {
                longest = (end, first);
            }
            end = end.max(last);
        }
        let (from, until) = (longest.0 + 1, longest.1);
        let air = ((self.last - self.first) / 60.0).ceil();
        let cut = (f64::from(from) + air, f64::from(until) - air);
        if cut.1 - cut.0 > (self.last - self.first) * CUT_SHARE {
            self.cut = Some(cut);
        }
        self
    }

    /// Returns the years that are cut out.
    fn gap(&self) -> Option<(i32, i32)> {
        self.cut.map(|(from, until)| (from.ceil() as i32, until.floor() as i32))
    }

    /// Returns where a year begins.
    fn x(&self, year: i32) -> i32 {
        let year = f64::from(year);
        let (gone, break_px) = self.cut.map_or((0.0, 0.0), |(from, until)| (until - from, f64::from(BREAK)));
        let room = f64::from(WIDTH - 2 * SIDE) - break_px;
        let before = |year: f64| ((year - self.first) / (self.last - self.first - gone)).clamp(0.0, 1.0) * room;
        let x = match self.cut {
            Some((_, until)) if year >= until => before(year - gone) + break_px,
            Some((from, until)) if year > from => before(from) + (year - from) / (until - from) * break_px,
            _ => before(year),
        };
        (f64::from(SIDE) + x).round() as i32
    }
}

impl Drawing {
    /// Draws spans of years as bars.
    pub fn of_spans(spans: &[Span], years: (i32, i32), lang: Lang) -> Drawing {
        let scale = Scale::new(years);
        let (mut drawing, top) = Drawing::begin(&scale, years, lang);
        let most = spans.iter().map(|span| span.count).max().unwrap_or(1).max(1);
        drawing.height = top + BARS + 30;
        drawing.bars = spans
            .iter()
            .filter(|span| span.count > 0)
            .map(|span| {
                let (x, end) = (scale.x(span.first), scale.x(span.last + 1));
                let height = ((span.count as f64 / most as f64) * f64::from(BARS)).ceil().max(3.0) as i32;
                let (y, width) = (top + 24 + BARS - height, (end - x - 2).max(2));
                let is_room = wide(&span.number) <= width + 6;
                Bar {
                    touch: Touch {
                        x,
                        y: top,
                        width: width + 2,
                        height: BARS + 24,
                        href: span.href.clone(),
                        label: span.label.clone(),
                        lang: None,
                    },
                    rect: (x + 1, y, width, height),
                    number: is_room.then(|| (x + 1 + width / 2, y - 6, span.number.clone())),
                }
            })
            .collect();
        drawing
    }

    /// Draws a row for each relic. `nearer` says where several moments together lead, and what is said of them.
    pub fn of_moments(
        moments: &[Moment],
        years: (i32, i32),
        lang: Lang,
        nearer: &dyn Fn(&[&Moment]) -> (String, String),
    ) -> Drawing {
        let scale = Scale::new(years).without_gap(moments);
        let (mut drawing, mut y) = Drawing::begin(&scale, years, lang);
        let mut relics: Vec<Vec<&Moment>> = Vec::new();
        for moment in moments {
            match relics.iter_mut().find(|own| own[0].relic.0 == moment.relic.0) {
                Some(own) => own.push(moment),
                None => relics.push(vec![moment]),
            }
        }
        for own in relics {
            let (row, height) = row(&own, &scale, y, nearer);
            y += height;
            drawing.rows.push(row);
        }
        drawing.height = y + 8;
        drawing
    }

    /// Draws years and dynasties; returns where the rest begins.
    fn begin(scale: &Scale, years: (i32, i32), lang: Lang) -> (Drawing, i32) {
        let mut lanes: Vec<i32> = Vec::new();
        let mut eras = Vec::new();
        let gap = scale.gap();
        let is_gone = |dynasty: &dynasty::Dynasty| {
            gap.is_some_and(|(from, until)| dynasty.first >= from && dynasty.last.is_some_and(|last| last <= until))
        };
        let own = dynasty::all().iter().filter(|dynasty| dynasty.meets(years.0, years.1) && !is_gone(dynasty));
        for dynasty in own {
            let last = dynasty.last.unwrap_or(years.1 + 1);
            let (x, end) = (scale.x(dynasty.first), scale.x(last));
            let lane = lanes.iter().position(|free| *free <= dynasty.first).unwrap_or(lanes.len());
            if lane == lanes.len() {
                lanes.push(0);
            }
            lanes[lane] = last;
            let name = dynasty.name(lang).to_owned();
            let width = (end - x).max(2);
            eras.push(Era { x, y: TOP + BAND * lane as i32, width, is_named: wide(&name) + 8 <= width, name });
        }
        let mut ticks: Vec<(i32, String)> =
            ticks(scale).into_iter().map(|year| (scale.x(year), year_words(year, lang))).collect();
        // Before what is cut out there may be no round year.
        let begin = scale.x(years.0);
        if gap.is_some() && ticks.first().is_none_or(|tick| tick.0 - begin > 60) {
            ticks.insert(0, (begin, year_words(years.0, lang)));
        }
        let top = TOP + BAND * lanes.len() as i32 + 10;
        let break_at = scale.cut.map(|_| {
            let (from, until) = gap.unwrap_or_default();
            (scale.x(from), scale.x(until))
        });
        (Drawing { width: WIDTH, height: top, ticks, eras, gap, break_at, ..Drawing::default() }, top)
    }
}

fn ticks(scale: &Scale) -> Vec<i32> {
    let (first, last) = (scale.first.ceil() as i32, scale.last.floor() as i32);
    let is_there = |year: &i32| *year >= first && scale.gap().is_none_or(|(from, until)| *year < from || *year > until);
    let gone = scale.gap().map_or(0, |(from, until)| until - from);
    let step = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1_000, 2_000].into_iter();
    let step = step.into_iter().find(|step| (last - first - gone) / step <= 12).unwrap_or(5_000);
    let begin = first.div_euclid(step) * step;
    (begin..=last).step_by(step as usize).filter(is_there).collect()
}

/// Draws one relic at a height; returns it and how high it is.
fn row(own: &[&Moment], scale: &Scale, top: i32, nearer: &dyn Fn(&[&Moment]) -> (String, String)) -> (Row, i32) {
    let (_, name, href) = &own[0].relic;
    let place = |moment: &Moment| {
        let (x, end) = (scale.x(moment.first), scale.x(moment.last + 1));
        let (width, middle) = ((end - x).max(SQUARE), (x + end) / 2);
        ((middle - width / 2).clamp(2, WIDTH - 2 - width), width)
    };
    let first = own.iter().map(|moment| place(moment).0).min().unwrap_or(SIDE);
    let last = own.iter().map(|moment| place(moment)).map(|(x, width)| x + width).max().unwrap_or(first);
    let (name_place, above) = beside(name, first, last, top);
    let middle = top + above + TAP / 2;
    let mut drawn: Vec<(&Moment, (i32, i32))> =
        own.iter().filter(|one| one.is_drawn).map(|one| (*one, place(one))).collect();
    drawn.sort_by_key(|(_, (x, width))| (*x, *width));
    let mut marks = Vec::new();
    let mut rest = drawn.as_slice();
    while !rest.is_empty() {
        let (mut left, mut right) = fingers(rest[0].1);
        let mut count = 1;
        while let Some((_, next)) = rest.get(count) {
            let (x, end) = fingers(*next);
            if x >= right {
                break;
            }
            (left, right) = (left.min(x), right.max(end));
            count += 1;
        }
        let (together, others) = rest.split_at(count);
        rest = others;
        let moments: Vec<&Moment> = together.iter().map(|(moment, _)| *moment).collect();
        let (href, label) = nearer(&moments);
        let lang = if count == 1 { moments[0].title.lang.clone() } else { None };
        let square = |(moment, (x, width)): &(&Moment, (i32, i32))| (*x, middle - SQUARE / 2, *width, moment.is_about);
        marks.push(Mark {
            touch: Touch { x: left, y: middle - TAP / 2, width: right - left, height: TAP, href, label, lang },
            squares: together.iter().map(square).collect(),
            count: (count > 1).then_some(count),
        });
    }
    let row = Row {
        name: Touch { href: href.clone(), label: name.text.clone(), lang: name.lang.clone(), ..name_place.touch },
        lines: name_place.lines,
        text_x: name_place.x,
        anchor: name_place.anchor,
        thread: (last - first > SQUARE).then_some((first, last, middle)),
        marks,
    };
    (row, above + TAP)
}

/// Where a name stands.
struct Beside {
    touch: Touch,
    lines: Vec<(i32, String)>,
    x: i32,
    anchor: &'static str,
}

/// Puts a name behind its squares, else before them, else above them; returns how much room it takes above.
fn beside(name: &Said, first: i32, last: i32, top: i32) -> (Beside, i32) {
    let lines = lines(&name.text);
    let width = lines.iter().map(|line| wide(line)).max().unwrap_or(0);
    // A finger on the last square must not be on the name.
    let (after, before) = (last + TAP / 2, first - TAP / 2);
    let fits = lines.len() == 1;
    let (x, anchor, above) = if fits && after + width <= WIDTH - 2 {
        (after, "start", 0)
    } else if fits && before - width >= 2 {
        (before, "end", 0)
    } else {
        (SIDE, "start", LEAD * lines.len() as i32 + 4)
    };
    let height = if above > 0 { above } else { TAP };
    let base = if above > 0 { top + 17 } else { top + TAP / 2 + 5 };
    let touch = Touch {
        x: if anchor == "end" { x - width } else { x },
        y: top,
        width: width.min(WIDTH - 2 * SIDE),
        height,
        ..Touch::default()
    };
    let lines = lines.into_iter().enumerate().map(|(n, line)| (base + LEAD * n as i32, line)).collect();
    (Beside { touch, lines, x, anchor }, above)
}

/// Returns from where to where a finger reaches a square.
fn fingers((x, width): (i32, i32)) -> (i32, i32) {
    let more = (TAP - width).max(0) / 2;
    (x - more, x + width + more)
}

/// Returns about how wide a text is.
fn wide(text: &str) -> i32 {
    (text.chars().count() as f64 * 8.4).ceil() as i32
}

/// Cuts a long name into lines between its words; a word longer than a line is cut as well.
fn lines(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let letters: Vec<char> = word.chars().collect();
        for piece in letters.chunks(LINE) {
            let piece: String = piece.iter().collect();
            let line = lines.last_mut().expect("there is one");
            let used = line.chars().count();
            if used > 0 && used + 1 + piece.chars().count() > LINE {
                lines.push(piece);
            } else {
                if used > 0 {
                    line.push(' ');
                }
                line.push_str(&piece);
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(code: &str, name: &str, first: i32, last: i32) -> Moment {
        Moment::sample(code, name, first, last)
    }

    fn drawn(moments: &[Moment], years: (i32, i32)) -> Drawing {
        Drawing::of_moments(moments, years, Lang::Vi, &|together| (together[0].href.clone(), "x".to_owned()))
    }

    #[test]
    fn no_two_links_of_a_row_lie_under_one_finger_and_all_are_within() {
        let long = "Ẫm ".repeat(50) + &"k".repeat(250);
        let moments: Vec<Moment> = [(1450, 1459), (1820, 1840), (1854, 1854), (1909, 1909), (1916, 1916), (2009, 2009)]
            .into_iter()
            .flat_map(|(first, last)| [moment("A", "Đình", first, last), moment("B", &long, first, last)])
            .collect();
        for years in [(875, 2024), (1400, 1500), (1854, 1854), (-9_999, 9_999)] {
            let drawing = drawn(&moments, years);
            assert_eq!(drawing.rows.len(), 2);
            for row in &drawing.rows {
                let mut touches: Vec<&Touch> = row.marks.iter().map(|mark| &mark.touch).collect();
                if row.name.height == TAP {
                    touches.push(&row.name);
                }
                touches.sort_by_key(|touch| touch.x);
                assert!(
                    touches.windows(2).all(|two| two[0].x + two[0].width <= two[1].x + 1),
                    "{years:?}: {touches:?}"
                );
                assert!(touches.iter().all(|touch| touch.height >= TAP.min(LEAD)), "{touches:?}");
                let shown: usize = row.marks.iter().map(|mark| mark.squares.len()).sum();
                assert_eq!(shown, 6);
                let squares = row.marks.iter().flat_map(|mark| &mark.squares);
                assert!(squares.clone().all(|(x, _, width, _)| *x >= 0 && x + width <= WIDTH), "{row:?}");
            }
            assert!(drawing.ticks.len() <= 14, "{:?}", drawing.ticks);
        }
    }

    #[test]
    fn what_has_no_date_within_is_a_thread_alone() {
        let mut through = moment("A", "Đình", 1450, 1916);
        through.is_drawn = false;
        let drawing = drawn(&[through], (1600, 1700));
        assert!(drawing.rows[0].marks.is_empty() && drawing.rows[0].thread.is_some());
    }

    #[test]
    fn a_long_time_of_which_nothing_is_told_is_cut_out() {
        let moments = [moment("A", "Đình", 875, 875), moment("A", "Đình", 1450, 1459), moment("B", "Chùa", 2024, 2024)];
        let drawing = drawn(&moments, (875, 2024));
        let (from, until) = drawing.gap.expect("a gap");
        assert!((876..950).contains(&from) && (1400..1450).contains(&until), "{from}–{until}");
        let places: Vec<i32> = drawing.rows[0].marks.iter().map(|mark| mark.touch.x).collect();
        assert!(places[1] - places[0] < 200, "{places:?}");
        assert!(
            drawing.eras.iter().all(|era| era.name != "Nhà Trần")
                && drawing.ticks.windows(2).all(|two| two[0].0 < two[1].0)
        );
        assert_eq!(drawn(&moments[1..], (1450, 2024)).rows.len(), 2);
    }

    #[test]
    fn the_highest_bar_fills_its_room_and_the_least_can_be_seen() {
        let span = |first, count| Span {
            first,
            last: first + 99,
            years: (first, first + 99),
            count,
            number: count.to_string(),
            href: String::new(),
            label: String::new(),
        };
        let drawing = Drawing::of_spans(&[span(1400, 1), span(1500, 0), span(1600, 900_000)], (1400, 1699), Lang::En);
        let heights: Vec<i32> = drawing.bars.iter().map(|bar| bar.rect.3).collect();
        assert_eq!(heights, [3, BARS]);
        assert!(drawing.eras.iter().any(|era| era.name == "Trần dynasty") || drawing.eras.len() > 3);
    }
}
