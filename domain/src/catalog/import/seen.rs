//! What the file has said so far: a sku may stand there once, and the rows of a product must agree.
//!
//! Only hashes are kept, 128 bits of a key that nobody outside knows, so that a million rows take tens of megabytes.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};

use super::row::Row;

#[derive(Default)]
pub(super) struct Seen {
    keys: (RandomState, RandomState),
    skus: HashMap<u128, u64>,
    products: HashMap<u128, Product>,
}

/// Hashes of what rows have said about a product; `None` as long as none said anything.
struct Product {
    line: u64,
    said: [Option<u64>; FIELDS.len()],
}

const FIELDS: [&str; 11] = [
    "product",
    "category",
    "description",
    "tax_rate",
    "status",
    "brand",
    "tags",
    "attributes",
    "codes",
    "publish_at",
    "unpublish_at",
];

impl Seen {
    /// Takes note of the row.
    ///
    /// # Errors
    /// The reason why it cannot be taken; it leaves no note then.
    pub fn admit(&mut self, row: &Row) -> Result<(), String> {
        let sku = self.hash(&row.sku);
        if let Some(line) = self.skus.get(&sku) {
            return Err(format!("sku stands in line {line} already"));
        }
        let says = [
            Some(self.short(&row.name)),
            row.category.as_ref().map(|path| self.short(path)),
            row.description.as_ref().map(|text| self.short(text)),
            row.tax_rate_bp.map(|rate| self.short(&rate)),
            row.status.map(|status| self.short(&status)),
            row.brand.as_ref().map(|brand| self.short(brand)),
            row.tags.as_ref().map(|tags| self.short(tags)),
            row.attributes.as_ref().map(|values| self.short(values)),
            row.codes.as_ref().map(|codes| self.short(codes)),
            row.publish_at.map(|at| self.short(&at)),
            row.unpublish_at.map(|at| self.short(&at)),
        ];
        let slug = self.hash(&row.slug);
        match self.products.get_mut(&slug) {
            None => {
                self.products.insert(slug, Product { line: row.line, said: says });
            }
            Some(product) => {
                for (field, (said, says)) in FIELDS.iter().zip(product.said.iter().zip(&says)) {
                    if matches!((said, says), (Some(said), Some(says)) if said != says) {
                        return Err(format!(
                            "{field} differs from other rows of this product, from line {} on",
                            product.line
                        ));
                    }
                }
                for (said, says) in product.said.iter_mut().zip(says) {
                    *said = said.or(says);
                }
            }
        }
        self.skus.insert(sku, row.line);
        Ok(())
    }

    fn hash(&self, value: &impl Hash) -> u128 {
        (u128::from(self.keys.0.hash_one(value)) << 64) | u128::from(self.keys.1.hash_one(value))
    }

    fn short(&self, value: &impl Hash) -> u64 {
        self.keys.0.hash_one(value)
    }
}
