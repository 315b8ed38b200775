//! Units that an order was promised beyond what was there. Changed under the lock of the variant's stock level.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "backorders")]
pub struct Model {
    /// Grows with time: the oldest is served first.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub order_id: Uuid,
    pub variant_id: Uuid,
    /// Still to come.
    pub owed: i64,
    /// Came, and is this order's: reserved until the order is paid, then sold.
    pub assigned: i64,
    /// Refunded before it came.
    pub forgiven: i64,
    /// Whether the order is paid or confirmed.
    pub sold: bool,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
