//! Changing a product itself. Variants, stock and pictures have verbs of their own.

use entity::product;
use entity::states::ProductStatus;
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::require_category;
use crate::audit::{self, Action};
use crate::catalog::limits::{self, Violations};
use crate::catalog::touch::{lock, refresh};
use crate::error::Result;
use crate::store::Txn;

/// What is `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct ProductChange {
    pub slug: Option<String>,
    pub name: Option<String>,
    pub description: Option<String>,
    /// `Some(None)` takes it out of its category.
    pub category_id: Option<Option<Uuid>>,
    pub status: Option<ProductStatus>,
    /// Basis points.
    pub tax_rate_bp: Option<i32>,
}

/// What changes nothing announces nothing.
///
/// # Errors
/// `NotFound`; `Invalid` with all that is wrong; Conflict `slug_taken`.
pub async fn update(txn: &Txn, id: Uuid, change: ProductChange) -> Result<product::Model> {
    let change = ProductChange { name: change.name.map(|name| name.trim().to_owned()), ..change };
    check(&change).into_result()?;
    if let Some(category) = change.category_id {
        require_category(txn, category).await?;
    }
    let before = lock(txn, id).await?;
    let after = product::Model {
        slug: change.slug.unwrap_or_else(|| before.slug.clone()),
        name: change.name.unwrap_or_else(|| before.name.clone()),
        description: change.description.unwrap_or_else(|| before.description.clone()),
        category_id: change.category_id.unwrap_or(before.category_id),
        status: change.status.unwrap_or(before.status),
        tax_rate_bp: change.tax_rate_bp.unwrap_or(before.tax_rate_bp),
        ..before.clone()
    };
    audit::changed(txn, Action::ProductUpdate, &before, &after).await?;
    if after == before {
        return Ok(before);
    }
    let row = product::ActiveModel {
        slug: Set(after.slug.clone()),
        name: Set(after.name.clone()),
        description: Set(after.description.clone()),
        category_id: Set(after.category_id),
        status: Set(after.status),
        tax_rate_bp: Set(after.tax_rate_bp),
        ..Default::default()
    };
    refresh(txn, &after, row).await
}

fn check(change: &ProductChange) -> Violations {
    let mut violations = Violations::default();
    if let Some(slug) = &change.slug {
        violations.check("slug", limits::slug(slug));
    }
    if let Some(name) = &change.name {
        violations.check("name", limits::name(name, limits::NAME));
    }
    if let Some(description) = &change.description {
        violations.check("description", limits::description(description));
    }
    if let Some(rate) = change.tax_rate_bp {
        violations.check("tax_rate_bp", limits::tax_rate(rate));
    }
    violations
}
