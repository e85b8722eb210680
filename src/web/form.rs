//! Forms of the desk: fields by name, the token that makes a change one's own, the answer after a change.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::FromRequest;
use axum::extract::Request;
use axum::response::IntoResponse as _;
use axum::response::Redirect;
use axum::response::Response;

use crate::base::fault::Fault;
use crate::base::limits;
use crate::web::problem::Problem;

/// The fields of a form, each with all its values, in order.
#[derive(Debug, Clone, Default)]
pub struct Form(BTreeMap<String, Vec<String>>);

impl Form {
    /// Returns the trimmed first value of a field; empty when it is absent.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).and_then(|values| values.first()).map_or("", |value| value.trim())
    }

    /// Returns the first value of a field as it was typed, blanks and all: for passwords.
    pub fn raw(&self, name: &str) -> &str {
        self.0.get(name).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// Returns the trimmed first value of a field, if it is not empty.
    pub fn filled(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.is_empty())
    }

    /// Returns every value of a field that is not empty.
    pub fn all(&self, name: &str) -> Vec<String> {
        let values = self.0.get(name).map(Vec::as_slice).unwrap_or_default();
        values.iter().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect()
    }

    /// Returns true when the form has the field, empty or not.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Adds a value to a field.
    pub fn add(&mut self, name: &str, value: impl Into<String>) {
        self.0.entry(name.to_owned()).or_default().push(value.into());
    }

    /// Returns the fields that belong to a path: the path itself and what lies below it.
    pub fn under<'a>(&'a self, path: &'a str) -> impl Iterator<Item = (&'a str, &'a [String])> {
        self.0
            .iter()
            .filter(move |(name, _)| is_under(name, path))
            .map(|(name, values)| (name.as_str(), values.as_slice()))
    }

    /// Replaces the fields of a path by those of another form.
    pub fn take_over(&mut self, path: &str, other: &Form) {
        self.0.retain(|name, _| !is_under(name, path));
        let taken = other.0.iter().filter(|(name, _)| is_under(name, path));
        self.0.extend(taken.map(|(name, values)| (name.clone(), values.clone())));
    }

    /// Returns how many rows a field of rows has: `path.0.…` to the highest number there is.
    pub fn rows(&self, path: &str) -> usize {
        let numbers = self
            .0
            .keys()
            .filter_map(|name| name.strip_prefix(path)?.strip_prefix('.')?.split('.').next()?.parse().ok());
        numbers.max().map_or(0, |highest: usize| (highest + 1).min(ROWS))
    }

    /// Returns the token of the session.
    pub fn token(&self) -> Option<&str> {
        self.filled("csrf_token")
    }

    /// Reads fields as a form's body or an address's query carries them.
    pub fn read(body: &[u8]) -> Form {
        let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).take(4_000) {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = decoded(halves.next().unwrap_or_default());
            let value = decoded(halves.next().unwrap_or_default());
            fields.entry(name).or_default().push(value.replace("\r\n", "\n"));
        }
        Form(fields)
    }
}

/// Most rows of one field.
const ROWS: usize = limits::REGIONS + 1;

fn is_under(name: &str, path: &str) -> bool {
    name.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Form, Problem> {
        let limit = if request.uri().path() == "/login" { limits::LOGIN_BYTES } else { limits::BODY_BYTES };
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|_| Problem::new(Fault::TooLarge, "request.too_large", "problem-request-too-large"))?;
        if body.len() > limit {
            return Err(Problem::new(Fault::TooLarge, "request.too_large", "problem-request-too-large"));
        }
        Ok(Form::read(&body))
    }
}

fn decoded(text: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.iter().copied();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let pair: Vec<u8> = rest.by_ref().take(2).collect();
                let value = std::str::from_utf8(&pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
                bytes.push(value.unwrap_or(b'%'));
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Sends the browser on after a change, so that reloading repeats nothing.
pub fn go(to: &str) -> Response {
    Redirect::to(to).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_browsers_write_it() {
        let form =
            Form::read("name=%C4%90%C3%ACnh+Th%E1%BA%A1c+Gi%C3%A1n&types=a&types=b&note=x%0D%0Ay&bad=%zz".as_bytes());
        assert_eq!(form.get("name"), "Đình Thạc Gián");
        assert_eq!(form.all("types"), ["a", "b"]);
        assert_eq!(form.get("note"), "x\ny");
        assert_eq!(form.get("bad"), "%");
        assert_eq!(form.filled("absent"), None);
    }
}
