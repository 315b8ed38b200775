//! What browsers are told: who may call, and what not to do with an answer.

use reqwest::{Method, RequestBuilder};

use crate::shop::{Answer, Setup, Shop};

const CONSOLE: &str = "https://console.example";
const EVIL: &str = "https://evil.example";

async fn open() -> Shop {
    let env = vec![("PENDEN_HTTP__CORS_ORIGINS", r#"["https://console.example"]"#)];
    Shop::open_with(Setup { env, ..Setup::default() }).await
}

fn from(shop: &Shop, origin: &str, method: Method, path: &str) -> RequestBuilder {
    shop.request(method, path).header("origin", origin)
}

async fn preflight(shop: &Shop, origin: &str) -> Answer {
    let request = from(shop, origin, Method::OPTIONS, "/api/v1/orders")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization,idempotency-key");
    shop.send(request).await
}

#[tokio::test]
async fn a_script_of_an_allowed_origin_may_call_and_read() {
    let shop = open().await;
    let own = shop.url().to_owned();
    let answer = preflight(&shop, CONSOLE).await;
    assert_eq!((answer.status, answer.bytes.len()), (204, 0));
    assert_eq!(answer.header("access-control-allow-origin"), Some(CONSOLE));
    assert_eq!(answer.header("access-control-allow-credentials"), Some("true"));
    assert!(answer.header("access-control-allow-methods").unwrap().contains("POST"));
    for header in ["authorization", "idempotency-key", "cart-token", "content-type"] {
        assert!(answer.header("access-control-allow-headers").unwrap().contains(header), "{header}");
    }
    assert_eq!(preflight(&shop, &own).await.status, 204);

    let answer = shop.send(from(&shop, CONSOLE, Method::GET, "/api/v1/products")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-origin"), Some(CONSOLE));
    assert!(answer.header("access-control-expose-headers").unwrap().contains("idempotency-replayed"));
    let varies: Vec<_> = answer.headers.get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
    assert!(varies.join(",").contains("origin"), "{varies:?}");
    // Errors can be read, too.
    let answer = shop.send(from(&shop, CONSOLE, Method::GET, "/api/v1/me")).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (401, Some(CONSOLE)));
    shop.close().await;
}

#[tokio::test]
async fn a_script_of_another_origin_may_change_nothing_and_read_nothing() {
    let shop = open().await;
    for origin in [EVIL, "null", "https://console.example.evil.example", "http://console.example"] {
        let answer = preflight(&shop, origin).await;
        assert_eq!(answer.header("access-control-allow-origin"), None, "{origin}");
        answer.refuses(403, "origin_not_allowed");
        let post = from(&shop, origin, Method::POST, "/api/v1/auth/logout");
        shop.send(post).await.refuses(403, "origin_not_allowed");
        let read = shop.send(from(&shop, origin, Method::GET, "/api/v1/products")).await;
        assert_eq!((read.status, read.header("access-control-allow-origin")), (200, None), "{origin}");
    }
    shop.close().await;
}

#[tokio::test]
async fn every_answer_tells_browsers_to_be_careful() {
    let shop = Shop::open().await;
    for path in ["/api/v1/products", "/api/v1/me", "/nothing", "/docs", "/openapi.json", "/health/live"] {
        let answer = shop.fetch(path).await;
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("referrer-policy"), Some("strict-origin-when-cross-origin"), "{path}");
        assert!(answer.header("permissions-policy").is_some(), "{path}");
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        if path.starts_with("/api/") {
            assert!(policy.contains("default-src 'none'"), "{path}: {policy}");
        }
        assert_eq!(answer.header("strict-transport-security"), None, "not over plain HTTP");
    }
    shop.close().await;

    let env = vec![("PENDEN_HTTP__PUBLIC_URL", "https://shop.example")];
    let shop = Shop::open_with(Setup { env, ..Setup::default() }).await;
    let answer = shop.fetch("/api/v1/products").await;
    assert!(answer.header("strict-transport-security").unwrap().starts_with("max-age="));
    shop.close().await;
}
