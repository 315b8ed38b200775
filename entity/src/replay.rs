//! Ranges of events that are projected once more by jobs.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "replays")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The read model, by its table's name.
    pub consumer: String,
    /// Events recorded from here (inclusive) …
    pub from_at: Option<DateTimeUtc>,
    /// … to here (exclusive).
    pub to_at: Option<DateTimeUtc>,
    /// The events of this aggregate alone.
    pub aggregate_id: Option<Uuid>,
    /// Aggregates that have jobs so far.
    pub total: i64,
    /// Aggregates whose jobs are done.
    pub done: i64,
    /// Whether all jobs are written, so that `total` is final.
    pub is_planned: bool,
    pub started_at: DateTimeUtc,
    pub finished_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
