//! Saying what a bundle consists of.

use entity::{backorder_policy, bundle_part, stock_level};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::bundles::{BundlePart, parts_of, require_no_part};
use crate::audit::{self, Action};
use crate::catalog::limits::Violations;
use crate::catalog::touch_of_variant;
use crate::error::{Error, Result};
use crate::store::Txn;

/// Kinds of parts in a bundle.
pub const PARTS: usize = 20;
/// Units of one part in a bundle.
pub const PART_QUANTITY: i64 = 100;

/// A variant in a bundle, and how many of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewPart {
    pub variant_id: Uuid,
    pub quantity: i64,
}

/// Makes a variant a bundle of these, or with none something with stock of its own again. Orders that were placed before
/// keep the parts they had. What changes nothing announces nothing.
///
/// # Errors
/// `NotFound`; `Invalid` with all that is wrong about the parts; `Conflict` `part_of_bundle` when it is a part itself,
/// `has_stock` or `has_backorders` when it has stock of its own, or is sold beyond it.
pub async fn set_parts(txn: &Txn, bundle_id: Uuid, parts: &[NewPart]) -> Result<Vec<BundlePart>> {
    let mut ids: Vec<Uuid> = parts.iter().map(|part| part.variant_id).chain([bundle_id]).collect();
    ids.sort_unstable();
    // Whoever makes one of them a bundle, or moves stock of the bundle, waits.
    let levels = stock_level::Entity::find()
        .filter(stock_level::Column::VariantId.is_in(ids))
        .order_by_asc(stock_level::Column::VariantId)
        .lock_exclusive()
        .all(txn)
        .await?;
    let own = levels.iter().find(|level| level.variant_id == bundle_id);
    let own = own.ok_or(Error::NotFound { what: "variant" })?;
    check(txn, bundle_id, parts, &levels).await?;
    if !parts.is_empty() {
        require_nothing_of_its_own(txn, own).await?;
    }
    let before = parts_of(txn, [bundle_id]).await?.remove(&bundle_id).unwrap_or_default();
    if before
        .iter()
        .map(|part| (part.part_id, part.quantity))
        .eq(parts.iter().map(|part| (part.variant_id, part.quantity)))
    {
        return Ok(before);
    }
    bundle_part::Entity::delete_many().filter(bundle_part::Column::BundleId.eq(bundle_id)).exec(txn).await?;
    if !parts.is_empty() {
        let rows = (0..).zip(parts).map(|(position, part)| {
            let (part_id, quantity) = (part.variant_id, part.quantity);
            bundle_part::Model { bundle_id, part_id, position, quantity }.into_active_model().reset_all()
        });
        bundle_part::Entity::insert_many(rows).exec_without_returning(txn).await?;
        stock_level::Entity::update_many()
            .set(stock_level::ActiveModel { is_part: Set(true), ..Default::default() })
            .filter(stock_level::Column::VariantId.is_in(parts.iter().map(|part| part.variant_id)))
            .exec(txn)
            .await?;
        // It is its parts that run low.
        stock_level::Entity::update_many()
            .set(stock_level::ActiveModel { low_at: Set(None), ..Default::default() })
            .filter(stock_level::Column::VariantId.eq(bundle_id))
            .exec(txn)
            .await?;
    }
    let after = parts_of(txn, [bundle_id]).await?.remove(&bundle_id).unwrap_or_default();
    audit::did(txn, Action::VariantParts, bundle_id, Some(facts(&before)), Some(facts(&after))).await?;
    touch_of_variant(txn, bundle_id).await?;
    Ok(after)
}

fn facts(parts: &[BundlePart]) -> Value {
    let part = |part: &BundlePart| json!({ "sku": part.sku, "quantity": part.quantity });
    json!({ "parts": parts.iter().map(part).collect::<Vec<_>>() })
}

/// The parts are there and no bundles themselves, and the bundle is no part.
async fn check(txn: &Txn, bundle_id: Uuid, parts: &[NewPart], levels: &[stock_level::Model]) -> Result<()> {
    let mut wrong = Violations::default();
    if parts.len() > PARTS {
        wrong.add("parts", format!("must be at most {PARTS}"));
    }
    let bundles = super::bundles::among(txn, parts.iter().map(|part| part.variant_id)).await?;
    for (index, part) in parts.iter().enumerate() {
        let field = |name: &str| format!("parts/{index}/{name}");
        if part.variant_id == bundle_id {
            wrong.add(field("variant_id"), "is the bundle itself");
        } else if parts[..index].iter().any(|other| other.variant_id == part.variant_id) {
            wrong.add(field("variant_id"), "is named twice");
        } else if !levels.iter().any(|level| level.variant_id == part.variant_id) {
            wrong.add(field("variant_id"), "is no variant");
        } else if bundles.contains(&part.variant_id) {
            wrong.add(field("variant_id"), "is a bundle itself");
        }
        if !(1..=PART_QUANTITY).contains(&part.quantity) {
            wrong.add(field("quantity"), format!("must be 1 to {PART_QUANTITY}"));
        }
    }
    wrong.into_result()?;
    if parts.is_empty() { Ok(()) } else { require_no_part(txn, bundle_id).await }
}

async fn require_nothing_of_its_own(txn: &Txn, level: &stock_level::Model) -> Result<()> {
    if level.on_hand > 0 {
        let detail = format!("there are {} of it in stock; a bundle has none of its own", level.on_hand);
        return Err(Error::conflict("has_stock", detail));
    }
    let policy = backorder_policy::Entity::find_by_id(level.variant_id).one(txn).await?;
    match policy.is_some_and(|policy| policy.allowed || policy.owed > 0) {
        true => {
            Err(Error::conflict("has_backorders", "it is sold beyond what is there, or some of it is owed"))
        }
        false => Ok(()),
    }
}
