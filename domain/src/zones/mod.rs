//! Zones: parts of the world that taxes and shipping methods distinguish.
//!
//! An address is in one zone at most: the narrowest that covers it. Tax rates belong to a zone, by tax class; decision 0039
//! says which rate a line gets.

mod covers;
mod delete;
mod list;
mod save;
mod tax_classes;

pub use covers::{Destination, zone_of};
pub use delete::delete;
pub use list::{Filter, all, find, list};
pub use save::{Terms, create, replace};
pub use tax_classes::{set_product, set_variant};

use entity::zone;
use serde::{Deserialize, Serialize};

use crate::error::Result;

/// The class of shipping, and that of goods which have none.
pub const SHIPPING: &str = "shipping";
pub const DEFAULT: &str = "default";

/// What a zone takes of goods of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxRate {
    pub tax_class: String,
    /// Basis points.
    pub rate_bp: i32,
}

/// The rate of that class in a zone; none when it says nothing of it.
pub fn rate_of(zone: &zone::Model, tax_class: &str) -> Result<Option<i32>> {
    let rates: Vec<TaxRate> = serde_json::from_value(zone.tax_rates.clone())?;
    Ok(rates.into_iter().find(|rate| rate.tax_class == tax_class).map(|rate| rate.rate_bp))
}

/// Whether the text names a class: 1 to 40 lower-case letters, digits and underscores.
pub(crate) fn is_class(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
