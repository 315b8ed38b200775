//! Pictures of a product, in storage under `storage_key`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "images")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub product_id: Uuid,
    pub storage_key: String,
    pub content_type: String,
    pub alt: String,
    pub width: i32,
    pub height: i32,
    pub position: i32,
    /// What stands for it while it loads, `#rrggbb`.
    pub color: Option<String>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
