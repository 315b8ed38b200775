//! Workers that die in the middle of a job.

use domain::entity::states::JobState;
use domain::jobs::{self, Claimed};
use domain::payments::{self, Begin};
use domain::{Class, Error, events};
use sea_orm::ActiveValue::Set;

use crate::shop::{Order, Setup, Shop, card, until};

/// A shop with an order whose charge is in the hands of a worker.
async fn in_hands() -> (Shop, crate::shop::Actor, Order, Claimed) {
    let shop = Shop::open_with(Setup { silent_bank: true, ..Default::default() }).await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::GOOD).await;
    events::flush(&shop.services.store).await.unwrap();
    let id = shop.job("payments.charge").await.id;
    let claimed =
        jobs::claim(&shop.services.store, &[id], "the late worker").await.unwrap().remove(&id).unwrap();
    (shop, guest, order, claimed)
}

/// What a handler does up to the moment in which the bank has charged.
async fn charge(shop: &Shop, order: &Order) {
    let payment_id = order.last_payment()["id"].as_str().unwrap().parse().unwrap();
    let begun = payments::begin_charge(&shop.services.store, payment_id, "http://127.0.0.1:1").await.unwrap();
    let Begin::Ask(charge, payment) = begun else { panic!("{begun:?}") };
    shop.services.provider(&payment.provider).unwrap().charge(&charge).await.unwrap();
}

#[tokio::test]
async fn a_job_of_a_dead_worker_runs_again_when_its_lease_ends() {
    let (shop, guest, order, claimed) = in_hands().await;
    assert!(jobs::redrive(&shop.services.store, true).await.is_ok());
    assert_eq!(shop.job("payments.charge").await.state, JobState::Running, "its lease holds");

    shop.end_lease(claimed.id).await;
    shop.run_jobs().await;
    let job = shop.job("payments.charge").await;
    assert_eq!((job.state, job.attempts), (JobState::Done, 2));
    assert!(job.errors[0]["error"].as_str().unwrap().contains("the late worker"), "{}", job.errors);
    assert_eq!(guest.look(&order).await.state(), "placed");
    assert_eq!(shop.bank.captures().await, [1390]);
    shop.close().await;
}

#[tokio::test]
async fn a_worker_that_dies_after_the_bank_has_charged_leaves_one_capture() {
    let (shop, guest, order, claimed) = in_hands().await;
    charge(&shop, &order).await;
    shop.end_lease(claimed.id).await;
    shop.run_jobs().await;
    let paid = guest.look(&order).await;
    assert_eq!((paid.state(), paid.amount("captured_total")), ("placed", 1390));
    assert_eq!(shop.bank.captures().await, [1390]);
    shop.close().await;
}

#[tokio::test]
async fn a_worker_that_comes_back_too_late_changes_nothing() {
    let (shop, _, _, claimed) = in_hands().await;
    shop.end_lease(claimed.id).await;
    shop.run_jobs().await;
    let before = shop.job("payments.charge").await;

    let store = &shop.services.store;
    let completed = jobs::complete(store, &claimed, async |_| Ok(())).await;
    assert!(matches!(completed, Err(Error::LeaseLost)), "{completed:?}");
    jobs::fail(store, &claimed, "too late", Class::Refuse).await.unwrap();
    jobs::hand_back(store, &claimed, std::time::Duration::ZERO).await.unwrap();
    assert_eq!(jobs::finish_all(store, &[&claimed]).await.unwrap(), 0);
    assert_eq!(shop.job("payments.charge").await, before);
    shop.close().await;
}

#[tokio::test]
async fn a_job_that_is_cut_off_by_a_shutdown_is_handed_back_and_costs_no_attempt() {
    let env = vec![("PENDEN_WORKER__DRAIN_SECONDS", "0")];
    let setup = Setup { workers: 1, silent_bank: true, env, ..Default::default() };
    let mut shop = Shop::open_with(setup).await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::STALLING).await;
    until("the bank to charge", async || shop.bank.captures().await == [1390]).await;
    shop.stop_workers().await;
    let job = shop.job("payments.charge").await;
    assert_eq!((job.state, job.attempts), (JobState::Pending, 0));

    shop.run_jobs().await;
    let paid = guest.look(&order).await;
    assert_eq!((paid.state(), paid.amount("captured_total")), ("placed", 1390));
    assert_eq!(shop.bank.captures().await, [1390]);
    shop.close().await;
}

#[tokio::test]
async fn a_job_that_kills_every_worker_is_dead_after_its_attempts() {
    let (shop, guest, order, claimed) = in_hands().await;
    let last = domain::entity::job::ActiveModel { max_attempts: Set(1), ..Default::default() };
    shop.tamper(claimed.id, last).await;
    shop.end_lease(claimed.id).await;
    shop.run_jobs().await;
    assert_eq!(shop.job("payments.charge").await.state, JobState::Dead);

    shop.staff().await.post(&format!("/jobs/{}/retry", claimed.id), &serde_json::json!({})).await.expect(200);
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.state(), "placed");
    shop.close().await;
}
