//! Assets: lists for staff, one asset with its file's side, changing what is said of it, taking it back.

use std::sync::Arc;

use axum::extract::Path;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::Method;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::response::Response;
use serde_json::Value;
use serde_json::json;

use crate::base::digest::Digest;
use crate::desk::DeskError;
use crate::desk::ListFilter;
use crate::desk::view::AssetView;
use crate::model::record::Kind;
use crate::web::api::asked::Asked;
use crate::web::api::call::Call;
use crate::web::api::describe;
use crate::web::api::read::Changer;
use crate::web::api::read::Json;
use crate::web::api::read::Member;
use crate::web::api::read::id;
use crate::web::api::read::if_match;
use crate::web::api::records;
use crate::web::api::said;
use crate::web::api::said::AssetFile;
use crate::web::api::said::AssetLine;
use crate::web::api::said::List;
use crate::web::api::said::Version;
use crate::web::asker::Asker;
use crate::web::problem::Problem;
use crate::web::site::Site;

/// Returns the calls of this file.
pub fn calls() -> Vec<Call> {
    let flag = || json!({ "type": "boolean" });
    vec![
        Call::new(Method::GET, "/assets", list)
            .about("assets", "Lists assets, latest change first: for staff all, for volunteers their own.")
            .signed()
            .query(
                "relic",
                "Only those that show this relic (its code or id).",
                json!({ "type": "string", "maxLength": 60 }),
            )
            .query("intake", "Only those that show nothing yet.", flag())
            .paged()
            .gives::<List<AssetLine>>(200, "A part of the list.")
            .fails(&[404]),
        Call::new(Method::GET, "/assets/{asset}", show)
            .about(
                "assets",
                "Returns what is said of an asset, and its file's state, digest, size and technical metadata.",
            )
            .gives_as(200, "The asset.", "application/json", describe::asset)
            .fails(&[404]),
        Call::new(Method::PUT, "/assets/{asset}", change)
            .about("assets", "Changes what is said of an asset. Its file never changes.")
            .signed()
            .matched(true)
            .takes("application/json", describe::asset)
            .gives_as(200, "The asset as kept.", "application/json", describe::asset)
            .fails(&[404, 409, 412, 413, 415, 428]),
        Call::new(Method::DELETE, "/assets/{asset}", take_back)
            .about("assets", "Takes back an asset sent by mistake: hidden at once, shown nowhere, its bytes kept.")
            .signed()
            .gives_nothing(204, "It is taken back.")
            .fails(&[404]),
        Call::new(Method::GET, "/assets/{asset}/history", history)
            .about("assets", "Returns the versions of an asset, newest first; for staff.")
            .signed()
            .gives::<List<Version>>(200, "All versions.")
            .fails(&[404]),
    ]
}

type AppState = State<Arc<Site>>;

async fn list(State(site): AppState, Member(asker): Member, asked: Asked) -> Result<Response, Problem> {
    asked.only(&["relic", "intake", "limit", "offset"])?;
    let page = asked.page()?;
    let is_intake = asked.word("intake", &["true", "false"])? == Some("true");
    let relic = match asked.one("relic") {
        Some(relic) => Some(site.desk.one(&asker.viewer, Kind::Relic, relic).await?.1.id),
        None => None,
    };
    let filter =
        ListFilter { relic, is_intake, offset: page.offset as i64, limit: page.limit as i64, ..ListFilter::default() };
    let (total, views) = site.desk.asset_list(&asker.viewer, filter).await?;
    let total = total as u64;
    let items: Vec<AssetLine> = views.iter().map(|view| AssetLine::of(view, asker.lang)).collect();
    Ok(said::send(StatusCode::OK, &List { total, items, next: asked.next("/assets", page, total) }, None))
}

async fn show(State(site): AppState, asker: Asker, Path(asset): Path<String>) -> Result<Response, Problem> {
    let asset = id(&asset)?;
    let (view, _) = site.desk.asset(&asker.viewer, &asset).await?;
    let value = site.desk.told(&asker.viewer, &view.record).await?;
    let value = whole(value, &view, &asker);
    let etag = if asker.viewer.is_staff() {
        site.desk.record(&asker.viewer, &asset.to_string()).await?.1.inventory
    } else {
        Digest::of(value.to_string().as_bytes())
    };
    Ok(said::send(StatusCode::OK, &value, Some(&etag)))
}

fn whole(mut value: Value, view: &AssetView, asker: &Asker) -> Value {
    if let (Some(map), Ok(Value::Object(file))) =
        (value.as_object_mut(), serde_json::to_value(AssetFile::of(view, asker.lang)))
    {
        map.extend(file);
    }
    value
}

async fn change(
    State(site): AppState,
    Changer(asker): Changer,
    Path(asset): Path<String>,
    headers: HeaderMap,
    body: Json,
) -> Result<Response, Problem> {
    let asset = id(&asset)?;
    site.desk.asset(&asker.viewer, &asset).await?;
    let if_match = if_match(&headers)?;
    let record = records::record(Kind::Asset, body)?;
    let edited = site.desk.edit(&asker.viewer, &asset, &if_match, record).await?;
    let (view, _) = site.desk.asset(&asker.viewer, &asset).await?;
    let value = whole(records::written(&edited, asker.lang), &view, &asker);
    Ok(said::send(StatusCode::OK, &value, Some(&edited.etag)))
}

async fn take_back(
    State(site): AppState,
    Changer(asker): Changer,
    Path(asset): Path<String>,
) -> Result<Response, Problem> {
    site.desk.take_back(&asker.viewer, &id(&asset)?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn history(State(site): AppState, Member(asker): Member, Path(asset): Path<String>) -> Result<Response, Problem> {
    if !asker.viewer.is_staff() {
        return Err(DeskError::Denied.into());
    }
    let asset = id(&asset)?;
    site.desk.asset(&asker.viewer, &asset).await?;
    Ok(said::send(StatusCode::OK, &records::versions(&site, &asker.viewer, &asset.to_string()).await?, None))
}
