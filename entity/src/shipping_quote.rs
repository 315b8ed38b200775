//! Prices that a carrier quoted for a cart and an address. An order names one.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shipping_quotes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub cart_id: Uuid,
    pub carrier: String,
    pub service: String,
    pub name: String,
    pub price_minor: i64,
    pub currency: String,
    pub days: i32,
    /// Fingerprint of lines and address that the quote holds for.
    pub fingerprint: String,
    pub expires_at: DateTimeUtc,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
