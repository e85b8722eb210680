//! Opening the two database files: WAL, every commit synced, one writer.

use std::borrow::Cow;
use std::path::Path;
use std::time::Duration;

use sqlx::Connection as _;
use sqlx::SqlitePool;
use sqlx::migrate::Migration;
use sqlx::migrate::MigrationType;
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::sqlite::SqliteJournalMode;
use sqlx::sqlite::SqlitePoolOptions;
use sqlx::sqlite::SqliteSynchronous;

use crate::catalogue::CatalogueError;

/// The catalogue of records: derived, can be deleted at any moment.
#[derive(Clone)]
pub struct Catalogue {
    pub(super) writer: SqlitePool,
    pub(super) reader: SqlitePool,
}

/// Accounts, sessions, tokens and the chained log of acts: precious.
#[derive(Clone)]
pub struct Accounts {
    pub(super) writer: SqlitePool,
    pub(super) reader: SqlitePool,
}

impl Catalogue {
    /// Opens `catalogue.db`, making it when absent, and brings it to the present layout.
    pub async fn open(file: &Path) -> Result<Catalogue, CatalogueError> {
        let (writer, reader) = open(file, 4).await?;
        let steps = [
            (1, "make catalogue", include_str!("migrations/0001_make_catalogue.sql")),
            (2, "add preview", include_str!("migrations/0002_add_preview.sql")),
        ];
        migrate(&writer, &steps).await?;
        Ok(Catalogue { writer, reader })
    }

    /// Closes both pools, writing the log back into the file.
    pub async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }

    /// Writes a consistent copy of the file to `to`, which must not exist.
    pub async fn copy_to(&self, to: &Path) -> Result<(), CatalogueError> {
        copy_to(&self.writer, to).await
    }
}

impl Accounts {
    /// Opens `accounts.db`, making it when absent, and brings it to the present layout.
    pub async fn open(file: &Path) -> Result<Accounts, CatalogueError> {
        let (writer, reader) = open(file, 2).await?;
        migrate(&writer, &[(1, "make accounts", include_str!("migrations/0001_make_accounts.sql"))]).await?;
        Ok(Accounts { writer, reader })
    }

    /// Closes both pools, writing the log back into the file.
    pub async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }

    /// Writes a consistent copy of the file to `to`, which must not exist.
    pub async fn copy_to(&self, to: &Path) -> Result<(), CatalogueError> {
        copy_to(&self.writer, to).await
    }
}

async fn open(file: &Path, readers: u32) -> Result<(SqlitePool, SqlitePool), CatalogueError> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .statement_cache_capacity(256);
    // A commit that failed, on a full disk for one, leaves its connection inside a transaction: it is closed and made anew.
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
        .connect_with(options.clone())
        .await?;
    let reader = SqlitePoolOptions::new()
        .max_connections(readers)
        .idle_timeout(None)
        // A row's small columns lie behind its large ones: with room for the pages between, a card costs no read.
        .connect_with(options.read_only(true).pragma("cache_size", "-12288"))
        .await?;
    Ok((writer, reader))
}

async fn migrate(pool: &SqlitePool, steps: &[(i64, &'static str, &'static str)]) -> Result<(), CatalogueError> {
    let migrations = steps
        .iter()
        .map(|(version, name, sql)| {
            Migration::new(*version, Cow::Borrowed(name), MigrationType::Simple, sqlx::SqlStr::from_static(sql), false)
        })
        .collect();
    Migrator::with_migrations(migrations).run(pool).await?;
    Ok(())
}

async fn copy_to(pool: &SqlitePool, to: &Path) -> Result<(), CatalogueError> {
    sqlx::query("VACUUM INTO $1").bind(to.to_string_lossy().into_owned()).execute(pool).await?;
    Ok(())
}
