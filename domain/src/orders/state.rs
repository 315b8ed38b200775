//! The order's own axis and that of its fulfilment. The whole machines: what is absent is illegal.

use entity::states::{FulfilmentState, OrderState};

use crate::machine::Machine;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderEvent {
    Paid,
    /// To be sent before it is paid: the money is authorised, or paid at the door.
    Confirmed,
    HoldLapsed,
    CancelRequested,
    Delivered,
}

pub const ORDER: Machine<OrderState, OrderEvent> = {
    use OrderEvent::*;
    use OrderState::*;
    Machine(&[
        (AwaitingPayment, Paid, Placed),
        (AwaitingPayment, Confirmed, Placed),
        (AwaitingPayment, HoldLapsed, Expired),
        (AwaitingPayment, CancelRequested, Cancelled),
        (Placed, CancelRequested, Cancelled),
        (Placed, Delivered, Completed),
        // The money came late and the goods were still there.
        (Expired, Paid, Placed),
        (Expired, Confirmed, Placed),
    ])
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FulfilmentEvent {
    Pack,
    /// Some of it is on its way.
    ShipPart,
    /// All of it is.
    Ship,
    Deliver,
    /// A parcel came back to the sender, others are on their way.
    ReturnPart,
    /// Nothing is on its way any more.
    ReturnAll,
    Cancel,
}

pub const FULFILMENT: Machine<FulfilmentState, FulfilmentEvent> = {
    use FulfilmentEvent::*;
    use FulfilmentState::*;
    Machine(&[
        (Pending, Pack, Packed),
        (Pending, ShipPart, PartlyShipped),
        (Packed, ShipPart, PartlyShipped),
        (Pending, Ship, Shipped),
        (Packed, Ship, Shipped),
        (PartlyShipped, Ship, Shipped),
        (Shipped, Deliver, Delivered),
        // What was left is refunded and will not be sent.
        (PartlyShipped, Deliver, Delivered),
        (Shipped, ReturnPart, PartlyShipped),
        (Shipped, ReturnAll, Pending),
        (PartlyShipped, ReturnAll, Pending),
        (Pending, Cancel, Cancelled),
        (Packed, Cancel, Cancelled),
    ])
};
