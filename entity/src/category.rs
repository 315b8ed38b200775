//! The category tree.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "categories")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub parent_id: Option<Uuid>,
    #[sea_orm(unique)]
    pub slug: String,
    pub name: String,
    pub position: i32,
    /// What search engines show, if it is not the name.
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub created_at: DateTimeUtc,
    /// Last event version of this aggregate.
    pub version: i64,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
