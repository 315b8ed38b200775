//! The machine of a return, and the one way in which a return moves along it. What is absent is illegal.

use entity::order_return;
use entity::states::{Axis, ReturnState};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use crate::clock::now;
use crate::error::{Error, Result};
use crate::machine::Machine;
use crate::orders::history;
use crate::store::Txn;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReturnEvent {
    Approve,
    Reject,
    Withdraw,
    /// The goods are here.
    Receive,
    Refund,
}

pub const RETURN: Machine<ReturnState, ReturnEvent> = {
    use ReturnEvent::*;
    use ReturnState::*;
    Machine(&[
        (Requested, Approve, Approved),
        (Requested, Reject, Rejected),
        (Requested, Withdraw, Withdrawn),
        (Approved, Withdraw, Withdrawn),
        (Approved, Receive, Received),
        // It is not worth sending it.
        (Approved, Refund, Refunded),
        // It never came.
        (Approved, Reject, Rejected),
        (Received, Refund, Refunded),
        // What came is not what was sold.
        (Received, Reject, Rejected),
    ])
};

/// Moves a return of a locked order along its machine and saves it, with a line of history. The event that announces it is
/// the caller's.
///
/// # Errors
/// `Conflict` `wrong_return_state`.
pub(super) async fn advance(
    txn: &Txn,
    row: &mut order_return::Model,
    on: ReturnEvent,
    cause: &str,
) -> Result<()> {
    let from = row.state;
    let to = RETURN.next(from, on).ok_or_else(|| {
        Error::conflict("wrong_return_state", format!("this cannot be done with a return that is {from}"))
    })?;
    row.state = to;
    row.updated_at = now();
    order_return::Entity::update_many()
        .set(row.clone().into_active_model().reset_all())
        .filter(order_return::Column::Id.eq(row.id))
        .exec(txn)
        .await?;
    history(txn, row.order_id, Axis::Return, row.id, from.as_str(), to.as_str(), cause).await?;
    Ok(())
}
