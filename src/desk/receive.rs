//! Taking a file in: recognise it, look at its headers in the child, keep it as an asset, promise its picture.

use crate::base::id::RecordId;
use crate::catalogue::AssetRow;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::keep::Keeping;
use crate::desk::keep::Public;
use crate::desk::recover::asset_row;
use crate::desk::recover::derive_job;
use crate::desk::recover::first_state;
use crate::model::access::Access;
use crate::model::access::Viewer;
use crate::model::asset::Asset;
use crate::model::asset::Capture;
use crate::model::asset::File;
use crate::model::asset::Shows;
use crate::model::date::FuzzyDate;
use crate::model::envelope::Envelope;
use crate::model::record::Body;
use crate::model::record::Record;
use crate::model::text::LangText;
use crate::model::value::AgentRef;
use crate::model::value::GeoPoint;
use crate::model::value::Ref;
use crate::sandbox::Inspection;
use crate::vault::Received;
use crate::vault::Receiver;
use crate::vault::Source;

/// What is said of a file by whoever brings it.
#[derive(Debug, Clone, Default)]
pub struct Description {
    /// The name it was given: metadata, never a path.
    pub name: String,
    /// Records it shows, by id or code; empty sends it to the intake tray.
    pub of: Vec<Shows>,
    /// Fields of the asset that are known already; what they leave open is read from the file.
    pub asset: Asset,
    /// Access, when it is not the setting `new_asset_access`.
    pub access: Option<Access>,
    /// The id it shall have, for the sample archive.
    pub id: Option<RecordId>,
    /// SHA-256 the bringer computed.
    pub sha256: Option<crate::base::digest::Digest>,
    /// Caller's idempotency key.
    pub idempotency: Option<String>,
}

impl Description {
    /// Fills fields of the asset from named texts: `title`, `title_en`, `alt_text`, `creator`, `rights`, `view` …
    pub fn describe(&mut self, field: &dyn Fn(&str) -> Option<String>) {
        super::batch::sheet::describe(&mut self.asset, field);
    }
}

/// A file that is kept.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The asset.
    pub id: RecordId,
    /// Digest of its bytes.
    pub sha256: crate::base::digest::Digest,
    /// `staged`, `ready` or `quarantined`.
    pub state: String,
    /// True when the bytes were here already.
    pub is_duplicate: bool,
    /// Why it has no picture, as a message key.
    pub reason: Option<String>,
}

/// A received file that was looked at, and what is said of it.
pub(super) struct Looked {
    pub received: Received,
    pub seen: Inspection,
    pub said: Description,
}

impl Desk {
    /// Starts receiving a file of an announced size; refuses before the body when there is no room or no right.
    pub fn begin_receiving(&self, viewer: &Viewer, announced: Option<u64>) -> Result<Receiver, DeskError> {
        may_upload(viewer)?;
        if announced.is_some_and(|bytes| bytes > crate::base::limits::FILE_BYTES) {
            return Err(DeskError::TooLarge);
        }
        if !self.vault.has_room(announced.unwrap_or(0), self.config.reserve_bytes)? {
            return Err(DeskError::Full);
        }
        Ok(Receiver::create(&self.vault)?)
    }

    /// Fails unless the asker may send files at all.
    pub fn may_send(&self, viewer: &Viewer) -> Result<(), DeskError> {
        may_upload(viewer)
    }

    /// Keeps received bytes as an asset. Whatever happens, the received file is gone afterwards.
    pub async fn take(&self, viewer: &Viewer, received: Received, said: Description) -> Result<Taken, DeskError> {
        let taken = self.take_received(viewer, &received, said).await;
        self.vault.forget(&received);
        taken
    }

    pub(super) async fn take_received(
        &self,
        viewer: &Viewer,
        received: &Received,
        said: Description,
    ) -> Result<Taken, DeskError> {
        may_upload(viewer)?;
        if said.sha256.is_some_and(|announced| announced != received.digest) {
            return Err(DeskError::Mismatch);
        }
        if received.bytes == 0 {
            return Err(DeskError::Refused("reason-empty".to_owned()));
        }
        let of = self.resolve_shows(viewer, &said.of).await?;
        let _one = self.locks.take(format!("sha256:{}", received.digest)).await;
        if let Some(known) = self.known_asset(viewer, received).await? {
            return self.link_known(viewer, known, of).await;
        }
        let seen = self.inspect(received, &said.name).await?;
        crate::base::crash::point("inspected");
        let (keeping, taken) = self.prepare(received, &seen, said, of);
        self.keep(keeping, viewer.name()).await?;
        crate::base::crash::point("answered");
        Ok(taken)
    }

    /// Keeps many received and inspected files, all or none of them. The received files stay: their bringer forgets them.
    pub(super) async fn take_all(&self, viewer: &Viewer, all: Vec<Looked>) -> Result<Vec<Taken>, DeskError> {
        may_upload(viewer)?;
        let mut digests: Vec<_> = all.iter().map(|looked| looked.received.digest).collect();
        digests.sort_unstable();
        digests.dedup();
        // In one order, so that two batches never wait for each other.
        let mut locks = Vec::with_capacity(digests.len());
        for digest in digests {
            locks.push(self.locks.take(format!("sha256:{digest}")).await);
        }
        let mut keepings: Vec<Keeping> = Vec::new();
        let mut first_of = std::collections::HashMap::new();
        let mut known = Vec::new();
        let mut taken: Vec<Option<Taken>> = Vec::new();
        for Looked { received, seen, said } in all {
            let of = self.resolve_shows(viewer, &said.of).await?;
            if let Some(&(place, at)) = first_of.get(&received.digest) {
                let first: &mut Keeping = &mut keepings[place];
                add_shows(&mut first.record, of);
                let twin: Option<Taken> = taken.get(at).cloned().flatten();
                taken.push(twin.map(|twin| Taken { is_duplicate: true, ..twin }));
            } else if let Some(asset) = self.known_asset(viewer, &received).await? {
                known.push((taken.len(), asset, of));
                taken.push(None);
            } else {
                let (keeping, one) = self.prepare(&received, &seen, said, of);
                first_of.insert(received.digest, (keepings.len(), taken.len()));
                keepings.push(keeping);
                taken.push(Some(one));
            }
        }
        self.keep_all(keepings, viewer.name()).await?;
        for (place, asset, of) in known {
            taken[place] = Some(self.link_known(viewer, asset, of).await?);
        }
        Ok(taken.into_iter().flatten().collect())
    }

    fn prepare(
        &self,
        received: &Received,
        seen: &Inspection,
        mut said: Description,
        of: Vec<Shows>,
    ) -> (Keeping, Taken) {
        let id = said.id.unwrap_or_else(RecordId::fresh);
        let idempotency = said.idempotency.take();
        let record = self.describe(id, received, seen, said, of);
        let asset = asset_row(id, &record, seen, first_state(seen), None);
        let taken = Taken {
            id,
            sha256: received.digest,
            state: asset.state.clone(),
            is_duplicate: false,
            reason: asset.reason.clone(),
        };
        (keeping(record, received, seen, asset, idempotency), taken)
    }

    /// Says how the files of a batch ended once their jobs are done: their state and, where they have no picture, why.
    pub async fn outcome(&self, id: &RecordId) -> Result<Taken, DeskError> {
        let asset = self.catalogue.asset(id).await?;
        Ok(Taken { id: *id, sha256: asset.sha256, state: asset.state, is_duplicate: false, reason: asset.reason })
    }

    /// Looks at received bytes without keeping them: for a trial run.
    pub async fn inspect(&self, received: &Received, name: &str) -> Result<Inspection, DeskError> {
        let sandbox = self.sandbox.clone();
        let file = std::fs::File::open(&received.path).map_err(DeskError::disk)?;
        let name = name.to_owned();
        Ok(self.pool.run(move || sandbox.inspect(file, &name)).await??)
    }

    async fn resolve_shows(&self, viewer: &Viewer, said: &[Shows]) -> Result<Vec<Shows>, DeskError> {
        let mut of = Vec::new();
        for shown in said {
            let row = self.find(viewer, &shown.record).await?;
            let relation = if shown.relation.is_empty() { "depicts".to_owned() } else { shown.relation.clone() };
            of.push(Shows { record: Ref::id(row.id), relation });
        }
        Ok(of)
    }

    /// Finds an asset that holds the same bytes and that the asker may know of.
    async fn known_asset(&self, viewer: &Viewer, received: &Received) -> Result<Option<AssetRow>, DeskError> {
        for known in self.catalogue.by_digest(&received.digest).await? {
            let row = self.catalogue.record(&known.id).await?;
            if self.may_see_asset(viewer, &row).await? {
                return Ok(Some(known));
            }
            self.accounts.note(viewer.name(), "duplicate of hidden", &known.id.to_string(), "").await?;
        }
        Ok(None)
    }

    async fn link_known(&self, viewer: &Viewer, known: AssetRow, of: Vec<Shows>) -> Result<Taken, DeskError> {
        let _one = self.locks.take(format!("record:{}", known.id)).await;
        let row = self.catalogue.record(&known.id).await?;
        let mut record = row.head()?;
        let added = add_shows(&mut record, of);
        if added {
            self.keep(
                Keeping {
                    record,
                    public: Public::Same(None),
                    expected: Some(row.inventory),
                    put: Vec::new(),
                    asset: None,
                    jobs: Vec::new(),
                    event: "metadata modification",
                    note: "the same bytes came again; one more record it shows".to_owned(),
                    idempotency: None,
                },
                viewer.name(),
            )
            .await?;
        }
        Ok(Taken { id: known.id, sha256: known.sha256, state: known.state, is_duplicate: true, reason: known.reason })
    }

    fn describe(
        &self,
        id: RecordId,
        received: &Received,
        seen: &Inspection,
        said: Description,
        of: Vec<Shows>,
    ) -> Record {
        let embedded = &seen.embedded;
        let mut asset = said.asset;
        asset.of = of;
        asset.files = vec![File {
            role: "master".to_owned(),
            path: format!("original.{}", seen.ext),
            name: said.name.clone(),
            mime: seen.mime.clone(),
            puid: seen.puid.clone(),
            bytes: received.bytes,
            sha256: Some(received.digest),
            width_px: turned(seen).map(|(width, _)| width),
            height_px: turned(seen).map(|(_, height)| height),
            pages: seen.pages,
            duration_s: None,
            profile: embedded.icc.as_ref().map(|icc| icc.name.clone()),
        }];
        if asset.asset_kind.is_empty() {
            asset.asset_kind = kind_of(seen).to_owned();
        }
        if asset.title.is_blank() {
            let title = embedded.title.clone().or_else(|| seen.title.clone());
            asset.title =
                LangText::of("vi", &title.filter(|text| !text.is_empty()).unwrap_or_else(|| stem(&said.name)));
        }
        if asset.caption.is_none() {
            asset.caption = embedded.caption_for_people().map(|caption| LangText::of("vi", caption));
        }
        if asset.captured_at.is_none() {
            asset.captured_at = embedded
                .captured_at
                .as_deref()
                .and_then(|at| at.get(..10))
                .filter(|day| crate::model::edtf::parse(day).is_some())
                .map(|day| FuzzyDate { edtf: day.to_owned(), ..FuzzyDate::default() });
        }
        if asset.creator.is_none() {
            let name = embedded.creator.first().cloned().or_else(|| seen.author.clone());
            asset.creator = name.map(|name| AgentRef { name: Some(LangText::of("vi", &name)), ..AgentRef::default() });
        }
        if asset.geo_at_capture.is_none() {
            asset.geo_at_capture = embedded.gps.as_ref().map(|gps| GeoPoint {
                lat: gps.lat,
                lon: gps.lon,
                method: Some("gps".to_owned()),
                ..GeoPoint::default()
            });
        }
        if asset.capture.is_none() {
            asset.capture = capture(seen);
        }
        if asset.rights.credit_line.is_none() {
            let credit = embedded.credit.clone().or_else(|| embedded.copyright.clone());
            asset.rights.credit_line = credit.map(|credit| LangText::of("vi", &credit));
        }
        let access = said.access.unwrap_or(Access { level: self.config.new_asset_access, ..Access::default() });
        let envelope = Envelope { id, access, ..Envelope::default() };
        Record { envelope, body: Body::Asset(Box::new(asset)) }
    }
}

fn keeping(
    record: Record,
    received: &Received,
    seen: &Inspection,
    asset: AssetRow,
    idempotency: Option<String>,
) -> Keeping {
    let technical = serde_json::to_vec_pretty(seen).unwrap_or_default();
    Keeping {
        put: vec![
            (asset.stored_as.clone(), Source::Link { path: received.path.clone(), digest: received.digest }),
            ("technical.json".to_owned(), Source::Bytes(technical)),
        ],
        jobs: if seen.has_preview { vec![derive_job(&asset)] } else { Vec::new() },
        record,
        public: Public::Same(None),
        expected: None,
        asset: Some(asset),
        event: "ingestion",
        note: String::new(),
        idempotency,
    }
}

/// Adds records an asset shows; returns whether any was new.
fn add_shows(record: &mut Record, of: Vec<Shows>) -> bool {
    let Body::Asset(asset) = &mut record.body else { return false };
    let before = asset.of.len();
    for shown in of {
        if !asset.of.iter().any(|old| old.record == shown.record) {
            asset.of.push(shown);
        }
    }
    asset.of.len() > before
}

fn may_upload(viewer: &Viewer) -> Result<(), DeskError> {
    match viewer {
        Viewer::Operator => Ok(()),
        Viewer::Account { role, .. } if role.may_upload() => Ok(()),
        Viewer::Account { .. } => Err(DeskError::Denied),
        Viewer::Visitor => Err(DeskError::SignedOut),
    }
}

/// Returns width and height as shown: a picture turned by a quarter changes them over.
fn turned(seen: &Inspection) -> Option<(u32, u32)> {
    let (width, height) = (seen.width?, seen.height?);
    let is_turned = seen.embedded.orientation.is_some_and(|turn| (5..=8).contains(&turn));
    Some(if is_turned { (height, width) } else { (width, height) })
}

fn kind_of(seen: &Inspection) -> &'static str {
    match seen.family.as_str() {
        "picture" if seen.format == "svg" => "drawing",
        "picture" => "photo",
        "document" | "office" | "text" => "document",
        "audio" => "audio",
        "video" => "video",
        "model" => "model_3d",
        _ => "dataset",
    }
}

fn stem(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = base.rsplit_once('.').map_or(base, |(stem, _)| stem);
    let words = if stem.is_empty() { base } else { stem };
    words.chars().map(|letter| if letter == '_' || letter.is_control() { ' ' } else { letter }).collect()
}

fn capture(seen: &Inspection) -> Option<Capture> {
    let embedded = &seen.embedded;
    let device =
        [embedded.make.as_deref(), embedded.model.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let capture = Capture {
        device: Some(device).filter(|device| !device.is_empty()),
        lens: embedded.lens.clone(),
        settings: embedded.exposure.clone(),
        software: embedded.software.clone(),
        ..Capture::default()
    };
    (capture != Capture::default()).then_some(capture)
}
