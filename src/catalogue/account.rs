//! Accounts, and the log of acts in which each line holds the digest of the one before.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use crate::base::clock::now_ms;
use crate::base::digest::Digest;
use crate::catalogue::Accounts;
use crate::catalogue::CatalogueError;
use crate::model::access::Role;

/// An account.
#[derive(Debug, Clone)]
pub struct Account {
    /// The name it signs in with.
    pub name: String,
    /// Argon2id hash of its password, in PHC form.
    pub password_hash: String,
    /// What it may do.
    pub role: Role,
    /// True when it may manage accounts.
    pub is_admin: bool,
    /// True when it may not sign in.
    pub is_disabled: bool,
    /// When it was made.
    pub created_ms: i64,
    /// When it was last used.
    pub seen_ms: Option<i64>,
}

/// What of an account may be changed.
#[derive(Debug, Clone, Default)]
pub struct AccountEdit {
    /// A new password hash; ends all sessions.
    pub password_hash: Option<String>,
    /// A new role.
    pub role: Option<Role>,
    /// Whether it may manage accounts.
    pub is_admin: Option<bool>,
    /// Whether it is disabled; ends all sessions.
    pub is_disabled: Option<bool>,
}

/// One line of the log of acts.
#[derive(Debug, Clone)]
pub struct Act {
    /// Its number.
    pub seq: i64,
    /// When.
    pub at_ms: i64,
    /// Who.
    pub operator: String,
    /// What was done, such as `publish`.
    pub verb: String,
    /// To what.
    pub target: String,
    /// In a few words.
    pub detail: String,
}

impl Account {
    fn read(row: &SqliteRow) -> Result<Account, CatalogueError> {
        let role: String = row.try_get(2)?;
        Ok(Account {
            name: row.try_get(0)?,
            password_hash: row.try_get(1)?,
            role: Role::of(&role).ok_or_else(|| CatalogueError::Malformed(format!("role {role}")))?,
            is_admin: row.try_get::<i64, _>(3)? != 0,
            is_disabled: row.try_get::<i64, _>(4)? != 0,
            created_ms: row.try_get(5)?,
            seen_ms: row.try_get(6)?,
        })
    }
}

impl Accounts {
    /// Adds an account; `CodeTaken` when the name is in use.
    pub async fn add(&self, name: &str, password_hash: &str, role: Role, is_admin: bool) -> Result<(), CatalogueError> {
        const SQL: &str = "INSERT INTO account (name, password_hash, role, is_admin, is_disabled, created_ms) \
             VALUES ($1, $2, $3, $4, 0, $5) ON CONFLICT (name) DO NOTHING";
        let done = sqlx::query(SQL)
            .bind(name)
            .bind(password_hash)
            .bind(role.name())
            .bind(i64::from(is_admin))
            .bind(now_ms())
            .execute(&self.writer)
            .await?;
        if done.rows_affected() == 0 { Err(CatalogueError::CodeTaken) } else { Ok(()) }
    }

    /// Returns an account.
    pub async fn account(&self, name: &str) -> Result<Account, CatalogueError> {
        const SQL: &str = "SELECT name, password_hash, role, is_admin, is_disabled, created_ms, seen_ms FROM account \
             WHERE name = $1";
        Account::read(&sqlx::query(SQL).bind(name).fetch_one(&self.reader).await?)
    }

    /// Returns every account, by name.
    pub async fn list(&self) -> Result<Vec<Account>, CatalogueError> {
        const SQL: &str = "SELECT name, password_hash, role, is_admin, is_disabled, created_ms, seen_ms FROM account \
             ORDER BY name";
        let rows = sqlx::query(SQL).fetch_all(&self.reader).await?;
        rows.iter().map(Account::read).collect()
    }

    /// Changes an account; a new password or a disabling ends its sessions and tokens in the same transaction.
    pub async fn edit(&self, name: &str, edit: &AccountEdit) -> Result<(), CatalogueError> {
        let mut tx = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        const SQL: &str = "UPDATE account SET password_hash = COALESCE($1, password_hash), role = COALESCE($2, role), \
             is_admin = COALESCE($3, is_admin), is_disabled = COALESCE($4, is_disabled) WHERE name = $5";
        let done = sqlx::query(SQL)
            .bind(edit.password_hash.clone())
            .bind(edit.role.map(Role::name))
            .bind(edit.is_admin.map(i64::from))
            .bind(edit.is_disabled.map(i64::from))
            .bind(name)
            .execute(&mut *tx)
            .await?;
        if done.rows_affected() == 0 {
            return Err(CatalogueError::Missing);
        }
        if edit.password_hash.is_some() || edit.is_disabled == Some(true) {
            sqlx::query("DELETE FROM session WHERE account = $1").bind(name).execute(&mut *tx).await?;
        }
        if edit.is_disabled == Some(true) {
            sqlx::query("DELETE FROM token WHERE account = $1").bind(name).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Returns a secret of the archive, made by `fresh` the first time it is asked for.
    pub async fn secret(&self, name: &str, fresh: [u8; 32]) -> Result<[u8; 32], CatalogueError> {
        sqlx::query("INSERT INTO secret (name, value_hex) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
            .bind(name)
            .bind(hex::encode(fresh))
            .execute(&self.writer)
            .await?;
        let row =
            sqlx::query("SELECT value_hex FROM secret WHERE name = $1").bind(name).fetch_one(&self.writer).await?;
        let mut value = [0u8; 32];
        hex::decode_to_slice(row.try_get::<String, _>(0)?, &mut value)
            .map_err(|error| CatalogueError::Malformed(error.to_string()))?;
        Ok(value)
    }

    /// Writes a line into the log of acts, chained to the line before.
    pub async fn note(&self, operator: &str, verb: &str, target: &str, detail: &str) -> Result<(), CatalogueError> {
        let mut tx = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        let last =
            sqlx::query("SELECT seq, digest FROM act ORDER BY seq DESC LIMIT 1").fetch_optional(&mut *tx).await?;
        let (seq, previous) = match last {
            Some(row) => (row.try_get::<i64, _>(0)? + 1, row.try_get::<String, _>(1)?),
            None => (1, String::new()),
        };
        let at_ms = now_ms();
        let digest = chain(seq, at_ms, operator, verb, target, detail, &previous);
        const SQL: &str = "INSERT INTO act (seq, at_ms, operator, verb, target, detail, previous, digest) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        sqlx::query(SQL)
            .bind(seq)
            .bind(at_ms)
            .bind(operator)
            .bind(verb)
            .bind(target)
            .bind(detail)
            .bind(previous)
            .bind(digest)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Returns the latest acts, and whether the chain of all of them holds.
    pub async fn acts(&self, limit: i64) -> Result<(Vec<Act>, bool), CatalogueError> {
        const SQL: &str = "SELECT seq, at_ms, operator, verb, target, detail, previous, digest FROM act ORDER BY seq";
        let rows = sqlx::query(SQL).fetch_all(&self.reader).await?;
        let mut previous = String::new();
        let mut holds = true;
        let mut acts = Vec::with_capacity(rows.len());
        for row in &rows {
            let act = Act {
                seq: row.try_get(0)?,
                at_ms: row.try_get(1)?,
                operator: row.try_get(2)?,
                verb: row.try_get(3)?,
                target: row.try_get(4)?,
                detail: row.try_get(5)?,
            };
            let digest: String = row.try_get(7)?;
            holds &= row.try_get::<String, _>(6)? == previous
                && digest == chain(act.seq, act.at_ms, &act.operator, &act.verb, &act.target, &act.detail, &previous);
            previous = digest;
            acts.push(act);
        }
        acts.reverse();
        acts.truncate(limit.max(0) as usize);
        Ok((acts, holds))
    }
}

fn chain(seq: i64, at_ms: i64, operator: &str, verb: &str, target: &str, detail: &str, previous: &str) -> String {
    let line = serde_json::json!([seq, at_ms, operator, verb, target, detail, previous]).to_string();
    Digest::of(line.as_bytes()).hex()
}
