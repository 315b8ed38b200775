//! What changed that the search index has to know.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_changes")]
pub struct Model {
    /// 1, 2, 3 …: visible in this order, without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    /// `product`, `brand`, `category`, `attribute` or `everything`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject_id: Uuid,
    pub recorded_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
