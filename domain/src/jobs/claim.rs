//! Taking jobs: many tickets, one statement.

use std::collections::HashMap;
use std::time::Duration;

use entity::job;
use entity::states::JobState;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::finish::{die_unrun, give_back};
use super::lease::among;
use super::{Job, LEASE, pauses};
use crate::clock::{Timestamp, now};
use crate::error::Result;
use crate::store::Store;

/// A job that this worker may run until the lease ends.
#[derive(Debug, Clone)]
pub struct Claimed {
    pub id: Uuid,
    pub job: Job,
    /// 1 for the first run.
    pub attempt: i32,
    pub max_attempts: i32,
    pub generation: i32,
    /// The event that caused it.
    pub event_id: Option<Uuid>,
    pub batch_id: Option<Uuid>,
    pub trace_id: String,
    /// From enqueue (or the time it was due) to this claim.
    pub waited: Duration,
    pub started_at: Timestamp,
    pub worker: String,
    pub(super) errors: serde_json::Value,
}

impl Claimed {
    fn new(row: job::Model, job: Job, now: Timestamp, worker: &str) -> Self {
        Self {
            id: row.id,
            job,
            attempt: row.attempts,
            max_attempts: row.max_attempts,
            generation: row.generation,
            event_id: row.event_id,
            batch_id: row.batch_id,
            trace_id: row.trace_id,
            waited: (now - row.run_at).to_std().unwrap_or_default(),
            started_at: now,
            worker: worker.to_owned(),
            errors: row.errors,
        }
    }

    /// A name for what the job does outside that stays the same however often it runs, even if the row was lost with the
    /// database host and written again from its event.
    pub fn deed(&self) -> Uuid {
        self.event_id.unwrap_or(self.id)
    }
}

/// Claims those of `ids` that wait in a queue that is not paused; the others are somebody else's, done, or not due, and
/// are left out.
///
/// A job whose kind or version this program does not know is given back for a worker that does. One that cannot be read
/// although it should be, or whose deadline has passed, dies.
pub async fn claim(store: &Store, ids: &[Uuid], worker: &str) -> Result<HashMap<Uuid, Claimed>> {
    claim_for(store, ids, worker, LEASE).await
}

/// As [`claim`], with a lease of another length.
pub async fn claim_for(
    store: &Store,
    ids: &[Uuid],
    worker: &str,
    lease: Duration,
) -> Result<HashMap<Uuid, Claimed>> {
    let now = now();
    let rows = job::Entity::update_many()
        .col_expr(job::Column::Attempts, Expr::col(job::Column::Attempts).add(1))
        .col_expr(job::Column::Generation, Expr::col(job::Column::Generation).add(1))
        .set(job::ActiveModel {
            state: Set(JobState::Running),
            lease_until: Set(Some(now + lease)),
            worker: Set(Some(worker.to_owned())),
            started_at: Set(Some(now)),
            ..Default::default()
        })
        .filter(among(store.backend(), ids))
        .filter(job::Column::State.eq(JobState::Queued))
        .filter(pauses::is_open())
        .exec_with_returning(store.relaxed())
        .await?;
    let mut claimed = HashMap::with_capacity(rows.len());
    for row in rows {
        match judge(&row, now) {
            Verdict::Run(job) => {
                claimed.insert(row.id, Claimed::new(row, job, now, worker));
            }
            Verdict::Leave => {
                tracing::debug!(job_id = %row.id, kind = row.kind, "job {} is left for a newer worker", row.id);
                let back_at = now + absence(row.generation);
                give_back(store, &[(row.id, row.generation)], back_at).await?;
            }
            Verdict::Die(reason) => die_unrun(store, &row, &reason).await?,
        }
    }
    Ok(claimed)
}

enum Verdict {
    Run(Job),
    Leave,
    Die(String),
}

fn judge(row: &job::Model, now: Timestamp) -> Verdict {
    match Job::kind_named(&row.kind) {
        Some(kind) if row.version <= kind.policy.version => {}
        _ => return Verdict::Leave,
    }
    if let Some(deadline) = row.deadline.filter(|deadline| *deadline <= now) {
        return Verdict::Die(format!("it could not be started before its deadline, {deadline}"));
    }
    Job::from_stored(&row.kind, &row.payload)
        .map_or_else(|error| Verdict::Die(error.to_string()), Verdict::Run)
}

/// For how long a job that this worker does not know stays away from all: longer each time, so that it is not spun
/// through a fleet that does not know it, and a minute at most, so that a fleet that just learns of it is not far.
fn absence(generation: i32) -> Duration {
    let doublings = u32::try_from(generation - 1).unwrap_or_default();
    Duration::from_secs(2_u64.saturating_pow(doublings)).min(Duration::from_secs(60))
}
