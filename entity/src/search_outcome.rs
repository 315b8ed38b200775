//! What came of searches, by day and product.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_outcomes")]
pub struct Model {
    /// `2026-11-22`, in UTC.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: String,
    /// In lower case, with single spaces.
    #[sea_orm(primary_key, auto_increment = false)]
    pub query: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub product_id: Uuid,
    /// How often the product was opened from the answer.
    pub clicked: i64,
    /// How often it was then bought.
    pub bought: i64,
}

impl ActiveModelBehavior for ActiveModel {}
