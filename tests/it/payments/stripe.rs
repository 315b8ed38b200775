//! Cards by Stripe, against a stand-in that takes only what Stripe's documentation describes.

use chrono::Utc;
use domain::entity::webhook_receipt;
use sea_orm::EntityTrait;
use serde_json::json;

use crate::shop::stripe::{Fault, Stripe, WEBHOOK_SECRET, method, signature};
use crate::shop::{Actor, Order, Product, Shop, order_by};

pub async fn open() -> (Stripe, Shop, Product) {
    open_with(&[]).await
}

pub async fn open_with(more: &[(&'static str, &'static str)]) -> (Stripe, Shop, Product) {
    let stripe = Stripe::open().await;
    let shop = Shop::open_with(stripe.setup(more)).await;
    let mug = shop.product("Mug", 900, 10).await;
    (stripe, shop, mug)
}

pub async fn close(stripe: Stripe, shop: Shop) {
    shop.close().await;
    stripe.close().await;
}

/// An order that is on its way to Stripe.
pub async fn buy(guest: &Actor, mug: &Product, card: &str) -> Order {
    guest.buy_by(mug, 1, "stripe", Some(card)).await
}

pub async fn deliver(shop: &Shop, stripe: &Stripe, kind: &str) {
    let events = stripe.events(kind);
    assert!(!events.is_empty(), "no {kind}");
    for event in events {
        shop.deliver_stripe(&event).await.expect(202);
    }
    shop.run_jobs().await;
}

#[tokio::test]
async fn an_order_is_paid_and_its_webhook_changes_nothing_more() {
    let (stripe, shop, mug) = open().await;
    let guest = shop.guest();
    let order = buy(&guest, &mug, method::GOOD).await;
    shop.run_jobs().await;
    let paid = guest.look(&order).await;
    assert_eq!((paid.state(), paid.payments()), ("placed", vec!["captured"]));
    assert_eq!((paid.amount("captured_total"), stripe.captures()), (1390, vec![1390]));

    for _ in 0..3 {
        deliver(&shop, &stripe, "payment_intent.succeeded").await;
    }
    let rows = webhook_receipt::Entity::find().all(shop.services.store.read()).await.unwrap();
    assert!(rows.len() == 1 && rows[0].processed_at.is_some(), "{rows:?}");
    assert_eq!(guest.look(&order).await.amount("captured_total"), 1390);
    close(stripe, shop).await;
}

#[tokio::test]
async fn a_payer_who_must_confirm_is_sent_to_the_bank_and_pays_by_webhook() {
    let (stripe, shop, mug) = open().await;
    let guest = shop.guest();
    let order = buy(&guest, &mug, method::NEEDS_CONSENT).await;
    shop.run_jobs().await;
    let waiting = guest.look(&order).await;
    assert_eq!(waiting.payments(), ["requires_action"]);
    let url = waiting.last_payment()["action_url"].as_str().unwrap();
    assert!(url.starts_with("https://hooks.stripe.com/"), "{url}");

    stripe.consent(true);
    deliver(&shop, &stripe, "payment_intent.succeeded").await;
    // Overtaken: it was asked for before.
    deliver(&shop, &stripe, "payment_intent.requires_action").await;
    let paid = guest.look(&order).await;
    assert_eq!((paid.state(), paid.payments()), ("placed", vec!["captured"]));
    close(stripe, shop).await;
}

#[tokio::test]
async fn a_payer_who_does_not_confirm_may_pay_again() {
    let (stripe, shop, mug) = open().await;
    let guest = shop.guest();
    let order = buy(&guest, &mug, method::NEEDS_CONSENT).await;
    shop.run_jobs().await;
    stripe.consent(false);
    deliver(&shop, &stripe, "payment_intent.payment_failed").await;
    let failed = guest.look(&order).await;
    assert_eq!((failed.state(), failed.payments()), ("awaiting_payment", vec!["failed"]));
    assert_eq!(failed.last_payment()["failure_code"], "payment_intent_authentication_failure");

    let again = json!({ "provider": "stripe", "token": method::GOOD });
    guest.once(&format!("/orders/{}/payments", order.id), &again).await.expect(201);
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.payments(), ["failed", "captured"]);
    close(stripe, shop).await;
}

#[tokio::test]
async fn a_declined_card_and_one_that_does_not_exist_are_refused_to_the_payer() {
    let (stripe, shop, mug) = open().await;
    for (token, code) in [(method::DECLINED, "generic_decline"), ("tok_visa", "resource_missing")] {
        let guest = shop.guest();
        let order = buy(&guest, &mug, token).await;
        shop.run_jobs().await;
        let failed = guest.look(&order).await;
        assert_eq!((failed.state(), failed.payments()), ("awaiting_payment", vec!["failed"]));
        assert_eq!(failed.last_payment()["failure_code"], code);
        guest.cancel(&order).await.expect(200);
        shop.run_jobs().await;
    }
    assert!(stripe.captures().is_empty());
    close(stripe, shop).await;
}

#[tokio::test]
async fn a_card_without_a_token_is_refused_at_once() {
    let (stripe, shop, mug) = open().await;
    let guest = shop.guest();
    guest.add(&mug, 1).await;
    let answer = guest.once("/orders", &order_by("stripe", None)).await;
    assert_eq!(answer.body["errors"][0]["field"], "payment/token");
    answer.refuses(422, "validation_failed");
    guest.once("/orders", &order_by("bank_transfer", None)).await.refuses(422, "no_such_provider");
    shop.run_jobs().await;
    close(stripe, shop).await;
}

#[tokio::test]
async fn a_charge_that_was_made_and_not_answered_is_found_and_made_once() {
    for fault in [Fault::Stall, Fault::AfterWork] {
        let (stripe, shop, mug) = open().await;
        let guest = shop.guest();
        stripe.misbehave(Some(fault));
        let order = buy(&guest, &mug, method::GOOD).await;
        shop.run_jobs().await;
        let unknown = guest.look(&order).await;
        assert_eq!((unknown.state(), unknown.payments()), ("awaiting_payment", vec!["unknown"]));
        assert_eq!(stripe.captures(), [1390], "the money has moved");

        stripe.misbehave(None);
        shop.fire("payments.find_unsettled").await;
        shop.run_jobs_without_waiting().await;
        let paid = guest.look(&order).await;
        assert_eq!((paid.state(), paid.payments()), ("placed", vec!["captured"]));
        assert_eq!((stripe.captures(), stripe.posts("/confirm")), (vec![1390], 1));
        close(stripe, shop).await;
    }
}

#[tokio::test]
async fn a_charge_that_never_got_through_is_made_later_or_not_at_all() {
    let (stripe, shop, mug) = open().await;
    for fault in [Fault::Busy, Fault::Down] {
        let (stays, leaves) = (shop.guest(), shop.guest());
        stripe.misbehave(Some(fault));
        let (kept, given_up) =
            (buy(&stays, &mug, method::GOOD).await, buy(&leaves, &mug, method::GOOD).await);
        shop.run_jobs().await;
        leaves.cancel(&given_up).await.expect(200);
        stripe.misbehave(None);
        shop.run_jobs_without_waiting().await;
        assert_eq!(stays.look(&kept).await.payments(), ["captured"]);
        assert_eq!(leaves.look(&given_up).await.payments(), ["voided"]);
    }
    assert_eq!(stripe.captures(), [1390, 1390]);
    close(stripe, shop).await;
}

#[tokio::test]
async fn money_is_given_back_in_parts_also_by_others() {
    let (stripe, shop, mug) = open().await;
    let (guest, admin) = (shop.guest(), shop.admin().await);
    let order = buy(&guest, &mug, method::GOOD).await;
    shop.run_jobs().await;
    stripe.misbehave(Some(Fault::AfterWork));
    admin.refund(&order, 400).await.expect(201);
    shop.run_jobs().await;
    stripe.misbehave(None);
    shop.run_jobs_without_waiting().await;
    assert_eq!(stripe.refunds(), [400], "asked twice, given once");

    stripe.refund_in_console(90);
    for _ in 0..2 {
        deliver(&shop, &stripe, "charge.refunded").await;
        deliver(&shop, &stripe, "refund.created").await;
    }
    let after = guest.look(&order).await;
    assert_eq!((after.refunds(), after.amount("refunded_total")), (vec!["succeeded", "succeeded"], 490));
    admin.refund(&order, 901).await.refuses(422, "more_than_paid");
    admin.refund(&order, 900).await.expect(201);
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.amount("refunded_total"), 1390);
    close(stripe, shop).await;
}

#[tokio::test]
async fn a_webhook_with_a_wrong_missing_or_old_signature_is_refused_and_not_stored() {
    let (stripe, shop, mug) = open().await;
    let guest = shop.guest();
    let order = buy(&guest, &mug, method::NEEDS_CONSENT).await;
    shop.run_jobs().await;
    stripe.consent(true);
    let body = stripe.events("payment_intent.succeeded")[0].to_string();
    let now = Utc::now().timestamp();
    let good = signature(WEBHOOK_SECRET, &body, now);
    let cases = [
        None,
        Some(String::new()),
        Some(signature("whsec_other", &body, now)),
        Some(signature(WEBHOOK_SECRET, &body, now - 600)),
        Some(signature(WEBHOOK_SECRET, &body, now + 600)),
        Some(good.replace("v1=", "v0=")),
    ];
    for header in &cases {
        shop.deliver_stripe_with(&body, header.as_deref()).await.refuses(401, "invalid_signature");
    }
    let forged = body.replace("1390", "1");
    shop.deliver_stripe_with(&forged, Some(&good)).await.refuses(401, "invalid_signature");
    let rows = webhook_receipt::Entity::find().all(shop.services.store.read()).await.unwrap();
    assert!(rows.is_empty());
    assert_eq!(guest.look(&order).await.state(), "awaiting_payment");

    // While a secret is rolled there are two signatures, of which one fits.
    let two = format!("{},v1={}", signature("whsec_other", &body, now), &good[good.len() - 64..]);
    shop.deliver_stripe_with(&body, Some(&two)).await.expect(202);
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.state(), "placed");
    close(stripe, shop).await;
}

#[tokio::test]
async fn money_that_comes_late_goes_back_when_the_goods_are_gone() {
    let (stripe, shop, _) = open().await;
    let last = shop.product("Last Cup", 900, 1).await;
    let (slow, fast) = (shop.guest(), shop.guest());
    let order = buy(&slow, &last, method::NEEDS_CONSENT).await;
    shop.run_jobs().await;
    shop.end_hold(&order).await;
    stripe.misbehave(Some(Fault::Down));
    shop.fire("orders.lapse_unpaid").await;
    shop.run_jobs().await;
    stripe.misbehave(None);
    stripe.consent(true);
    let other = buy(&fast, &last, method::GOOD).await;
    shop.run_jobs_without_waiting().await;
    deliver(&shop, &stripe, "payment_intent.succeeded").await;
    let order = slow.look(&order).await;
    assert_eq!((order.state(), order.refunds()), ("expired", vec!["succeeded"]));
    assert_eq!(fast.look(&other).await.state(), "placed");
    assert_eq!(stripe.refunds(), [1390]);
    close(stripe, shop).await;
}
