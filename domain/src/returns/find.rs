//! Looking at returns: one, those of an order, and all of them for staff.

use std::collections::HashMap;

use entity::states::ReturnState;
use entity::{order, order_return, return_line};
use sea_orm::sea_query::{ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::orders::{lock, written};
use crate::store::Txn;

/// A return and what of the order it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    pub row: order_return::Model,
    pub lines: Vec<return_line::Model>,
}

/// What to list. All of it must match.
#[derive(Debug, Clone, Default)]
pub struct ReturnFilter {
    pub state: Option<ReturnState>,
    /// Of the order, in capitals or not, with its hyphen or without.
    pub order_number: Option<String>,
    /// Normalised.
    pub email: Option<String>,
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
    pub oldest_first: bool,
    /// Continue after this row of an earlier page.
    pub after: Option<(Timestamp, Uuid)>,
    pub limit: u64,
}

/// Returns with their orders. Three queries, whatever the size of the page.
pub async fn list(db: &impl ConnectionTrait, filter: &ReturnFilter) -> Result<Vec<(Return, order::Model)>> {
    use order_return::Column;
    let mut query = order_return::Entity::find();
    if let Some(state) = filter.state {
        query = query.filter(Column::State.eq(state));
    }
    if filter.order_number.is_some() || filter.email.is_some() {
        let mut orders = Query::select();
        orders.column(order::Column::Id).from(order::Entity);
        if let Some(number) = &filter.order_number {
            orders.and_where(order::Column::Number.eq(written(number)));
        }
        if let Some(email) = &filter.email {
            orders.and_where(order::Column::Email.eq(email.as_str()));
        }
        query = query.filter(Column::OrderId.in_subquery(orders));
    }
    if let Some(from) = filter.from {
        query = query.filter(Column::CreatedAt.gte(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(Column::CreatedAt.lt(until));
    }
    if let Some((at, id)) = filter.after {
        let (beyond, same_but) = if filter.oldest_first {
            (Column::CreatedAt.gt(at), Column::Id.gt(id))
        } else {
            (Column::CreatedAt.lt(at), Column::Id.lt(id))
        };
        query = query.filter(beyond.or(Column::CreatedAt.eq(at).and(same_but)));
    }
    let direction = if filter.oldest_first { Order::Asc } else { Order::Desc };
    query = query.order_by(Column::CreatedAt, direction.clone()).order_by(Column::Id, direction);
    let returns = with_lines(db, query.limit(filter.limit).all(db).await?).await?;
    let ids = returns.iter().map(|one| one.row.order_id);
    let orders = order::Entity::find().filter(order::Column::Id.is_in(ids)).all(db).await?;
    let orders: HashMap<Uuid, order::Model> = orders.into_iter().map(|order| (order.id, order)).collect();
    let pair = |one: Return| Some((orders.get(&one.row.order_id)?.clone(), one));
    Ok(returns.into_iter().filter_map(pair).map(|(order, one)| (one, order)).collect())
}

/// # Errors
/// `NotFound`.
pub async fn find(db: &impl ConnectionTrait, return_id: Uuid) -> Result<(Return, order::Model)> {
    let missing = || Error::NotFound { what: "return" };
    let one = by_ids(db, [return_id]).await?.pop().ok_or_else(missing)?;
    let order = order::Entity::find_by_id(one.row.order_id).one(db).await?.ok_or_else(missing)?;
    Ok((one, order))
}

/// The returns of these orders, oldest first. Two queries.
pub async fn of_orders(
    db: &impl ConnectionTrait,
    orders: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Return>> {
    let rows = order_return::Entity::find()
        .filter(order_return::Column::OrderId.is_in(orders))
        .order_by_asc(order_return::Column::Id);
    with_lines(db, rows.all(db).await?).await
}

/// Those returns, in any order.
pub async fn by_ids(db: &impl ConnectionTrait, ids: impl IntoIterator<Item = Uuid>) -> Result<Vec<Return>> {
    let rows = order_return::Entity::find().filter(order_return::Column::Id.is_in(ids)).all(db).await?;
    with_lines(db, rows).await
}

/// A return as it is under the lock of its order.
pub(super) async fn locked(txn: &Txn, return_id: Uuid) -> Result<(order::Model, Return)> {
    let missing = || Error::NotFound { what: "return" };
    let known = order_return::Entity::find_by_id(return_id).one(txn).await?.ok_or_else(missing)?;
    let order = lock(txn, known.order_id).await?;
    let one = by_ids(txn, [return_id]).await?.pop().ok_or_else(missing)?;
    Ok((order, one))
}

async fn with_lines(db: &impl ConnectionTrait, rows: Vec<order_return::Model>) -> Result<Vec<Return>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let lines = return_line::Entity::find()
        .filter(return_line::Column::ReturnId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(return_line::Column::Id)
        .all(db)
        .await?;
    let of = |id: Uuid| lines.iter().filter(|line| line.return_id == id).cloned().collect();
    Ok(rows.into_iter().map(|row| Return { lines: of(row.id), row }).collect())
}
