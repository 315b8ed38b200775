//! A customer asks to send something back.

use entity::states::{Axis, ReturnReason, ReturnState};
use entity::{order_line, order_return, return_line};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::find::Return;
use super::left::{Left, left};
use super::refund::units;
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::orders::{bump, history, lock};
use crate::payments;
use crate::store::Txn;

/// Longest message, characters.
pub const MESSAGE: usize = 1000;

/// Returns of one order. Who asks and thinks better of it again and again has to write.
const MOST: u64 = 20;

#[derive(Debug, Clone)]
pub struct AskReturn {
    pub order_id: Uuid,
    pub lines: Vec<AskedLine>,
    /// May be empty.
    pub message: String,
}

/// Units of a line.
#[derive(Debug, Clone)]
pub struct AskedLine {
    pub order_line_id: Uuid,
    pub quantity: i64,
    pub reason: ReturnReason,
}

/// Notes what a customer wants to send back, within so many days of its arrival, and tells them.
///
/// # Errors
/// `Invalid` for a line that is none of the order's; `Refused` `returns_not_taken`, `return_period_over`,
/// `more_than_returnable` (not sent, asked for or refunded before) or `too_many_returns`.
pub async fn ask(txn: &Txn, request: &AskReturn, days: i64) -> Result<Return> {
    let mut order = lock(txn, request.order_id).await?;
    if days == 0 {
        return Err(Error::refused("returns_not_taken", "this shop takes nothing back; write to it"));
    }
    let count = order_return::Entity::find().filter(order_return::Column::OrderId.eq(order.id)).count(txn);
    let count = count.await?;
    if count >= MOST {
        let detail = format!("there are {MOST} returns of this order already; write to the shop");
        return Err(Error::refused("too_many_returns", detail));
    }
    let sold = order_line::Entity::find().filter(order_line::Column::OrderId.eq(order.id)).all(txn).await?;
    let now = now();
    check(&request.lines, &sold, &left(txn, order.id, days, now).await?)?;
    let wanted = units(request.lines.iter().map(|line| (line.order_line_id, line.quantity)));
    let expected = payments::worth(txn, order.id, &wanted).await?;
    let row = order_return::Model {
        id: Uuid::now_v7(),
        order_id: order.id,
        number: format!("{}-R{}", order.number, count + 1),
        state: ReturnState::Requested,
        message: request.message.trim().to_owned(),
        answer: None,
        amount_minor: expected,
        currency: order.currency.clone(),
        refund_id: None,
        received_at: None,
        created_at: now,
        updated_at: now,
    };
    order_return::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(txn)
        .await?;
    let lines: Vec<return_line::Model> = request
        .lines
        .iter()
        .map(|line| return_line::Model {
            id: Uuid::now_v7(),
            return_id: row.id,
            order_line_id: line.order_line_id,
            quantity: line.quantity,
            reason: line.reason,
            restocked: 0,
        })
        .collect();
    let rows = lines.iter().map(|line| line.clone().into_active_model().reset_all());
    return_line::Entity::insert_many(rows).exec_without_returning(txn).await?;
    history(txn, order.id, Axis::Return, row.id, "", row.state.as_str(), "customer").await?;
    let event = Event::ReturnRequested { order_id: order.id, return_id: row.id };
    bump(txn, &mut order, &event).await?;
    audit::created(txn, Action::ReturnRequest, &row).await?;
    Ok(Return { row, lines })
}

fn check(wanted: &[AskedLine], sold: &[order_line::Model], left: &Left) -> Result<()> {
    if wanted.is_empty() {
        return Err(Error::invalid("lines", "must not be empty"));
    }
    for (index, one) in wanted.iter().enumerate() {
        let field = |name: &str| format!("lines/{index}/{name}");
        let line = sold.iter().find(|line| line.id == one.order_line_id);
        let line = line.ok_or_else(|| Error::invalid(field("line_id"), "is no line of this order"))?;
        if wanted[..index].iter().any(|other| other.order_line_id == one.order_line_id) {
            return Err(Error::invalid(field("line_id"), "is named twice"));
        }
        if one.quantity <= 0 {
            return Err(Error::invalid(field("quantity"), "must be more than 0"));
        }
        let most = left.of(line.id);
        if one.quantity > most {
            if left.is_too_late(line.id, one.quantity) {
                let detail = format!("{} arrived too long ago to be sent back", line.sku);
                return Err(Error::refused("return_period_over", detail));
            }
            let detail =
                format!("{most} of {} can be sent back: what was sent and not asked for before", line.sku);
            return Err(Error::refused("more_than_returnable", detail));
        }
    }
    Ok(())
}
