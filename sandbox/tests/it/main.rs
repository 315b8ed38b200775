//! The sandbox as its callers see it: over HTTP, nested under a path, with a database of its own per test.
#![allow(clippy::unwrap_used)]

mod cards;
mod carrier;
mod crash;
mod faults;
mod hosted_page;
mod idempotency;
mod lifecycle;
mod refusals;
mod site;
mod webhooks;
