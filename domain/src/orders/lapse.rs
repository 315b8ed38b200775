//! Orders whose payment never came: they expire, and their stock and what they used of promotions are
//! free again.

use chrono::TimeDelta;
use entity::states::{OrderState, PaymentState, ReservationState};
use entity::{order, payment};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::state::OrderEvent;
use super::transition::{advance, bump, lock};
use crate::clock::{Timestamp, now};
use crate::error::Result;
use crate::events::Event;
use crate::store::{Store, Txn};
use crate::{inventory, payments, promotions};

/// Orders per round; the next tick takes the rest.
const BATCH: u64 = 200;

/// Expires orders whose hold ended before `now`. One whose payment is under way or unknown is waited for a little
/// longer, since its money may already have moved. Returns how many expired.
pub async fn lapse_unpaid(store: &Store, at: Timestamp) -> Result<u64> {
    let due: Vec<Uuid> = order::Entity::find()
        .select_only()
        .column(order::Column::Id)
        .filter(order::Column::State.eq(OrderState::AwaitingPayment))
        .filter(order::Column::HoldUntil.lt(at))
        .filter(order::Column::HoldReason.is_null())
        .order_by_asc(order::Column::HoldUntil)
        .limit(BATCH)
        .into_tuple()
        .all(store.read())
        .await?;
    let mut expired = 0;
    for order_id in due {
        expired += u64::from(store.write(async |txn| lapse(txn, order_id, at).await).await?);
    }
    Ok(expired)
}

async fn lapse(txn: &Txn, order_id: Uuid, at: Timestamp) -> Result<bool> {
    let mut order = lock(txn, order_id).await?;
    if order.state != OrderState::AwaitingPayment || order.hold_until >= at || order.hold_reason.is_some() {
        return Ok(false); // Paid, cancelled or held meanwhile.
    }
    let under_way = payment::Entity::find()
        .filter(payment::Column::OrderId.eq(order_id))
        .filter(payment::Column::State.is_in([PaymentState::Processing, PaymentState::Unknown]))
        .one(txn)
        .await?;
    if under_way.is_some() {
        order::Entity::update_many()
            .set(order::ActiveModel { hold_until: Set(now() + TimeDelta::minutes(2)), ..Default::default() })
            .filter(order::Column::Id.eq(order_id))
            .exec(txn)
            .await?;
        return Ok(false);
    }
    promotions::release(txn, order_id).await?;
    inventory::release(txn, order_id, ReservationState::Expired).await?;
    advance(txn, &mut order, OrderEvent::HoldLapsed, "payment did not come in time").await?;
    bump(txn, &mut order, &Event::OrderExpired { order_id }).await?;
    if order.captured_minor > 0 {
        // Only a part of the money came.
        payments::refund_rest(txn, &mut order, "the rest of the payment did not come in time").await?;
    }
    Ok(true)
}
