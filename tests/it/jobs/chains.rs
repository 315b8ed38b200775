//! Jobs after other jobs: started by the end of the first, and never before it.

use domain::clock::now;
use domain::entity::job;
use domain::entity::states::JobState;
use domain::jobs::{self, Claimed, Job, NewJob};
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::shop::Shop;

async fn enqueue(shop: &Shop, jobs: Vec<NewJob>) {
    let tickets = shop.services.store.write(async |txn| jobs::enqueue_all(txn, jobs).await).await.unwrap();
    shop.services.push(&tickets).await;
}

async fn find(shop: &Shop, id: Uuid) -> job::Model {
    job::Entity::find_by_id(id).one(shop.services.store.read()).await.unwrap().unwrap()
}

async fn states(shop: &Shop, ids: &[Uuid]) -> Vec<JobState> {
    let mut states = Vec::new();
    for id in ids {
        states.push(find(shop, *id).await.state);
    }
    states
}

async fn claim(shop: &Shop, id: Uuid) -> Claimed {
    jobs::claim(&shop.services.store, &[id], "a worker").await.unwrap().remove(&id).unwrap()
}

/// Harmless, and done at once.
fn easy() -> NewJob {
    NewJob::new(Job::VoidOpenPayments { order_id: Uuid::nil() })
}

/// Dead after its first run.
fn hopeless() -> NewJob {
    NewJob::new(Job::ChargePayment { payment_id: Uuid::nil() })
}

/// Four jobs, each after the one before.
fn chain(first: NewJob) -> (Vec<NewJob>, Vec<Uuid>) {
    let mut jobs = vec![first];
    for _ in 0..3 {
        jobs.push(easy().after(jobs[jobs.len() - 1].id));
    }
    let ids = jobs.iter().map(|new| new.id).collect();
    // In whatever order they come.
    jobs.reverse();
    (jobs, ids)
}

#[tokio::test]
async fn each_job_of_a_chain_starts_when_the_one_before_is_done() {
    let shop = Shop::open().await;
    let (jobs, ids) = chain(easy());
    enqueue(&shop, jobs).await;
    use JobState::{Done, Pending, Queued, Waiting};
    assert_eq!(states(&shop, &ids).await, [Queued, Waiting, Waiting, Waiting]);
    let first = claim(&shop, ids[0]).await;
    assert_eq!(jobs::finish_all(&shop.services.store, &[&first]).await.unwrap(), 1);
    assert_eq!(states(&shop, &ids).await, [Done, Pending, Waiting, Waiting]);
    assert_eq!(jobs::finish_all(&shop.services.store, &[&first]).await.unwrap(), 0, "once");

    shop.run_jobs().await;
    let mut last = None;
    for id in ids {
        let row = find(&shop, id).await;
        assert_eq!(row.state, Done);
        assert!(last < row.started_at);
        last = row.finished_at;
    }
    shop.close().await;
}

#[tokio::test]
async fn what_is_rolled_back_starts_nobody() {
    let shop = Shop::open().await;
    let (jobs, ids) = chain(easy());
    enqueue(&shop, jobs).await;
    let first = claim(&shop, ids[0]).await;
    let store = &shop.services.store;
    shop.end_lease(first.id).await;
    jobs::redrive(store, false).await.unwrap();
    let late = jobs::complete(store, &first, async |_| Ok(())).await;
    assert!(matches!(late, Err(domain::Error::LeaseLost)));
    let late = jobs::complete_all(store, &[&first], async |_| Ok(())).await;
    assert!(matches!(late, Err(domain::Error::LeaseLost)));
    assert_eq!(states(&shop, &ids[1..2]).await, [JobState::Waiting]);
    shop.end_lease(first.id).await;
    shop.run_jobs().await;
    assert!(states(&shop, &ids).await.iter().all(|state| *state == JobState::Done));
    shop.close().await;
}

#[tokio::test]
async fn followers_die_visibly_with_the_first_and_come_back_with_it() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    let (jobs, ids) = chain(hopeless());
    enqueue(&shop, jobs).await;
    shop.run_jobs().await;
    for (nth, id) in ids.iter().enumerate() {
        let row = find(&shop, *id).await;
        assert_eq!((row.state, row.attempts), (JobState::Dead, i32::from(nth == 0)));
        let reason =
            if nth == 0 { "there is no such payment" } else { "the job that it was to follow is dead" };
        assert_eq!((row.errors[0]["error"].as_str(), row.failure.as_deref()), (Some(reason), Some(reason)));
    }
    let refused = jobs::retry(store, ids[2]).await.unwrap_err();
    assert!(refused.to_string().ends_with("retry that one first"), "{refused}");

    shop.services.push(&jobs::retry(store, ids[0]).await.unwrap()).await;
    use JobState::{Dead, Discarded, Queued, Waiting};
    assert_eq!(states(&shop, &ids).await, [Queued, Waiting, Waiting, Waiting]);
    jobs::discard(store, ids[2]).await.unwrap();
    assert_eq!(states(&shop, &ids).await, [Queued, Waiting, Discarded, Dead]);
    shop.run_jobs().await;
    assert_eq!(states(&shop, &ids).await, [Dead, Dead, Discarded, Dead]);

    // In bulk only the first is ready; the others come along as far as nobody gave them up.
    let retried = jobs::retry_all(store, &jobs::DeadFilter::default()).await.unwrap();
    assert_eq!(retried.changed, 1);
    assert_eq!(states(&shop, &ids).await, [JobState::Pending, Waiting, Discarded, Dead]);
    for id in [ids[0], ids[3]] {
        jobs::discard(store, id).await.unwrap();
    }
    jobs::discard(store, ids[1]).await.unwrap();
    shop.close().await;
}

#[tokio::test]
async fn a_job_after_one_that_has_ended_starts_or_dies_at_once() {
    let shop = Shop::open().await;
    let (good, bad) = (easy(), hopeless());
    let (good_id, bad_id) = (good.id, bad.id);
    enqueue(&shop, vec![good, bad]).await;
    shop.run_jobs().await;
    let followers = vec![easy().after(good_id), easy().after(bad_id), easy().after(Uuid::nil())];
    let (later, later_id) = {
        let new = easy().after(good_id);
        let id = new.id;
        (new, id)
    };
    let mut ids: Vec<Uuid> = followers.iter().map(|new| new.id).collect();
    enqueue(&shop, followers).await;
    let at = now() + chrono::TimeDelta::hours(1);
    shop.services.store.write(async |txn| jobs::enqueue_at(txn, later, at).await).await.unwrap();
    assert_eq!(states(&shop, &ids).await, [JobState::Queued, JobState::Dead, JobState::Dead]);
    assert_eq!(find(&shop, later_id).await.run_at, at);
    shop.run_jobs().await;
    assert_eq!(find(&shop, ids.remove(0)).await.state, JobState::Done);
    jobs::discard_all(&shop.services.store, &jobs::DeadFilter::default()).await.unwrap();
    shop.close().await;
}

#[tokio::test]
async fn a_follower_that_is_meant_for_later_keeps_its_time() {
    let shop = Shop::open().await;
    let first = easy();
    let later = easy().after(first.id);
    let (first_id, later_id) = (first.id, later.id);
    enqueue(&shop, vec![first]).await;
    let at = now() + chrono::TimeDelta::hours(1);
    shop.services.store.write(async |txn| jobs::enqueue_at(txn, later, at).await).await.unwrap();
    assert_eq!(find(&shop, later_id).await.state, JobState::Waiting);
    shop.run_jobs().await;
    assert_eq!(find(&shop, first_id).await.state, JobState::Done);
    let row = find(&shop, later_id).await;
    assert_eq!((row.state, row.run_at), (JobState::Pending, at));
    shop.close().await;
}

#[tokio::test]
async fn a_key_is_taken_from_waiting_to_the_end_and_then_free() {
    let shop = Shop::open().await;
    let first = easy();
    let unique = || easy().unique("one at a time");
    enqueue(&shop, vec![first.clone()]).await;
    let running = claim(&shop, first.id).await;
    let follower = unique().after(first.id);
    let id = follower.id;
    enqueue(&shop, vec![follower]).await;
    for _ in 0..3 {
        enqueue(&shop, vec![unique()]).await;
    }
    let taken = async || shop.jobs("payments.void_open").await.len() - 1;
    assert_eq!((find(&shop, id).await.state, taken().await), (JobState::Waiting, 1));
    jobs::finish_all(&shop.services.store, &[&running]).await.unwrap();
    enqueue(&shop, vec![unique()]).await;
    assert_eq!((find(&shop, id).await.state, taken().await), (JobState::Pending, 1));
    shop.run_jobs().await;
    enqueue(&shop, vec![unique()]).await;
    assert_eq!(taken().await, 2);
    shop.run_jobs().await;
    shop.close().await;
}

/// Enqueuing a follower and ending its parent at the same moment, again and again: it must not be left waiting.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_follower_that_comes_while_the_first_ends_is_not_forgotten() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    for _ in 0..40 {
        let first = easy();
        let follower = easy().after(first.id);
        let (first_id, follower_id) = (first.id, follower.id);
        enqueue(&shop, vec![first]).await;
        let claimed = claim(&shop, first_id).await;
        let enqueue = store.write(async |txn| jobs::enqueue_all(txn, vec![follower]).await);
        let ((), _) = tokio::join!(
            async { assert_eq!(jobs::finish_all(store, &[&claimed]).await.unwrap(), 1) },
            async { enqueue.await.unwrap() }
        );
        let state = find(&shop, follower_id).await.state;
        assert!(matches!(state, JobState::Queued | JobState::Pending), "{state}");
    }
    shop.run_jobs_without_waiting().await;
    for row in shop.jobs("payments.void_open").await {
        if row.state == JobState::Queued {
            shop.end_lease(row.id).await;
        }
    }
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn followers_of_a_cancelled_job_die_visibly() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    for is_running in [false, true] {
        let (jobs, ids) = chain(easy());
        enqueue(&shop, jobs).await;
        if is_running {
            let claimed = claim(&shop, ids[0]).await;
            jobs::cancel(store, ids[0], "grace").await.unwrap();
            jobs::fail(store, &claimed, "no answer", domain::Class::RETRY).await.unwrap();
        } else {
            jobs::cancel(store, ids[0], "grace").await.unwrap();
        }
        use JobState::{Dead, Discarded};
        assert_eq!(states(&shop, &ids).await, [Discarded, Dead, Dead, Dead]);
        let reason = "the job that it was to follow is discarded";
        assert_eq!(find(&shop, ids[1]).await.failure.as_deref(), Some(reason));
    }
    jobs::discard_all(store, &jobs::DeadFilter::default()).await.unwrap();
    shop.close().await;
}

#[tokio::test]
async fn what_follows_a_job_that_is_given_up_by_its_key_dies_with_it() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    let (jobs, ids) = chain(easy().unique("a key"));
    enqueue(&shop, jobs).await;
    let follower = easy().after(ids[0]).unique("another key");
    let end = easy().after(follower.id);
    let more = [follower.id, end.id];
    enqueue(&shop, vec![follower, end]).await;
    let discard = async |key: &str| {
        store.write(async |txn| jobs::discard_by_keys(txn, [key.to_owned()]).await).await.unwrap();
    };
    use JobState::{Dead, Discarded, Queued};
    discard("another key").await;
    assert_eq!(states(&shop, &more).await, [Discarded, Dead]);
    assert_eq!(states(&shop, &ids[..1]).await, [Queued]);
    discard("a key").await;
    assert_eq!(states(&shop, &ids).await, [Discarded, Dead, Dead, Dead]);
    jobs::discard_all(store, &jobs::DeadFilter::default()).await.unwrap();
    shop.run_jobs().await;
    shop.close().await;
}
