//! `penden ping`: sends jobs that do nothing through the fleet, to see that it works from end to end and how fast.

use std::time::{Duration, Instant};

use anyhow::bail;
use domain::entity::job;
use domain::entity::states::JobState;
use domain::jobs::{self, Job, NewJob};
use platform::Services;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// Of one transaction.
const BATCH: usize = 500;
const SENDERS: usize = 2;
const LOOK: Duration = Duration::from_millis(50);

/// Enqueues `count` pings, `rate` a second or as fast as it goes, and waits until all are done.
///
/// # Errors
/// When they are not done `limit` after the last was enqueued.
pub async fn run(
    services: &Services,
    count: usize,
    rate: Option<u32>,
    limit: Duration,
) -> anyhow::Result<()> {
    let started = Instant::now();
    let first = Uuid::now_v7();
    match rate {
        Some(rate) => steadily(services, count, rate).await?,
        None => {
            let shares = (0..SENDERS).map(|sender| {
                let share = count / SENDERS + usize::from(sender < count % SENDERS);
                at_once(services, share)
            });
            for sent in futures_util::future::join_all(shares).await {
                sent?;
            }
        }
    }
    let (enqueued, sent) = (started.elapsed(), Instant::now());
    while is_any_left(services, first).await? {
        if sent.elapsed() > limit {
            bail!(
                "not all of {count} jobs were done after {} s; is a worker up that serves maintenance?",
                limit.as_secs()
            );
        }
        tokio::time::sleep(LOOK).await;
    }
    let took = started.elapsed();
    let mut waits = latencies(services, first).await?;
    waits.sort_unstable_by(f64::total_cmp);
    let at =
        |share: f64| waits.get(((waits.len() as f64 * share) as usize).min(waits.len().saturating_sub(1)));
    println!(
        "{count} jobs in {:.2} s: {:.0} a second; enqueued in {:.2} s; p50 {:.1} ms, p99 {:.1} ms; lost {}",
        took.as_secs_f64(),
        count as f64 / took.as_secs_f64(),
        enqueued.as_secs_f64(),
        at(0.5).copied().unwrap_or_default(),
        at(0.99).copied().unwrap_or_default(),
        count.saturating_sub(waits.len()),
    );
    Ok(())
}

async fn at_once(services: &Services, count: usize) -> anyhow::Result<()> {
    let mut left = count;
    while left > 0 {
        let batch = left.min(BATCH);
        send(services, batch).await?;
        left -= batch;
    }
    Ok(())
}

async fn steadily(services: &Services, count: usize, rate: u32) -> anyhow::Result<()> {
    let started = Instant::now();
    let mut sent = 0;
    while sent < count {
        let due = ((started.elapsed().as_secs_f64() * f64::from(rate)) as usize + 1).min(count);
        if due > sent {
            send(services, (due - sent).min(BATCH)).await?;
            sent += (due - sent).min(BATCH);
        } else {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
    Ok(())
}

async fn send(services: &Services, count: usize) -> anyhow::Result<()> {
    let pings = (0..count).map(|_| NewJob::new(Job::Ping)).collect();
    let tickets = services.store.write(async |txn| jobs::enqueue_all(txn, pings).await).await?;
    services.push(&tickets).await;
    Ok(())
}

async fn is_any_left(services: &Services, first: Uuid) -> anyhow::Result<bool> {
    let left = job::Entity::find()
        .select_only()
        .column(job::Column::Id)
        .filter(job::Column::Id.gt(first))
        .filter(job::Column::Kind.eq(Job::Ping.kind()))
        .filter(job::Column::State.is_in([JobState::Pending, JobState::Queued, JobState::Running]))
        .order_by_desc(job::Column::Id)
        .into_tuple::<Uuid>();
    Ok(left.one(services.store.read()).await?.is_some())
}

/// From enqueue to done, milliseconds.
async fn latencies(services: &Services, first: Uuid) -> anyhow::Result<Vec<f64>> {
    let done = job::Entity::find()
        .select_only()
        .columns([job::Column::CreatedAt, job::Column::FinishedAt])
        .filter(job::Column::Id.gt(first))
        .filter(job::Column::Kind.eq(Job::Ping.kind()))
        .filter(job::Column::State.eq(JobState::Done))
        .into_tuple::<(chrono::DateTime<chrono::Utc>, Option<chrono::DateTime<chrono::Utc>>)>()
        .all(services.store.read())
        .await?;
    let wait =
        |(created, finished): &(chrono::DateTime<chrono::Utc>, Option<chrono::DateTime<chrono::Utc>>)| {
            finished.map(|finished| (finished - *created).num_microseconds().unwrap_or_default() as f64 / 1e3)
        };
    Ok(done.iter().filter_map(wait).collect())
}
