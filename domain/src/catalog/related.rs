//! Products that go with others, by hand and in an order. One way: that milk goes with tea does not mean that tea goes with
//! milk, and staff sees in one place all that a page shows.

use std::collections::HashSet;

use entity::{product, related_product};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::limits::{self, Violations};
use super::products::{ProductSummary, summaries_of};
use super::touch::{lock, save};
use crate::audit::{self, Action};
use crate::error::Result;
use crate::store::Txn;

/// What goes with a product and shoppers see, in its order.
pub(super) async fn of_product(db: &impl ConnectionTrait, product_id: Uuid) -> Result<Vec<ProductSummary>> {
    summaries_of(db, &ids(db, product_id).await?).await
}

async fn ids(db: &impl ConnectionTrait, product_id: Uuid) -> Result<Vec<Uuid>> {
    let rows = related_product::Entity::find()
        .filter(related_product::Column::ProductId.eq(product_id))
        .order_by_asc(related_product::Column::Position)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.related_id).collect())
}

/// All that goes with the product, in that order. What changes nothing announces nothing.
///
/// # Errors
/// `NotFound`; `Invalid` (`product_ids`) for too many, for itself, for one that stands there twice or is not there.
pub async fn set(txn: &Txn, product_id: Uuid, related: &[Uuid]) -> Result<()> {
    lock(txn, product_id).await?;
    let mut violations = Violations::default();
    check_ids(txn, &mut violations, related, limits::RELATED).await?;
    if related.contains(&product_id) {
        violations.add("product_ids", "must not name the product itself");
    }
    violations.into_result()?;
    let before = ids(txn, product_id).await?;
    let facts = |ids: &[Uuid]| Some(json!({ "related": ids }));
    audit::did(txn, Action::ProductRelated, product_id, facts(&before), facts(related)).await?;
    if before == related {
        return Ok(());
    }
    related_product::Entity::delete_many()
        .filter(related_product::Column::ProductId.eq(product_id))
        .exec(txn)
        .await?;
    let row = |(position, related_id): (i32, &Uuid)| related_product::ActiveModel {
        product_id: Set(product_id),
        related_id: Set(*related_id),
        position: Set(position),
    };
    let rows: Vec<_> = (0..).zip(related).map(row).collect();
    if !rows.is_empty() {
        related_product::Entity::insert_many(rows).exec_without_returning(txn).await?;
    }
    save(txn, product_id, product::ActiveModel::default()).await?;
    Ok(())
}

/// Notes what is wrong with a list of products (`product_ids`).
pub(super) async fn check_ids(
    txn: &Txn,
    violations: &mut Violations,
    ids: &[Uuid],
    most: usize,
) -> Result<()> {
    if ids.len() > most {
        violations.add("product_ids", format!("must be at most {most}"));
        return Ok(());
    }
    let known: HashSet<Uuid> = product::Entity::find()
        .filter(product::Column::Id.is_in(ids.iter().copied()))
        .filter(product::Column::DeletedAt.is_null())
        .all(txn)
        .await?
        .into_iter()
        .map(|product| product.id)
        .collect();
    let mut seen = HashSet::new();
    for (index, id) in ids.iter().enumerate() {
        if !known.contains(id) {
            violations.add(format!("product_ids/{index}"), "there is no such product");
        } else if !seen.insert(id) {
            violations.add(format!("product_ids/{index}"), "stands there twice");
        }
    }
    Ok(())
}
