//! The queues: how they are doing, and pausing them.

use chrono::{DateTime, TimeDelta, Utc};
use domain::clock::{Timestamp, now};
use domain::entity::queue_pause;
use domain::entity::states::JobState;
use domain::jobs::{self, By, QUEUES, QueueDepth, Rate, Times};
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use crate::auth::{JobsRead, JobsWrite, Require};
use crate::openapi::Tag;
use crate::problem::{Failure, Result};
use crate::state::Shared;

/// The endpoints.
pub struct Queues(pub Shared);

/// A number a minute.
#[derive(Debug, Clone, Copy, Default, Object)]
pub struct QueueRates {
    pub enqueued: f64,
    pub done: f64,
    /// Runs that failed.
    pub failed: f64,
}

/// How long something took, microseconds.
#[derive(Debug, Clone, Copy, Object)]
pub struct Percentiles {
    pub p50: i64,
    pub p99: i64,
}

/// Somebody stopped a queue.
#[derive(Debug, Clone, Object)]
pub struct QueuePause {
    pub by: String,
    pub at: DateTime<Utc>,
}

/// How much is in a queue.
#[derive(Debug, Clone, Default, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct QueueDepths {
    pub name: String,
    /// Jobs that wait for another job.
    pub waiting: i64,
    /// Jobs that wait for their time, or for the time to be tried again.
    pub pending: i64,
    /// Jobs that wait for a worker.
    pub queued: i64,
    pub running: i64,
    /// Jobs that failed for good.
    pub dead: i64,
    /// When the first of the jobs that could run became due.
    pub oldest_due: Option<DateTime<Utc>>,
    /// Present while the queue is paused.
    pub paused: Option<QueuePause>,
}

/// A queue.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Queue {
    pub depth: QueueDepths,
    /// A minute, over the last five minutes.
    pub rates_5_minutes: QueueRates,
    /// A minute, over the last hour.
    pub rates_1_hour: QueueRates,
    /// From being due to the last run, microseconds, of jobs that were done within the hour.
    pub waited_micros: Option<Percentiles>,
    /// The last run, microseconds, of jobs that were done within the hour.
    pub ran_micros: Option<Percentiles>,
}

/// All queues, in the order in which workers look at them.
#[derive(Debug, Object)]
pub struct QueueList {
    pub items: Vec<Queue>,
}

/// The jobs of one kind, within the last hour.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct JobKind {
    pub kind: String,
    /// A minute.
    pub rates: QueueRates,
    /// How many came to their end, and how many failed for good.
    pub done: i64,
    pub died: i64,
    /// From being due to the last run, microseconds, of those that were done.
    pub waited_micros: Option<Percentiles>,
    /// The last run, microseconds, of those that were done.
    pub ran_micros: Option<Percentiles>,
}

/// The kinds of which there was a job within the last hour, by name.
#[derive(Debug, Object)]
pub struct JobKindList {
    pub items: Vec<JobKind>,
}

#[OpenApi(prefix_path = "/api/v1/operations", tag = "Tag::Operations")]
impl Queues {
    /// See how the queues are doing
    ///
    /// How much waits and since when, how much a minute, and how long it takes. Needs the permission `jobs_read`.
    #[oai(path = "/queues", method = "get", operation_id = "listQueues")]
    async fn list(&self, _operator: Require<JobsRead>) -> Result<Json<QueueList>> {
        let db = self.0.store().read();
        let now = now();
        let (five_minutes, hour) = (now - TimeDelta::minutes(5), now - TimeDelta::hours(1));
        let depths = depths(jobs::depths(db).await?, jobs::pauses(db).await?);
        let recent = jobs::rates(db, By::Queue, five_minutes).await?;
        let hourly = jobs::rates(db, By::Queue, hour).await?;
        let times = jobs::times(db, By::Queue, hour).await?;
        let items = depths.into_iter().map(|depth| queue(depth, &recent, &hourly, &times)).collect();
        Ok(Json(QueueList { items }))
    }

    /// See how each kind of job is doing
    ///
    /// How many went by within the last hour, how many failed, and how long they took. Needs the permission `jobs_read`.
    #[oai(path = "/kinds", method = "get", operation_id = "listJobKinds")]
    async fn kinds(&self, _operator: Require<JobsRead>) -> Result<Json<JobKindList>> {
        let db = self.0.store().read();
        let hour = now() - TimeDelta::hours(1);
        let rates = jobs::rates(db, By::Kind, hour).await?;
        let times = jobs::times(db, By::Kind, hour).await?;
        let items = rates.into_iter().map(|rate| {
            let times = times.iter().find(|times| times.name == rate.name);
            JobKind {
                rates: QueueRates::over(&rate, 60.0),
                done: rate.done,
                died: rate.died,
                waited_micros: times.map(|times| times.waited.into()),
                ran_micros: times.map(|times| times.ran.into()),
                kind: rate.name,
            }
        });
        Ok(Json(JobKindList { items: items.collect() }))
    }

    /// Pause a queue
    ///
    /// None of its jobs is started until it is resumed; those that run come to their end. Needs the permission
    /// `jobs_write`.
    #[oai(path = "/queues/:name/pause", method = "post", operation_id = "pauseQueue")]
    async fn pause(
        &self,
        operator: Require<JobsWrite>,
        /// The queue.
        #[oai(validator(max_length = 40))]
        name: Path<String>,
    ) -> Result<Json<QueueDepths>> {
        let queue = named(&name.0)?;
        let by = operator.customer.name(self.0.store()).await?;
        jobs::pause(self.0.store(), queue, &by).await?;
        self.one(queue).await
    }

    /// Resume a queue
    ///
    /// Needs the permission `jobs_write`.
    #[oai(path = "/queues/:name/resume", method = "post", operation_id = "resumeQueue")]
    async fn resume(
        &self,
        _operator: Require<JobsWrite>,
        /// The queue.
        #[oai(validator(max_length = 40))]
        name: Path<String>,
    ) -> Result<Json<QueueDepths>> {
        let queue = named(&name.0)?;
        jobs::resume(self.0.store(), queue).await?;
        self.one(queue).await
    }
}

impl Queues {
    async fn one(&self, queue: jobs::Queue) -> Result<Json<QueueDepths>> {
        let db = self.0.store().read();
        let mut all = depths(jobs::depths(db).await?, jobs::pauses(db).await?);
        let place = all.iter().position(|depth| depth.name == queue.as_str());
        place.map(|place| Json(all.swap_remove(place))).ok_or_else(|| Failure::not_found("queue"))
    }
}

fn named(name: &str) -> Result<jobs::Queue> {
    jobs::Queue::named(name).ok_or_else(|| Failure::not_found("queue"))
}

/// Every queue that this version knows, and those of others that hold jobs.
pub fn depths(rows: Vec<QueueDepth>, pauses: Vec<queue_pause::Model>) -> Vec<QueueDepths> {
    let named = |name: &str| QueueDepths { name: name.to_owned(), ..QueueDepths::default() };
    let mut queues: Vec<QueueDepths> = QUEUES.iter().map(|queue| named(queue.as_str())).collect();
    for row in rows {
        let place = queues.iter().position(|queue| queue.name == row.queue).unwrap_or_else(|| {
            queues.push(named(&row.queue));
            queues.len() - 1
        });
        let queue = &mut queues[place];
        match row.state {
            JobState::Waiting => queue.waiting += row.jobs,
            JobState::Pending => queue.pending += row.jobs,
            JobState::Queued => queue.queued += row.jobs,
            JobState::Running => queue.running += row.jobs,
            JobState::Dead => queue.dead += row.jobs,
            _ => {}
        }
        if matches!(row.state, JobState::Pending | JobState::Queued) {
            let earliest = |a: Timestamp, b: Timestamp| a.min(b);
            queue.oldest_due = queue.oldest_due.into_iter().chain(row.oldest_due).reduce(earliest);
        }
    }
    for pause in pauses {
        if let Some(queue) = queues.iter_mut().find(|queue| queue.name == pause.queue) {
            queue.paused = Some(QueuePause { by: pause.paused_by, at: pause.paused_at });
        }
    }
    queues
}

fn queue(depth: QueueDepths, recent: &[Rate], hourly: &[Rate], times: &[Times]) -> Queue {
    let rate = |rates: &[Rate], minutes| {
        let found = rates.iter().find(|rate| rate.name == depth.name);
        found.map_or_else(QueueRates::default, |rate| QueueRates::over(rate, minutes))
    };
    let times = times.iter().find(|times| times.name == depth.name);
    Queue {
        rates_5_minutes: rate(recent, 5.0),
        rates_1_hour: rate(hourly, 60.0),
        waited_micros: times.map(|times| times.waited.into()),
        ran_micros: times.map(|times| times.ran.into()),
        depth,
    }
}

impl QueueRates {
    fn over(rate: &Rate, minutes: f64) -> Self {
        let a_minute = |count: i64| (count as f64 / minutes * 100.0).round() / 100.0;
        Self { enqueued: a_minute(rate.enqueued), done: a_minute(rate.done), failed: a_minute(rate.failed) }
    }
}

impl From<jobs::Percentiles> for Percentiles {
    fn from(percentiles: jobs::Percentiles) -> Self {
        let micros = |length: TimeDelta| length.num_microseconds().unwrap_or(i64::MAX);
        Self { p50: micros(percentiles.p50), p99: micros(percentiles.p99) }
    }
}
