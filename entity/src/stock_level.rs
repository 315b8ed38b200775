//! How many of a variant there are, and how many of those are promised to orders.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stock_levels")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub variant_id: Uuid,
    pub on_hand: i64,
    /// Promised to orders that are not paid yet; 0 <= reserved <= on_hand.
    pub reserved: i64,
    /// It runs low when no more than so many can be sold. `None`: never.
    pub low_at: Option<i64>,
    /// Whether bundles consist of it, or did once: for whom nothing has to be looked up when there is less of it.
    pub is_part: bool,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
