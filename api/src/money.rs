//! Money on the wire.

use domain::pricing::TaxLine;
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

    /// What answers say that an earlier version kept, which did not know the amount yet. `XXX` is no currency (ISO 4217).
    pub fn none() -> Self {
        Self::new(0, "XXX")
    }
}

/// What is sold at one tax rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Object)]
pub struct TaxAmount {
    /// Basis points: 1900 is 19 %.
    pub rate_bp: i32,
    pub net: Money,
    pub tax: Money,
    pub gross: Money,
}

impl TaxAmount {
    pub fn new(tax: &TaxLine, currency: &str) -> Self {
        Self {
            rate_bp: tax.rate_bp,
            net: Money::new(tax.net_minor, currency),
            tax: Money::new(tax.tax_minor, currency),
            gross: Money::new(tax.gross_minor, currency),
        }
    }
}
