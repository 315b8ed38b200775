//! The audit log: who did what to what, from where, written in the transaction of the deed.
//!
//! A write takes one call: [`created`], [`changed`], [`deleted`], or [`did`] for what is no row of one table. Who and
//! from where is carried by the task ([`scope`], [`identify`]), as the trace is. What is kept of a row is listed in
//! `facts`, so that no secret gets in by being added to a table. Rows are never changed, and nothing here deletes them.

mod action;
mod facts;
mod origin;
mod record;
mod search;

pub use action::Action;
pub use facts::Facts;
pub(crate) use origin::current;
pub use origin::{Actor, Origin, actor, identify, scope};
pub use record::{changed, created, deleted, did};
pub use search::{Filter, Found, Order, search};
