//! What arrives at receivers.

use std::collections::BTreeSet;

use domain::webhooks::KINDS;
use serde_json::json;

use super::receiver::Receiver;
use super::{open, states};
use crate::shop::{Shop, card};

#[tokio::test]
async fn an_order_is_told_in_signed_messages_whose_versions_say_the_order() {
    let shop = open().await;
    let receiver = Receiver::open().await;
    let endpoint = shop.endpoint(&receiver, &["order.*", "payment.*", "invoice.issued"]).await;
    let mug = shop.product("Mug", 900, 10).await;
    let order = shop.customer("ada@example.org").await.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;

    let mut received = receiver.take();
    received.sort_by_key(|message| message.version());
    let told: Vec<_> = received.iter().map(|message| (message.version(), message.kind())).collect();
    assert_eq!(told, [(1, "order.placed"), (2, "order.paid"), (3, "invoice.issued")]);
    let now = chrono::Utc::now().timestamp();
    for message in &received {
        assert!(message.is_signed_with(&endpoint["secret"]), "{message:?}");
        assert_eq!(message.signatures.len(), 1);
        assert_eq!(message.id, message.body["id"]);
        assert!(now - message.timestamp.parse::<i64>().unwrap() < 60);
        assert_eq!(message.body["schema_version"], 1);
        assert_eq!(message.body["subject"]["id"], order.id);
        assert_eq!(message.body["data"]["order"], json!({ "id": order.id, "number": order.text("number") }));
        assert!(!message.text.contains("ada@example.org") && !message.text.contains("Lovelace"));
    }
    let placed = &received[0].body["data"];
    assert_eq!(placed["total"], json!({ "amount_minor": 1390, "currency": "EUR" }));
    assert_eq!(placed["lines"][0]["sku"], mug.sku);
    assert_eq!(received[1].body["data"]["amount"]["amount_minor"], 1390);

    let log = shop.deliveries(&endpoint).await;
    assert_eq!(states(&log), ["succeeded"; 3]);
    let seen = shop.delivery(&log[0]).await;
    assert_eq!((&seen["delivery"]["order_id"], &seen["delivery"]["status"]), (&json!(order.id), &json!(204)));
    assert_eq!(seen["attempts"].as_array().unwrap().len(), 1);
    let body = received.iter().find(|message| message.id == seen["delivery"]["webhook_id"]).unwrap();
    assert_eq!(seen["body"], body.body);
    shop.close().await;
}

#[tokio::test]
async fn each_endpoint_gets_what_it_asked_for_once() {
    let shop = open().await;
    let (orders, everything, nothing) =
        (Receiver::open().await, Receiver::open().await, Receiver::open().await);
    shop.endpoint(&orders, &["order.placed"]).await;
    shop.endpoint(&everything, &["*"]).await;
    let silent = shop.endpoint(&nothing, &["*"]).await;
    let off = json!({ "enabled": false });
    shop.staff().await.patch(&super::path(&silent), &off).await.expect(200);
    let mug = shop.product("Mug", 900, 10).await;
    shop.guest().buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    // As if the worker that opened the deliveries had died before it could say so.
    shop.rerun("webhooks.fan_out").await;
    shop.rerun("webhooks.deliver").await;
    shop.run_jobs().await;

    assert_eq!(orders.take().len(), 1);
    let ids: Vec<_> = everything.take().into_iter().map(|message| message.id).collect();
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len());
    assert!(ids.len() > 3, "{ids:?}");
    assert!(nothing.take().is_empty());
    shop.close().await;
}

#[tokio::test]
async fn a_shop_without_webhooks_has_no_jobs_for_them() {
    let shop = open().await;
    let receiver = Receiver::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    shop.guest().buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    assert!(shop.jobs("webhooks.fan_out").await.is_empty());
    // Nor for events that nobody wants.
    shop.endpoint(&receiver, &["refund.succeeded"]).await;
    shop.guest().buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    assert!(shop.jobs("webhooks.fan_out").await.is_empty());
    shop.close().await;
}

#[tokio::test]
async fn a_test_message_goes_out_whatever_the_filters() {
    let shop = open().await;
    let receiver = Receiver::open().await;
    let endpoint = shop.endpoint(&receiver, &["refund.succeeded"]).await;
    let ping = format!("{}/ping", super::path(&endpoint));
    let delivery = shop.staff().await.post(&ping, &json!({})).await.expect(201);
    assert_eq!((&delivery["type"], &delivery["state"]), (&json!("webhook.test"), &json!("pending")));
    shop.run_jobs().await;
    let received = receiver.take();
    assert!(received.len() == 1 && received[0].is_signed_with(&endpoint["secret"]));
    assert_eq!(received[0].id, delivery["webhook_id"]);
    shop.close().await;
}

/// Both secrets sign until the overlap ends.
#[tokio::test]
async fn a_secret_is_exchanged_without_a_gap() {
    let shop = open().await;
    let receiver = Receiver::open().await;
    let endpoint = shop.endpoint(&receiver, &["*"]).await;
    let staff = shop.staff().await;
    let path = super::path(&endpoint);
    assert!(staff.get(&path).await.expect(200)["secret"].is_null());
    let rotated = staff.post(&format!("{path}/rotate-secret"), &json!({})).await.expect(200);
    assert_ne!(rotated["secret"], endpoint["secret"]);
    assert!(rotated["previous_secret_until"].is_string());
    assert!(staff.get(&path).await.expect(200)["secret"].is_null());

    ping(&shop, &path).await;
    let message = receiver.take().remove(0);
    assert_eq!(message.signatures.len(), 2);
    assert!(message.is_signed_with(&endpoint["secret"]) && message.is_signed_with(&rotated["secret"]));

    shop.end_overlap().await;
    ping(&shop, &path).await;
    let message = receiver.take().remove(0);
    assert_eq!(message.signatures.len(), 1);
    assert!(!message.is_signed_with(&endpoint["secret"]) && message.is_signed_with(&rotated["secret"]));
    assert!(staff.get(&path).await.expect(200)["previous_secret_until"].is_null());
    shop.close().await;
}

async fn ping(shop: &Shop, path: &str) {
    shop.staff().await.post(&format!("{path}/ping"), &json!({})).await.expect(201);
    shop.run_jobs().await;
}

#[test]
fn the_types_are_sorted_and_there_once() {
    assert!(KINDS.windows(2).all(|pair| pair[0] < pair[1]));
}
