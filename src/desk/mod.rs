//! The use cases: one verb, one function. Every door speaks to the archive through here.

mod account;
mod backup;
mod batch;
mod doctor;
mod error;
mod export;
mod home;
mod keep;
mod lock;
mod original;
mod password;
mod publish;
mod read;
mod rebuild;
mod receive;
mod record;
mod recover;
mod sample;
mod search;
mod tile;
mod upload;
mod verify;
pub mod view;
mod work;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use tokio::sync::Notify;

use crate::base::disk::HomeLock;
use crate::base::pool::Pool;
use crate::catalogue::Accounts;
use crate::catalogue::Catalogue;
use crate::config::Config;
use crate::index::Index;
use crate::pipeline::runner::Tools;
use crate::sandbox::Sandbox;
use crate::vault::Vault;

pub use account::SignedIn;
pub use backup::restore;
pub use batch::Batch;
pub use batch::BatchReport;
pub use batch::Match;
pub use doctor::Complaint;
pub use error::DeskError;
pub use error::Withdrawn;
pub use export::Exported;
pub use home::Home;
pub use original::Original;
pub use publish::Step;
pub use read::History;
pub use rebuild::What;
pub use receive::Description;
pub use receive::Taken;
pub use record::Edited;
pub use upload::Piece;
pub use upload::UploadState;
pub use verify::Tally;

/// The archive, open.
pub struct Desk {
    /// Its folder.
    pub home: Home,
    /// The settings in force.
    pub config: Config,
    catalogue: Catalogue,
    accounts: Accounts,
    vault: Vault,
    index: Index,
    sandbox: Sandbox,
    pool: Pool,
    hashing: Pool,
    searching: Pool,
    locks: lock::Locks,
    pyramids: tile::Pyramids,
    failures: account::Failures,
    changed: Arc<Notify>,
    queued: Arc<Notify>,
    followed: Arc<Notify>,
    epoch: Arc<AtomicU64>,
    stopping: Arc<std::sync::atomic::AtomicBool>,
    is_sandbox_tight: bool,
    _lock: HomeLock,
}

impl Desk {
    /// Opens an archive: takes the lock, opens the stores, rolls forward what a crash left.
    /// `may_make` says whether to make one where none is.
    pub async fn open(home: Home, config: Config, sandbox: Sandbox, may_make: bool) -> Result<Arc<Desk>, DeskError> {
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
        let width = config.width();
        let desk = Arc::new(Desk {
            home,
            catalogue,
            accounts,
            vault,
            index,
            sandbox,
            pool: Pool::new(width),
            hashing: Pool::new(2),
            searching: Pool::new(width.max(2)),
            locks: lock::Locks::default(),
            pyramids: tile::Pyramids::new(config.tile_cache_mib),
            failures: account::Failures::default(),
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
    fn ring(&self) {
        self.epoch.fetch_add(1, Ordering::AcqRel);
        self.changed.notify_one();
        self.queued.notify_waiters();
    }

    fn tools(&self) -> Tools {
        Tools {
            catalogue: self.catalogue.clone(),
            vault: self.vault.clone(),
            sandbox: self.sandbox.clone(),
            derivatives: self.home.join("derivatives"),
            pool: self.pool.clone(),
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
