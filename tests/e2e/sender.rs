//! A program that sends files over the API as a careful client does: with a key it repeats, or as a resumable upload
//! that goes on where the server says.

use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reliquary::base::digest::Digest;
use serde_json::Value;

use crate::support::Cli;
use crate::support::PNG;
use crate::support::photo_of;
use crate::support::relic;
use crate::support::server::Reply;
use crate::support::server::ask;

/// Pieces of a resumable upload, in bytes.
const PIECE: usize = 2_000;

/// A file to be sent, and how far it got.
#[derive(Debug, Clone)]
pub struct Parcel {
    /// Its number: makes bytes, name and key.
    pub number: u32,
    /// Whether it goes as a resumable upload.
    pub is_resumable: bool,
    /// Where the server keeps the pieces.
    pub location: Option<String>,
    /// The asset's id, once acknowledged.
    pub acknowledged: Option<String>,
}

impl Parcel {
    /// Makes a parcel of a number; every second one is resumable, every third one a picture.
    pub fn new(number: u32) -> Parcel {
        Parcel { number, is_resumable: number % 2 == 1, location: None, acknowledged: None }
    }

    /// Returns its bytes.
    pub fn bytes(&self) -> Vec<u8> {
        if self.number.is_multiple_of(3) {
            return photo_of(self.number, 96, 64, PNG);
        }
        format!("Bản ghi số {} của đình làng.\n", self.number).repeat(120).into_bytes()
    }

    /// Returns the digest of its bytes.
    pub fn sha256(&self) -> String {
        Digest::of(&self.bytes()).hex()
    }

    fn name(&self) -> String {
        format!("tep-{}.{}", self.number, if self.number.is_multiple_of(3) { "png" } else { "txt" })
    }

    /// Sends it, or what is left of it, until it is acknowledged. Fails when the server goes away.
    pub fn send(&mut self, address: &str, token: &str) -> std::io::Result<()> {
        let reply = if self.is_resumable { self.resume(address, token)? } else { self.post(address, token)? };
        self.acknowledge(address, token, &reply)
    }

    fn post(&self, address: &str, token: &str) -> std::io::Result<Reply> {
        let headers = [
            ("authorization", format!("Bearer {token}")),
            ("content-type", "application/octet-stream".to_owned()),
            ("content-disposition", format!("attachment; filename=\"{}\"", self.name())),
            ("idempotency-key", format!("parcel-{}", self.number)),
        ];
        call(address, "POST", "/api/v1/relics/DTG/assets", &headers, &self.bytes())
    }

    fn resume(&mut self, address: &str, token: &str) -> std::io::Result<Reply> {
        let bytes = self.bytes();
        let own = |more: &[(&'static str, String)]| {
            let mut headers = vec![("authorization", format!("Bearer {token}")), ("tus-resumable", "1.0.0".to_owned())];
            headers.extend_from_slice(more);
            headers
        };
        let mut offset = None;
        if let Some(location) = &self.location {
            let reply = call(address, "HEAD", location, &own(&[]), b"")?;
            // The server finishes what is complete, for one who has not heard the answer to the last piece.
            if reply.header("location").is_some() {
                return Ok(reply);
            }
            offset = reply.header("upload-offset").and_then(|text| text.parse::<usize>().ok());
        }
        if offset.is_none() {
            let said = format!("filename {},relic {}", STANDARD.encode(self.name()), STANDARD.encode("DTG"));
            let length = bytes.len().to_string();
            let begun = own(&[("upload-length", length), ("upload-metadata", said)]);
            let reply = call(address, "POST", "/api/v1/uploads", &begun, b"")?;
            assert_eq!(reply.status, 201, "{}\n{}", reply.head, reply.text());
            let location = reply.header("location").expect("a place to send to");
            self.location = Some(path_of(location));
            offset = Some(0);
        }
        let location = self.location.clone().expect("announced");
        let mut offset = offset.unwrap_or(0);
        loop {
            let end = (offset + PIECE).min(bytes.len());
            let headers = own(&[
                ("content-type", "application/offset+octet-stream".to_owned()),
                ("upload-offset", offset.to_string()),
            ]);
            let reply = call(address, "PATCH", &location, &headers, &bytes[offset..end])?;
            assert!(matches!(reply.status, 200 | 201 | 204), "{}\n{}", reply.head, reply.text());
            if end == bytes.len() {
                return Ok(reply);
            }
            offset = end;
        }
    }

    /// An answer acknowledges when it names the asset, in its body or as its location.
    fn acknowledge(&mut self, address: &str, token: &str, reply: &Reply) -> std::io::Result<()> {
        assert!(matches!(reply.status, 200 | 201 | 204), "{}\n{}", reply.head, reply.text());
        let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        let location = reply.header("location").map(path_of);
        let id = match (body["id"].as_str(), location) {
            (Some(id), _) => id.to_owned(),
            (None, Some(location)) => location.rsplit('/').next().unwrap_or_default().to_owned(),
            (None, None) => panic!("nothing was acknowledged: {}\n{}", reply.head, reply.text()),
        };
        if let Some(sha256) = body["sha256"].as_str() {
            assert_eq!(sha256, self.sha256());
        }
        let _ = (address, token);
        self.acknowledged = Some(id);
        Ok(())
    }
}

/// Makes a home with the relic `DTG` and an account; returns its token.
pub fn prepare(home: &Path, folder: &Path) -> String {
    let file = folder.join("relic.json");
    std::fs::write(&file, relic("DTG", "Đình Thạc Gián").to_json()).unwrap();
    Cli::must(home, &["user", "add", "lan", "--role", "officer"]);
    Cli::must(home, &["relic", "add", &file.to_string_lossy()]);
    Cli::must(home, &["token", "new", "lan"]).trim().to_owned()
}

/// Checks that an acknowledged parcel is there with the right bytes.
pub fn must_be_there(address: &str, token: &str, parcel: &Parcel) {
    let id = parcel.acknowledged.as_deref().expect("acknowledged");
    let headers = [("authorization", format!("Bearer {token}"))];
    let reply = call(address, "GET", &format!("/api/v1/assets/{id}/original"), &headers, b"").unwrap();
    assert_eq!(reply.status, 200, "{} was acknowledged as {id} and is lost: {}", parcel.number, reply.text());
    assert_eq!(Digest::of(&reply.body).hex(), parcel.sha256(), "{} is altered", parcel.number);
}

/// Returns every asset there is: digest → ids. Each one's original must be readable and be what it says.
pub fn all_assets(address: &str, token: &str) -> BTreeMap<String, Vec<String>> {
    let headers = [("authorization", format!("Bearer {token}"))];
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut offset = 0;
    loop {
        let reply = call(address, "GET", &format!("/api/v1/assets?limit=200&offset={offset}"), &headers, b"").unwrap();
        assert_eq!(reply.status, 200, "{}", reply.text());
        let page: Value = serde_json::from_slice(&reply.body).unwrap();
        let items = page["items"].as_array().unwrap();
        for item in items {
            let (id, sha256) = (item["id"].as_str().unwrap(), item["sha256"].as_str().unwrap());
            let original = call(address, "GET", &format!("/api/v1/assets/{id}/original"), &headers, b"").unwrap();
            assert_eq!(original.status, 200, "{id} is half visible: {}", original.text());
            assert_eq!(Digest::of(&original.body).hex(), sha256, "{id} is half visible");
            found.entry(sha256.to_owned()).or_default().push(id.to_owned());
        }
        offset += items.len();
        if items.is_empty() || offset as u64 >= page["total"].as_u64().unwrap() {
            return found;
        }
    }
}

/// Sends one request with headers that are made for it.
pub fn call(
    address: &str,
    method: &str,
    path: &str,
    headers: &[(&'static str, String)],
    body: &[u8],
) -> std::io::Result<Reply> {
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    ask(address, method, path, &headers, body)
}

fn path_of(location: &str) -> String {
    match location.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]).to_owned(),
        None => location.to_owned(),
    }
}
