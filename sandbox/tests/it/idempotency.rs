//! One key, one outcome.

use serde_json::json;
use tokio::task::JoinSet;

use crate::site::{API_KEY, Site, order};

const CARD: &str = "4242424242424242";

#[tokio::test]
async fn the_same_request_has_the_same_answer_and_another_body_is_refused() {
    let site = Site::open().await;
    let first = site.pay("k1", CARD, false).await;
    assert_eq!(site.pay("k1", CARD, false).await, first);

    let (status, error) = site.post("/v1/payments", "k1", order(CARD, true)).await;
    assert_eq!((status, &error["code"]), (409, &json!("idempotency_mismatch")));

    // The answer is the one first given, while a look-up tells how things stand.
    let path = format!("/v1/payments/{}/capture", first["id"].as_str().unwrap());
    let (status, captured) = site.post(&path, "k1", json!({})).await;
    assert_eq!((status, &captured["status"]), (200, &json!("captured")));
    assert_eq!(site.pay("k1", CARD, false).await, first);
    assert_eq!(site.await_payment("k1").await, captured);
}

#[tokio::test]
async fn a_hundred_requests_with_one_key_at_once_make_one_payment() {
    let site = Site::open().await;
    let mut calls = JoinSet::new();
    for _ in 0..100 {
        let request = site.client.post(format!("{}/v1/payments", site.url)).bearer_auth(API_KEY);
        let request = request.header("idempotency-key", "k1").json(&order(CARD, true));
        calls.spawn(async move { request.send().await.unwrap().text().await.unwrap() });
    }
    let answers = calls.join_all().await;
    assert!(answers[0].contains("captured"), "{}", answers[0]);
    assert!(answers.iter().all(|answer| *answer == answers[0]));
}

#[tokio::test]
async fn captures_voids_and_refunds_are_done_once_per_key() {
    let site = Site::open().await;
    let payment = site.pay("k1", CARD, true).await;
    let path = format!("/v1/payments/{}/refunds", payment["id"].as_str().unwrap());
    let first = site.post(&path, "r1", json!({ "amount_minor": 400 })).await;
    assert_eq!(first.0, 200);
    assert_eq!(site.post(&path, "r1", json!({ "amount_minor": 400 })).await, first);
    assert_eq!(site.get("/v1/refunds?idempotency_key=r1").await, first);
    assert_eq!(site.post(&path, "r1", json!({ "amount_minor": 401 })).await.0, 409);
    assert_eq!(site.await_payment("k1").await["refunded_minor"], 400);

    let held = site.pay("k2", CARD, false).await;
    let path = format!("/v1/payments/{}/void", held["id"].as_str().unwrap());
    let first = site.post(&path, "v1", json!({})).await;
    assert_eq!(first.1["status"], "voided");
    assert_eq!(site.post(&path, "v1", json!({})).await, first);
}

#[tokio::test]
async fn an_unknown_key_is_not_found() {
    let site = Site::open().await;
    assert_eq!(site.get("/v1/payments?idempotency_key=nobody").await.0, 404);
    assert_eq!(site.get("/v1/refunds?idempotency_key=nobody").await.0, 404);
    assert_eq!(site.get("/v1/payments").await.0, 400);
}
