//! Folders, many files and zip batches: what matches which relic, what is refused and why. Safe to run again.

mod archive;
mod list;
pub(super) mod sheet;

use std::fs::File;
use std::io::Read as _;
use std::path::PathBuf;

use crate::base::id::RecordId;
use crate::desk::Description;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::Taken;
use crate::desk::batch::list::One;
use crate::desk::batch::sheet::Sheet;
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
    /// Draft relics made for folders, by name; of a trial, those that would be made.
    pub drafts: Vec<String>,
}

/// Hears of every file: its name and what became of it.
type Told<'a> = dyn FnMut(&str, &Result<Taken, String>) + Send + 'a;

/// A batch on its way: what was asked, what is known of it and what became of it so far.
struct Run<'a> {
    viewer: &'a Viewer,
    batch: &'a Batch,
    sheet: Sheet,
    report: BatchReport,
    seen: std::collections::BTreeSet<crate::base::digest::Digest>,
    told: &'a mut Told<'a>,
}

/// Where a file belongs, and how it shows it.
struct Goal {
    aim: Aim,
    relation: String,
}

/// What a file shows.
enum Aim {
    /// To the intake tray.
    Tray,
    /// To a record that is there.
    Known(RecordId),
    /// To a draft relic of this name, not yet made.
    Draft(String),
}

impl Desk {
    /// Takes a batch in. `told` hears of every file: its name and what became of it.
    pub async fn ingest<'a>(
        &self,
        viewer: &'a Viewer,
        batch: &'a Batch,
        told: &'a mut Told<'a>,
    ) -> Result<BatchReport, DeskError> {
        let sheet = batch.sheet.as_deref().map_or_else(|| Ok(Sheet::default()), Sheet::read)?;
        if let Some(relic) = &batch.relic {
            self.find(viewer, &reference(relic)).await?;
        }
        let found = list::list(&batch.paths)?;
        let report = BatchReport { skipped: found.skipped, ..BatchReport::default() };
        let mut run = Run { viewer, batch, sheet, report, seen: Default::default(), told };
        for (name, reason) in found.refused {
            run.tally(&name, Err(DeskError::Refused(reason)))?;
        }
        for one in found.files {
            if one.is_zip_batch() {
                self.ingest_zip(&mut run, &one).await?;
            } else {
                let outcome = self.ingest_one(&mut run, &one).await;
                run.tally(&one.shown, outcome)?;
            }
        }
        for file in run.sheet.unused() {
            run.tally(&file, Err(DeskError::Refused("reason-no-file".to_owned())))?;
        }
        Ok(run.report)
    }

    async fn ingest_one(&self, run: &mut Run<'_>, one: &One) -> Result<Taken, DeskError> {
        let unreadable = |_| DeskError::Refused("reason-unreadable".to_owned());
        let mut file = File::open(&one.path).map_err(unreadable)?;
        let size_bytes = file.metadata().map_err(unreadable)?.len();
        let receiver = self.begin_receiving(run.viewer, Some(size_bytes))?;
        let received = self.hashing.run(move || copy_in(&mut file, receiver)).await??;
        let taken = match self.describe_one(run, one).await {
            Ok((said, goal)) if run.batch.is_trial => self.try_one(run, &received, said, goal).await,
            Ok((mut said, goal)) => match self.reach(run, goal).await {
                Ok(shown) => {
                    said.of.extend(shown);
                    return self.take(run.viewer, received, said).await;
                }
                Err(error) => Err(error),
            },
            Err(error) => Err(error),
        };
        self.vault.forget(&received);
        taken
    }

    /// Says what would become of a file, keeping nothing.
    async fn try_one(
        &self,
        run: &mut Run<'_>,
        received: &Received,
        said: Description,
        goal: Goal,
    ) -> Result<Taken, DeskError> {
        if received.bytes == 0 {
            return Err(DeskError::Refused("reason-empty".to_owned()));
        }
        let seen = self.inspect(received, &said.name).await?;
        if let Aim::Draft(name) = goal.aim {
            run.note_draft(&name);
        }
        let is_new = run.seen.insert(received.digest) && self.catalogue.by_digest(&received.digest).await?.is_empty();
        Ok(Taken {
            id: RecordId::fresh(),
            sha256: received.digest,
            state: "trial".to_owned(),
            is_duplicate: !is_new,
            reason: seen.reason,
        })
    }

    /// Finds what is said of a file and where it belongs, without changing anything.
    async fn describe_one(&self, run: &mut Run<'_>, one: &One) -> Result<(Description, Goal), DeskError> {
        let row = run.sheet.row(&one.shown, &one.name);
        let field = |name: &str| row.and_then(|row| row.get(name)).filter(|value| !value.is_empty()).cloned();
        let mut said = Description { name: one.name.clone(), ..Description::default() };
        sheet::describe(&mut said.asset, &field);
        let from_name = pattern(&one.name);
        if let Some(found) = &from_name {
            found.fill(&mut said.asset);
        }
        let aim = match (run.batch.relic.clone().or_else(|| field("relic")), run.batch.matching) {
            (Some(code), _) => match self.find(run.viewer, &reference(&code)).await {
                Ok(row) => Aim::Known(row.id),
                Err(DeskError::Missing | DeskError::Withdrawn(_)) => {
                    return Err(DeskError::Refused("reason-no-relic".to_owned()));
                }
                Err(error) => return Err(error),
            },
            (None, Match::Folder) => self.aim_of_folders(&one.folders).await?,
            (None, Match::Name) => match from_name.map(|found| found.relic) {
                Some(code) => self.catalogue.resolve(&code).await?.map_or(Aim::Tray, Aim::Known),
                None => Aim::Tray,
            },
        };
        Ok((said, Goal { aim, relation: field("relation").unwrap_or_default() }))
    }

    /// The first folder that names a relic is meant; where none does, a draft named as the first.
    async fn aim_of_folders(&self, folders: &[String]) -> Result<Aim, DeskError> {
        for folder in folders {
            let twin = ascii_twin(folder);
            let by_code = if twin.is_empty() { None } else { self.catalogue.resolve(&twin).await? };
            if let Some(id) = by_code {
                return Ok(Aim::Known(id));
            }
            if let Some(id) = self.catalogue.by_title(Kind::Relic, &name_of_folder(folder)).await? {
                return Ok(Aim::Known(id));
            }
        }
        let name = folders.iter().map(|folder| name_of_folder(folder)).find(|name| !name.is_empty());
        Ok(name.map_or(Aim::Tray, Aim::Draft))
    }

    /// Returns what the file will show, making the draft relic it waits for.
    async fn reach(&self, run: &mut Run<'_>, goal: Goal) -> Result<Option<Shows>, DeskError> {
        let id = match goal.aim {
            Aim::Tray => return Ok(None),
            Aim::Known(id) => id,
            Aim::Draft(name) => match self.catalogue.by_title(Kind::Relic, &name).await? {
                Some(id) => id,
                None => self.make_draft(run, &name).await?,
            },
        };
        Ok(Some(Shows { record: Ref::id(id), relation: goal.relation }))
    }

    async fn make_draft(&self, run: &mut Run<'_>, name: &str) -> Result<RecordId, DeskError> {
        let suggested = Some(suggest_code(name)).filter(|code| !code.is_empty()).unwrap_or_else(|| "X".to_owned());
        let mut code = suggested.clone();
        let mut n = 1;
        while self.catalogue.resolve(&code).await?.is_some() {
            n += 1;
            code = format!("{}{n}", suggested.chars().take(8).collect::<String>());
        }
        let relic = Relic { name: LangText::of("vi", name), rank: "unranked".to_owned(), ..Relic::default() };
        let envelope = Envelope { code: Some(code), ..Envelope::default() };
        match self.create(run.viewer, Record { envelope, body: Body::Relic(Box::new(relic)) }).await {
            Ok(made) => {
                run.note_draft(name);
                Ok(made.record.envelope.id)
            }
            Err(DeskError::Invalid(_) | DeskError::Findings(_) | DeskError::CodeTaken) => {
                Err(DeskError::Refused("reason-folder-name".to_owned()))
            }
            Err(error) => Err(error),
        }
    }
}

impl Run<'_> {
    fn note_draft(&mut self, name: &str) {
        if !self.report.drafts.iter().any(|known| known == name) {
            self.report.drafts.push(name.to_owned());
        }
    }

    /// Counts what became of a file; failures of our own end the batch.
    fn tally(&mut self, name: &str, outcome: Result<Taken, DeskError>) -> Result<(), DeskError> {
        let outcome = match outcome {
            Ok(taken) => {
                let count = if taken.is_duplicate { &mut self.report.duplicates } else { &mut self.report.taken };
                *count += 1;
                Ok(taken)
            }
            Err(DeskError::Refused(reason)) => Err(reason),
            Err(DeskError::TooLarge) => Err("reason-too-large".to_owned()),
            Err(error) => return Err(error),
        };
        if let Err(reason) = &outcome {
            self.report.refused.push((name.to_owned(), reason.clone()));
        }
        (self.told)(name, &outcome);
        Ok(())
    }
}

/// A folder's name as a relic's: composed, underscores as blanks.
fn name_of_folder(folder: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let words: String =
        folder.nfc().map(|letter| if letter == '_' || letter.is_control() { ' ' } else { letter }).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
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
