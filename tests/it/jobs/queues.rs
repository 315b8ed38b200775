//! Queues beside each other in one worker: one that hangs leaves room for the others.

use std::sync::Arc;

use domain::entity::states::JobState;
use domain::jobs::{self, Job, NewJob};
use domain::notifications::Template;

use super::post::{SlowPost, Worker};
use crate::shop::{Setup, Shop, card, until};

/// Many mails at once, to somebody.
async fn flood(shop: &Shop, mails: usize) {
    shop.customer("ada@example.org").await;
    shop.run_jobs().await;
    let store = &shop.services.store;
    let welcome = shop.job("notifications.send_mail").await;
    let Ok(Job::SendMail { subject_id, .. }) = Job::from_stored(&welcome.kind, &welcome.payload) else {
        panic!("{welcome:?}")
    };
    let mail = || NewJob::new(Job::SendMail { template: Template::Welcome, subject_id });
    let mails = (0..mails).map(|_| mail()).collect();
    let tickets = store.write(async |txn| jobs::enqueue_all(txn, mails).await).await.unwrap();
    shop.services.push(&tickets).await;
}

async fn with_slow_post(env: Vec<(&'static str, &'static str)>) -> (Shop, SlowPost, Worker) {
    let shop = Shop::open_with(Setup { env, ..Default::default() }).await;
    let post = SlowPost::before(&shop.services);
    flood(&shop, 30).await;
    let mut services = shop.services.clone();
    services.mailer = Arc::new(post.clone());
    let worker = Worker::start(services);
    (shop, post, worker)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mails_that_hang_leave_room_for_payments() {
    let (shop, post, worker) = with_slow_post(vec![("PENDEN_WORKER__CONCURRENCY", "8")]).await;
    until("half of the worker to hang", async || post.begun() == 4).await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::GOOD).await;
    until("the invoice", async || guest.look(&order).await.body["invoice"]["ready"] == true).await;
    assert_eq!(guest.look(&order).await.state(), "placed");
    assert_eq!(post.begun(), 4);

    post.open();
    shop.idle().await;
    assert!(shop.all_jobs().await.iter().all(|job| job.state == JobState::Done && job.attempts == 1));
    worker.stop().await;
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kind_has_a_limit_of_its_own() {
    let limit = ("PENDEN_WORKER__KINDS", r#"["notifications.send_mail/2"]"#);
    let (shop, post, worker) = with_slow_post(vec![limit]).await;
    until("two mails to be under way", async || post.begun() == 2).await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::GOOD).await;
    until("the payment", async || guest.look(&order).await.state() == "placed").await;
    assert_eq!(post.begun(), 2);
    post.open();
    shop.idle().await;
    worker.stop().await;
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_serves_only_its_queues() {
    let env = vec![("PENDEN_WORKER__QUEUES", r#"["outbox", "payments:3/4"]"#)];
    let mut shop = Shop::open_with(Setup { workers: 1, env, ..Default::default() }).await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::GOOD).await;
    until("the payment", async || guest.look(&order).await.state() == "placed").await;
    shop.stop_workers().await;
    let mails = shop.jobs("notifications.send_mail").await;
    assert!(mails.iter().all(|mail| mail.state == JobState::Queued && mail.attempts == 0), "{mails:?}");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_pings_are_done_once_each() {
    let mut shop = Shop::open_with(Setup { workers: 2, ..Default::default() }).await;
    let store = &shop.services.store;
    let pings = (0..1_000).map(|_| NewJob::new(Job::Ping)).collect();
    let tickets = store.write(async |txn| jobs::enqueue_all(txn, pings).await).await.unwrap();
    for _ in 0..2 {
        shop.services.push(&tickets).await;
    }
    shop.idle().await;
    let pings = shop.jobs("fleet.ping").await;
    assert_eq!(pings.len(), 1_000);
    assert!(pings.iter().all(|ping| ping.state == JobState::Done && ping.generation == 1));
    shop.stop_workers().await;
    shop.close().await;
}
