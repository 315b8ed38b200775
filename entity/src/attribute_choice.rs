//! The texts that an attribute may have.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attribute_choices")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub attribute_id: Uuid,
    /// Never changes.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub label: String,
    pub position: i32,
}

impl ActiveModelBehavior for ActiveModel {}
