//! Stories of the whole shop: its own database, its API over HTTP, the pretend bank beside it, jobs run for real.
//!
//! Without PENDEN_TEST_DATABASE_URL and PENDEN_TEST_REDIS_URL a shop lives in an SQLite file and carries its tickets
//! inside the process; with them, in PostgreSQL and Redis. What a function of one crate does alone is tested there.
#![allow(clippy::unwrap_used)]

mod accounts;
mod architecture;
mod assistant;
mod carts;
mod catalog;
mod cli;
mod edge;
mod event_log;
mod jobs;
mod mails;
mod observability;
mod orders;
mod payments;
mod pricing;
mod read_models;
mod recommendations;
mod returns;
mod reviews;
mod search;
mod settings;
mod shop;
mod state_machines;
mod stock;
mod transfers;
mod webhooks;
