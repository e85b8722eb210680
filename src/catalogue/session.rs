//! Sessions and tokens: only digests of their secrets are stored.

use sqlx::Row as _;

use crate::base::clock::now_ms;
use crate::base::digest::Digest;
use crate::catalogue::Accounts;
use crate::catalogue::CatalogueError;
use crate::model::access::Role;

/// A signed-in person.
#[derive(Debug, Clone)]
pub struct Session {
    /// The account's name.
    pub account: String,
    /// Its role.
    pub role: Role,
    /// True when it may manage accounts.
    pub is_admin: bool,
    /// The token that every change made with this session carries.
    pub csrf: String,
}

/// A program's way in.
#[derive(Debug, Clone)]
pub struct TokenRow {
    /// The account it acts for.
    pub account: String,
    /// Its role.
    pub role: Role,
    /// True when it may manage accounts.
    pub is_admin: bool,
}

impl Accounts {
    /// Starts a session under the digest of its secret.
    pub async fn start_session(&self, secret: &str, account: &str, csrf: &str) -> Result<(), CatalogueError> {
        let mut tx = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        const SQL: &str =
            "INSERT INTO session (id_hash, account, csrf, started_ms, seen_ms) VALUES ($1, $2, $3, $4, $4)";
        let now = now_ms();
        sqlx::query(SQL).bind(hash(secret)).bind(account).bind(csrf).bind(now).execute(&mut *tx).await?;
        sqlx::query("UPDATE account SET seen_ms = $1 WHERE name = $2")
            .bind(now)
            .bind(account)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Returns the session of a secret, if it is neither idle too long nor too old; notes that it was seen, once a minute.
    pub async fn session(&self, secret: &str, idle_ms: i64, most_ms: i64) -> Result<Option<Session>, CatalogueError> {
        const SQL: &str = "SELECT s.account, a.role, a.is_admin, s.csrf, s.seen_ms FROM session s \
             JOIN account a ON a.name = s.account \
             WHERE s.id_hash = $1 AND a.is_disabled = 0 AND s.seen_ms > $2 AND s.started_ms > $3";
        let now = now_ms();
        let key = hash(secret);
        let row =
            sqlx::query(SQL).bind(&key).bind(now - idle_ms).bind(now - most_ms).fetch_optional(&self.reader).await?;
        let Some(row) = row else { return Ok(None) };
        if now - row.try_get::<i64, _>(4)? > 60_000 {
            sqlx::query("UPDATE session SET seen_ms = $1 WHERE id_hash = $2")
                .bind(now)
                .bind(&key)
                .execute(&self.writer)
                .await?;
        }
        let role: String = row.try_get(1)?;
        Ok(Some(Session {
            account: row.try_get(0)?,
            role: Role::of(&role).ok_or_else(|| CatalogueError::Malformed(format!("role {role}")))?,
            is_admin: row.try_get::<i64, _>(2)? != 0,
            csrf: row.try_get(3)?,
        }))
    }

    /// Ends a session.
    pub async fn end_session(&self, secret: &str) -> Result<(), CatalogueError> {
        sqlx::query("DELETE FROM session WHERE id_hash = $1").bind(hash(secret)).execute(&self.writer).await?;
        Ok(())
    }

    /// Forgets sessions that have run out.
    pub async fn sweep_sessions(&self, idle_ms: i64, most_ms: i64) -> Result<u64, CatalogueError> {
        let now = now_ms();
        let done = sqlx::query("DELETE FROM session WHERE seen_ms < $1 OR started_ms < $2")
            .bind(now - idle_ms)
            .bind(now - most_ms)
            .execute(&self.writer)
            .await?;
        Ok(done.rows_affected())
    }

    /// Adds a token under the digest of its secret.
    pub async fn add_token(&self, secret: &str, account: &str) -> Result<(), CatalogueError> {
        sqlx::query("INSERT INTO token (id_hash, account, created_ms) VALUES ($1, $2, $3)")
            .bind(hash(secret))
            .bind(account)
            .bind(now_ms())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Returns whom a token acts for.
    pub async fn token(&self, secret: &str) -> Result<Option<TokenRow>, CatalogueError> {
        const SQL: &str = "SELECT t.account, a.role, a.is_admin FROM token t JOIN account a ON a.name = t.account \
             WHERE t.id_hash = $1 AND a.is_disabled = 0";
        let Some(row) = sqlx::query(SQL).bind(hash(secret)).fetch_optional(&self.reader).await? else {
            return Ok(None);
        };
        let role: String = row.try_get(1)?;
        Ok(Some(TokenRow {
            account: row.try_get(0)?,
            role: Role::of(&role).ok_or_else(|| CatalogueError::Malformed(format!("role {role}")))?,
            is_admin: row.try_get::<i64, _>(2)? != 0,
        }))
    }
}

fn hash(secret: &str) -> String {
    Digest::of(secret.as_bytes()).hex()
}
