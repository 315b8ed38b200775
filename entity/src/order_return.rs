//! What a customer asks to send back of an order.

use crate::states::ReturnState;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "returns")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub order_id: Uuid,
    /// The order's number, `R` and a count.
    #[sea_orm(unique)]
    pub number: String,
    pub state: ReturnState,
    /// What the customer says; may be empty.
    pub message: String,
    /// What the shop answers.
    pub answer: Option<String>,
    /// What the lines come to, tax included, minor units: expected, until it is refunded.
    pub amount_minor: i64,
    pub currency: String,
    /// The first of the refunds by which it was given back.
    pub refund_id: Option<Uuid>,
    pub received_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
