//! Batches: completed once in each round, whoever ends their last job, and whatever else goes on at that moment.

mod operating;
mod racing;

use domain::clock::now;
use domain::entity::states::JobState;
use domain::entity::{batch, job};
use domain::jobs::batches::{self, Batch, BatchState, NewBatch, Progress};
use domain::jobs::{self, Claimed, Job, NewJob, Ticket};
use domain::{Class, Result, trace};
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use crate::shop::{Setup, Shop, until};

/// Harmless, and done at once.
fn easy() -> NewJob {
    NewJob::new(Job::Ping)
}

/// Dead after its first run.
fn hopeless() -> NewJob {
    NewJob::new(Job::ChargePayment { payment_id: Uuid::nil() })
}

/// The kind of all completion jobs here.
const COMPLETION: &str = "carts.abandon_idle";

/// A batch with those jobs, and the tickets of all.
async fn open(shop: &Shop, jobs: Vec<NewJob>) -> (Uuid, Vec<Ticket>) {
    let new = NewBatch::new("story").completed_by(Job::AbandonIdleCarts);
    let id = new.id;
    let jobs = jobs.into_iter().map(|job| job.in_batch(id)).collect();
    let opened = shop.services.store.write(async |txn| {
        batches::open(txn, new).await?;
        jobs::enqueue_all(txn, jobs).await
    });
    (id, opened.await.unwrap())
}

async fn seal(shop: &Shop, id: Uuid) {
    let tickets = shop.services.store.write(async |txn| batches::seal(txn, id).await).await.unwrap();
    shop.services.push(&tickets).await;
}

async fn add(shop: &Shop, id: Uuid) -> Result<Vec<Ticket>> {
    shop.services.store.write(async |txn| jobs::enqueue_all(txn, vec![easy().in_batch(id)]).await).await
}

async fn find(shop: &Shop, id: Uuid) -> Batch {
    batches::find(shop.services.store.read(), id).await.unwrap()
}

async fn claim(shop: &Shop, tickets: &[Ticket]) -> Vec<Claimed> {
    let id = |ticket: &Ticket| match ticket {
        Ticket::Run { job_id, .. } => Some(*job_id),
        Ticket::Flush => None,
    };
    let ids: Vec<Uuid> = tickets.iter().filter_map(id).collect();
    let claimed = jobs::claim(&shop.services.store, &ids, "a worker").await.unwrap();
    claimed.into_values().collect()
}

/// How many completion jobs there ever were.
async fn completions(shop: &Shop) -> usize {
    shop.jobs(COMPLETION).await.len()
}

#[track_caller]
fn refuses<T: std::fmt::Debug>(outcome: Result<T>, expected: &str) {
    match outcome {
        Err(domain::Error::Conflict { code, .. }) => assert_eq!(code, expected),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_workers_complete_a_batch_once() {
    let shop = Shop::open_with(Setup { workers: 2, schedulers: 1, ..Default::default() }).await;
    for round in 1..=5 {
        let (id, tickets) = open(&shop, (0..40).map(|_| easy()).collect()).await;
        shop.services.push(&tickets).await;
        seal(&shop, id).await;
        until("the batch to end", async || find(&shop, id).await.row.ended_at.is_some()).await;
        let batch = find(&shop, id).await;
        let progress = Progress { total: 40, done: 40, ..Default::default() };
        assert_eq!(
            (batch.state(), batch.progress, batch.percentage()),
            (BatchState::Succeeded, progress, 100)
        );
        assert_eq!((batch.row.rounds, completions(&shop).await), (1, round));
    }
    shop.close().await;
}

#[tokio::test]
async fn a_batch_ends_when_it_is_sealed_and_not_before() {
    let shop = Shop::open().await;
    let (id, tickets) = open(&shop, vec![easy()]).await;
    shop.services.push(&tickets).await;
    shop.run_jobs().await;
    assert_eq!((find(&shop, id).await.state(), completions(&shop).await), (BatchState::Open, 0));
    let tickets = add(&shop, id).await.unwrap();
    seal(&shop, id).await;
    assert_eq!(
        (find(&shop, id).await.state(), find(&shop, id).await.percentage()),
        (BatchState::Running, 50)
    );
    refuses(add(&shop, id).await, "batch_sealed");

    // One of its own may still add another.
    let claimed = claim(&shop, &tickets).await.remove(0);
    let more = trace::scope_of_job(trace::new_id(), claimed.id, add(&shop, id)).await.unwrap();
    jobs::finish_all(&shop.services.store, &[&claimed]).await.unwrap();
    assert!(batches::end(&shop.services.store, &[id]).await.unwrap().is_empty());
    shop.services.push(&more).await;
    shop.run_jobs().await;
    let batch = find(&shop, id).await;
    assert_eq!((batch.state(), batch.progress.done), (BatchState::Succeeded, 3));
    seal(&shop, id).await;
    assert_eq!((find(&shop, id).await.row.rounds, completions(&shop).await), (1, 1));
    refuses(trace::scope_of_job(trace::new_id(), claimed.id, add(&shop, id)).await, "batch_sealed");
    shop.close().await;
}

#[tokio::test]
async fn an_empty_batch_is_complete_at_once() {
    let shop = Shop::open().await;
    let (id, _) = open(&shop, Vec::new()).await;
    assert_eq!(find(&shop, id).await.percentage(), 0);
    seal(&shop, id).await;
    let batch = find(&shop, id).await;
    assert_eq!((batch.state(), batch.percentage()), (BatchState::Succeeded, 100));
    assert_eq!(batch.row.completion_job_id, Some(shop.job(COMPLETION).await.id));
    shop.run_jobs().await;
    assert_eq!(shop.job(COMPLETION).await.state, JobState::Done);
    shop.close().await;
}

#[tokio::test]
async fn a_dead_job_ends_a_batch_with_failures_and_its_retry_opens_it_again() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    let bad = hopeless();
    let (bad_id, follower) = (bad.id, easy().after(bad.id));
    let (id, tickets) = open(&shop, vec![easy(), bad, follower]).await;
    shop.services.push(&tickets).await;
    seal(&shop, id).await;
    shop.run_jobs().await;
    let batch = find(&shop, id).await;
    let progress = Progress { total: 3, done: 1, dead: 2, ..Default::default() };
    assert_eq!((batch.state(), batch.progress), (BatchState::Failed, progress));
    assert_eq!((batch.row.rounds, completions(&shop).await), (1, 1));

    shop.services.push(&jobs::retry(store, bad_id).await.unwrap()).await;
    let batch = find(&shop, id).await;
    assert_eq!((batch.state(), batch.progress.dead), (BatchState::Running, 0));
    assert_eq!(completions(&shop).await, 1);
    shop.run_jobs().await;
    assert_eq!((find(&shop, id).await.row.rounds, completions(&shop).await), (2, 2));

    // The retry of all, and a person who gives up what is left.
    assert_eq!(jobs::retry_all(store, &jobs::DeadFilter::default()).await.unwrap().changed, 1);
    shop.run_jobs().await;
    assert_eq!((find(&shop, id).await.row.rounds, completions(&shop).await), (3, 3));
    jobs::discard_all(store, &jobs::DeadFilter::default()).await.unwrap();
    shop.run_jobs().await;
    let batch = find(&shop, id).await;
    assert_eq!((batch.state(), batch.progress.cancelled, batch.row.rounds), (BatchState::Failed, 2, 3));
    shop.close().await;
}

#[tokio::test]
async fn a_batch_whose_last_job_is_reaped_or_discarded_ends_with_the_next_round_of_the_scheduler() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    for is_reaped in [true, false] {
        let (id, tickets) = open(&shop, vec![easy()]).await;
        seal(&shop, id).await;
        let job_id = claim(&shop, &tickets).await[0].id;
        if is_reaped {
            shop.tamper(job_id, job::ActiveModel { max_attempts: Set(1), ..Default::default() }).await;
            shop.end_lease(job_id).await;
        } else {
            shop.tamper(job_id, job::ActiveModel { state: Set(JobState::Pending), ..Default::default() })
                .await;
            jobs::discard(store, job_id).await.unwrap();
        }
        // The first round takes the job back, and the batch with it.
        shop.services.push(&jobs::redrive(store, false).await.unwrap()).await;
        let batch = find(&shop, id).await;
        assert_eq!((batch.state(), batch.row.rounds), (BatchState::Failed, 1));
    }
    shop.run_jobs().await;
    assert_eq!(completions(&shop).await, 2);
    jobs::discard_all(store, &jobs::DeadFilter::default()).await.unwrap();
    shop.close().await;
}

#[tokio::test]
async fn a_cancelled_batch_ends_with_its_last_run() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    let jobs_in = (0..3).map(|_| easy()).collect();
    let (id, tickets) = open(&shop, jobs_in).await;
    let claimed = claim(&shop, &tickets[..1]).await.remove(0);
    let cancelled = batches::cancel(store, id, "grace").await.unwrap();
    assert_eq!((cancelled.discarded, cancelled.requested, cancelled.tickets), (2, 1, vec![]));
    refuses(add(&shop, id).await, "batch_cancelled");
    refuses(trace::scope_of_job(trace::new_id(), claimed.id, add(&shop, id)).await, "batch_cancelled");
    assert_eq!(find(&shop, id).await.state(), BatchState::Running);
    jobs::fail(store, &claimed, "no answer", Class::RETRY).await.unwrap();
    shop.run_jobs().await;
    let batch = find(&shop, id).await;
    let progress = Progress { total: 3, cancelled: 3, ..Default::default() };
    assert_eq!((batch.state(), batch.progress), (BatchState::Cancelled, progress));
    assert_eq!((batch.row.cancelled_by.as_deref(), completions(&shop).await), (Some("grace"), 1));
    refuses(batches::cancel(store, id, "grace").await, "batch_ended");

    // A process that died right after its mark: the scheduler cancels the rest.
    let (id, _) = open(&shop, vec![easy(), easy()]).await;
    let mark = batch::ActiveModel {
        id: Set(id),
        sealed_at: Set(Some(now())),
        cancelled_at: Set(Some(now())),
        cancelled_by: Set(Some("grace".into())),
        ..Default::default()
    };
    batch::Entity::update(mark).exec(store.writer()).await.unwrap();
    shop.run_jobs().await;
    assert_eq!((find(&shop, id).await.state(), completions(&shop).await), (BatchState::Cancelled, 2));
    shop.close().await;
}
