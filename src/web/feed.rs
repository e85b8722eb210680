//! For machines that look after us or wander through: health, robots, the site map.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::header;
use axum::response::IntoResponse as _;
use axum::response::Redirect;
use axum::response::Response;

use crate::base::clock;
use crate::model::text::Lang;
use crate::web::asker;
use crate::web::problem::Problem;
use crate::web::site::Site;

/// Sends whoever comes to the bare address to the first page in his language.
pub async fn root(headers: HeaderMap) -> Response {
    let lang = asker::accepted(&headers);
    ([(header::VARY, "Accept-Language")], Redirect::temporary(&format!("/{}", lang.tag()))).into_response()
}

/// Says that the program is alive.
pub async fn healthz() -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], "ok\n").into_response()
}

/// Says whether pages can be served: catalogue and index answer.
pub async fn readyz(State(site): State<Arc<Site>>) -> Response {
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    match site.desk.public_relics().await {
        Ok(_) => (headers, "ready\n").into_response(),
        Err(error) => {
            tracing::error!(error = %error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, headers, "not ready\n").into_response()
        }
    }
}

/// Tells crawlers what not to wander through (RELIABILITY §5).
pub async fn robots(State(site): State<Arc<Site>>) -> Response {
    let mut text =
        String::from("User-agent: *\nDisallow: /staff\nDisallow: /login\nDisallow: /api/\nDisallow: /export/\n");
    for lang in Lang::ALL {
        let _ = writeln!(text, "Disallow: /{0}/relics?\nDisallow: /{0}/map?\nDisallow: /{0}/timeline?", lang.tag());
    }
    let _ = write!(
        text,
        "Disallow: /iiif/image/*/full/max/\nDisallow: /iiif/image2/*/full/full/\n\nSitemap: {}/sitemap.xml\n",
        site.public_url
    );
    let headers =
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=3600")];
    (headers, text).into_response()
}

/// Lists every public page in every language (sitemaps.org).
pub async fn sitemap(State(site): State<Arc<Site>>) -> Result<Response, Problem> {
    let relics = site.desk.public_relics().await?;
    let mut pages: Vec<(String, Option<i64>)> = ["", "/relics", "/timeline", "/festivals", "/about"]
        .into_iter()
        .map(|below| (below.to_owned(), None))
        .collect();
    pages.extend(relics.into_iter().map(|(code, updated_ms)| (format!("/relics/{code}"), Some(updated_ms))));
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for (below, updated_ms) in pages.iter().take(16_000) {
        for lang in Lang::ALL {
            let _ = write!(xml, "<url><loc>{}/{}{below}</loc>", site.public_url, lang.tag());
            if let Some(at) = updated_ms.and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok()) {
                let _ = write!(xml, "<lastmod>{}</lastmod>", clock::stamp(at));
            }
            for other in Lang::ALL {
                let tag = other.tag();
                let href = format!("{}/{tag}{below}", site.public_url);
                let _ = write!(xml, "<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\"{href}\"/>");
            }
            xml.push_str("</url>\n");
        }
    }
    xml.push_str("</urlset>\n");
    let headers =
        [(header::CONTENT_TYPE, "application/xml; charset=utf-8"), (header::CACHE_CONTROL, "public, no-cache")];
    Ok((headers, xml).into_response())
}
