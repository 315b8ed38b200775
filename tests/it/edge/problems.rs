//! Whatever goes wrong, the answer has one shape.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::shop::{Answer, Setup, Shop, card, order_with};

fn check(what: &str, answer: &Answer, status: u16, code: &str) {
    let problem = &answer.body;
    assert_eq!((answer.status, &problem["code"]), (status, &json!(code)), "{what}: {problem}");
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{what}");
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{what}");
    assert_eq!(problem["status"], status, "{what}");
    assert_eq!(problem["type"], format!("/problems/{code}"), "{what}");
    assert_eq!(problem["request_id"], *answer.header("x-request-id").unwrap(), "{what}");
    for text in ["title", "detail", "instance"] {
        assert!(problem[text].as_str().is_some_and(|text| !text.is_empty()), "{what}: {problem}");
    }
    assert!(problem["errors"].is_array(), "{what}: {problem}");
}

fn raw(shop: &Shop, method: Method, path: &str, kind: &str, body: &str) -> RequestBuilder {
    shop.request(method, path).header("content-type", kind).body(body.to_owned())
}

#[tokio::test]
async fn every_error_is_a_problem_with_code_status_and_request_id() {
    let shop = Shop::open().await;
    let json = "application/json";
    let login = "/api/v1/auth/login";
    let post = Method::POST;
    for (what, request, status, code) in [
        ("route", shop.request(Method::GET, "/api/v1/nothing"), 404, "route_not_found"),
        ("page", shop.request(Method::GET, "/nothing"), 404, "route_not_found"),
        ("id", shop.request(Method::GET, "/api/v1/products/none"), 404, "not_found"),
        ("method", shop.request(Method::DELETE, "/api/v1/products"), 405, "method_not_allowed"),
        ("type", raw(&shop, post.clone(), login, "text/plain", "{}"), 415, "unsupported_media_type"),
        ("no type", shop.request(post.clone(), login).body("{}"), 415, "unsupported_media_type"),
        ("broken", raw(&shop, post.clone(), login, json, "{\"email\":"), 400, "malformed_json"),
        (
            "two",
            raw(&shop, post.clone(), login, json, "{\"email\":\"a\",\"password\":\"b\"} {}"),
            400,
            "malformed_json",
        ),
        ("empty", raw(&shop, post.clone(), login, json, ""), 400, "malformed_json"),
        ("nothing", raw(&shop, post.clone(), login, json, "{}"), 422, "validation_failed"),
        ("list", raw(&shop, post.clone(), login, json, "[]"), 422, "validation_failed"),
        ("parameter", shop.request(Method::GET, "/api/v1/products?limit=x"), 400, "invalid_parameter"),
        ("stranger", shop.request(Method::GET, "/api/v1/me"), 401, "unauthenticated"),
        (
            "unsigned",
            raw(&shop, post, "/api/v1/webhooks/payments/sandbox", json, "{}"),
            401,
            "webhook_rejected",
        ),
    ] {
        let answer = shop.send(request).await;
        if what == "unsigned" {
            // Which code it has is told in the stories of payments.
            check(what, &answer, answer.status, answer.body["code"].as_str().unwrap());
            assert!((400..500).contains(&answer.status), "{}", answer.status);
            continue;
        }
        check(what, &answer, status, code);
    }
    shop.close().await;
}

#[tokio::test]
async fn unknown_fields_are_named_where_they_stand() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    guest.add(&mug, 1).await;
    let mut body = order_with(card::GOOD);
    body["shipping_address"]["planet"] = json!("Mars");
    let problem = guest.place("one", &body).await.expect(422);
    assert_eq!(problem["errors"][0]["field"], "shipping_address/planet", "{problem}");
    let mut body = order_with(card::GOOD);
    body["gift"] = json!(true);
    let problem = guest.place("two", &body).await.expect(422);
    assert_eq!(problem["errors"][0]["field"], "gift", "{problem}");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_method_that_a_path_does_not_know_is_told_those_it_does() {
    let shop = Shop::open().await;
    for (method, path, allowed) in [
        (Method::PUT, "/api/v1/products", "GET, HEAD, POST"),
        (Method::POST, "/api/v1/products/mug", "DELETE, GET, HEAD, PATCH"),
        (Method::GET, "/api/v1/auth/login", "POST"),
        (Method::POST, "/health/live", "GET, HEAD"),
    ] {
        let answer = shop.send(shop.request(method.clone(), path)).await;
        check(path, &answer, 405, "method_not_allowed");
        let mut known: Vec<&str> = answer.header("allow").unwrap().split(", ").collect();
        known.sort_unstable();
        assert_eq!(known.join(", "), allowed, "{method} {path}");
    }
    shop.close().await;
}

#[tokio::test]
async fn whoever_is_not_known_is_told_how_to_become_so() {
    let shop = Shop::open().await;
    for path in ["/me", "/orders", "/jobs", "/mails"] {
        let answer = shop.guest().get(path).await;
        assert_eq!(answer.header("www-authenticate"), Some("Bearer realm=\"penden\""));
        check(path, &answer, 401, "unauthenticated");
    }
    shop.close().await;
}

#[tokio::test]
async fn a_body_that_is_too_large_is_cut_off_whether_it_says_so_or_not() {
    let env = vec![("PENDEN_HTTP__BODY_LIMIT_BYTES", "1024")];
    let shop = Shop::open_with(Setup { env, ..Setup::default() }).await;
    let body = json!({ "email": "x".repeat(1024), "password": "" }).to_string();
    let announced =
        shop.send(raw(&shop, Method::POST, "/api/v1/auth/login", "application/json", &body)).await;
    check("announced", &announced, 413, "payload_too_large");

    let head = "POST /api/v1/auth/login HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\
                Content-Type: application/json\r\n";
    // Nobody has to send what is announced to be refused.
    let large = shop.send_bytes(format!("{head}Content-Length: 1025\r\n\r\n").as_bytes()).await;
    assert!(large.starts_with("HTTP/1.1 413") && large.contains("payload_too_large"), "{large}");
    let chunk = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    let chunked =
        shop.send_bytes(format!("{head}Transfer-Encoding: chunked\r\n\r\n{chunk}").as_bytes()).await;
    assert!(chunked.starts_with("HTTP/1.1 413") && chunked.contains("payload_too_large"), "{chunked}");

    let small = json!({ "email": "x".repeat(900), "password": "" }).to_string();
    let chunk = format!("{:x}\r\n{small}\r\n0\r\n\r\n", small.len());
    let fits = shop.send_bytes(format!("{head}Transfer-Encoding: chunked\r\n\r\n{chunk}").as_bytes()).await;
    assert!(fits.starts_with("HTTP/1.1 422"), "{fits}");
    shop.close().await;
}

#[tokio::test]
async fn what_is_no_http_does_no_harm() {
    let shop = Shop::open().await;
    for bytes in [&b"\0\x01\x02 nonsense\r\n\r\n"[..], b"GET /health/live\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"]
    {
        let answer = shop.send_bytes(bytes).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400"), "{answer}");
    }
    assert_eq!(shop.fetch("/health/live").await.expect(200)["status"], Value::from("alive"));
    shop.close().await;
}
