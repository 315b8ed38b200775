//! Rebuilds of read models, under way and past: for people to watch, and so that there is one at a time.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rebuilds")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub model: String,
    /// Events to read, as counted at the start.
    pub total: i64,
    pub done: i64,
    pub started_at: DateTimeUtc,
    /// When it last gave a sign of life.
    pub beat_at: DateTimeUtc,
    /// Null while it runs; unique per model then.
    pub finished_at: Option<DateTimeUtc>,
    /// Why it came to nothing.
    pub error: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
