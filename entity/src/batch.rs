//! Jobs that end together: when the last one has, the completion job is enqueued.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "batches")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub completion_kind: Option<String>,
    pub completion_payload: Option<Json>,
    pub trace_id: String,
    /// How often it ended: once, and again whenever a dead job of it was retried and came to its end.
    pub rounds: i32,
    pub created_at: DateTimeUtc,
    /// When the last job had been put in. It does not end before.
    pub sealed_at: Option<DateTimeUtc>,
    /// When the last job was done, dead or discarded.
    pub ended_at: Option<DateTimeUtc>,
    /// Of the latest round.
    pub completion_job_id: Option<Uuid>,
    /// Somebody wants its open jobs to end, and no more to come.
    pub cancelled_at: Option<DateTimeUtc>,
    pub cancelled_by: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
