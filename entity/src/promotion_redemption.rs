//! Which order used which promotion. Given back when the order comes to nothing unpaid.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "promotion_redemptions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub promotion_id: Uuid,
    pub order_id: Uuid,
    pub user_id: Option<Uuid>,
    /// Of the order.
    pub email: String,
    pub code: Option<String>,
    /// What it took off.
    pub amount_minor: i64,
    pub currency: String,
    pub created_at: DateTimeUtc,
    /// When it was given back; it no longer counts then.
    pub released_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
