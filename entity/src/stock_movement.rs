//! Every change of `on_hand`, append-only: they sum to the level.

use crate::states::MovementReason;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stock_movements")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub variant_id: Uuid,
    pub delta: i64,
    pub reason: MovementReason,
    pub order_id: Option<Uuid>,
    /// What staff said about it; may be empty.
    pub note: String,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
