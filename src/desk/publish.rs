//! The workflow: submit, approve, publish, withdraw. Publishing is a person's act, never a stage's.

use crate::base::clock;
use crate::base::digest::Digest;
use crate::base::id::RecordId;
use crate::catalogue::RecordRow;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::Edited;
use crate::desk::keep::Public;
use crate::desk::record::edit;
use crate::desk::record::open_to_all;
use crate::model::access::Level;
use crate::model::access::Viewer;
use crate::model::envelope::Status;
use crate::model::envelope::Withdrawal;
use crate::model::publish;
use crate::model::publish::Missing;
use crate::model::record::Body;
use crate::model::record::Kind;
use crate::model::record::Record;
use crate::model::text::LangText;

/// A step of the workflow.
#[derive(Debug, Clone)]
pub enum Step {
    /// Ask for a second person.
    Submit,
    /// Send back to be written.
    SendBack,
    /// Approve.
    Approve,
    /// Show to the public; `opens` opens its staff-only assets in the same step.
    Publish {
        /// Whether to open its assets.
        opens: bool,
    },
    /// Take from the public, with a reason code and a public note.
    Withdraw {
        /// A term of `withdrawal_reason`.
        reason: String,
        /// The public note.
        note: LangText,
    },
}

impl Desk {
    /// Takes a record one step on. `read` is the version the asker read, where it is told: another one is refused, and
    /// that is looked at while nobody else can write.
    pub async fn step(
        &self,
        viewer: &Viewer,
        id: &RecordId,
        read: Option<&Digest>,
        step: Step,
    ) -> Result<Edited, DeskError> {
        let one = self.locks.take(format!("record:{id}")).await;
        let row = self.catalogue.record(id).await?;
        self.must_see(viewer, &row).await?;
        if read.is_some_and(|read| *read != row.inventory) {
            return Err(DeskError::Stale);
        }
        let opened = match &step {
            Step::Publish { opens: true } => {
                may_publish(viewer)?;
                self.open_assets(viewer, id).await?
            }
            _ => 0,
        };
        let note = if opened > 0 { format!("opened {opened} assets") } else { String::new() };
        let edited = self.step_on(viewer, &row, &step, &note).await?;
        drop(one);
        self.catch_up().await?;
        Ok(edited)
    }

    /// Takes a step without waiting for the index: for long work that waits once at its end.
    pub(super) async fn step_quietly(&self, id: &RecordId, step: Step) -> Result<(), DeskError> {
        self.step_alone(&Viewer::Operator, id, &step).await
    }

    async fn step_alone(&self, viewer: &Viewer, id: &RecordId, step: &Step) -> Result<(), DeskError> {
        let _one = self.locks.take(format!("record:{id}")).await;
        let row = self.catalogue.record(id).await?;
        self.must_see(viewer, &row).await?;
        self.step_on(viewer, &row, step, "").await.map(|_| ())
    }

    /// Takes a step with a record whose lock the caller holds.
    async fn step_on(&self, viewer: &Viewer, row: &RecordRow, step: &Step, note: &str) -> Result<Edited, DeskError> {
        let mut record = row.head()?;
        let (public, event) = self.apply(viewer, row, &mut record, step).await?;
        let kept = self.keep(edit(record, Some(row.inventory), public, event, note), viewer.name()).await?;
        self.accounts.note(viewer.name(), event, &row.id.to_string(), &row.path).await?;
        Ok(Edited { record: kept.record, etag: kept.inventory, warnings: Vec::new() })
    }

    /// Publishes together with a relic what hangs below it and is ready: parts, artefacts and inscriptions, and the
    /// decisions, events, sources and agents that were never public. A person who may be living is left to a decision
    /// of its own (DOMAIN §3.5). Returns how many were published.
    pub async fn publish_below(&self, viewer: &Viewer, relic: &RecordId) -> Result<usize, DeskError> {
        may_publish(viewer)?;
        let below = self.catalogue.children(relic).await?;
        let ids: Vec<RecordId> = std::iter::once(*relic).chain(below.iter().map(|child| child.id)).collect();
        let related = self.catalogue.related(&ids).await?;
        let mut due = Vec::new();
        for row in related.into_iter().filter(|row| row.published_version.is_none()) {
            let record = row.head()?;
            let may_be_living = matches!(&record.body, Body::Agent(body) if body.agent_kind == "person" && body.living.as_deref() != Some("no"));
            if !may_be_living && is_ready(&record) {
                due.push(row.id);
            }
        }
        for row in below.into_iter().filter(|row| row.published_version != Some(row.version)) {
            if is_ready(&row.head()?) {
                due.push(row.id);
            }
        }
        for id in &due {
            self.step_alone(viewer, id, &Step::Publish { opens: false }).await?;
            self.open_assets(viewer, id).await?;
        }
        self.catch_up().await?;
        Ok(due.len())
    }

    /// Returns what is missing before a record can be published.
    pub async fn missing(&self, row: &RecordRow) -> Result<Vec<Missing>, DeskError> {
        self.missing_for(row, &row.head()?).await
    }

    async fn missing_for(&self, row: &RecordRow, record: &Record) -> Result<Vec<Missing>, DeskError> {
        let mut around = publish::Around::default();
        for asset in self.catalogue.assets_of(std::slice::from_ref(&row.id)).await? {
            let asset_row = self.catalogue.record(&asset).await?;
            if let Body::Asset(body) = asset_row.head()?.body {
                around.has_picture |= body.alt_text.in_lang("vi").is_some() && !body.rights.statement.is_empty();
            }
        }
        let related = self.catalogue.related(std::slice::from_ref(&row.id)).await?;
        around.has_decision = related.iter().any(|row| row.kind == Kind::Decision);
        Ok(publish::missing(record, around))
    }

    async fn apply(
        &self,
        viewer: &Viewer,
        row: &RecordRow,
        record: &mut Record,
        step: &Step,
    ) -> Result<(Public, &'static str), DeskError> {
        let same = || -> Result<Public, DeskError> { Ok(Public::Same(row.public()?.map(Box::new))) };
        let status = record.envelope.status;
        Ok(match step {
            Step::Submit => {
                may_write(viewer)?;
                must_be(status, &[Status::Draft])?;
                record.envelope.status = Status::InReview;
                (same()?, "submission")
            }
            Step::SendBack => {
                may_publish(viewer)?;
                must_be(status, &[Status::InReview, Status::Approved, Status::Withdrawn])?;
                record.envelope.status = Status::Draft;
                (same()?, "sent back")
            }
            Step::Approve => {
                may_publish(viewer)?;
                must_be(status, &[Status::Draft, Status::InReview])?;
                record.envelope.status = Status::Approved;
                (same()?, "approval")
            }
            Step::Publish { .. } => {
                may_publish(viewer)?;
                let missing = self.missing_for(row, record).await?;
                if !missing.is_empty() {
                    return Err(DeskError::NotReady(missing));
                }
                record.envelope.status = Status::Published;
                record.envelope.withdrawal = None;
                (Public::This, "publication")
            }
            Step::Withdraw { reason, note } => {
                may_publish(viewer)?;
                if row.published_version.is_none() {
                    return Err(DeskError::Conflict("problem-record-not-published".to_owned()));
                }
                record.envelope.status = Status::Withdrawn;
                record.envelope.withdrawal = Some(Withdrawal {
                    at: clock::stamp(clock::now()),
                    reason: reason.clone(),
                    note: Some(note.clone()).filter(|note| !note.is_blank()),
                });
                (Public::Nothing, "withdrawal")
            }
        })
    }

    /// Opens the assets of a record that are for staff only; sealed, restricted and reduced ones stay as they are.
    async fn open_assets(&self, viewer: &Viewer, id: &RecordId) -> Result<usize, DeskError> {
        let mut opened = 0;
        for asset in self.catalogue.assets_of(std::slice::from_ref(id)).await? {
            let row = self.catalogue.record(&asset).await?;
            let mut record = row.head()?;
            if record.envelope.access.level != Level::Staff {
                continue;
            }
            let _one = self.locks.take(format!("record:{asset}")).await;
            record.envelope.access = open_to_all();
            let keeping =
                edit(record, Some(row.inventory), Public::Same(None), "access change", "opened with its record");
            self.keep(keeping, viewer.name()).await?;
            opened += 1;
        }
        Ok(opened)
    }
}

/// A record that was withdrawn by itself stays so.
fn is_ready(record: &Record) -> bool {
    record.envelope.status != Status::Withdrawn && publish::missing(record, publish::Around::default()).is_empty()
}

fn may_publish(viewer: &Viewer) -> Result<(), DeskError> {
    match viewer {
        Viewer::Operator => Ok(()),
        Viewer::Account { role, .. } if role.may_publish() => Ok(()),
        Viewer::Account { .. } => Err(DeskError::Denied),
        Viewer::Visitor => Err(DeskError::SignedOut),
    }
}

fn may_write(viewer: &Viewer) -> Result<(), DeskError> {
    match viewer {
        Viewer::Operator => Ok(()),
        Viewer::Account { role, .. } if role.may_edit() => Ok(()),
        Viewer::Account { .. } => Err(DeskError::Denied),
        Viewer::Visitor => Err(DeskError::SignedOut),
    }
}

fn must_be(status: Status, allowed: &[Status]) -> Result<(), DeskError> {
    if allowed.contains(&status) {
        return Ok(());
    }
    Err(DeskError::Conflict("problem-record-wrong-step".to_owned()))
}
