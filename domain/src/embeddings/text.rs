//! What of a product becomes a vector.

use entity::product;
use sha2::{Digest, Sha256};

/// Models read some hundred words; what comes later in a description says little more. Characters.
const DESCRIPTION: usize = 1_500;

/// Name, brand, category and the beginning of the description.
pub(super) fn of_product(product: &product::Model, brand: Option<&str>, category: Option<&str>) -> String {
    let named = [Some(product.name.as_str()), brand, category];
    let mut text = named.into_iter().flatten().collect::<Vec<_>>().join("\n");
    text.push('\n');
    text.extend(product.description.chars().take(DESCRIPTION));
    text
}

/// SHA-256, hex.
pub(super) fn hash(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}
