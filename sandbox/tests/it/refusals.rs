//! Refusals are JSON, whoever makes them.

use reqwest::Method;
use serde_json::{Value, json};

use crate::site::{Site, order};

const CARD: &str = "4242424242424242";

#[tokio::test]
async fn a_wrong_or_missing_api_key_is_refused() {
    let site = Site::open().await;
    let paths = ["/v1/payments/pay_1", "/v1/refunds", "/carrier/v1/quotes", "/control/faults"];
    for path in paths {
        for authorization in [None, Some("Bearer wrong"), Some("Basic c2tfdGVzdA==")] {
            let mut request = site.client.get(format!("{}{path}", site.url));
            if let Some(value) = authorization {
                request = request.header("authorization", value);
            }
            let response = request.send().await.unwrap();
            assert_eq!(response.status(), 401, "{path}");
            assert_eq!(response.json::<Value>().await.unwrap()["code"], "unauthorized");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_accepted_is_named() {
    let site = Site::open().await;
    let with = |field: &str, value: Value| {
        let mut body = order(CARD, true);
        body[field] = value;
        body
    };
    let cases = [
        (with("amount_minor", json!(0)), 422, "invalid_amount"),
        (with("currency", json!("eur")), 422, "invalid_currency"),
        (with("token", json!("tok_4111111111111111")), 422, "invalid_token"),
        (with("reference", json!("")), 422, "invalid_reference"),
        (with("amount_minor", json!("ten")), 400, "invalid_body"),
        (with("reference", json!("x".repeat(70_000))), 413, "body_too_large"),
    ];
    for (body, answered, code) in cases {
        let (status, error) = site.post("/v1/payments", "k1", body).await;
        assert_eq!((status, &error["code"]), (answered, &json!(code)));
    }
    let (status, error) = site.call(Method::POST, "/v1/payments", None, Some(&order(CARD, true))).await;
    assert_eq!((status, &error["code"]), (400, &json!("missing_idempotency_key")));
    let expired = json!({ "card_number": CARD, "exp_month": 1, "exp_year": 2020 });
    assert_eq!(site.post("/v1/tokens", "", expired).await.1["code"], "expired_card");
}

#[tokio::test]
async fn what_does_not_exist_is_said_in_json() {
    let site = Site::open().await;
    assert_eq!(site.get("/nowhere").await.1["code"], "not_found");
    assert_eq!(site.get("/v1/payments/pay_1").await.1["code"], "not_found");
    assert_eq!(site.get("/pay/pay_1").await.1["code"], "not_found");
    assert_eq!(site.get("/v1/tokens").await.1["code"], "method_not_allowed");
}
