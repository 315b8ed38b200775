//! The order's own axis and that of its fulfilment. The whole machines: what is absent is illegal.

use entity::states::{FulfilmentState, OrderState};

use crate::machine::Machine;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderEvent {
    Paid,
    HoldLapsed,
    CancelRequested,
    Delivered,
}

pub const ORDER: Machine<OrderState, OrderEvent> = {
    use OrderEvent::*;
    use OrderState::*;
    Machine(&[
        (AwaitingPayment, Paid, Placed),
        (AwaitingPayment, HoldLapsed, Expired),
        (AwaitingPayment, CancelRequested, Cancelled),
        (Placed, CancelRequested, Cancelled),
        (Placed, Delivered, Completed),
        // The money came late and the goods were still there.
        (Expired, Paid, Placed),
    ])
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FulfilmentEvent {
    Pack,
    Ship,
    Deliver,
    Cancel,
}

pub const FULFILMENT: Machine<FulfilmentState, FulfilmentEvent> = {
    use FulfilmentEvent::*;
    use FulfilmentState::*;
    Machine(&[
        (Pending, Pack, Packed),
        (Pending, Ship, Shipped),
        (Packed, Ship, Shipped),
        (Shipped, Deliver, Delivered),
        (Pending, Cancel, Cancelled),
        (Packed, Cancel, Cancelled),
    ])
};
