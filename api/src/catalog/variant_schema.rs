//! What variants and their stock look like on the wire.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::catalog::products::{VariantDetail, unmarked};
use domain::entity::{stock_level, variant};
use domain::inventory::{Beyond, BundlePart};
use poem_openapi::Object;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::money::Money;

/// What is bought.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Variant {
    pub id: Uuid,
    pub product_id: Uuid,
    pub sku: String,
    /// What tells it from the product's other variants; may be empty.
    pub name: String,
    /// Tax included.
    pub price: Money,
    pub weight_g: i32,
    pub position: i32,
    /// Its choice of each option of the product: codes of choices by the codes of their attributes. Absent without options.
    pub options: Option<BTreeMap<String, String>>,
    /// How many can be bought.
    pub available: Option<i64>,
    /// How many there are. For staff.
    pub on_hand: Option<i64>,
    /// How many are promised to orders. For staff.
    pub reserved: Option<i64>,
    /// What can be bought beyond what is there. Absent: nothing.
    pub backorder: Option<Backorder>,
    /// What it consists of. Absent: it is no bundle.
    pub parts: Option<Vec<VariantPart>>,
}

/// A part of a bundle.
#[derive(Debug, Object)]
pub struct VariantPart {
    pub variant_id: Uuid,
    pub product_slug: String,
    /// The product's name and the variant's.
    pub name: String,
    pub sku: String,
    /// Units of it in one bundle.
    pub quantity: i64,
}

impl From<BundlePart> for VariantPart {
    fn from(part: BundlePart) -> Self {
        Self {
            variant_id: part.part_id,
            name: part.name(),
            product_slug: part.product_slug,
            sku: part.sku,
            quantity: part.quantity,
        }
    }
}

/// What can be bought although it is not there; it is sent once it is.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Backorder {
    /// So many more. Absent: as many as are wanted.
    pub left: Option<i64>,
    /// When more of it is expected.
    pub expected_at: Option<DateTime<Utc>>,
}

impl From<Beyond> for Backorder {
    fn from(beyond: Beyond) -> Self {
        Self { left: beyond.left, expected_at: beyond.expected_at }
    }
}

impl Variant {
    pub fn new(detail: VariantDetail, for_staff: bool) -> Self {
        Self {
            available: Some(detail.available),
            on_hand: for_staff.then_some(detail.on_hand),
            reserved: for_staff.then_some(detail.reserved),
            backorder: detail.beyond.map(Into::into),
            parts: (!detail.parts.is_empty()).then(|| detail.parts.into_iter().map(Into::into).collect()),
            ..detail.variant.into()
        }
    }
}

impl From<variant::Model> for Variant {
    fn from(row: variant::Model) -> Self {
        Self {
            id: row.id,
            product_id: row.product_id,
            sku: unmarked(&row.sku).to_owned(),
            name: row.name,
            price: Money::new(row.price_minor, row.currency),
            weight_g: row.weight_g,
            position: row.position,
            options: row.option_values.and_then(|values| serde_json::from_value(values).ok()),
            available: None,
            on_hand: None,
            reserved: None,
            backorder: None,
            parts: None,
        }
    }
}

/// How many of a variant there are.
#[derive(Debug, Object, Serialize, Deserialize)]
#[oai(skip_serializing_if_is_none)]
pub struct StockLevel {
    pub variant_id: Uuid,
    pub on_hand: i64,
    /// Promised to orders.
    pub reserved: i64,
    /// On hand and not reserved.
    pub available: i64,
    /// It runs low when no more than so many are available. Absent: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low_at: Option<i64>,
    pub updated_at: DateTime<Utc>,
}

impl From<stock_level::Model> for StockLevel {
    fn from(row: stock_level::Model) -> Self {
        Self {
            variant_id: row.variant_id,
            on_hand: row.on_hand,
            reserved: row.reserved,
            available: row.on_hand - row.reserved,
            low_at: row.low_at,
            updated_at: row.updated_at,
        }
    }
}
