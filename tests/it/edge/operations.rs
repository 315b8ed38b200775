//! Health, metrics and the document.

use serde_json::json;

use crate::shop::{Setup, Shop};

#[tokio::test]
async fn a_shop_that_works_is_alive_and_ready() {
    let shop = Shop::open().await;
    let live = shop.fetch("/health/live").await;
    assert_eq!(live.header("cache-control"), Some("no-store"));
    assert_eq!(live.expect(200)["status"], "alive");
    let ready = shop.fetch("/health/ready").await.expect(200);
    assert_eq!((&ready["ready"], &ready["draining"]), (&json!(true), &json!(false)));
    assert_eq!(ready["report"]["database"]["ok"], true);
    assert_eq!(ready["report"]["transport"]["ok"], true);
    shop.close().await;
}

#[tokio::test]
async fn without_redis_the_shop_still_takes_orders_and_says_what_it_lacks() {
    let env = vec![("PENDEN_REDIS__URL", "redis://127.0.0.1:1")];
    let shop = Shop::open_with(Setup { env, ..Setup::default() }).await;
    let ready = shop.fetch("/health/ready").await.expect(200);
    assert_eq!(ready["ready"], true);
    assert_eq!(ready["report"]["transport"]["ok"], false);
    let guest = shop.guest();
    assert_eq!(guest.get("/products").await.expect(200)["items"], json!([]));
    assert_eq!(guest.get("/categories").await.expect(200)["items"], json!([]));
    shop.close().await;
}

#[tokio::test]
async fn metrics_count_requests_by_operation_and_never_by_person() {
    let shop = Shop::open().await;
    shop.customer("ada@example.org").await;
    shop.guest().get("/products?q=secretword").await.expect(200);
    shop.run_jobs().await;
    let answer = shop.fetch("/metrics").await;
    assert_eq!(answer.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    let text = String::from_utf8(answer.bytes).unwrap();
    for name in ["penden_http_requests_total", "penden_http_request_seconds"] {
        assert!(text.contains(&format!("# TYPE {name} ")), "{name} is missing in\n{text}");
    }
    let line = text.lines().find(|line| {
        line.starts_with("penden_http_requests_total") && line.contains("operation=\"listProducts\"")
    });
    assert!(line.is_some_and(|line| line.contains("status=\"200\"")), "{text}");
    for private in ["ada@example.org", "secretword"] {
        assert!(!text.contains(private), "{private}");
    }
    shop.close().await;
}

#[tokio::test]
async fn the_document_and_the_page_that_shows_it_are_served() {
    let shop = Shop::open().await;
    let document = shop.fetch("/openapi.json").await.expect(200);
    assert!(document["openapi"].as_str().unwrap().starts_with("3."));
    assert!(document["paths"].as_object().unwrap().len() > 25);
    let page = shop.fetch("/docs").await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").unwrap().starts_with("text/html"));
    assert!(String::from_utf8(page.bytes).unwrap().to_lowercase().contains("swagger"));
    shop.close().await;
}
