//! Sending files in one request: a form with one file or many, or the bare bytes. They are streamed to the disk, never whole
//! in memory, and answered when they are durable (RELIABILITY §2).

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::FromRequest as _;
use axum::extract::Multipart;
use axum::extract::Path;
use axum::extract::Request;
use axum::extract::State;
use axum::extract::multipart::Field;
use axum::extract::multipart::MultipartError;
use axum::http::HeaderMap;
use axum::http::Method;
use axum::http::StatusCode;
use axum::http::header;
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use futures_util::stream;
use schemars::SchemaGenerator;
use serde_json::Value;
use serde_json::json;

use crate::base::fault::Fault;
use crate::base::id::RecordId;
use crate::base::limits;
use crate::desk::Description;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::Received;
use crate::desk::Taken;
use crate::model::asset::Shows;
use crate::model::text::Lang;
use crate::model::value::Ref;
use crate::web::api::call;
use crate::web::api::call::Call;
use crate::web::api::key::Key;
use crate::web::api::key::Told;
use crate::web::api::read::Changer;
use crate::web::api::records::KINDS;
use crate::web::api::said::List;
use crate::web::api::said::Sent;
use crate::web::api::said::TakenFile;
use crate::web::asker::Asker;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::words;

/// Longest descriptive field of a form, in bytes.
const FIELD_BYTES: usize = 64 << 10;
/// Most descriptive fields of a form.
const FIELDS: usize = 100;

/// Returns the calls of this file.
pub fn calls() -> Vec<Call> {
    let described = |call: Call| {
        call.signed()
            .keyed()
            .header("Content-Disposition", "The file's name, for bare bytes.", false)
            .header("Content-Digest", "SHA-256 of bare bytes (RFC 9530).", false)
            .takes("multipart/form-data", form)
            .takes("application/octet-stream", call::bytes)
            .gives::<Sent>(200, "The bytes were here already.")
            .gives::<Sent>(201, "The file is durable. For several files: a list of them.")
            .fails(&[403, 404, 413, 415, 422, 429, 507])
    };
    let mut calls = vec![described(
        Call::new(Method::POST, "/assets", |state, changer, headers, request| {
            receive(None, state, changer, headers, request)
        })
        .about("assets", "Sends files to the intake tray: assets that show nothing yet."),
    )];
    for (kind, name) in KINDS {
        let send = move |state: State<Arc<Site>>,
                         changer: Changer,
                         Path(code): Path<String>,
                         headers: HeaderMap,
                         request: Request| async move {
            let of = target(&state, &changer.0, kind, &code).await?;
            receive(Some(of), state, changer, headers, request).await
        };
        calls.push(described(
            Call::new(Method::POST, format!("/{name}/{{code}}/assets"), send)
                .about("assets", format!("Sends files that show a record of the kind {}.", kind.name())),
        ));
    }
    calls
}

fn form(_: &mut SchemaGenerator) -> Value {
    let text = json!({ "type": "string" });
    let mut fields = serde_json::Map::from_iter([(
        "file".to_owned(),
        json!({ "type": "array", "items": { "type": "string", "format": "binary" }, "description": "One file or many." }),
    )]);
    for name in [
        "title",
        "title_en",
        "title_id",
        "alt_text",
        "alt_text_en",
        "alt_text_id",
        "caption",
        "creator",
        "rights",
        "credit_line",
        "asset_kind",
        "view",
        "people_shown",
        "captured_at",
        "relation",
        "sha256",
    ] {
        fields.insert(name.to_owned(), text.clone());
    }
    json!({ "type": "object", "properties": fields, "required": ["file"] })
}

/// Finds what a file shall show, once it is clear that the sender may send at all.
async fn target(site: &Site, asker: &Asker, kind: crate::model::record::Kind, code: &str) -> Result<RecordId, Problem> {
    site.desk.may_send(&asker.viewer)?;
    Ok(site.desk.one(&asker.viewer, kind, code).await?.1.id)
}

async fn receive(
    of: Option<RecordId>,
    State(site): State<Arc<Site>>,
    Changer(asker): Changer,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let desk = &site.desk;
    desk.may_send(&asker.viewer)?;
    let _sending = desk.begin_sending(&asker.viewer).await.map_err(too_many)?;
    let kind = text(&headers, header::CONTENT_TYPE).trim_start().to_ascii_lowercase();
    let mut parcel = Parcel { desk, files: Vec::new(), fields: BTreeMap::new() };
    if kind.starts_with("multipart/") {
        parcel.open_form(&asker, announced(&headers), request).await?;
    } else {
        parcel.open_bytes(&asker, &headers, request).await?;
    }
    let call = of.map_or_else(|| "assets".to_owned(), |of| of.to_string());
    let key = Key::of(&headers, &call, parcel.list().as_bytes())?;
    let (_held, told) = key.begin(desk, &asker.viewer).await?;
    if let Some(mut told) = told {
        let id = told.body.get("id").and_then(Value::as_str).map(str::to_owned);
        told.location = told.location.or(id.map(|id| format!("/api/v1/assets/{id}")));
        return Ok(told.send());
    }
    let told = parcel.take(&asker, of, &key).await?;
    key.keep(desk, &asker.viewer, &told).await?;
    Ok(told.send())
}

/// Files that arrived and what was said of them. What is not taken is forgotten when this is dropped.
struct Parcel<'a> {
    desk: &'a Desk,
    files: Vec<(String, Received)>,
    fields: BTreeMap<String, String>,
}

impl Drop for Parcel<'_> {
    fn drop(&mut self) {
        self.files.iter().for_each(|(_, received)| self.desk.forget(received));
    }
}

impl Parcel<'_> {
    /// Returns what arrived as a text: two parcels are the same when it is, however their bodies were put together.
    fn list(&self) -> String {
        let files: Vec<(&str, String)> =
            self.files.iter().map(|(name, received)| (name.as_str(), received.digest.hex())).collect();
        json!({ "files": files, "fields": self.fields }).to_string()
    }

    async fn open_form(&mut self, asker: &Asker, announced: Option<u64>, request: Request) -> Result<(), Problem> {
        drop(self.desk.begin_receiving(&asker.viewer, announced.map(|bytes| bytes.min(limits::FILE_BYTES)))?);
        let mut form = Multipart::from_request(request, &()).await.map_err(|_| malformed())?;
        while let Some(field) = next(&mut form).await? {
            let name = field.name().unwrap_or_default().to_owned();
            if field.file_name().is_some() || name == "file" {
                if self.files.len() == limits::FILES {
                    return Err(Problem::new(Fault::TooLarge, "request.too_large", "problem-request-too-large"));
                }
                let given = field.file_name().unwrap_or_default().to_owned();
                let pieces = stream::unfold(field, |mut field| async move {
                    field.chunk().await.transpose().map(|piece| (piece, field))
                });
                let received = self.desk.receive(&asker.viewer, None, Box::pin(pieces)).await?;
                self.files.push((given, received));
            } else {
                let value = small(field).await?;
                if self.fields.len() == FIELDS {
                    return Err(Problem::new(Fault::TooLarge, "request.too_large", "problem-request-too-large"));
                }
                self.fields.insert(name, value);
            }
        }
        if self.files.is_empty() {
            return Err(Problem::new(Fault::Invalid, "request.no_file", "problem-request-no-file"));
        }
        Ok(())
    }

    async fn open_bytes(&mut self, asker: &Asker, headers: &HeaderMap, request: Request) -> Result<(), Problem> {
        if let Some(sum) = digest(headers)? {
            self.fields.insert("sha256".to_owned(), sum);
        }
        let name = given_name(text(headers, header::CONTENT_DISPOSITION));
        let pieces = request.into_body().into_data_stream();
        let received = self.desk.receive(&asker.viewer, announced(headers), pieces).await?;
        self.files.push((name, received));
        Ok(())
    }

    async fn take(&mut self, asker: &Asker, of: Option<RecordId>, key: &Key) -> Result<Told, Problem> {
        let is_single = self.files.len() == 1;
        let mut told = Vec::new();
        let mut refused = None;
        for (name, received) in std::mem::take(&mut self.files) {
            let mut said = self.said(name.clone(), of)?;
            said.idempotency = key.text().filter(|_| is_single).map(str::to_owned);
            match self.desk.take(&asker.viewer, received, said).await {
                Ok(taken) => told.push(file(&taken, name, is_single, asker.lang)),
                Err(error) if is_single => return Err(error.into()),
                Err(error) => {
                    let problem = Problem::from(error);
                    let reason = problem.detail.get("reason").and_then(Value::as_str).map(str::to_owned);
                    told.push(TakenFile {
                        reason,
                        message: Some(problem.sentence(asker.lang)),
                        error: Some(problem.code.to_owned()),
                        name: Some(name),
                        ..TakenFile::default()
                    });
                    refused = Some(problem);
                }
            }
        }
        let is_new = told.iter().any(|file| file.id.is_some() && !file.duplicate);
        if let Some(mut problem) = refused.filter(|_| told.iter().all(|file| file.id.is_none())) {
            *problem.detail = json!({ "files": told });
            return Err(problem);
        }
        let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
        let location =
            told.first().filter(|_| is_single).and_then(|file| file.id).map(|id| format!("/api/v1/assets/{id}"));
        let sent = match (is_single, told.pop()) {
            (true, Some(file)) => Sent::One(file),
            (_, last) => {
                told.extend(last);
                Sent::Many(List { total: told.len() as u64, items: told, next: None })
            }
        };
        let body = json!(sent);
        Ok(Told { status, location, etag: None, body })
    }

    fn said(&self, name: String, of: Option<RecordId>) -> Result<Description, Problem> {
        let field =
            |name: &str| self.fields.get(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let sha256 = match field("sha256") {
            Some(sum) => Some(sum.to_lowercase().parse().map_err(|_| DeskError::Mismatch)?),
            None => None,
        };
        let relation = field("relation").unwrap_or_default();
        let mut said = Description {
            name,
            of: of.into_iter().map(|id| Shows { record: Ref::id(id), relation: relation.clone() }).collect(),
            sha256,
            ..Description::default()
        };
        said.describe(&field);
        Ok(said)
    }
}

fn file(taken: &Taken, name: String, is_single: bool, lang: Lang) -> TakenFile {
    TakenFile {
        id: Some(taken.id),
        sha256: Some(taken.sha256),
        state: Some(taken.state.clone()),
        duplicate: taken.is_duplicate,
        message: taken.reason.as_deref().map(|key| words::get(lang, key)),
        reason: taken.reason.clone(),
        name: Some(name).filter(|_| !is_single),
        error: None,
    }
}

async fn next(form: &mut Multipart) -> Result<Option<Field<'_>>, Problem> {
    let wait = std::time::Duration::from_secs(limits::BODY_IDLE_S);
    match tokio::time::timeout(wait, form.next_field()).await {
        Ok(field) => field.map_err(|error| cut_or_malformed(&error)),
        Err(_) => Err(DeskError::Cut.into()),
    }
}

async fn small(mut field: Field<'_>) -> Result<String, Problem> {
    let wait = std::time::Duration::from_secs(limits::BODY_IDLE_S);
    let mut bytes = Vec::new();
    loop {
        let piece = tokio::time::timeout(wait, field.chunk()).await.map_err(|_| Problem::from(DeskError::Cut))?;
        match piece.map_err(|error| cut_or_malformed(&error))? {
            None => return Ok(String::from_utf8_lossy(&bytes).into_owned()),
            Some(piece) => bytes.extend_from_slice(&piece),
        }
        if bytes.len() > FIELD_BYTES {
            return Err(Problem::new(Fault::TooLarge, "request.too_large", "problem-request-too-large"));
        }
    }
}

fn cut_or_malformed(error: &MultipartError) -> Problem {
    if error.status() == StatusCode::BAD_REQUEST { malformed() } else { DeskError::Cut.into() }
}

fn malformed() -> Problem {
    let mut problem = Problem::new(Fault::Invalid, "request.invalid", "problem-request-invalid");
    *problem.detail = json!({ "reason": "the form is not well-formed, or ends too early" });
    problem
}

/// Says that an account sends too much at once.
pub fn too_many(error: DeskError) -> Problem {
    let mut problem = Problem::from(error);
    if problem.status == StatusCode::TOO_MANY_REQUESTS {
        problem.code = "upload.too_many";
        problem.message = "problem-upload-too-many".to_owned();
    }
    problem
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Returns the size a sender announced.
pub fn announced(headers: &HeaderMap) -> Option<u64> {
    text(headers, header::CONTENT_LENGTH).parse().ok()
}

/// Reads SHA-256 out of `Content-Digest: sha-256=:…:`.
fn digest(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let given = headers.get("content-digest").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some(sum) = given.split(',').find_map(|one| one.trim().strip_prefix("sha-256=:")?.strip_suffix(':')) else {
        return Ok(None);
    };
    let bytes = BASE64_STANDARD.decode(sum).map_err(|_| Problem::from(DeskError::Mismatch))?;
    Ok(Some(hex::encode(bytes)))
}

/// Reads the name out of `Content-Disposition`: `filename*` first, then `filename`.
fn given_name(disposition: &str) -> String {
    let lower = disposition.to_ascii_lowercase();
    if let Some(at) = lower.find("filename*=") {
        let value = disposition[at + 10..].split(';').next().unwrap_or_default().trim().trim_matches('"');
        let encoded = value.splitn(3, '\'').nth(2).unwrap_or(value);
        return percent_decoded(encoded);
    }
    let Some(at) = lower.find("filename=") else { return String::new() };
    let value = disposition[at + 9..].trim_start();
    let Some(quoted) = value.strip_prefix('"') else {
        return value.split(';').next().unwrap_or_default().trim().to_owned();
    };
    let mut name = String::new();
    let mut letters = quoted.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => break,
            '\\' => name.extend(letters.next()),
            other => name.push(other),
        }
    }
    name
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match (bytes[at], pair.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_every_spelling() {
        for (given, name) in [
            ("attachment; filename=anh.jpg", "anh.jpg"),
            ("attachment; filename=\"a \\\"b\\\".jpg\"; x=y", "a \"b\".jpg"),
            ("attachment; filename=\"x\"; filename*=UTF-8''%C4%90%C3%ACnh%20a.jpg", "Đình a.jpg"),
            ("inline", ""),
            ("attachment; filename*=UTF-8''%zz%", "%zz%"),
        ] {
            assert_eq!(given_name(given), name, "{given}");
        }
    }
}
