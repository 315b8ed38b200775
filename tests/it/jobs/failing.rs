//! Handlers that fail, panic or are asked for what they cannot read.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::Class;
use domain::clock::now;
use domain::entity::job;
use domain::entity::states::JobState;
use domain::jobs::{self, Job, NewJob};
use domain::notifications::{Mail, Mailer};
use sea_orm::ActiveValue::Set;
use serde_json::json;
use uuid::Uuid;

use crate::shop::{LIMIT, Setup, Shop, card};

#[tokio::test]
async fn a_failing_job_waits_longer_each_time_then_dies_and_is_retried_by_an_operator() {
    let shop = Shop::open_with(Setup { silent_bank: true, ..Default::default() }).await;
    let mug = shop.product("Mug", 900, 10).await;
    let ada = shop.customer("ada@example.org").await;
    shop.bank.misbehave("refuse").await;
    let order = ada.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    let id = shop.job("payments.charge").await.id;
    shop.tamper(id, job::ActiveModel { max_attempts: Set(4), ..Default::default() }).await;

    for attempt in 1..=3 {
        let job = shop.job("payments.charge").await;
        assert_eq!((job.state, job.attempts), (JobState::Pending, attempt));
        let failed_at: DateTime<Utc> =
            job.errors.as_array().unwrap().last().unwrap()["at"].as_str().unwrap().parse().unwrap();
        let longest = TimeDelta::seconds(1 << (attempt - 1));
        let wait = job.run_at - failed_at;
        assert!(wait >= longest * 3 / 4 && wait <= longest, "{wait} after attempt {attempt}");
        shop.end_waits().await;
        shop.run_jobs().await;
    }
    let job = shop.job("payments.charge").await;
    assert_eq!((job.state, job.errors.as_array().unwrap().len()), (JobState::Dead, 4));

    let staff = shop.staff().await;
    let dead = staff.get("/jobs?state=dead").await.expect(200);
    assert_eq!(dead["items"][0]["id"], id.to_string());
    assert_eq!(dead["items"][0]["errors"].as_array().unwrap().len(), 4);
    assert_eq!(ada.post(&format!("/jobs/{id}/retry"), &json!({})).await.status, 403);
    shop.bank.misbehave("none").await;
    staff.post(&format!("/jobs/{id}/retry"), &json!({})).await.expect(200);
    shop.run_jobs().await;
    assert_eq!(ada.look(&order).await.state(), "placed");
    staff.post(&format!("/jobs/{id}/retry"), &json!({})).await.refuses(409, "wrong_job_state");
    shop.close().await;
}

#[tokio::test]
async fn a_job_about_nothing_dies_at_once_and_can_be_discarded() {
    let shop = Shop::open().await;
    enqueue(&shop, Job::ChargePayment { payment_id: Uuid::nil() }).await;
    shop.run_jobs().await;
    let job = shop.job("payments.charge").await;
    assert_eq!((job.state, job.attempts), (JobState::Dead, 1));
    let discard = format!("/jobs/{}/discard", job.id);
    shop.staff().await.post(&discard, &json!({})).await.expect(200);
    assert_eq!(shop.job("payments.charge").await.state, JobState::Discarded);
    shop.close().await;
}

struct Panicking;

#[async_trait]
impl Mailer for Panicking {
    async fn send(&self, _: &Mail) -> domain::Result<()> {
        panic!("the post office is on fire")
    }
}

#[tokio::test]
async fn a_panicking_handler_stops_neither_the_worker_nor_the_other_jobs() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::GOOD).await;
    let mut services = shop.services.clone();
    services.mailer = Arc::new(Panicking);
    worker::drain(&services, LIMIT).await.unwrap();
    shop.bank.settled().await;
    worker::drain(&services, LIMIT).await.unwrap();

    assert_eq!(guest.look(&order).await.body["invoice"]["ready"], true);
    let mails = shop.jobs("notifications.send_mail").await;
    assert_eq!(mails.len(), 3);
    for mail in mails {
        assert_eq!(mail.state, JobState::Pending);
        assert_eq!(mail.errors[0]["error"], "panicked: the post office is on fire");
    }
    shop.run_jobs_without_waiting().await;
    assert_eq!(shop.mails(&order).await.len(), 3);
    shop.close().await;
}

#[tokio::test]
async fn a_job_that_this_version_cannot_read_is_left_for_a_newer_one() {
    let shop = Shop::open().await;
    enqueue(&shop, Job::Prune).await;
    let id = shop.job("retention.prune").await.id;
    let unreadable = job::ActiveModel { kind: Set("from.the_future".into()), ..Default::default() };
    shop.tamper(id, unreadable).await;
    let mug = shop.product("Mug", 900, 10).await;
    let order = shop.guest().buy(&mug, card::GOOD).await;
    shop.run_jobs().await;

    let job = shop.job("from.the_future").await;
    assert_eq!((job.state, job.attempts), (JobState::Pending, 0));
    assert!(job.run_at > now());
    assert_eq!(shop.staff().await.look(&order).await.state(), "placed");
    shop.close().await;
}

async fn enqueue(shop: &Shop, job: Job) {
    let store = &shop.services.store;
    let tickets =
        store.write(async |txn| jobs::enqueue_all(txn, vec![NewJob::new(job)]).await).await.unwrap();
    shop.services.push(&tickets).await;
}

#[tokio::test]
async fn a_job_waits_as_long_as_the_other_side_asks_but_a_day_at_most() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    for (asked, least) in [(90, 90), (7 * 86_400, 86_400)] {
        let new = NewJob::new(Job::VoidOpenPayments { order_id: Uuid::nil() });
        let id = new.id;
        store.write(async |txn| jobs::enqueue_all(txn, vec![new]).await).await.unwrap();
        let claimed = jobs::claim(store, &[id], "a worker").await.unwrap().remove(&id).unwrap();
        let before = now();
        let not_before = Some(std::time::Duration::from_secs(asked));
        jobs::fail(store, &claimed, "it answered 429", Class::Retry { not_before }).await.unwrap();
        let row = jobs::find(store.read(), id).await.unwrap();
        assert_eq!((row.state, row.attempts), (JobState::Pending, 1));
        let wait = TimeDelta::seconds(least);
        assert!(row.run_at >= before + wait && row.run_at <= now() + wait, "{}", row.run_at);
    }
    shop.run_jobs_without_waiting().await;
    shop.close().await;
}
