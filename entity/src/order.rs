//! Orders: the truth. Amounts are in minor units, tax included.

use crate::states::{FulfilmentState, OrderState};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "orders")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub number: String,
    pub user_id: Option<Uuid>,
    pub cart_id: Uuid,
    pub email: String,
    pub state: OrderState,
    pub fulfilment: FulfilmentState,
    pub currency: String,
    pub items_minor: i64,
    pub shipping_minor: i64,
    /// Tax contained in the total.
    pub tax_minor: i64,
    pub total_minor: i64,
    /// Captured and refunded so far: sums of `payment_entries`.
    pub captured_minor: i64,
    pub refunded_minor: i64,
    pub shipping_method: String,
    pub shipping_name: String,
    /// Tax rate on shipping, basis points.
    pub shipping_tax_rate_bp: i32,
    pub shipping_address: Json,
    pub billing_address: Json,
    pub tracking: Option<String>,
    /// Why staff hold the order: it is neither sent nor does it lapse.
    pub hold_reason: Option<String>,
    /// Until when stock is held for payment.
    pub hold_until: DateTimeUtc,
    /// Taken off the goods and the shipping; `items_minor` and `shipping_minor` are what is left.
    pub discount_minor: i64,
    /// The part of it that was taken off the shipping.
    pub shipping_discount_minor: i64,
    /// [{"promotion_id", "name", "code"?, "amount_minor"}]: what was taken off the shipping, and by what.
    pub adjustments: Json,
    /// [{"rate_bp", "net_minor", "tax_minor", "gross_minor"}]; none for orders of earlier versions.
    pub taxes: Option<Json>,
    /// Whether the unit prices and discounts are those with tax. Totals always are.
    pub prices_include_tax: bool,
    /// Last event version of this aggregate; grows under this row's lock.
    pub version: i64,
    pub trace_id: String,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
