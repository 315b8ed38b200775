//! Charges and refunds whose answer never came. Whatever happened at the bank, the books agree in the end.

use std::time::Duration;

use chrono::TimeDelta;
use domain::clock::now;
use domain::entity::job;
use domain::entity::states::JobState;
use domain::{Class, jobs, payments};
use sea_orm::ActiveValue::Set;

use crate::shop::{Setup, Shop, card};

/// Without webhooks, so that asking again is the only way to find out.
async fn open() -> Shop {
    Shop::open_with(Setup { silent_bank: true, ..Default::default() }).await
}

#[tokio::test]
async fn a_charge_whose_answer_never_comes_is_looked_up_and_captured_once() {
    let shop = open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::STALLING).await;
    shop.run_jobs().await;

    let unknown = guest.look(&order).await;
    assert_eq!((unknown.state(), unknown.payments()), ("awaiting_payment", vec!["unknown"]));
    assert_eq!(shop.bank.captures().await, [1390], "the money has moved");
    guest.pay_again(&order, card::GOOD).await.refuses(409, "payment_under_way");

    shop.fire("payments.find_unsettled").await;
    shop.run_jobs().await;
    let paid = guest.look(&order).await;
    assert_eq!((paid.state(), paid.payments()), ("placed", vec!["captured"]));

    // The first attempt's job, which failed, finds nothing left to do.
    shop.run_jobs_without_waiting().await;
    assert_eq!(shop.bank.captures().await, [1390]);
    assert_eq!(guest.look(&order).await.amount("captured_total"), 1390);
    shop.close().await;
}

#[tokio::test]
async fn a_charge_that_was_done_but_answered_with_an_error_is_not_done_again() {
    let shop = open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    shop.bank.misbehave("after_work").await;
    let order = guest.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.payments(), ["unknown"]);

    shop.bank.misbehave("none").await;
    shop.run_jobs_without_waiting().await;
    let paid = guest.look(&order).await;
    assert_eq!((paid.state(), paid.payments()), ("placed", vec!["captured"]));
    assert_eq!(shop.bank.captures().await, [1390]);
    shop.close().await;
}

#[tokio::test]
async fn a_charge_that_never_reached_the_bank_is_made_when_the_bank_is_back() {
    let shop = open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    shop.bank.misbehave("refuse").await;
    let order = guest.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.payments(), ["unknown"]);
    assert!(shop.bank.captures().await.is_empty());

    shop.bank.misbehave("none").await;
    shop.run_jobs_without_waiting().await;
    assert_eq!(guest.look(&order).await.state(), "placed");
    assert_eq!(shop.bank.captures().await, [1390]);
    shop.close().await;
}

#[tokio::test]
async fn a_charge_that_never_reached_the_bank_is_not_made_once_the_order_is_cancelled() {
    let shop = open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    shop.bank.misbehave("refuse").await;
    let order = guest.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    guest.cancel(&order).await.expect(200);
    shop.bank.misbehave("none").await;
    shop.run_jobs_without_waiting().await;
    let order = guest.look(&order).await;
    assert_eq!((order.state(), order.payments()), ("cancelled", vec!["voided"]));
    assert!(shop.bank.captures().await.is_empty());
    shop.close().await;
}

#[tokio::test]
async fn a_charge_of_unknown_outcome_is_refunded_when_the_order_was_cancelled_meanwhile() {
    let shop = open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    shop.bank.misbehave("after_work").await;
    let order = guest.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    guest.cancel(&order).await.expect(200);
    shop.bank.misbehave("none").await;
    shop.run_jobs_without_waiting().await;
    let order = guest.look(&order).await;
    assert_eq!((order.state(), order.refunds()), ("cancelled", vec!["succeeded"]));
    assert_eq!(shop.bank.captures().await, shop.bank.refunds().await);
    assert_eq!(shop.stock(&mug).await, (10, 0));
    shop.close().await;
}

#[tokio::test]
async fn an_order_whose_charge_has_an_unknown_outcome_does_not_expire() {
    let shop = open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    shop.bank.misbehave("after_work").await;
    let order = guest.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    shop.end_hold(&order).await;
    shop.fire("orders.lapse_unpaid").await;
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.state(), "awaiting_payment");
    shop.bank.misbehave("none").await;
    shop.run_jobs_without_waiting().await;
    assert_eq!(guest.look(&order).await.state(), "placed");
    shop.close().await;
}

#[tokio::test]
async fn a_refund_that_was_done_but_answered_with_an_error_is_not_done_again() {
    let shop = open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    shop.bank.misbehave("after_work").await;
    guest.cancel(&order).await.expect(200);
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.refunds(), ["unknown"]);

    shop.bank.misbehave("none").await;
    shop.fire("payments.find_unsettled").await;
    shop.run_jobs_without_waiting().await;
    let order = guest.look(&order).await;
    assert_eq!((order.refunds(), order.amount("refunded_total")), (vec!["succeeded"], 1390));
    assert_eq!(shop.bank.refunds().await, [1390]);
    shop.close().await;
}

#[tokio::test]
async fn a_bank_that_wants_to_be_left_alone_is_asked_again_by_nobody_until_then() {
    let shop = open().await;
    let store = &shop.services.store;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::GOOD).await;
    domain::events::flush(store).await.unwrap();
    let id = shop.job("payments.charge").await.id;
    let payment_id = order.last_payment()["id"].as_str().unwrap().parse().unwrap();
    let look = async || {
        shop.fire("payments.find_unsettled").await;
        shop.run_jobs().await;
        shop.jobs("payments.reconcile").await.len()
    };

    // It answers 429 with Retry-After; then the next run is put off for want of a slot.
    payments::begin_charge(store, payment_id, "http://127.0.0.1:1").await.unwrap();
    let claimed = jobs::claim(store, &[id], "a worker").await.unwrap().remove(&id).unwrap();
    payments::mark_unknown(store, payment_id).await.unwrap();
    let busy = Class::Retry { not_before: Some(Duration::from_secs(3_600)) };
    jobs::fail(store, &claimed, "it answered 429", busy).await.unwrap();
    assert_eq!(look().await, 0);
    let due = job::ActiveModel { state: Set(JobState::Queued), run_at: Set(now()), ..Default::default() };
    shop.tamper(id, due.clone()).await;
    let claimed = jobs::claim(store, &[id], "a worker").await.unwrap().remove(&id).unwrap();
    let put_off = Class::Snooze { after: Duration::from_secs(3_600) };
    jobs::fail(store, &claimed, "too busy", put_off).await.unwrap();
    assert_eq!(look().await, 0);

    // A failure of its own accord: nobody asked for a pause, so that it is looked into at once.
    shop.tamper(id, due).await;
    let claimed = jobs::claim(store, &[id], "a worker").await.unwrap().remove(&id).unwrap();
    jobs::fail(store, &claimed, "it answered 500", Class::RETRY).await.unwrap();
    let later = job::ActiveModel { run_at: Set(now() + TimeDelta::hours(1)), ..Default::default() };
    shop.tamper(id, later).await;
    assert_eq!(look().await, 1);
    assert_eq!(guest.look(&order).await.state(), "placed");
    shop.run_jobs_without_waiting().await;
    assert_eq!(shop.bank.captures().await, [1390]);
    shop.close().await;
}
