//! What calls to models have cost on a day, by purpose: the budget is kept by conditional updates of this row.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "model_spend")]
pub struct Model {
    /// UTC, YYYY-MM-DD.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub purpose: String,
    /// Millionths of a minor unit: what was spent, and what running calls may cost at most.
    pub committed_micros: i64,
    pub calls: i64,
    pub input_tokens: i64,
    pub output_tokens: i64,
    /// Whether staff was told that much of the budget is gone.
    pub alerted: bool,
}

impl ActiveModelBehavior for ActiveModel {}
