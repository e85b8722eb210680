//! Pages of documents and scans: found where they were made, else made because somebody asks. One making a page at a time
//! however many ask, so many at once and no more, a few seconds of waiting; what was made is kept while its shelf has room.

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

use tokio::sync::watch;

use crate::base::digest::Digest;
use crate::base::id::RecordId;
use crate::base::limits;
use crate::base::pool::Pool;
use crate::catalogue::AssetRow;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::view::AssetView;
use crate::desk::view::Shown;
use crate::media::pyramid::Pyramid;
use crate::model::access::Level;
use crate::model::access::Viewer;
use crate::pipeline::derive;
use crate::pipeline::derive::Outcome;
use crate::pipeline::page;
use crate::pipeline::place::Derivatives;
use crate::pipeline::place::Leaf;
use crate::pipeline::runner::Tools;
use crate::pipeline::shelf::Shelf;
use crate::sandbox::Inspection;

/// Most pages of which it is remembered that they cannot be shown.
const REMEMBERED: usize = 4_096;

/// How long it is believed that a page takes too much: on another day the machine has less to do.
const TOO_MUCH: Duration = Duration::from_secs(600);

/// What is asked for: of which original, which page, what.
type Key = (Digest, u32, Leaf);

/// How a making ended.
#[derive(Debug, Clone)]
enum Ended {
    Made,
    NotShown(String),
    Failed,
}

/// The makings under way and what is known of those that ended.
pub(super) struct Paging {
    making: Arc<Mutex<HashMap<Key, watch::Receiver<Option<Ended>>>>>,
    not_shown: Arc<Mutex<HashMap<Key, (String, Instant)>>>,
    shelf: Arc<Shelf>,
    pool: Pool,
    begun: AtomicU64,
    changes: Arc<Mutex<Changes>>,
}

/// How often what is made of pages changed: of each asset, and of all together.
#[derive(Default)]
struct Changes {
    of_all: u64,
    of_one: HashMap<RecordId, u64>,
}

impl Changes {
    fn made(&mut self, asset: RecordId) {
        if self.of_one.len() >= REMEMBERED {
            self.of_all += self.of_one.drain().map(|(_, count)| count).sum::<u64>();
        }
        *self.of_one.entry(asset).or_default() += 1;
    }
}

/// The words of a page.
pub struct PageWords {
    /// As JSON: width and height of the picture, and lines of words with their places.
    pub json: Vec<u8>,
    /// Seed of the ETag.
    pub etag: String,
    /// True when anybody may read them.
    pub is_public: bool,
}

impl Paging {
    pub(super) fn new(derivatives: &Derivatives, budget_bytes: u64, width: usize) -> Paging {
        Paging {
            making: Arc::default(),
            not_shown: Arc::default(),
            shelf: Arc::new(Shelf::new(derivatives.asked(), budget_bytes)),
            pool: Pool::new((width / 2).max(1)),
            begun: AtomicU64::new(0),
            changes: Arc::default(),
        }
    }

    /// Returns why a page cannot be shown, where that is known.
    fn why_not(&self, key: &Key) -> Option<String> {
        let mut not_shown = lock(&self.not_shown);
        let (reason, since) = not_shown.get(key)?;
        let is_old = since.elapsed() > TOO_MUCH && derive::may_pass(reason);
        if is_old {
            not_shown.remove(key);
            return None;
        }
        Some(reason.clone())
    }

    pub(super) fn shelf(&self) -> Arc<Shelf> {
        Arc::clone(&self.shelf)
    }
}

/// Reads the name of a picture: an asset's id, alone for its first page or with `-` and the page behind it. `None` for
/// what is no such name, such as the code of a relic; a page is written without a sign and without a nought before it.
pub(super) fn picture_name(name: &str) -> Option<(RecordId, u32)> {
    let (id, page) = match name.split_once('-') {
        None => (name, 1),
        Some((id, page)) => {
            let is_plain = page.bytes().all(|digit| digit.is_ascii_digit()) && !page.starts_with('0');
            (id, page.parse().ok().filter(|_| is_plain)?)
        }
    };
    Some((id.parse().ok()?, page))
}

impl Desk {
    /// Opens the picture of a page; one that is not there is made. Returns it with the recipe it was made by and its file.
    pub(super) async fn page_picture(&self, file: &AssetRow, page: u32) -> Result<(Pyramid, u32, PathBuf), DeskError> {
        let seen: Inspection = serde_json::from_str(&file.technical_json).unwrap_or_default();
        if page == 0 || page > seen.page_count() || (page == 1 && file.derived.is_none()) {
            return Err(DeskError::Missing);
        }
        if let Some(found) = self.open_page(file, page).await? {
            return Ok(found);
        }
        if page == 1 {
            self.derive_again(file).await?;
            return Err(DeskError::Busy);
        }
        self.ask(file, &seen, (file.sha256, page, Leaf::Picture)).await?;
        // Made, and gone again already: the shelf has no room for what is asked for at once.
        self.open_page(file, page).await?.ok_or(DeskError::Busy)
    }

    /// Returns the words of a page of an asset with their places. A picture that is shown reduced keeps its words.
    pub async fn page_words(&self, viewer: &Viewer, id: &RecordId, page: u32) -> Result<PageWords, DeskError> {
        let row = self.catalogue.record(id).await?;
        if row.kind != crate::model::record::Kind::Asset || !self.may_see_asset(viewer, &row).await? {
            return Err(DeskError::Missing);
        }
        let is_reduced = row.head()?.envelope.access.level == Level::PublicReduced;
        if is_reduced && !viewer.is_staff() {
            return Err(DeskError::Missing);
        }
        let file = self.catalogue.asset(id).await?;
        let seen: Inspection = serde_json::from_str(&file.technical_json).unwrap_or_default();
        if page == 0 || page > seen.page_count() || !seen.has_words() {
            return Err(DeskError::Missing);
        }
        let path = self.derivatives.on_demand(&file.sha256, page, Leaf::Words);
        let json = match self.read_words(path.clone()).await? {
            Some(json) => json,
            None => {
                self.ask(&file, &seen, (file.sha256, page, Leaf::Words)).await?;
                self.read_words(path).await?.ok_or(DeskError::Busy)?
            }
        };
        let is_public =
            !is_reduced && (*viewer == Viewer::Visitor || self.may_see_asset(&Viewer::Visitor, &row).await?);
        Ok(PageWords { etag: Digest::of(&json).hex()[..24].to_owned(), json, is_public })
    }

    /// Returns the text of a page of an asset, plain, for those who may read its words; `None` where there is none.
    pub async fn page_text(&self, view: &AssetView, page: u32) -> Result<Option<String>, DeskError> {
        if !view.pages.has_words {
            return Ok(None);
        }
        let text = self.catalogue.body_text(&view.record.envelope.id).await?.unwrap_or_default();
        let own = text.split('\u{c}').nth((page as usize).saturating_sub(1)).map(str::trim);
        Ok(own.filter(|text| !text.is_empty()).map(str::to_owned))
    }

    /// Returns those of some pages of an asset whose pictures are there, each with the sizes in which this asker may have it
    /// whole, ascending. None is made for that.
    pub async fn made_pages(
        &self,
        viewer: &Viewer,
        view: &AssetView,
        numbers: Range<u32>,
    ) -> Result<Vec<(u32, Vec<(u32, u32)>)>, DeskError> {
        let (derivatives, digest) = (self.derivatives.clone(), view.sha256);
        let is_less = view.record.envelope.access.level == Level::PublicReduced && !viewer.is_staff();
        let most = if is_less { self.config.reduced_px } else { u32::MAX };
        let work = move || {
            let made = derivatives.made_of(&digest);
            let there: BTreeSet<u32> = made
                .iter()
                .filter(|made| made.leaf == Leaf::Picture && numbers.contains(&made.page))
                .map(|made| made.page)
                .collect();
            let sizes = |page: u32| {
                let (pyramid, ..) = derive::open_newest(&derivatives, &digest, page)?;
                let (width, height) = (pyramid.width(), pyramid.height());
                let whole = Shown { width, height, sizes: pyramid.sizes().to_vec(), preview: None, focus: 2 };
                Some((page, whole.reduced(most).sizes))
            };
            there.into_iter().filter_map(sizes).collect()
        };
        Ok(self.hashing.run(work).await?)
    }

    /// Returns the measures of the picture of a page, where it is made.
    pub(super) async fn page_measures(&self, file: &AssetRow, page: u32) -> Result<Option<(u32, u32)>, DeskError> {
        if page == 1 {
            return Ok(file.derived.as_ref().map(|derived| (derived.width, derived.height)));
        }
        let (derivatives, digest) = (self.derivatives.clone(), file.sha256);
        let found = self.hashing.run(move || derive::open_newest(&derivatives, &digest, page)).await?;
        Ok(found.map(|(pyramid, ..)| (pyramid.width(), pyramid.height())))
    }

    /// Returns a number that grows when a picture of a page of this asset was made, or one of any asset had to make room:
    /// what was written of the pages before need no longer be so.
    pub fn pages_changed(&self, id: &RecordId) -> u64 {
        let changes = lock(&self.paging.changes);
        changes.of_all + changes.of_one.get(id).copied().unwrap_or_default()
    }

    /// Returns how many makings of pages and their words were begun because somebody asked, since the archive was opened.
    pub fn pages_begun(&self) -> u64 {
        self.paging.begun.load(Ordering::Relaxed)
    }

    /// Takes away the pages of an original that were made because somebody asked, unless another asset has the same bytes.
    /// What is made at ingest stays: who takes an asset back may change their mind at once.
    pub(super) async fn unlink_asked(&self, id: &RecordId) -> Result<(), DeskError> {
        let file = self.catalogue.asset(id).await?;
        if self.catalogue.by_digest(&file.sha256).await?.len() > 1 {
            return Ok(());
        }
        let (derivatives, shelf) = (self.derivatives.clone(), Arc::clone(&self.paging.shelf));
        let gallery = Arc::clone(&self.gallery);
        let work = move || {
            gallery.remove_made_of(&file.sha256);
            let made = derivatives.made_of(&file.sha256);
            made.iter().filter(|made| !made.is_kept).try_for_each(|made| shelf.remove(&made.path))
        };
        self.hashing.run(work).await?.map_err(DeskError::disk)
    }

    async fn open_page(&self, file: &AssetRow, page: u32) -> Result<Option<(Pyramid, u32, PathBuf)>, DeskError> {
        let (derivatives, digest) = (self.derivatives.clone(), file.sha256);
        let shelf = Arc::clone(&self.paging.shelf);
        let work = move || {
            let found = derive::open_newest(&derivatives, &digest, page)?;
            shelf.used(&found.2);
            Some(found)
        };
        Ok(self.hashing.run(work).await?)
    }

    async fn read_words(&self, path: PathBuf) -> Result<Option<Vec<u8>>, DeskError> {
        let shelf = Arc::clone(&self.paging.shelf);
        let work = move || {
            let json = std::fs::read(&path).ok()?;
            shelf.used(&path);
            Some(json)
        };
        Ok(self.hashing.run(work).await?)
    }

    /// Waits until what is asked for was made, by this asker's making or by one that is under way already.
    async fn ask(&self, file: &AssetRow, seen: &Inspection, key: Key) -> Result<(), DeskError> {
        if let Some(reason) = self.paging.why_not(&key) {
            return Err(DeskError::NotShown(reason));
        }
        let mut ended = self.join(file, seen, key)?;
        let wait = Duration::from_millis(limits::PAGE_WAIT_MS);
        let ended = match tokio::time::timeout(wait, ended.wait_for(Option::is_some)).await {
            Ok(Ok(ended)) => ended.clone(),
            Ok(Err(_)) => None,
            Err(_) => return Err(DeskError::Busy),
        };
        match ended {
            Some(Ended::Made) => Ok(()),
            Some(Ended::NotShown(reason)) => Err(DeskError::NotShown(reason)),
            Some(Ended::Failed) | None => Err(DeskError::Busy),
        }
    }

    /// Joins the making of a page, or begins it. The making goes on when its askers have gone.
    fn join(&self, file: &AssetRow, seen: &Inspection, key: Key) -> Result<watch::Receiver<Option<Ended>>, DeskError> {
        let mut making = lock(&self.paging.making);
        if let Some(ended) = making.get(&key) {
            return Ok(ended.clone());
        }
        if making.len() >= limits::PAGES_AT_ONCE {
            return Err(DeskError::Busy);
        }
        let (tell, ended) = watch::channel(None);
        making.insert(key, ended.clone());
        drop(making);
        self.paging.begun.fetch_add(1, Ordering::Relaxed);
        let (tools, pool) = (self.tools(), self.paging.pool.clone());
        let (under_way, not_shown) = (Arc::clone(&self.paging.making), Arc::clone(&self.paging.not_shown));
        let (file, seen, gallery) = (file.clone(), seen.clone(), Arc::clone(&self.gallery));
        let (changes, asset) = (Arc::clone(&self.paging.changes), file.id);
        tokio::spawn(async move {
            let made = pool.run(move || make(&tools, &file, &seen, key)).await;
            let (result, gone) = made.unwrap_or((Ended::Failed, Vec::new()));
            // An open file takes room though its name is gone.
            gallery.forget(&gone);
            if key.2 == Leaf::Picture && matches!(result, Ended::Made) {
                lock(&changes).made(asset);
            }
            if !gone.is_empty() {
                lock(&changes).of_all += 1;
            }
            if let Ended::NotShown(reason) = &result {
                let mut not_shown = lock(&not_shown);
                if not_shown.len() >= REMEMBERED {
                    not_shown.clear();
                }
                not_shown.insert(key, (reason.clone(), Instant::now()));
            }
            lock(&under_way).remove(&key);
            let _ = tell.send(Some(result));
        });
        Ok(ended)
    }
}

/// Makes one page or its words and puts it on the shelf. Returns how it ended and what had to go for it. Blocking.
fn make(tools: &Tools, file: &AssetRow, seen: &Inspection, key: Key) -> (Ended, Vec<PathBuf>) {
    let (digest, number, leaf) = key;
    let target = tools.derivatives.on_demand(&digest, number, leaf);
    let original = match tools.vault.open_content(&file.id, &file.stored_as) {
        Ok((original, _, _)) => original,
        Err(error) => {
            tracing::error!(asset.id = %file.id, error = %error, "an original could not be opened");
            return (Ended::Failed, Vec::new());
        }
    };
    let wanted = page::wanted(file, seen, number, true);
    let ended = match leaf {
        Leaf::Picture => match derive::derive(&tools.sandbox, &target, tools.derivatives.recipe(), original, &wanted) {
            Outcome::Made(_) => Ended::Made,
            Outcome::NotShown(reason) => Ended::NotShown(reason),
            Outcome::Failed(_) => Ended::Failed,
        },
        Leaf::Words => match derive::place_words(&tools.sandbox, &target, original, &wanted) {
            Ok(()) => Ended::Made,
            Err(error) if error.is_ours() => Ended::Failed,
            Err(error) => Ended::NotShown(error.reason().to_owned()),
        },
    };
    let gone = if matches!(ended, Ended::Made) { tools.shelf.add(&target) } else { Vec::new() };
    (ended, gone)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_named_by_its_asset_and_its_page() {
        let id = RecordId::fresh();
        assert_eq!(picture_name(&id.to_string()), Some((id, 1)));
        assert_eq!(picture_name(&format!("{id}-1")), Some((id, 1)));
        assert_eq!(picture_name(&format!("{id}-5000")), Some((id, 5000)));
        for bad in ["0", "-1", "01", "", "+2", "1e3", "100000000000000000000", "2-3", " 2", "２"] {
            assert_eq!(picture_name(&format!("{id}-{bad}")), None, "{bad}");
        }
        assert_eq!(picture_name("DTG-2"), None);
    }
}
