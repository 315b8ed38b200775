//! The five machines, written out: each state with each event, and where that leads. A dot is a refusal.

use std::fmt::{Debug, Write};

use domain::entity::states::{FulfilmentState, OrderState, PaymentState, RefundState, ReturnState};
use domain::machine::Machine;
use domain::orders::{FULFILMENT, FulfilmentEvent, ORDER, OrderEvent};
use domain::payments::{PAYMENT, PaymentEvent, REFUND, RefundEvent};
use domain::returns::{RETURN, ReturnEvent};

fn table<S, E>(machine: Machine<S, E>, states: &[S], events: &[E]) -> String
where
    S: Copy + PartialEq + Debug,
    E: Copy + PartialEq + Debug,
{
    let mut text = format!("{:<16}", "");
    for event in events {
        write!(text, "{:<16}", format!("{event:?}")).unwrap();
    }
    for state in states {
        write!(text, "\n{:<16}", format!("{state:?}")).unwrap();
        for event in events {
            let to = machine.next(*state, *event).map_or(".".to_owned(), |to| format!("{to:?}"));
            write!(text, "{to:<16}").unwrap();
        }
    }
    // Each transition is in the picture, and no pair is in the machine twice.
    for (at, (from, event, _)) in machine.0.iter().enumerate() {
        assert!(states.contains(from) && events.contains(event), "{from:?} {event:?} is not shown");
        let again = machine.0[at + 1..].iter().any(|(other, on, _)| other == from && on == event);
        assert!(!again, "{from:?} {event:?} is there twice");
    }
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

#[test]
fn orders_move_as_written() {
    use OrderEvent::*;
    let events = [Paid, Confirmed, HoldLapsed, CancelRequested, Delivered];
    insta::assert_snapshot!("order", table(ORDER, OrderState::ALL, &events));
}

#[test]
fn fulfilments_move_as_written() {
    use FulfilmentEvent::*;
    let events = [Pack, ShipPart, Ship, Deliver, ReturnPart, ReturnAll, Cancel];
    insta::assert_snapshot!("fulfilment", table(FULFILMENT, FulfilmentState::ALL, &events));
}

#[test]
fn payments_move_as_written() {
    use PaymentEvent::*;
    let events = [
        ChargeBegun,
        ActionRequired,
        MoneyAwaited,
        TakesTime,
        Authorized,
        Captured,
        Failed,
        Voided,
        TimedOut,
    ];
    insta::assert_snapshot!("payment", table(PAYMENT, PaymentState::ALL, &events));
}

#[test]
fn refunds_move_as_written() {
    use RefundEvent::*;
    let events = [Begun, Succeeded, Failed, TimedOut, GivenUp];
    insta::assert_snapshot!("refund", table(REFUND, RefundState::ALL, &events));
}

#[test]
fn returns_move_as_written() {
    use ReturnEvent::*;
    let events = [Approve, Reject, Withdraw, Receive, Refund];
    insta::assert_snapshot!("return", table(RETURN, ReturnState::ALL, &events));
}
