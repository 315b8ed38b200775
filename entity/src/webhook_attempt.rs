//! One attempt to deliver a webhook, and what came of it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_attempts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub delivery_id: Uuid,
    /// 1, 2, 3 … within the delivery.
    pub number: i32,
    pub started_at: DateTimeUtc,
    pub duration_ms: i64,
    /// Null when no answer came.
    pub status: Option<i32>,
    /// The beginning of the answer's body.
    pub answer: String,
    pub error: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
