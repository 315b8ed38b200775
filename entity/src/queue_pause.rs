//! Queues whose jobs nobody may start now: one row per paused queue.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "queue_pauses")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub queue: String,
    pub paused_by: String,
    pub paused_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
