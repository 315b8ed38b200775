//! What the reviews of a product say in short: drafted by a model, approved by staff, and shown while it is still about the
//! reviews that there are.

use entity::{product, review_summary as row};
use sea_orm::sea_query::{LockType, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::rating::ratings;
use crate::audit::{self, Action};
use crate::catalog::touch;
use crate::clock::now;
use crate::error::{Error, Result};
use crate::store::Txn;

/// As many reviews more or fewer than it was made of, or a quarter of them, and it is about others.
const OTHERS: i64 = 3;

/// A summary, and whether shoppers still see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    pub row: row::Model,
    /// Too many reviews came or went since: nobody but staff sees it.
    pub is_stale: bool,
}

/// What is to be shown.
#[derive(Debug, Clone)]
pub struct NewSummary {
    pub text: String,
    /// `provider/model`.
    pub model: String,
    pub by: Option<Uuid>,
}

/// Two queries.
pub async fn summary(db: &impl ConnectionTrait, product_id: Uuid) -> Result<Option<Summary>> {
    let Some(row) = row::Entity::find_by_id(product_id).one(db).await? else { return Ok(None) };
    let count = ratings(db, [product_id]).await?.remove(&product_id).unwrap_or_default().count();
    Ok(Some(Summary { is_stale: is_stale(row.reviews, count), row }))
}

/// Puts it in the place of the one before. Returns the product's version.
///
/// # Errors
/// `NotFound`.
pub(crate) async fn set_summary(txn: &Txn, product_id: Uuid, new: NewSummary) -> Result<()> {
    lock(txn, product_id).await?;
    let before = row::Entity::find_by_id(product_id).one(txn).await?;
    let count = ratings(txn, [product_id]).await?.remove(&product_id).unwrap_or_default().count();
    let after = row::Model {
        product_id,
        text: new.text,
        reviews: count,
        model: new.model,
        approved_by: new.by,
        approved_at: now(),
    };
    let all = [
        row::Column::Text,
        row::Column::Reviews,
        row::Column::Model,
        row::Column::ApprovedBy,
        row::Column::ApprovedAt,
    ];
    let known = OnConflict::column(row::Column::ProductId).update_columns(all).to_owned();
    row::Entity::insert(after.clone().into_active_model().reset_all())
        .on_conflict(known)
        .exec_without_returning(txn)
        .await?;
    let facts = (before.as_ref().map(facts), Some(facts(&after)));
    audit::did(txn, Action::ReviewSummarySet, product_id, facts.0, facts.1).await?;
    touch(txn, product_id).await
}

/// Shoppers see it no longer.
///
/// # Errors
/// `NotFound` for it or the product.
pub async fn remove_summary(txn: &Txn, product_id: Uuid) -> Result<()> {
    lock(txn, product_id).await?;
    let before = row::Entity::find_by_id(product_id).one(txn).await?;
    let before = before.ok_or(Error::NotFound { what: "summary" })?;
    row::Entity::delete_by_id(product_id).exec(txn).await?;
    audit::did(txn, Action::ReviewSummaryRemove, product_id, Some(facts(&before)), None).await?;
    touch(txn, product_id).await
}

fn facts(row: &row::Model) -> Value {
    json!({ "text": row.text, "reviews": row.reviews, "model": row.model })
}

fn is_stale(then: i64, now: i64) -> bool {
    (now - then).abs() >= OTHERS.max(then / 4)
}

async fn lock(txn: &Txn, product_id: Uuid) -> Result<()> {
    let product = product::Entity::find_by_id(product_id)
        .filter(product::Column::DeletedAt.is_null())
        .lock(LockType::NoKeyUpdate)
        .one(txn)
        .await?;
    product.map(|_| ()).ok_or(Error::NotFound { what: "product" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_of_the_reviews_that_there_are_or_nearly() {
        for (then, now, stale) in [
            (5, 5, false),
            (5, 7, false),
            (5, 8, true),
            (5, 2, true),
            (40, 49, false),
            (40, 50, true),
            (40, 31, false),
            (40, 30, true),
        ] {
            assert_eq!(is_stale(then, now), stale, "{then} {now}");
        }
    }
}
