//! Goods that come in, get lost or were miscounted: changes of stock that no order causes.

use entity::states::MovementReason;
use entity::{stock_level, stock_movement};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::arrivals;
use super::availability::announce_changes;
use super::bundles::require_own_stock;
use super::running_low::{self, Fall};
use crate::audit::{self, Action};
use crate::catalog::limits;
use crate::clock::now;
use crate::error::{Error, FieldError, Result};
use crate::store::Txn;

/// Longest note, characters.
pub const NOTE: usize = 300;

#[derive(Debug, Clone)]
pub struct Adjustment {
    /// Units; positive ones come in.
    pub delta: i64,
    /// One of those that staff gives: received, corrected or lost.
    pub reason: MovementReason,
    /// Such as the number of a delivery; may be empty.
    pub note: String,
}

/// The level as it is then, and the movement that explains it.
///
/// # Errors
/// `NotFound` for the variant; `Invalid` with all that is wrong; Conflict `stock_reserved` when less would be left than is
/// promised to orders, `is_bundle` for what has no stock of its own.
pub async fn adjust(
    txn: &Txn,
    variant_id: Uuid,
    adjustment: Adjustment,
) -> Result<(stock_level::Model, stock_movement::Model)> {
    let Adjustment { delta, reason, note } = adjustment;
    let note = note.trim().to_owned();
    check(delta, reason, &note)?;
    let now = now();
    let on_hand = || Expr::col(stock_level::Column::OnHand).add(delta);
    let level = stock_level::Entity::update_many()
        .col_expr(stock_level::Column::OnHand, on_hand())
        .set(stock_level::ActiveModel { updated_at: Set(now), ..Default::default() })
        .filter(stock_level::Column::VariantId.eq(variant_id))
        .filter(on_hand().gte(Expr::col(stock_level::Column::Reserved)))
        .filter(on_hand().lte(limits::STOCK))
        .exec_with_returning(txn)
        .await?
        .pop();
    let level = match level {
        Some(level) => level,
        None => return Err(why_not(txn, variant_id, delta).await?),
    };
    require_own_stock(txn, variant_id).await?;
    let movement = stock_movement::ActiveModel {
        id: Set(Uuid::now_v7()),
        variant_id: Set(variant_id),
        delta: Set(delta),
        reason: Set(reason),
        order_id: Set(None),
        note: Set(note),
        created_at: Set(now),
    };
    let movement = stock_movement::Entity::insert(movement).exec_with_returning(txn).await?;
    let before = stock_level::Model { on_hand: level.on_hand - delta, ..level.clone() };
    arrivals::assign(txn, &[variant_id]).await?;
    audit::changed(txn, Action::StockAdjust, &before, &level).await?;
    let falls = [Fall::of(&level, -delta)];
    announce_changes(txn, &falls, &[variant_id]).await?;
    running_low::announce(txn, &falls).await?;
    // What waited for it may have taken it.
    let level = stock_level::Entity::find_by_id(variant_id).one(txn).await?;
    Ok((level.ok_or(Error::NotFound { what: "variant" })?, movement))
}

fn check(delta: i64, reason: MovementReason, note: &str) -> Result<()> {
    let mut wrong = Vec::new();
    let mut check = |is_fine: bool, field: &'static str, message: &str| {
        if !is_fine {
            wrong.push(FieldError { field: field.into(), message: message.to_owned() });
        }
    };
    let fits = delta != 0 && delta.unsigned_abs() <= limits::STOCK.unsigned_abs();
    check(fits, "delta", "must not be 0, and at most 1000000000 either way");
    let fits = match reason {
        MovementReason::Received => delta > 0,
        MovementReason::Lost => delta < 0,
        MovementReason::Corrected => true,
        _ => false,
    };
    check(fits, "reason", "must be received (more), lost (fewer) or corrected");
    let is_note = note.chars().count() <= NOTE && !note.chars().any(char::is_control);
    check(is_note, "note", "must be one line of at most 300 characters");
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

async fn why_not(txn: &Txn, variant_id: Uuid, delta: i64) -> Result<Error> {
    let level = stock_level::Entity::find_by_id(variant_id).one(txn).await?;
    Ok(match level {
        None => Error::NotFound { what: "variant" },
        Some(level) if level.on_hand + delta < level.reserved => {
            let detail =
                format!("there are {}, of which {} are promised to orders", level.on_hand, level.reserved);
            Error::conflict("stock_reserved", detail)
        }
        Some(_) => Error::invalid("delta", format!("there cannot be more than {} of it", limits::STOCK)),
    })
}
