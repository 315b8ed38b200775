//! Read model: what a customer's order list shows. Projected from events, disposable.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, DeriveEntityModel)]
#[sea_orm(table_name = "order_history")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: Uuid,
    pub user_id: Option<Uuid>,
    pub number: String,
    pub email: String,
    pub state: String,
    pub payment_status: String,
    pub fulfilment: String,
    pub currency: String,
    pub total_minor: i64,
    pub refunded_minor: i64,
    pub units: i64,
    /// [{sku, name, quantity}]
    pub lines: Json,
    pub invoice_number: Option<String>,
    pub placed_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    /// Version of the last event projected.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
