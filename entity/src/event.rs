//! The outbox and event log. A row is written with the fact that it announces.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub aggregate: String,
    pub aggregate_id: Uuid,
    /// 1, 2, 3 … within the aggregate, without gaps.
    pub version: i64,
    pub kind: String,
    pub payload: Json,
    pub trace_id: String,
    /// The job in whose run it was recorded; null when a request or a command recorded it.
    pub job_id: Option<Uuid>,
    pub recorded_at: DateTimeUtc,
    /// When its jobs were written; null until then.
    pub published_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
