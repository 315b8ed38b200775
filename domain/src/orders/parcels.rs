//! What of an order is in parcels, and where the order's fulfilment stands because of it.

use std::collections::HashMap;

use entity::states::{Axis, FulfilmentState, RefundState, ShipmentState};
use entity::{order, order_line, refund, refund_line, shipment, shipment_line};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

use super::state::{FULFILMENT, FulfilmentEvent, OrderEvent};
use super::transition::{advance, bump, history};
use crate::error::{Error, Result};
use crate::events::Event;
use crate::inventory::{self, Awaited};
use crate::payments;
use crate::store::Txn;

/// A parcel and what is in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Parcel {
    pub shipment: shipment::Model,
    pub lines: Vec<shipment_line::Model>,
}

/// The order's parcels, oldest first.
pub(crate) async fn parcels(db: &impl ConnectionTrait, order_id: Uuid) -> Result<Vec<Parcel>> {
    which(db, shipment::Entity::find().filter(shipment::Column::OrderId.eq(order_id))).await
}

/// Those parcels.
pub(crate) async fn parcels_by_id(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Parcel>> {
    which(db, shipment::Entity::find().filter(shipment::Column::Id.is_in(ids))).await
}

async fn which(db: &impl ConnectionTrait, query: Select<shipment::Entity>) -> Result<Vec<Parcel>> {
    let shipments =
        query.order_by_asc(shipment::Column::ShippedAt).order_by_asc(shipment::Column::Id).all(db).await?;
    if shipments.is_empty() {
        return Ok(Vec::new());
    }
    let lines = shipment_line::Entity::find()
        .filter(shipment_line::Column::ShipmentId.is_in(shipments.iter().map(|row| row.id)))
        .order_by_asc(shipment_line::Column::Id)
        .all(db)
        .await?;
    let of = |id: Uuid| lines.iter().filter(|line| line.shipment_id == id).cloned().collect();
    Ok(shipments.into_iter().map(|shipment| Parcel { lines: of(shipment.id), shipment }).collect())
}

/// A parcel of the order, with the order and its lines.
///
/// # Errors
/// `NotFound` when the order has no such parcel.
pub async fn parcel(
    db: &impl ConnectionTrait,
    order_id: Uuid,
    shipment_id: Uuid,
) -> Result<(order::Model, Parcel, Vec<order_line::Model>)> {
    let missing = Error::NotFound { what: "shipment" };
    let parcel = parcels_by_id(db, [shipment_id]).await?.pop();
    let parcel = parcel.filter(|parcel| parcel.shipment.order_id == order_id).ok_or(missing)?;
    let order =
        order::Entity::find_by_id(order_id).one(db).await?.ok_or(Error::NotFound { what: "order" })?;
    let lines = order_line::Entity::find()
        .filter(order_line::Column::OrderId.eq(order_id))
        .order_by_asc(order_line::Column::Position)
        .all(db)
        .await?;
    Ok((order, parcel, lines))
}

/// Units of a line: to be sent at all, sent, and arrived; and those that went back into stock before they were sent.
#[derive(Debug, Clone, Copy, Default)]
struct Units {
    wanted: i64,
    sent: i64,
    arrived: i64,
    gone: i64,
}

async fn units(
    db: &impl ConnectionTrait,
    order_id: Uuid,
    lines: &[order_line::Model],
) -> Result<HashMap<Uuid, Units>> {
    let mut units: HashMap<Uuid, Units> =
        lines.iter().map(|line| (line.id, Units { wanted: line.quantity, ..Units::default() })).collect();
    let refunds = refund::Entity::find()
        .select_only()
        .column(refund::Column::Id)
        .filter(refund::Column::OrderId.eq(order_id));
    let failed = refunds.clone().filter(refund::Column::State.eq(RefundState::Failed));
    let failed: Vec<Uuid> = failed.into_tuple().all(db).await?;
    let refunded =
        refund_line::Entity::find().filter(refund_line::Column::RefundId.in_subquery(refunds.into_query()));
    for row in refunded.all(db).await? {
        let units = units.entry(row.order_line_id).or_default();
        units.gone += row.cancelled.min(row.restocked);
        if !failed.contains(&row.refund_id) {
            units.wanted -= row.cancelled;
        }
    }
    for parcel in parcels(db, order_id).await? {
        for line in parcel.lines {
            let units = units.entry(line.order_line_id).or_default();
            match parcel.shipment.state {
                ShipmentState::Shipped => units.sent += line.quantity,
                ShipmentState::Delivered => {
                    units.sent += line.quantity;
                    units.arrived += line.quantity;
                }
                ShipmentState::Returned => {}
            }
        }
    }
    Ok(units)
}

/// How many units of each line are still to be sent.
pub(crate) async fn to_send(
    db: &impl ConnectionTrait,
    order_id: Uuid,
    lines: &[order_line::Model],
) -> Result<HashMap<Uuid, i64>> {
    let units = units(db, order_id, lines).await?;
    Ok(units.into_iter().map(|(line, units)| (line, (units.wanted - units.sent).max(0))).collect())
}

/// The same, without what the order does not have: what is still owed to it; and what was given up or went back into stock for a
/// refund, and is wanted again since the refund failed.
pub(super) async fn sendable(
    db: &impl ConnectionTrait,
    order_id: Uuid,
    lines: &[order_line::Model],
) -> Result<HashMap<Uuid, i64>> {
    let units = units(db, order_id, lines).await?;
    let awaited = inventory::awaited(db, order_id).await?;
    let sendable = |line: &order_line::Model| {
        let units = units.get(&line.id).copied().unwrap_or_default();
        let Awaited { owed, forgiven } = awaited.get(&line.variant_id).copied().unwrap_or_default();
        let has = line.quantity - owed - forgiven - units.gone;
        (line.id, ((units.wanted - owed).min(has) - units.sent).max(0))
    };
    Ok(lines.iter().map(sendable).collect())
}

/// Lets the fulfilment of a locked order follow its parcels. What has all arrived completes the order.
pub(crate) async fn follow_parcels(txn: &Txn, order: &mut order::Model, cause: &str) -> Result<()> {
    let lines = order_line::Entity::find().filter(order_line::Column::OrderId.eq(order.id)).all(txn).await?;
    let units = units(txn, order.id, &lines).await?;
    let sum = |of: fn(&Units) -> i64| units.values().map(of).sum::<i64>();
    let (wanted, sent, arrived) =
        (sum(|units| units.wanted), sum(|units| units.sent), sum(|units| units.arrived));
    let from = order.fulfilment;
    let event = if sent > 0 && arrived >= wanted {
        FulfilmentEvent::Deliver
    } else if sent > 0 && sent >= wanted {
        FulfilmentEvent::Ship
    } else if sent > 0 && from == FulfilmentState::Shipped {
        FulfilmentEvent::ReturnPart
    } else if sent > 0 {
        FulfilmentEvent::ShipPart
    } else {
        FulfilmentEvent::ReturnAll
    };
    let Some(to) = FULFILMENT.next(from, event) else { return Ok(()) };
    let order_id = order.id;
    order.fulfilment = to;
    history(txn, order_id, Axis::Fulfilment, order_id, from.as_str(), to.as_str(), cause).await?;
    bump(txn, order, &Event::FulfilmentChanged { order_id, fulfilment: to }).await?;
    if to == FulfilmentState::Delivered {
        payments::receive_delivered(txn, order).await?;
        advance(txn, order, OrderEvent::Delivered, "delivered").await?;
        bump(txn, order, &Event::OrderCompleted { order_id }).await?;
    }
    Ok(())
}
