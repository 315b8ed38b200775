//! What staff do at their desk with an order: hold it, let it go, and note what matters.

use entity::{order, order_note};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::transition::{bump, lock};
use crate::audit::{self, Action};
use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};
use crate::events::Event;
use crate::store::Txn;

/// Holds an order: it is not sent, and does not lapse. Holding one that is held changes the reason.
///
/// # Errors
/// `Conflict` `wrong_order_state` when nothing is left to be done with it.
pub async fn hold(txn: &Txn, order_id: Uuid, reason: &str) -> Result<order::Model> {
    use entity::states::OrderState::{AwaitingPayment, Placed};
    let mut order = lock(txn, order_id).await?;
    if !matches!(order.state, AwaitingPayment | Placed) {
        let detail = format!("an order that is {} cannot be held", order.state);
        return Err(Error::conflict("wrong_order_state", detail));
    }
    let before = order.clone();
    order.hold_reason = Some(reason.to_owned());
    bump(txn, &mut order, &Event::OrderHeld { order_id }).await?;
    audit::changed(txn, Action::OrderHold, &before, &order).await?;
    Ok(order)
}

/// Holds it no longer. One that is not held is fine.
pub async fn release(txn: &Txn, order_id: Uuid) -> Result<order::Model> {
    let mut order = lock(txn, order_id).await?;
    if order.hold_reason.is_none() {
        return Ok(order);
    }
    let before = order.clone();
    order.hold_reason = None;
    bump(txn, &mut order, &Event::OrderReleased { order_id }).await?;
    audit::changed(txn, Action::OrderRelease, &before, &order).await?;
    Ok(order)
}

/// Keeps a note about an order, which customers never see. `author` is who they are called now.
pub async fn note(
    txn: &Txn,
    order_id: Uuid,
    author: (Option<Uuid>, String),
    text: &str,
) -> Result<order_note::Model> {
    let mut order = lock(txn, order_id).await?;
    let row = order_note::Model {
        id: Uuid::now_v7(),
        order_id,
        author_id: author.0,
        author: author.1,
        text: text.to_owned(),
        created_at: now(),
    };
    order_note::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(txn)
        .await?;
    bump(txn, &mut order, &Event::OrderNoted { order_id, note_id: row.id }).await?;
    audit::did(txn, Action::OrderNote, order_id, None, Some(json!({ "note_id": row.id, "text": text })))
        .await?;
    Ok(row)
}

/// The notes about an order, newest first.
///
/// # Errors
/// `NotFound` when there is no such order.
pub async fn notes(
    db: &impl ConnectionTrait,
    order_id: Uuid,
    after: Option<(Timestamp, Uuid)>,
    limit: u64,
) -> Result<Vec<order_note::Model>> {
    order::Entity::find_by_id(order_id).one(db).await?.ok_or(Error::NotFound { what: "order" })?;
    let mut query = order_note::Entity::find()
        .filter(order_note::Column::OrderId.eq(order_id))
        .order_by_desc(order_note::Column::CreatedAt)
        .order_by_desc(order_note::Column::Id)
        .limit(limit);
    if let Some((at, id)) = after {
        let same = order_note::Column::CreatedAt.eq(at).and(order_note::Column::Id.lt(id));
        query = query.filter(order_note::Column::CreatedAt.lt(at).or(same));
    }
    Ok(query.all(db).await?)
}
