//! A discount on the wire.

use domain::pricing::Adjustment;
use poem_openapi::Object;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::money::Money;

/// Something that was taken off, and by which promotion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Discount {
    pub promotion_id: Uuid,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    pub amount: Money,
}

impl Discount {
    pub fn new(adjustment: &Adjustment, currency: &str) -> Self {
        Self {
            promotion_id: adjustment.promotion_id,
            name: adjustment.name.clone(),
            code: adjustment.code.clone(),
            amount: Money::new(adjustment.amount_minor, currency),
        }
    }

    /// As an order keeps them.
    pub fn read(stored: serde_json::Value, currency: &str) -> domain::Result<Vec<Self>> {
        let adjustments: Vec<Adjustment> = serde_json::from_value(stored)?;
        Ok(adjustments.iter().map(|one| Self::new(one, currency)).collect())
    }
}
