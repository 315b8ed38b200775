//! Times that the timetable has fired: one row per name and slot, whoever came first.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ticks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub slot: DateTimeUtc,
    pub fired_at: DateTimeUtc,
    /// The job that it enqueued, or found still waiting.
    pub job_id: Option<Uuid>,
    /// Who asked for it; null when it was the clock.
    pub fired_by: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
