//! Promotions: what is taken off, of what, on which conditions. Amounts are minor units of the shop's currency.

use crate::states::PromotionKind;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "promotions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What shoppers read beside the amount.
    pub name: String,
    /// In capitals. None: it applies by itself.
    #[sea_orm(unique)]
    pub code: Option<String>,
    pub kind: PromotionKind,
    /// Of a percentage, and of what is got with buy X get Y. Basis points.
    pub percent_bp: i32,
    /// Of an amount.
    pub amount_minor: i64,
    /// Of buy X get Y.
    pub buy_quantity: i32,
    pub get_quantity: i32,
    /// ["id"]; with no products and no categories it is for all.
    pub product_ids: Json,
    pub category_ids: Json,
    /// What the goods that it is for must cost at least, before any discount.
    pub min_subtotal_minor: i64,
    /// Only for somebody who has ordered nothing yet.
    pub first_order: bool,
    pub starts_at: Option<DateTimeUtc>,
    pub ends_at: Option<DateTimeUtc>,
    pub max_uses: Option<i64>,
    pub max_uses_per_customer: Option<i64>,
    /// Orders that use it; counted only while it has a limit, under this row's lock.
    pub uses: i64,
    /// Applies alone or not at all.
    pub exclusive: bool,
    /// Higher comes first.
    pub priority: i32,
    pub enabled: bool,
    /// Last event version of this aggregate.
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
