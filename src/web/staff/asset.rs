//! Assets: what stands beside their form, taking back what was sent by mistake, attaching it (again).

use std::sync::Arc;

use axum::extract::Path;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use crate::base::id::RecordId;
use crate::desk::DeskError;
use crate::desk::RecordRow;
use crate::model::access::Access;
use crate::model::access::Level;
use crate::model::asset::Shows;
use crate::model::code::ascii_twin;
use crate::model::record::Body;
use crate::model::record::Kind;
use crate::model::value::Ref;
use crate::web::form::go;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::web::staff::candidate::label;
use crate::web::staff::door;
use crate::web::staff::door::Sent;
use crate::web::staff::door::Staff;
use crate::web::staff::frame;
use crate::web::staff::frame::Frame;
use crate::web::staff::side;
use crate::web::staff::side::Shot;
use crate::words;

/// What stands beside the form of an asset.
#[derive(Debug, Clone, Serialize)]
pub struct AssetSide {
    /// Its picture and state.
    pub shot: Shot,
    /// The name the file was given.
    pub given_name: String,
    /// SHA-256.
    pub sha256: String,
    /// What the machine read out of the file.
    pub technical: Vec<(String, String)>,
    /// What it shows: id, name.
    pub shows: Vec<(String, String)>,
}

impl AssetSide {
    /// Gathers it.
    pub async fn gather(site: &Site, staff: &Staff, row: &RecordRow) -> Result<AssetSide, DeskError> {
        let (view, shown) = site.desk.asset(&staff.viewer, &row.id).await?;
        let given_name = match &view.record.body {
            Body::Asset(body) => body.files.first().map(|file| file.name.clone()).unwrap_or_default(),
            _ => String::new(),
        };
        Ok(AssetSide {
            shot: side::shot(&view, staff.lang),
            given_name,
            sha256: view.sha256.hex(),
            technical: view.technical.iter().map(|(key, text)| (words::get(staff.lang, key), text.clone())).collect(),
            shows: shown
                .iter()
                .map(|record| {
                    (record.envelope.id.to_string(), crate::web::staff::view::name_of(record, staff.lang).text)
                })
                .collect(),
        })
    }
}

#[derive(Debug, Serialize)]
struct TakeBackPage {
    frame: Frame,
    id: String,
    title: String,
    back: String,
    asset: AssetSide,
}

/// Asks before taking back.
pub async fn ask_take_back(
    State(site): State<Arc<Site>>,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let row = own(&site, &staff, &id).await?;
    let page = TakeBackPage {
        frame: Frame::new(&site, &staff, "assets", &words::get(staff.lang, "staff-take-back")),
        id: row.id.to_string(),
        title: label(&row, staff.lang),
        back: door::local(staff.query.get("back")).unwrap_or_default().to_owned(),
        asset: AssetSide::gather(&site, &staff, &row).await?,
    };
    frame::page(&site, staff.lang, "staff/take_back.html", &page)
}

/// Takes back: hidden at once, detached, its bytes kept; the answer offers to undo it.
pub async fn take_back(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    Sent { staff, form }: Sent,
) -> Result<Response, Problem> {
    let row = own(&site, &staff, &id).await?;
    let level = row.head().map_err(DeskError::from)?.envelope.access.level;
    let showed = site.desk.take_back(&staff.viewer, &row.id).await?;
    let back = door::local(form.get("back")).unwrap_or("/staff/tray");
    let mark = if back.contains('?') { '&' } else { '?' };
    let to: String = showed.iter().filter_map(|shown| shown.id).map(|id| format!("&to={id}")).collect();
    let level = if level == Level::Public { "&level=public" } else { "" };
    Ok(go(&format!("{back}{mark}done=taken_back&asset={}{to}{level}", row.id)))
}

/// Attaches an asset to records, by id or code. With `level=public` it is opened again as it was before it was taken back.
pub async fn attach(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    Sent { staff, form }: Sent,
) -> Result<Response, Problem> {
    let row = own(&site, &staff, &id).await?;
    let mut record = row.head().map_err(DeskError::from)?;
    let wanted = form.all("to");
    let Body::Asset(body) = &mut record.body else { return Err(Problem::missing()) };
    let mut first = None;
    for key in &wanted {
        let target = match site.desk.lookup(&staff.viewer, &key_of(key)).await {
            Ok(target) if target.kind != Kind::Asset => target,
            Ok(_) | Err(DeskError::Missing) => return Ok(go(&format!("/staff/tray?nothing={}", row.id))),
            Err(error) => return Err(error.into()),
        };
        first.get_or_insert(target.id);
        if !body.of.iter().any(|shows| shows.record.id == Some(target.id)) {
            body.of.push(Shows { record: Ref::id(target.id), relation: "depicts".to_owned() });
        }
    }
    if first.is_none() {
        return Ok(go(&format!("/staff/tray?nothing={}", row.id)));
    }
    if form.get("level") == "public" {
        record.envelope.access = Access { level: Level::Public, ..Access::default() };
    }
    site.desk.edit(&staff.viewer, &row.id, &row.inventory, record).await?;
    let back = door::local(form.get("back")).unwrap_or("/staff/tray");
    let mark = if back.contains('?') { '&' } else { '?' };
    Ok(go(&format!("{back}{mark}done=attached")))
}

/// People type codes as they write them: `dtg`, `DTG`, `PTH.TĐ.01` under its relic, or the words a menu put there.
fn key_of(typed: &str) -> String {
    let code = typed.split(" · ").next().unwrap_or(typed).trim();
    if RecordId::looks_like(code) {
        code.to_owned()
    } else {
        code.split('/').map(ascii_twin).collect::<Vec<_>>().join("/")
    }
}

async fn own(site: &Site, staff: &Staff, id: &str) -> Result<RecordRow, Problem> {
    let row = site.desk.lookup(&staff.viewer, id).await?;
    if row.kind == Kind::Asset { Ok(row) } else { Err(Problem::missing()) }
}
