//! Units of an order's line that are to be sent back.

use crate::states::ReturnReason;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "return_lines")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub return_id: Uuid,
    pub order_line_id: Uuid,
    pub quantity: i64,
    pub reason: ReturnReason,
    /// How many of them went back into stock.
    pub restocked: i64,
}

impl ActiveModelBehavior for ActiveModel {}
