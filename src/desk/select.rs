//! What goes into a package: who may have which kind, and of each relic only what its receiver may see.

use serde_json::Value;

use crate::base::clock;
use crate::base::id::RecordId;
use crate::base::limits;
use crate::catalogue::AssetRow;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::view::AssetView;
use crate::desk::view::FileState;
use crate::export::Bundle;
use crate::export::EXPORTERS;
use crate::export::Exporter;
use crate::export::Item;
use crate::export::Selection;
use crate::export::exporters::Events;
use crate::export::exporters::Receiver;
use crate::export::selection::StoredObject;
use crate::metadata::described::points_at;
use crate::metadata::standards::premis::PreservationEvent;
use crate::model::access::Level;
use crate::model::access::Role;
use crate::model::access::Viewer;
use crate::model::access::may_leave;
use crate::model::envelope::Status;
use crate::model::open::open;
use crate::model::open::without_consents;
use crate::model::record::Body;
use crate::model::record::Record;
use crate::model::value::Ref;
use crate::pipeline::card;
use crate::pipeline::derive;
use crate::pipeline::page;
use crate::sandbox::Inspection;
use crate::vault;
use crate::vault::VaultError;

/// Event type of a package that was handed out; such an event is not part of packages.
pub(super) const HANDED_OUT: &str = "dissemination";

impl Desk {
    /// Gathers what a package holds. What the asker may not see is missing, whatever the kind of package.
    pub(super) async fn select(
        &self,
        viewer: &Viewer,
        codes: &[String],
        exporter: &Exporter,
    ) -> Result<Selection, DeskError> {
        if codes.is_empty() || codes.len() > limits::PACKAGE_RELICS {
            return Err(DeskError::Invalid(format!("a package holds 1 to {} relics", limits::PACKAGE_RELICS)));
        }
        for code in codes {
            self.relic(viewer, code, true).await?;
        }
        may_have(viewer, exporter)?;
        let mut bundles: Vec<Bundle> = Vec::with_capacity(codes.len());
        for code in codes {
            let bundle = self.bundle(viewer, code, exporter).await?;
            if bundles.iter().all(|known| known.relic.envelope.id != bundle.relic.envelope.id) {
                bundles.push(bundle);
            }
        }
        bundles.sort_by_key(|bundle| (bundle.relic.envelope.code.clone(), bundle.relic.envelope.id));
        let public_url = self.config.public_url.clone().unwrap_or_else(|| format!("http://{}", self.config.listen));
        Ok(Selection { bundles, public_url, archive: self.config.names.clone() })
    }

    async fn bundle(&self, viewer: &Viewer, code: &str, exporter: &Exporter) -> Result<Bundle, DeskError> {
        let wants = exporter.wants;
        let is_public = wants.receiver == Receiver::Public;
        let reader = if is_public { &Viewer::Visitor } else { viewer };
        let view = self.relic(reader, code, !is_public).await?;
        let now = clock::stamp(clock::now());
        let may_go = |record: &Record| match wants.receiver {
            Receiver::House => may_leave(&record.envelope.access, &now) && record.envelope.status != Status::Withdrawn,
            Receiver::Public | Receiver::Archive => true,
        };
        if !may_go(&view.relic) {
            return Err(DeskError::Conflict(format!(
                "{code} is sealed, restricted or withdrawn: it stays in this archive"
            )));
        }
        let shut = |record: &Record| match wants.receiver {
            Receiver::Archive => without_consents(record),
            Receiver::House | Receiver::Public => open(record),
        };
        let children: Vec<Record> = view.children.iter().filter(|child| may_go(child)).map(shut).collect();
        let related: Vec<Record> = view.related.iter().filter(|record| may_go(record)).map(shut).collect();
        let going: Vec<&AssetView> = view.assets.iter().filter(|asset| may_go(&asset.record)).collect();
        let ids: Vec<RecordId> = going.iter().map(|asset| asset.record.envelope.id).collect();
        let files = self.catalogue.assets(&ids).await?;
        let mut items = Vec::with_capacity(going.len());
        for asset in going {
            let Some(file) = files.iter().find(|file| file.id == asset.record.envelope.id) else { continue };
            let mut record = shut(&asset.record);
            if wants.receiver != Receiver::Archive
                && let Body::Asset(body) = &mut record.body
            {
                // A region of what does not go along would tell of it.
                let goes = |reference: &Ref| children.iter().any(|child| points_at(reference, child));
                body.regions.retain(|region| region.record.as_ref().is_none_or(goes));
            }
            items.push(self.item(asset, file, exporter, record).await?);
        }
        let mut bundle = Bundle {
            relic: shut(&view.relic),
            children,
            related,
            items,
            events: Vec::new(),
            earlier: Vec::new(),
            objects: Vec::new(),
        };
        self.add_history(&mut bundle, exporter).await?;
        Ok(bundle)
    }

    async fn item(
        &self,
        asset: &AssetView,
        file: &AssetRow,
        exporter: &Exporter,
        record: Record,
    ) -> Result<Item, DeskError> {
        let wants = exporter.wants;
        let is_handed_out = match wants.receiver {
            Receiver::Public => asset.may_download,
            Receiver::House | Receiver::Archive => wants.damaged || asset.state != FileState::Quarantined,
        };
        let mut seen: Inspection = serde_json::from_str(&file.technical_json).unwrap_or_default();
        if wants.receiver != Receiver::Archive {
            seen.embedded.forget_where();
        }
        let technical = serde_json::to_value(&seen).unwrap_or_default();
        let recipe = self.picture_recipe(file).await?;
        let mut shown = card::shown(file, &record).filter(|_| recipe.is_some());
        if wants.receiver == Receiver::Public && record.envelope.access.level == Level::PublicReduced {
            // What strangers see only marked cannot go out unmarked.
            let is_unmarked = self.config.reduced_mark.is_empty();
            shown = shown.filter(|_| is_unmarked).map(|shown| shown.reduced(self.config.reduced_px));
        }
        Ok(Item {
            record,
            state: file.state.clone(),
            reason: file.reason.clone(),
            sha256: file.sha256,
            bytes: file.bytes,
            stored_as: file.stored_as.clone(),
            is_handed_out,
            technical,
            shown,
            recipe: recipe.unwrap_or_default(),
        })
    }

    /// Returns the recipe the picture of an asset was made by, if there is one; one that was lost is made again.
    async fn picture_recipe(&self, file: &AssetRow) -> Result<Option<u32>, DeskError> {
        if file.derived.is_none() {
            return Ok(None);
        }
        let (derivatives, digest) = (self.derivatives.clone(), file.sha256);
        let found = self.hashing.run(move || derive::open_newest(&derivatives, &digest, 1)).await?;
        if let Some((_, recipe, _)) = found {
            return Ok(Some(recipe));
        }
        let (vault, sandbox, file) = (self.vault.clone(), self.sandbox.clone(), file.clone());
        let derivatives = self.derivatives.clone();
        let made = self.pool.run(move || {
            let (original, _, _) = vault.open_content(&file.id, &file.stored_as)?;
            let seen: Inspection = serde_json::from_str(&file.technical_json).unwrap_or_default();
            let wanted = page::wanted(&file, &seen, 1, false);
            let target = derivatives.kept(&file.sha256, 1);
            let outcome = derive::derive(&sandbox, &target, derivatives.recipe(), original, &wanted);
            let is_made = matches!(outcome, derive::Outcome::Made(_));
            Ok::<_, VaultError>(is_made.then(|| derivatives.recipe()))
        });
        Ok(made.await??)
    }

    /// Reads what was done to the records, their earlier versions and their objects, as far as they are wanted.
    async fn add_history(&self, bundle: &mut Bundle, exporter: &Exporter) -> Result<(), DeskError> {
        let wants = exporter.wants;
        let ids: Vec<RecordId> = bundle.records().map(|record| record.envelope.id).collect();
        for id in ids {
            if wants.events != Events::None {
                bundle.events.extend(self.events_of(id, wants.events, wants.receiver).await?);
            }
            if wants.earlier {
                let newest =
                    bundle.records().find(|record| record.envelope.id == id).map_or(0, |one| one.envelope.version);
                for version in 1..newest {
                    bundle.earlier.push(without_consents(&self.stored(&id, Some(version))?));
                }
            }
            if wants.objects {
                let vault = self.vault.clone();
                let files = self.hashing.run(move || vault.files(&id)).await??;
                let folder = vault::object_path(&id).to_string_lossy().into_owned();
                bundle.objects.push(StoredObject { id, folder, files });
            }
        }
        bundle.events.sort_by(|a, b| (&a.at, &a.id).cmp(&(&b.at, &b.id)));
        Ok(())
    }

    async fn events_of(
        &self,
        id: RecordId,
        which: Events,
        receiver: Receiver,
    ) -> Result<Vec<PreservationEvent>, DeskError> {
        let vault = self.vault.clone();
        let told = self.hashing.run(move || {
            let (inventory, _) = vault.inventory(&id)?;
            let mut told = Vec::new();
            for logical in inventory.state(inventory.head_number()).unwrap_or_default().into_keys() {
                if logical.starts_with("events/") {
                    told.push(serde_json::from_slice::<Value>(&vault.read(&id, &logical, None)?).unwrap_or_default());
                }
            }
            if which == Events::All {
                told.extend(vault.events(&id)?.0);
            }
            Ok::<Vec<Value>, VaultError>(told)
        });
        let mut events: Vec<PreservationEvent> =
            told.await??.iter().filter_map(|event| PreservationEvent::read(&id, event)).collect();
        events.retain(|event| event.kind != HANDED_OUT);
        if receiver != Receiver::Archive {
            for event in events.iter_mut().filter(|event| event.operator != Viewer::Operator.name()) {
                event.operator = "staff".to_owned();
            }
        }
        Ok(events)
    }
}

/// Returns the names of the packages somebody may have.
pub fn presets(viewer: &Viewer) -> Vec<&'static str> {
    EXPORTERS.iter().filter(|exporter| may_have(viewer, exporter).is_ok()).map(|exporter| exporter.name).collect()
}

/// Says whether somebody may have packages of a kind: anybody what is public, staff who export what goes to other houses,
/// registrars and approvers what holds closed material.
pub(super) fn may_have(viewer: &Viewer, exporter: &Exporter) -> Result<(), DeskError> {
    let role = match viewer {
        _ if exporter.wants.receiver == Receiver::Public => return Ok(()),
        Viewer::Operator => return Ok(()),
        Viewer::Visitor => return Err(DeskError::SignedOut),
        Viewer::Account { role, .. } => *role,
    };
    let may = match exporter.wants.receiver {
        Receiver::Archive => matches!(role, Role::Registrar | Role::Approver),
        Receiver::Public | Receiver::House => role.may_export(),
    };
    if may { Ok(()) } else { Err(DeskError::Denied) }
}
