//! Postal addresses on the wire.

use garde::Validate;
use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::{Deserialize, Serialize};

use super::{known_country, one_line, present};

/// A postal address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, skip_serializing_if_is_none)]
pub struct Address {
    #[oai(validator(
        min_length = 1,
        max_length = 100,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = 100), custom(one_line))]
    pub name: String,
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(
        min_length = 1,
        max_length = 100,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = 100), custom(one_line))]
    pub company: Option<String>,
    /// Street and number.
    #[oai(validator(
        min_length = 1,
        max_length = 100,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = 100), custom(one_line))]
    pub line1: String,
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(
        min_length = 1,
        max_length = 100,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = 100), custom(one_line))]
    pub line2: Option<String>,
    #[oai(validator(
        min_length = 1,
        max_length = 20,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = 20), custom(one_line))]
    pub postal_code: String,
    #[oai(validator(
        min_length = 1,
        max_length = 100,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = 100), custom(one_line))]
    pub city: String,
    /// State or province.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(
        min_length = 1,
        max_length = 100,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = 100), custom(one_line))]
    pub region: Option<String>,
    /// ISO 3166-1 alpha-2, such as DE.
    #[oai(validator(pattern = "^[A-Z]{2}$"))]
    #[garde(custom(known_country))]
    pub country: String,
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(
        min_length = 1,
        max_length = 40,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = 40), custom(one_line))]
    pub phone: Option<String>,
}

impl Example for Address {
    fn example() -> Self {
        Self {
            name: "Ada Lovelace".into(),
            company: None,
            line1: "12 St James's Square".into(),
            line2: None,
            postal_code: "10115".into(),
            city: "Berlin".into(),
            region: None,
            country: "DE".into(),
            phone: None,
        }
    }
}

impl From<Address> for domain::shipping::Address {
    fn from(address: Address) -> Self {
        Self {
            name: address.name,
            company: address.company,
            line1: address.line1,
            line2: address.line2,
            postal_code: address.postal_code,
            city: address.city,
            region: address.region,
            country: address.country,
            phone: address.phone,
        }
    }
}

impl From<domain::shipping::Address> for Address {
    fn from(address: domain::shipping::Address) -> Self {
        Self {
            name: address.name,
            company: address.company,
            line1: address.line1,
            line2: address.line2,
            postal_code: address.postal_code,
            city: address.city,
            region: address.region,
            country: address.country,
            phone: address.phone,
        }
    }
}
