//! What of an order can still be asked to be sent back: what was sent, less what was asked for or refunded before.

use std::collections::HashMap;

use chrono::TimeDelta;
use entity::states::{RefundState, ReturnState, ShipmentState};
use entity::{order_return, refund, refund_line, return_line};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::error::Result;
use crate::orders::parcels;

/// Units by line of the order; lines of which nothing was sent are absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Left {
    /// Sent, not asked for and not refunded.
    units: HashMap<Uuid, i64>,
    /// Sent, and on the way or arrived not too long ago.
    in_time: HashMap<Uuid, i64>,
    /// When the last of it arrived too long ago; none while something is on its way, or where nothing is taken back.
    pub until: Option<Timestamp>,
}

impl Left {
    /// How many units of the line can be asked for now.
    pub fn of(&self, order_line_id: Uuid) -> i64 {
        let of = |units: &HashMap<Uuid, i64>| units.get(&order_line_id).copied().unwrap_or_default();
        of(&self.units).min(of(&self.in_time)).max(0)
    }

    /// Whether it is the time alone that keeps so many units of the line from being asked for.
    pub(super) fn is_too_late(&self, order_line_id: Uuid, quantity: i64) -> bool {
        self.units.get(&order_line_id).is_some_and(|left| *left >= quantity)
    }
}

/// What is left at that moment, where something is taken back for so many days. Five queries.
pub async fn left(db: &impl ConnectionTrait, order_id: Uuid, days: i64, at: Timestamp) -> Result<Left> {
    let mut left = Left::default();
    let mut is_under_way = false;
    for parcel in parcels(db, order_id).await? {
        if parcel.shipment.state == ShipmentState::Returned {
            continue;
        }
        let until = parcel.shipment.delivered_at.map(|arrived| arrived + TimeDelta::days(days));
        is_under_way |= until.is_none();
        left.until = left.until.max(until);
        for line in parcel.lines {
            *left.units.entry(line.order_line_id).or_default() += line.quantity;
            if days > 0 && until.is_none_or(|until| until > at) {
                *left.in_time.entry(line.order_line_id).or_default() += line.quantity;
            }
        }
    }
    if is_under_way || days == 0 {
        left.until = None;
    }
    let returns = order_return::Entity::find()
        .filter(order_return::Column::OrderId.eq(order_id))
        .filter(order_return::Column::State.is_not_in([ReturnState::Rejected, ReturnState::Withdrawn]))
        .all(db)
        .await?;
    let asked = return_line::Entity::find()
        .filter(return_line::Column::ReturnId.is_in(returns.iter().map(|row| row.id)));
    for line in asked.all(db).await? {
        *left.units.entry(line.order_line_id).or_default() -= line.quantity;
    }
    // What returns gave back is among what was asked for.
    let by_returns: Vec<Uuid> = returns.iter().filter_map(|row| row.refund_id).collect();
    let refunds = refund::Entity::find()
        .filter(refund::Column::OrderId.eq(order_id))
        .filter(refund::Column::State.ne(RefundState::Failed))
        .all(db)
        .await?;
    let others = refunds.iter().map(|row| row.id).filter(|id| !by_returns.contains(id));
    let refunded = refund_line::Entity::find().filter(refund_line::Column::RefundId.is_in(others));
    for line in refunded.all(db).await? {
        *left.units.entry(line.order_line_id).or_default() -= line.quantity - line.cancelled;
    }
    Ok(left)
}
