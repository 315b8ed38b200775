//! Saying how many of a variant there are, as after counting them.

use entity::states::MovementReason;
use entity::{product, stock_level, stock_movement};
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::find;
use super::insert::movement;
use crate::audit::{self, Action};
use crate::catalog::limits;
use crate::clock::now;
use crate::error::{Error, Result};
use crate::inventory::{self, Fall};
use crate::store::Txn;

/// What changes nothing announces nothing.
///
/// # Errors
/// `NotFound`; `Invalid` (`on_hand`); Conflict `stock_reserved` when more than that is promised to orders, `is_bundle` for what
/// has no stock of its own.
pub async fn set_stock(txn: &Txn, variant_id: Uuid, on_hand: i64) -> Result<stock_level::Model> {
    limits::stock(on_hand).map_err(|message| Error::invalid("on_hand", message))?;
    let level = stock_level::Entity::find_by_id(variant_id)
        .lock(LockType::Update)
        .one(txn)
        .await?
        .ok_or(Error::NotFound { what: "variant" })?;
    // What is deleted has no stock to count. Its product is locked when it is announced, with those of its bundles.
    let product = product::Entity::find_by_id(find(txn, variant_id).await?.product_id).one(txn).await?;
    if product.is_none_or(|product| product.deleted_at.is_some()) {
        return Err(Error::NotFound { what: "product" });
    }
    if on_hand > 0 {
        inventory::require_own_stock(txn, variant_id).await?;
    }
    if on_hand < level.reserved {
        return Err(Error::conflict(
            "stock_reserved",
            format!("{} of it are promised to orders, so there cannot be fewer", level.reserved),
        ));
    }
    let counted = stock_level::Model { on_hand, ..level.clone() };
    audit::changed(txn, Action::StockSet, &level, &counted).await?;
    if on_hand == level.on_hand {
        return Ok(level);
    }
    let now = now();
    let delta = on_hand - level.on_hand;
    let level = stock_level::Entity::update_many()
        .set(stock_level::ActiveModel { on_hand: Set(on_hand), updated_at: Set(now), ..Default::default() })
        .filter(stock_level::Column::VariantId.eq(variant_id))
        .exec_with_returning(txn)
        .await?
        .pop()
        .ok_or(Error::NotFound { what: "variant" })?;
    let movement = movement(variant_id, delta, MovementReason::Set, now);
    stock_movement::Entity::insert(movement).exec_without_returning(txn).await?;
    inventory::assign(txn, &[variant_id]).await?;
    let falls = [Fall::of(&level, -delta)];
    inventory::announce_changes(txn, &falls, &[variant_id]).await?;
    inventory::announce(txn, &falls).await?;
    // What waited for it may have taken it.
    let level = stock_level::Entity::find_by_id(variant_id).one(txn).await?;
    level.ok_or(Error::NotFound { what: "variant" })
}
