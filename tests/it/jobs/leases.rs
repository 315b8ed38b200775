//! Leases of running jobs: extended while their worker lives, let go in time when it cannot extend them.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::clock::now;
use domain::entity::states::JobState;
use domain::jobs::{self, Claimed, Job, NewJob};
use platform::Services;

use super::post::{SlowPost, Worker};
use crate::shop::{Setup, Shop, until};

const LEASE: (&str, &str) = ("PENDEN_WORKER__LEASE_SECONDS", "2");

async fn lease_end(shop: &Shop) -> DateTime<Utc> {
    shop.job("notifications.send_mail").await.lease_until.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_job_outlives_several_leases() {
    let mut shop = Shop::open_with(Setup { schedulers: 1, env: vec![LEASE], ..Default::default() }).await;
    let post = SlowPost::before(&shop.services);
    let mut services = shop.services.clone();
    services.mailer = Arc::new(post.clone());
    let worker = Worker::start(services);
    shop.customer("ada@example.org").await;
    until("the mail to be under way", async || post.begun() == 1).await;

    let first = lease_end(&shop).await;
    until("three more leases", async || lease_end(&shop).await > first + TimeDelta::seconds(6)).await;
    post.open();
    // The timetable asks for work every few seconds, and would again after the worker has left.
    shop.stop_schedulers().await;
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

/// Effect and end of a job are one commit: whoever may not end it leaves no effect either.
#[tokio::test]
async fn what_a_worker_does_after_it_lost_its_lease_is_undone() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    let ping = NewJob::new(Job::Ping);
    let id = ping.id;
    store.write(async |txn| jobs::enqueue_all(txn, vec![ping]).await).await.unwrap();
    let claim = async |worker: &str| jobs::claim(store, &[id], worker).await.unwrap().remove(&id).unwrap();
    // The effect is one more job.
    let complete = async |claimed: Claimed| {
        let effect = async |txn: &_| jobs::enqueue_all(txn, vec![NewJob::new(Job::Ping)]).await;
        jobs::complete(store, &claimed, effect).await
    };
    let slow = claim("slow").await;
    jobs::orphan_running(store).await.unwrap();
    jobs::redrive(store, false).await.unwrap();
    let quick = claim("quick").await;

    assert!(matches!(complete(slow).await, Err(domain::Error::LeaseLost)));
    assert_eq!(shop.jobs("fleet.ping").await.len(), 1);
    let tickets = complete(quick).await.unwrap();
    assert_eq!(shop.jobs("fleet.ping").await.len(), 2);
    shop.services.push(&tickets).await;
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_job_whose_effect_fails_is_not_done() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    let pings: Vec<NewJob> = (0..2).map(|_| NewJob::new(Job::Ping)).collect();
    let ids: Vec<_> = pings.iter().map(|ping| ping.id).collect();
    store.write(async |txn| jobs::enqueue_all(txn, pings).await).await.unwrap();
    let claimed = jobs::claim(store, &ids, "worker").await.unwrap();
    let claimed: Vec<&Claimed> = claimed.values().collect();

    let fails = async |_: &_| Err::<(), _>(domain::Error::Corrupt("no effect".into()));
    jobs::complete(store, claimed[0], fails).await.unwrap_err();
    jobs::complete_all(store, &claimed, fails).await.unwrap_err();
    let states: Vec<JobState> = shop.jobs("fleet.ping").await.iter().map(|ping| ping.state).collect();
    assert_eq!(states, [JobState::Running; 2]);
    jobs::hand_back_all(store, &claimed, std::time::Duration::ZERO).await.unwrap();
    shop.run_jobs().await;
    shop.close().await;
}
