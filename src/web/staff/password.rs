//! Changing one's own password: the present one first; afterwards one signs in anew everywhere.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use crate::base::fault::Fault;
use crate::desk::DeskError;
use crate::web::problem;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::web::staff::door::Sent;
use crate::web::staff::door::Staff;
use crate::web::staff::frame;
use crate::web::staff::frame::Frame;
use crate::web::staff::login;
use crate::words;

#[derive(Debug, Serialize)]
struct PasswordPage {
    frame: Frame,
    present_error: Option<String>,
    fresh_error: Option<String>,
    again_error: Option<String>,
}

/// Shows the form.
pub async fn show(State(site): State<Arc<Site>>, staff: Staff) -> Result<Response, Problem> {
    frame::page(&site, staff.lang, "staff/password.html", &empty(&site, &staff))
}

/// Changes the password and ends every session.
pub async fn change(State(site): State<Arc<Site>>, Sent { staff, form }: Sent) -> Result<Response, Problem> {
    let mut page = empty(&site, &staff);
    if form.raw("fresh") != form.raw("again") {
        page.again_error = Some(words::get(staff.lang, "staff-password-differs"));
    } else {
        match site.desk.change_password(&staff.viewer, form.raw("present"), form.raw("fresh")).await {
            Ok(()) => return Ok(login::left(&site, "/login?done=password_changed")),
            Err(DeskError::Invalid(key)) if key == "password-wrong" => {
                page.present_error = Some(words::get(staff.lang, &key));
            }
            Err(DeskError::Invalid(key)) => page.fresh_error = Some(words::get(staff.lang, &key)),
            Err(error) => return Err(error.into()),
        }
    }
    frame::page_with(&site, staff.lang, problem::status(Fault::Invalid), "staff/password.html", &page)
}

fn empty(site: &Site, staff: &Staff) -> PasswordPage {
    let frame = Frame::new(site, staff, "password", &words::get(staff.lang, "staff-password"));
    PasswordPage { frame, present_error: None, fresh_error: None, again_error: None }
}
