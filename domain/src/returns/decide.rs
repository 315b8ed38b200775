//! What becomes of a return before its money goes back. Doing the same twice is fine.

use std::collections::BTreeMap;

use entity::states::ReturnState;
use entity::{order_line, return_line};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::find::{Return, locked};
use super::state::{ReturnEvent, advance};
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::inventory;
use crate::orders::bump;
use crate::store::Txn;

/// The customer may send it. `answer` is what the mail says beside.
///
/// # Errors
/// `NotFound`; `Conflict` `wrong_return_state`.
pub async fn approve(txn: &Txn, return_id: Uuid, answer: Option<String>) -> Result<Return> {
    let (mut order, mut one) = locked(txn, return_id).await?;
    if one.row.state == ReturnState::Approved {
        return Ok(one);
    }
    let before = one.row.clone();
    one.row.answer = answer;
    advance(txn, &mut one.row, ReturnEvent::Approve, "staff").await?;
    let order_id = order.id;
    bump(txn, &mut order, &Event::ReturnApproved { order_id, return_id }).await?;
    audit::changed(txn, Action::ReturnApprove, &before, &one.row).await?;
    Ok(one)
}

/// It is not taken back; `answer` says why.
///
/// # Errors
/// `NotFound`; `Conflict` `wrong_return_state`, or `restocked` when some of it is in stock again, and so was taken back.
pub async fn reject(txn: &Txn, return_id: Uuid, answer: String) -> Result<Return> {
    let (mut order, mut one) = locked(txn, return_id).await?;
    if one.row.state == ReturnState::Rejected {
        return Ok(one);
    }
    if one.lines.iter().any(|line| line.restocked > 0) {
        let detail = "some of it is in stock again: it was taken back, so refund it";
        return Err(Error::conflict("restocked", detail));
    }
    let before = one.row.clone();
    one.row.answer = Some(answer);
    advance(txn, &mut one.row, ReturnEvent::Reject, "staff").await?;
    let order_id = order.id;
    bump(txn, &mut order, &Event::ReturnRejected { order_id, return_id }).await?;
    audit::changed(txn, Action::ReturnReject, &before, &one.row).await?;
    Ok(one)
}

/// The customer keeps it.
///
/// # Errors
/// `NotFound` also when it is none of the order's; `Conflict` `wrong_return_state` once it is here or decided against.
pub async fn withdraw(txn: &Txn, order_id: Uuid, return_id: Uuid) -> Result<Return> {
    let (mut order, mut one) = locked(txn, return_id).await?;
    if order.id != order_id {
        return Err(Error::NotFound { what: "return" });
    }
    if one.row.state == ReturnState::Withdrawn {
        return Ok(one);
    }
    let before = one.row.clone();
    advance(txn, &mut one.row, ReturnEvent::Withdraw, "customer").await?;
    bump(txn, &mut order, &Event::ReturnWithdrawn { order_id, return_id }).await?;
    audit::changed(txn, Action::ReturnWithdraw, &before, &one.row).await?;
    Ok(one)
}

/// The goods are here. `restock`: how many units of which line go into stock again.
///
/// # Errors
/// `NotFound`; `Invalid` for a line that is none of the return's, or more of it than came; `Conflict`
/// `wrong_return_state`, or `not_sold` when units are back in stock already.
pub async fn receive(txn: &Txn, return_id: Uuid, restock: &[(Uuid, i64)]) -> Result<Return> {
    let (mut order, mut one) = locked(txn, return_id).await?;
    if one.row.state == ReturnState::Received {
        return Ok(one);
    }
    let before = one.row.clone();
    one.row.received_at = Some(now());
    advance(txn, &mut one.row, ReturnEvent::Receive, "staff").await?;
    put_into_stock(txn, &mut one, restock).await?;
    let order_id = order.id;
    bump(txn, &mut order, &Event::ReturnReceived { order_id, return_id }).await?;
    audit::changed(txn, Action::ReturnReceive, &before, &one.row).await?;
    Ok(one)
}

async fn put_into_stock(txn: &Txn, one: &mut Return, restock: &[(Uuid, i64)]) -> Result<()> {
    let sold = order_line::Entity::find()
        .filter(order_line::Column::Id.is_in(one.lines.iter().map(|line| line.order_line_id)))
        .all(txn)
        .await?;
    // By variant, ascending, as everybody locks them.
    let mut units: BTreeMap<Uuid, i64> = BTreeMap::new();
    for (index, (line_id, quantity)) in restock.iter().enumerate() {
        let field = |name: &str| format!("restock/{index}/{name}");
        let line = one.lines.iter_mut().find(|line| line.order_line_id == *line_id);
        let line = line.ok_or_else(|| Error::invalid(field("line_id"), "is no line of this return"))?;
        if line.restocked > 0 {
            return Err(Error::invalid(field("line_id"), "is named twice"));
        }
        if !(1..=line.quantity).contains(quantity) {
            return Err(Error::invalid(field("quantity"), format!("must be 1 to {}", line.quantity)));
        }
        line.restocked = *quantity;
        let variant_id = sold.iter().find(|sold| sold.id == *line_id).map(|sold| sold.variant_id);
        let variant_id =
            variant_id.ok_or_else(|| Error::invalid(field("line_id"), "is no line of the order"))?;
        *units.entry(variant_id).or_default() += *quantity;
    }
    for line in one.lines.iter().filter(|line| line.restocked > 0) {
        return_line::Entity::update_many()
            .set(return_line::ActiveModel { restocked: Set(line.restocked), ..Default::default() })
            .filter(return_line::Column::Id.eq(line.id))
            .exec(txn)
            .await?;
    }
    let units: Vec<(Uuid, i64)> = units.into_iter().collect();
    inventory::take_back(txn, one.row.order_id, &units).await
}
