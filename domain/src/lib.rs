//! The business of Penden: what may happen, and what follows from it.
//!
//! Knows SeaORM connections and its own ports (traits that `platform` implements). Knows no HTTP, no Redis, no vendor.
//! One folder per context, one verb per file.

pub mod accounts;
pub mod assistant;
pub mod audit;
pub mod carts;
pub mod catalog;
pub mod cells;
pub mod checkout;
pub mod clock;
pub mod conversations;
pub mod drafts;
pub mod embeddings;
pub mod error;
pub mod events;
pub mod exports;
pub mod idempotency;
pub mod inquiries;
pub mod inventory;
pub mod invoices;
pub mod jobs;
mod json;
pub mod machine;
pub mod money;
pub mod notifications;
pub mod orders;
pub mod outside;
pub mod payments;
pub mod pricing;
pub mod promotions;
pub mod prompts;
pub mod read_models;
pub mod recommendations;
pub mod retention;
pub mod returns;
pub mod reviews;
pub mod revisions;
pub mod search;
pub mod settings;
pub mod shipping;
pub mod storage;
pub mod store;
pub mod timetable;
pub mod trace;
pub mod webhooks;
pub mod zones;

pub use entity;
pub use error::{Class, Error, FieldError, Result};
pub use store::{Store, Txn};
