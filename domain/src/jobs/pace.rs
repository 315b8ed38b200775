//! How fast jobs go by and how long they take, by queue or by kind. It is read from the ledger by its partial indexes,
//! so that a long past costs nothing.

use chrono::TimeDelta;
use entity::job;
use entity::states::JobState;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::queues::earliest_id;
use crate::clock::Timestamp;
use crate::error::Result;

/// What jobs are counted together by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Queue,
    Kind,
}

impl By {
    const fn column(self) -> job::Column {
        match self {
            Self::Queue => job::Column::Queue,
            Self::Kind => job::Column::Kind,
        }
    }
}

/// What happened to the jobs of a queue or a kind within a time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rate {
    /// The queue, or the kind.
    pub name: String,
    pub enqueued: i64,
    pub done: i64,
    /// Runs that failed: of jobs that were done within the time all, of those that died or wait the last.
    pub failed: i64,
    pub died: i64,
}

#[derive(FromQueryResult)]
struct Tally {
    name: String,
    jobs: i64,
    attempts: i64,
}

/// What happened since then. Costs as much as there were jobs within that time.
pub async fn rates(db: &impl ConnectionTrait, by: By, since: Timestamp) -> Result<Vec<Rate>> {
    let enqueued = tally(db, jobs_by(by).filter(job::Column::Id.gte(earliest_id(since)))).await?;
    let ended =
        |state| jobs_by(by).filter(job::Column::State.eq(state)).filter(job::Column::FinishedAt.gte(since));
    let done = tally(db, ended(JobState::Done)).await?;
    let died = tally(db, ended(JobState::Dead)).await?;
    let again = jobs_by(by)
        .filter(job::Column::State.eq(JobState::Pending))
        .filter(job::Column::Attempts.gt(0))
        .filter(job::Column::StartedAt.gte(since));
    let again = tally(db, again).await?;
    let mut rates: Vec<Rate> = Vec::new();
    let mut of = |name: &str, add: &dyn Fn(&mut Rate)| match rates.iter_mut().find(|rate| rate.name == name) {
        Some(rate) => add(rate),
        None => {
            let mut rate = Rate { name: name.to_owned(), ..Rate::default() };
            add(&mut rate);
            rates.push(rate);
        }
    };
    for row in enqueued {
        of(&row.name, &|rate| rate.enqueued += row.jobs);
    }
    for row in done {
        of(&row.name, &|rate| {
            rate.done += row.jobs;
            rate.failed += row.attempts - row.jobs;
        });
    }
    for row in died {
        of(&row.name, &|rate| {
            rate.died += row.jobs;
            rate.failed += row.jobs;
        });
    }
    for row in again {
        of(&row.name, &|rate| rate.failed += row.jobs);
    }
    rates.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(rates)
}

fn jobs_by(by: By) -> Select<job::Entity> {
    // On PostgreSQL the sum of a column of four bytes has eight.
    job::Entity::find()
        .select_only()
        .column_as(by.column(), "name")
        .column_as(job::Column::Id.count(), "jobs")
        .column_as(Expr::col(job::Column::Attempts).sum(), "attempts")
        .group_by(by.column())
}

async fn tally(db: &impl ConnectionTrait, query: Select<job::Entity>) -> Result<Vec<Tally>> {
    Ok(query.into_model::<Tally>().all(db).await?)
}

/// How long jobs of a queue or a kind waited and ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Times {
    /// The queue, or the kind.
    pub name: String,
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
pub async fn times(db: &impl ConnectionTrait, by: By, since: Timestamp) -> Result<Vec<Times>> {
    let rows: Vec<(String, Timestamp, Option<Timestamp>, Option<Timestamp>)> = job::Entity::find()
        .select_only()
        .columns([by.column(), job::Column::RunAt, job::Column::StartedAt, job::Column::FinishedAt])
        .filter(job::Column::State.eq(JobState::Done))
        .filter(job::Column::FinishedAt.gte(since))
        .order_by_desc(job::Column::FinishedAt)
        .limit(SAMPLE)
        .into_tuple()
        .all(db)
        .await?;
    let mut of_name: Vec<(String, Vec<TimeDelta>, Vec<TimeDelta>)> = Vec::new();
    for (name, due, started, finished) in rows {
        let Some((started, finished)) = started.zip(finished) else { continue };
        let place = of_name.iter().position(|(known, ..)| *known == name).unwrap_or_else(|| {
            of_name.push((name, Vec::new(), Vec::new()));
            of_name.len() - 1
        });
        of_name[place].1.push((started - due).max(TimeDelta::zero()));
        of_name[place].2.push((finished - started).max(TimeDelta::zero()));
    }
    let mut times: Vec<Times> = of_name
        .into_iter()
        .map(|(name, waited, ran)| Times {
            name,
            jobs: ran.len(),
            waited: percentiles(waited),
            ran: percentiles(ran),
        })
        .collect();
    times.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(times)
}

/// By the nearest rank. `lengths` is not empty.
fn percentiles(mut lengths: Vec<TimeDelta>) -> Percentiles {
    lengths.sort_unstable();
    let at = |percent: usize| lengths[(lengths.len() * percent).div_ceil(100).max(1) - 1];
    Percentiles { p50: at(50), p99: at(99) }
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
}
