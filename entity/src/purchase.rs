//! Read model behind recommendations: one row per order and product, once the order was paid or confirmed.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, DeriveEntityModel)]
#[sea_orm(table_name = "purchases")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub product_id: Uuid,
    pub user_id: Option<Uuid>,
    /// Of all variants of the product.
    pub units: i64,
    /// The UTC Monday of the week of the order, YYYY-MM-DD.
    pub week: String,
    pub placed_at: DateTimeUtc,
    /// Whether it says something about demand: not once the order was cancelled.
    pub counted: bool,
    /// Whether `bought_together` and `product_demand` contain it.
    pub tallied: bool,
    /// Version of the last event projected.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
