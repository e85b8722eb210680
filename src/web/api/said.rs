//! The shapes of answers.

use std::collections::BTreeMap;

use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header;
use axum::response::IntoResponse as _;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::base::digest::Digest;
use crate::base::id::RecordId;
use crate::desk::DeskError;
use crate::desk::Job;
use crate::desk::RecordRow;
use crate::desk::view::AssetView;
use crate::desk::view::Card;
use crate::desk::view::FileState;
use crate::model::record::Body;
use crate::model::record::Kind;
use crate::model::record::Record;
use crate::model::text::Lang;
use crate::model::title::title;
use crate::words;

/// A part of a list.
#[derive(Debug, Serialize, JsonSchema)]
pub struct List<T> {
    /// How many there are in all.
    pub total: u64,
    /// This part of them.
    pub items: Vec<T>,
    /// Address of the next part; null at the end.
    pub next: Option<String>,
}

/// What went wrong: the shape that `Problem::to_json` writes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Failure {
    /// A stable name, such as `asset.too_large`.
    pub error: String,
    /// A sentence in the caller's language.
    pub message: String,
    /// Particulars.
    pub detail: Value,
}

/// A record in a list.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Line {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// Its ASCII code; the id where it has none.
    pub code: String,
    /// ASCII code of the relic it stands under; its own for a relic.
    pub relic: Option<String>,
    /// Its name, in the caller's language where there is one.
    pub title: String,
    /// The language the name is in.
    pub title_lang: String,
    /// Where its newest version stands; for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Its newest version; for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// The version the public sees; for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_version: Option<u32>,
    /// When it was last changed, RFC 3339; for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<String>,
    /// Address of a picture of it, 512 pixels wide.
    pub thumbnail: Option<String>,
}

impl Line {
    /// Makes the line of a public card.
    pub fn of_card(card: &Card, lang: Lang) -> Line {
        let (title_lang, title) = card.title.best(lang).unwrap_or(("vi", ""));
        Line {
            id: card.id.to_string(),
            kind: card.kind.name().to_owned(),
            code: card.code.clone(),
            relic: Some(card.relic_code.clone()).filter(|_| card.kind != Kind::Asset),
            title: title.to_owned(),
            title_lang: title_lang.to_owned(),
            thumbnail: card.picture.as_ref().map(|picture| thumbnail(&picture.asset)),
            ..Line::default()
        }
    }

    /// Makes the line of a record: the newest version for staff, the published one for others.
    pub fn of_row(row: &RecordRow, is_staff: bool, lang: Lang) -> Result<Line, DeskError> {
        let record = match row.public()? {
            Some(public) if !is_staff => public,
            _ => row.head()?,
        };
        let name = title(&record);
        let (title_lang, title) = name.best(lang).unwrap_or(("vi", ""));
        let (relic, code) = match row.path.split_once('/') {
            Some((relic, code)) => (Some(relic.to_owned()), code.to_owned()),
            None => (Some(row.path.clone()).filter(|_| row.kind == Kind::Relic), row.path.clone()),
        };
        Ok(Line {
            id: row.id.to_string(),
            kind: row.kind.name().to_owned(),
            code,
            relic,
            title: title.to_owned(),
            title_lang: title_lang.to_owned(),
            status: is_staff.then(|| row.status.clone()),
            version: is_staff.then_some(row.version),
            published_version: row.published_version.filter(|_| is_staff),
            updated: is_staff.then(|| instant(row.updated_ms)),
            thumbnail: None,
        })
    }
}

/// One version in the life of a record.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Version {
    /// Its number.
    pub version: u32,
    /// When, RFC 3339.
    pub at: String,
    /// Who.
    pub by: String,
    /// What and why.
    pub message: String,
}

/// What became of the files of one request.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Sent {
    /// One file came.
    One(TakenFile),
    /// Several came.
    Many(List<TakenFile>),
}

/// A file that was taken in, or the reason why not.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct TakenFile {
    /// Id of the asset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<RecordId>,
    /// SHA-256 of the bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Digest>,
    /// `staged`, `ready` or `quarantined`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// True when the bytes were here already.
    pub duplicate: bool,
    /// Why it was refused or has no picture: a stable key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The reason in the caller's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The name the file was given; only where several came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Name of the problem of a refused file; only where several came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// What an answer about an asset adds to its record. A change that sends these back is none the worse for it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AssetFile {
    /// `staged`, `ready` or `quarantined`.
    pub state: String,
    /// Why it is quarantined or has no picture: a stable key.
    pub reason: Option<String>,
    /// The reason in the caller's language.
    pub message: Option<String>,
    /// SHA-256 of the original.
    pub sha256: Digest,
    /// Size of the original.
    pub bytes: u64,
    /// Media type of the original, by content.
    pub mime: String,
    /// How many pages are pictures of their own: one for a photograph.
    pub pages: u32,
    /// What was read out of the file, by name.
    pub technical: BTreeMap<String, String>,
    /// Address of a picture 512 pixels wide.
    pub thumbnail: Option<String>,
    /// Address of the IIIF image service.
    pub image: Option<String>,
    /// Address of the original, for those who may have it.
    pub original: Option<String>,
}

impl AssetFile {
    /// Names of its fields.
    pub const NAMES: [&'static str; 11] = [
        "state",
        "reason",
        "message",
        "sha256",
        "bytes",
        "mime",
        "pages",
        "technical",
        "thumbnail",
        "image",
        "original",
    ];

    /// Makes what is added for a view.
    pub fn of(view: &AssetView, lang: Lang) -> AssetFile {
        let id = view.record.envelope.id;
        AssetFile {
            state: state(view.state).to_owned(),
            message: view.reason.as_deref().map(|key| words::get(lang, key)),
            reason: view.reason.clone(),
            sha256: view.sha256,
            bytes: view.bytes,
            mime: view.mime.clone(),
            pages: view.pages.count,
            technical: view
                .technical
                .iter()
                .map(|(key, text)| (key.trim_start_matches("tech-").replace('-', "_"), text.clone()))
                .collect(),
            thumbnail: view.shown.as_ref().map(|_| thumbnail(&id)),
            image: view.shown.as_ref().map(|_| format!("/iiif/image/{id}/info.json")),
            original: view.may_download.then(|| format!("/api/v1/assets/{id}/original")),
        }
    }
}

/// An asset in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AssetLine {
    /// Its id.
    pub id: RecordId,
    /// Its title, in the caller's language where there is one.
    pub title: String,
    /// The name its file was given.
    pub name: String,
    /// A term of `asset_kind`.
    pub asset_kind: String,
    /// How widely it is open.
    pub access: String,
    /// The records it shows, by id or code.
    pub of: Vec<String>,
    /// The file's side.
    #[serde(flatten)]
    pub file: AssetFile,
}

impl AssetLine {
    /// Makes the line of a view.
    pub fn of(view: &AssetView, lang: Lang) -> AssetLine {
        let record: &Record = &view.record;
        let access = serde_json::to_value(record.envelope.access.level).unwrap_or_default();
        let (mut name, mut asset_kind, mut of) = (String::new(), String::new(), Vec::new());
        if let Body::Asset(body) = &record.body {
            name = body.files.first().map(|file| file.name.clone()).unwrap_or_default();
            asset_kind = body.asset_kind.clone();
            let key = |reference: &crate::model::value::Ref| {
                reference.id.map(|id| id.to_string()).or_else(|| reference.code.clone())
            };
            of = body.of.iter().filter_map(|shows| key(&shows.record)).collect();
        }
        AssetLine {
            id: record.envelope.id,
            title: title(record).best(lang).map(|(_, text)| text.to_owned()).unwrap_or_default(),
            name,
            asset_kind,
            access: access.as_str().unwrap_or_default().to_owned(),
            of,
            file: AssetFile::of(view, lang),
        }
    }
}

/// A job.
#[derive(Debug, Serialize, JsonSchema)]
pub struct JobLine {
    /// Its id.
    pub id: RecordId,
    /// The stage, such as `derive` or `export`.
    pub kind: String,
    /// What it works on.
    pub target: String,
    /// `ready`, `running`, `done` or `failed`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// Why it failed: a stable key.
    pub reason: Option<String>,
    /// The reason in the caller's language.
    pub message: Option<String>,
    /// Who asked for it.
    pub created_by: String,
    /// When, RFC 3339.
    pub created: String,
    /// When it may run next, RFC 3339; for one that waits.
    pub next_try: Option<String>,
    /// When it ended, RFC 3339.
    pub finished: Option<String>,
    /// What the stage needs to know, and what it found.
    pub detail: Value,
}

impl JobLine {
    /// Makes the line of a job.
    pub fn of(job: &Job, lang: Lang) -> JobLine {
        JobLine {
            id: job.id,
            kind: job.kind.clone(),
            target: job.target.clone(),
            state: job.state.name().to_owned(),
            attempts: job.attempts,
            message: job.reason.as_deref().map(|key| words::get(lang, key)),
            reason: job.reason.clone(),
            created_by: job.created_by.clone(),
            created: instant(job.created_ms),
            next_try: (job.state.name() == "ready").then(|| instant(job.run_at_ms)),
            finished: job.finished_ms.map(instant),
            detail: serde_json::from_str(&job.detail_json).unwrap_or_default(),
        }
    }
}

/// Returns the name of a file's state.
pub fn state(state: FileState) -> &'static str {
    match state {
        FileState::Staged => "staged",
        FileState::Ready => "ready",
        FileState::Quarantined => "quarantined",
    }
}

/// Returns the address of an asset's small picture.
pub fn thumbnail(asset: &RecordId) -> String {
    format!("/api/v1/assets/{asset}/thumbnail")
}

/// Returns an instant as RFC 3339.
pub fn instant(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).map(crate::base::clock::stamp).unwrap_or_default()
}

/// Sends JSON, with an ETag where there is one.
pub fn send(status: StatusCode, body: &impl Serialize, etag: Option<&Digest>) -> Response {
    let mut response = (status, axum::Json(body)).into_response();
    if let Some(etag) = etag {
        add(response.headers_mut(), header::ETAG, &format!("\"{etag}\""));
    }
    response
}

/// Adds a header whose value is known to be plain.
pub fn add(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
