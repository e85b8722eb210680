//! What every page that answers a question shows of it, be it a list, a map or a timeline: its words, what narrows it, the
//! other pages of its answer.

use serde::Serialize;

use crate::base::limits;
use crate::desk::view::Found;
use crate::model::search::Sort;
use crate::model::text::Lang;
use crate::web::pages::browse;
use crate::web::pages::browse::PageLink;
use crate::web::pages::facet;
use crate::web::pages::facet::FacetView;
use crate::web::pages::query::Asked;
use crate::web::pages::query::View;

/// A question and what was found, as its page shows them.
#[derive(Debug, Serialize)]
pub struct Question {
    q: String,
    facets: Vec<FacetView>,
    /// What narrows it: words, and the same page without it.
    chips: Vec<(String, String)>,
    filters: usize,
    /// How many facet values may be combined.
    most: usize,
    /// True when no other can be added.
    is_full: bool,
    from: Option<i32>,
    until: Option<i32>,
    bbox: Option<String>,
    /// The order that was asked for, where it is not the usual one.
    asked_sort: Option<&'static str>,
    /// The view that was asked for, where it is not the usual one.
    asked_view: Option<&'static str>,
    is_narrowed: bool,
    /// The words that were looked for, when they are not those that were typed.
    searched: Option<String>,
    suggestion: Option<(String, String)>,
    pages: Vec<PageLink>,
    next: Option<String>,
    previous: Option<String>,
}

impl Question {
    /// Makes it for the page of this name, of so many pages.
    pub fn new(asked: &Asked, found: &Found, lang: Lang, name: &str, last: usize) -> Question {
        let search = &asked.search;
        let at = |asked: &Asked, page: usize| format!("/{}/{name}{}", lang.tag(), asked.query(page));
        let here = |page: usize| at(asked, page);
        let onto = |list: String| list.replacen("/relics", &format!("/{name}"), 1);
        Question {
            q: search.q.clone(),
            facets: facet::facets(asked, found, lang),
            chips: browse::chips(asked, lang).into_iter().map(|(text, list)| (text, onto(list))).collect(),
            filters: asked.filters(),
            most: limits::FACETS,
            is_full: search.facets.values().map(Vec::len).sum::<usize>() >= limits::FACETS,
            from: search.from,
            until: search.until,
            bbox: asked.bbox(),
            asked_sort: (search.sort != Sort::Relevance).then(|| search.sort.name()),
            asked_view: Some(asked.view.name()).filter(|_| asked.view != View::default()),
            is_narrowed: asked.is_narrowed(),
            searched: found.searched.clone(),
            suggestion: found.suggestion.clone().map(|words| {
                let mut other = asked.clone();
                other.search.q = words.clone();
                (words, at(&other, 1))
            }),
            pages: browse::page_links(asked.page, last, &here),
            next: (asked.page < last).then(|| here(asked.page + 1)),
            previous: (asked.page > 1).then(|| here(asked.page - 1)),
        }
    }

    /// Leaves out order and view, for a page that has one of each.
    pub fn without_order(self) -> Question {
        Question { asked_sort: None, asked_view: None, ..self }
    }
}
