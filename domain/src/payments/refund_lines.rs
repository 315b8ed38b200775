//! Refunds by line: what units of a line cost, how many are left to give back, and what of them goes into stock again.

use entity::states::RefundState;
use entity::{order_line, refund, refund_line};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::inventory::{self, GivenUp};
use crate::money;
use crate::orders::to_send;
use crate::store::Txn;

/// Units of a line that are given back.
#[derive(Debug, Clone)]
pub struct LineRefund {
    pub order_line_id: Uuid,
    pub quantity: i64,
    /// Put them into stock again.
    pub restock: bool,
    /// They were sent and come back: what is still to be sent of the line stays so.
    pub sent: bool,
}

/// A refund, and what it was for; no lines where it was an amount.
#[derive(Debug, Clone, PartialEq)]
pub struct RefundView {
    pub refund: refund::Model,
    pub lines: Vec<refund_line::Model>,
}

/// One query, if there is a refund at all.
pub async fn with_lines(db: &impl ConnectionTrait, refunds: Vec<refund::Model>) -> Result<Vec<RefundView>> {
    if refunds.is_empty() {
        return Ok(Vec::new());
    }
    let lines = refund_line::Entity::find()
        .filter(refund_line::Column::RefundId.is_in(refunds.iter().map(|refund| refund.id)))
        .order_by_asc(refund_line::Column::Id)
        .all(db)
        .await?;
    let of = |id: Uuid| lines.iter().filter(|line| line.refund_id == id).cloned().collect();
    Ok(refunds.into_iter().map(|refund| RefundView { lines: of(refund.id), refund }).collect())
}

/// The same, with what they come to.
pub(super) struct Priced {
    line: order_line::Model,
    quantity: i64,
    pub amount_minor: i64,
    restocked: i64,
    cancelled: i64,
}

impl Priced {
    pub fn facts(&self) -> Value {
        json!({ "sku": self.line.sku, "quantity": self.quantity, "restocked": self.restocked })
    }
}

/// What these units cost. The parts of a line sum to its total, however it is cut: the units of a line are numbered, and
/// those from a to b cost the rounded price of b of them less that of a.
pub(super) async fn price(
    txn: &impl ConnectionTrait,
    order_id: Uuid,
    wanted: &[LineRefund],
) -> Result<Vec<Priced>> {
    let lines = order_line::Entity::find().filter(order_line::Column::OrderId.eq(order_id)).all(txn).await?;
    let before = kept_lines(txn, order_id).await?;
    let to_send = to_send(txn, order_id, &lines).await?;
    let mut priced: Vec<Priced> = Vec::with_capacity(wanted.len());
    for (index, one) in wanted.iter().enumerate() {
        let field = |name: &str| format!("lines/{index}/{name}");
        let line = lines.iter().find(|line| line.id == one.order_line_id);
        let line = line.ok_or_else(|| Error::invalid(field("line_id"), "is no line of this order"))?;
        if priced.iter().any(|other| other.line.id == line.id) {
            return Err(Error::invalid(field("line_id"), "is named twice"));
        }
        if one.quantity <= 0 {
            return Err(Error::invalid(field("quantity"), "must be more than 0"));
        }
        let given: i64 =
            before.iter().filter(|row| row.order_line_id == line.id).map(|row| row.quantity).sum();
        let until = given.saturating_add(one.quantity);
        if until > line.quantity {
            let left = line.quantity - given;
            let detail = format!("only {left} of {} are left to be refunded", line.sku);
            return Err(Error::refused("more_than_ordered", detail));
        }
        priced.push(Priced {
            amount_minor: share(line, until) - share(line, given),
            restocked: if one.restock { one.quantity } else { 0 },
            cancelled: match one.sent {
                true => 0,
                false => one.quantity.min(to_send.get(&line.id).copied().unwrap_or_default()),
            },
            quantity: one.quantity,
            line: line.clone(),
        });
    }
    Ok(priced)
}

/// What these units would come to if they were given back now.
///
/// # Errors
/// As a refund of them, but for what was paid.
pub async fn worth(db: &impl ConnectionTrait, order_id: Uuid, wanted: &[LineRefund]) -> Result<i64> {
    money::sum(price(db, order_id, wanted).await?.iter().map(|line| line.amount_minor))
}

/// Units of the order's variants that were given back and did not go into stock: they are broken, or lost.
pub(crate) async fn written_off(db: &impl ConnectionTrait, order_id: Uuid) -> Result<Vec<(Uuid, i64)>> {
    let given = kept_lines(db, order_id).await?;
    if given.is_empty() {
        return Ok(Vec::new());
    }
    let awaited = inventory::awaited(db, order_id).await?;
    let lines = order_line::Entity::find().filter(order_line::Column::OrderId.eq(order_id)).all(db).await?;
    let lost = |line: &order_line::Model| {
        let given = given.iter().filter(|row| row.order_line_id == line.id);
        let lost: i64 = given.map(|row| row.quantity - row.restocked).sum();
        // Those that never came are nowhere.
        let never_came = awaited.get(&line.variant_id).map_or(0, |awaited| awaited.forgiven);
        (line.variant_id, lost - never_came)
    };
    Ok(lines.iter().map(lost).filter(|(_, units)| *units > 0).collect())
}

/// What was given back of lines, by refunds that did not fail.
async fn kept_lines(db: &impl ConnectionTrait, order_id: Uuid) -> Result<Vec<refund_line::Model>> {
    let kept = refund::Entity::find()
        .select_only()
        .column(refund::Column::Id)
        .filter(refund::Column::OrderId.eq(order_id))
        .filter(refund::Column::State.ne(RefundState::Failed))
        .into_query();
    Ok(refund_line::Entity::find().filter(refund_line::Column::RefundId.in_subquery(kept)).all(db).await?)
}

/// The price of the first `units` of a line, rounded down.
fn share(line: &order_line::Model, units: i64) -> i64 {
    let share = i128::from(line.total_minor) * i128::from(units) / i128::from(line.quantity.max(1));
    i64::try_from(share).expect("a part of a total is no larger than it")
}

/// Keeps what a refund was for, and puts into stock what goes there: what never came does not.
pub(super) async fn keep(txn: &Txn, order_id: Uuid, refund_id: Uuid, lines: &mut [Priced]) -> Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let units: Vec<GivenUp> = lines
        .iter()
        .map(|priced| GivenUp {
            variant_id: priced.line.variant_id,
            cancelled: priced.cancelled,
            restocked: priced.restocked,
        })
        .collect();
    let restocked = inventory::give_up_units(txn, order_id, &units).await?;
    for priced in lines.iter_mut() {
        priced.restocked = restocked.get(&priced.line.variant_id).copied().unwrap_or_default();
    }
    let rows = lines.iter().map(|priced| refund_line::ActiveModel {
        id: Set(Uuid::now_v7()),
        refund_id: Set(refund_id),
        order_line_id: Set(priced.line.id),
        quantity: Set(priced.quantity),
        amount_minor: Set(priced.amount_minor),
        restocked: Set(priced.restocked),
        cancelled: Set(priced.cancelled),
    });
    refund_line::Entity::insert_many(rows).exec_without_returning(txn).await?;
    Ok(())
}
