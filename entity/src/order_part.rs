//! What the bundles of an order consisted of when it was placed.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_parts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: Uuid,
    /// The bundle.
    #[sea_orm(primary_key, auto_increment = false)]
    pub variant_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub part_id: Uuid,
    pub position: i32,
    /// Units of the part in one bundle.
    pub quantity: i64,
    pub sku: String,
    pub name: String,
}

impl ActiveModelBehavior for ActiveModel {}
