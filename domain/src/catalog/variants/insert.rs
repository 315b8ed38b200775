//! Writing the rows of new variants: the variant, its stock level, and the movement that explains the level.

use std::collections::BTreeMap;

use entity::states::MovementReason;
use entity::{stock_level, stock_movement, variant};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::sku_taken;
use crate::catalog::limits::{self, Violations};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::store::Txn;

#[derive(Debug, Clone, Default)]
pub struct NewVariant {
    pub sku: String,
    /// What tells it from the product's other variants; may be empty.
    pub name: String,
    /// Tax included, minor units.
    pub price_minor: i64,
    pub weight_g: i32,
    /// How many there are.
    pub stock: i64,
    /// One choice of each option of the product: codes by the codes of their attributes.
    pub options: BTreeMap<String, String>,
}

pub(in crate::catalog) fn check(violations: &mut Violations, path: &str, new: &NewVariant) {
    violations.check(format!("{path}sku"), limits::sku(&new.sku));
    violations.check(format!("{path}name"), limits::line(new.name.trim(), limits::VARIANT_NAME));
    violations.check(format!("{path}price_minor"), limits::price(new.price_minor));
    violations.check(format!("{path}weight_g"), limits::weight(new.weight_g));
    violations.check(format!("{path}stock"), limits::stock(new.stock));
}

/// The rows to be of `new`, placed from `position` on.
pub(in crate::catalog) fn models(
    product_id: Uuid,
    position: i32,
    currency: &str,
    new: &[NewVariant],
    now: Timestamp,
) -> Vec<variant::Model> {
    let row = |(position, new): (i32, &NewVariant)| variant::Model {
        id: Uuid::now_v7(),
        product_id,
        sku: new.sku.clone(),
        name: new.name.trim().to_owned(),
        price_minor: new.price_minor,
        currency: currency.to_owned(),
        weight_g: new.weight_g,
        position,
        option_values: None,
        option_key: None,
        created_at: now,
        updated_at: now,
    };
    (position..).zip(new).map(row).collect()
}

/// `stock` is how many there are of each.
pub(in crate::catalog) async fn insert_all(
    txn: &Txn,
    variants: Vec<variant::Model>,
    stock: &[i64],
) -> Result<()> {
    if variants.is_empty() {
        return Ok(());
    }
    let mut levels = Vec::with_capacity(variants.len());
    let mut movements = Vec::new();
    for (variant, on_hand) in variants.iter().zip(stock) {
        levels.push(stock_level::ActiveModel {
            variant_id: Set(variant.id),
            on_hand: Set(*on_hand),
            reserved: Set(0),
            low_at: Set(None),
            is_part: Set(false),
            updated_at: Set(variant.updated_at),
        });
        if *on_hand != 0 {
            movements.push(movement(variant.id, *on_hand, MovementReason::Set, variant.updated_at));
        }
    }
    let rows = variants.into_iter().map(|variant| variant.into_active_model().reset_all());
    variant::Entity::insert_many(rows).exec_without_returning(txn).await.map_err(sku_taken)?;
    stock_level::Entity::insert_many(levels).exec_without_returning(txn).await?;
    if !movements.is_empty() {
        stock_movement::Entity::insert_many(movements).exec_without_returning(txn).await?;
    }
    Ok(())
}

pub(in crate::catalog) fn movement(
    variant_id: Uuid,
    delta: i64,
    reason: MovementReason,
    now: Timestamp,
) -> stock_movement::ActiveModel {
    stock_movement::ActiveModel {
        id: Set(Uuid::now_v7()),
        variant_id: Set(variant_id),
        delta: Set(delta),
        reason: Set(reason),
        order_id: Set(None),
        note: Set(String::new()),
        created_at: Set(now),
    }
}
