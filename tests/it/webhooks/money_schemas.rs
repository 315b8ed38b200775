//! As `schemas`, for what happens around money that is set aside, transferred and contested.

use std::collections::BTreeSet;

use serde_json::json;

use super::receiver::Receiver;
use super::schemas::check;
use crate::shop::Shop;
use crate::shop::stripe::{Fault, Stripe, method};

/// What no other story sends.
pub const KINDS: &[&str] = &[
    "dispute.changed",
    "dispute.opened",
    "order.confirmed",
    "payment.authorization_came_late",
    "payment.authorization_lost",
    "payment.awaited",
    "payment.capture_requested",
    "payment.captured",
];

#[tokio::test]
async fn bodies_about_money_are_as_the_document_says() {
    let stripe = Stripe::open().await;
    let shop = Shop::open_with(stripe.setup(&[
        ("PENDEN_WEBHOOKS__ALLOW_HTTP", "true"),
        ("PENDEN_WEBHOOKS__ALLOWED_NETWORKS", r#"["127.0.0.1"]"#),
        ("PENDEN_SHOP__PAYMENTS__CAPTURE", "at_shipment"),
        ("PENDEN_SHOP__PAYMENTS__BANK_TRANSFER__ENABLED", "true"),
    ]))
    .await;
    let receiver = Receiver::open().await;
    shop.endpoint(&receiver, KINDS).await;
    let mug = shop.product("Mug", 900, 10).await;
    let (guest, admin) = (shop.guest(), shop.admin().await);

    let contested = guest.buy_by(&mug, 1, "stripe", Some(method::GOOD)).await;
    shop.run_jobs().await;
    admin.once(&format!("/orders/{}/captures", contested.id), &json!({})).await.expect(201);
    shop.run_jobs().await;
    for event in [stripe.dispute("needs_response"), stripe.dispute("lost")].concat() {
        shop.deliver_stripe(&event).await.expect(202);
        shop.run_jobs().await;
    }
    guest.buy_by(&mug, 1, "stripe", Some(method::GOOD)).await;
    shop.run_jobs().await;
    stripe.expire();
    for event in stripe.events("payment_intent.canceled") {
        shop.deliver_stripe(&event).await.expect(202);
    }
    let late = guest.buy_by(&mug, 1, "stripe", Some(method::NEEDS_CONSENT)).await;
    shop.run_jobs().await;
    stripe.misbehave(Some(Fault::Down));
    guest.cancel(&late).await.expect(200);
    shop.run_jobs().await;
    stripe.misbehave(None);
    stripe.consent(true);
    for event in stripe.events("payment_intent.amount_capturable_updated") {
        shop.deliver_stripe(&event).await.expect(202);
    }
    shop.run_jobs_without_waiting().await;
    assert_eq!(guest.look(&late).await.payments(), ["voided"], "what came late is given up");
    assert_eq!(stripe.intents(), ["succeeded", "canceled", "canceled"]);
    let transfer = guest.buy_by(&mug, 1, "bank_transfer", None).await;
    shop.run_jobs().await;
    let payment = transfer.last_payment()["id"].as_str().unwrap();
    let part = json!({ "amount_minor": 100, "reference": "A" });
    let path = format!("/orders/{}/payments/{payment}/receipts", transfer.id);
    admin.once(&path, &part).await.expect(201);
    shop.run_jobs().await;

    let document = shop.fetch("/openapi.json").await.expect(200);
    let received = receiver.take();
    received.iter().for_each(|message| check(message, &document));
    let seen: BTreeSet<&str> = received.iter().map(|message| message.kind()).collect();
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), KINDS);
    shop.close().await;
    stripe.close().await;
}
