//! Headers of every kind of answer (RELIABILITY §4), cookies, tokens and where changes may come from.

use reliquary::model::access::Role;

use crate::support::Archive;
use crate::support::Ask;
use crate::support::PUBLIC_URL;
use crate::support::relic;

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; \
    connect-src 'self'; media-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; \
    object-src 'none'; frame-src 'none'; frame-ancestors 'none'";

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_the_headers_that_shut_browsers_in() {
    let archive = Archive::new().await;
    let (_, photo) = archive.publish(relic("DTG", "Đình Thạc Gián")).await;
    let original = format!("/api/v1/assets/{photo}/original");
    let addresses = [
        "/",
        "/vi",
        "/vi/relics",
        "/vi/relics/DTG",
        "/vi/about",
        "/vi/relics/XXX",
        "/nowhere",
        "/login",
        "/staff",
        "/api/v1/search",
        "/api/v1/nowhere",
        "/sitemap.xml",
        "/robots.txt",
        "/healthz",
        "/readyz",
        "/favicon.ico",
        &format!("/iiif/image/{photo}/info.json"),
        &format!("/iiif/image/{photo}/full/200,/0/default.jpg"),
        &original,
    ];
    for address in addresses {
        let answer = archive.get(address).await;
        let policy = answer.header("content-security-policy");
        if address == original {
            assert_eq!(policy, "default-src 'none'; sandbox", "{address}");
            assert!(answer.header("content-disposition").starts_with("attachment"), "{address}");
        } else {
            assert_eq!(policy, CSP, "{address}");
        }
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{address}");
        assert_eq!(answer.header("referrer-policy"), "strict-origin-when-cross-origin", "{address}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{address}");
        assert_eq!(
            answer.header("permissions-policy"),
            "camera=(), microphone=(), geolocation=(), payment=()",
            "{address}"
        );
        assert!(answer.header("strict-transport-security").is_empty(), "{address}: this archive is not https");
        assert!(answer.header("set-cookie").is_empty() || address == "/login", "{address} sets a cookie");
        let is_image = address.starts_with("/iiif/");
        let room = if is_image { "cross-origin" } else { "same-origin" };
        assert_eq!(answer.header("cross-origin-resource-policy"), room, "{address}");
        assert_eq!(answer.header("access-control-allow-origin"), if is_image { "*" } else { "" }, "{address}");
        assert!(answer.header("access-control-allow-credentials").is_empty(), "{address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn caches_keep_what_is_public_and_nothing_else() {
    let archive = Archive::new().await;
    let (_, photo) = archive.publish(relic("DTG", "Đình Thạc Gián")).await;
    for (address, rule) in [
        ("/vi", "public, no-cache"),
        ("/vi/relics", "public, no-cache"),
        ("/vi/relics/DTG", "public, no-cache"),
        ("/sitemap.xml", "public, no-cache"),
        ("/vi/relics/XXX", "no-store"),
        ("/login", "no-store"),
        ("/staff", "no-store"),
        ("/nowhere", "no-store"),
        (&format!("/iiif/image/{photo}/full/200,/0/default.jpg"), "public, max-age=300"),
    ] {
        assert_eq!(archive.get(address).await.header("cache-control"), rule, "{address}");
    }
    let page = archive.get("/vi/relics/DTG").await;
    let same = archive.ask(Ask::get("/vi/relics/DTG").header("if-none-match", page.header("etag"))).await;
    assert_eq!((same.status, same.body.len()), (304, 0));
    let style = page.text().split("/static/").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    let style = archive.get(&format!("/static/{style}")).await.must_be(200);
    assert!(style.header("cache-control").contains("immutable"), "{}", style.head());
    let head = archive.ask(Ask::new("HEAD", "/vi/relics/DTG")).await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("etag"), page.header("etag"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_page_depends_on_no_cookie() {
    let archive = Archive::new().await;
    archive.publish(relic("DTG", "Đình Thạc Gián")).await;
    archive.add(relic("NHA", "Nhà nháp")).await;
    let approver = archive.person(Role::Approver).await;
    for address in ["/vi", "/vi/relics", "/vi/relics/DTG", "/vi/relics/NHA", "/en/about", "/sitemap.xml", "/r/DTG"] {
        let (visitor, staff) = (archive.get(address).await, archive.ask(Ask::get(address).by(&approver)).await);
        assert_eq!(visitor.printed(), staff.printed(), "{address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn https_locks_the_cookie_and_the_connection() {
    let archive = Archive::with(&[("public_url", "https://archive.test")]).await;
    let page = archive.get("/vi").await;
    assert_eq!(page.header("strict-transport-security"), "max-age=63072000; includeSubDomains");
    let person = archive.person(Role::Officer).await;
    let locked = format!("__Host-sid={}", person.secret);
    archive.ask(Ask::get("/staff/records").header("cookie", &locked)).await.must_be(200);
    let open = archive.ask(Ask::get("/staff/records").header("cookie", &format!("sid={}", person.secret))).await;
    assert_ne!(open.status, 200, "the plain name is no session here");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_needs_its_token_and_its_own_origin() {
    let archive = Archive::new().await;
    let officer = archive.person(Role::Officer).await;
    let body = relic("DTG", "Đình Thạc Gián").to_value();
    let cookie = format!("sid={}", officer.secret);
    let bare = || Ask::post("/api/v1/relics").header("cookie", &cookie).json(&body);
    assert_eq!(archive.ask(bare()).await.status, 403, "without the token");
    assert_eq!(archive.ask(bare().header("x-csrf-token", "guessed")).await.status, 403, "with another");
    let own = || Ask::post("/api/v1/relics").by(&officer).json(&body);
    assert_eq!(archive.ask(own().header("origin", "http://elsewhere.test")).await.status, 403, "from elsewhere");
    assert_eq!(archive.ask(own().header("sec-fetch-site", "cross-site")).await.status, 403, "from elsewhere");
    assert_eq!(archive.ask(Ask::post("/api/v1/relics").json(&body)).await.status, 401, "nobody");
    assert_eq!(archive.ask(own().header("origin", PUBLIC_URL)).await.status, 201, "from here");
    let program = Ask::post("/api/v1/relics").with_token(&officer).json(&relic("NMN", "Nhà Mẹ Nhu").to_value());
    assert_eq!(archive.ask(program).await.status, 201, "a program needs neither");
    let wrong = Ask::get("/api/v1/search").header("authorization", "Bearer rlq_guessed");
    assert_eq!(archive.ask(wrong).await.status, 401, "a bad token is said to be bad");
}

#[tokio::test(flavor = "multi_thread")]
async fn absolute_addresses_come_from_the_settings_alone() {
    let archive = Archive::new().await;
    archive.publish(relic("DTG", "Đình Thạc Gián")).await;
    for address in ["/", "/vi", "/vi/relics/DTG", "/sitemap.xml", "/r/DTG", "/robots.txt"] {
        let poisoned = Ask::get(address).header("host", "evil.test").header("x-forwarded-host", "evil.test");
        let answer = archive.ask(poisoned).await;
        assert!(!answer.printed().contains("evil.test"), "{address}: {}", answer.printed());
    }
    assert!(archive.get("/sitemap.xml").await.text().contains(PUBLIC_URL));
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_requests_get_small_answers_and_never_5xx() {
    let archive = Archive::new().await;
    archive.publish(relic("DTG", "Đình Thạc Gián")).await;
    let long = format!("/vi/relics?q={}", "a".repeat(9_000));
    let deep = format!("/vi/{}", "a/".repeat(400));
    let facets = "/vi/relics?rank=national&relic_type=scenic&function=dinh&material=wood&century=19&kind=relic";
    for address in [
        long.as_str(),
        deep.as_str(),
        facets,
        "/vi/relics/../../etc/passwd",
        "/vi/relics/%2e%2e%2fetc%2fpasswd",
        "/static/../Cargo.toml",
        "/static/%2e%2e%2fCargo.toml",
        "/iiif/image/..%2f..%2fetc/info.json",
        "/iiif/image/DTG/full/99999,/0/default.jpg",
        "/iiif/image/DTG/full/max/0/default.exe",
        "/vi/relics?page=99999999",
        "/vi/relics?page=-1",
        "/vi/relics?from=x",
        "/vi/relics?bbox=1,2",
        "/vi/relics?q=%00%01",
        "/vi/relics?q=%ff%fe",
        "/vi/relics?q=*",
        "/vi/relics?q=%22%22%22",
        "/vi/relics?q=AND%20OR%20NOT%20(%5B%7B",
        "/xx",
        "/vi/",
        "//vi",
        "/api",
        "/r/",
        "/r/%F0%9F%98%80",
        "/vi/relics/%00",
        "/api/v1/search?limit=100000",
        "/api/v1/search?offset=99999999",
        "/api/v1/relics/%2e%2e",
        "/export/DTG.zip?preset=nonsense",
    ] {
        let answer = archive.get(address).await;
        assert!(answer.status < 500, "{address}: {}", answer.printed());
        assert!(answer.status < 300 || answer.body.len() < 40_000, "{address}: {} bytes", answer.body.len());
        for word in ["panicked", "src/", "SELECT", ".rs:"] {
            assert!(!answer.text().contains(word), "{address} tells {word}");
        }
    }
    for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE", "QUERY"] {
        let answer = archive.ask(Ask::new(method, "/vi/relics/DTG")).await;
        assert_eq!(answer.status, 405, "{method}");
        assert!(answer.header("allow").contains("GET"), "{method}");
    }
}
