//! What promotions look like on the wire.

use chrono::{DateTime, Utc};
use domain::entity::promotion_redemption;
use domain::entity::states::PromotionKind as StoredKind;
use domain::promotions::Found;
use poem_openapi::{Enum, Object};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::money::Money;

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
