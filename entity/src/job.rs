//! The ledger: one row per job, from enqueue to done.

use crate::states::JobState;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "jobs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub queue: String,
    pub payload: Json,
    /// Of the payload. A worker leaves what is newer than it knows.
    pub version: i32,
    pub state: JobState,
    /// Not before.
    pub run_at: DateTimeUtc,
    pub attempts: i32,
    pub max_attempts: i32,
    /// Grows with each claim. Only the claim with the newest may finish the job.
    pub generation: i32,
    /// queued: when the ticket counts as lost. running: when the worker counts as dead.
    pub lease_until: Option<DateTimeUtc>,
    pub worker: Option<String>,
    /// The event that caused it. Unique with the kind.
    pub event_id: Option<Uuid>,
    /// What it is about when no event says so: a payment, a refund, a webhook, an order.
    pub subject_id: Option<Uuid>,
    /// The job whose run enqueued it.
    pub parent_id: Option<Uuid>,
    /// While waiting, pending, queued or running no other job may have it.
    pub unique_key: Option<String>,
    pub trace_id: String,
    /// [{attempt, due_at, started_at, at, worker, error}], newest last. `at` is when the run ended.
    pub errors: Json,
    /// Of a dead job: its last error without ids and numbers, so that deaths of one cause are alike.
    pub failure: Option<String>,
    /// After this it is not started any more, but dies.
    pub deadline: Option<DateTimeUtc>,
    /// waiting: until this job is done.
    pub after_id: Option<Uuid>,
    /// Whether any job ever had this one in `after_id`.
    pub has_followers: bool,
    pub batch_id: Option<Uuid>,
    /// What a run wants others to know, such as the completion of its batch.
    pub result: Option<Json>,
    pub created_at: DateTimeUtc,
    pub started_at: Option<DateTimeUtc>,
    pub finished_at: Option<DateTimeUtc>,
    /// Somebody wants the run that is under way to end, and the job not to run again.
    pub cancel_requested_at: Option<DateTimeUtc>,
    pub cancel_requested_by: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
