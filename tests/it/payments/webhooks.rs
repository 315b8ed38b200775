//! What the bank tells by itself.

use chrono::Utc;
use domain::entity::states::JobState;
use domain::entity::webhook_receipt;
use sea_orm::EntityTrait;

use crate::shop::{Headers, Notice, Setup, Shop, card, until};

/// The bank's webhooks are delivered by the tests.
async fn open() -> Shop {
    Shop::open_with(Setup { silent_bank: true, ..Default::default() }).await
}

async fn receipts(shop: &Shop) -> Vec<webhook_receipt::Model> {
    webhook_receipt::Entity::find().all(shop.services.store.read()).await.unwrap()
}

#[tokio::test]
async fn a_webhook_with_a_wrong_missing_or_old_signature_is_refused_and_not_stored() {
    let shop = open().await;
    let notice = Notice { id: "evt_1".into(), body: r#"{"type":"payment.captured","data":{}}"#.into() };
    let now = Utc::now().timestamp();
    let good = Headers::signed(&notice, now);
    let cases = [
        Headers::signed_with("another secret", &notice, now),
        Headers::signed(&notice, now - 3_600),
        Headers::signed(&notice, now + 3_600),
        Headers { id: None, ..good.clone() },
        Headers { id: Some("evt_2".into()), ..good.clone() },
        Headers { timestamp: None, ..good.clone() },
        Headers { signature: None, ..good.clone() },
        Headers { signature: Some("v1,AAAA".into()), ..good.clone() },
    ];
    for headers in &cases {
        let answer = shop.deliver_with(&notice, headers).await;
        assert_eq!(answer.header("www-authenticate"), Some("Signature"), "no token helps");
        answer.refuses(401, "invalid_signature");
    }
    let forged = Notice { body: notice.body.replace("captured", "declined"), ..notice.clone() };
    shop.deliver_with(&forged, &good).await.refuses(401, "invalid_signature");
    assert!(receipts(&shop).await.is_empty());
    assert!(shop.jobs("payments.process_webhook").await.is_empty());
    shop.close().await;
}

#[tokio::test]
async fn a_webhook_that_comes_five_times_is_processed_once() {
    let shop = open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::NEEDS_CONSENT).await;
    shop.run_jobs().await;
    shop.bank.consent(guest.look(&order).await.last_payment(), "approve").await;

    let notices = shop.bank.notices().await;
    let captured = notices.iter().find(|notice| notice.body.contains("payment.captured")).unwrap();
    let answers = futures_util::future::join_all((0..5).map(|_| shop.deliver(captured))).await;
    for answer in answers {
        answer.expect(202);
    }
    shop.run_jobs().await;
    shop.deliver(captured).await.expect(202);
    shop.run_jobs().await;

    let receipts = receipts(&shop).await;
    assert!(receipts.len() == 1 && receipts[0].processed_at.is_some());
    assert_eq!(shop.jobs("payments.process_webhook").await.len(), 1);
    let order = guest.look(&order).await;
    assert_eq!((order.state(), order.amount("captured_total")), ("placed", 1390));
    shop.close().await;
}

#[tokio::test]
async fn a_webhook_that_comes_before_the_charges_answer_settles_the_payment() {
    let shop = open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    shop.bank.misbehave("after_work").await;
    let order = guest.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    shop.bank.misbehave("none").await;

    for notice in shop.bank.notices().await {
        shop.deliver(&notice).await.expect(202);
    }
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.state(), "placed");
    shop.run_jobs_without_waiting().await;
    let order = guest.look(&order).await;
    assert_eq!((order.payments(), order.amount("captured_total")), (vec!["captured"], 1390));
    assert_eq!(shop.bank.captures().await, [1390]);
    shop.close().await;
}

#[tokio::test]
async fn an_order_is_paid_by_webhook_while_the_answer_to_the_charge_still_hangs() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::STALLING).await;
    let paid = until("the webhook", async || guest.look(&order).await.state() == "placed");
    let still_charging = async {
        paid.await;
        shop.job("payments.charge").await.state
    };
    let ((), state) = tokio::join!(shop.run_jobs(), still_charging);
    assert_eq!(state, JobState::Running);

    shop.run_jobs_without_waiting().await;
    let order = guest.look(&order).await;
    assert_eq!((order.payments(), order.amount("captured_total")), (vec!["captured"], 1390));
    assert_eq!(shop.bank.captures().await, [1390]);
    shop.close().await;
}

#[tokio::test]
async fn webhooks_that_come_in_the_wrong_order_lead_to_the_same_end() {
    let shop = open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::NEEDS_CONSENT).await;
    shop.run_jobs().await;
    shop.bank.consent(guest.look(&order).await.last_payment(), "approve").await;
    let mut notices = shop.bank.notices().await;
    notices.reverse();
    for notice in &notices {
        shop.deliver(notice).await.expect(202);
        shop.run_jobs().await;
    }
    assert!(notices.len() > 1);
    let order = guest.look(&order).await;
    assert_eq!((order.state(), order.payments()), ("placed", vec!["captured"]));
    assert_eq!(order.amount("captured_total"), 1390);
    shop.close().await;
}

#[tokio::test]
async fn a_webhook_about_nothing_of_ours_is_taken_and_ignored() {
    let shop = open().await;
    let body = r#"{"type":"payout.created","data":{"id":"po_1"}}"#;
    shop.deliver(&Notice { id: "evt_1".into(), body: body.into() }).await.expect(202);
    shop.run_jobs().await;
    assert!(receipts(&shop).await[0].processed_at.is_some());
    shop.close().await;
}
