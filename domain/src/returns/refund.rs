//! Giving back what a return comes to.

use uuid::Uuid;

use super::find::{Return, locked};
use super::state::{RETURN, ReturnEvent, advance};
use crate::audit::{self, Action};
use crate::error::{Error, Result};
use crate::events::Event;
use crate::orders::{bump, lock};
use crate::payments::{self, LineRefund, RefundOrder, RefundWhat};
use crate::store::Txn;

/// Asks for the money of a return: what its units were sold for, tax included, less their share of the discounts. A job
/// makes the refund, whose mail tells the customer.
///
/// # Errors
/// `NotFound`; `Conflict` `wrong_return_state`; `Refused` `more_than_paid`, or `more_than_ordered` when these units were
/// refunded otherwise.
pub async fn refund(txn: &Txn, return_id: Uuid) -> Result<Return> {
    let (order, mut one) = locked(txn, return_id).await?;
    if RETURN.next(one.row.state, ReturnEvent::Refund).is_none() {
        let detail = format!("this cannot be done with a return that is {}", one.row.state);
        return Err(Error::conflict("wrong_return_state", detail));
    }
    let before = one.row.clone();
    let units = units(one.lines.iter().map(|line| (line.order_line_id, line.quantity)));
    one.row.amount_minor = payments::worth(txn, order.id, &units).await?;
    // What was given away costs nothing to take back.
    if one.row.amount_minor > 0 {
        let reason = format!("return {}", one.row.number);
        let request = RefundOrder { order_id: order.id, what: RefundWhat::Lines(units), reason };
        let refunds = payments::refund(txn, &request).await?;
        one.row.refund_id = refunds.first().map(|refund| refund.id);
    }
    // The refund moved the order on.
    let mut order = lock(txn, order.id).await?;
    advance(txn, &mut one.row, ReturnEvent::Refund, "staff").await?;
    let amount_minor = one.row.amount_minor;
    let event = Event::ReturnRefunded { order_id: order.id, return_id, amount_minor };
    bump(txn, &mut order, &event).await?;
    audit::changed(txn, Action::ReturnRefund, &before, &one.row).await?;
    Ok(one)
}

/// Units of lines as refunds name them. What was sent comes back, so nothing of it is still to be sent.
pub(super) fn units(lines: impl Iterator<Item = (Uuid, i64)>) -> Vec<LineRefund> {
    lines
        .map(|(order_line_id, quantity)| LineRefund { order_line_id, quantity, restock: false, sent: true })
        .collect()
}
