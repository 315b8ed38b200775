//! Money on the wire.

use poem_openapi::Object;
use serde::{Deserialize, Serialize};

/// An amount in minor units (cents for EUR, yen for JPY) of an ISO 4217 currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Object)]
pub struct Money {
    pub amount_minor: i64,
    #[oai(validator(pattern = "^[A-Z]{3}$"))]
    pub currency: String,
}

impl Money {
    pub fn new(amount_minor: i64, currency: impl Into<String>) -> Self {
        Self { amount_minor, currency: currency.into() }
    }
}
