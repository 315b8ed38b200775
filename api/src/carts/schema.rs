//! What carts are told, and how they can be sent.

use chrono::{DateTime, Utc};
use domain::entity::shipping_quote;
use garde::Validate;
use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::Deserialize;
use uuid::Uuid;

use crate::money::Money;
use crate::payload::{Address, object};

/// What to put into the cart.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct AddLineRequest {
    #[garde(skip)]
    pub variant_id: Uuid,
    /// Added to what is there.
    #[oai(validator(minimum(value = "1"), maximum(value = "999")))]
    #[garde(range(min = 1, max = 999))]
    pub quantity: i32,
}

impl Example for AddLineRequest {
    fn example() -> Self {
        Self { variant_id: Uuid::from_u128(0x0193_2d5e_7d3c_7c4e_9b0a_0c7f_4d2b_1a90), quantity: 1 }
    }
}

/// How many of it.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct ChangeLineRequest {
    /// 0 removes the line.
    #[oai(validator(minimum(value = "0"), maximum(value = "999")))]
    #[garde(range(min = 0, max = 999))]
    pub quantity: i32,
}

impl Example for ChangeLineRequest {
    fn example() -> Self {
        Self { quantity: 2 }
    }
}

/// A code of a promotion.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct AddCodeRequest {
    /// Capitals do not matter.
    #[oai(validator(min_length = 3, max_length = 40, pattern = "^[A-Za-z0-9_-]+$"))]
    #[garde(length(min = 3, max = 40), pattern("^[A-Za-z0-9_-]+$"))]
    pub code: String,
}

impl Example for AddCodeRequest {
    fn example() -> Self {
        Self { code: "WELCOME10".into() }
    }
}

/// What the shopper agrees to.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct ConfirmCartRequest {
    /// The `items_total` that was shown, in minor units.
    #[oai(validator(minimum(value = "0"), maximum(value = "9007199254740")))]
    #[garde(range(min = 0, max = 9_007_199_254_740))]
    pub items_total_minor: i64,
}

impl Example for ConfirmCartRequest {
    fn example() -> Self {
        Self { items_total_minor: 5200 }
    }
}

/// Where the cart should go.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct ShippingQuotesRequest {
    #[serde(deserialize_with = "object")]
    #[garde(dive)]
    pub address: Address,
}

impl Example for ShippingQuotesRequest {
    fn example() -> Self {
        Self { address: Address::example() }
    }
}

/// A method with a fixed price. Order with `shipping: {"method": code}`.
#[derive(Debug, Object)]
pub struct ShippingMethod {
    pub code: String,
    pub name: String,
    pub price: Money,
    /// Until it arrives.
    pub days: i32,
}

/// A carrier's price for this cart and address. Order with `shipping: {"quote_id": id}`.
#[derive(Debug, Object)]
pub struct ShippingQuote {
    pub id: Uuid,
    pub carrier: String,
    pub service: String,
    pub name: String,
    pub price: Money,
    /// Until it arrives.
    pub days: i32,
    pub expires_at: DateTime<Utc>,
}

impl From<shipping_quote::Model> for ShippingQuote {
    fn from(quote: shipping_quote::Model) -> Self {
        Self {
            id: quote.id,
            price: Money::new(quote.price_minor, &quote.currency),
            carrier: quote.carrier,
            service: quote.service,
            name: quote.name,
            days: quote.days,
            expires_at: quote.expires_at,
        }
    }
}

/// How the cart can be shipped.
#[derive(Debug, Object)]
pub struct ShippingQuotes {
    pub methods: Vec<ShippingMethod>,
    /// Empty when no carrier serves the address or answers in time.
    pub quotes: Vec<ShippingQuote>,
}
