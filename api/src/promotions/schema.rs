//! What promotions look like on the wire.

use chrono::{DateTime, Utc};
use domain::entity::promotion_redemption;
use domain::entity::states::PromotionKind as StoredKind;
use domain::promotions::{Found, Terms};
use garde::Validate;
use poem_openapi::types::Example;
use poem_openapi::{Enum, Object};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::money::Money;
use crate::payload::present;

/// What a promotion takes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum, Serialize, Deserialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum PromotionKind {
    /// `percent_bp` of what the goods cost.
    Percentage,
    /// `amount_minor`, divided among the goods.
    Amount,
    /// The whole price of shipping.
    FreeShipping,
    /// Of every `buy_quantity` + `get_quantity` units the cheapest `get_quantity` cost `percent_bp` less.
    BuyXGetY,
}

impl From<StoredKind> for PromotionKind {
    fn from(kind: StoredKind) -> Self {
        match kind {
            StoredKind::Percentage => Self::Percentage,
            StoredKind::Amount => Self::Amount,
            StoredKind::FreeShipping => Self::FreeShipping,
            StoredKind::BuyXGetY => Self::BuyXGetY,
        }
    }
}

impl From<PromotionKind> for StoredKind {
    fn from(kind: PromotionKind) -> Self {
        match kind {
            PromotionKind::Percentage => Self::Percentage,
            PromotionKind::Amount => Self::Amount,
            PromotionKind::FreeShipping => Self::FreeShipping,
            PromotionKind::BuyXGetY => Self::BuyXGetY,
        }
    }
}

// The rules are the domain's (`domain::promotions`), so that they are told all at once.
/// Everything about a promotion. Amounts are minor units of the shop's currency.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example, deny_unknown_fields, skip_serializing_if_is_none)]
pub struct PromotionRequest {
    /// What shoppers read beside the amount.
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: String,
    /// 3 to 40 letters, digits, hyphens and underscores; capitals do not matter. Absent: it applies by itself.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(max_length = 40))]
    pub code: Option<String>,
    pub kind: PromotionKind,
    /// Of `percentage`; of `buy_x_get_y`, 10000 if absent. Basis points: 1000 is 10 %.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(minimum(value = "1"), maximum(value = "10000")))]
    pub percent_bp: Option<i32>,
    /// Of `amount`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(minimum(value = "1"), maximum(value = "9007199254740")))]
    pub amount_minor: Option<i64>,
    /// Of `buy_x_get_y`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
    pub buy_quantity: Option<i32>,
    /// Of `buy_x_get_y`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
    pub get_quantity: Option<i32>,
    /// With no products and no categories it is for all goods.
    #[serde(default)]
    #[oai(default, validator(max_items = 500))]
    pub product_ids: Vec<Uuid>,
    /// With those below them.
    #[serde(default)]
    #[oai(default, validator(max_items = 500))]
    pub category_ids: Vec<Uuid>,
    /// What the goods that it is for must cost at least, before any discount.
    #[serde(default)]
    #[oai(default, validator(minimum(value = "0"), maximum(value = "9007199254740")))]
    pub min_subtotal_minor: i64,
    /// Only for somebody, by account or e-mail, who has no order yet. Implies one use per customer.
    #[serde(default)]
    #[oai(default)]
    pub first_order: bool,
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<DateTime<Utc>>,
    /// From then on it no longer applies.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<DateTime<Utc>>,
    /// Orders that may use it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(minimum(value = "1"), maximum(value = "1000000000")))]
    pub max_uses: Option<i64>,
    /// Orders of one customer, by account or e-mail, that may use it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(minimum(value = "1"), maximum(value = "1000000000")))]
    pub max_uses_per_customer: Option<i64>,
    /// Applies alone or not at all.
    #[serde(default)]
    #[oai(default)]
    pub exclusive: bool,
    /// Higher comes first. Each takes its part of what those before it have left.
    #[serde(default)]
    #[oai(default, validator(minimum(value = "-1000"), maximum(value = "1000")))]
    pub priority: i32,
    #[serde(default = "yes")]
    #[oai(default = "yes")]
    pub enabled: bool,
    /// When changing: the version that was seen. Another one in the meantime is a conflict.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

fn yes() -> bool {
    true
}

impl Example for PromotionRequest {
    fn example() -> Self {
        Self {
            name: "Ten per cent off your first order".into(),
            code: Some("WELCOME10".into()),
            kind: PromotionKind::Percentage,
            percent_bp: Some(1000),
            amount_minor: None,
            buy_quantity: None,
            get_quantity: None,
            product_ids: Vec::new(),
            category_ids: Vec::new(),
            min_subtotal_minor: 2000,
            first_order: true,
            starts_at: None,
            ends_at: None,
            max_uses: Some(500),
            max_uses_per_customer: None,
            exclusive: false,
            priority: 0,
            enabled: true,
            version: None,
        }
    }
}

impl From<PromotionRequest> for Terms {
    fn from(request: PromotionRequest) -> Self {
        Self {
            name: request.name,
            code: request.code,
            kind: request.kind.into(),
            percent_bp: request.percent_bp,
            amount_minor: request.amount_minor,
            buy_quantity: request.buy_quantity,
            get_quantity: request.get_quantity,
            product_ids: request.product_ids,
            category_ids: request.category_ids,
            min_subtotal_minor: request.min_subtotal_minor,
            first_order: request.first_order,
            // As finely as databases keep it.
            starts_at: request.starts_at.map(micros),
            ends_at: request.ends_at.map(micros),
            max_uses: request.max_uses,
            max_uses_per_customer: request.max_uses_per_customer,
            exclusive: request.exclusive,
            priority: request.priority,
            enabled: request.enabled,
        }
    }
}

fn micros(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at)
}

/// A promotion.
#[derive(Debug, Clone, Serialize, Deserialize, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Promotion {
    pub id: Uuid,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    pub kind: PromotionKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent_bp: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_minor: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buy_quantity: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub get_quantity: Option<i32>,
    pub product_ids: Vec<Uuid>,
    pub category_ids: Vec<Uuid>,
    pub min_subtotal_minor: i64,
    pub first_order: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_uses: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_uses_per_customer: Option<i64>,
    pub exclusive: bool,
    pub priority: i32,
    pub enabled: bool,
    /// Orders that use it. Those that lapsed or were cancelled unpaid do not count.
    pub uses: i64,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl TryFrom<Found> for Promotion {
    type Error = domain::Error;

    fn try_from(found: Found) -> domain::Result<Self> {
        let Found { row, uses } = found;
        let kind = row.kind;
        let is_bought = kind == StoredKind::BuyXGetY;
        let has_percent = is_bought || kind == StoredKind::Percentage;
        Ok(Self {
            id: row.id,
            name: row.name,
            code: row.code,
            kind: kind.into(),
            percent_bp: has_percent.then_some(row.percent_bp),
            amount_minor: (kind == StoredKind::Amount).then_some(row.amount_minor),
            buy_quantity: is_bought.then_some(row.buy_quantity),
            get_quantity: is_bought.then_some(row.get_quantity),
            product_ids: serde_json::from_value(row.product_ids)?,
            category_ids: serde_json::from_value(row.category_ids)?,
            min_subtotal_minor: row.min_subtotal_minor,
            first_order: row.first_order,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            max_uses: row.max_uses,
            max_uses_per_customer: row.max_uses_per_customer,
            exclusive: row.exclusive,
            priority: row.priority,
            enabled: row.enabled,
            uses,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A page of promotions.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PromotionPage {
    pub items: Vec<Promotion>,
    pub next_cursor: Option<String>,
}

/// An order's use of a promotion.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Redemption {
    pub id: Uuid,
    pub order_id: Uuid,
    /// Absent for a guest.
    pub customer_id: Option<Uuid>,
    pub email: String,
    pub code: Option<String>,
    /// What it took off.
    pub amount: Money,
    pub at: DateTime<Utc>,
    /// When it was given back, since the order came to nothing unpaid.
    pub released_at: Option<DateTime<Utc>>,
}

impl From<promotion_redemption::Model> for Redemption {
    fn from(row: promotion_redemption::Model) -> Self {
        Self {
            id: row.id,
            order_id: row.order_id,
            customer_id: row.user_id,
            email: row.email,
            code: row.code,
            amount: Money::new(row.amount_minor, row.currency),
            at: row.created_at,
            released_at: row.released_at,
        }
    }
}

/// A page of uses.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RedemptionPage {
    pub items: Vec<Redemption>,
    pub next_cursor: Option<String>,
}
