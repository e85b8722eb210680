//! Accounts, for those who may manage them. A secret is shown once, in the answer to the act that made it.

use std::sync::Arc;

use axum::extract::Path;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use crate::base::clock;
use crate::base::fault::Fault;
use crate::desk::Account;
use crate::desk::DeskError;
use crate::model::access::Role;
use crate::model::text::Lang;
use crate::web::form::Form;
use crate::web::form::go;
use crate::web::pages;
use crate::web::pages::term;
use crate::web::problem;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::web::staff::door::Sent;
use crate::web::staff::door::Staff;
use crate::web::staff::frame;
use crate::web::staff::frame::Frame;
use crate::words;

#[derive(Debug, Serialize)]
struct AccountsPage {
    frame: Frame,
    rows: Vec<Row>,
    roles: Vec<(&'static str, String, bool)>,
    name: String,
    error: Option<String>,
}

#[derive(Debug, Serialize)]
struct Row {
    name: String,
    role: String,
    roles: Vec<(&'static str, String, bool)>,
    is_admin: bool,
    is_disabled: bool,
    is_own: bool,
    seen: Option<String>,
}

#[derive(Debug, Serialize)]
struct SecretPage {
    frame: Frame,
    name: String,
    secret: String,
    is_token: bool,
}

/// Shows the accounts.
pub async fn show(State(site): State<Arc<Site>>, staff: Staff) -> Result<Response, Problem> {
    let page = page(&site, &staff, &Form::default(), None).await?;
    frame::page(&site, staff.lang, "staff/accounts.html", &page)
}

/// Adds an account and shows its password once.
pub async fn add(State(site): State<Arc<Site>>, Sent { staff, form }: Sent) -> Result<Response, Problem> {
    let name = form.get("name");
    let role = Role::of(form.get("role")).unwrap_or(Role::Volunteer);
    let key = match site.desk.add_account(&staff.viewer, name, role, form.has("is_admin"), None).await {
        Ok(password) => return secret(&site, &staff, name, password, false),
        Err(DeskError::Invalid(_)) => "staff-e-account-name",
        Err(DeskError::Conflict(_)) => "staff-e-account-taken",
        Err(error) => return Err(error.into()),
    };
    let page = page(&site, &staff, &form, Some(words::get(staff.lang, key))).await?;
    frame::page_with(&site, staff.lang, problem::status(Fault::Invalid), "staff/accounts.html", &page)
}

/// Changes an account: its role, whether it may sign in, its password, a token.
pub async fn change(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    Sent { staff, form }: Sent,
) -> Result<Response, Problem> {
    let (desk, viewer) = (&site.desk, &staff.viewer);
    let done = match form.get("act") {
        "role" => {
            let Some(role) = Role::of(form.get("role")) else { return Err(Problem::missing()) };
            desk.set_role(viewer, &name, role, form.has("is_admin")).await
        }
        "disable" => desk.set_disabled(viewer, &name, true).await,
        "enable" => desk.set_disabled(viewer, &name, false).await,
        "password" => {
            let password = desk.set_password(viewer, &name, None).await?;
            return secret(&site, &staff, &name, password, false);
        }
        "token" => {
            let token = desk.new_token(viewer, &name).await?;
            return secret(&site, &staff, &name, token, true);
        }
        _ => return Err(Problem::new(Fault::Invalid, "request.invalid", "error-invalid")),
    };
    match done {
        Ok(()) => Ok(go("/staff/accounts?done=account_changed")),
        Err(DeskError::Conflict(_)) => {
            let error = Some(words::get(staff.lang, "staff-e-own-account"));
            let page = page(&site, &staff, &Form::default(), error).await?;
            frame::page_with(&site, staff.lang, problem::status(Fault::Conflict), "staff/accounts.html", &page)
        }
        Err(error) => Err(error.into()),
    }
}

fn secret(site: &Site, staff: &Staff, name: &str, secret: String, is_token: bool) -> Result<Response, Problem> {
    let key = if is_token { "staff-token-made" } else { "staff-password-made" };
    let frame = Frame::new(site, staff, "accounts", &words::get(staff.lang, key));
    frame::page(site, staff.lang, "staff/secret.html", &SecretPage { frame, name: name.to_owned(), secret, is_token })
}

async fn page(site: &Site, staff: &Staff, form: &Form, error: Option<String>) -> Result<AccountsPage, Problem> {
    let accounts = site.desk.accounts(&staff.viewer).await?;
    Ok(AccountsPage {
        frame: Frame::new(site, staff, "accounts", &words::get(staff.lang, "staff-accounts")),
        rows: accounts.iter().map(|account| row(account, staff)).collect(),
        roles: roles(Role::of(form.get("role")).unwrap_or(Role::Volunteer), staff.lang),
        name: form.get("name").to_owned(),
        error,
    })
}

fn row(account: &Account, staff: &Staff) -> Row {
    Row {
        name: account.name.clone(),
        role: term("role", account.role.name(), staff.lang),
        roles: roles(account.role, staff.lang),
        is_admin: account.is_admin,
        is_disabled: account.is_disabled,
        is_own: account.name == staff.viewer.name(),
        seen: account.seen_ms.map(|ms| pages::moment(&clock::stamp_of(ms), staff.lang)),
    }
}

fn roles(chosen: Role, lang: Lang) -> Vec<(&'static str, String, bool)> {
    Role::ALL.map(|role| (role.name(), term("role", role.name(), lang), role == chosen)).into()
}
