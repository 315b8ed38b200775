//! Read model behind daily sales: one row per order, summed by day when asked.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, DeriveEntityModel)]
#[sea_orm(table_name = "sales_facts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: Uuid,
    /// UTC day of the order, YYYY-MM-DD.
    pub day: String,
    pub currency: String,
    pub units: i64,
    pub items_minor: i64,
    pub shipping_minor: i64,
    pub tax_minor: i64,
    pub total_minor: i64,
    pub captured_minor: i64,
    pub refunded_minor: i64,
    pub cancelled: bool,
    /// It was paid, or to be sent before that.
    pub confirmed: bool,
    /// Version of the last event projected.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
