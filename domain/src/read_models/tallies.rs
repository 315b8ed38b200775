//! Sums over purchases: which products were bought together, and the demand for each by week.
//!
//! A purchase knows whether the sums contain it (`tallied`). Whoever brings that in line with whether it counts gets the
//! row back from the same statement, and changes the sums in the same transaction: once, however often a job runs. A
//! rebuild sums anew.

use std::collections::BTreeMap;

use entity::{bought_together, product_demand, purchase};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::error::Result;
use crate::store::Txn;

/// An order of more products than these says little about any two of them, and has too many pairs.
const MOST_PRODUCTS: usize = 30;
/// Rows of one insert: the parameters of a statement are limited to 32,766 on SQLite.
const ROWS_PER_INSERT: usize = 1_000;

/// Brings the sums in line with the purchases of these orders.
pub(super) async fn count(txn: &Txn, orders: &[Uuid]) -> Result<()> {
    let changed = purchase::Entity::update_many()
        .col_expr(purchase::Column::Tallied, Expr::col(purchase::Column::Counted))
        .filter(purchase::Column::OrderId.is_in(orders.iter().copied()))
        .filter(Expr::col(purchase::Column::Tallied).ne(Expr::col(purchase::Column::Counted)))
        .exec_with_returning(txn)
        .await?;
    // Sorted by key, so that writers of the same sums lock them in the same order.
    let mut demand: BTreeMap<(Uuid, String), (i64, i64)> = BTreeMap::new();
    let mut baskets: BTreeMap<Uuid, Vec<(Uuid, i64)>> = BTreeMap::new();
    for row in changed {
        let sign = if row.counted { 1 } else { -1 };
        let (orders, units) = demand.entry((row.product_id, row.week)).or_default();
        (*orders, *units) = (*orders + sign, *units + sign * row.units);
        baskets.entry(row.order_id).or_default().push((row.product_id, sign));
    }
    let mut pairs: BTreeMap<(Uuid, Uuid), i64> = BTreeMap::new();
    for basket in baskets.values().filter(|basket| basket.len() <= MOST_PRODUCTS) {
        for (one, sign) in basket {
            for (other, _) in basket.iter().filter(|(other, _)| other != one) {
                *pairs.entry((*one, *other)).or_default() += sign;
            }
        }
    }
    add_demand(txn, demand).await?;
    add_pairs(txn, pairs).await
}

async fn add_demand(txn: &Txn, demand: BTreeMap<(Uuid, String), (i64, i64)>) -> Result<()> {
    let is_less = demand.values().any(|(orders, _)| *orders < 0);
    let products: Vec<Uuid> = demand.keys().map(|(product_id, _)| *product_id).collect();
    let rows = demand.into_iter().filter(|(_, change)| *change != (0, 0));
    let row = |((product_id, week), (orders, units))| product_demand::ActiveModel {
        product_id: Set(product_id),
        week: Set(week),
        orders: Set(orders),
        units: Set(units),
    };
    let rows: Vec<_> = rows.map(row).collect();
    let added = |column: product_demand::Column| {
        Expr::col((product_demand::Entity, column)).add(Expr::col(("excluded", column)))
    };
    for rows in rows.chunks(ROWS_PER_INSERT) {
        let conflict = OnConflict::columns([product_demand::Column::ProductId, product_demand::Column::Week])
            .value(product_demand::Column::Orders, added(product_demand::Column::Orders))
            .value(product_demand::Column::Units, added(product_demand::Column::Units))
            .to_owned();
        let insert = product_demand::Entity::insert_many(rows.iter().cloned()).on_conflict(conflict);
        insert.exec_without_returning(txn).await?;
    }
    if is_less {
        product_demand::Entity::delete_many()
            .filter(product_demand::Column::ProductId.is_in(products))
            .filter(product_demand::Column::Orders.eq(0))
            .exec(txn)
            .await?;
    }
    Ok(())
}

async fn add_pairs(txn: &Txn, pairs: BTreeMap<(Uuid, Uuid), i64>) -> Result<()> {
    let is_less = pairs.values().any(|orders| *orders < 0);
    let mut products: Vec<Uuid> = pairs.keys().map(|(product_id, _)| *product_id).collect();
    products.dedup();
    let row = |((product_id, other_id), orders)| bought_together::ActiveModel {
        product_id: Set(product_id),
        other_id: Set(other_id),
        orders: Set(orders),
    };
    let rows: Vec<_> = pairs.into_iter().filter(|(_, orders)| *orders != 0).map(row).collect();
    for rows in rows.chunks(ROWS_PER_INSERT) {
        let orders = bought_together::Column::Orders;
        let sum = Expr::col((bought_together::Entity, orders)).add(Expr::col(("excluded", "orders")));
        let conflict =
            OnConflict::columns([bought_together::Column::ProductId, bought_together::Column::OtherId])
                .value(orders, sum)
                .to_owned();
        let insert = bought_together::Entity::insert_many(rows.iter().cloned()).on_conflict(conflict);
        insert.exec_without_returning(txn).await?;
    }
    if is_less {
        bought_together::Entity::delete_many()
            .filter(bought_together::Column::ProductId.is_in(products))
            .filter(bought_together::Column::Orders.eq(0))
            .exec(txn)
            .await?;
    }
    Ok(())
}

/// Sums all purchases anew. The caller keeps projections from writing until the end of the transaction.
pub(super) async fn recount(txn: &Txn) -> Result<()> {
    if txn.get_database_backend() == DbBackend::Postgres {
        txn.execute_unprepared("SET LOCAL statement_timeout = 0").await?;
    }
    let pairs = format!(
        "INSERT INTO bought_together (product_id, other_id, orders) \
         SELECT a.product_id, b.product_id, COUNT(*) FROM purchases a \
         JOIN purchases b ON b.order_id = a.order_id AND b.product_id <> a.product_id \
         WHERE a.counted AND a.order_id IN \
         (SELECT order_id FROM purchases GROUP BY order_id HAVING COUNT(*) <= {MOST_PRODUCTS}) \
         GROUP BY a.product_id, b.product_id"
    );
    for statement in [
        "DELETE FROM product_demand",
        "INSERT INTO product_demand (product_id, week, orders, units) \
         SELECT product_id, week, COUNT(*), CAST(SUM(units) AS BIGINT) FROM purchases \
         WHERE counted GROUP BY product_id, week",
        "DELETE FROM bought_together",
        &pairs,
    ] {
        txn.execute_unprepared(statement).await?;
    }
    Ok(())
}
