//! Searching and suggesting: what the public may see, in the caller's language.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::Method;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use crate::base::fault::Fault;
use crate::base::limits;
use crate::desk::Desk;
use crate::desk::view::Hit;
use crate::desk::view::Understood;
use crate::model::access::Viewer;
use crate::model::search::FACETS;
use crate::model::search::Search;
use crate::model::text::Lang;
use crate::web::api::asked::Asked;
use crate::web::api::asked::parameter;
use crate::web::api::call::Call;
use crate::web::api::said::Line;
use crate::web::asker::Asker;
use crate::web::pages;
use crate::web::pages::facet;
use crate::web::problem::Problem;
use crate::web::site::Site;

/// What a search takes beside facets.
const NAMES: [&str; 5] = ["q", "from", "until", "bbox", "sort"];
/// Most suggestions of one answer.
const SUGGESTIONS: i64 = 20;

/// What was found.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Answer {
    /// How many there are in all.
    total: u64,
    /// This part of them.
    items: Vec<Item>,
    /// Values of each facet with how often they occur.
    facets: BTreeMap<String, Vec<Value>>,
    /// Words of `q` that were understood as more than words: what they mean is found too.
    understood: Vec<Meant>,
    /// The words that were looked for, when those of `q` stand nowhere together: typed for Telex or VNI, or the nearest ones.
    searched: Option<String>,
    /// The nearest words, when those of `q` stand nowhere together; what is listed was found with them.
    suggestion: Option<String>,
    /// Address of the next part; null at the end.
    next: Option<String>,
}

/// Words that mean more than themselves.
#[derive(Debug, Serialize, JsonSchema)]
struct Meant {
    /// The words, in small letters.
    words: String,
    /// The first of the years they mean; null where they mean none, or all before the last.
    from: Option<i32>,
    /// The last of the years they mean.
    until: Option<i32>,
    /// Administrative units of today.
    units: Vec<String>,
    /// True when the words name what was before those units.
    former: bool,
    /// What things are called so, in the caller's language.
    terms: Vec<String>,
}

/// A hit.
#[derive(Debug, Serialize, JsonSchema)]
struct Item {
    #[serde(flatten)]
    line: Line,
    /// Text around the words found; the first sentences when nothing was asked in words.
    snippet: String,
    /// The language it is in; empty where that is not known.
    snippet_lang: String,
    /// The snippet cut into pieces that were found and pieces that were not.
    pieces: Vec<Piece>,
    /// Name of the relic it stands under.
    relic_title: Option<String>,
    /// A term of `rank`.
    rank: Option<String>,
    /// A term of the kind's own types.
    #[serde(rename = "type")]
    type_term: Option<String>,
    /// The administrative unit of today.
    place: Option<String>,
    /// The main dating, EDTF.
    dating: Option<String>,
    /// Longitude and latitude at public precision.
    point: Option<[f64; 2]>,
    /// Address of its page.
    page: String,
}

/// A piece of a snippet.
#[derive(Debug, Serialize, JsonSchema)]
struct Piece {
    /// The text.
    text: String,
    /// True for words that were found.
    found: bool,
}

/// A value of a facet.
#[derive(Debug, Serialize, JsonSchema)]
struct Value {
    /// The value, as it stands in addresses.
    value: String,
    /// What it is called in the caller's language.
    label: String,
    /// How many hits carry it.
    count: u64,
    /// True when it was asked for.
    chosen: bool,
}

/// Names that may be meant.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Suggested {
    /// Best first.
    items: Vec<Suggestion>,
}

/// A name that may be meant.
#[derive(Debug, Serialize, JsonSchema)]
struct Suggestion {
    /// The name.
    text: String,
    /// The record's ASCII code.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// The record's id.
    id: String,
    /// The record's kind.
    kind: String,
}

/// Returns the calls of this file.
pub fn calls() -> Vec<Call> {
    let search = filters(Call::new(Method::GET, "/search", search).about("search", "Searches what is public."))
        .paged()
        .gives::<Answer>(200, "What was found.")
        .fails(&[400, 429]);
    let suggest = Call::new(Method::GET, "/suggest", suggest)
        .about("search", "Suggests names while somebody types.")
        .query("q", "What was typed so far.", words())
        .query(
            "limit",
            "How many names at most.",
            json!({ "type": "integer", "minimum": 1, "maximum": SUGGESTIONS, "default": 8 }),
        )
        .gives::<Suggested>(200, "Names that may be meant.")
        .fails(&[400]);
    vec![search, suggest]
}

fn words() -> serde_json::Value {
    json!({ "type": "string", "maxLength": limits::QUERY_CHARS })
}

/// Adds what every call takes that searches.
pub(super) fn filters(call: Call) -> Call {
    let year = || json!({ "type": "integer", "minimum": -9999, "maximum": 9999 });
    let mut call = call
        .query(
            "q",
            "Words, with or without accents; phrases, fields, spans of years, `-` and `OR` as on the search page.",
            words(),
        )
        .query("from", "Dated in or after this year.", year())
        .query("until", "Dated in or before this year.", year())
        .query(
            "bbox",
            "West, south, east, north in degrees, with commas.",
            json!({ "type": "string", "pattern": BBOX }),
        )
        .query("sort", "Order of hits.", json!({ "type": "string", "enum": ["relevance", "name", "date", "newest"] }));
    for facet in FACETS {
        call = call.query(
            facet,
            "A value of this facet; may be given several times, a stranger may combine four.",
            json!({
                "type": "string", "maxLength": 120
            }),
        );
    }
    call
}

/// Four numbers of at most 180 with commas between them.
const BBOX: &str =
    r"^-?(180|(1[0-7][0-9]|[1-9]?[0-9])(\.[0-9]{1,9})?)(,-?(180|(1[0-7][0-9]|[1-9]?[0-9])(\.[0-9]{1,9})?)){3}$";

/// Reads a box; south and north may have changed places.
fn bbox(text: &str) -> Option<String> {
    let sides: Vec<&str> = text.split(',').collect();
    let number = |side: &str| -> Option<f64> {
        let digits = side.strip_prefix('-').unwrap_or(side);
        let (whole, rest) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
        let is_plain =
            |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        let is_good = is_plain(whole, 3) && rest.is_none_or(|rest| is_plain(rest, 9));
        side.parse().ok().filter(|value: &f64| is_good && value.abs() <= 180.0)
    };
    let [west, south, east, north] = sides.as_slice() else { return None };
    let (_, low, _, high) = (number(west)?, number(south)?, number(east)?, number(north)?);
    let (south, north) = if low <= high { (south, north) } else { (north, south) };
    Some(format!("{west},{south},{east},{north}"))
}

async fn search(State(site): State<Arc<Site>>, asker: Asker, asked: Asked) -> Result<Json<Answer>, Problem> {
    let page = asked.page()?;
    let mut search = self::asked(&asker, &asked, &["limit", "offset"])?;
    (search.offset, search.limit) = (page.offset, page.limit);
    let found = site.desk.search(&asker.viewer, search).await?;
    let facets = found
        .facets
        .iter()
        .map(|(name, values)| {
            let values = values
                .iter()
                .map(|value| Value {
                    label: facet::label(name, &value.value, asker.lang),
                    value: value.value.clone(),
                    count: value.count,
                    chosen: value.chosen,
                })
                .collect();
            (name.clone(), values)
        })
        .collect();
    Ok(Json(Answer {
        total: found.total,
        items: found.hits.iter().map(|hit| item(hit, asker.lang)).collect(),
        facets,
        understood: found.understood.into_iter().map(|one| meant(one, asker.lang)).collect(),
        searched: found.searched,
        suggestion: found.suggestion,
        next: asked.next("/search", page, found.total),
    }))
}

/// Reads what a search asks for, strictly; `more` names what a call takes beside it.
pub(super) fn asked(asker: &Asker, asked: &Asked, more: &[&str]) -> Result<Search, Problem> {
    let known: Vec<&str> = NAMES.iter().chain(FACETS).chain(more).copied().collect();
    asked.only(&known)?;
    asked.number("from", -9999..=9999)?;
    asked.number("until", -9999..=9999)?;
    asked.word("sort", &["relevance", "name", "date", "newest"])?;
    let mut pairs = asked.0.clone();
    for (_, value) in pairs.iter_mut().filter(|(name, _)| name == "bbox") {
        *value = bbox(value).ok_or_else(|| parameter("bbox", Some("west,south,east,north in degrees are expected")))?;
    }
    if let Some((name, _)) =
        asked.0.iter().find(|(name, value)| FACETS.contains(&name.as_str()) && value.chars().count() > 120)
    {
        return Err(parameter(name, Some("at most 120 characters are expected")));
    }
    fits(asked.one("q").unwrap_or_default())?;
    let filters =
        asked.0.iter().filter(|(name, value)| FACETS.contains(&name.as_str()) && !value.trim().is_empty()).count();
    if asker.viewer == Viewer::Visitor && filters > limits::FACETS {
        return Err(Problem::new(Fault::Denied, "search.too_many_filters", "problem-search-too-many-filters"));
    }
    Ok(Search { lang: asker.lang, ..pages::Asked::read(&pairs)?.search })
}

async fn suggest(State(site): State<Arc<Site>>, asked: Asked) -> Result<Json<Suggested>, Problem> {
    asked.only(&["q", "limit"])?;
    let limit = asked.number("limit", 1..=SUGGESTIONS)?.unwrap_or(8);
    let typed = asked.one("q").unwrap_or_default();
    fits(typed)?;
    let items = site
        .desk
        .suggest(typed, limit as usize)
        .await?
        .into_iter()
        .map(|one| Suggestion {
            text: one.text,
            code: Some(one.code).filter(|code| !code.is_empty()),
            id: one.id.to_string(),
            kind: one.kind,
        })
        .collect();
    Ok(Json(Suggested { items }))
}

fn fits(typed: &str) -> Result<(), Problem> {
    if Desk::is_too_long(typed) {
        let mut problem = Problem::new(Fault::Invalid, "search.too_long", "problem-search-too-long");
        *problem.detail = json!({ "characters": limits::QUERY_CHARS, "syllables": limits::QUERY_SYLLABLES });
        return Err(problem);
    }
    Ok(())
}

fn meant(understood: Understood, lang: Lang) -> Meant {
    let (from, until) = understood.years.unzip();
    let is_year = |year: &i32| (-9999..=9999).contains(year);
    let mut terms: Vec<String> =
        understood.values.iter().map(|(facet, value)| facet::label(facet, value, lang)).collect();
    terms.dedup();
    Meant {
        words: understood.typed,
        from: from.filter(is_year),
        until: until.filter(is_year),
        units: understood.units,
        former: understood.is_former,
        terms,
    }
}

fn item(hit: &Hit, lang: Lang) -> Item {
    let card = &hit.card;
    let mut pieces: Vec<Piece> =
        hit.snippet.pieces.iter().map(|(text, found)| Piece { text: text.clone(), found: *found }).collect();
    let mut snippet_lang = hit.snippet.lang.clone();
    if pieces.is_empty()
        && let Some((own, text)) = card.summary.best(lang)
    {
        snippet_lang = own.to_owned();
        pieces.push(Piece { text: text.to_owned(), found: false });
    }
    Item {
        line: Line::of_card(card, lang),
        snippet: pieces.iter().map(|piece| piece.text.as_str()).collect(),
        snippet_lang,
        pieces,
        relic_title: card.relic_title.as_ref().and_then(|title| title.best(lang)).map(|(_, text)| text.to_owned()),
        rank: card.rank.clone(),
        type_term: card.type_term.clone(),
        place: card.place.clone(),
        dating: card.edtf.clone(),
        point: card.point.map(|(lat, lon)| [lon, lat]),
        page: format!("/{}/relics/{}{}", lang.tag(), card.relic_code, card.below_relic()),
    }
}
