//! What a bundle consists of: variants, and how many of each. A variant with such rows is a bundle.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bundle_parts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub bundle_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub part_id: Uuid,
    pub position: i32,
    /// Units of the part in one bundle.
    pub quantity: i64,
}

impl ActiveModelBehavior for ActiveModel {}
