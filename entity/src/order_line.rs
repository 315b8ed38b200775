//! Lines of an order, as sold.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_lines")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub order_id: Uuid,
    pub position: i32,
    pub variant_id: Uuid,
    pub product_id: Uuid,
    pub category_id: Option<Uuid>,
    pub sku: String,
    pub name: String,
    pub quantity: i64,
    pub unit_price_minor: i64,
    pub tax_rate_bp: i32,
    /// What is paid for the line, tax included.
    pub total_minor: i64,
    /// Taken off `unit_price_minor × quantity`.
    pub discount_minor: i64,
    /// [{"promotion_id", "name", "code"?, "amount_minor"}]: what was taken off, and by what.
    pub adjustments: Json,
    /// Tax contained in the total; none for orders of earlier versions.
    pub tax_minor: Option<i64>,
    /// How many of the units were not there when it was ordered.
    pub backordered: i64,
}

impl ActiveModelBehavior for ActiveModel {}
