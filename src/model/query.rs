//! What somebody typed into the search, as a value: words, phrases in quotes, fields, spans of years, what is not wanted, and
//! alternatives. Nothing is ever an error: what is no part of the language is plain words.
//!
//! `đình "Hải Châu" -chùa`, `rank:national`, `năm:1800..1900`, `chuông OR genta`. `OR` stands between whole questions, so that
//! names of several syllables need no brackets: there are none.

use crate::model::code::ascii_twin;
use crate::model::text::Lang;
use crate::model::vocabulary;

/// Most alternatives of a query; further `OR`s are words.
const ALTERNATIVES: usize = 8;

/// A query: one of several questions must be met.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// The alternatives, each a list of parts that must all be met. At least one, perhaps empty.
    pub any: Vec<Vec<Part>>,
}

/// One part of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// True when it must not be met.
    pub is_not: bool,
    /// What is asked.
    pub what: What,
}

/// What a part asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Words, anywhere and in any order.
    Words(String),
    /// Words side by side, as they are written.
    Phrase(String),
    /// Any of these values of facets.
    Values(Vec<(&'static str, String)>),
    /// Dated between two years; the text stands for those who meant words.
    Years {
        /// As it was typed.
        text: String,
        /// The first year.
        first: i32,
        /// The last year.
        last: i32,
        /// True where a field says that years are meant, and nothing else.
        is_strict: bool,
    },
    /// Words of a name.
    Name(String),
    /// A code, whole or its beginning.
    Code(String),
    /// An administrative unit.
    Unit(String),
    /// A time by its name, such as `thời Nguyễn`.
    Time(String),
}

/// Words of a query that were understood as more than words: records are found too that do not say them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Understood {
    /// The words, as they were typed.
    pub typed: String,
    /// The years that are meant.
    pub years: Option<(i32, i32)>,
    /// Administrative units of today.
    pub units: Vec<String>,
    /// True when the words name what was before those units.
    pub is_former: bool,
    /// Values of facets.
    pub values: Vec<(&'static str, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Name,
    Code,
    Unit,
    Kind,
    Rank,
    Material,
    Year,
}

/// Names of fields: their letters without marks.
const FIELDS: &[(&str, Field)] = &[
    ("name", Field::Name),
    ("title", Field::Name),
    ("ten", Field::Name),
    ("nama", Field::Name),
    ("judul", Field::Name),
    ("code", Field::Code),
    ("ma", Field::Code),
    ("kode", Field::Code),
    ("unit", Field::Unit),
    ("place", Field::Unit),
    ("noi", Field::Unit),
    ("phuong", Field::Unit),
    ("xa", Field::Unit),
    ("quan", Field::Unit),
    ("huyen", Field::Unit),
    ("tinh", Field::Unit),
    ("tempat", Field::Unit),
    ("kelurahan", Field::Unit),
    ("kind", Field::Kind),
    ("type", Field::Kind),
    ("loai", Field::Kind),
    ("kieu", Field::Kind),
    ("jenis", Field::Kind),
    ("tipe", Field::Kind),
    ("rank", Field::Rank),
    ("hang", Field::Rank),
    ("capdo", Field::Rank),
    ("peringkat", Field::Rank),
    ("material", Field::Material),
    ("chatlieu", Field::Material),
    ("bahan", Field::Material),
    ("year", Field::Year),
    ("nam", Field::Year),
    ("tahun", Field::Year),
];

/// Vocabularies whose terms say what a thing is, and the facet each one stands under.
const KINDS: &[(&str, &str)] = &[
    ("kind", "kind"),
    ("relic_type", "relic_type"),
    ("function", "function"),
    ("object_type", "object_type"),
    ("inscription_kind", "object_type"),
];

/// A piece of what was typed.
struct Piece<'a> {
    is_not: bool,
    field: Option<(Field, &'a str)>,
    is_quoted: bool,
    text: &'a str,
}

impl Query {
    /// Reads what was typed.
    pub fn read(typed: &str) -> Query {
        let pieces = pieces(typed);
        let mut any: Vec<Vec<Part>> = vec![Vec::new()];
        for (at, piece) in pieces.iter().enumerate() {
            let is_between = at > 0 && at + 1 < pieces.len() && !is_or(&pieces[at - 1]) && !is_or(&pieces[at + 1]);
            if is_or(piece) && is_between && any.len() < ALTERNATIVES {
                any.push(Vec::new());
            } else if let Some(all) = any.last_mut() {
                add(all, piece);
            }
        }
        Query { any }
    }

    /// Returns true when it is nothing but words.
    pub fn is_plain(&self) -> bool {
        let is_words = |part: &Part| !part.is_not && matches!(part.what, What::Words(_));
        self.any.len() == 1 && self.any[0].iter().all(is_words)
    }
}

fn is_or(piece: &Piece<'_>) -> bool {
    let is_bare = !piece.is_not && !piece.is_quoted && piece.field.is_none();
    is_bare && matches!(piece.text, "OR" | "HOẶC" | "hoặc" | "ATAU" | "atau" | "|")
}

fn add(all: &mut Vec<Part>, piece: &Piece<'_>) {
    let text = piece.text.trim().to_owned();
    let what = match piece.field {
        Some((field, named)) => of_field(field, &text).unwrap_or_else(|| What::Words(format!("{named} {text}"))),
        None if piece.is_quoted => What::Phrase(text),
        None => match span(&text) {
            Some((first, last)) => What::Years { text, first, last, is_strict: false },
            None => What::Words(text),
        },
    };
    match (what, all.last_mut()) {
        (What::Words(more), Some(Part { is_not: false, what: What::Words(words) })) if !piece.is_not => {
            words.push(' ');
            words.push_str(&more);
        }
        // Who does not want several syllables does not want them side by side.
        (What::Words(text), _) if piece.is_not => all.push(Part { is_not: true, what: What::Phrase(text) }),
        (what, _) => all.push(Part { is_not: piece.is_not, what }),
    }
}

fn of_field(field: Field, value: &str) -> Option<What> {
    if value.is_empty() {
        return None;
    }
    Some(match field {
        Field::Name => What::Name(value.to_owned()),
        Field::Code => What::Code(value.to_owned()),
        Field::Unit => What::Unit(value.to_owned()),
        Field::Kind => What::Values(values(KINDS, value)?),
        Field::Rank => What::Values(values(&[("rank", "rank")], value)?),
        Field::Material => What::Values(values(&[("material", "material")], value)?),
        Field::Year => {
            let one = year(value).map(|year| (year, year));
            match span(value).or(one) {
                Some((first, last)) => What::Years { text: value.to_owned(), first, last, is_strict: true },
                None => What::Time(value.to_owned()),
            }
        }
    })
}

/// Returns the terms a value means: by code, by a whole label, else by words of a label.
fn values(tables: &[(&str, &'static str)], value: &str) -> Option<Vec<(&'static str, String)>> {
    let wanted = plain(value);
    if wanted.is_empty() {
        return None;
    }
    let (mut whole, mut part) = (Vec::new(), Vec::new());
    for (table, facet) in tables {
        for term in vocabulary::terms(table) {
            let labels = Lang::ALL.iter().flat_map(|lang| term.label(*lang).split(',')).map(plain);
            let labels: Vec<String> = labels.collect();
            let is_whole = plain(&term.code.replace('_', " ")) == wanted || labels.contains(&wanted);
            let has_words = || labels.iter().any(|label| format!(" {label} ").contains(&format!(" {wanted} ")));
            let into = if is_whole { &mut whole } else { &mut part };
            let one = (*facet, term.code.clone());
            if (is_whole || has_words()) && !into.contains(&one) {
                into.push(one);
            }
        }
    }
    Some(if whole.is_empty() { part } else { whole }).filter(|found| !found.is_empty())
}

/// Words without marks, in small letters, with one space between them.
fn plain(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_alphanumeric() && !is_mark(letter));
    let words = words.map(ascii_twin).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}

fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36F}')
}

/// Reads `1800..1900`, `1800-1900`, `1800..` and `..1900`.
fn span(text: &str) -> Option<(i32, i32)> {
    let (first, last) = match text.split_once("..") {
        Some((first, last)) => (
            if first.is_empty() { i32::MIN } else { year(first)? },
            if last.is_empty() { i32::MAX } else { year(last)? },
        ),
        None => {
            let (first, last) = text.split_once(['-', '–', '—'])?;
            (year(first)?, year(last)?)
        }
    };
    (first <= last && (first, last) != (i32::MIN, i32::MAX)).then_some((first, last))
}

fn year(text: &str) -> Option<i32> {
    let is_year = (3..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|year| is_year && (1..=2199).contains(year))
}

fn pieces(typed: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = typed.trim_start();
    while !rest.is_empty() {
        let mut piece = Piece { is_not: false, field: None, is_quoted: false, text: "" };
        if let Some(other) = rest.strip_prefix(['-', '−'])
            && other.starts_with(|next: char| next.is_alphanumeric() || quote(next).is_some())
        {
            (piece.is_not, rest) = (true, other);
        }
        if let Some((field, named, other)) = field(rest) {
            (piece.field, rest) = (Some((field, named)), other);
        }
        match quoted(rest) {
            Some((text, other)) => (piece.is_quoted, piece.text, rest) = (true, text, other),
            None => {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                (piece.text, rest) = rest.split_at(end);
            }
        }
        pieces.push(piece);
        rest = rest.trim_start();
    }
    pieces
}

/// Cuts off the name of a field with its colon; a space may follow it.
fn field(text: &str) -> Option<(Field, &str, &str)> {
    let (name, rest) = text.split_once(':')?;
    if name.is_empty() || name.chars().count() > 12 || name.contains(char::is_whitespace) {
        return None;
    }
    let known = ascii_twin(&name.replace('_', "")).to_lowercase();
    let (_, field) = FIELDS.iter().find(|(own, _)| *own == known)?;
    let rest = rest.trim_start();
    (!rest.is_empty()).then_some((*field, name, rest))
}

/// Cuts off words in quotes, if the quotes end.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let open = text.chars().next()?;
    let rest = &text[open.len_utf8()..];
    let end = rest.find(quote(open)?)?;
    let close = rest[end..].chars().next()?;
    let inner = &rest[..end];
    inner.chars().any(char::is_alphanumeric).then_some((inner, &rest[end + close.len_utf8()..]))
}

/// Returns what may end words that this letter begins.
fn quote(open: char) -> Option<&'static [char]> {
    match open {
        '"' => Some(&['"', '”', '“']),
        '“' | '„' | '”' => Some(&['”', '“', '"']),
        '«' => Some(&['»']),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one(typed: &str) -> Vec<Part> {
        let query = Query::read(typed);
        assert_eq!(query.any.len(), 1, "{typed}");
        query.any.into_iter().next().unwrap_or_default()
    }

    fn yes(what: What) -> Part {
        Part { is_not: false, what }
    }

    fn no(what: What) -> Part {
        Part { is_not: true, what }
    }

    fn words(text: &str) -> What {
        What::Words(text.to_owned())
    }

    fn phrase(text: &str) -> What {
        What::Phrase(text.to_owned())
    }

    #[test]
    fn phrases_fields_and_what_is_not_wanted_are_read() {
        assert_eq!(
            one("đình làng \"Hải Châu\" -chùa"),
            [yes(words("đình làng")), yes(phrase("Hải Châu")), no(phrase("chùa"))]
        );
        assert_eq!(one("-“chùa Cầu” «đình làng»"), [no(phrase("chùa Cầu")), yes(phrase("đình làng"))]);
        for typed in ["tên:đình", "TÊN: đình", "name:đình", "nama:đình", "ten:\"đình\""] {
            assert_eq!(one(typed), [yes(What::Name("đình".to_owned()))], "{typed}");
        }
        assert_eq!(one("mã:DTG"), [yes(What::Code("DTG".to_owned()))]);
        assert_eq!(one("-phường:\"Thanh Khê\""), [no(What::Unit("Thanh Khê".to_owned()))]);
        assert_eq!(one("rank:national"), [yes(What::Values(vec![("rank", "national".to_owned())]))]);
        let both = vec![("rank", "special_national".to_owned()), ("rank", "national".to_owned())];
        assert_eq!(one("hạng:\"quốc gia\""), [yes(What::Values(both))]);
        assert_eq!(one("loại:đình"), [yes(What::Values(vec![("function", "dinh".to_owned())]))]);
        assert_eq!(one("type:\"communal house\""), one("jenis:\"rumah komunal\""));
        assert_eq!(one("year:\"Minh Mạng\""), [yes(What::Time("Minh Mạng".to_owned()))]);
    }

    #[test]
    fn spans_of_years_are_read() {
        let years = |text: &str, first, last, is_strict| What::Years { text: text.to_owned(), first, last, is_strict };
        assert_eq!(one("year:1800..1900"), [yes(years("1800..1900", 1800, 1900, true))]);
        assert_eq!(one("năm:1800-1900"), [yes(years("1800-1900", 1800, 1900, true))]);
        assert_eq!(one("năm:1854"), [yes(years("1854", 1854, 1854, true))]);
        assert_eq!(one("tahun:..1900"), [yes(years("..1900", i32::MIN, 1900, true))]);
        assert_eq!(one("bia 1945–1954"), [yes(words("bia")), yes(years("1945–1954", 1945, 1954, false))]);
    }

    #[test]
    fn alternatives_stand_between_whole_questions() {
        for or in ["OR", "hoặc", "atau", "|"] {
            let query = Query::read(&format!("đình làng {or} chùa -cầu"));
            assert_eq!(query.any, [vec![yes(words("đình làng"))], vec![yes(words("chùa")), no(phrase("cầu"))]]);
        }
        assert_eq!(Query::read(&"a OR ".repeat(40)).any.len(), ALTERNATIVES);
    }

    #[test]
    fn a_mistake_becomes_plain_words() {
        for typed in [
            "",
            "đình \"làng",
            "OR đình",
            "đình OR",
            "- đình",
            "PTH.TĐ.01",
            "4699/QĐ-BVHTTDL",
            "Quảng Nam - Đà Nẵng",
            "foo:bar",
            "rank:nonsense",
            "tên:",
            "1900..1800",
            "..",
            "life or death",
            "a:b AND",
            "5\" x 4\"",
            "--đình",
            "-",
        ] {
            assert!(Query::read(typed).is_plain(), "{typed}: {:?}", Query::read(typed));
        }
        assert_eq!(one("hạng:vớ vẩn"), [yes(words("hạng vớ vẩn"))]);
    }

    proptest! {
        #[test]
        fn nothing_a_stranger_types_breaks_it(text in "[\"“«»:. a-zđình0-9-]{0,60}|.{0,60}") {
            prop_assert!(!Query::read(&text).any.is_empty());
        }
    }
}
