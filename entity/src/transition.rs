//! Every change of state of an order, its payments, refunds and fulfilment: append-only.

use crate::states::Axis;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "transitions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub order_id: Uuid,
    pub axis: Axis,
    /// The payment or refund; the order itself otherwise.
    pub subject_id: Uuid,
    pub from_state: String,
    pub to_state: String,
    pub cause: String,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
