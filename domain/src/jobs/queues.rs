//! How the queues are doing: how much waits and since when, how fast it goes, how long it takes. All of it is read from
//! the ledger by its partial indexes, so that a long past costs nothing.

use chrono::TimeDelta;
use entity::states::JobState;
use entity::{event, job};
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
};
use uuid::Uuid;

use crate::clock::{Timestamp, now};
use crate::error::Result;

/// The jobs of a queue in one unfinished state.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct QueueDepth {
    pub queue: String,
    pub state: JobState,
    pub jobs: i64,
    /// Those that could run now.
    pub due: i64,
    /// When the first of those that could run became due.
    pub oldest_due: Option<Timestamp>,
}

/// Unfinished and dead jobs by queue and state.
pub async fn depths(db: &impl ConnectionTrait) -> Result<Vec<QueueDepth>> {
    let now = now();
    let select = |states: &[JobState]| {
        let is_due = job::Column::RunAt.lte(now);
        job::Entity::find()
            .select_only()
            .columns([job::Column::Queue, job::Column::State])
            .column_as(job::Column::Id.count(), "jobs")
            .column_as(Expr::case(is_due.clone(), 1).count(), "due")
            .column_as(Expr::case(is_due, Expr::col(job::Column::RunAt)).min(), "oldest_due")
            .filter(job::Column::State.is_in(states.iter().copied()))
            .group_by(job::Column::Queue)
            .group_by(job::Column::State)
            .into_query()
    };
    // Each in the words of one partial index: together they would be answered by reading the whole ledger.
    let mut all: SelectStatement = select(&[JobState::Pending]);
    all.union(UnionType::All, select(&[JobState::Queued, JobState::Running]));
    all.union(UnionType::All, select(&[JobState::Dead]));
    let mut waiting = select(&[JobState::Waiting]);
    waiting.and_where(job::Column::AfterId.is_not_null());
    all.union(UnionType::All, waiting);
    let rows = db.query_all(&all).await?;
    Ok(rows.iter().map(|row| QueueDepth::from_query_result(row, "")).collect::<Result<_, _>>()?)
}

/// The events whose jobs are not written yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromQueryResult)]
pub struct Outbox {
    pub unpublished: i64,
    /// When the oldest was recorded.
    pub oldest: Option<Timestamp>,
}

pub async fn outbox(db: &impl ConnectionTrait) -> Result<Outbox> {
    let outbox = event::Entity::find()
        .select_only()
        .column_as(event::Column::RecordedAt.min(), "oldest")
        .column_as(event::Column::Id.count(), "unpublished")
        .filter(event::Column::PublishedAt.is_null())
        .into_model::<Outbox>()
        .one(db)
        .await?;
    Ok(outbox.unwrap_or_default())
}

/// What happened in a queue within a time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueRate {
    pub queue: String,
    pub enqueued: i64,
    pub done: i64,
    /// Runs that failed: of jobs that were done within the time all, of those that died or wait the last.
    pub failed: i64,
    pub died: i64,
}

#[derive(FromQueryResult)]
struct Tally {
    queue: String,
    jobs: i64,
    attempts: i64,
}

/// What happened since then, by queue. Costs as much as there were jobs within that time.
pub async fn rates(db: &impl ConnectionTrait, since: Timestamp) -> Result<Vec<QueueRate>> {
    let enqueued = tally(db, jobs_of().filter(job::Column::Id.gte(earliest_id(since)))).await?;
    let ended =
        |state| jobs_of().filter(job::Column::State.eq(state)).filter(job::Column::FinishedAt.gte(since));
    let done = tally(db, ended(JobState::Done)).await?;
    let died = tally(db, ended(JobState::Dead)).await?;
    let again = jobs_of()
        .filter(job::Column::State.eq(JobState::Pending))
        .filter(job::Column::Attempts.gt(0))
        .filter(job::Column::StartedAt.gte(since));
    let again = tally(db, again).await?;
    let mut rates: Vec<QueueRate> = Vec::new();
    let mut of =
        |queue: &str, add: &dyn Fn(&mut QueueRate)| match rates.iter_mut().find(|rate| rate.queue == queue) {
            Some(rate) => add(rate),
            None => {
                let mut rate = QueueRate { queue: queue.to_owned(), ..QueueRate::default() };
                add(&mut rate);
                rates.push(rate);
            }
        };
    for row in enqueued {
        of(&row.queue, &|rate| rate.enqueued += row.jobs);
    }
    for row in done {
        of(&row.queue, &|rate| {
            rate.done += row.jobs;
            rate.failed += row.attempts - row.jobs;
        });
    }
    for row in died {
        of(&row.queue, &|rate| {
            rate.died += row.jobs;
            rate.failed += row.jobs;
        });
    }
    for row in again {
        of(&row.queue, &|rate| rate.failed += row.jobs);
    }
    rates.sort_by(|a, b| a.queue.cmp(&b.queue));
    Ok(rates)
}

fn jobs_of() -> Select<job::Entity> {
    // On PostgreSQL the sum of a column of four bytes has eight.
    job::Entity::find()
        .select_only()
        .column(job::Column::Queue)
        .column_as(job::Column::Id.count(), "jobs")
        .column_as(Expr::col(job::Column::Attempts).sum(), "attempts")
        .group_by(job::Column::Queue)
}

async fn tally(db: &impl ConnectionTrait, query: Select<job::Entity>) -> Result<Vec<Tally>> {
    Ok(query.into_model::<Tally>().all(db).await?)
}

/// How long jobs of a queue waited and ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueTimes {
    pub queue: String,
    /// How many jobs this is told from.
    pub jobs: usize,
    pub waited: Percentiles,
    pub ran: Percentiles,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percentiles {
    pub p50: TimeDelta,
    pub p99: TimeDelta,
}

/// Times are told from so many of the jobs that ended last.
const SAMPLE: u64 = 10_000;

/// How long the jobs that were done since then waited for their last run, and how long that took; of the last ten
/// thousand at most.
pub async fn times(db: &impl ConnectionTrait, since: Timestamp) -> Result<Vec<QueueTimes>> {
    let rows: Vec<(String, Timestamp, Option<Timestamp>, Option<Timestamp>)> = job::Entity::find()
        .select_only()
        .columns([job::Column::Queue, job::Column::RunAt, job::Column::StartedAt, job::Column::FinishedAt])
        .filter(job::Column::State.eq(JobState::Done))
        .filter(job::Column::FinishedAt.gte(since))
        .order_by_desc(job::Column::FinishedAt)
        .limit(SAMPLE)
        .into_tuple()
        .all(db)
        .await?;
    let mut of_queue: Vec<(String, Vec<TimeDelta>, Vec<TimeDelta>)> = Vec::new();
    for (queue, due, started, finished) in rows {
        let Some((started, finished)) = started.zip(finished) else { continue };
        let place = of_queue.iter().position(|(name, ..)| *name == queue).unwrap_or_else(|| {
            of_queue.push((queue, Vec::new(), Vec::new()));
            of_queue.len() - 1
        });
        of_queue[place].1.push((started - due).max(TimeDelta::zero()));
        of_queue[place].2.push((finished - started).max(TimeDelta::zero()));
    }
    let mut times: Vec<QueueTimes> = of_queue
        .into_iter()
        .map(|(queue, waited, ran)| QueueTimes {
            queue,
            jobs: ran.len(),
            waited: percentiles(waited),
            ran: percentiles(ran),
        })
        .collect();
    times.sort_by(|a, b| a.queue.cmp(&b.queue));
    Ok(times)
}

/// By the nearest rank. `lengths` is not empty.
fn percentiles(mut lengths: Vec<TimeDelta>) -> Percentiles {
    lengths.sort_unstable();
    let at = |percent: usize| lengths[(lengths.len() * percent).div_ceil(100).max(1) - 1];
    Percentiles { p50: at(50), p99: at(99) }
}

/// No job that was enqueued at or after `at` has a smaller id: ids begin with the time, in milliseconds.
pub(super) fn earliest_id(at: Timestamp) -> Uuid {
    let millis = u128::try_from(at.timestamp_millis()).unwrap_or_default();
    Uuid::from_u128((millis & 0xffff_ffff_ffff) << 80)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let of = |lengths: &[i64]| {
            let found = percentiles(lengths.iter().copied().map(TimeDelta::milliseconds).collect());
            (found.p50.num_milliseconds(), found.p99.num_milliseconds())
        };
        assert_eq!(of(&[7]), (7, 7));
        assert_eq!(of(&[4, 1, 3, 2]), (2, 4));
        let hundred: Vec<i64> = (1..=100).collect();
        assert_eq!(of(&hundred), (50, 99));
    }

    #[test]
    fn ids_are_compared_by_their_time() {
        let before = now() - TimeDelta::seconds(1);
        let id = Uuid::now_v7();
        let after = now() + TimeDelta::seconds(1);
        assert!(earliest_id(before) <= id && id < earliest_id(after));
    }
}
