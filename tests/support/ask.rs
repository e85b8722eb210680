//! Requests to the router in process, and what comes back.

use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::HeaderMap;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::Method;
use axum::http::Request;
use axum::http::header;
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

use crate::support::Person;

/// A request being put together.
#[derive(Debug, Clone)]
pub struct Ask {
    method: Method,
    address: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Ask {
    /// Begins a request. The address is percent-encoded where it is not ASCII.
    pub fn new(method: &str, address: &str) -> Ask {
        Ask {
            method: method.parse().expect("a method"),
            address: encoded(address),
            headers: HeaderMap::new(),
            body: Vec::new(),
        }
    }

    /// Begins a GET.
    pub fn get(address: &str) -> Ask {
        Ask::new("GET", address)
    }

    /// Begins a POST.
    pub fn post(address: &str) -> Ask {
        Ask::new("POST", address)
    }

    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Ask {
        let name: HeaderName = name.parse().expect("a header's name");
        self.headers.append(name, HeaderValue::from_bytes(value.as_bytes()).expect("a header's value"));
        self
    }

    /// Asks with a session: its cookie, and its token in the header that scripts send.
    pub fn by(self, person: &Person) -> Ask {
        let cookie = format!("sid={}", person.secret);
        let csrf = person.csrf.clone();
        self.header("cookie", &cookie).header("x-csrf-token", &csrf)
    }

    /// Asks as a program, with a bearer token.
    pub fn with_token(self, person: &Person) -> Ask {
        let bearer = format!("Bearer {}", person.token);
        self.header("authorization", &bearer)
    }

    /// Sends JSON.
    pub fn json(self, value: &Value) -> Ask {
        self.header("content-type", "application/json").body(value.to_string())
    }

    /// Sends a form.
    pub fn form(self, fields: &[(&str, &str)]) -> Ask {
        let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        self.header("content-type", "application/x-www-form-urlencoded").body(pairs.join("&"))
    }

    /// Sends files as a browser's form does, with fields before them.
    pub fn files(self, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Ask {
        const EDGE: &str = "edge-of-a-part";
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(
                format!("--{EDGE}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        for (name, mime, bytes) in files {
            let head = format!(
                "--{EDGE}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: {mime}\r\n\r\n"
            );
            body.extend(head.bytes());
            body.extend_from_slice(bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{EDGE}--\r\n").bytes());
        self.header("content-type", &format!("multipart/form-data; boundary={EDGE}")).body(body)
    }

    /// Sends bytes.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Ask {
        self.body = body.into();
        self
    }

    /// Sends the request to a router and reads the whole answer.
    pub async fn send(self, router: &Router) -> Answer {
        let mut request = Request::builder().method(self.method).uri(&self.address);
        *request.headers_mut().expect("a good address") = self.headers;
        if !self.body.is_empty() {
            request = request.header(header::CONTENT_LENGTH, self.body.len());
        }
        let mut request = request.body(Body::from(self.body)).expect("a good request");
        request.extensions_mut().insert(ConnectInfo::<SocketAddr>(([192, 0, 2, 7], 40_000).into()));
        let response = router.clone().oneshot(request).await.expect("a router does not fail");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("the whole body").to_bytes().to_vec();
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }
}

impl Answer {
    /// Returns the body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Returns the body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("no JSON ({error}): {}", self.text()))
    }

    /// Returns a header; empty when it is absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Returns status, headers by name and body as one text, for goldens. Digests in ETags are left out.
    pub fn printed(&self) -> String {
        format!("{}\n{}\n{}", self.status, self.head(), self.text())
    }

    /// Returns the headers by name, one a line. What depends on the bytes alone is left out.
    pub fn head(&self) -> String {
        let mut lines: Vec<String> = self
            .headers
            .iter()
            .map(|(name, value)| match name.as_str() {
                "etag" => "etag: …\n".to_owned(),
                "content-length" => String::new(),
                name => format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes())),
            })
            .collect();
        lines.sort();
        lines.concat()
    }

    /// Fails with the whole answer unless the status is as expected.
    #[track_caller]
    pub fn must_be(self, status: u16) -> Answer {
        assert!(self.status == status, "expected {status}, answered {}", self.printed());
        self
    }
}

/// Percent-encodes what may not stand in an address, leaving its own signs alone.
fn encoded(address: &str) -> String {
    let mut text = String::new();
    for byte in address.bytes() {
        match byte {
            b'!'..=b'~' => text.push(byte as char),
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    text
}

/// Percent-encodes a value of a form.
pub fn escaped(value: &str) -> String {
    value
        .bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { (byte as char).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
