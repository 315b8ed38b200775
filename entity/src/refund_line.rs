//! Units of order lines that a refund gives back.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refund_lines")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub refund_id: Uuid,
    pub order_line_id: Uuid,
    pub quantity: i64,
    /// Minor units, tax included.
    pub amount_minor: i64,
    /// How many of them went back into stock.
    pub restocked: i64,
    /// How many of them had not been sent, and will not be.
    pub cancelled: i64,
}

impl ActiveModelBehavior for ActiveModel {}
