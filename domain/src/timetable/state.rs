//! The timetable as it is kept, for operators.

use std::collections::HashMap;

use entity::states::JobState;
use entity::{job, timetable_entry as row};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::error::Result;
use crate::store::Store;

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryState {
    pub name: String,
    /// Kind of the job that it enqueues.
    pub kind: String,
    /// As written: `every 15 seconds` or cron.
    pub expression: String,
    /// IANA name.
    pub zone: String,
    /// `skip`, `once` or `all`.
    pub missed: String,
    pub enabled: bool,
    /// When it fires next. In the past: no scheduler runs.
    pub next_at: Option<Timestamp>,
    pub last: Option<LastRun>,
}

/// The last time that an entry was fired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastRun {
    /// The time that it was meant for.
    pub slot: Timestamp,
    pub fired_at: Timestamp,
    /// Who asked for it; `None` when it was the clock.
    pub by: Option<String>,
    pub job_id: Option<Uuid>,
    /// `None` when the job is pruned already.
    pub job_state: Option<JobState>,
    /// The job's last error, when it had any.
    pub error: Option<String>,
}

/// All entries that the schedulers keep, by name. Empty until a scheduler has started.
pub async fn state(store: &Store) -> Result<Vec<EntryState>> {
    let rows = row::Entity::find()
        .filter(row::Column::RetiredAt.is_null())
        .order_by_asc(row::Column::Name)
        .all(store.read())
        .await?;
    let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.last_job_id).collect();
    let jobs = job::Entity::find().filter(job::Column::Id.is_in(ids)).all(store.read()).await?;
    let jobs: HashMap<Uuid, job::Model> = jobs.into_iter().map(|job| (job.id, job)).collect();
    Ok(rows.into_iter().map(|row| entry_state(row, &jobs)).collect())
}

fn entry_state(row: row::Model, jobs: &HashMap<Uuid, job::Model>) -> EntryState {
    let job = row.last_job_id.and_then(|id| jobs.get(&id));
    let last = row.last_slot.zip(row.last_fired_at).map(|(slot, fired_at)| LastRun {
        slot,
        fired_at,
        by: row.last_fired_by,
        job_id: row.last_job_id,
        job_state: job.map(|job| job.state),
        error: job.and_then(|job| Some(job.errors.as_array()?.last()?["error"].as_str()?.to_owned())),
    });
    EntryState {
        name: row.name,
        kind: row.kind,
        expression: row.expression,
        zone: row.zone,
        missed: row.missed,
        enabled: row.enabled,
        next_at: row.next_at,
        last,
    }
}
