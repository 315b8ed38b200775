//! Changing a variant. Its stock is set with [`super::set_stock`].

use std::collections::BTreeMap;

use entity::{product, variant};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{find, sku_taken};
use crate::audit::{self, Action};
use crate::catalog::attributes::{self, Combination};
use crate::catalog::limits::{self, Violations};
use crate::catalog::touch::{lock, refresh};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::store::Txn;

/// What is `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct VariantChange {
    pub sku: Option<String>,
    pub name: Option<String>,
    /// Tax included, minor units.
    pub price_minor: Option<i64>,
    pub weight_g: Option<i32>,
    /// Lower comes first.
    pub position: Option<i32>,
    /// One choice of each option of the product.
    pub options: Option<BTreeMap<String, String>>,
}

/// What changes nothing announces nothing.
///
/// # Errors
/// `NotFound`; `Invalid` with all that is wrong; Conflict `sku_taken`, `combination_taken`.
pub async fn update(txn: &Txn, id: Uuid, change: VariantChange) -> Result<variant::Model> {
    let change = VariantChange { name: change.name.map(|name| name.trim().to_owned()), ..change };
    let mut violations = check(&change);
    let product = lock(txn, find(txn, id).await?.product_id).await?;
    let before = find(txn, id).await?;
    let combination = match &change.options {
        Some(given) => {
            let options = attributes::options_of(txn, product.id).await?;
            attributes::combine(&mut violations, "", &options, given)
        }
        None => Combination { values: before.option_values.clone(), key: before.option_key.clone() },
    };
    violations.into_result()?;
    let after = variant::Model {
        sku: change.sku.unwrap_or_else(|| before.sku.clone()),
        name: change.name.unwrap_or_else(|| before.name.clone()),
        price_minor: change.price_minor.unwrap_or(before.price_minor),
        weight_g: change.weight_g.unwrap_or(before.weight_g),
        position: change.position.unwrap_or(before.position),
        option_values: combination.values,
        option_key: combination.key,
        ..before.clone()
    };
    audit::changed(txn, Action::VariantUpdate, &before, &after).await?;
    if after == before {
        return Ok(before);
    }
    let row = variant::ActiveModel {
        sku: Set(after.sku),
        name: Set(after.name),
        price_minor: Set(after.price_minor),
        weight_g: Set(after.weight_g),
        position: Set(after.position),
        option_values: Set(after.option_values),
        option_key: Set(after.option_key),
        updated_at: Set(now()),
        ..Default::default()
    };
    let variant = variant::Entity::update_many()
        .set(row)
        .filter(variant::Column::Id.eq(id))
        .exec_with_returning(txn)
        .await
        .map_err(sku_taken)?
        .pop()
        .ok_or(Error::NotFound { what: "variant" })?;
    refresh(txn, &product, product::ActiveModel::default()).await?;
    Ok(variant)
}

fn check(change: &VariantChange) -> Violations {
    let mut violations = Violations::default();
    if let Some(sku) = &change.sku {
        violations.check("sku", limits::sku(sku));
    }
    if let Some(name) = &change.name {
        violations.check("name", limits::line(name, limits::VARIANT_NAME));
    }
    if let Some(price) = change.price_minor {
        violations.check("price_minor", limits::price(price));
    }
    if let Some(weight) = change.weight_g {
        violations.check("weight_g", limits::weight(weight));
    }
    violations
}
