//! How answers travel: compressed, without a body, and no longer than anybody waits.

use reqwest::Method;

use crate::shop::{Setup, Shop, until};

#[tokio::test]
async fn a_large_answer_is_compressed_as_the_caller_likes() {
    let shop = Shop::open().await;
    let get = |accepted: &str| shop.request(Method::GET, "/openapi.json").header("accept-encoding", accepted);
    let plain = shop.send(get("identity")).await;
    assert_eq!(plain.header("content-encoding"), None);
    let answer = shop.send(get("br, gzip")).await;
    assert_eq!(answer.header("content-encoding"), Some("br"));
    assert!(answer.bytes.len() * 4 < plain.bytes.len(), "{} of {}", answer.bytes.len(), plain.bytes.len());
    // This client unpacks gzip by itself.
    assert_eq!(shop.send(get("gzip")).await.bytes, plain.bytes);
    assert_eq!(shop.send(get("br;q=0, gzip")).await.bytes, plain.bytes);
    for accepted in ["identity", "br", "gzip"] {
        let answer = shop.send(get(accepted)).await;
        assert!(answer.header("vary").unwrap().contains("accept-encoding"), "{accepted}");
    }
    let small = shop.request(Method::GET, "/health/live").header("accept-encoding", "br");
    assert_eq!(shop.send(small).await.header("content-encoding"), None);
    shop.close().await;
}

#[tokio::test]
async fn a_compressed_answer_has_a_weak_tag_that_is_recognised() {
    let shop = Shop::open().await;
    for number in 0..12 {
        shop.product(&format!("Mug {number}"), 900, 1).await;
    }
    let get = || shop.request(Method::GET, "/api/v1/products").header("accept-encoding", "br");
    let first = shop.send(get()).await;
    assert_eq!(first.header("content-encoding"), Some("br"));
    let tag = first.header("etag").unwrap();
    assert!(tag.starts_with("W/"), "{tag}");
    let second = shop.send(get()).await;
    assert_eq!((second.header("etag"), &second.bytes), (Some(tag), &first.bytes));
    let known = shop.send(get().header("if-none-match", tag)).await;
    assert_eq!((known.status, known.bytes.len()), (304, 0));
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn head_says_what_get_would_say_without_the_body() {
    let shop = Shop::open().await;
    shop.product("Mug", 900, 1).await;
    for path in
        ["/api/v1/products", "/api/v1/products/mug", "/api/v1/products/none", "/health/live", "/openapi.json"]
    {
        let get = shop.fetch(path).await;
        let head = shop.send(shop.request(Method::HEAD, path)).await;
        assert_eq!((head.status, head.bytes.len()), (get.status, 0), "{path}");
        for header in ["content-type", "etag", "cache-control"] {
            assert_eq!(head.header(header), get.header(header), "{path} {header}");
        }
    }
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_connection_that_only_holds_a_place_is_closed() {
    let env = vec![("PENDEN_HTTP__IDLE_TIMEOUT_SECONDS", "1")];
    let shop = Shop::open_with(Setup { env, ..Setup::default() }).await;
    // It reads until the shop hangs up.
    let answer = shop.send_bytes(b"GET /health/live HTTP/1.1\r\nHost: sh").await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    until("the shop", async || shop.fetch("/health/live").await.status == 200).await;
    shop.close().await;
}
