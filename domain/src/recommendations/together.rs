//! What was bought in one order with others.
//!
//! A pair counts as the cosine of its two products: in how many orders both were, over the root of in how many each was.
//! So what everybody buys with everything does not stand beside everything. Few orders say little, so a pair of `n` orders
//! is taken at `n / (n + 1)`.

use std::collections::{HashMap, HashSet};

use entity::{bought_together, product, product_demand};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::candidate::{Candidate, Reason};
use crate::error::Result;

/// The pairs that are looked at, those of most orders.
const PAIRS: u64 = 300;
/// From so many orders on, a share of them says something, and tells little of the shop's business.
const ENOUGH_FOR_A_SHARE: i64 = 20;

/// Two queries. `weight` is what each seed counts.
pub async fn candidates(
    db: &impl ConnectionTrait,
    seeds: &[product::Model],
    weight: impl Fn(usize) -> f64,
) -> Result<Vec<Candidate>> {
    let ids: Vec<Uuid> = seeds.iter().map(|seed| seed.id).collect();
    let pairs = bought_together::Entity::find()
        .filter(bought_together::Column::ProductId.is_in(ids.iter().copied()))
        .order_by_desc(bought_together::Column::Orders)
        .order_by_asc(bought_together::Column::ProductId)
        .order_by_asc(bought_together::Column::OtherId)
        .limit(PAIRS)
        .all(db)
        .await?;
    if pairs.is_empty() {
        return Ok(Vec::new());
    }
    let concerned: HashSet<Uuid> =
        pairs.iter().map(|pair| pair.other_id).chain(ids.iter().copied()).collect();
    let orders = orders_with(db, concerned).await?;
    let of = |id: &Uuid| Ord::max(orders.get(id).copied().unwrap_or(0), 1);
    let candidate = |pair: bought_together::Model| {
        let place = ids.iter().position(|id| *id == pair.product_id)?;
        let (both, one, other) = (pair.orders, of(&pair.product_id), of(&pair.other_id));
        let cosine = both as f64 / (one as f64 * other as f64).sqrt();
        let trust = both as f64 / (both as f64 + 1.0);
        let percent = (one >= ENOUGH_FOR_A_SHARE).then(|| (both * 100 + one / 2) / one);
        Some(Candidate {
            product_id: pair.other_id,
            score: cosine * trust * weight(place),
            reason: Reason::BoughtTogether { with: seeds[place].slug.clone(), percent },
        })
    };
    Ok(pairs.into_iter().filter_map(candidate).collect())
}

/// In how many orders each of the products was.
async fn orders_with(
    db: &impl ConnectionTrait,
    products: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, i64>> {
    let sum = Expr::col(product_demand::Column::Orders).sum().cast_as("bigint");
    let rows: Vec<(Uuid, i64)> = product_demand::Entity::find()
        .select_only()
        .column(product_demand::Column::ProductId)
        .column_as(sum, "orders")
        .filter(product_demand::Column::ProductId.is_in(products))
        .group_by(product_demand::Column::ProductId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}
