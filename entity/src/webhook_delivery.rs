//! What endpoints are told: one row per endpoint and message.

use crate::states::DeliveryState;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_deliveries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub endpoint_id: Uuid,
    /// The `webhook-id`: the event's, or a fresh one for a test. Unique with the endpoint.
    pub message_id: Uuid,
    /// The public type of the event, such as `order.paid`.
    pub kind: String,
    pub order_id: Option<Uuid>,
    /// As sent, to the byte.
    pub body: String,
    pub state: DeliveryState,
    pub attempts: i32,
    /// Of the last attempt; null when no answer came.
    pub status: Option<i32>,
    pub trace_id: String,
    pub created_at: DateTimeUtc,
    pub finished_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
