//! What the timetable says and how far it has been kept, as the schedulers wrote it down.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "timetable")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// Kind of the job that it enqueues.
    pub kind: String,
    pub expression: String,
    /// IANA name.
    pub zone: String,
    pub missed: String,
    pub enabled: bool,
    /// Slots up to here are fired or passed over. Only grows, unless it is far in the future.
    pub fired_until: DateTimeUtc,
    /// When it fires next; null when never.
    pub next_at: Option<DateTimeUtc>,
    pub last_slot: Option<DateTimeUtc>,
    pub last_fired_at: Option<DateTimeUtc>,
    /// Who asked for the last run; null when it was the clock.
    pub last_fired_by: Option<String>,
    pub last_job_id: Option<Uuid>,
    /// Since when no scheduler that started has it in its timetable.
    pub retired_at: Option<DateTimeUtc>,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
