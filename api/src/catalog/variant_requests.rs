//! What variants are told. The rules are the domain's, as for all of the catalogue.

use std::collections::BTreeMap;

use domain::catalog::variants::{NewVariant, VariantChange};
use garde::Validate;
use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::{Deserialize, Serialize};

use crate::payload::present;

/// A variant to be.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example)]
pub struct VariantRequest {
    #[oai(validator(min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9._-]+$"))]
    pub sku: String,
    /// What tells it from the product's other variants.
    #[serde(default)]
    #[oai(default, validator(max_length = 100, pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*$"))]
    pub name: String,
    /// Tax included, minor units of the shop's currency.
    #[oai(validator(minimum(value = "0"), maximum(value = "9007199254740")))]
    pub price_minor: i64,
    #[serde(default)]
    #[oai(default, validator(minimum(value = "0"), maximum(value = "1000000")))]
    pub weight_g: i32,
    /// How many there are.
    #[serde(default)]
    #[oai(default, validator(minimum(value = "0"), maximum(value = "1000000000")))]
    pub stock: i64,
    /// One choice of each option of the product: codes of choices by the codes of their attributes.
    #[serde(default)]
    #[oai(default)]
    pub options: BTreeMap<String, String>,
}

impl Example for VariantRequest {
    fn example() -> Self {
        Self {
            sku: "MUG-DUNE-S".into(),
            name: "Small".into(),
            price_minor: 1800,
            weight_g: 320,
            stock: 40,
            options: BTreeMap::new(),
        }
    }
}

impl From<VariantRequest> for NewVariant {
    fn from(request: VariantRequest) -> Self {
        Self {
            sku: request.sku,
            name: request.name,
            price_minor: request.price_minor,
            weight_g: request.weight_g,
            stock: request.stock,
            options: request.options,
        }
    }
}

/// What of a variant changes. What is absent stays.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example)]
pub struct VariantChangeRequest {
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9._-]+$"))]
    pub sku: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(max_length = 100, pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*$"))]
    pub name: Option<String>,
    /// Tax included, minor units of the shop's currency.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(minimum(value = "0"), maximum(value = "9007199254740")))]
    pub price_minor: Option<i64>,
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(minimum(value = "0"), maximum(value = "1000000")))]
    pub weight_g: Option<i32>,
    /// Lower comes first.
    #[serde(default, deserialize_with = "present")]
    pub position: Option<i32>,
    /// One choice of each option of the product.
    #[serde(default, deserialize_with = "present")]
    pub options: Option<BTreeMap<String, String>>,
}

impl Example for VariantChangeRequest {
    fn example() -> Self {
        Self { sku: None, name: None, price_minor: Some(1600), weight_g: None, position: None, options: None }
    }
}

impl From<VariantChangeRequest> for VariantChange {
    fn from(request: VariantChangeRequest) -> Self {
        Self {
            sku: request.sku,
            name: request.name,
            price_minor: request.price_minor,
            weight_g: request.weight_g,
            position: request.position,
            options: request.options,
        }
    }
}

/// How many there are, as counted.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example)]
pub struct StockRequest {
    #[oai(validator(minimum(value = "0"), maximum(value = "1000000000")))]
    pub on_hand: i64,
}

impl Example for StockRequest {
    fn example() -> Self {
        Self { on_hand: 25 }
    }
}
