//! Adding a product with its variants and their stock.

use std::collections::HashSet;

use entity::product;
use entity::states::ProductStatus;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{require_category, slug_taken};
use crate::audit::{self, Action};
use crate::catalog::limits::{self, Violations};
use crate::catalog::slug;
use crate::catalog::touch::Derived;
use crate::catalog::variants::{self, NewVariant};
use crate::clock::now;
use crate::error::Result;
use crate::events::{self, Event};
use crate::store::Txn;

#[derive(Debug, Clone)]
pub struct NewProduct {
    /// Made from the name if `None`, with a number behind it if that is taken.
    pub slug: Option<String>,
    pub name: String,
    pub description: String,
    pub category_id: Option<Uuid>,
    pub status: ProductStatus,
    /// Tax included in the prices, basis points.
    pub tax_rate_bp: i32,
    pub variants: Vec<NewVariant>,
}

/// `currency` is that of the shop: all prices are in it.
///
/// # Errors
/// `Invalid` with all that is wrong, variants as `variants/0/sku`; Conflict `slug_taken`, `sku_taken`.
pub async fn create(txn: &Txn, currency: &str, new: NewProduct) -> Result<product::Model> {
    let name = new.name.trim().to_owned();
    check(&new, &name).into_result()?;
    require_category(txn, new.category_id).await?;
    let slug = match new.slug {
        Some(slug) => slug,
        None => free_slug(txn, &name).await?,
    };
    let now = now();
    let id = Uuid::now_v7();
    let variants = variants::models(id, 0, currency, &new.variants, now);
    let derived = Derived::of(&name, &new.description, &variants);
    let row = product::ActiveModel {
        id: Set(id),
        category_id: Set(new.category_id),
        slug: Set(slug),
        name: Set(name),
        description: Set(new.description),
        status: Set(new.status),
        tax_rate_bp: Set(new.tax_rate_bp),
        search_text: Set(derived.search_text),
        price_from_minor: Set(derived.price_from_minor),
        currency: Set(derived.currency),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let product = product::Entity::insert(row).exec_with_returning(txn).await.map_err(slug_taken)?;
    let stock: Vec<i64> = new.variants.iter().map(|variant| variant.stock).collect();
    variants::insert_all(txn, variants, &stock).await?;
    audit::created(txn, Action::ProductCreate, &product).await?;
    events::record(txn, &Event::ProductChanged { product_id: id }, product.version).await?;
    Ok(product)
}

fn check(new: &NewProduct, name: &str) -> Violations {
    let mut violations = Violations::default();
    if let Some(slug) = &new.slug {
        violations.check("slug", limits::slug(slug));
    }
    violations.check("name", limits::name(name, limits::NAME));
    violations.check("description", limits::description(&new.description));
    violations.check("tax_rate_bp", limits::tax_rate(new.tax_rate_bp));
    if new.variants.len() > limits::VARIANTS {
        violations.add("variants", format!("must be at most {}", limits::VARIANTS));
    }
    let mut skus = HashSet::new();
    for (index, variant) in new.variants.iter().enumerate() {
        variants::check(&mut violations, &format!("variants/{index}/"), variant);
        if !skus.insert(&variant.sku) {
            violations.add(format!("variants/{index}/sku"), "stands there twice");
        }
    }
    violations
}

async fn free_slug(db: &impl ConnectionTrait, name: &str) -> Result<String> {
    let base = slug::slugify(name);
    let taken: Vec<String> = product::Entity::find()
        .select_only()
        .column(product::Column::Slug)
        .filter(product::Column::Slug.starts_with(slug::stem(&base)))
        .into_tuple()
        .all(db)
        .await?;
    Ok(slug::free(&base, &taken.into_iter().collect()))
}
