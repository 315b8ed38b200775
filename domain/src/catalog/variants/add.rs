//! Adding a variant to a product.

use entity::{product, variant};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{NewVariant, check, insert_all, models};
use crate::audit::{self, Action};
use crate::catalog::attributes;
use crate::catalog::limits::{VARIANTS, Violations};
use crate::catalog::touch::{lock, refresh};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::store::Txn;

/// Adds it behind the others.
///
/// # Errors
/// `NotFound` for the product; `Invalid` with all that is wrong; Refused `too_many_variants`; Conflict `sku_taken`,
/// `combination_taken`.
pub async fn add(txn: &Txn, product_id: Uuid, currency: &str, new: NewVariant) -> Result<variant::Model> {
    let mut violations = Violations::default();
    check(&mut violations, "", &new);
    let product = lock(txn, product_id).await?;
    let options = attributes::options_of(txn, product_id).await?;
    let combination = attributes::combine(&mut violations, "", &options, &new.options);
    violations.into_result()?;
    let others = variant::Entity::find().filter(variant::Column::ProductId.eq(product_id)).all(txn).await?;
    if others.len() >= VARIANTS {
        return Err(Error::refused(
            "too_many_variants",
            format!("a product has at most {VARIANTS} variants"),
        ));
    }
    let position = others.iter().map(|variant| variant.position + 1).max().unwrap_or(0);
    let stock = [new.stock];
    let mut rows = models(product_id, position, currency, &[new], now());
    for row in &mut rows {
        row.option_values.clone_from(&combination.values);
        row.option_key.clone_from(&combination.key);
    }
    let variant = rows.first().cloned().ok_or_else(|| Error::Corrupt("no row for a variant".into()))?;
    insert_all(txn, rows, &stock).await?;
    audit::created(txn, Action::VariantAdd, &variant).await?;
    refresh(txn, &product, product::ActiveModel::default()).await?;
    Ok(variant)
}
