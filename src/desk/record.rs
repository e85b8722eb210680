//! Making and changing records.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::btree_map::Entry;

use crate::base::digest::Digest;
use crate::base::id::RecordId;
use crate::catalogue::CatalogueError;
use crate::catalogue::RecordRow;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::keep::Keeping;
use crate::desk::keep::Kept;
use crate::desk::keep::Public;
use crate::model::access::Access;
use crate::model::access::Level;
use crate::model::access::Role;
use crate::model::access::Viewer;
use crate::model::envelope::Envelope;
use crate::model::envelope::Status;
use crate::model::record::Body;
use crate::model::record::Kind;
use crate::model::record::Record;
use crate::model::rules;
use crate::model::rules::Finding;
use crate::model::rules::Severity;
use crate::model::value::Ref;
use crate::pipeline::row;
use crate::sandbox::Inspection;

/// A record after a change.
#[derive(Debug, Clone)]
pub struct Edited {
    /// The record as kept.
    pub record: Record,
    /// Digest to be sent with the next change.
    pub etag: Digest,
    /// What deserves a second look.
    pub warnings: Vec<Finding>,
}

impl Desk {
    /// Makes a record. The workflow's fields are ours: it begins as a draft, version 1.
    pub async fn create(&self, viewer: &Viewer, record: Record) -> Result<Edited, DeskError> {
        self.create_once(viewer, record, None).await
    }

    /// Makes a record under a caller's idempotency key.
    pub async fn create_once(
        &self,
        viewer: &Viewer,
        mut record: Record,
        key: Option<&str>,
    ) -> Result<Edited, DeskError> {
        may_edit(viewer, record.kind())?;
        if record.kind() == Kind::Asset {
            return Err(DeskError::Invalid("problem-asset-needs-file".to_owned()));
        }
        let given = record.envelope;
        record.envelope = Envelope {
            id: given.id,
            code: given.code,
            access: given.access,
            sources: given.sources,
            claims: given.claims,
            same_as: given.same_as,
            review_due: given.review_due,
            ..Envelope::default()
        };
        let warnings = self.checked(viewer, &mut record, None).await?;
        if self.vault.exists(&record.envelope.id) {
            return Err(DeskError::Conflict("problem-record-id-taken".to_owned()));
        }
        let place = row::place(&self.catalogue, &record).await?;
        let _one = self.locks.take(format!("path:{}", place.path)).await;
        let keeping = edit(record, None, Public::Same(None), "creation", "");
        let kept = self.keep(Keeping { idempotency: key.map(str::to_owned), ..keeping }, viewer.name()).await?;
        self.accounts.note(viewer.name(), "create", &kept.record.envelope.id.to_string(), &place.path).await?;
        Ok(edited(kept, warnings))
    }

    /// Changes a record made against a version (`if_match`, its inventory digest). The public goes on seeing what it saw,
    /// but a narrower access takes effect before this returns.
    pub async fn edit(
        &self,
        viewer: &Viewer,
        id: &RecordId,
        if_match: &Digest,
        record: Record,
    ) -> Result<Edited, DeskError> {
        let _one = self.locks.take(format!("record:{id}")).await;
        let row = self.catalogue.record(id).await?;
        self.must_see(viewer, &row).await?;
        may_edit_this(viewer, &row)?;
        if row.inventory != *if_match {
            return Err(DeskError::Stale);
        }
        let head = row.head()?;
        let mut record = Record { envelope: merged(&head.envelope, record.envelope), body: record.body };
        if matches!(viewer, Viewer::Account { role: Role::Volunteer, .. }) {
            record.envelope.access = head.envelope.access.clone();
        }
        if record.kind() != head.kind() {
            return Err(DeskError::Invalid("problem-record-kind".to_owned()));
        }
        if let (Body::Asset(new), Body::Asset(old)) = (&mut record.body, &head.body) {
            new.files = old.files.clone();
        }
        let warnings = self.checked(viewer, &mut record, Some(&head)).await?;
        let place = row::place(&self.catalogue, &record).await?;
        let _path = self.locks.take(format!("path:{}", place.path)).await;
        let public = self.public_after(&row, &record)?;
        let kept =
            self.keep(edit(record, Some(row.inventory), public, "metadata modification", ""), viewer.name()).await?;
        if kept.record.envelope.access != head.envelope.access || kept.record.kind() == Kind::Asset {
            self.catch_up().await?;
        }
        Ok(edited(kept, warnings))
    }

    /// Returns a record's row by reference, if the asker may know of it.
    pub async fn find(&self, viewer: &Viewer, reference: &Ref) -> Result<RecordRow, DeskError> {
        let key = row::key(reference).ok_or(DeskError::Missing)?;
        self.lookup(viewer, &key).await
    }

    /// Returns a record's row by id or ASCII path, if the asker may know of it.
    pub async fn lookup(&self, viewer: &Viewer, key: &str) -> Result<RecordRow, DeskError> {
        let row = if RecordId::looks_like(key) {
            let id = key.parse().map_err(|_| DeskError::Missing)?;
            self.catalogue.record(&id).await
        } else {
            self.catalogue.by_path(key).await
        };
        let row = match row {
            Ok(row) => row,
            Err(CatalogueError::Missing) => return Err(DeskError::Missing),
            Err(error) => return Err(error.into()),
        };
        self.must_see(viewer, &row).await?;
        Ok(row)
    }

    /// An access rule that became narrower holds for the public version too: hiding never waits for a publish.
    fn public_after(&self, row: &RecordRow, record: &Record) -> Result<Public, DeskError> {
        let Some(mut public) = row.public()? else { return Ok(Public::Same(None)) };
        public.envelope.access = record.envelope.access.clone();
        Ok(Public::Same(Some(Box::new(public))))
    }

    /// Checks the rules, turns codes in references into ids where they are known, and returns the warnings.
    async fn checked(
        &self,
        viewer: &Viewer,
        record: &mut Record,
        old: Option<&Record>,
    ) -> Result<Vec<Finding>, DeskError> {
        let findings = rules::check(record);
        let (errors, warnings): (Vec<Finding>, Vec<Finding>) =
            findings.into_iter().partition(|finding| finding.severity == Severity::Error);
        if !errors.is_empty() {
            return Err(DeskError::Findings(errors));
        }
        if let Some(parent) = row::parent_of(record)
            && let Some(key) = row::key(parent)
            && self.catalogue.resolve(&key).await?.is_none()
        {
            let path = if record.kind() == Kind::Inscription { "carrier" } else { "belongs_to" };
            let finding =
                Finding { path: path.to_owned(), severity: Severity::Error, key: "finding-no-parent", detail: key };
            return Err(DeskError::Findings(vec![finding]));
        }
        let wrong = self.regions_wrong(viewer, record, old).await?;
        if wrong.is_empty() { Ok(warnings) } else { Err(DeskError::Findings(wrong)) }
    }

    /// Holds the regions of an asset against its pictures, as far as their measures are known, and against the relic they
    /// are of. What they lead to is written down by its id. Those that stood there before are let be: who changes another
    /// field need not know what they lead to.
    async fn regions_wrong(
        &self,
        viewer: &Viewer,
        record: &mut Record,
        old: Option<&Record>,
    ) -> Result<Vec<Finding>, DeskError> {
        let before = match old.map(|old| &old.body) {
            Some(Body::Asset(body)) => body.regions.as_slice(),
            _ => &[],
        };
        let id = record.envelope.id;
        let relics = self.relics_of(record).await?;
        let Body::Asset(body) = &mut record.body else { return Ok(Vec::new()) };
        if body.regions.iter().all(|region| before.contains(region)) {
            return Ok(Vec::new());
        }
        let file = self.catalogue.asset(&id).await?;
        let seen: Inspection = serde_json::from_str(&file.technical_json).unwrap_or_default();
        let mut sizes = BTreeMap::new();
        let mut wrong = Vec::new();
        for (at, region) in body.regions.iter_mut().enumerate().filter(|(_, region)| !before.contains(region)) {
            let mut add = |field: &str, key: &'static str, detail: String| {
                let (path, detail) = (format!("regions.{at}.{field}"), format!("{} {detail}", at + 1));
                wrong.push(Finding { path, severity: Severity::Error, key, detail });
            };
            let page = region.page_number();
            if page > seen.page_count() {
                add("page", "finding-region-page", page.to_string());
                continue;
            }
            if let Entry::Vacant(place) = sizes.entry(page) {
                place.insert(self.page_measures(&file, page).await?);
            }
            if let Some(Some((width, height))) = sizes.get(&page).copied()
                && !region.is_inside((width, height))
            {
                add("xywh", "finding-region-outside", format!("{} > {width} × {height}", region.xywh));
            }
            let Some(reference) = &region.record else { continue };
            match self.find(viewer, reference).await {
                Ok(row)
                    if leads(row.kind) && (relics.is_empty() || relics.iter().any(|id| row.relic_id == Some(*id))) =>
                {
                    region.record = Some(Ref::id(row.id));
                }
                Ok(_) | Err(DeskError::Missing) => {
                    add("record", "finding-region-record", row::key(reference).unwrap_or_default());
                }
                Err(error) => return Err(error),
            }
        }
        Ok(wrong)
    }

    /// Returns the relic that an asset shows, itself or in what lies below it: the first, where it shows several.
    pub async fn relic_shown(&self, asset: &RecordId) -> Result<Option<RecordId>, DeskError> {
        let record = self.catalogue.record(asset).await?.head()?;
        Ok(self.relics_of(&record).await?.into_iter().next())
    }

    /// Returns the relics that an asset shows, itself or in what lies below them.
    async fn relics_of(&self, record: &Record) -> Result<BTreeSet<RecordId>, DeskError> {
        let mut relics = BTreeSet::new();
        for (id, _) in row::shows(&self.catalogue, record).await? {
            let row = self.catalogue.record(&id).await?;
            relics.extend(if row.kind == Kind::Relic { Some(row.id) } else { row.relic_id });
        }
        Ok(relics)
    }
}

/// Workflow fields and history are ours; the rest is the editor's.
fn merged(old: &Envelope, new: Envelope) -> Envelope {
    Envelope {
        code: new.code,
        access: new.access,
        sources: new.sources,
        claims: new.claims,
        same_as: new.same_as,
        review_due: new.review_due,
        status: match old.status {
            Status::Published | Status::Approved | Status::InReview | Status::Withdrawn => Status::Draft,
            Status::Draft => Status::Draft,
        },
        ..old.clone()
    }
}

pub(super) fn edit(
    record: Record,
    expected: Option<Digest>,
    public: Public,
    event: &'static str,
    note: &str,
) -> Keeping {
    Keeping {
        record,
        public,
        expected,
        put: Vec::new(),
        asset: None,
        jobs: Vec::new(),
        event,
        note: note.to_owned(),
        idempotency: None,
    }
}

fn edited(kept: Kept, warnings: Vec<Finding>) -> Edited {
    Edited { record: kept.record, etag: kept.inventory, warnings }
}

fn may_edit(viewer: &Viewer, kind: Kind) -> Result<(), DeskError> {
    match viewer {
        Viewer::Operator => Ok(()),
        Viewer::Account { role, .. } if role.may_edit() => Ok(()),
        Viewer::Account { role: Role::Volunteer, .. } if kind == Kind::Asset => Ok(()),
        Viewer::Account { .. } => Err(DeskError::Denied),
        Viewer::Visitor => Err(DeskError::SignedOut),
    }
}

/// A region leads to what has a page below a relic.
fn leads(kind: Kind) -> bool {
    matches!(kind, Kind::Part | Kind::Artefact | Kind::Inscription)
}

/// A volunteer changes only what is his own.
pub(super) fn may_edit_this(viewer: &Viewer, row: &RecordRow) -> Result<(), DeskError> {
    may_edit(viewer, row.kind)?;
    match viewer {
        Viewer::Account { role: Role::Volunteer, name, .. } if *name != row.created_by => Err(DeskError::Denied),
        _ => Ok(()),
    }
}

/// Returns an access rule open to all.
pub(super) fn open_to_all() -> Access {
    Access { level: Level::Public, ..Access::default() }
}
