//! The one way in which an order changes: locked, moved along its machine, written with a line of history.

use entity::states::Axis;
use entity::{order, payment, transition};
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::state::{ORDER, OrderEvent};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::store::Txn;
use crate::trace::Cause;

/// Takes the order's row lock. Everything about an order happens under it.
pub(crate) async fn lock(txn: &Txn, order_id: Uuid) -> Result<order::Model> {
    order::Entity::find_by_id(order_id)
        .lock(LockType::Update)
        .one(txn)
        .await?
        .ok_or(Error::NotFound { what: "order" })
}

/// As [`lock`], for many orders: one after the other by id, so that two who want the same ones queue. An order that does
/// not exist is left out.
pub(crate) async fn lock_all(txn: &Txn, orders: impl IntoIterator<Item = Uuid>) -> Result<Vec<order::Model>> {
    let locked = order::Entity::find()
        .filter(order::Column::Id.is_in(orders))
        .order_by_asc(order::Column::Id)
        .lock(LockType::Update)
        .all(txn)
        .await?;
    Ok(locked)
}

/// As [`lock`], for the order of a payment.
pub(crate) async fn lock_of_payment(txn: &Txn, payment_id: Uuid) -> Result<order::Model> {
    let order_id =
        payment::Entity::find_by_id(payment_id).select_only().column(payment::Column::OrderId).into_query();
    order::Entity::find()
        .filter(order::Column::Id.in_subquery(order_id))
        .lock(LockType::Update)
        .one(txn)
        .await?
        .ok_or(Error::NotFound { what: "payment" })
}

/// Moves a locked order along its machine, with history. The event that announces it is the caller's.
///
/// # Errors
/// `Conflict` `wrong_order_state` when the machine does not allow it.
pub(crate) async fn advance(txn: &Txn, order: &mut order::Model, on: OrderEvent, cause: &str) -> Result<()> {
    let from = order.state;
    let to = ORDER.next(from, on).ok_or_else(|| {
        Error::conflict("wrong_order_state", format!("this cannot be done with an order that is {from}"))
    })?;
    order.state = to;
    history(txn, order.id, Axis::Order, order.id, from.as_str(), to.as_str(), cause).await?;
    Ok(())
}

/// Saves a locked order as its next version and announces `event` under that version.
pub(crate) async fn bump(txn: &Txn, order: &mut order::Model, event: &Event) -> Result<()> {
    let locked_version = order.version;
    order.version += 1;
    order.updated_at = now();
    let saved = order::Entity::update_many()
        .set(order.clone().into_active_model().reset_all())
        .filter(order::Column::Id.eq(order.id))
        .filter(order::Column::Version.eq(locked_version))
        .exec(txn)
        .await?;
    if saved.rows_affected != 1 {
        return Err(Error::conflict("changed_meanwhile", "somebody else changed the order; look again"));
    }
    events::record(txn, event, order.version).await
}

/// Announces, for each of these locked orders, an event that changes nothing else of it, under its next version. `announced`
/// gives the event and its cause; an order without one is left alone.
pub(crate) async fn bump_all(
    txn: &Txn,
    orders: &[order::Model],
    announced: impl Fn(&order::Model) -> Option<(Event, Cause)>,
) -> Result<()> {
    let mut events = Vec::with_capacity(orders.len());
    for order in orders {
        if let Some((event, cause)) = announced(order) {
            events.push((event, order.version + 1, cause));
        }
    }
    let ids = events.iter().map(|(event, ..)| event.aggregate().id());
    order::Entity::update_many()
        .col_expr(order::Column::Version, Expr::col(order::Column::Version).add(1))
        .set(order::ActiveModel { updated_at: Set(now()), ..Default::default() })
        .filter(order::Column::Id.is_in(ids))
        .exec(txn)
        .await?;
    events::record_all(txn, &events).await
}

/// Writes one line of history and returns it.
pub(crate) async fn history(
    txn: &Txn,
    order_id: Uuid,
    axis: Axis,
    subject_id: Uuid,
    from: &str,
    to: &str,
    cause: &str,
) -> Result<transition::Model> {
    let row = transition::Model {
        id: Uuid::now_v7(),
        order_id,
        axis,
        subject_id,
        from_state: from.to_owned(),
        to_state: to.to_owned(),
        cause: cause.to_owned(),
        created_at: now(),
    };
    transition::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(txn)
        .await?;
    Ok(row)
}
