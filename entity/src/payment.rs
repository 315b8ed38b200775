//! Attempts to pay an order.

use crate::states::PaymentState;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payments")]
pub struct Model {
    /// Also the idempotency key towards the provider.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub order_id: Uuid,
    pub provider: String,
    /// The provider's name for it, once known. Unique with the provider.
    pub reference: Option<String>,
    /// The provider's token for the payer's instrument; never a card number.
    pub token: String,
    pub state: PaymentState,
    pub amount_minor: i64,
    pub currency: String,
    pub failure_code: Option<String>,
    /// Where the payer must go to confirm.
    pub action_url: Option<String>,
    /// Authorised first, and captured when the goods go out or staff say so.
    pub capture_later: bool,
    /// What is to be captured of an authorisation; once captured, what was.
    pub capture_minor: Option<i64>,
    /// Until when an authorisation holds, or money that is sent is waited for.
    pub expires_at: Option<DateTimeUtc>,
    /// How to send the money, as the payer was told.
    pub instructions: Option<Json>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
