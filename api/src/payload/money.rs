//! Money on the wire.

use poem_openapi::Object;

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
pub struct Money {
    /// In minor units: cents for EUR, yen for JPY.
    pub amount_minor: i64,
    /// ISO 4217.
    #[oai(validator(pattern = "^[A-Z]{3}$"))]
    pub currency: String,
}

impl Money {
    pub fn new(amount_minor: i64, currency: &str) -> Self {
        Self { amount_minor, currency: currency.to_owned() }
    }
}
