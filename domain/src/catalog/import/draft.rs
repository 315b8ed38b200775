//! A product and its variants while the rows about them are worked in.

use std::collections::HashSet;

use entity::states::ProductStatus;
use entity::{product, variant};
use uuid::Uuid;

use super::row::Row;
use crate::catalog::touch::Derived;
use crate::clock::Timestamp;

/// A product as it is to be.
pub(super) struct Draft {
    pub product: product::Model,
    pub variants: Vec<variant::Model>,
    pub changed: bool,
    changed_variants: HashSet<Uuid>,
}

impl Draft {
    pub fn of(product: product::Model, variants: Vec<variant::Model>) -> Self {
        Self { product, variants, changed: false, changed_variants: HashSet::new() }
    }

    pub fn new(row: &Row, now: Timestamp) -> Self {
        let product = product::Model {
            id: Uuid::now_v7(),
            category_id: None,
            brand_id: None,
            slug: row.slug.clone(),
            name: row.name.clone(),
            description: String::new(),
            status: ProductStatus::Active,
            tax_rate_bp: 0,
            search_text: String::new(),
            price_from_minor: None,
            currency: None,
            seo_title: None,
            seo_description: None,
            publish_at: None,
            unpublish_at: None,
            deleted_at: None,
            version: 0,
            created_at: now,
            updated_at: now,
        };
        Self { changed: true, ..Self::of(product, Vec::new()) }
    }

    /// Whether its variants differ in options, of which rows know nothing.
    pub fn has_options(&self) -> bool {
        self.variants.iter().any(|variant| variant.option_key.is_some())
    }

    /// Sets what the row says about the product, and returns whether that changed it.
    pub fn describe(&mut self, row: &Row, category: Option<Uuid>, brand: Option<Uuid>) -> bool {
        let before = &self.product;
        let mut after = product::Model {
            name: row.name.clone(),
            description: row.description.clone().unwrap_or_else(|| before.description.clone()),
            category_id: category.or(before.category_id),
            tax_rate_bp: row.tax_rate_bp.unwrap_or(before.tax_rate_bp),
            status: row.status.unwrap_or(before.status),
            brand_id: brand.or(before.brand_id),
            publish_at: row.publish_at.or(before.publish_at),
            unpublish_at: row.unpublish_at.or(before.unpublish_at),
            ..before.clone()
        };
        if after.status != ProductStatus::Scheduled {
            after.publish_at = None;
        }
        let changed = after != *before;
        self.product = after;
        self.changed |= changed;
        changed
    }

    /// Sets what the row says about the variant. Returns its id and whether it changed.
    pub fn set_variant(&mut self, row: &Row, currency: &str, now: Timestamp) -> (Uuid, bool) {
        let index = match self.variants.iter().position(|variant| variant.sku == row.sku) {
            Some(index) => index,
            None => {
                let position = self.variants.iter().map(|variant| variant.position + 1).max();
                self.variants.push(variant::Model {
                    id: Uuid::now_v7(),
                    product_id: self.product.id,
                    sku: row.sku.clone(),
                    name: String::new(),
                    // No row says this, so a new variant always counts as changed.
                    price_minor: -1,
                    currency: String::new(),
                    weight_g: 0,
                    position: position.unwrap_or(0),
                    option_values: None,
                    option_key: None,
                    created_at: now,
                    updated_at: now,
                });
                self.variants.len() - 1
            }
        };
        let variant = &mut self.variants[index];
        let after = variant::Model {
            name: row.variant.clone().unwrap_or_else(|| variant.name.clone()),
            price_minor: row.price_minor,
            currency: currency.to_owned(),
            weight_g: row.weight_g.unwrap_or(variant.weight_g),
            ..variant.clone()
        };
        let changed = after != *variant;
        let id = variant.id;
        *variant = after;
        if changed {
            variant.updated_at = now;
            self.changed_variants.insert(id);
            self.changed = true;
        }
        (id, changed)
    }

    /// The rows to write: the product in its next version, and those of its variants that changed.
    pub fn finish(self, now: Timestamp) -> (product::Model, Vec<variant::Model>) {
        let derived = Derived::of(&self.product.name, &self.product.description, &self.variants);
        let product = product::Model {
            search_text: derived.search_text,
            price_from_minor: derived.price_from_minor,
            currency: derived.currency,
            version: self.product.version + 1,
            updated_at: now,
            ..self.product
        };
        let changed = self.changed_variants;
        (product, self.variants.into_iter().filter(|variant| changed.contains(&variant.id)).collect())
    }
}
