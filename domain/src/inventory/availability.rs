//! Telling the catalogue that something ran out, or can be bought again.

use std::collections::BTreeSet;

use entity::{bundle_part, variant};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::running_low::Fall;
use crate::catalog;
use crate::error::Result;
use crate::store::Txn;

/// Announces the products of what ran out or is back among `falls`, of everything in `changed`, and of the bundles for which
/// that makes the same difference: after all stock rows are locked, and product by product in the order of their ids, as
/// everybody locks them.
pub(crate) async fn announce_changes(txn: &Txn, falls: &[Fall], changed: &[Uuid]) -> Result<()> {
    let mut variants: BTreeSet<Uuid> = changed.iter().copied().collect();
    variants
        .extend(falls.iter().filter(|fall| fall.changes_whether_there_are(1)).map(|fall| fall.variant_id));
    let parts = falls.iter().filter(|fall| fall.is_part).map(|fall| fall.variant_id);
    let parts: Vec<Uuid> = parts.chain(changed.iter().copied()).collect();
    if !parts.is_empty() {
        let bundles = bundle_part::Entity::find().filter(bundle_part::Column::PartId.is_in(parts));
        for row in bundles.all(txn).await? {
            let of_part = |fall: &&Fall| fall.variant_id == row.part_id;
            let fell =
                falls.iter().find(of_part).is_some_and(|fall| fall.changes_whether_there_are(row.quantity));
            if fell || changed.contains(&row.part_id) {
                variants.insert(row.bundle_id);
            }
        }
    }
    if variants.is_empty() {
        return Ok(());
    }
    let products: Vec<Uuid> = variant::Entity::find()
        .select_only()
        .column(variant::Column::ProductId)
        .distinct()
        .filter(variant::Column::Id.is_in(variants))
        .order_by_asc(variant::Column::ProductId)
        .into_tuple()
        .all(txn)
        .await?;
    for product_id in products {
        catalog::touch(txn, product_id).await?;
    }
    Ok(())
}
