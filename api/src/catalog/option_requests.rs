//! What is said about the options of a product, and lists of products.

use std::collections::BTreeMap;

use domain::catalog::attributes::{OptionsChange, VariantOptions};
use garde::Validate;
use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::Deserialize;
use uuid::Uuid;

use crate::payload::objects;

/// In what the variants of a product differ.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example)]
pub struct OptionsRequest {
    /// Codes of attributes of the kind choice, in their order.
    #[oai(validator(max_items = 5))]
    pub options: Vec<String>,
    /// What variants have of them; variants that are not named keep what they have.
    #[serde(default, deserialize_with = "objects")]
    #[oai(default, validator(max_items = 100))]
    pub variants: Vec<VariantOptionsRequest>,
}

/// What a variant has of the options.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct VariantOptionsRequest {
    pub variant_id: Uuid,
    /// Codes of choices by the codes of their attributes.
    pub options: BTreeMap<String, String>,
}

impl Example for OptionsRequest {
    fn example() -> Self {
        let options = BTreeMap::from([("size".to_owned(), "large".to_owned())]);
        let variant_id = Uuid::from_u128(0x01a2_009c_0000_7000_8000_0000_0000_0001);
        Self { options: vec!["size".into()], variants: vec![VariantOptionsRequest { variant_id, options }] }
    }
}

impl From<OptionsRequest> for OptionsChange {
    fn from(request: OptionsRequest) -> Self {
        let variant =
            |one: VariantOptionsRequest| VariantOptions { variant_id: one.variant_id, values: one.options };
        Self { options: request.options, variants: request.variants.into_iter().map(variant).collect() }
    }
}

/// Products in an order.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example)]
pub struct ProductIdsRequest {
    /// All that there are to be.
    #[oai(validator(max_items = 1000))]
    pub product_ids: Vec<Uuid>,
}

impl Example for ProductIdsRequest {
    fn example() -> Self {
        Self { product_ids: vec![Uuid::from_u128(0x01a2_009c_0000_7000_8000_0000_0000_0001)] }
    }
}
