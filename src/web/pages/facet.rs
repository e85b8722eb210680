//! Facets as a page offers them: values with their words and counts, places as a tree.

use serde::Serialize;

use crate::desk::view::Found;
use crate::model::edtf;
use crate::model::locality;
use crate::model::text::Lang;
use crate::model::vocabulary;
use crate::web::pages::browse::rank_words;
use crate::web::pages::query::Asked;
use crate::web::pages::text::capital;
use crate::web::pages::text::number;
use crate::web::pages::text::term;
use crate::words;

/// Values of a facet that are shown before «more».
const FIRST: usize = 8;

/// One value of a facet on a page.
#[derive(Debug, Clone, Serialize)]
pub struct FacetValue {
    /// As it stands in addresses.
    pub value: String,
    /// For people.
    pub label: String,
    /// How often.
    pub count: String,
    /// True when it is chosen.
    pub is_chosen: bool,
    /// The list of this value alone.
    pub href: String,
    /// What it divides into.
    pub below: Values,
}

/// The values of a facet, or of one value of it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Values {
    /// Those shown at once.
    pub first: Vec<FacetValue>,
    /// The others.
    pub more: Vec<FacetValue>,
    /// True when one of the others is chosen.
    pub is_more_open: bool,
}

impl Values {
    fn of(mut first: Vec<FacetValue>) -> Values {
        let more = first.split_off(first.len().min(FIRST));
        let is_more_open = more.iter().any(FacetValue::holds_choice);
        Values { first, more, is_more_open }
    }
}

impl FacetValue {
    /// True when it or anything below it is chosen.
    fn holds_choice(&self) -> bool {
        self.is_chosen || self.below.first.iter().chain(&self.below.more).any(FacetValue::holds_choice)
    }
}

/// A facet on a page.
#[derive(Debug, Serialize)]
pub struct FacetView {
    name: String,
    label: String,
    values: Values,
    is_open: bool,
}

/// Returns the values of a facet for a page.
pub fn facet_values(found: &Found, name: &str, lang: Lang) -> Vec<FacetValue> {
    let Some((_, values)) = found.facets.iter().find(|(facet, _)| facet == name) else { return Vec::new() };
    let mut values: Vec<FacetValue> = values
        .iter()
        .map(|value| FacetValue {
            label: label(name, &value.value, lang),
            count: number(value.count, lang),
            is_chosen: value.chosen,
            href: format!("/{}/relics{}", lang.tag(), Asked::of_facet(name, &value.value)),
            value: value.value.clone(),
            below: Values::default(),
        })
        .collect();
    if name == "century" {
        values.sort_by_key(|value| value.value.parse::<i32>().unwrap_or(i32::MAX));
    }
    values
}

/// Returns the words for a value of a facet.
pub fn label(facet: &str, value: &str, lang: Lang) -> String {
    match facet {
        "unit" => capital(locality::last(value)),
        "century" => match value.parse::<i32>() {
            Ok(century) if lang == Lang::En => words::say(lang, "century", &[("n", edtf::ordinal(century).into())]),
            Ok(century) => words::say(lang, "century", &[("n", edtf::roman(century).into())]),
            Err(_) => value.to_owned(),
        },
        "has_picture" => words::get(
            lang,
            if matches!(value, "true" | "yes" | "1") { "facet-with-picture" } else { "facet-without-picture" },
        ),
        "licence" => term("rights", value, lang),
        "object_type" => vocabulary::label("object_type", value, lang)
            .or_else(|| vocabulary::label("inscription_kind", value, lang))
            .map_or_else(|| value.to_owned(), capital),
        "rank" => rank_words(value, lang),
        _ => term(facet, value, lang),
    }
}

/// Puts what lies in a province below it; what lies in none that is listed stands beside them.
fn tree(flat: Vec<FacetValue>) -> Vec<FacetValue> {
    let (below, mut top): (Vec<FacetValue>, Vec<FacetValue>) = {
        let names: Vec<String> = flat.iter().map(|value| value.value.clone()).collect();
        flat.into_iter().partition(|value| names.iter().any(|above| locality::is_below(&value.value, above)))
    };
    let mut of: Vec<Vec<FacetValue>> = top.iter().map(|_| Vec::new()).collect();
    for value in below {
        let above = top.iter().position(|above| locality::is_below(&value.value, &above.value));
        above.map_or(&mut top, |at| &mut of[at]).push(value);
    }
    for (above, below) in top.iter_mut().zip(of) {
        above.below = Values::of(below);
    }
    top
}

/// Returns the facets that have something to choose.
pub fn facets(asked: &Asked, found: &Found, lang: Lang) -> Vec<FacetView> {
    const ORDER: [&str; 11] = [
        "kind",
        "rank",
        "relic_type",
        "function",
        "unit",
        "century",
        "material",
        "object_type",
        "language",
        "has_picture",
        "licence",
    ];
    ORDER
        .into_iter()
        .filter_map(|name| {
            let flat = facet_values(found, name, lang);
            let is_chosen = flat.iter().any(|value| value.is_chosen);
            if flat.is_empty() || (flat.len() == 1 && !is_chosen && name != "rank") {
                return None;
            }
            let is_open =
                is_chosen || matches!(name, "kind" | "rank" | "relic_type") || asked.search.facets.contains_key(name);
            let values = Values::of(if name == "unit" { tree(flat) } else { flat });
            let label = words::get(lang, &format!("facet-{}", name.replace('_', "-")));
            Some(FacetView { name: name.to_owned(), label, values, is_open })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(way: &str, is_chosen: bool) -> FacetValue {
        let text = String::new;
        FacetValue {
            value: way.to_owned(),
            label: text(),
            count: text(),
            is_chosen,
            href: text(),
            below: Values::default(),
        }
    }

    #[test]
    fn wards_stand_below_their_province_and_a_chosen_one_is_in_sight() {
        let mut flat = vec![value("tỉnh B", false), value("xã lẻ", false), value("tỉnh A", false)];
        flat.extend((0..10).map(|n| value(&format!("tỉnh A/xã {n}"), n == 9)));
        flat.push(value("tỉnh vắng/xã C", false));
        let tree = Values::of(tree(flat));
        let ways: Vec<&str> = tree.first.iter().map(|value| value.value.as_str()).collect();
        assert_eq!(ways, ["tỉnh B", "xã lẻ", "tỉnh A", "tỉnh vắng/xã C"]);
        let below = &tree.first[2].below;
        assert_eq!((below.first.len(), below.more.len(), below.is_more_open), (8, 2, true));
        assert!(tree.first[2].holds_choice() && !tree.first[0].holds_choice());
    }
}
