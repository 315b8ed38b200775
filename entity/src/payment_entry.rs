//! Money that moved: captures, refunds, chargebacks. Append-only.

use crate::states::EntryKind;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payment_entries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub order_id: Uuid,
    pub payment_id: Uuid,
    pub kind: EntryKind,
    pub amount_minor: i64,
    pub currency: String,
    pub provider: String,
    /// The provider's name for this movement. Unique with provider and kind.
    pub reference: String,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
