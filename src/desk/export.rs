//! Packages: ordered, made, kept for some days, handed out. Made ones lie in `exports/` under a name that is equal for
//! equal packages, so nothing is packed twice and nothing that has since been hidden is found again.

use std::fs;
use std::fs::File;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use std::time::SystemTime;

use serde_json::Value;
use serde_json::json;

use crate::base::clock;
use crate::base::digest::Digest;
use crate::base::disk;
use crate::base::fault::Fault;
use crate::base::fault::Faulty;
use crate::base::id::RecordId;
use crate::base::limits;
use crate::catalogue::CatalogueError;
use crate::catalogue::Job;
use crate::catalogue::NewJob;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::select::HANDED_OUT;
use crate::desk::select::may_have;
use crate::export::ExportError;
use crate::export::Exporter;
use crate::export::Manifest;
use crate::export::Selection;
use crate::export::Source;
use crate::export::check;
use crate::export::exporter;
use crate::export::exporters::Receiver;
use crate::export::pack;
use crate::export::pack::Opened;
use crate::media::pyramid::Pyramid;
use crate::model::access::Viewer;
use crate::pipeline::place::Derivatives;
use crate::pipeline::runner::End;
use crate::vault::Vault;

/// A package that was made.
#[derive(Debug, Clone)]
pub struct Exported {
    /// Name for whoever keeps it.
    pub name: String,
    /// How many payload files it holds.
    pub files: usize,
    /// How many bytes it weighs.
    pub bytes: u64,
    /// SHA-256 of the zip file.
    pub sha256: Digest,
}

/// A package ready to be sent.
pub struct Package {
    /// Its bytes.
    pub file: File,
    /// How many.
    pub bytes: u64,
    /// Name for whoever keeps it.
    pub name: String,
    /// Equal for equal packages.
    pub etag: String,
    /// True when anybody may have it.
    pub is_public: bool,
}

/// A package that was ordered.
#[derive(Debug, Clone)]
pub struct Ordered {
    /// The job that makes it.
    pub job: Job,
    /// Codes of its relics, as they were ordered.
    pub codes: Vec<String>,
    /// Its kind.
    pub preset: String,
    /// What was made, as long as it is kept.
    pub made: Option<Exported>,
}

/// A finished package on the disk.
struct Made {
    path: PathBuf,
    key: Digest,
    name: String,
    files: usize,
}

impl Desk {
    /// Orders a package; a worker makes it.
    pub async fn order_export(&self, viewer: &Viewer, codes: &[String], preset: &str) -> Result<Ordered, DeskError> {
        let exporter = known(preset)?;
        must_export(viewer)?;
        self.select(viewer, codes, exporter).await?;
        let id = RecordId::fresh();
        let job = NewJob {
            id,
            kind: "export".to_owned(),
            target: codes.join(" "),
            dedup: format!("export:{id}"),
            detail_json: json!({ "codes": codes, "preset": preset }).to_string(),
            created_by: viewer.name().to_owned(),
        };
        self.catalogue.add_job(&job).await?;
        self.queued.notify_waiters();
        Ok(ordered(self.catalogue.job(&id).await?, &self.home.join("exports")))
    }

    /// Returns the packages ordered last, newest first.
    pub async fn exports(&self, viewer: &Viewer) -> Result<Vec<Ordered>, DeskError> {
        must_export(viewer)?;
        let folder = self.home.join("exports");
        let mut all: Vec<Ordered> =
            self.catalogue.jobs(Some("export"), 200).await?.into_iter().map(|job| ordered(job, &folder)).collect();
        all.retain(|one| exporter(&one.preset).is_some_and(|exporter| may_have(viewer, exporter).is_ok()));
        Ok(all)
    }

    /// Opens a package that was ordered. One for the public is gone as soon as anything in it has changed.
    pub async fn exported(&self, viewer: &Viewer, job: &RecordId) -> Result<Package, DeskError> {
        must_export(viewer)?;
        let one = ordered(self.catalogue.job(job).await?, &self.home.join("exports"));
        let exporter = exporter(&one.preset).filter(|_| one.job.kind == "export").ok_or(DeskError::Missing)?;
        may_have(viewer, exporter)?;
        let key = key(&one.job).filter(|_| one.made.is_some()).ok_or(DeskError::Missing)?;
        if exporter.wants.receiver == Receiver::Public {
            let selection = self.select(viewer, &one.codes, exporter).await?;
            if (exporter.manifest)(&selection).digest() != key {
                return Err(DeskError::Missing);
            }
        }
        let name = one.made.map(|made| made.name).unwrap_or_default();
        let path = self.home.join("exports").join(format!("{key}.zip"));
        open(Made { path, key, name, files: 0 }, exporter)
    }

    /// Returns a package of one relic, making it if it does not lie there: for whoever may have it.
    pub async fn package(&self, viewer: &Viewer, code: &str, preset: &str) -> Result<Package, DeskError> {
        let exporter = known(preset)?;
        let codes = [code.to_owned()];
        let selection = self.select(viewer, &codes, exporter).await?;
        let (made, is_new) = self.make(&selection, exporter, *viewer == Viewer::Visitor).await?;
        if is_new && *viewer != Viewer::Visitor {
            self.note_export(viewer, &selection, exporter, &made).await?;
        }
        open(made, exporter)
    }

    /// Writes a package to a file of the asker's choice.
    pub async fn export_to(
        &self,
        viewer: &Viewer,
        codes: &[String],
        preset: &str,
        path: &Path,
    ) -> Result<Exported, DeskError> {
        let exporter = known(preset)?;
        if path.is_dir() || path.parent().is_some_and(|folder| !folder.is_dir()) {
            return Err(DeskError::Invalid("the file to write must lie in a folder that is there".to_owned()));
        }
        let selection = self.select(viewer, codes, exporter).await?;
        let (made, _) = self.make(&selection, exporter, false).await?;
        self.note_export(viewer, &selection, exporter, &made).await?;
        let exported = self.measured(&made).await?;
        let to = path.to_owned();
        self.packing.run(move || hand_over(&made.path, &to)).await?.map_err(DeskError::disk)?;
        Ok(exported)
    }

    /// Does an export job. Who ordered must still be allowed to when it is made.
    pub async fn run_export(&self, job: &Job, owner: &str) -> End {
        let failed = match self.do_export(job).await {
            Ok(detail) => match self.catalogue.end_job(job, owner, &detail.to_string()).await {
                Ok(_) => return End::Done,
                Err(error) => DeskError::from(error),
            },
            Err(error) => error,
        };
        match failed.fault() {
            Fault::Missing | Fault::Gone | Fault::Conflict | Fault::Invalid => {
                End::Never("export-failed-missing".to_owned())
            }
            Fault::Denied | Fault::SignedOut => End::Never("export-failed-denied".to_owned()),
            Fault::Corrupt => End::Never("export-failed-damaged".to_owned()),
            _ => {
                tracing::error!(job.id = %job.id, error = %failed, "a package could not be made");
                End::Again("reason-own-fault".to_owned())
            }
        }
    }

    async fn do_export(&self, job: &Job) -> Result<Value, DeskError> {
        let (codes, preset) = wanted(job);
        let exporter = known(&preset)?;
        let viewer = self.who_ordered(&job.created_by).await?;
        must_export(&viewer)?;
        let selection = self.select(&viewer, &codes, exporter).await?;
        let (made, _) = self.make(&selection, exporter, false).await?;
        self.note_export(&viewer, &selection, exporter, &made).await?;
        let exported = self.measured(&made).await?;
        Ok(json!({
            "codes": codes, "preset": preset, "key": made.key, "name": exported.name, "files": exported.files,
            "bytes": exported.bytes, "sha256": exported.sha256,
        }))
    }

    async fn who_ordered(&self, name: &str) -> Result<Viewer, DeskError> {
        if name == Viewer::Operator.name() {
            return Ok(Viewer::Operator);
        }
        let account = match self.accounts.account(name).await {
            Ok(account) if !account.is_disabled => account,
            Ok(_) | Err(CatalogueError::Missing) => return Err(DeskError::Denied),
            Err(error) => return Err(error.into()),
        };
        Ok(Viewer::Account { name: account.name, role: account.role, is_admin: account.is_admin })
    }

    /// Makes a package unless an equal one lies there; says whether it is new. A stranger does not wait for a worker.
    async fn make(&self, selection: &Selection, exporter: &Exporter, at_once: bool) -> Result<(Made, bool), DeskError> {
        let manifest = (exporter.manifest)(selection);
        let key = manifest.digest();
        let path = self.home.join("exports").join(format!("{key}.zip"));
        let name = format!("{}.zip", manifest.folder);
        let made = Made { path: path.clone(), key, name, files: manifest.entries().len() };
        let _one = self.locks.take(format!("export:{key}")).await;
        if path.is_file() {
            return Ok((made, false));
        }
        if !self.vault.has_room(manifest.least_bytes() / 2, self.config.reserve_bytes)? {
            return Err(DeskError::Full);
        }
        let (vault, derivatives) = (self.vault.clone(), self.derivatives.clone());
        let work = move || write(&vault, &derivatives, &manifest, &path);
        let written = if at_once { self.packing.try_run(work).await? } else { self.packing.run(work).await? };
        written?;
        Ok((made, true))
    }

    async fn measured(&self, made: &Made) -> Result<Exported, DeskError> {
        let path = made.path.clone();
        let (sha256, bytes) = self
            .packing
            .run(move || File::open(path).and_then(|mut file| Digest::of_reader(&mut file)))
            .await?
            .map_err(DeskError::disk)?;
        Ok(Exported { name: made.name.clone(), files: made.files, bytes, sha256 })
    }

    async fn note_export(
        &self,
        viewer: &Viewer,
        selection: &Selection,
        exporter: &Exporter,
        made: &Made,
    ) -> Result<(), DeskError> {
        for bundle in &selection.bundles {
            let id = bundle.relic.envelope.id;
            self.accounts.note(viewer.name(), "export", &id.to_string(), exporter.name).await?;
            if exporter.wants.objects {
                continue; // A copy for this archive itself hands nothing out, and its log would never be equal twice.
            }
            let event = json!({
                "id": RecordId::fresh(),
                "type": HANDED_OUT,
                "at": clock::stamp(clock::now()),
                "operator": viewer.name(),
                "outcome": "success",
                "note": format!("package {} {}", exporter.name, made.key),
            });
            let vault = self.vault.clone();
            self.hashing.run(move || vault.append_event(&id, &event)).await??;
        }
        Ok(())
    }

    /// Takes away packages that were kept long enough.
    pub(super) fn sweep_packages(&self) {
        let age = Duration::from_secs(limits::PACKAGE_DAYS as u64 * 86_400);
        let Some(before) = SystemTime::now().checked_sub(age) else { return };
        self.take_packages_away(|entry| entry.metadata().and_then(|meta| meta.modified()).is_ok_and(|at| at < before));
    }

    /// Takes away what a crash left half-written. Only at a start, while nobody writes.
    pub(super) fn clear_drafts_of_packages(&self) {
        self.take_packages_away(|entry| entry.file_name().to_string_lossy().starts_with('.'));
    }

    fn take_packages_away(&self, is_due: impl Fn(&fs::DirEntry) -> bool) {
        for entry in fs::read_dir(self.home.join("exports")).into_iter().flatten().flatten() {
            if is_due(&entry)
                && let Err(error) = fs::remove_file(entry.path())
            {
                tracing::warn!(error = %error, "an old package could not be taken away");
            }
        }
    }
}

/// Bytes before names: a draft, written, synced, read back and compared, then renamed.
fn write(vault: &Vault, derivatives: &Derivatives, manifest: &Manifest, path: &Path) -> Result<(), ExportError> {
    let folder = path.parent().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let draft = folder.join(format!(".{}", RecordId::fresh()));
    let made = File::create_new(&draft).map_err(ExportError::from).and_then(|file| {
        let packed = pack::pack(manifest, &mut |source| open_source(vault, derivatives, source), file)?;
        let file = File::open(&draft)?;
        disk::drop_cache(&file)?;
        let report = check::zip(file)?;
        match report.wrong.first() {
            Some(wrong) => Err(ExportError::Unlike(wrong.to_string())),
            None if (report.files, report.bytes) != (packed.files, packed.bytes) => {
                Err(ExportError::Unlike("another count of files or bytes".to_owned()))
            }
            None => Ok(()),
        }
    });
    let placed = made.and_then(|()| {
        fs::rename(&draft, path)?;
        Ok(disk::sync_dir(folder)?)
    });
    if placed.is_err() {
        let _ = fs::remove_file(&draft);
    }
    placed
}

fn open_source(vault: &Vault, derivatives: &Derivatives, source: &Source) -> Result<Opened, ExportError> {
    let lost = |error: crate::vault::VaultError| match error.fault() {
        Fault::Missing => ExportError::Gone,
        _ => ExportError::Disk(io::Error::other(error)),
    };
    match source {
        Source::Bytes(bytes) => {
            Ok(Opened { bytes: bytes.len() as u64, reader: Box::new(io::Cursor::new(bytes.clone())) })
        }
        Source::Original { asset, stored_as, bytes, .. } => {
            let opened = vault.open_content(asset, stored_as);
            let (file, size, _) = opened.map_err(|_| ExportError::Damaged(*asset))?;
            if size != *bytes {
                return Err(ExportError::Damaged(*asset));
            }
            Ok(Opened { reader: Box::new(file), bytes: size })
        }
        Source::Picture { original, entry, recipe } => {
            let file = File::open(derivatives.with_recipe(*recipe).kept(original, 1)).map_err(|_| ExportError::Gone)?;
            let pyramid = Pyramid::open(file).map_err(|_| ExportError::Gone)?;
            let slot = pyramid.entry(entry).ok_or(ExportError::Gone)?;
            let bytes = pyramid.read(slot).map_err(|_| ExportError::Gone)?;
            Ok(Opened { bytes: bytes.len() as u64, reader: Box::new(io::Cursor::new(bytes)) })
        }
        Source::Stored { object, path, .. } => {
            let (file, bytes) = vault.open_stored(object, path).map_err(lost)?;
            Ok(Opened { reader: Box::new(file), bytes })
        }
    }
}

/// Copies a finished package to where it was asked for: a draft beside it, synced, renamed.
fn hand_over(from: &Path, to: &Path) -> io::Result<()> {
    let folder = to.parent().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let draft = folder.join(format!(".reliquary-{}", RecordId::fresh()));
    let copied = fs::copy(from, &draft)
        .and_then(|_| File::open(&draft)?.sync_all())
        .and_then(|()| fs::rename(&draft, to))
        .and_then(|()| disk::sync_dir(folder));
    if copied.is_err() {
        let _ = fs::remove_file(&draft);
    }
    copied
}

fn open(made: Made, exporter: &Exporter) -> Result<Package, DeskError> {
    let file = File::open(&made.path).map_err(DeskError::disk)?;
    let bytes = file.metadata().map_err(DeskError::disk)?.len();
    let is_public = exporter.wants.receiver == Receiver::Public;
    Ok(Package { file, bytes, name: made.name, etag: made.key.hex()[..32].to_owned(), is_public })
}

fn known(preset: &str) -> Result<&'static Exporter, DeskError> {
    exporter(preset).ok_or_else(|| {
        let names: Vec<&str> = crate::export::EXPORTERS.iter().map(|exporter| exporter.name).collect();
        DeskError::Invalid(format!("there is no such kind of package; there are {}", names.join(", ")))
    })
}

/// Ordering is for those who export; what is public anybody gets at its address.
fn must_export(viewer: &Viewer) -> Result<(), DeskError> {
    match viewer {
        Viewer::Operator => Ok(()),
        Viewer::Visitor => Err(DeskError::SignedOut),
        Viewer::Account { role, .. } if role.may_export() => Ok(()),
        Viewer::Account { .. } => Err(DeskError::Denied),
    }
}

fn detail(job: &Job) -> Value {
    serde_json::from_str(&job.detail_json).unwrap_or_default()
}

fn wanted(job: &Job) -> (Vec<String>, String) {
    let detail = detail(job);
    let codes = detail["codes"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
    (codes.collect(), detail["preset"].as_str().unwrap_or_default().to_owned())
}

fn key(job: &Job) -> Option<Digest> {
    detail(job)["key"].as_str()?.parse().ok()
}

fn ordered(job: Job, folder: &Path) -> Ordered {
    let (codes, preset) = wanted(&job);
    let detail = detail(&job);
    let is_kept = key(&job).is_some_and(|key| folder.join(format!("{key}.zip")).is_file());
    let made =
        detail["sha256"].as_str().and_then(|digits| digits.parse().ok()).filter(|_| is_kept).map(|sha256| Exported {
            name: detail["name"].as_str().unwrap_or_default().to_owned(),
            files: detail["files"].as_u64().unwrap_or_default() as usize,
            bytes: detail["bytes"].as_u64().unwrap_or_default(),
            sha256,
        });
    Ordered { job, codes, preset, made }
}
