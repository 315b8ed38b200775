//! The world outside: what the ports of `domain` mean here, vendor by vendor, and what every process needs to start.
//!
//! [`Services::connect`] puts it all together from a [`config::Config`].

mod batcher;
pub mod breaker;
pub mod cache;
pub mod config;
pub mod crypto;
pub mod database;
pub mod health;
pub mod invoices;
pub mod mail;
pub mod metrics;
pub mod models;
pub mod nudger;
pub mod ops;
mod outbound;
pub mod outside;
pub mod payments;
pub mod pictures;
pub mod presence;
pub mod probes;
pub mod process;
pub mod redis_link;
pub mod search;
mod services;
pub mod settings;
pub mod shipping;
pub mod storage;
pub mod telemetry;
mod throttle;
pub mod transport;
pub mod webhooks;

pub use batcher::{Batcher, all_or_each, broken_off};
pub use config::Config;
pub use services::{Providers, Services};
