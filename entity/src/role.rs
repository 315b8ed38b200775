//! Roles: names for sets of permissions.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "roles")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Never changes.
    #[sea_orm(unique)]
    pub slug: String,
    pub name: String,
    pub description: String,
    /// ["orders_read", "orders_write"]
    pub permissions: Json,
    /// Came with the program: cannot be deleted.
    pub shipped: bool,
    /// Last event version of this aggregate.
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
