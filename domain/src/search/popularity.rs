//! How much products are wanted: what was sold these weeks, and what was opened from answers.

use std::collections::HashMap;

use chrono::TimeDelta;
use entity::{product_demand, search_outcome};
use sea_orm::sea_query::{Expr, ExprTrait, Order};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::clock::now;
use crate::error::Result;
use crate::read_models::purchases::week_of;

/// Weeks that count; an order counts half as much after two of them.
const WEEKS: i64 = 13;
/// What a product that was opened counts, as a share of an order of this week. Orders are hard to make up.
const CLICK: f64 = 0.05;
/// Rows that are read; of more, those with most orders and clicks.
const MOST: u64 = 50_000;

/// 0 to 1 by product; those that nobody wants are left out. Two queries.
///
/// # Errors
/// Of the database.
pub async fn popularity(db: &impl ConnectionTrait) -> Result<HashMap<Uuid, f32>> {
    let at = now();
    let weeks: Vec<String> = (0..WEEKS).map(|back| week_of(at, back)).collect();
    let demand: Vec<(Uuid, String, i64)> = product_demand::Entity::find()
        .select_only()
        .columns([product_demand::Column::ProductId, product_demand::Column::Week])
        .column(product_demand::Column::Orders)
        .filter(product_demand::Column::Week.is_in(weeks.iter().map(String::as_str)))
        .order_by_desc(product_demand::Column::Orders)
        .order_by_asc(product_demand::Column::ProductId)
        .limit(MOST)
        .into_tuple()
        .all(db)
        .await?;
    let since = (at - TimeDelta::days(28)).date_naive().to_string();
    let clicks = Expr::col(search_outcome::Column::Clicked).sum().cast_as("bigint");
    let clicks: Vec<(Uuid, i64)> = search_outcome::Entity::find()
        .select_only()
        .column(search_outcome::Column::ProductId)
        .column_as(clicks, "clicks")
        .filter(search_outcome::Column::Day.gte(since))
        .group_by(search_outcome::Column::ProductId)
        .order_by(Expr::col("clicks"), Order::Desc)
        .order_by_asc(search_outcome::Column::ProductId)
        .limit(MOST)
        .into_tuple()
        .all(db)
        .await?;
    let mut wanted: HashMap<Uuid, f64> = HashMap::new();
    for (product, week, orders) in demand {
        let back = weeks.iter().position(|one| *one == week).unwrap_or(weeks.len());
        *wanted.entry(product).or_default() += orders as f64 * 0.5_f64.powf(back as f64 / 2.0);
    }
    for (product, clicks) in clicks {
        *wanted.entry(product).or_default() += clicks as f64 * CLICK;
    }
    let most = wanted.values().copied().fold(0.0, f64::max);
    let share = |sum: f64| if most > 0.0 { (sum.ln_1p() / most.ln_1p()) as f32 } else { 0.0 };
    Ok(wanted.into_iter().map(|(product, sum)| (product, share(sum))).filter(|(_, sum)| *sum > 0.0).collect())
}
