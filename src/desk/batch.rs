//! Folders, many files and zip batches: what matches which relic, what is refused and why. Safe to run again.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;

use crate::base::zip;
use crate::desk::Description;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::Taken;
use crate::desk::upload::reference;
use crate::model::access::Viewer;
use crate::model::asset::Asset;
use crate::model::asset::Shows;
use crate::model::code::ascii_twin;
use crate::model::code::suggest_code;
use crate::model::date::FuzzyDate;
use crate::model::envelope::Envelope;
use crate::model::record::Body;
use crate::model::record::Kind;
use crate::model::record::Record;
use crate::model::relic::Relic;
use crate::model::text::LangText;
use crate::model::value::AgentRef;
use crate::model::value::Ref;
use crate::model::vocabulary;
use crate::vault::Received;
use crate::vault::Receiver;

/// How files find their relic.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Match {
    /// By the pattern of DOMAIN §9: `DTG_TD_000_PHO_FRONT_20260314_0001.tif`.
    #[default]
    Name,
    /// By the first folder whose name is a relic's code or name; an unknown one makes a draft relic.
    Folder,
}

/// What to take in and how.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// Files, folders and zip batches.
    pub paths: Vec<PathBuf>,
    /// The relic all of it belongs to.
    pub relic: Option<String>,
    /// How files find their relic otherwise.
    pub matching: Match,
    /// A CSV sheet whose column `file` names files.
    pub sheet: Option<PathBuf>,
    /// Look, but keep nothing.
    pub is_trial: bool,
    /// Take the good entries of a zip batch that has bad ones.
    pub takes_part: bool,
}

/// What became of a batch.
#[derive(Debug, Clone, Default)]
pub struct BatchReport {
    /// Files kept.
    pub taken: usize,
    /// Files whose bytes were here already.
    pub duplicates: usize,
    /// Files refused: name and message key.
    pub refused: Vec<(String, String)>,
    /// Files passed over: system files.
    pub skipped: Vec<String>,
}

struct One {
    path: PathBuf,
    name: String,
    folders: Vec<String>,
}

impl Desk {
    /// Takes a batch in. `told` hears of every file: its name and what became of it.
    pub async fn ingest(
        &self,
        viewer: &Viewer,
        batch: &Batch,
        told: &mut (dyn FnMut(&str, &Result<Taken, String>) + Send),
    ) -> Result<BatchReport, DeskError> {
        let mut report = BatchReport::default();
        let sheet = match &batch.sheet {
            Some(path) => read_sheet(path)?,
            None => BTreeMap::new(),
        };
        if let Some(relic) = &batch.relic {
            self.find(viewer, &reference(relic)).await?;
        }
        let mut files = Vec::new();
        for path in &batch.paths {
            list(path, &mut Vec::new(), &mut files, &mut report)?;
        }
        for one in files {
            if is_zip_batch(&one.path) {
                self.ingest_zip(viewer, batch, &sheet, &one, &mut report, told).await?;
                continue;
            }
            let outcome = match File::open(&one.path) {
                Ok(file) => self.ingest_one(viewer, batch, &sheet, &one, file).await,
                Err(_) => Err(DeskError::Refused("reason-unreadable".to_owned())),
            };
            tally(&mut report, told, &one.name, outcome)?;
        }
        Ok(report)
    }

    async fn ingest_one(
        &self,
        viewer: &Viewer,
        batch: &Batch,
        sheet: &Sheet,
        one: &One,
        mut file: File,
    ) -> Result<Taken, DeskError> {
        let size_bytes = file.metadata().map_err(DeskError::disk)?.len();
        let receiver = self.begin_receiving(viewer, Some(size_bytes))?;
        let received = self.hashing.run(move || copy_in(&mut file, receiver)).await??;
        self.take_one(viewer, batch, sheet, one, received).await
    }

    async fn take_one(
        &self,
        viewer: &Viewer,
        batch: &Batch,
        sheet: &Sheet,
        one: &One,
        received: Received,
    ) -> Result<Taken, DeskError> {
        let said = match self.describe_one(viewer, batch, sheet, one).await {
            Ok(said) => said,
            Err(error) => {
                self.vault.forget(&received);
                return Err(error);
            }
        };
        if batch.is_trial {
            let seen = if received.bytes == 0 {
                Err(DeskError::Refused("reason-empty".to_owned()))
            } else {
                self.inspect(&received, &said.name).await
            };
            let is_duplicate = !self.catalogue.by_digest(&received.digest).await?.is_empty();
            self.vault.forget(&received);
            let seen = seen?;
            return Ok(Taken {
                id: crate::base::id::RecordId::fresh(),
                sha256: received.digest,
                state: "trial".to_owned(),
                is_duplicate,
                reason: seen.reason,
            });
        }
        self.take(viewer, received, said).await
    }

    /// All or nothing: every entry is unpacked, read and looked at before the first is kept.
    async fn ingest_zip(
        &self,
        viewer: &Viewer,
        batch: &Batch,
        sheet: &Sheet,
        zip_file: &One,
        report: &mut BatchReport,
        told: &mut (dyn FnMut(&str, &Result<Taken, String>) + Send),
    ) -> Result<(), DeskError> {
        let path = zip_file.path.clone();
        let opened = self.hashing.run(move || File::open(path).map_err(|_| zip::ZipError::Damaged).and_then(zip::Batch::open)).await?;
        let mut opened = match opened {
            Ok(opened) => opened,
            Err(error) => return tally(report, told, &zip_file.name, Err(DeskError::Refused(error.reason().to_owned()))),
        };
        report.skipped.extend(opened.skipped().iter().cloned());
        let mut bad: Vec<(String, String)> = opened.refused().to_vec();
        let mut good: Vec<(One, Received)> = Vec::new();
        for n in 0..opened.len() {
            let one = entry_of(zip_file, opened.name(n));
            let receiver = self.begin_receiving(viewer, Some(opened.size(n)))?;
            let (back, unpacked) = self.hashing.run(move || unpack(opened, n, receiver)).await?;
            opened = back;
            match unpacked {
                Err(reason) => bad.push((one.name, reason)),
                Ok(received) if received.bytes == 0 => {
                    self.vault.forget(&received);
                    bad.push((one.name, "reason-empty".to_owned()));
                }
                Ok(received) => match self.inspect(&received, &one.name).await {
                    Ok(_) => good.push((one, received)),
                    Err(DeskError::Refused(reason)) => {
                        self.vault.forget(&received);
                        bad.push((one.name, reason));
                    }
                    Err(error) => return Err(error),
                },
            }
        }
        let is_refused = !bad.is_empty() && !batch.takes_part;
        for (name, reason) in bad {
            tally(report, told, &name, Err(DeskError::Refused(reason)))?;
        }
        for (one, received) in good {
            if is_refused {
                self.vault.forget(&received);
                tally(report, told, &one.name, Err(DeskError::Refused("reason-zip-batch".to_owned())))?;
            } else {
                let outcome = self.take_one(viewer, batch, sheet, &one, received).await;
                tally(report, told, &one.name, outcome)?;
            }
        }
        Ok(())
    }

    async fn describe_one(&self, viewer: &Viewer, batch: &Batch, sheet: &Sheet, one: &One) -> Result<Description, DeskError> {
        let base = one.name.rsplit('/').next().unwrap_or(&one.name);
        let row = sheet.get(base).or_else(|| sheet.get(&one.name));
        let field = |name: &str| row.and_then(|row| row.get(name)).filter(|value| !value.is_empty()).cloned();
        let mut said = Description { name: base.to_owned(), ..Description::default() };
        describe(&mut said.asset, &field);
        let from_name = pattern(base);
        if let Some(found) = &from_name {
            found.fill(&mut said.asset);
        }
        let wanted = batch.relic.clone().or_else(|| field("relic"));
        let shown = match (wanted, batch.matching) {
            (Some(code), _) => Some(self.find(viewer, &reference(&code)).await?.id),
            (None, Match::Folder) => self.relic_of_folders(viewer, &one.folders, batch.is_trial).await?,
            (None, Match::Name) => match from_name.map(|found| found.relic) {
                Some(code) => self.catalogue.resolve(&code).await?,
                None => None,
            },
        };
        said.of.extend(shown.map(|id| Shows { record: Ref::id(id), relation: field("relation").unwrap_or_default() }));
        Ok(said)
    }

    /// Finds the relic of the first folder that names one; an unknown first folder makes a draft of that name.
    async fn relic_of_folders(
        &self,
        viewer: &Viewer,
        folders: &[String],
        is_trial: bool,
    ) -> Result<Option<crate::base::id::RecordId>, DeskError> {
        for folder in folders {
            if let Some(id) = self.catalogue.resolve(&ascii_twin(folder)).await? {
                return Ok(Some(id));
            }
            if let Some(id) = self.catalogue.by_title(Kind::Relic, folder).await? {
                return Ok(Some(id));
            }
        }
        let Some(name) = folders.first().filter(|_| !is_trial) else { return Ok(None) };
        let mut code = suggest_code(name);
        let mut n = 1;
        while code.is_empty() || self.catalogue.resolve(&code).await?.is_some() {
            n += 1;
            code = format!("{}{n}", suggest_code(name).chars().take(9).collect::<String>());
        }
        let relic = Relic { name: LangText::of("vi", name), rank: "unranked".to_owned(), ..Relic::default() };
        let envelope = Envelope { code: Some(code), ..Envelope::default() };
        let made = self.create(viewer, Record { envelope, body: Body::Relic(Box::new(relic)) }).await?;
        Ok(Some(made.record.envelope.id))
    }
}

type Sheet = BTreeMap<String, BTreeMap<String, String>>;

/// Reads a sheet: a row a file, named in the column `file`; other columns are fields of the asset.
fn read_sheet(path: &Path) -> Result<Sheet, DeskError> {
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(64 << 20).read_to_end(&mut bytes)).map_err(DeskError::disk)?;
    let text = String::from_utf8(bytes).map_err(|_| DeskError::Invalid("the sheet must be CSV in UTF-8".to_owned()))?;
    let first = text.lines().next().unwrap_or_default();
    let delimiter = if first.matches(';').count() > first.matches(',').count() { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let names: Vec<String> = match reader.headers() {
        Ok(names) => names.iter().map(|name| name.trim().to_lowercase()).collect(),
        Err(error) => return Err(DeskError::Invalid(format!("the sheet cannot be read: {error}"))),
    };
    if !names.iter().any(|name| name == "file") {
        return Err(DeskError::Invalid("the sheet needs a column named \"file\"".to_owned()));
    }
    let mut sheet = Sheet::new();
    for row in reader.records() {
        let row = row.map_err(|error| DeskError::Invalid(format!("the sheet cannot be read: {error}")))?;
        let fields: BTreeMap<String, String> =
            names.iter().cloned().zip(row.iter().map(|value| value.trim().to_owned())).collect();
        if let Some(file) = fields.get("file").filter(|file| !file.is_empty()) {
            sheet.insert(file.clone(), fields.clone());
        }
    }
    Ok(sheet)
}

/// Fills fields of an asset from named texts: `title`, `title_en`, `alt_text`, `creator`, `rights`, `view` …
pub(super) fn describe(asset: &mut Asset, field: &dyn Fn(&str) -> Option<String>) {
    let langs = |name: &str| -> Option<LangText> {
        let mut text = LangText::default();
        for (key, lang) in [(name.to_owned(), "vi"), (format!("{name}_vi"), "vi"), (format!("{name}_en"), "en"), (format!("{name}_id"), "id")] {
            if let Some(value) = field(&key) {
                text.0.extend(LangText::of(lang, &value).0);
            }
        }
        (!text.is_blank()).then_some(text)
    };
    asset.title = langs("title").unwrap_or_default();
    asset.alt_text = langs("alt_text").unwrap_or_default();
    asset.caption = langs("caption");
    asset.creator = langs("creator").map(|name| AgentRef { name: Some(name), ..AgentRef::default() });
    asset.rights.statement = field("rights").unwrap_or_default();
    asset.rights.credit_line = langs("credit_line");
    asset.asset_kind = field("asset_kind").filter(|kind| vocabulary::contains("asset_kind", kind)).unwrap_or_default();
    asset.view = field("view").filter(|view| vocabulary::contains("view", view));
    asset.people_shown = field("people_shown").filter(|shown| vocabulary::contains("people_shown", shown));
    asset.captured_at = field("captured_at")
        .filter(|date| crate::model::edtf::parse(date).is_some())
        .map(|edtf| FuzzyDate { edtf, ..FuzzyDate::default() });
}

struct Named {
    relic: String,
    view: String,
    date: String,
}

impl Named {
    fn fill(&self, asset: &mut Asset) {
        let view = self.view.to_lowercase();
        if asset.view.is_none() && vocabulary::contains("view", &view) {
            asset.view = Some(view);
        }
        if asset.captured_at.is_none() {
            let edtf = format!("{}-{}-{}", &self.date[..4], &self.date[4..6], &self.date[6..]);
            if crate::model::edtf::parse(&edtf).is_some() {
                asset.captured_at = Some(FuzzyDate { edtf, ..FuzzyDate::default() });
            }
        }
    }
}

/// Reads `{RELIC}_{PART}_{NO}_{KIND}_{VIEW}_{YYYYMMDD}_{SEQ}.{ext}` (DOMAIN §9).
fn pattern(name: &str) -> Option<Named> {
    let (stem, _) = name.rsplit_once('.')?;
    let parts: Vec<&str> = stem.split('_').collect();
    let [relic, _, _, _, view, date, _] = parts.as_slice() else { return None };
    let is_date = date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit());
    is_date.then(|| Named { relic: ascii_twin(relic), view: (*view).to_owned(), date: (*date).to_owned() })
}

fn list(path: &Path, folders: &mut Vec<String>, files: &mut Vec<One>, report: &mut BatchReport) -> Result<(), DeskError> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let kind = std::fs::symlink_metadata(path).map_err(|_| DeskError::Invalid(format!("{name}: there is no such file")))?;
    if is_system_file(&name) {
        report.skipped.push(name);
        return Ok(());
    }
    if kind.is_dir() {
        let mut below: Vec<PathBuf> =
            std::fs::read_dir(path).map_err(DeskError::disk)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
        below.sort();
        folders.push(name);
        for one in below {
            list(&one, folders, files, report)?;
        }
        folders.pop();
    } else if kind.is_file() {
        files.push(One { path: path.to_owned(), name, folders: folders.clone() });
    } else {
        report.refused.push((name, "reason-special-file".to_owned()));
    }
    Ok(())
}

fn is_system_file(name: &str) -> bool {
    matches!(name, ".DS_Store" | "Thumbs.db" | "desktop.ini" | "__MACOSX") || name.starts_with("._")
}

/// A file whose name ends in `.zip` and that is one is a batch.
fn is_zip_batch(path: &Path) -> bool {
    let is_named = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
    let mut head = [0u8; 4];
    is_named && File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok() && head.starts_with(b"PK")
}

fn entry_of(zip_file: &One, name: &str) -> One {
    let mut folders = zip_file.folders.clone();
    folders.extend(name.split('/').rev().skip(1).collect::<Vec<_>>().into_iter().rev().map(str::to_owned));
    One { path: zip_file.path.clone(), name: name.to_owned(), folders }
}

fn unpack(mut batch: zip::Batch, n: usize, receiver: Receiver) -> (zip::Batch, Result<Received, String>) {
    struct Into(Receiver);
    impl std::io::Write for Into {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.write(bytes).map_err(std::io::Error::other)?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut into = Into(receiver);
    let copied = batch.copy(n, &mut into).map_err(|error| error.reason().to_owned());
    let received = copied.and_then(|()| into.0.finish().map_err(|_| "reason-own-fault".to_owned()));
    (batch, received)
}

fn copy_in(file: &mut File, mut receiver: Receiver) -> Result<Received, DeskError> {
    let mut piece = vec![0u8; 256 << 10];
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok(receiver.finish()?),
            Ok(got) => receiver.write(&piece[..got])?,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return Err(DeskError::Refused("reason-unreadable".to_owned())),
        }
    }
}

/// Counts what became of a file; failures of our own end the batch.
fn tally(
    report: &mut BatchReport,
    told: &mut (dyn FnMut(&str, &Result<Taken, String>) + Send),
    name: &str,
    outcome: Result<Taken, DeskError>,
) -> Result<(), DeskError> {
    let outcome = match outcome {
        Ok(taken) => {
            if taken.is_duplicate { report.duplicates += 1 } else { report.taken += 1 }
            Ok(taken)
        }
        Err(DeskError::Refused(reason)) => {
            report.refused.push((name.to_owned(), reason.clone()));
            Err(reason)
        }
        Err(DeskError::TooLarge) => {
            report.refused.push((name.to_owned(), "reason-too-large".to_owned()));
            Err("reason-too-large".to_owned())
        }
        Err(error) => return Err(error),
    };
    told(name, &outcome);
    Ok(())
}
