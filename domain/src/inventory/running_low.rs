//! Telling when something runs low: once, when what is left falls to the number that was set, and not again before it was
//! above it.

use entity::{stock_level, variant};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::bundles::require_own_stock;
use crate::audit::{self, Action};
use crate::catalog;
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::store::Txn;

/// A level that fell.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fall {
    pub(super) variant_id: Uuid,
    low_at: Option<i64>,
    pub(super) is_part: bool,
    /// Units that can be sold, before and after.
    from: i64,
    to: i64,
}

impl Fall {
    /// `level` as it is after it fell by `by`.
    pub fn of(level: &stock_level::Model, by: i64) -> Self {
        let to = level.on_hand - level.reserved;
        Self { variant_id: level.variant_id, low_at: level.low_at, is_part: level.is_part, from: to + by, to }
    }

    /// Whether there were that many and are not any more, or the other way round.
    pub(super) fn changes_whether_there_are(&self, units: i64) -> bool {
        (self.from >= units) != (self.to >= units)
    }

    fn is_told(&self) -> bool {
        self.low_at.is_some_and(|low_at| self.to <= low_at && low_at < self.from)
    }
}

/// Announces those that are told. The caller has locked all stock rows that it will; products are locked here, in the order of
/// their ids.
pub(crate) async fn announce(txn: &Txn, falls: &[Fall]) -> Result<()> {
    let told: Vec<&Fall> = falls.iter().filter(|fall| fall.is_told()).collect();
    if told.is_empty() {
        return Ok(());
    }
    let ids = told.iter().map(|fall| fall.variant_id);
    let mut variants = variant::Entity::find().filter(variant::Column::Id.is_in(ids)).all(txn).await?;
    variants.sort_unstable_by_key(|variant| variant.product_id);
    for variant in variants {
        let available = told.iter().find(|fall| fall.variant_id == variant.id).map_or(0, |fall| fall.to);
        let version = match catalog::next_version(txn, variant.product_id).await {
            Err(Error::NotFound { .. }) => continue,
            version => version?,
        };
        let event = Event::StockRanLow {
            product_id: variant.product_id,
            variant_id: variant.id,
            sku: variant.sku,
            available,
        };
        events::record(txn, &event, version).await?;
    }
    Ok(())
}

/// Says from how many left on a variant counts as running low; `None`: never.
///
/// # Errors
/// `NotFound`; `Invalid` (`low_at`); `Conflict` `is_bundle`.
pub async fn set_low_at(txn: &Txn, variant_id: Uuid, low_at: Option<i64>) -> Result<stock_level::Model> {
    if low_at.is_some_and(|low_at| !(0..=catalog::limits::STOCK).contains(&low_at)) {
        return Err(Error::invalid("low_at", "must be 0 to 1000000000"));
    }
    let before = stock_level::Entity::find_by_id(variant_id).lock_exclusive().one(txn).await?;
    let before = before.ok_or(Error::NotFound { what: "variant" })?;
    require_own_stock(txn, variant_id).await?;
    let level = stock_level::Entity::update_many()
        .set(stock_level::ActiveModel { low_at: Set(low_at), ..Default::default() })
        .filter(stock_level::Column::VariantId.eq(variant_id))
        .exec_with_returning(txn)
        .await?
        .pop()
        .ok_or(Error::NotFound { what: "variant" })?;
    audit::changed(txn, Action::StockSetLow, &before, &level).await?;
    Ok(level)
}
