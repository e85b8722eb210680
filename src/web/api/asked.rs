//! The query of a call, read strictly: a name nobody knows and a number that is none are refused.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::extract::Query;
use axum::http::request::Parts;
use serde_json::json;

use crate::base::fault::Fault;
use crate::base::limits;
use crate::model::field;
use crate::web::problem::Problem;

/// Items of a list when nobody says how many.
const ITEMS: usize = 20;

/// The pairs of a query, in order.
#[derive(Debug, Clone, Default)]
pub struct Asked(pub Vec<(String, String)>);

/// Which part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Items to pass over.
    pub offset: usize,
    /// Items to give.
    pub limit: usize,
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Asked, Infallible> {
        let pairs = Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        Ok(Asked(pairs.map(|Query(pairs)| pairs).unwrap_or_default()))
    }
}

impl Asked {
    /// Refuses names that the call does not know.
    pub fn only(&self, known: &[&str]) -> Result<(), Problem> {
        match self.0.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some((name, _)) => {
                let nearest = field::nearest(name, known.iter().copied());
                Err(parameter(name, nearest.map(|near| format!("did you mean {near}?")).as_deref()))
            }
        }
    }

    /// Returns the last value of a name.
    pub fn one(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns a whole number within bounds.
    pub fn number(&self, name: &str, bounds: std::ops::RangeInclusive<i64>) -> Result<Option<i64>, Problem> {
        let Some(text) = self.one(name) else { return Ok(None) };
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|number| is_plain && bounds.contains(number));
        let expected = || format!("a whole number from {} to {} is expected", bounds.start(), bounds.end());
        number.map(Some).ok_or_else(|| parameter(name, Some(&expected())))
    }

    /// Returns one of the words that may stand under a name.
    pub fn word<'a>(&self, name: &str, words: &[&'a str]) -> Result<Option<&'a str>, Problem> {
        let Some(text) = self.one(name) else { return Ok(None) };
        let found = words.iter().find(|word| **word == text).copied();
        found.map(Some).ok_or_else(|| parameter(name, Some(&format!("one of {} is expected", words.join(", ")))))
    }

    /// Returns which part of a list is asked for.
    pub fn page(&self) -> Result<Page, Problem> {
        Ok(Page {
            offset: self.number("offset", 0..=limits::DEPTH as i64)?.unwrap_or(0) as usize,
            limit: self.number("limit", 1..=limits::PAGE_ITEMS as i64)?.unwrap_or(ITEMS as i64) as usize,
        })
    }

    /// Returns the address of the next part of a list, `None` at its end.
    pub fn next(&self, path: &str, page: Page, total: u64) -> Option<String> {
        let offset = page.offset + page.limit;
        if offset as u64 >= total || offset > limits::DEPTH {
            return None;
        }
        let mut query: Vec<(String, String)> = self.0.iter().filter(|(name, _)| name != "offset").cloned().collect();
        query.push(("offset".to_owned(), offset.to_string()));
        let pairs: Vec<String> =
            query.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
        Some(format!("/api/v1{path}?{}", pairs.join("&")))
    }
}

/// Says that a parameter cannot be used.
pub fn parameter(name: &str, why: Option<&str>) -> Problem {
    let mut problem = Problem::new(Fault::Invalid, "request.parameter", "problem-request-parameter");
    *problem.detail = json!({ "parameter": name, "reason": why.unwrap_or("this call does not know it") });
    problem
}

fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b',' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&str, &str)]) -> Asked {
        Asked(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_list_is_paged_to_its_end() {
        let first = asked(&[("q", "đình"), ("limit", "2")]);
        let page = first.page().expect("well-formed");
        assert_eq!(page, Page { offset: 0, limit: 2 });
        assert_eq!(first.next("/search", page, 3).as_deref(), Some("/api/v1/search?q=%C4%91%C3%ACnh&limit=2&offset=2"));
        assert_eq!(first.next("/search", Page { offset: 2, limit: 2 }, 3), None);
    }

    #[test]
    fn numbers_that_are_none_and_names_nobody_knows_are_refused() {
        for bad in ["", "0", "201", "+5", " 5", "1.0", "-1", "9999999999999999999999"] {
            assert!(asked(&[("limit", bad)]).page().is_err(), "{bad}");
        }
        assert!(asked(&[("limt", "5")]).only(&["limit"]).is_err());
    }
}
