//! Pictures of a record: their order, the one that stands for it, and what each of them still lacks.

use std::sync::Arc;

use axum::extract::Path;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use crate::base::id::RecordId;
use crate::desk::DeskError;
use crate::desk::RecordRow;
use crate::model::record::Body;
use crate::model::record::Kind;
use crate::model::value::Ref;
use crate::web::form::go;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::web::staff::candidate::label;
use crate::web::staff::door::Sent;
use crate::web::staff::door::Staff;
use crate::web::staff::frame;
use crate::web::staff::frame::Frame;
use crate::web::staff::frame::May;
use crate::web::staff::side;
use crate::web::staff::side::Shot;
use crate::words;

#[derive(Debug, Serialize)]
struct PicturesPage {
    frame: Frame,
    id: String,
    code: String,
    title: String,
    shots: Vec<Shot>,
    is_relic: bool,
}

/// Shows the pictures and files of a record in order.
pub async fn show(State(site): State<Arc<Site>>, staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    let row = pictured(&site, &staff, &id).await?;
    let record = row.head().map_err(DeskError::from)?;
    let page = PicturesPage {
        frame: Frame::new(&site, &staff, "records", &words::get(staff.lang, "staff-pictures")),
        id: row.id.to_string(),
        code: row.path.clone(),
        title: label(&row, staff.lang),
        shots: side::shots(&site, &staff, &row, &record).await?,
        is_relic: row.kind == Kind::Relic,
    };
    frame::page(&site, staff.lang, "staff/pictures.html", &page)
}

/// Moves a picture up or down, or makes it the one that stands for the relic.
pub async fn order(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    Sent { staff, form }: Sent,
) -> Result<Response, Problem> {
    let row = pictured(&site, &staff, &id).await?;
    let mut record = row.head().map_err(DeskError::from)?;
    let shots = side::shots(&site, &staff, &row, &record).await?;
    let Some((act, asset)) = form.get("act").split_once(':') else { return Err(Problem::missing()) };
    let Ok(asset) = asset.parse::<RecordId>() else { return Err(Problem::missing()) };
    let mut ids: Vec<RecordId> = shots.iter().filter_map(|shot| shot.id.parse().ok()).collect();
    let Some(at) = ids.iter().position(|id| *id == asset) else { return Err(Problem::missing()) };
    let Body::Relic(body) = &mut record.body else { return Err(Problem::missing()) };
    let first = usize::from(shots.first().is_some_and(|shot| shot.is_cover));
    let done = match act {
        "cover" => {
            body.cover = Some(Ref::id(asset));
            "cover"
        }
        "up" if at > first => {
            ids.swap(at, at - 1);
            "ordered"
        }
        "down" if at >= first && at + 1 < ids.len() => {
            ids.swap(at, at + 1);
            "ordered"
        }
        _ => "unchanged",
    };
    if done != "unchanged" {
        body.asset_order = ids.into_iter().map(Ref::id).collect();
        site.desk.edit(&staff.viewer, &row.id, &row.inventory, record).await?;
    }
    Ok(go(&format!("/staff/records/{}/pictures?done={done}#a-{asset}", row.id)))
}

async fn pictured(site: &Site, staff: &Staff, id: &str) -> Result<RecordRow, Problem> {
    if !May::of(&staff.viewer).edit {
        return Err(DeskError::Denied.into());
    }
    let row = site.desk.lookup(&staff.viewer, id).await?;
    match row.kind {
        Kind::Relic | Kind::Part | Kind::Artefact | Kind::Inscription => Ok(row),
        _ => Err(Problem::missing()),
    }
}
