//! How often was searched for what, by day.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_queries")]
pub struct Model {
    /// `2026-11-22`, in UTC.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: String,
    /// In lower case, with single spaces.
    #[sea_orm(primary_key, auto_increment = false)]
    pub query: String,
    pub searches: i64,
    /// Of them, those that found nothing.
    pub empty: i64,
}

impl ActiveModelBehavior for ActiveModel {}
