//! What promotions are told.

use chrono::{DateTime, Utc};
use domain::promotions::Terms;
use garde::Validate;
use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::schema::PromotionKind;
use crate::payload::present;

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
