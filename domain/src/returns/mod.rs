//! Returns: what customers ask to send back, from the asking to the money.
//!
//! Everything happens under the lock of the order, so that two who ask for the same units, and a return beside a refund,
//! queue. The money goes back by the one way that refunds go (`payments::refund`), which gives a unit back once; goods come
//! into stock by a movement of their own. Nothing here decides what a carrier does with the parcel.

mod ask;
mod decide;
mod find;
mod left;
mod refund;
mod state;

pub use ask::{AskReturn, AskedLine, MESSAGE, ask};
pub use decide::{approve, receive, reject, withdraw};
pub use find::{Return, ReturnFilter, by_ids, find, list, of_orders};
pub use left::{Left, left};
pub use refund::refund;
pub use state::{RETURN, ReturnEvent};
