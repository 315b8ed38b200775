//! What shipping methods look like on the wire.

use chrono::{DateTime, Utc};
use domain::entity::shipping_method;
use domain::entity::states::ShippingBasis as StoredBasis;
use domain::pricing::Bracket;
use domain::shipping::methods;
use garde::Validate;
use poem_openapi::types::Example;
use poem_openapi::{Enum, Object};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::payload::{objects, present};

/// By what a shipping method is priced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum, Serialize, Deserialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ShippingBasis {
    /// One price for every parcel.
    Flat,
    /// By the weight of the cart, grams.
    Weight,
    /// By what the goods cost after discounts, minor units.
    Price,
}

impl From<StoredBasis> for ShippingBasis {
    fn from(basis: StoredBasis) -> Self {
        match basis {
            StoredBasis::Flat => Self::Flat,
            StoredBasis::Weight => Self::Weight,
            StoredBasis::Price => Self::Price,
        }
    }
}

impl From<ShippingBasis> for StoredBasis {
    fn from(basis: ShippingBasis) -> Self {
        match basis {
            ShippingBasis::Flat => Self::Flat,
            ShippingBasis::Weight => Self::Weight,
            ShippingBasis::Price => Self::Price,
        }
    }
}

/// The price of a parcel up to a limit.
#[derive(Debug, Clone, Serialize, Deserialize, Object)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields, skip_serializing_if_is_none)]
pub struct ShippingBracket {
    /// Inclusive. Absent: without end; only the last one may be.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(minimum(value = "0"), maximum(value = "9007199254740")))]
    pub up_to: Option<i64>,
    #[oai(validator(minimum(value = "0"), maximum(value = "9007199254740")))]
    pub price_minor: i64,
}

// The rules are the domain's (`domain::shipping::methods`), so that they are told all at once.
/// Everything about a shipping method. Amounts are minor units of the shop's currency.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example, deny_unknown_fields, skip_serializing_if_is_none)]
pub struct ShippingMethodRequest {
    /// What orders name it by.
    #[oai(validator(min_length = 1, max_length = 40, pattern = "^[a-z0-9_-]+$"))]
    pub code: String,
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: String,
    /// None: everywhere.
    #[serde(default)]
    #[oai(default, validator(max_items = 300))]
    pub zone_ids: Vec<Uuid>,
    pub basis: ShippingBasis,
    /// Ascending. What is beyond the last is not sent by this method. `flat` has one, without `up_to`.
    #[serde(deserialize_with = "objects")]
    #[oai(validator(min_items = 1, max_items = 50))]
    pub brackets: Vec<ShippingBracket>,
    /// Goods of at least this much, after discounts, are sent free of charge.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(minimum(value = "0"), maximum(value = "9007199254740")))]
    pub free_from_minor: Option<i64>,
    /// Until it arrives.
    #[oai(validator(minimum(value = "0"), maximum(value = "365")))]
    pub days: i32,
    /// Lower comes first.
    #[serde(default)]
    #[oai(default, validator(minimum(value = "-1000"), maximum(value = "1000")))]
    pub position: i32,
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

impl Example for ShippingMethodRequest {
    fn example() -> Self {
        Self {
            code: "parcel".into(),
            name: "Parcel".into(),
            zone_ids: Vec::new(),
            basis: ShippingBasis::Weight,
            brackets: vec![
                ShippingBracket { up_to: Some(2_000), price_minor: 490 },
                ShippingBracket { up_to: Some(10_000), price_minor: 890 },
            ],
            free_from_minor: Some(10_000),
            days: 3,
            position: 0,
            enabled: true,
            version: None,
        }
    }
}

impl From<ShippingMethodRequest> for methods::Terms {
    fn from(request: ShippingMethodRequest) -> Self {
        let bracket = |one: ShippingBracket| Bracket { up_to: one.up_to, price_minor: one.price_minor };
        Self {
            code: request.code,
            name: request.name,
            zone_ids: request.zone_ids,
            basis: request.basis.into(),
            brackets: request.brackets.into_iter().map(bracket).collect(),
            free_from_minor: request.free_from_minor,
            days: request.days,
            position: request.position,
            enabled: request.enabled,
        }
    }
}

/// A shipping method of the shop.
#[derive(Debug, Clone, Serialize, Deserialize, Object)]
#[oai(skip_serializing_if_is_none, rename = "OwnShippingMethod")]
pub struct ShippingMethod {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub zone_ids: Vec<Uuid>,
    pub basis: ShippingBasis,
    pub brackets: Vec<ShippingBracket>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_from_minor: Option<i64>,
    /// Until it arrives.
    pub days: i32,
    pub position: i32,
    pub enabled: bool,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl TryFrom<shipping_method::Model> for ShippingMethod {
    type Error = domain::Error;

    fn try_from(row: shipping_method::Model) -> domain::Result<Self> {
        let brackets: Vec<Bracket> = serde_json::from_value(row.brackets)?;
        let bracket = |one: Bracket| ShippingBracket { up_to: one.up_to, price_minor: one.price_minor };
        Ok(Self {
            id: row.id,
            code: row.code,
            name: row.name,
            zone_ids: serde_json::from_value(row.zone_ids)?,
            basis: row.basis.into(),
            brackets: brackets.into_iter().map(bracket).collect(),
            free_from_minor: row.free_from_minor,
            days: row.days,
            position: row.position,
            enabled: row.enabled,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A page of shipping methods.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ShippingMethodPage {
    pub items: Vec<ShippingMethod>,
    pub next_cursor: Option<String>,
}
