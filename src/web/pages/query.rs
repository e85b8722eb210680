//! What the address of the browse page asks for, and the addresses that ask for something else.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::base::fault::Fault;
use crate::base::limits;
use crate::model::locality;
use crate::model::search::FACETS;
use crate::model::search::Search;
use crate::model::search::Sort;
use crate::model::text::Lang;
use crate::web::problem::Problem;

/// Hits on a page.
pub const PAGE: usize = 24;

/// How a list is laid out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum View {
    /// One below the other, with what was found in them.
    #[default]
    List,
    /// Pictures side by side.
    Grid,
    /// A table.
    Table,
}

impl View {
    /// Every view, in the order in which they are offered.
    pub const ALL: [View; 3] = [View::List, View::Grid, View::Table];

    /// Returns the name used in addresses.
    pub fn name(self) -> &'static str {
        match self {
            View::List => "list",
            View::Grid => "grid",
            View::Table => "table",
        }
    }

    /// Returns the view of that name.
    pub fn of(name: &str) -> Option<View> {
        View::ALL.into_iter().find(|view| view.name() == name)
    }
}

/// What was asked, checked.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The search.
    pub search: Search,
    /// The page, from 1.
    pub page: usize,
    /// How the list is laid out.
    pub view: View,
}

impl Asked {
    /// Reads the pairs of a query. Unknown names are left alone; values that cannot be are refused. Whatever is read here
    /// stands in `query` too: pages are kept by it.
    pub fn read(pairs: &[(String, String)]) -> Result<Asked, Problem> {
        let bad = || Problem::new(Fault::Invalid, "search.invalid", "problem-search-invalid");
        let mut search = Search { limit: PAGE, ..Search::default() };
        let (mut page, mut view) = (1, View::default());
        for (name, value) in pairs {
            let value = value.trim();
            match name.as_str() {
                _ if value.is_empty() => {}
                "q" => search.q = value.chars().take(limits::QUERY_CHARS).collect(),
                "from" => search.from = Some(value.parse().map_err(|_| bad())?),
                "until" => search.until = Some(value.parse().map_err(|_| bad())?),
                "view" => view = View::of(value).ok_or_else(bad)?,
                "sort" => search.sort = Sort::of(value).ok_or_else(bad)?,
                "page" => {
                    page =
                        value.parse::<usize>().ok().filter(|page| (1..=limits::DEPTH).contains(page)).ok_or_else(bad)?
                }
                "bbox" => search.bbox = Some(bbox(value).ok_or_else(bad)?),
                name if FACETS.contains(&name) && value.chars().count() <= 120 => {
                    let values = search.facets.entry(name.to_owned()).or_default();
                    let value = match (name, value) {
                        ("has_picture", "true" | "1") => "yes",
                        ("has_picture", "false" | "0") => "no",
                        _ => value,
                    };
                    if !values.iter().any(|known| known == value) {
                        values.push(value.to_owned());
                    }
                }
                _ => {}
            }
        }
        if let Some(units) = search.facets.get_mut("unit") {
            *units = locality::asked(units);
        }
        if page > 1 {
            search.offset = (page - 1) * search.limit;
        }
        Ok(Asked { search, page, view })
    }

    /// Returns true when anything narrows the list.
    pub fn is_narrowed(&self) -> bool {
        !self.search.q.is_empty() || self.filters() > 0
    }

    /// Returns how many filters are set.
    pub fn filters(&self) -> usize {
        let search = &self.search;
        search.facets.values().map(Vec::len).sum::<usize>()
            + usize::from(search.from.is_some())
            + usize::from(search.until.is_some())
            + usize::from(search.bbox.is_some())
    }

    /// Returns the map area as it stands in addresses.
    pub fn bbox(&self) -> Option<String> {
        self.search.bbox.map(|bbox| bbox.map(|side| (side as f64 / 1e6).to_string()).join(","))
    }

    /// Returns the filters as names and values, for forms that keep them.
    pub fn filter_pairs(&self) -> Vec<(String, String)> {
        let search = &self.search;
        let mut pairs: Vec<(String, String)> = Vec::new();
        let mut add = |name: &str, value: String| pairs.push((name.to_owned(), value));
        for (name, values) in &search.facets {
            values.iter().for_each(|value| add(name, value.clone()));
        }
        if let Some(from) = search.from {
            add("from", from.to_string());
        }
        if let Some(until) = search.until {
            add("until", until.to_string());
        }
        if let Some(bbox) = self.bbox() {
            add("bbox", bbox);
        }
        pairs
    }

    /// Returns the query of this list, with the page given; empty or beginning with `?`.
    pub fn query(&self, page: usize) -> String {
        let search = &self.search;
        let mut pairs: Vec<(String, String)> = Vec::new();
        if !search.q.is_empty() {
            pairs.push(("q".to_owned(), search.q.clone()));
        }
        pairs.extend(self.filter_pairs());
        let mut add = |name: &str, value: String| pairs.push((name.to_owned(), value));
        if search.sort != Sort::Relevance {
            add("sort", search.sort.name().to_owned());
        }
        if self.view != View::List {
            add("view", self.view.name().to_owned());
        }
        if page > 1 {
            add("page", page.to_string());
        }
        written(&pairs)
    }

    /// Returns the query of the question alone, however its answer is ordered and laid out; empty or beginning with `?`.
    pub fn question(&self) -> String {
        let mut bare = self.clone();
        (bare.search.sort, bare.view) = (Sort::Relevance, View::List);
        bare.query(1)
    }

    /// Returns the address of the first page of this list in another order or view.
    pub fn other(&self, lang: Lang, sort: Sort, view: View) -> String {
        let mut other = self.clone();
        (other.search.sort, other.view) = (sort, view);
        format!("/{}/relics{}", lang.tag(), other.query(1))
    }

    /// Returns the address of the list without one value of a facet.
    pub fn without(&self, lang: Lang, facet: &str, value: &str) -> String {
        format!("/{}/relics{}", lang.tag(), self.drop(facet, value).query(1))
    }

    /// Returns what is asked without one value of a facet, from its beginning.
    pub fn drop(&self, facet: &str, value: &str) -> Asked {
        let mut other = self.clone();
        (other.page, other.search.offset) = (1, 0);
        match facet {
            "from" => other.search.from = None,
            "until" => other.search.until = None,
            "bbox" => other.search.bbox = None,
            _ => {
                if let Some(values) = other.search.facets.get_mut(facet) {
                    values.retain(|known| known != value);
                }
                other.search.facets.retain(|_, values| !values.is_empty());
            }
        }
        other
    }

    /// Returns the query of a list of one facet value.
    pub fn of_facet(facet: &str, value: &str) -> String {
        let facets = BTreeMap::from([(facet.to_owned(), vec![value.to_owned()])]);
        Asked { search: Search { facets, ..Search::default() }, ..Asked::default() }.query(1)
    }
}

fn bbox(text: &str) -> Option<[i64; 4]> {
    let sides: Vec<f64> = text.split(',').map(|side| side.trim().parse().ok()).collect::<Option<_>>()?;
    let sides: [f64; 4] = sides.try_into().ok()?;
    let is_sound = sides.iter().all(|side| side.is_finite() && side.abs() <= 180.0) && sides[1] <= sides[3];
    is_sound.then(|| sides.map(|side| (side * 1e6).round() as i64))
}

fn written(pairs: &[(String, String)]) -> String {
    let mut query = String::new();
    for (name, value) in pairs {
        query.push(if query.is_empty() { '?' } else { '&' });
        query.push_str(name);
        query.push('=');
        query.push_str(&escaped(value));
    }
    query
}

/// Writes a value as it stands in the query of an address.
pub fn escaped(value: &str) -> String {
    let mut query = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b',' => query.push(char::from(byte)),
            b' ' => query.push('+'),
            _ => {
                let _ = write!(query, "%{byte:02X}");
            }
        }
    }
    query
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_query_is_read_and_written_back() {
        let asked =
            Asked::read(&pairs(&[("q", "đình"), ("rank", "national"), ("from", "1800"), ("page", "3"), ("x", "y")]));
        let asked = asked.expect("well-formed");
        assert_eq!(asked.search.offset, 2 * PAGE);
        assert_eq!(asked.query(1), "?q=%C4%91%C3%ACnh&rank=national&from=1800");
        assert_eq!(asked.without(Lang::Vi, "rank", "national"), "/vi/relics?q=%C4%91%C3%ACnh&from=1800");
        assert_eq!(asked.filters(), 2);
    }

    #[test]
    fn order_and_view_are_kept_in_addresses_and_are_no_part_of_the_question() {
        let asked = Asked::read(&pairs(&[("q", "bia"), ("view", "table"), ("sort", "date"), ("page", "2")]));
        let asked = asked.expect("well-formed");
        assert_eq!((asked.view, asked.query(2).as_str()), (View::Table, "?q=bia&sort=date&view=table&page=2"));
        assert_eq!((asked.question().as_str(), asked.filters()), ("?q=bia", 0));
        assert_eq!(asked.other(Lang::En, Sort::Name, View::Grid), "/en/relics?q=bia&sort=name&view=grid");
    }

    #[test]
    fn old_and_short_names_of_values_are_understood() {
        let asked = Asked::read(&pairs(&[("unit", "phường Thanh Khê"), ("has_picture", "true")])).expect("well-formed");
        assert_eq!(asked.search.facets["unit"], ["thành phố Đà Nẵng/phường Thanh Khê"]);
        assert_eq!(asked.search.facets["has_picture"], ["yes"]);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        assert!(Asked::read(&pairs(&[("view", "sphere")])).is_err());
        assert!(Asked::read(&pairs(&[("page", "0")])).is_err());
        assert!(Asked::read(&pairs(&[("bbox", "1,2,3")])).is_err());
        assert!(Asked::read(&pairs(&[("sort", "sideways")])).is_err());
        assert!(Asked::read(&pairs(&[("from", "")])).is_ok());
    }
}
