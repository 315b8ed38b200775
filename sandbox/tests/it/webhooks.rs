//! Events and their delivery.

use std::{collections::HashSet, sync::atomic::Ordering, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use ring::hmac;
use serde_json::json;

use crate::site::{Folder, Receiver, SECRET, Site, Webhook};

const CARD: &str = "4242424242424242";

fn verify(webhook: &Webhook) {
    let signature = STANDARD.decode(webhook.signature.strip_prefix("v1,").unwrap()).unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let signed = format!("{}.{}.{}", webhook.id, webhook.timestamp, webhook.body);
    hmac::verify(&key, signed.as_bytes(), &signature).expect("the signature is right");
    let age = chrono::Utc::now().timestamp() - webhook.timestamp.parse::<i64>().unwrap();
    assert!((0..300).contains(&age));
    assert_eq!(webhook.json()["id"], webhook.id);
}

#[tokio::test]
async fn every_change_is_announced_and_signed() {
    let mut receiver = Receiver::open().await;
    let url = receiver.url.clone();
    let site = Site::open_in(Folder::new(), |config| config.webhook_url = Some(url)).await;

    let payment = site.pay("k1", CARD, false).await;
    let webhook = receiver.next().await;
    verify(&webhook);
    assert_eq!((&webhook.json()["type"], &webhook.json()["data"]), (&json!("payment.authorized"), &payment));

    let path = format!("/v1/payments/{}", payment["id"].as_str().unwrap());
    let (_, captured) = site.post(&format!("{path}/capture"), "c1", json!({})).await;
    let webhook = receiver.next().await;
    assert_eq!((&webhook.json()["type"], &webhook.json()["data"]), (&json!("payment.captured"), &captured));

    let (_, refund) = site.post(&format!("{path}/refunds"), "r1", json!({ "amount_minor": 1 })).await;
    let webhook = receiver.next().await.json();
    assert_eq!((&webhook["type"], &webhook["data"]["refund"]), (&json!("refund.succeeded"), &refund));
    assert_eq!(webhook["data"]["payment"]["status"], "partially_refunded");

    site.pay("k2", "4000000000000002", true).await;
    assert_eq!(receiver.next().await.json()["type"], "payment.declined");
    site.pay("k3", "4000002500003155", true).await;
    assert_eq!(receiver.next().await.json()["type"], "payment.requires_action");
    let failing = site.pay("k4", "4000000000000341", true).await;
    assert_eq!(receiver.next().await.json()["type"], "payment.captured");
    let path = format!("/v1/payments/{}/refunds", failing["id"].as_str().unwrap());
    site.post(&path, "r2", json!({ "amount_minor": 1 })).await;
    assert_eq!(receiver.next().await.json()["type"], "refund.failed");

    // A replay changes nothing, so it announces nothing.
    site.pay("k1", CARD, false).await;
    site.close().await;
    assert!(!receiver.has_more());
}

#[tokio::test]
async fn a_receiver_that_fails_is_asked_again_with_the_same_id_until_it_takes_it() {
    let mut receiver = Receiver::open().await;
    receiver.status.store(500, Ordering::SeqCst);
    let url = receiver.url.clone();
    let site = Site::open_in(Folder::new(), |config| config.webhook_url = Some(url)).await;
    site.pay("k1", CARD, true).await;

    let first = receiver.next().await;
    let second = receiver.next().await;
    assert_eq!((&second.id, &second.body), (&first.id, &first.body));
    receiver.status.store(204, Ordering::SeqCst);
    let third = receiver.next().await;
    verify(&third);
    assert_eq!(third.id, first.id);

    // What was taken is not sent again: the next webhooks are about the next payment. (One attempt may have
    // been answered before the status changed.)
    site.pay("k2", CARD, true).await;
    let mut next = receiver.next().await;
    if next.id == first.id {
        next = receiver.next().await;
    }
    assert_ne!(next.id, first.id);
}

#[tokio::test]
async fn the_courier_goes_on_where_it_stopped_when_the_database_is_opened_again() {
    let site = Site::open().await;
    let mut expected = HashSet::new();
    for n in 0..40 {
        let payment = site.pay(&format!("k{n}"), CARD, true).await;
        expected.insert(payment["id"].as_str().unwrap().to_owned());
    }
    let folder = site.close().await;

    let mut receiver = Receiver::open().await;
    let url = receiver.url.clone();
    let site = Site::open_in(folder, |config| {
        config.webhook_url = Some(url);
        config.webhook_retry = Duration::from_secs(3_600);
    })
    .await;
    let mut delivered = HashSet::new();
    for _ in 0..40 {
        delivered.insert(receiver.next().await.json()["data"]["id"].as_str().unwrap().to_owned());
    }
    assert_eq!(delivered, expected);

    // The outcomes were written down: a third run finds nothing to do but the new event.
    let folder = site.close().await;
    let url = receiver.url.clone();
    let site = Site::open_in(folder, |config| config.webhook_url = Some(url)).await;
    let payment = site.pay("new", CARD, true).await;
    assert_eq!(receiver.next().await.json()["data"]["id"], payment["id"]);
}

#[tokio::test]
async fn a_sandbox_in_memory_pays_and_delivers() {
    let mut receiver = Receiver::open().await;
    let url = receiver.url.clone();
    let site = Site::open_in(Folder::new(), |config| {
        config.database_path = ":memory:".into();
        config.webhook_url = Some(url);
    })
    .await;
    let payment = site.pay("k1", CARD, true).await;
    assert_eq!(receiver.next().await.json()["data"], payment);
    assert_eq!(site.await_payment("k1").await, payment);
}
