//! Whether something is sold beyond what is there.

use std::collections::HashMap;

use entity::{backorder_policy, stock_level};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::bundles::require_own_stock;
use crate::audit::{self, Action};
use crate::catalog::{limits, touch_of_variant};
use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};
use crate::store::Txn;

/// What can be bought beyond what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beyond {
    /// So many more; `None`: as many as are wanted.
    pub left: Option<i64>,
    /// When more of it is expected.
    pub expected_at: Option<Timestamp>,
}

impl Beyond {
    /// As the row says, if it allows anything.
    pub(crate) fn of(row: &backorder_policy::Model) -> Option<Self> {
        row.allowed.then(|| Self::up_to(row.most, row.owed, row.expected_at))
    }

    /// Where no more than `most` are owed at a time, and `owed` are already.
    pub(crate) fn up_to(most: Option<i64>, owed: i64, expected_at: Option<Timestamp>) -> Self {
        Self { left: most.map(|most| (most - owed).max(0)), expected_at }
    }
}

#[derive(Debug, Clone)]
pub struct BackorderPolicy {
    pub allowed: bool,
    /// No more than so many are owed at a time. `None`: as many as are wanted.
    pub most: Option<i64>,
    pub expected_at: Option<Timestamp>,
}

/// Says whether a variant is sold beyond what is there. What was promised before stays promised. What changes nothing
/// announces nothing.
///
/// # Errors
/// `NotFound`; `Invalid` (`limit`, `expected_at`); `Conflict` `is_bundle`: a bundle is sold when its parts are there.
pub async fn set_policy(
    txn: &Txn,
    variant_id: Uuid,
    policy: BackorderPolicy,
) -> Result<backorder_policy::Model> {
    if policy.most.is_some_and(|most| !(0..=limits::STOCK).contains(&most)) {
        return Err(Error::invalid("limit", "must be 0 to 1000000000"));
    }
    // The level's lock is what everybody takes who promises something.
    let level = stock_level::Entity::find_by_id(variant_id).lock_exclusive().one(txn).await?;
    level.ok_or(Error::NotFound { what: "variant" })?;
    if policy.allowed {
        require_own_stock(txn, variant_id).await?;
    }
    let before = backorder_policy::Entity::find_by_id(variant_id).one(txn).await?;
    let expected_before = before.as_ref().and_then(|row| row.expected_at);
    if policy.expected_at.is_some_and(|at| at <= now()) && policy.expected_at != expected_before {
        return Err(Error::invalid("expected_at", "must be in the future"));
    }
    let row = backorder_policy::Model {
        variant_id,
        allowed: policy.allowed,
        most: policy.most,
        expected_at: policy.expected_at,
        owed: before.as_ref().map_or(0, |row| row.owed),
        updated_at: now(),
    };
    let is_same = |before: &backorder_policy::Model| {
        let says = |row: &backorder_policy::Model| (row.allowed, row.most, row.expected_at);
        says(before) == says(&row)
    };
    if let Some(before) = before.as_ref().filter(|before| is_same(before)) {
        return Ok(before.clone());
    }
    let overwrite = OnConflict::column(backorder_policy::Column::VariantId)
        .update_columns([
            backorder_policy::Column::Allowed,
            backorder_policy::Column::Most,
            backorder_policy::Column::ExpectedAt,
            backorder_policy::Column::UpdatedAt,
        ])
        .to_owned();
    backorder_policy::Entity::insert(row.clone().into_active_model().reset_all())
        .on_conflict(overwrite)
        .exec_without_returning(txn)
        .await?;
    match &before {
        Some(before) => audit::changed(txn, Action::StockSetBackorder, before, &row).await?,
        None => audit::created(txn, Action::StockSetBackorder, &row).await?,
    }
    touch_of_variant(txn, variant_id).await?;
    Ok(row)
}

/// The policies of those of the variants that have one. One query.
pub async fn policies(
    db: &impl ConnectionTrait,
    variants: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, backorder_policy::Model>> {
    let rows = backorder_policy::Entity::find()
        .filter(backorder_policy::Column::VariantId.is_in(variants))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.variant_id, row)).collect())
}
