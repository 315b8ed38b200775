//! `penden jobs`: finding jobs and helping them.

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use domain::entity::states::JobState;
use domain::jobs::{self, Cancellation, DeadFilter, JobFilter, Queue};
use platform::Services;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{ago, job, operator, table};

#[derive(Subcommand)]
pub enum Jobs {
    /// List jobs, newest first
    List(Box<Wanted>),
    /// Show one job and its whole life
    Show { id: Uuid },
    /// Group the dead jobs by what they died of
    Dead(Dead),
    /// Give a dead or discarded job a fresh set of attempts, or all dead ones of a kind, a queue or an error
    Retry {
        id: Option<Uuid>,
        #[command(flatten)]
        dead: Dead,
        /// With another payload, as JSON
        #[arg(long, requires = "id")]
        payload: Option<String>,
    },
    /// Give a dead or pending job up for good, or all dead ones of a kind, a queue or an error
    Discard {
        id: Option<Uuid>,
        #[command(flatten)]
        dead: Dead,
    },
    /// End a job that waits or runs, or all that are meant
    Cancel {
        id: Option<Uuid>,
        #[command(flatten)]
        which: Box<Which>,
        /// All that are not finished
        #[arg(long)]
        all: bool,
    },
    /// Start nothing of a queue until it is resumed
    Pause { queue: String },
    /// End a pause
    Resume { queue: String },
}

/// What is left out does not matter.
#[derive(Args, Clone, Default, PartialEq, Eq)]
pub struct Which {
    /// waiting, pending, queued, running, done, dead or discarded
    #[arg(long)]
    state: Option<String>,
    #[arg(long)]
    queue: Option<String>,
    /// Such as invoices.issue
    #[arg(long)]
    kind: Option<String>,
    /// Part of an error; jobs that are done are left out
    #[arg(long)]
    error: Option<String>,
    #[arg(long)]
    trace: Option<String>,
    /// Id of an order
    #[arg(long)]
    order: Option<Uuid>,
    /// Id of a batch
    #[arg(long)]
    batch: Option<Uuid>,
    /// Enqueued at this time or later, such as 2026-11-22T08:00:00Z
    #[arg(long)]
    from: Option<DateTime<Utc>>,
    /// Enqueued before this time
    #[arg(long)]
    until: Option<DateTime<Utc>>,
}

impl Which {
    fn filter(self) -> anyhow::Result<JobFilter> {
        Ok(JobFilter {
            states: self.state.as_deref().map(state).transpose()?.into_iter().collect(),
            queue: self.queue,
            kind: self.kind,
            error: self.error,
            trace_id: self.trace,
            order_id: self.order,
            batch_id: self.batch,
            from: self.from,
            until: self.until,
            ..JobFilter::default()
        })
    }
}

#[derive(Args)]
pub struct Wanted {
    #[command(flatten)]
    which: Which,
    /// Older than this job: for the next page, the last id of the one before
    #[arg(long)]
    before: Option<Uuid>,
    #[arg(long, default_value_t = 30)]
    limit: u64,
    /// With what the timetable enqueued
    #[arg(long)]
    timetable: bool,
}

#[derive(Args)]
pub struct Dead {
    /// All dead jobs
    #[arg(long)]
    all: bool,
    #[arg(long)]
    kind: Option<String>,
    #[arg(long)]
    queue: Option<String>,
    /// Part of the last error; ids and numbers in it do not matter
    #[arg(long)]
    error: Option<String>,
}

impl Dead {
    fn filter(self) -> DeadFilter {
        DeadFilter { kind: self.kind, queue: self.queue, error: self.error }
    }

    /// Nobody means all dead jobs by saying nothing.
    fn demanded(self) -> anyhow::Result<DeadFilter> {
        let says = self.all || self.kind.is_some() || self.queue.is_some() || self.error.is_some();
        anyhow::ensure!(says, "say which: the id of a job, --kind, --queue, --error or --all");
        Ok(self.filter())
    }
}

/// Groups shown by `dead`.
const MOST_GROUPS: u64 = 100;

pub async fn run(services: &Services, command: Jobs, json: bool) -> anyhow::Result<()> {
    let store = &services.store;
    match command {
        Jobs::List(wanted) => list(services, *wanted, json).await?,
        Jobs::Show { id } => job::show(&jobs::find(store.read(), id).await?, json)?,
        Jobs::Dead(filter) => dead(services, filter.filter(), json).await?,
        Jobs::Retry { id: Some(id), payload, .. } => {
            let tickets = match payload {
                Some(payload) => jobs::edit_and_retry(store, id, serde_json::from_str(&payload)?).await?,
                None => jobs::retry(store, id).await?,
            };
            services.push(&tickets).await;
            println!("{id} runs again");
        }
        Jobs::Retry { dead, .. } => {
            let bulk = jobs::retry_all(store, &dead.demanded()?).await?;
            println!(
                "{} dead jobs run again{}",
                bulk.changed,
                if bulk.more { "; there are more" } else { "" }
            );
        }
        Jobs::Discard { id: Some(id), .. } => {
            jobs::discard(store, id).await?;
            println!("{id} is given up");
        }
        Jobs::Discard { dead, .. } => {
            let bulk = jobs::discard_all(store, &dead.demanded()?).await?;
            println!(
                "{} dead jobs are given up{}",
                bulk.changed,
                if bulk.more { "; there are more" } else { "" }
            );
        }
        Jobs::Cancel { id: None, which, all } => {
            anyhow::ensure!(
                all || *which != Which::default(),
                "say which: the id of a job, --state, --queue, --kind, --error, --trace, --order, --from, --until or --all"
            );
            let bulk = jobs::cancel_all(store, &which.filter()?, &operator()).await?;
            println!(
                "{} jobs will not run; {} run, and their workers were asked to end them{}",
                bulk.discarded,
                bulk.requested,
                if bulk.more { "; there are more" } else { "" }
            );
        }
        Jobs::Cancel { id: Some(id), .. } => match jobs::cancel(store, id, &operator()).await? {
            Cancellation::Discarded => println!("{id} will not run"),
            Cancellation::Requested => println!("{id} runs; its worker was asked to end it"),
        },
        Jobs::Pause { queue } => {
            jobs::pause(store, named(&queue)?, &operator()).await?;
            println!("{queue} is paused; what runs comes to its end");
        }
        Jobs::Resume { queue } => {
            let was = jobs::resume(store, named(&queue)?).await?;
            println!("{queue} {}", if was { "goes on" } else { "was not paused" });
        }
    }
    Ok(())
}

fn named(queue: &str) -> anyhow::Result<Queue> {
    let names = || jobs::QUEUES.iter().map(|queue| queue.as_str()).collect::<Vec<_>>().join(", ");
    Queue::named(queue).ok_or_else(|| anyhow::anyhow!("there is no queue {queue:?}; there are {}", names()))
}

fn state(name: &str) -> anyhow::Result<JobState> {
    let names = || JobState::ALL.iter().map(|state| state.as_str()).collect::<Vec<_>>().join(", ");
    let found = JobState::ALL.iter().find(|state| state.as_str() == name);
    found.copied().ok_or_else(|| anyhow::anyhow!("there is no state {name:?}; there are {}", names()))
}

async fn list(services: &Services, wanted: Wanted, json: bool) -> anyhow::Result<()> {
    let without_timetable = !wanted.timetable && wanted.which.kind.is_none();
    let filter = JobFilter { without_timetable, ..wanted.which.filter()? };
    let found = jobs::search(services.store.read(), &filter, wanted.before, wanted.limit).await?;
    let cells: Vec<Vec<String>> = found
        .iter()
        .map(|row| {
            vec![
                row.id.to_string(),
                row.kind.clone(),
                row.state.to_string(),
                format!("{}/{}", row.attempts, row.max_attempts),
                format!("{} ago", ago(row.created_at)),
                job::last_error(row),
            ]
        })
        .collect();
    let head = ["job", "kind", "state", "attempts", "enqueued", "last error"];
    let rows = found.iter().map(job::as_json).collect::<anyhow::Result<Vec<_>>>()?;
    table::print(json, &json!(rows), &head, &cells, "no such jobs");
    Ok(())
}

async fn dead(services: &Services, filter: DeadFilter, json: bool) -> anyhow::Result<()> {
    let groups = jobs::dead_groups(services.store.read(), &filter, MOST_GROUPS).await?;
    let rows: Vec<Value> = groups
        .iter()
        .map(|group| {
            json!({
                "jobs": group.jobs,
                "kind": group.kind,
                "queue": group.queue,
                "error": group.error,
                "first_at": group.first_at,
                "last_at": group.last_at,
            })
        })
        .collect();
    let cells: Vec<Vec<String>> = groups
        .into_iter()
        .map(|group| {
            vec![
                group.jobs.to_string(),
                group.kind,
                group.last_at.map_or_else(String::new, |at| format!("{} ago", ago(at))),
                group.error.unwrap_or_default(),
            ]
        })
        .collect();
    let head = ["jobs", "kind", "last died", "error, with # for ids and numbers"];
    table::print(json, &json!(rows), &head, &cells, "no job is dead");
    Ok(())
}
