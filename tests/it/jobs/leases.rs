//! Leases of running jobs: extended while their worker lives, let go in time when it cannot extend them.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::clock::now;
use domain::entity::states::JobState;
use platform::Services;

use super::post::{SlowPost, Worker};
use crate::shop::{Setup, Shop, until};

const LEASE: (&str, &str) = ("PENDEN_WORKER__LEASE_SECONDS", "2");

async fn lease_end(shop: &Shop) -> DateTime<Utc> {
    shop.job("notifications.send_mail").await.lease_until.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_job_outlives_several_leases() {
    let shop = Shop::open_with(Setup { schedulers: 1, env: vec![LEASE], ..Default::default() }).await;
    let post = SlowPost::before(&shop.services);
    let mut services = shop.services.clone();
    services.mailer = Arc::new(post.clone());
    let worker = Worker::start(services);
    shop.customer("ada@example.org").await;
    until("the mail to be under way", async || post.begun() == 1).await;

    let first = lease_end(&shop).await;
    until("three more leases", async || lease_end(&shop).await > first + TimeDelta::seconds(6)).await;
    post.open();
    shop.idle().await;
    let job = shop.job("notifications.send_mail").await;
    assert_eq!((job.state, job.attempts, job.generation), (JobState::Done, 1, 1), "{}", job.errors);
    assert_eq!((post.begun(), post.given_up()), (1, 0));
    worker.stop().await;
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_cannot_reach_the_database_lets_go_before_its_lease_ends() {
    let shop = Shop::open_with(Setup { env: vec![LEASE], ..Default::default() }).await;
    let post = SlowPost::before(&shop.services);
    // The database by connections of its own, to be cut; everything else is the shop's.
    let mut services = shop.services.clone();
    services.store = Services::connect(shop.services.config.clone()).await.unwrap().store;
    services.mailer = Arc::new(post.clone());
    let pools = [services.store.read(), services.store.writer(), services.store.relaxed()].map(Clone::clone);
    let worker = Worker::start(services);
    shop.customer("ada@example.org").await;
    until("the mail to be under way", async || post.begun() == 1).await;

    for pool in pools {
        pool.close().await.unwrap();
    }
    until("the worker to let go", async || post.given_up() == 1).await;
    let job = shop.job("notifications.send_mail").await;
    assert_eq!(job.state, JobState::Running, "nobody could tell the ledger");
    assert!(job.lease_until.unwrap() > now(), "another worker may have begun already");

    shop.run_jobs().await;
    let job = shop.job("notifications.send_mail").await;
    assert_eq!((job.state, job.attempts), (JobState::Done, 2));
    let mails = shop.staff().await.get("/mails?limit=100").await.expect(200);
    assert_eq!(mails["items"].as_array().unwrap().len(), 1, "{mails}");
    post.open();
    worker.stop().await;
    shop.close().await;
}
