//! Chargebacks: payments that a payer contests at the bank.

use crate::states::DisputeState;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "disputes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub order_id: Uuid,
    pub payment_id: Uuid,
    pub provider: String,
    /// The provider's name for it. Unique with the provider.
    pub reference: String,
    pub state: DisputeState,
    pub amount_minor: i64,
    pub currency: String,
    /// In the provider's words.
    pub reason: String,
    /// Whether the money is gone for now, and booked as a chargeback.
    pub withdrawn: bool,
    pub evidence_due_at: Option<DateTimeUtc>,
    pub opened_at: DateTimeUtc,
    /// When the provider made the last notice that was heeded; older ones change nothing.
    pub told_at: DateTimeUtc,
    pub closed_at: Option<DateTimeUtc>,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
