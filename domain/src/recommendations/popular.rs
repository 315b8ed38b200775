//! What is bought most these weeks, and what is new.
//!
//! An order counts half as much after two weeks as when it was placed, in steps of a week; after a quarter it counts no
//! more. A shop that sold nothing in a quarter goes by all that it ever sold.

use entity::{product, product_demand};
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, Order};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::candidate::{Candidate, Reason};
use crate::catalog::published;
use crate::clock::now;
use crate::error::Result;
use crate::read_models::purchases::week_of;

/// What an order of this week, of the last one, … counts: halved every two weeks.
const WEIGHTS: [i64; 13] = [64, 45, 32, 23, 16, 11, 8, 6, 4, 3, 2, 1, 1];

/// The best sellers of these weeks among the published products that meet the condition, best first. One query.
pub async fn of_these_weeks(
    db: &impl ConnectionTrait,
    among: Condition,
    limit: u64,
    reason: &Reason,
) -> Result<Vec<Candidate>> {
    let at = now();
    let mut weight = CaseStatement::new();
    for (back, weight_of_week) in (0..).zip(WEIGHTS) {
        let since = Expr::col(product_demand::Column::Week).gte(week_of(at, back));
        weight = weight.case(since, Expr::val(weight_of_week));
    }
    let weighed = Expr::col(product_demand::Column::Orders).mul(weight.finally(Expr::val(0_i64)));
    let oldest = week_of(at, WEIGHTS.len() as i64 - 1);
    ranked(db, weighed, among.add(product_demand::Column::Week.gte(oldest)), limit, reason).await
}

/// The best sellers of all times, as above.
pub async fn ever(
    db: &impl ConnectionTrait,
    among: Condition,
    limit: u64,
    reason: &Reason,
) -> Result<Vec<Candidate>> {
    ranked(db, Expr::col(product_demand::Column::Orders), among, limit, reason).await
}

async fn ranked(
    db: &impl ConnectionTrait,
    weighed: Expr,
    among: Condition,
    limit: u64,
    reason: &Reason,
) -> Result<Vec<Candidate>> {
    let of = product_demand::Entity::belongs_to(product::Entity)
        .from(product_demand::Column::ProductId)
        .to(product::Column::Id)
        .into();
    let rows: Vec<(Uuid, i64)> = product_demand::Entity::find()
        .select_only()
        .column(product_demand::Column::ProductId)
        .column_as(weighed.sum().cast_as("bigint"), "score")
        .join(JoinType::InnerJoin, of)
        .filter(published(now()))
        .filter(among)
        .group_by(product_demand::Column::ProductId)
        .order_by(Expr::col("score"), Order::Desc)
        .order_by_asc(product_demand::Column::ProductId)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let candidate =
        |(product_id, score)| Candidate { product_id, score: score as f64, reason: reason.clone() };
    Ok(rows.into_iter().map(candidate).collect())
}

/// The newest published products that meet the condition. One query.
pub async fn newest(db: &impl ConnectionTrait, among: Condition, limit: u64) -> Result<Vec<Candidate>> {
    let ids: Vec<Uuid> = product::Entity::find()
        .select_only()
        .column(product::Column::Id)
        .filter(published(now()))
        .filter(among)
        .order_by_desc(product::Column::CreatedAt)
        .order_by_desc(product::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let places = ids.len();
    let candidate =
        |(place, product_id)| Candidate { product_id, score: (places - place) as f64, reason: Reason::New };
    Ok(ids.into_iter().enumerate().map(candidate).collect())
}
