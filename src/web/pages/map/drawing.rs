//! The map as a drawing: what is seen without scripts and on paper. Pure: markers, outlines and a box in, shapes out.

use std::fmt::Write as _;

use serde::Serialize;

use crate::desk::Marker;
use crate::model::text::Lang;
use crate::web::pages::map::label::LABELS;
use crate::web::pages::map::label::Label;
use crate::web::pages::map::outline::Point;
use crate::web::pages::map::outline::Sheet;

/// Width of the drawing, in its own units.
const WIDTH: f64 = 640.0;
/// Height of the drawing.
const HEIGHT: f64 = 480.0;
/// What shapes may reach beyond the edge, so that their outlines are not seen along it.
const OVER: f64 = 12.0;
/// The nearest the drawing goes: protection zones are seen, and the outlines are still of some use.
const NEAREST: f64 = 14.0;
/// Pixels of the whole world at zoom 0.
const TILE: f64 = 256.0;
/// The circumference of the earth at the equator, in metres.
const EQUATOR_M: f64 = 40_075_016.7;
/// Size of names, and about how wide a letter of them is.
const NAME: f64 = 20.0;
const LETTER: f64 = 0.55 * NAME;
/// Việt Nam with its seas: west, south, east, north.
const COUNTRY: [f64; 4] = [102.0, 7.0, 115.5, 23.5];

/// The box shown when nothing has a place.
pub fn country() -> [f64; 4] {
    COUNTRY
}

/// A drawing.
#[derive(Debug, Default, Serialize)]
pub struct Drawing {
    width: f64,
    height: f64,
    /// Paths, as SVG writes them; empty where there is nothing of the kind.
    land: String,
    lakes: String,
    great: String,
    small: String,
    reefs: String,
    /// Class and path of protection zones.
    zones: Vec<(&'static str, String)>,
    markers: Vec<Drawn>,
    names: Vec<Name>,
}

/// A marker.
#[derive(Debug, Serialize)]
struct Drawn {
    x: f64,
    y: f64,
    href: String,
    /// What it is, for who cannot see it.
    label: String,
    /// Language of the label, where that is not the page's.
    lang: Option<String>,
    /// How many; nothing for one.
    count: Option<String>,
    /// Radius of the ring within which the place may be.
    ring: Option<f64>,
}

/// A name.
#[derive(Debug, Serialize)]
struct Name {
    x: f64,
    y: f64,
    text: String,
    lang: Option<String>,
    class: &'static str,
    anchor: &'static str,
    /// Where the dot of a town is.
    dot: Option<(f64, f64)>,
}

/// What a marker says and where it leads.
pub struct Told {
    /// Its address.
    pub href: String,
    /// For who cannot see it.
    pub label: String,
    /// The name that is written beside it, where there is room.
    pub name: Option<String>,
    /// Their language, where that is not the page's.
    pub lang: Option<String>,
    /// How many, as people write it; nothing for one.
    pub count: Option<String>,
}

/// From the earth to the drawing.
#[derive(Debug, Clone, Copy)]
pub struct View {
    left: f64,
    top: f64,
    /// Units for the whole world.
    scale: f64,
}

/// Returns how far east and south of the corner of the world a place is, each from 0 to 1 (Web Mercator).
fn mercator([lon, lat]: Point) -> (f64, f64) {
    let sine = lat.clamp(-85.0, 85.0).to_radians().sin();
    (lon / 360.0 + 0.5, 0.5 - ((1.0 + sine) / (1.0 - sine)).ln() / (4.0 * std::f64::consts::PI))
}

impl View {
    /// Shows a box (west, south, east, north) whole, with some room around it.
    pub fn of([west, south, east, north]: [f64; 4]) -> View {
        let ((left, top), (right, bottom)) = (mercator([west, north]), mercator([east, south]));
        let most = TILE * NEAREST.exp2();
        let fit = (WIDTH * 0.84 / (right - left)).min(HEIGHT * 0.84 / (bottom - top));
        let scale = fit.clamp(WIDTH, most);
        let (x, y) = ((left + right) / 2.0 * scale, (top + bottom) / 2.0 * scale);
        View { left: x - WIDTH / 2.0, top: y - HEIGHT / 2.0, scale }
    }

    /// Returns the zoom of usual tiles it stands at.
    pub fn zoom(&self) -> f64 {
        (self.scale / TILE).log2()
    }

    fn place(&self, point: Point) -> (f64, f64) {
        let (x, y) = mercator(point);
        (x * self.scale - self.left, y * self.scale - self.top)
    }

    /// Returns the box that is seen: west, south, east, north.
    pub fn bounds(&self) -> [f64; 4] {
        let lon = |x: f64| (((x + self.left) / self.scale - 0.5) * 360.0).clamp(-180.0, 180.0);
        let lat = |y: f64| {
            let up = (0.5 - (y + self.top) / self.scale) * 2.0 * std::f64::consts::PI;
            (2.0 * up.exp().atan() - std::f64::consts::FRAC_PI_2).to_degrees().clamp(-90.0, 90.0)
        };
        [lon(0.0), lat(HEIGHT), lon(WIDTH), lat(0.0)]
    }
}

impl Drawing {
    /// Draws markers on outlines.
    pub fn new(
        view: View,
        sheets: &[Sheet],
        markers: &[Marker],
        lang: Lang,
        told: &dyn Fn(&Marker) -> Told,
    ) -> Drawing {
        let mut drawing = Drawing { width: WIDTH, height: HEIGHT, ..Drawing::default() };
        if let Some(sheet) = sheet(sheets, view.bounds(), view.zoom()) {
            let [land, lakes, great, small, reefs] = &sheet.layers;
            drawing.land = view.areas(land);
            drawing.lakes = view.areas(lakes);
            drawing.great = view.lines(great);
            drawing.small = if view.zoom() >= 6.0 { view.lines(small) } else { String::new() };
            drawing.reefs = view.lines(reefs);
        }
        let mut taken = Taken::default();
        let mut names = Vec::new();
        for marker in markers {
            let (x, y) = view.place([marker.lon, marker.lat]);
            taken.add([x - 14.0, y - 14.0, x + 14.0, y + 14.0]);
            let told = told(marker);
            if let Some(name) = told.name {
                names.push((x, y, name, told.lang.clone()));
            }
            for zone in &marker.zones {
                let rings: Vec<Vec<Point>> = zone.polygons.iter().flatten().cloned().collect();
                let class = if matches!(zone.zone.as_str(), "I" | "core") { "zone zone-1" } else { "zone" };
                drawing.zones.push((class, view.areas(&rings)));
            }
            let precision = marker.card.as_ref().and_then(|card| card.precision_m).map_or(0.0, f64::from);
            let ring = precision * view.scale / (EQUATOR_M * marker.lat.to_radians().cos().max(0.01));
            drawing.markers.push(Drawn {
                x: x.round(),
                y: y.round(),
                href: told.href,
                label: told.label,
                lang: told.lang,
                count: told.count,
                ring: (ring > 14.0).then(|| ring.round()),
            });
        }
        drawing.zones.retain(|(_, path)| !path.is_empty());
        let (sea, towns): (Vec<&Label>, Vec<&Label>) = LABELS.iter().partition(|label| label.is_sea);
        drawing.names = sea.into_iter().filter_map(|label| sea_name(&view, &mut taken, label, lang)).collect();
        for (x, y, text, lang) in names {
            drawing.names.extend(taken.name((x, y), (16.0, 7.0), text, lang, "ink"));
        }
        for label in towns.into_iter().filter(|label| view.zoom() >= label.from) {
            let (x, y) = view.place([label.lon, label.lat]);
            let foreign = (lang != Lang::Vi && label.name(lang) == label.name(Lang::Vi)).then(|| "vi".to_owned());
            let name = taken.name((x, y), (8.0, 6.0), label.name(lang).to_owned(), foreign, "town");
            drawing.names.extend(name.map(|name| Name { dot: Some((x.round(), y.round())), ..name }));
        }
        drawing
    }
}

/// The name of an archipelago: written wherever its place is seen, shifted so that it is whole.
fn sea_name(view: &View, taken: &mut Taken, label: &Label, lang: Lang) -> Option<Name> {
    let (x, y) = view.place([label.lon, label.lat]);
    let text = label.name(lang).to_owned();
    let half = text.chars().count() as f64 * LETTER / 2.0 + 4.0;
    if !(0.0..=WIDTH).contains(&x) || !(NAME..=HEIGHT - 6.0).contains(&y) {
        return None;
    }
    let x = x.clamp(half.min(WIDTH / 2.0), (WIDTH - half).max(WIDTH / 2.0));
    taken.add([x - half, y - NAME, x + half, y + 6.0]);
    Some(Name { x: x.round(), y: y.round(), text, lang: None, class: "sea-name", anchor: "middle", dot: None })
}

/// Returns the finest sheet that covers a box; the first covers the world.
fn sheet(sheets: &[Sheet], seen: [f64; 4], zoom: f64) -> Option<&Sheet> {
    let covers = |sheet: &&Sheet| {
        let [west, south, east, north] = sheet.bounds;
        zoom >= 6.0 && west <= seen[0] && south <= seen[1] && east >= seen[2] && north >= seen[3]
    };
    sheets.iter().skip(1).find(covers).or(sheets.first())
}

/// What of the drawing is taken: names stand only where they meet nothing.
#[derive(Default)]
struct Taken {
    boxes: Vec<[f64; 4]>,
}

impl Taken {
    fn add(&mut self, one: [f64; 4]) {
        self.boxes.push(one);
    }

    fn is_free(&self, [left, top, right, bottom]: [f64; 4]) -> bool {
        left >= 2.0
            && top >= 2.0
            && right <= WIDTH - 2.0
            && bottom <= HEIGHT - 2.0
            && !self.boxes.iter().any(|one| one[0] < right && one[2] > left && one[1] < bottom && one[3] > top)
    }

    /// Finds room for a name right or left of a place.
    fn name(
        &mut self,
        (x, y): (f64, f64),
        (away, down): (f64, f64),
        text: String,
        lang: Option<String>,
        class: &'static str,
    ) -> Option<Name> {
        let wide = text.chars().count() as f64 * LETTER;
        let (top, bottom) = (y - NAME * 0.7, y + NAME * 0.6);
        let right = [x + away, top, x + away + wide, bottom];
        let left = [x - away - wide, top, x - away, bottom];
        let (place, x, anchor) = match (self.is_free(right), self.is_free(left)) {
            (true, _) => (right, x + away, "start"),
            (false, true) => (left, x - away, "end"),
            _ => return None,
        };
        self.add(place);
        Some(Name { x: x.round(), y: (y + down).round(), text, lang, class, anchor, dot: None })
    }
}

impl View {
    /// Writes rings as one path, cut to the drawing.
    fn areas(&self, rings: &[Vec<Point>]) -> String {
        let mut path = String::new();
        for ring in rings {
            let Some(points) = self.seen(ring) else { continue };
            let points = whole(&clipped(points));
            if points.len() > 2 {
                write_line(&mut path, &points);
                path.push('z');
            }
        }
        path
    }

    /// Writes lines as one path; of each only what may be seen.
    fn lines(&self, lines: &[Vec<Point>]) -> String {
        let mut path = String::new();
        for line in lines {
            let Some(points) = self.seen(line) else { continue };
            for part in parts(&points) {
                let points = whole(part);
                if points.len() > 1 {
                    write_line(&mut path, &points);
                }
            }
        }
        path
    }

    /// Returns the points in the drawing's units, nothing when all lie beyond the same edge.
    fn seen(&self, line: &[Point]) -> Option<Vec<(f64, f64)>> {
        let points: Vec<(f64, f64)> = line.iter().map(|point| self.place(*point)).collect();
        let is_beyond = points.iter().all(|at| at.0 < -OVER)
            || points.iter().all(|at| at.0 > WIDTH + OVER)
            || points.iter().all(|at| at.1 < -OVER)
            || points.iter().all(|at| at.1 > HEIGHT + OVER);
        (!is_beyond).then_some(points)
    }
}

/// Cuts a ring to the drawing and a little more, edge by edge (Sutherland and Hodgman).
fn clipped(mut points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    // How far inside an edge a point is.
    let edges: [fn((f64, f64)) -> f64; 4] =
        [|at| at.0 + OVER, |at| WIDTH + OVER - at.0, |at| at.1 + OVER, |at| HEIGHT + OVER - at.1];
    for inside in edges {
        let mut kept = Vec::with_capacity(points.len());
        for (n, &to) in points.iter().enumerate() {
            let from = points[(n + points.len() - 1) % points.len()];
            let (a, b) = (inside(from), inside(to));
            if (a >= 0.0) != (b >= 0.0) {
                let part = a / (a - b);
                kept.push((from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part));
            }
            if b >= 0.0 {
                kept.push(to);
            }
        }
        points = kept;
    }
    points
}

/// Returns the runs of a line whose pieces may touch the drawing.
fn parts(points: &[(f64, f64)]) -> Vec<&[(f64, f64)]> {
    let touches = |pair: &[(f64, f64)]| {
        let beyond = |from: f64, to: f64, most: f64| (from < 0.0 && to < 0.0) || (from > most && to > most);
        !beyond(pair[0].0, pair[1].0, WIDTH) && !beyond(pair[0].1, pair[1].1, HEIGHT)
    };
    let mut found = Vec::new();
    let mut start = None;
    for (n, pair) in points.windows(2).enumerate() {
        match (touches(pair), start) {
            (true, None) => start = Some(n),
            (false, Some(first)) => {
                found.push(&points[first..=n]);
                start = None;
            }
            _ => {}
        }
    }
    found.extend(start.map(|first| &points[first..]));
    found
}

/// Rounds to whole units and leaves out points that fall on the one before.
fn whole(points: &[(f64, f64)]) -> Vec<(i32, i32)> {
    let mut whole: Vec<(i32, i32)> = points.iter().map(|at| (at.0.round() as i32, at.1.round() as i32)).collect();
    whole.dedup();
    whole
}

fn write_line(path: &mut String, points: &[(i32, i32)]) {
    let mut before = (0, 0);
    for (n, at) in points.iter().enumerate() {
        let (x, y) = (at.0 - before.0, at.1 - before.1);
        let _ = match n {
            0 => write!(path, "M{x} {y}"),
            // A minus parts two numbers as well as a space does.
            _ => write!(
                path,
                "{}{x}{}{y}",
                if n == 1 {
                    "l"
                } else if x < 0 {
                    ""
                } else {
                    " "
                },
                if y < 0 { "" } else { " " }
            ),
        };
        before = *at;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_is_shown_whole_and_the_places_come_back() {
        let wanted = [107.0, 15.0, 109.0, 16.5];
        let view = View::of(wanted);
        let seen = view.bounds();
        assert!(seen[0] < wanted[0] && seen[1] < wanted[1] && seen[2] > wanted[2] && seen[3] > wanted[3], "{seen:?}");
        let (x, y) = view.place([seen[0], seen[3]]);
        assert!(x.abs() < 1e-6 && y.abs() < 1e-6);
        assert!(View::of([108.0, 16.0, 108.0, 16.0]).zoom() <= NEAREST, "a point is not gone into without end");
        assert!(View::of([-180.0, -85.0, 180.0, 85.0]).zoom() > 0.0);
    }

    #[test]
    fn shapes_are_cut_to_the_drawing() {
        let square = vec![(-1000.0, -1000.0), (2000.0, -1000.0), (2000.0, 2000.0), (-1000.0, 2000.0)];
        let cut = clipped(square);
        assert_eq!(cut.len(), 4);
        let is_in = |at: f64, most: f64| at > -OVER - 1e-6 && at < most + OVER + 1e-6;
        assert!(cut.iter().all(|at| is_in(at.0, WIDTH) && is_in(at.1, HEIGHT)), "{cut:?}");
        assert!(clipped(vec![(-100.0, 0.0), (-50.0, 0.0), (-50.0, 50.0)]).is_empty());
        let line = [(-50.0, 10.0), (-20.0, 10.0), (10.0, 10.0), (20.0, 10.0), (700.0, 10.0), (800.0, 10.0)];
        assert_eq!(parts(&line), [&line[1..5]]);
        let mut path = String::new();
        write_line(&mut path, &[(1, 2), (3, 1), (2, 4)]);
        assert_eq!(path, "M1 2l2-1-1 3");
    }

    #[test]
    fn names_stand_only_where_they_meet_nothing() {
        let mut taken = Taken::default();
        let mut name = |x: f64, y: f64| taken.name((x, y), (10.0, 6.0), "Thành Điện Hải".to_owned(), None, "ink");
        assert_eq!(name(300.0, 100.0).map(|name| name.anchor), Some("start"));
        assert_eq!(name(300.0, 100.0).map(|name| name.anchor), Some("end"));
        assert!(name(300.0, 100.0).is_none());
        assert!(name(20.0, 200.0).is_some_and(|name| name.anchor == "start"));
    }

    #[test]
    fn the_archipelagos_are_named_in_every_language() {
        let view = View::of(COUNTRY);
        for lang in Lang::ALL {
            let told =
                |_: &Marker| Told { href: String::new(), label: String::new(), name: None, lang: None, count: None };
            let drawing = Drawing::new(view, &[], &[], lang, &told);
            let text: Vec<&str> = drawing.names.iter().map(|name| name.text.as_str()).collect();
            assert!(
                text.iter().any(|name| name.contains("Hoàng Sa")) && text.iter().any(|name| name.contains("Trường Sa"))
            );
        }
    }
}
