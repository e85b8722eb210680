//! Open pyramids, a bounded number of them: files and the tables of where their entries lie. What was asked for lately
//! stays. Beside each, for as long as the archive's epoch lasts, how strangers see it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use crate::base::clock;
use crate::base::id::RecordId;
use crate::base::ring::Ring;
use crate::catalogue::AssetRow;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::recover;
use crate::desk::tile::Shot;
use crate::media::MediaError;
use crate::media::mark::Mark;
use crate::media::pyramid::Pyramid;

/// Most pyramids open at once; each holds a file.
const OPEN: usize = 1_024;
/// Most marks of reduced pictures that are kept, one for each size of picture.
const MARKS: usize = 64;

/// An asset and a page of it.
type Key = (RecordId, u32);

/// An open pyramid.
pub(super) struct Open {
    pub(super) pyramid: Pyramid,
    /// Its own number: no other pyramid opened by this program has it.
    pub(super) number: u64,
    pub(super) etag: String,
    path: PathBuf,
    pub(super) file: AssetRow,
    page: u32,
    is_damaged: AtomicBool,
}

/// Open pyramids and marks.
pub(in crate::desk) struct Pyramids {
    kept: Mutex<Ring<Key, Kept>>,
    marks: Mutex<HashMap<(String, u32, u32), Arc<Mark>>>,
    next: AtomicU64,
    most_bytes: u64,
}

struct Kept {
    open: Arc<Open>,
    /// How strangers see it, and the epoch in which they do.
    seen: Option<(u64, Arc<Shot>)>,
}

impl Pyramids {
    pub(super) fn new(mib: usize) -> Pyramids {
        let most_bytes = ((mib as u64) << 19).max(1 << 20);
        Pyramids {
            kept: Mutex::new(Ring::new(most_bytes, OPEN)),
            marks: Mutex::default(),
            next: AtomicU64::new(1),
            most_bytes,
        }
    }

    /// Returns a picture as strangers see it, if that is known in this epoch. A clock that went backwards voids it.
    pub(super) fn shot(&self, epoch: u64, key: &Key) -> Option<Arc<Shot>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.find(key)?;
        let (its, shot) = place.seen.as_ref()?;
        let holds = *its == epoch && clock::now_ms() >= shot.made_ms && !shot.open.is_damaged.load(Ordering::Relaxed);
        holds.then(|| Arc::clone(shot))
    }

    /// Keeps how strangers see a picture.
    pub(super) fn keep(&self, epoch: u64, key: Key, shot: &Arc<Shot>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = kept.find(&key) {
            place.seen = Some((epoch, Arc::clone(shot)));
        }
    }

    /// Closes those of these files.
    pub(super) fn forget(&self, files: &[PathBuf]) {
        if !files.is_empty() {
            self.kept
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .remove_where(|kept| files.contains(&kept.open.path));
        }
    }

    /// Closes all of them.
    pub(super) fn forget_all(&self) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Ring::new(self.most_bytes, OPEN);
    }

    fn find(&self, key: &Key) -> Option<Arc<Open>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.find(key).map(|kept| Arc::clone(&kept.open))
    }

    fn add(&self, key: Key, open: &Arc<Open>) {
        let kept = Kept { open: Arc::clone(open), seen: None };
        let bytes = open.pyramid.table_bytes() as u64;
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).keep(key, kept, bytes);
    }

    /// Returns the mark for reduced pictures of a size.
    pub(super) fn mark(&self, text: &str, width: u32, height: u32) -> Result<Arc<Mark>, MediaError> {
        let key = (text.to_owned(), width, height);
        if let Some(mark) = self.marks.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Arc::clone(mark));
        }
        let mark = Arc::new(Mark::new(text, width, height)?);
        let mut marks = self.marks.lock().unwrap_or_else(PoisonError::into_inner);
        if marks.len() >= MARKS {
            marks.clear();
        }
        marks.insert(key, Arc::clone(&mark));
        Ok(mark)
    }
}

impl Desk {
    /// Returns the open pyramid of a picture whose viewer has been let to it.
    pub(super) async fn opened(&self, key: Key) -> Result<Arc<Open>, DeskError> {
        let known = self.gallery.pyramids.find(&key);
        if let Some(open) = known.as_ref().filter(|open| !open.is_damaged.load(Ordering::Relaxed)) {
            return Ok(Arc::clone(open));
        }
        let file = self.catalogue.asset(&key.0).await?;
        match self.page_picture(&file, key.1).await {
            Ok((pyramid, recipe, path)) => {
                let number = self.gallery.pyramids.next.fetch_add(1, Ordering::Relaxed);
                let etag = format!("{}-{}-{recipe}", &file.sha256.hex()[..24], key.1);
                let page = key.1;
                let open =
                    Arc::new(Open { pyramid, number, etag, path, file, page, is_damaged: AtomicBool::new(false) });
                self.gallery.pyramids.add(key, &open);
                Ok(open)
            }
            // What is whole of the damaged one serves until the new one is there.
            Err(DeskError::Busy) if known.is_some() => known.ok_or(DeskError::Busy),
            Err(error) => Err(error),
        }
    }

    /// Has a pyramid that proved damaged made again, once; what is whole of it goes on serving.
    pub(super) async fn mend(&self, open: &Arc<Open>, error: &MediaError) -> Result<(), DeskError> {
        if !matches!(error, MediaError::Pyramid(_)) {
            tracing::error!(asset.id = %open.file.id, error = %error, "a picture could not be made");
            return Ok(());
        }
        if open.is_damaged.swap(true, Ordering::AcqRel) {
            return Ok(());
        }
        tracing::warn!(asset.id = %open.file.id, error = %error, "a derivative is damaged: it is made again");
        let path = open.path.clone();
        // Gone already is as good.
        let _ = self.gallery.reading.run(move || std::fs::remove_file(path)).await?;
        // Further pages are made when somebody asks.
        if open.page == 1 { self.derive_again(&open.file).await } else { Ok(()) }
    }

    /// A derivative that is missing or damaged is made again.
    pub(in crate::desk) async fn derive_again(&self, file: &AssetRow) -> Result<(), DeskError> {
        self.catalogue.add_job(&recover::derive_job(file)).await?;
        self.queued.notify_waiters();
        Ok(())
    }
}
