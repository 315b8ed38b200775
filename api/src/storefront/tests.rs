#![allow(clippy::unwrap_used)]

use poem::http::{Method, StatusCode};
use poem::{Endpoint, EndpointExt, Request, RequestBuilder, Response, Route, get, handler};
use rust_embed::RustEmbed;

use super::*;

#[derive(RustEmbed)]
#[folder = "src/storefront/sample"]
struct Sample;

const SCRIPT: &str = "/assets/app-1a2b3c4d.js";
const BROWSER: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

#[handler]
fn own() -> &'static str {
    "own"
}

async fn call(request: RequestBuilder) -> (StatusCode, String, Response) {
    let base = Route::new().at("/assets/pages.css", get(own)).nest("/jobs", get(own)).at("/start", get(own));
    let nothing = get(poem::endpoint::make_sync(|_| StatusCode::NOT_FOUND)).boxed();
    let origin = "https://shop.example".to_owned();
    let api = Api {
        endpoint: Arc::new(nothing),
        state: crate::state::Shared::default(),
        origin,
        language: Language::English,
    };
    let app = Storefront::of(Files::of::<Sample>()).unwrap().add(base, api);
    let mut response = match app.call(request.finish()).await {
        Ok(response) => response,
        Err(error) => error.into_response(),
    };
    let body = response.take_body().into_vec().await.unwrap();
    (response.status(), String::from_utf8_lossy(&body).into_owned(), response)
}

fn ask(path: &str) -> RequestBuilder {
    Request::builder().uri_str(path).header("accept", BROWSER)
}

#[tokio::test]
async fn every_address_of_the_shop_is_its_one_page() {
    for (path, expected) in [
        ("/", StatusCode::OK),
        ("/shop?q=mug", StatusCode::OK),
        ("/orders/01a2009c", StatusCode::OK),
        ("/account/profile", StatusCode::OK),
        ("/about", StatusCode::OK),
        // There is no such page, which the page itself says as well.
        ("/products/dune-mug", StatusCode::NOT_FOUND),
        ("/assets", StatusCode::NOT_FOUND),
        ("/jobsite", StatusCode::NOT_FOUND),
    ] {
        let (status, body, response) = call(ask(path)).await;
        assert_eq!(status, expected, "{path}");
        assert_eq!(
            body.contains("noindex"),
            !matches!(path, "/" | "/shop?q=mug" | "/about"),
            "{path}: {body}"
        );
        assert!(body.contains("id=\"root\""), "{path}: {body}");
        assert_eq!(response.header("cache-control"), Some("no-cache"), "{path}");
        assert_eq!(response.content_type(), Some("text/html; charset=utf-8"), "{path}");
    }
}

#[tokio::test]
async fn the_console_has_a_page_of_its_own() {
    for (path, expected, mark) in [
        ("/console", StatusCode::OK, "id=\"console\""),
        ("/console/fleet/jobs?state=dead", StatusCode::OK, "id=\"console\""),
        ("/consoles", StatusCode::NOT_FOUND, "id=\"root\""),
        ("/shop/console", StatusCode::NOT_FOUND, "id=\"root\""),
    ] {
        let (status, body, response) = call(ask(path)).await;
        assert_eq!(status, expected, "{path}");
        assert!(body.contains(mark), "{path}: {body}");
        assert_eq!(response.header("cache-control"), Some("no-cache"), "{path}");
    }
}

#[tokio::test]
async fn the_programs_own_addresses_stay_its_own() {
    for path in ["/assets/pages.css", "/jobs", "/jobs/", "/start"] {
        assert_eq!(call(ask(path)).await.1, "own", "{path}");
    }
    for path in
        ["/api/v1/nothing", "/docs/nothing", "/metrics", "/media/none", "/sandbox/", "/health/nothing"]
    {
        assert_eq!(call(ask(path)).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_file_that_is_missing_is_no_page() {
    for path in
        ["/assets/app-old.js", "/favicon.ico", "/.env", "/shop/.git/config", "/assets/app-1a2b3c4d.js.br"]
    {
        assert_eq!(call(ask(path)).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/../Cargo.toml", "/assets/../../storefront/tests.rs", "/assets/%2e%2e/index.html"] {
        let (status, body, _) = call(ask(path)).await;
        assert!(status == StatusCode::NOT_FOUND || body.contains("id=\"root\""), "{path}: {body}");
    }
}

#[tokio::test]
async fn programs_that_are_lost_are_told_so() {
    let lost = Request::builder().uri_str("/nothing").header("accept", "*/*");
    assert_eq!(call(lost).await.0, StatusCode::NOT_FOUND);
    let knocks = Request::builder().uri_str("/");
    assert_eq!(call(knocks).await.0, StatusCode::OK);
    let robots = call(Request::builder().uri_str("/robots.txt")).await;
    assert!(robots.1.contains("Sitemap: https://shop.example/sitemap.xml"), "{}", robots.1);
    let posted = ask("/shop").method(Method::POST);
    assert_eq!(call(posted).await.0, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn files_come_compressed_to_who_understands_it_and_are_kept_for_ever() {
    for (accepted, encoding) in
        [("br, gzip", Some("br")), ("gzip", Some("gzip")), ("identity", None), ("br;q=0, gzip", Some("gzip"))]
    {
        let (status, body, response) = call(ask(SCRIPT).header("accept-encoding", accepted)).await;
        assert_eq!((status, response.header("content-encoding")), (StatusCode::OK, encoding), "{accepted}");
        assert_eq!(response.header("vary"), Some("accept-encoding"));
        assert_eq!(response.header("cache-control"), Some("public, max-age=31536000, immutable"));
        assert_eq!(response.content_type(), Some("text/javascript; charset=utf-8"));
        assert_eq!(body.contains("sample"), encoding.is_none(), "{accepted}");

        let tag = response.header("etag").unwrap();
        let again = ask(SCRIPT).header("accept-encoding", accepted).header("if-none-match", tag);
        let (status, body, _) = call(again).await;
        assert_eq!((status, body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    }
}

#[tokio::test]
async fn who_comes_from_the_bank_sees_the_order() {
    let order = "/api/v1/orders/01a2009b-0000-7000-8000-000000000001";
    let api = get(own).around(bring_home);
    let call = async |request: RequestBuilder| api.call(request.finish()).await.unwrap();
    let page = call(ask(order)).await;
    assert_eq!((page.status(), page.header("location")), (StatusCode::SEE_OTHER, Some(&order[7..])));
    for request in [
        Request::builder().uri_str(order).header("accept", "application/json"),
        ask(order).header("sec-fetch-mode", "cors"),
        ask(&format!("{order}/invoice")),
        ask("/api/v1/orders/nonsense"),
    ] {
        assert_eq!(call(request).await.status(), StatusCode::OK);
    }
}
