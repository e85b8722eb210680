//! Reading records as their asker may see them. One function decides (`model::access::visible`); everything asks it.

use std::collections::HashSet;

use crate::base::clock;
use crate::base::id::RecordId;
use crate::catalogue::AssetRow;
use crate::catalogue::RecordRow;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::Withdrawn;
use crate::desk::view::AssetView;
use crate::desk::view::FileState;
use crate::desk::view::Overview;
use crate::desk::view::Pages;
use crate::desk::view::RelicView;
use crate::desk::view::Shown;
use crate::model::access::Level;
use crate::model::access::Standing;
use crate::model::access::Viewer;
use crate::model::access::visible;
use crate::model::asset::Region;
use crate::model::card::Card;
use crate::model::open::open;
use crate::model::record::Body;
use crate::model::record::Kind;
use crate::model::record::Record;
use crate::model::search::Search;
use crate::model::value::Ref;
use crate::pipeline::card;
use crate::pipeline::row;
use crate::sandbox::Inspection;
use crate::sandbox::PageSizes;

/// One step in the life of a record.
#[derive(Debug, Clone)]
pub struct History {
    /// The version it made.
    pub version: u32,
    /// When, RFC 3339.
    pub at: String,
    /// Who.
    pub by: String,
    /// What and why.
    pub message: String,
}

impl Desk {
    /// Returns a relic with everything its page shows. `newest` asks for the newest version, for staff.
    pub async fn relic(&self, viewer: &Viewer, key: &str, newest: bool) -> Result<RelicView, DeskError> {
        let row = self.known(viewer, key).await?;
        if row.kind != Kind::Relic {
            return Err(DeskError::Missing);
        }
        let newest = newest && viewer.is_staff();
        let relic = version(&row, newest)?.ok_or(DeskError::Missing)?;
        let mut children = Vec::new();
        let mut ids = vec![row.id];
        for child in self.catalogue.children(&row.id).await? {
            if may_see_one(viewer, &child)?
                && let Some(record) = version(&child, newest)?
            {
                ids.push(child.id);
                children.push(record);
            }
        }
        let mut related = Vec::new();
        for one in self.catalogue.related(&ids).await? {
            if may_see_one(viewer, &one)? {
                related.extend(version(&one, newest)?);
            }
        }
        let (assets, making) = self.assets_shown(viewer, &relic, &ids).await?;
        Ok(RelicView { relic, children, assets, making, related, etag: row.inventory.hex() })
    }

    /// Returns an asset that the asker may see, with the records it shows.
    pub async fn asset(&self, viewer: &Viewer, id: &RecordId) -> Result<(AssetView, Vec<Record>), DeskError> {
        let row = self.catalogue.record(id).await?;
        if row.kind != Kind::Asset || !self.may_see_asset(viewer, &row).await? {
            return Err(DeskError::Missing);
        }
        let file = self.catalogue.asset(id).await?;
        let mut shown = Vec::new();
        for above in self.catalogue.shown_by(id).await? {
            if self.may_see(viewer, &above).await? {
                shown.extend(version(&above, viewer.is_staff())?);
            }
        }
        let mut record = row.head()?;
        self.close_regions(viewer, &mut record).await?;
        Ok((self.view(viewer, record, &file), shown))
    }

    /// Returns a record and its edit lock: the newest version for staff, the published one for others.
    pub async fn record(&self, viewer: &Viewer, key: &str) -> Result<(Record, RecordRow), DeskError> {
        let row = self.known(viewer, key).await?;
        let newest = viewer.is_staff() || row.kind == Kind::Asset;
        let record = version(&row, newest)?.ok_or(DeskError::Missing)?;
        Ok((record, row))
    }

    /// Returns a page of records for staff, and how many there are.
    pub async fn list(
        &self,
        viewer: &Viewer,
        mut filter: crate::catalogue::ListFilter,
    ) -> Result<(i64, Vec<RecordRow>), DeskError> {
        match viewer {
            Viewer::Visitor => return Err(DeskError::SignedOut),
            Viewer::Account { role, name, .. } if !role.is_staff() => {
                if !role.may_upload() {
                    return Err(DeskError::Denied);
                }
                filter.created_by = Some(name.clone());
            }
            _ => {}
        }
        Ok(self.catalogue.list(&filter).await?)
    }

    /// Returns how many records of a kind stand in each status, for staff.
    pub async fn counts(&self, viewer: &Viewer, kind: Kind) -> Result<Vec<(String, i64)>, DeskError> {
        if !viewer.is_staff() {
            return Err(DeskError::Denied);
        }
        Ok(self.catalogue.counts(kind).await?)
    }

    /// Returns the assets of a record for staff, in order.
    pub async fn assets_for(&self, viewer: &Viewer, row: &RecordRow) -> Result<Vec<AssetView>, DeskError> {
        let record = row.head()?;
        Ok(self.assets_shown(viewer, &record, std::slice::from_ref(&row.id)).await?.0)
    }

    /// Returns the children of a relic for staff.
    pub async fn children(&self, viewer: &Viewer, relic: &RecordId) -> Result<Vec<RecordRow>, DeskError> {
        let mut seen = Vec::new();
        for child in self.catalogue.children(relic).await? {
            if self.may_see(viewer, &child).await? {
                seen.push(child);
            }
        }
        Ok(seen)
    }

    /// Returns the versions of a record, newest first.
    pub async fn history(&self, viewer: &Viewer, key: &str) -> Result<Vec<History>, DeskError> {
        if !viewer.is_staff() {
            return Err(DeskError::SignedOut);
        }
        let row = self.lookup(viewer, key).await?;
        let vault = self.vault.clone();
        let (inventory, _) = self.hashing.run(move || vault.inventory(&row.id)).await??;
        let mut history: Vec<History> = inventory
            .versions
            .iter()
            .map(|(name, version)| History {
                version: name.trim_start_matches('v').parse().unwrap_or(0),
                at: version.created.clone(),
                by: version.user.name.clone(),
                message: version.message.clone(),
            })
            .collect();
        history.sort_by_key(|step| std::cmp::Reverse(step.version));
        Ok(history)
    }

    /// Returns the figures and relics of the first page.
    pub async fn overview(&self) -> Result<Overview, DeskError> {
        let mut overview = Overview::default();
        let relics = Search { kinds: vec!["relic".to_owned()], limit: 12, ..Search::default() };
        let found = self.search(&Viewer::Visitor, relics).await?;
        overview.relics = found.total;
        overview.featured = found.hits.into_iter().map(|hit| hit.card).collect();
        overview.featured.sort_by_key(|card| (card.picture.is_none(), rank_order(card)));
        overview.featured.truncate(9);
        for (kind, count) in [("asset", &mut overview.assets), ("inscription", &mut overview.inscriptions)] {
            let search = Search { kinds: vec![kind.to_owned()], limit: 1, ..Search::default() };
            *count = self.search(&Viewer::Visitor, search).await?.total;
        }
        let inscriptions = Search { kinds: vec!["inscription".to_owned()], limit: 10, ..Search::default() };
        for hit in self.search(&Viewer::Visitor, inscriptions).await?.hits {
            let (record, _) = self.record(&Viewer::Visitor, &hit.card.id.to_string()).await?;
            if matches!(&record.body, Body::Inscription(body) if body.original.is_some()) {
                overview.inscription = Some((record, hit.card.relic_code));
                break;
            }
        }
        overview.is_empty = overview.relics == 0;
        Ok(overview)
    }

    /// Returns path, time of change and id of every public relic, for the site map.
    pub async fn public_relics(&self) -> Result<Vec<(String, i64)>, DeskError> {
        let mut relics = Vec::new();
        for row in self.catalogue.published(Kind::Relic).await? {
            if may_see_one(&Viewer::Visitor, &row)? {
                relics.push((row.path, row.updated_ms));
            }
        }
        Ok(relics)
    }

    /// Says that a withdrawn record answers with its public note.
    async fn known(&self, viewer: &Viewer, key: &str) -> Result<RecordRow, DeskError> {
        match self.lookup(viewer, key).await {
            Err(DeskError::Missing) => Err(self.withdrawn(key).await?.unwrap_or(DeskError::Missing)),
            found => found,
        }
    }

    async fn withdrawn(&self, key: &str) -> Result<Option<DeskError>, DeskError> {
        let Some(id) = self.catalogue.resolve(key).await? else { return Ok(None) };
        let row = self.catalogue.record(&id).await?;
        if row.published_version.is_some() || row.kind != Kind::Relic {
            return Ok(None);
        }
        let head = row.head()?;
        let is_withdrawn = head.envelope.withdrawal.filter(|_| head.envelope.access.level == Level::Public);
        Ok(is_withdrawn.map(|withdrawal| {
            DeskError::Withdrawn(Box::new(Withdrawn {
                code: row.path,
                at: withdrawal.at,
                note: withdrawal.note.unwrap_or_default(),
            }))
        }))
    }

    /// Fails as if the record did not exist when the asker may not know of it.
    pub(super) async fn must_see(&self, viewer: &Viewer, row: &RecordRow) -> Result<(), DeskError> {
        let may = if row.kind == Kind::Asset {
            self.may_see_asset(viewer, row).await?
        } else {
            self.may_see(viewer, row).await?
        };
        if may { Ok(()) } else { Err(DeskError::Missing) }
    }

    /// A record below a relic is visible only when both are, and what happened only when some record it happened to is.
    pub(super) async fn may_see(&self, viewer: &Viewer, row: &RecordRow) -> Result<bool, DeskError> {
        if !may_see_one(viewer, row)? {
            return Ok(false);
        }
        if row.kind == Kind::Event && !viewer.is_staff() {
            let happened_to = self.catalogue.happened_to(&row.id).await?;
            for above in &happened_to {
                if may_see_one(viewer, above)? && self.may_see_relic_of(viewer, above).await? {
                    return Ok(true);
                }
            }
            return Ok(happened_to.is_empty());
        }
        self.may_see_relic_of(viewer, row).await
    }

    async fn may_see_relic_of(&self, viewer: &Viewer, row: &RecordRow) -> Result<bool, DeskError> {
        match row.relic_id {
            Some(relic) if relic != row.id && !viewer.is_staff() => {
                may_see_one(viewer, &self.catalogue.record(&relic).await?)
            }
            _ => Ok(true),
        }
    }

    /// An asset is visible when its file is ready, its access allows, and a record it shows is visible.
    pub(super) async fn may_see_asset(&self, viewer: &Viewer, row: &RecordRow) -> Result<bool, DeskError> {
        let file = self.catalogue.asset(&row.id).await?;
        let record = row.head()?;
        if !visible(viewer, &standing(row, &record, file.state == "ready"), &now()) {
            return Ok(false);
        }
        if viewer.is_staff() || viewer.made(&row.created_by) {
            return Ok(true);
        }
        for above in self.catalogue.shown_by(&row.id).await? {
            if self.may_see(viewer, &above).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Makes the view of an asset for an asker; closed fields are taken out for those who are not staff.
    pub(super) fn view(&self, viewer: &Viewer, mut record: Record, file: &AssetRow) -> AssetView {
        let is_staff = viewer.is_staff();
        let seen: Inspection = serde_json::from_str(&file.technical_json).unwrap_or_default();
        let tells_where =
            seen.embedded.tells_where() || matches!(&record.body, Body::Asset(body) if body.geo_at_capture.is_some());
        let is_less = record.envelope.access.level == Level::PublicReduced && !is_staff;
        if !is_staff {
            record = open(&record);
        }
        let may_download = is_staff || (!is_less && !tells_where);
        let shown = card::shown(file, &record);
        if is_less {
            self.reduce_regions(&mut record, shown.as_ref(), &seen);
        }
        AssetView {
            shown: shown.map(|shown| if is_less { shown.reduced(self.config.reduced_px) } else { shown }),
            record,
            state: match file.state.as_str() {
                "ready" => FileState::Ready,
                "quarantined" => FileState::Quarantined,
                _ => FileState::Staged,
            },
            reason: file.reason.clone(),
            sha256: file.sha256,
            bytes: file.bytes,
            mime: file.mime.clone(),
            pages: Pages {
                count: seen.page_count(),
                has_words: seen.has_words() && !is_less,
                sizes: if is_less { PageSizes::default() } else { seen.page_sizes.clone() },
            },
            technical: technical(&seen),
            may_download,
        }
    }

    /// Gives regions the measures of the reduced picture they are drawn over; those of pages whose measures are not known go.
    fn reduce_regions(&self, record: &mut Record, first: Option<&Shown>, seen: &Inspection) {
        let Body::Asset(body) = &mut record.body else { return };
        let later: Vec<Option<(u32, u32)>> = if body.regions.iter().any(|one| one.page_number() > 1) {
            seen.page_sizes.all().collect()
        } else {
            Vec::new()
        };
        let reduced = |region: Region| {
            let size = match region.page_number() {
                1 => first.map(|shown| (shown.width, shown.height)),
                page => later.get(page as usize - 1).copied().flatten(),
            };
            let (width, height) = size?;
            let whole = Shown { width, height, sizes: Vec::new(), preview: None, focus: 2 };
            let less = whole.reduced(self.config.reduced_px);
            region.scaled((width, height), (less.width, less.height))
        };
        body.regions = std::mem::take(&mut body.regions).into_iter().filter_map(reduced).collect();
    }

    /// Takes the regions out of an asset that lead to what its asker may not know of: their labels would tell of it, and
    /// where it stands.
    pub(super) async fn close_regions(&self, viewer: &Viewer, record: &mut Record) -> Result<(), DeskError> {
        let Body::Asset(body) = &mut record.body else { return Ok(()) };
        if viewer.is_staff() {
            return Ok(());
        }
        let leads = body.regions.iter().filter_map(|region| row::key(region.record.as_ref()?));
        let mut hidden = HashSet::new();
        for key in leads.collect::<HashSet<_>>() {
            match self.lookup(viewer, &key).await {
                Ok(_) => {}
                Err(DeskError::Missing) => drop(hidden.insert(key)),
                Err(error) => return Err(error),
            }
        }
        let is_told = |reference: &Ref| row::key(reference).is_some_and(|key| !hidden.contains(&key));
        body.regions.retain(|region| region.record.as_ref().is_none_or(is_told));
        Ok(())
    }

    /// Returns the visible assets of records: cover first, then in the order chosen, then oldest first; and those that
    /// will be visible once their pictures are made.
    async fn assets_shown(
        &self,
        viewer: &Viewer,
        main: &Record,
        ids: &[RecordId],
    ) -> Result<(Vec<AssetView>, Vec<Record>), DeskError> {
        let (mut views, mut making) = (Vec::new(), Vec::new());
        for (row, file) in self.catalogue.shown(ids).await? {
            let mut record = row.head()?;
            if file.state == "staged" && visible(viewer, &standing(&row, &record, true), &now()) {
                making.push(record.clone());
            }
            if visible(viewer, &standing(&row, &record, file.state == "ready"), &now()) {
                self.close_regions(viewer, &mut record).await?;
                views.push(self.view(viewer, record, &file));
            }
        }
        let wanted: Vec<String> = match &main.body {
            Body::Relic(body) => body.cover.iter().chain(&body.asset_order).filter_map(row::key).collect(),
            _ => Vec::new(),
        };
        views.sort_by_key(|view| {
            let id = view.record.envelope.id.to_string();
            (wanted.iter().position(|wanted| *wanted == id).unwrap_or(usize::MAX), id)
        });
        Ok((views, making))
    }
}

fn now() -> String {
    clock::stamp(clock::now())
}

pub(super) fn standing<'a>(row: &'a RecordRow, record: &'a Record, is_published: bool) -> Standing<'a> {
    Standing { id: row.id, is_published, access: Some(&record.envelope.access), created_by: &row.created_by }
}

/// Decides for one record by itself, without what it hangs below. Assets are decided by `may_see_asset`.
pub(super) fn may_see_one(viewer: &Viewer, row: &RecordRow) -> Result<bool, DeskError> {
    if *viewer == Viewer::Visitor && row.kind != Kind::Asset {
        return Ok(row.open_from_ms.is_some_and(|from| from <= clock::now_ms()));
    }
    let record = match row.public()? {
        Some(public) if !viewer.is_staff() => public,
        _ => row.head()?,
    };
    Ok(visible(viewer, &standing(row, &record, row.published_version.is_some()), &now()))
}

fn version(row: &RecordRow, newest: bool) -> Result<Option<Record>, DeskError> {
    if newest { Ok(Some(row.head()?)) } else { Ok(row.public()?) }
}

fn technical(seen: &Inspection) -> Vec<(String, String)> {
    let embedded = &seen.embedded;
    let device =
        [embedded.make.as_deref(), embedded.model.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let size = seen.width.zip(seen.height).map(|(width, height)| format!("{width} × {height} px"));
    [
        ("tech-format", Some(seen.mime.clone())),
        ("tech-size", size),
        ("tech-pages", seen.pages.filter(|pages| *pages > 1).map(|pages| pages.to_string())),
        ("tech-encoding", seen.encoding.clone()),
        ("tech-camera", Some(device)),
        ("tech-lens", embedded.lens.clone()),
        ("tech-exposure", embedded.exposure.clone()),
        ("tech-date", embedded.captured_at.clone()),
        ("tech-software", embedded.software.clone()),
        ("tech-profile", embedded.icc.as_ref().map(|icc| icc.name.clone())),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some((key.to_owned(), value.filter(|value| !value.trim().is_empty())?)))
    .collect()
}

fn rank_order(card: &Card) -> usize {
    ["special_national", "national", "provincial"]
        .iter()
        .position(|rank| card.rank.as_deref() == Some(rank))
        .unwrap_or(3)
}
