//! Jobs that somebody does not want any more.

use std::sync::Arc;

use domain::entity::states::JobState;
use domain::events;
use domain::jobs::{self, BulkCancellation, Cancellation, DeadFilter, Job, JobFilter, NewJob};
use domain::{Class, Error};

use serde_json::json;

use super::post::{SlowPost, Worker};
use crate::shop::{Order, Setup, Shop, card, until};

#[tokio::test]
async fn a_job_that_waits_is_discarded_and_never_runs() {
    let shop = Shop::open().await;
    shop.customer("ada@example.org").await;
    let (_, tickets) = events::flush(&shop.services.store).await.unwrap();
    let (store, id) = (&shop.services.store, shop.job("notifications.send_mail").await.id);
    assert_eq!(jobs::cancel(store, id, "grace").await.unwrap(), Cancellation::Discarded);
    shop.services.push(&tickets).await;
    shop.run_jobs().await;

    let job = shop.job("notifications.send_mail").await;
    assert_eq!((job.state, job.attempts), (JobState::Discarded, 0));
    assert_eq!(job.errors[0]["error"], "cancelled by grace");
    let again = jobs::cancel(store, id, "grace").await;
    assert!(matches!(again, Err(Error::Conflict { code: "wrong_job_state", .. })), "{again:?}");

    shop.services.push(&jobs::retry(store, id).await.unwrap()).await;
    shop.run_jobs().await;
    let job = shop.job("notifications.send_mail").await;
    assert_eq!((job.state, job.cancel_requested_at), (JobState::Done, None));
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_that_is_being_sent_is_cut_off() {
    let env = vec![("PENDEN_WORKER__LEASE_SECONDS", "2")];
    let shop = Shop::open_with(Setup { env, ..Default::default() }).await;
    let post = SlowPost::before(&shop.services);
    let mut services = shop.services.clone();
    services.mailer = Arc::new(post.clone());
    let worker = Worker::start(services);
    shop.customer("ada@example.org").await;
    until("the mail to be under way", async || post.begun() == 1).await;

    let id = shop.job("notifications.send_mail").await.id;
    let asked = jobs::cancel(&shop.services.store, id, "grace").await.unwrap();
    assert_eq!(asked, Cancellation::Requested);
    until("the job to end", async || shop.job("notifications.send_mail").await.state == JobState::Discarded)
        .await;
    assert_eq!((post.begun(), post.given_up()), (1, 1));
    worker.stop().await;
    shop.close().await;
}

#[tokio::test]
async fn a_charge_is_not_cut_off_but_not_tried_again_either() {
    let shop = Shop::open_with(Setup { silent_bank: true, ..Default::default() }).await;
    let mug = shop.product("Mug", 900, 10).await;
    let (guest, store) = (shop.guest(), &shop.services.store);
    for end in ["fails", "dies", "is handed back"] {
        guest.buy(&mug, card::GOOD).await;
        events::flush(store).await.unwrap();
        let id = shop.jobs("payments.charge").await.last().unwrap().id;
        let claimed = jobs::claim(store, &[id], "a worker").await.unwrap().remove(&id).unwrap();
        assert!(!claimed.job.may_be_cut_off());
        assert_eq!(jobs::cancel(store, id, "grace").await.unwrap(), Cancellation::Requested);
        let held = jobs::extend_leases(store, &[(id, claimed.generation)], jobs::LEASE).await.unwrap();
        assert!(held[0].cancel_requested);
        match end {
            "fails" => assert!(!jobs::fail(store, &claimed, "no answer", Class::RETRY).await.unwrap()),
            "dies" => {
                shop.end_lease(id).await;
                jobs::redrive(store, false).await.unwrap();
            }
            _ => jobs::hand_back(store, &claimed, std::time::Duration::ZERO).await.unwrap(),
        }
        let job = jobs::find(store.read(), id).await.unwrap();
        assert_eq!(
            (job.state, job.cancel_requested_by.as_deref()),
            (JobState::Discarded, Some("grace")),
            "{end}"
        );
    }
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn all_that_are_meant_are_cancelled_at_once_and_no_others() {
    let shop = Shop::open_with(Setup { silent_bank: true, ..Default::default() }).await;
    let store = &shop.services.store;
    let mug = shop.product("Mug", 900, 10).await;
    shop.run_jobs().await;
    let (one, other) = (shop.guest().buy(&mug, card::GOOD).await, shop.guest().buy(&mug, card::GOOD).await);
    events::flush(store).await.unwrap();
    let running = shop.jobs("payments.charge").await.remove(0);
    jobs::claim(store, &[running.id], "a worker").await.unwrap();
    let of = async |order: &Order| {
        let filter = JobFilter { order_id: Some(order.uuid()), ..Default::default() };
        jobs::search(store.read(), &filter, None, 100).await.unwrap()
    };
    let count = of(&one).await.len();

    let staff = shop.staff().await;
    assert_eq!(staff.post("/jobs/cancel", &json!({})).await.status, 422);
    assert_eq!(staff.post("/jobs/cancel?state=done", &json!({})).await.status, 422);
    let cancelled = staff.post(&format!("/jobs/cancel?order_id={}", one.id), &json!({})).await.expect(200);
    assert_eq!(cancelled, json!({ "discarded": count - 1, "requested": 1, "more": false }));
    for job in of(&one).await {
        let expected = if job.id == running.id { JobState::Running } else { JobState::Discarded };
        assert_eq!(job.state, expected);
        assert!(job.cancel_requested_by.unwrap().contains('@'));
    }
    assert!(of(&other).await.iter().all(|job| job.state == JobState::Queued));
    // Once is enough.
    let of_one = JobFilter { order_id: Some(one.uuid()), ..Default::default() };
    let again = jobs::cancel_all(store, &of_one, "ada").await.unwrap();
    assert_eq!(again, BulkCancellation::default());

    shop.end_lease(running.id).await;
    shop.run_jobs().await;
    assert_eq!(jobs::find(store.read(), running.id).await.unwrap().state, JobState::Discarded);
    assert!(of(&other).await.iter().all(|job| job.state == JobState::Done));
    shop.close().await;
}

#[tokio::test]
async fn many_are_cancelled_in_batches_and_their_followers_die_with_them() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    let parents: Vec<NewJob> = (0..1_200).map(|_| NewJob::new(Job::Ping)).collect();
    let followers = parents.iter().take(3).map(|parent| NewJob::new(Job::Prune).after(parent.id));
    let all = parents.iter().cloned().chain(followers).collect();
    store.write(async |txn| jobs::enqueue_all(txn, all).await).await.unwrap();
    let pings = JobFilter { kind: Some("fleet.ping".to_owned()), ..Default::default() };
    let bulk = jobs::cancel_all(store, &pings, "grace").await.unwrap();
    assert_eq!(bulk, BulkCancellation { discarded: 1_200, requested: 0, more: false });
    let prunes = shop.jobs("retention.prune").await;
    assert!(prunes.len() == 3 && prunes.iter().all(|job| job.state == JobState::Dead));
    jobs::discard_all(store, &DeadFilter::default()).await.unwrap();
    shop.close().await;
}
