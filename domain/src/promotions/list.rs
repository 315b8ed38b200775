//! Seeing promotions and who used them.

use std::collections::HashMap;

use entity::states::PromotionKind;
use entity::{promotion, promotion_redemption};
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::terms::normalize_code;
use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};

/// Which promotions; what is `None` does not matter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub kind: Option<PromotionKind>,
    /// Switched on and within its dates, or not.
    pub active: Option<bool>,
    /// Whether it needs a code.
    pub with_code: Option<bool>,
    pub code: Option<String>,
    pub oldest_first: bool,
}

/// Which uses of a promotion; what is `None` does not matter.
#[derive(Debug, Clone, Default)]
pub struct RedemptionFilter {
    /// Given back, or not.
    pub released: Option<bool>,
    pub oldest_first: bool,
}

/// A promotion, and how many orders use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub row: promotion::Model,
    pub uses: i64,
}

/// A page, in two queries: at most `limit` after the row of `after`.
pub async fn list(
    db: &impl ConnectionTrait,
    filter: &Filter,
    after: Option<(Timestamp, Uuid)>,
    limit: u64,
) -> Result<Vec<Found>> {
    use promotion::Column;
    let direction = if filter.oldest_first { Order::Asc } else { Order::Desc };
    let mut query = promotion::Entity::find()
        .order_by(Column::CreatedAt, direction.clone())
        .order_by(Column::Id, direction)
        .limit(limit);
    if let Some(kind) = filter.kind {
        query = query.filter(Column::Kind.eq(kind));
    }
    if let Some(is_active) = filter.active {
        let active = active();
        query = query.filter(if is_active { active } else { active.not() });
    }
    if let Some(with_code) = filter.with_code {
        query = query.filter(if with_code { Column::Code.is_not_null() } else { Column::Code.is_null() });
    }
    if let Some(code) = &filter.code {
        query = query.filter(Column::Code.eq(normalize_code(code)));
    }
    if let Some((at, id)) = after {
        query = query.filter(if filter.oldest_first {
            Column::CreatedAt.gt(at).or(Column::CreatedAt.eq(at).and(Column::Id.gt(id)))
        } else {
            Column::CreatedAt.lt(at).or(Column::CreatedAt.eq(at).and(Column::Id.lt(id)))
        });
    }
    with_uses(db, query.all(db).await?).await
}

/// # Errors
/// `NotFound`.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Found> {
    let row =
        promotion::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound { what: "promotion" })?;
    with_uses(db, vec![row]).await?.pop().ok_or(Error::NotFound { what: "promotion" })
}

/// Who used a promotion: a page of it, at most `limit` after the row of `after`.
///
/// # Errors
/// `NotFound` for the promotion.
pub async fn redemptions(
    db: &impl ConnectionTrait,
    promotion_id: Uuid,
    filter: &RedemptionFilter,
    after: Option<(Timestamp, Uuid)>,
    limit: u64,
) -> Result<Vec<promotion_redemption::Model>> {
    use promotion_redemption::Column;
    let promotion = promotion::Entity::find_by_id(promotion_id).one(db).await?;
    promotion.ok_or(Error::NotFound { what: "promotion" })?;
    let direction = if filter.oldest_first { Order::Asc } else { Order::Desc };
    let mut query = promotion_redemption::Entity::find()
        .filter(Column::PromotionId.eq(promotion_id))
        .order_by(Column::CreatedAt, direction.clone())
        .order_by(Column::Id, direction)
        .limit(limit);
    match filter.released {
        Some(true) => query = query.filter(Column::ReleasedAt.is_not_null()),
        Some(false) => query = query.filter(Column::ReleasedAt.is_null()),
        None => {}
    }
    if let Some((at, id)) = after {
        query = query.filter(if filter.oldest_first {
            Column::CreatedAt.gt(at).or(Column::CreatedAt.eq(at).and(Column::Id.gt(id)))
        } else {
            Column::CreatedAt.lt(at).or(Column::CreatedAt.eq(at).and(Column::Id.lt(id)))
        });
    }
    Ok(query.all(db).await?)
}

/// Switched on and within its dates, now.
pub(super) fn active() -> Condition {
    use promotion::Column;
    let now = now();
    Condition::all()
        .add(Column::Enabled.eq(true))
        .add(Column::StartsAt.is_null().or(Column::StartsAt.lte(now)))
        .add(Column::EndsAt.is_null().or(Column::EndsAt.gt(now)))
}

async fn with_uses(db: &impl ConnectionTrait, rows: Vec<promotion::Model>) -> Result<Vec<Found>> {
    use promotion_redemption::Column;
    let counted: Vec<(Uuid, i64)> = promotion_redemption::Entity::find()
        .select_only()
        .column(Column::PromotionId)
        .column_as(Expr::col(Column::Id).count(), "uses")
        .filter(Column::PromotionId.is_in(rows.iter().map(|row| row.id)))
        .filter(Column::ReleasedAt.is_null())
        .group_by(Column::PromotionId)
        .into_tuple()
        .all(db)
        .await?;
    let uses: HashMap<Uuid, i64> = counted.into_iter().collect();
    let found = |row: promotion::Model| Found { uses: uses.get(&row.id).copied().unwrap_or(0), row };
    Ok(rows.into_iter().map(found).collect())
}
