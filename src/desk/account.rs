//! Accounts: signing in and out, passwords, tokens, who may do what.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::PoisonError;

use crate::base::clock;
use crate::catalogue::Account;
use crate::catalogue::AccountEdit;
use crate::catalogue::CatalogueError;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::password;
use crate::model::access::Role;
use crate::model::access::Viewer;

/// Failures after which an account or a network must wait.
const FAILURES: usize = 10;
/// How long a failure counts, in milliseconds.
const WINDOW_MS: i64 = 600_000;

/// Failed tries by account and by network.
#[derive(Default)]
pub(super) struct Failures(Mutex<HashMap<String, Vec<i64>>>);

impl Failures {
    /// Returns the seconds to wait, if any of the keys has failed too often.
    fn wait_s(&self, keys: &[String], now: i64) -> Option<u64> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, times| {
            times.retain(|at| now - at < WINDOW_MS);
            !times.is_empty()
        });
        keys.iter()
            .filter_map(|key| all.get(key))
            .filter(|times| times.len() >= FAILURES)
            .map(|times| {
                let over = (times.len() - FAILURES).min(6) as u32;
                let until = times.last().copied().unwrap_or(now) + 15_000 * 2_i64.pow(over);
                (until - now + 999) / 1000
            })
            .filter(|wait| *wait > 0)
            .max()
            .map(|wait| wait as u64)
    }

    fn note(&self, keys: &[String], now: i64) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys {
            all.entry(key.clone()).or_default().push(now);
        }
    }
}

/// A person who has just signed in, or a session that holds.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who it is.
    pub viewer: Viewer,
    /// The session's secret, to be kept by the browser.
    pub secret: String,
    /// The token every change carries.
    pub csrf: String,
}

impl Desk {
    /// Signs a person in. `network` is the /24 or /48 the request came from.
    pub async fn sign_in(&self, name: &str, password: &str, network: &str) -> Result<SignedIn, DeskError> {
        let keys = [format!("account:{name}"), format!("network:{network}")];
        if let Some(wait_s) = self.failures.wait_s(&keys, clock::now_ms()) {
            return Err(DeskError::Throttled { wait_s });
        }
        let account = match self.accounts.account(name).await {
            Ok(account) => Some(account),
            Err(CatalogueError::Missing) => None,
            Err(error) => return Err(error.into()),
        };
        let hash = account.as_ref().map(|account| account.password_hash.clone());
        let fits = self.fits(password.to_owned(), hash).await?;
        let Some(account) = account.filter(|account| fits && !account.is_disabled) else {
            self.failures.note(&keys, clock::now_ms());
            return Err(DeskError::SignedOut);
        };
        let (secret, csrf) = (password::fresh_secret(), password::fresh_secret());
        self.accounts.start_session(&secret, &account.name, &csrf).await?;
        self.accounts.note(&account.name, "sign in", &account.name, "").await?;
        let viewer = Viewer::Account { name: account.name, role: account.role, is_admin: account.is_admin };
        Ok(SignedIn { viewer, secret, csrf })
    }

    /// Returns whom a session's secret belongs to, and its token.
    pub async fn session(&self, secret: &str) -> Result<Option<SignedIn>, DeskError> {
        let (idle_ms, most_ms) = self.session_limits();
        let Some(session) = self.accounts.session(secret, idle_ms, most_ms).await? else { return Ok(None) };
        let viewer = Viewer::Account { name: session.account, role: session.role, is_admin: session.is_admin };
        Ok(Some(SignedIn { viewer, secret: secret.to_owned(), csrf: session.csrf }))
    }

    /// Returns whom a bearer token acts for.
    pub async fn bearer(&self, secret: &str) -> Result<Option<Viewer>, DeskError> {
        let Some(token) = self.accounts.token(secret).await? else { return Ok(None) };
        Ok(Some(Viewer::Account { name: token.account, role: token.role, is_admin: token.is_admin }))
    }

    /// Ends a session.
    pub async fn sign_out(&self, secret: &str) -> Result<(), DeskError> {
        Ok(self.accounts.end_session(secret).await?)
    }

    /// Adds an account; the password is made when none is given. Returns the password.
    pub async fn add_account(
        &self,
        viewer: &Viewer,
        name: &str,
        role: Role,
        is_admin: bool,
        password: Option<String>,
    ) -> Result<String, DeskError> {
        may_manage(viewer)?;
        let is_name = (2..=40).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
            // Those are the names of nobody and of the terminal.
            && ![Viewer::Visitor, Viewer::Operator].iter().any(|viewer| viewer.name().eq_ignore_ascii_case(name));
        if !is_name {
            return Err(DeskError::Invalid("problem-account-name".to_owned()));
        }
        let password = self.checked_password(name, password)?;
        let hash = self.hash_password(password.clone()).await?;
        self.accounts.add(name, &hash, role, is_admin).await.map_err(|error| match error {
            CatalogueError::CodeTaken => DeskError::Conflict("problem-account-exists".to_owned()),
            other => other.into(),
        })?;
        self.accounts.note(viewer.name(), "add account", name, role.name()).await?;
        Ok(password)
    }

    /// Sets a password for an account; ends its sessions. Returns the password.
    pub async fn set_password(
        &self,
        viewer: &Viewer,
        name: &str,
        password: Option<String>,
    ) -> Result<String, DeskError> {
        may_manage(viewer)?;
        let password = self.checked_password(name, password)?;
        let edit =
            AccountEdit { password_hash: Some(self.hash_password(password.clone()).await?), ..Default::default() };
        self.accounts.edit(name, &edit).await?;
        self.accounts.note(viewer.name(), "set password", name, "").await?;
        Ok(password)
    }

    /// Changes one's own password; the present one must be given. Ends all one's sessions.
    pub async fn change_password(&self, viewer: &Viewer, present: &str, fresh: &str) -> Result<(), DeskError> {
        let Viewer::Account { name, .. } = viewer else { return Err(DeskError::SignedOut) };
        let account = self.accounts.account(name).await?;
        if !self.fits(present.to_owned(), Some(account.password_hash)).await? {
            return Err(DeskError::Invalid("password-wrong".to_owned()));
        }
        if let Some(key) = password::refuse(fresh, name) {
            return Err(DeskError::Invalid(key.to_owned()));
        }
        let edit =
            AccountEdit { password_hash: Some(self.hash_password(fresh.to_owned()).await?), ..Default::default() };
        self.accounts.edit(name, &edit).await?;
        self.accounts.note(name, "change password", name, "").await?;
        Ok(())
    }

    /// Disables an account, or lets it in again.
    pub async fn set_disabled(&self, viewer: &Viewer, name: &str, is_disabled: bool) -> Result<(), DeskError> {
        may_manage(viewer)?;
        if is_disabled && viewer.name() == name {
            return Err(DeskError::Conflict("problem-account-own".to_owned()));
        }
        self.accounts.edit(name, &AccountEdit { is_disabled: Some(is_disabled), ..Default::default() }).await?;
        let verb = if is_disabled { "disable account" } else { "enable account" };
        self.accounts.note(viewer.name(), verb, name, "").await?;
        Ok(())
    }

    /// Gives an account another role, or the right to manage accounts; one's own right is not given away.
    pub async fn set_role(&self, viewer: &Viewer, name: &str, role: Role, is_admin: bool) -> Result<(), DeskError> {
        may_manage(viewer)?;
        if !is_admin && viewer.name() == name {
            return Err(DeskError::Conflict("problem-account-own".to_owned()));
        }
        let edit = AccountEdit { role: Some(role), is_admin: Some(is_admin), ..AccountEdit::default() };
        self.accounts.edit(name, &edit).await?;
        self.accounts.note(viewer.name(), "set role", name, role.name()).await?;
        Ok(())
    }

    /// Returns all accounts.
    pub async fn accounts(&self, viewer: &Viewer) -> Result<Vec<Account>, DeskError> {
        may_manage(viewer)?;
        Ok(self.accounts.list().await?)
    }

    /// Makes a token for an account and returns its secret, which is not kept.
    pub async fn new_token(&self, viewer: &Viewer, name: &str) -> Result<String, DeskError> {
        may_manage(viewer)?;
        self.accounts.account(name).await?;
        let secret = format!("rlq_{}", password::fresh_secret());
        self.accounts.add_token(&secret, name).await?;
        self.accounts.note(viewer.name(), "new token", name, "").await?;
        Ok(secret)
    }

    /// Returns true when there is no account yet.
    pub async fn has_no_account(&self) -> Result<bool, DeskError> {
        Ok(self.accounts.list().await?.is_empty())
    }

    /// Returns the key that signs what browsers keep before sign-in.
    pub async fn signing_key(&self) -> Result<[u8; 32], DeskError> {
        let mut fresh = [0u8; 32];
        getrandom::fill(&mut fresh).map_err(|error| DeskError::Malformed(error.to_string()))?;
        Ok(self.accounts.secret("presession", fresh).await?)
    }

    pub(super) fn session_limits(&self) -> (i64, i64) {
        (self.config.session_idle_minutes * 60_000, self.config.session_hours * 3_600_000)
    }

    fn checked_password(&self, name: &str, password: Option<String>) -> Result<String, DeskError> {
        let Some(password) = password else { return Ok(password::fresh_password()) };
        match password::refuse(&password, name) {
            Some(key) => Err(DeskError::Invalid(key.to_owned())),
            None => Ok(password),
        }
    }
}

fn may_manage(viewer: &Viewer) -> Result<(), DeskError> {
    match viewer {
        Viewer::Operator | Viewer::Account { is_admin: true, .. } => Ok(()),
        Viewer::Account { .. } => Err(DeskError::Denied),
        Viewer::Visitor => Err(DeskError::SignedOut),
    }
}
