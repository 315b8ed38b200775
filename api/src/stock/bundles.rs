//! What bundles look like on the wire.

use domain::inventory::{BundlePart, NewPart};
use garde::Validate;
use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::Deserialize;
use uuid::Uuid;

/// What a variant consists of; nothing when it is no bundle.
#[derive(Debug, Object)]
pub struct VariantParts {
    pub items: Vec<StockedPart>,
}

/// A part of a bundle, and how much of it there is.
#[derive(Debug, Object)]
pub struct StockedPart {
    pub variant_id: Uuid,
    pub sku: String,
    /// The product's name and the variant's.
    pub name: String,
    /// Units of it in one bundle.
    pub quantity: i64,
    /// Units of it that can be sold.
    pub available: i64,
}

impl From<Vec<BundlePart>> for VariantParts {
    fn from(parts: Vec<BundlePart>) -> Self {
        let item = |part: BundlePart| StockedPart {
            variant_id: part.part_id,
            name: part.name(),
            available: part.available(),
            quantity: part.quantity,
            sku: part.sku,
        };
        Self { items: parts.into_iter().map(item).collect() }
    }
}

// The rules are the domain's (`domain::inventory::set_parts`), so that they are told all at once.
/// What a variant is to consist of.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example, deny_unknown_fields)]
pub struct VariantPartsRequest {
    /// None: it is no bundle, and has stock of its own.
    #[oai(validator(max_items = 20))]
    pub parts: Vec<VariantPartRequest>,
}

/// A part that it is to have.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(deny_unknown_fields)]
pub struct VariantPartRequest {
    /// A variant that is no bundle itself.
    pub variant_id: Uuid,
    /// Units of it in one bundle.
    #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
    pub quantity: i64,
}

impl From<VariantPartsRequest> for Vec<NewPart> {
    fn from(request: VariantPartsRequest) -> Self {
        let part =
            |part: VariantPartRequest| NewPart { variant_id: part.variant_id, quantity: part.quantity };
        request.parts.into_iter().map(part).collect()
    }
}

impl Example for VariantPartsRequest {
    fn example() -> Self {
        Self { parts: vec![VariantPartRequest { variant_id: Uuid::from_u128(1), quantity: 4 }] }
    }
}
