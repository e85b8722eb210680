//! The open archive: what it holds while it is open, how it is opened and closed.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use tokio::sync::Notify;

use crate::base::disk;
use crate::base::disk::HomeLock;
use crate::base::pool::Pool;
use crate::catalogue::Accounts;
use crate::catalogue::Catalogue;
use crate::config::Config;
use crate::desk::DeskError;
use crate::desk::Home;
use crate::desk::account;
use crate::desk::lock;
use crate::desk::map;
use crate::desk::page;
use crate::desk::sending;
use crate::desk::tile;
use crate::index::Index;
use crate::media::pmtiles::Pmtiles;
use crate::pipeline::place::Derivatives;
use crate::pipeline::runner::Tools;
use crate::sandbox::Sandbox;
use crate::vault::Vault;

/// The archive, open.
pub struct Desk {
    /// Its folder.
    pub home: Home,
    /// The settings in force.
    pub config: Config,
    pub(super) catalogue: Catalogue,
    pub(super) accounts: Accounts,
    pub(super) vault: Vault,
    pub(super) index: Index,
    pub(super) sandbox: Sandbox,
    pub(super) pool: Pool,
    pub(super) deriving: Pool,
    pub(super) hashing: Pool,
    pub(super) searching: Pool,
    pub(super) packing: Pool,
    pub(super) locks: lock::Locks,
    pub(super) derivatives: Derivatives,
    pub(super) gallery: Arc<tile::Gallery>,
    pub(super) ground: Option<Arc<Pmtiles>>,
    pub(super) paging: page::Paging,
    pub(super) failures: account::Failures,
    pub(super) senders: sending::Senders,
    pub(super) changed: Arc<Notify>,
    pub(super) queued: Arc<Notify>,
    pub(super) followed: Arc<Notify>,
    pub(super) epoch: Arc<AtomicU64>,
    pub(super) stopping: Arc<std::sync::atomic::AtomicBool>,
    pub(super) is_sandbox_tight: bool,
    _lock: HomeLock,
}

/// Room on the disk below which an index that fails is not made anew: the want of room may be why it fails.
const ROOM_FOR_INDEX_BYTES: u64 = 256 << 20;

impl Desk {
    /// Opens an archive: takes the lock, opens the stores, rolls forward what a crash left.
    /// `may_make` says whether to make one where none is.
    /// An index that opens and cannot be written is made anew once, if there is room for another.
    pub async fn open(home: Home, config: Config, sandbox: Sandbox, may_make: bool) -> Result<Arc<Desk>, DeskError> {
        let error = match Desk::open_once(home.clone(), config.clone(), sandbox.clone(), may_make).await {
            Err(DeskError::Index(error)) => error,
            other => return other,
        };
        if disk::free_bytes(home.folder()).map_err(DeskError::disk)? < ROOM_FOR_INDEX_BYTES {
            return Err(error.into());
        }
        tracing::warn!(error = &error as &dyn std::error::Error, "the search index is of no use; making it anew");
        Index::set_aside(&home.join("index"))?;
        Desk::open_once(home, config, sandbox, may_make).await
    }

    async fn open_once(home: Home, config: Config, sandbox: Sandbox, may_make: bool) -> Result<Arc<Desk>, DeskError> {
        if !home.exists() && !may_make {
            return Err(DeskError::NoHome);
        }
        std::fs::create_dir_all(home.folder()).map_err(DeskError::disk)?;
        let lock = HomeLock::take(home.folder()).map_err(|error| match error.kind() {
            std::io::ErrorKind::WouldBlock => DeskError::Locked,
            _ => DeskError::disk(error),
        })?;
        home.prepare()?;
        let vault = Vault::open(home.folder())?;
        let catalogue = Catalogue::open(&home.join("catalogue.db")).await?;
        let accounts = Accounts::open(&home.join("accounts.db")).await?;
        let (index, opened) = Index::open(&home.join("index"))?;
        let checked = sandbox.clone();
        let is_sandbox_tight = tokio::task::spawn_blocking(move || checked.is_tight())
            .await
            .map_err(|_| DeskError::Malformed("the sandbox could not be tried".to_owned()))??;
        // Connections, pyramids and databases hold files open at once.
        disk::lift_file_limit();
        let width = config.width();
        let derivatives = Derivatives::new(home.join("derivatives"));
        let (tiles_mib, answers_mib) = (config.tile_cache_mib, config.picture_cache_mib);
        let gallery = tile::Gallery::new(&home.join("derivatives"), tiles_mib, answers_mib, width);
        let ground = map::ground(&home, &config);
        let desk = Arc::new(Desk {
            home,
            catalogue,
            accounts,
            vault,
            index,
            sandbox,
            pool: Pool::new(width),
            deriving: Pool::new(width),
            hashing: Pool::new(2),
            searching: Pool::new(width.max(2)),
            packing: Pool::new(2),
            locks: lock::Locks::default(),
            paging: page::Paging::new(&derivatives, config.asked_pages_mib << 20, width),
            derivatives,
            gallery: Arc::new(gallery),
            ground,
            failures: account::Failures::default(),
            senders: sending::Senders::default(),
            changed: Arc::new(Notify::new()),
            queued: Arc::new(Notify::new()),
            followed: Arc::new(Notify::new()),
            epoch: Arc::new(AtomicU64::new(1)),
            stopping: Arc::default(),
            is_sandbox_tight,
            config,
            _lock: lock,
        });
        desk.recover(opened).await?;
        Ok(desk)
    }

    /// Returns a number that rises whenever anything public may have changed: answers kept by it never show what is hidden.
    pub fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::Acquire)
    }

    /// Returns whether children are fully shut in on this kernel.
    pub fn is_sandbox_tight(&self) -> bool {
        self.is_sandbox_tight
    }

    /// Says that something changed: answers kept until now are void, workers and the index look again.
    pub(super) fn ring(&self) {
        self.epoch.fetch_add(1, Ordering::AcqRel);
        self.changed.notify_one();
        self.queued.notify_waiters();
    }

    pub(super) fn tools(&self) -> Tools {
        Tools {
            catalogue: self.catalogue.clone(),
            vault: self.vault.clone(),
            sandbox: self.sandbox.clone(),
            derivatives: self.derivatives.clone(),
            shelf: self.paging.shelf(),
            pool: self.deriving.clone(),
            changed: self.changed.clone(),
        }
    }

    /// Parks what runs and closes the databases.
    pub async fn close(&self) {
        self.stopping.store(true, Ordering::Release);
        self.ring();
        if let Err(error) = self.catalogue.park_jobs().await {
            tracing::warn!(error = %error, "running jobs could not be parked");
        }
        self.catalogue.close().await;
        self.accounts.close().await;
    }
}
