//! Sending an order in one parcel or several, and what becomes of them.

use entity::states::{Axis, OrderState, ShipmentState};
use entity::{order, order_line, shipment, shipment_line};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder,
};
use serde_json::json;
use uuid::Uuid;

use super::parcels::{follow_parcels, sendable, to_send};
use super::transition::{bump, history, lock};
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::payments;
use crate::store::Txn;

#[derive(Debug, Clone, Default)]
pub struct ShipOrder {
    pub order_id: Uuid,
    /// Lines and how many units of them; everything that is left when empty.
    pub lines: Vec<(Uuid, i64)>,
    pub carrier: Option<String>,
    pub tracking: Option<String>,
    pub tracking_url: Option<String>,
}

/// Notes that a parcel is on its way, tells the customer, and takes the money that was authorised for the order.
///
/// # Errors
/// `Conflict` `not_paid`, `on_hold`, `wrong_fulfilment_state` (nothing is left) or `waits_for_stock` (what is left did not come
/// yet); `Refused` `more_than_ordered`; `Invalid` for a line that is none of the order's.
pub async fn ship(txn: &Txn, request: &ShipOrder) -> Result<shipment::Model> {
    let mut order = lock(txn, request.order_id).await?;
    let shipment = send(txn, &mut order, request).await?;
    let said = json!({
        "shipment": shipment.number, "carrier": shipment.carrier, "tracking": shipment.tracking, "lines": request.lines,
    });
    audit::did(txn, Action::OrderShip, order.id, None, Some(said)).await?;
    Ok(shipment)
}

pub(super) async fn send(
    txn: &Txn,
    order: &mut order::Model,
    request: &ShipOrder,
) -> Result<shipment::Model> {
    require_sendable(order)?;
    let lines = chosen(txn, order, request).await?;
    let order_id = order.id;
    let count = shipment::Entity::find().filter(shipment::Column::OrderId.eq(order_id)).count(txn).await?;
    let now = now();
    let row = shipment::Model {
        id: Uuid::now_v7(),
        order_id,
        number: format!("{}-{}", order.number, count + 1),
        state: ShipmentState::Shipped,
        carrier: request.carrier.clone(),
        tracking: request.tracking.clone(),
        tracking_url: request.tracking_url.clone(),
        shipped_at: now,
        delivered_at: None,
        returned_at: None,
        updated_at: now,
    };
    shipment::Entity::insert(row.clone().into_active_model().reset_all()).exec_without_returning(txn).await?;
    let rows = lines.into_iter().map(|(line, quantity)| shipment_line::ActiveModel {
        id: Set(Uuid::now_v7()),
        shipment_id: Set(row.id),
        order_line_id: Set(line),
        quantity: Set(quantity),
    });
    shipment_line::Entity::insert_many(rows).exec_without_returning(txn).await?;
    history(txn, order_id, Axis::Shipment, row.id, "", row.state.as_str(), "staff").await?;
    if row.tracking.is_some() {
        order.tracking.clone_from(&row.tracking);
    }
    bump(txn, order, &Event::ShipmentShipped { order_id, shipment_id: row.id }).await?;
    follow_parcels(txn, order, "staff").await?;
    payments::capture_shipped(txn, order).await?;
    Ok(row)
}

/// Whether the order may be packed and sent.
pub(super) fn require_sendable(order: &order::Model) -> Result<()> {
    if order.state != OrderState::Placed {
        let detail = format!("only a paid order can be sent; this one is {}", order.state);
        return Err(Error::conflict("not_paid", detail));
    }
    match &order.hold_reason {
        Some(reason) => Err(Error::conflict("on_hold", format!("the order is held: {reason}"))),
        None => Ok(()),
    }
}

/// What goes into the parcel: what was asked for, as far as it is left.
async fn chosen(txn: &Txn, order: &order::Model, request: &ShipOrder) -> Result<Vec<(Uuid, i64)>> {
    let lines = order_line::Entity::find()
        .filter(order_line::Column::OrderId.eq(order.id))
        .order_by_asc(order_line::Column::Position)
        .all(txn)
        .await?;
    let left = to_send(txn, order.id, &lines).await?;
    let is_wanted = left.values().any(|units| *units > 0);
    let left = sendable(txn, order.id, &lines).await?;
    let left = |line: &order_line::Model| left.get(&line.id).copied().unwrap_or_default();
    if lines.iter().all(|line| left(line) == 0) {
        if is_wanted {
            let detail = "what is left of the order is not in stock yet";
            return Err(Error::conflict("waits_for_stock", detail));
        }
        let detail = format!("nothing is left to be sent of an order that is {}", order.fulfilment);
        return Err(Error::conflict("wrong_fulfilment_state", detail));
    }
    if request.lines.is_empty() {
        let rest = lines.iter().map(|line| (line.id, left(line)));
        return Ok(rest.filter(|(_, units)| *units > 0).collect());
    }
    let mut chosen: Vec<(Uuid, i64)> = Vec::with_capacity(request.lines.len());
    for (index, (line_id, quantity)) in request.lines.iter().enumerate() {
        let field = |name: &str| format!("lines/{index}/{name}");
        let line = lines.iter().find(|line| line.id == *line_id);
        let line = line.ok_or_else(|| Error::invalid(field("line_id"), "is no line of this order"))?;
        if chosen.iter().any(|(other, _)| other == line_id) {
            return Err(Error::invalid(field("line_id"), "is named twice"));
        }
        if *quantity <= 0 {
            return Err(Error::invalid(field("quantity"), "must be more than 0"));
        }
        if *quantity > left(line) {
            let detail = format!("only {} of {} are left to be sent", left(line), line.sku);
            return Err(Error::refused("more_than_ordered", detail));
        }
        chosen.push((*line_id, *quantity));
    }
    Ok(chosen)
}

/// Notes that a parcel arrived. When all of the order has, the order is completed, and paid if it is paid at the door.
///
/// # Errors
/// `NotFound`; `Conflict` `wrong_shipment_state`. Delivering twice is fine.
pub async fn deliver_shipment(txn: &Txn, order_id: Uuid, shipment_id: Uuid) -> Result<shipment::Model> {
    let mut order = lock(txn, order_id).await?;
    let row = find_shipment(txn, order_id, shipment_id).await?;
    if row.state == ShipmentState::Delivered {
        return Ok(row);
    }
    let row = arrive(txn, &mut order, row).await?;
    follow_parcels(txn, &mut order, "delivered").await?;
    let said = json!({ "number": row.number, "order_id": order_id });
    audit::did(txn, Action::ShipmentDeliver, shipment_id, None, Some(said)).await?;
    Ok(row)
}

async fn arrive(txn: &Txn, order: &mut order::Model, row: shipment::Model) -> Result<shipment::Model> {
    let delivered = shipment::Model { delivered_at: Some(now()), ..row.clone() };
    let delivered = move_on(txn, &row, delivered, ShipmentState::Delivered).await?;
    let (order_id, shipment_id) = (order.id, row.id);
    bump(txn, order, &Event::ShipmentDelivered { order_id, shipment_id }).await?;
    Ok(delivered)
}

/// All parcels that are on their way arrived.
pub(super) async fn arrive_all(txn: &Txn, order: &mut order::Model) -> Result<()> {
    let on_their_way = shipment::Entity::find()
        .filter(shipment::Column::OrderId.eq(order.id))
        .filter(shipment::Column::State.eq(ShipmentState::Shipped))
        .order_by_asc(shipment::Column::Id)
        .all(txn)
        .await?;
    for row in on_their_way {
        arrive(txn, order, row).await?;
    }
    follow_parcels(txn, order, "delivered").await
}

/// Notes that a parcel came back to the sender: its units can be sent again, or the order be cancelled.
///
/// # Errors
/// As [`deliver_shipment`].
pub async fn return_shipment(txn: &Txn, order_id: Uuid, shipment_id: Uuid) -> Result<shipment::Model> {
    let mut order = lock(txn, order_id).await?;
    let row = find_shipment(txn, order_id, shipment_id).await?;
    if row.state == ShipmentState::Returned {
        return Ok(row);
    }
    let returned = shipment::Model { returned_at: Some(now()), ..row.clone() };
    let returned = move_on(txn, &row, returned, ShipmentState::Returned).await?;
    bump(txn, &mut order, &Event::ShipmentReturned { order_id, shipment_id }).await?;
    follow_parcels(txn, &mut order, "returned to the sender").await?;
    let said = json!({ "number": row.number, "order_id": order_id });
    audit::did(txn, Action::ShipmentReturn, shipment_id, None, Some(said)).await?;
    Ok(returned)
}

async fn find_shipment(txn: &Txn, order_id: Uuid, shipment_id: Uuid) -> Result<shipment::Model> {
    let row = shipment::Entity::find_by_id(shipment_id).one(txn).await?;
    row.filter(|row| row.order_id == order_id).ok_or(Error::NotFound { what: "shipment" })
}

/// Only what is on its way can arrive or come back.
async fn move_on(
    txn: &Txn,
    before: &shipment::Model,
    after: shipment::Model,
    to: ShipmentState,
) -> Result<shipment::Model> {
    if before.state != ShipmentState::Shipped {
        let detail = format!("this cannot be done with a parcel that is {}", before.state);
        return Err(Error::conflict("wrong_shipment_state", detail));
    }
    let after = shipment::Model { state: to, updated_at: now(), ..after };
    shipment::Entity::update_many()
        .set(after.clone().into_active_model().reset_all())
        .filter(shipment::Column::Id.eq(after.id))
        .exec(txn)
        .await?;
    let (from, to) = (before.state.as_str(), to.as_str());
    history(txn, after.order_id, Axis::Shipment, after.id, from, to, "staff").await?;
    Ok(after)
}
