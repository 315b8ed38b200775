//! What a model is told of an order: nothing about whose it is.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::error::Result;
use crate::money;
use crate::orders::{self, OrderView, Viewer};
use crate::prompts::{OrderFacts, ParcelFacts, SoldLine};

/// Lines that are told.
const LINES: usize = 50;

/// # Errors
/// `NotFound`.
pub(super) async fn read(db: &impl ConnectionTrait, id: Uuid) -> Result<OrderFacts> {
    let staff = Viewer { is_staff: true, ..Viewer::default() };
    Ok(of(&orders::find(db, id, &staff).await?))
}

pub(crate) fn of(view: &OrderView) -> OrderFacts {
    let order = &view.order;
    let amount = |minor| money::format(minor, &order.currency);
    let day = |at: crate::clock::Timestamp| at.format("%Y-%m-%d").to_string();
    OrderFacts {
        number: order.number.clone(),
        state: order.state.as_str().to_owned(),
        fulfilment: order.fulfilment.as_str().to_owned(),
        placed_on: day(order.created_at),
        total: amount(order.total_minor),
        paid: amount(order.captured_minor),
        refunded: amount(order.refunded_minor),
        shipping: order.shipping_name.clone(),
        lines: view
            .lines
            .iter()
            .take(LINES)
            .map(|line| SoldLine { name: line.name.clone(), quantity: line.quantity })
            .collect(),
        parcels: view
            .parcels
            .iter()
            .map(|parcel| ParcelFacts {
                state: parcel.shipment.state.as_str().to_owned(),
                sent_on: day(parcel.shipment.shipped_at),
                carrier: parcel.shipment.carrier.clone(),
                tracking: parcel.shipment.tracking.clone(),
            })
            .collect(),
    }
}
