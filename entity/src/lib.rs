//! SeaORM entities: one file per table, with the column enums in `states`.
//!
//! No logic lives here, and no SQL: tables are made by `migration`, rules are kept by `domain`.

pub mod cart;
pub mod cart_line;
pub mod category;
pub mod event;
pub mod event_archive;
pub mod idempotency_key;
pub mod image;
pub mod invoice;
pub mod invoice_counter;
pub mod job;
pub mod mail;
pub mod mail_preference;
pub mod order;
pub mod order_history;
pub mod order_line;
pub mod outside_limit;
pub mod outside_state;
pub mod payment;
pub mod payment_entry;
pub mod process;
pub mod product;
pub mod queue_pause;
pub mod rebuild;
pub mod refresh_token;
pub mod refund;
pub mod reminder;
pub mod replay;
pub mod reservation;
pub mod sales_fact;
pub mod shipping_quote;
pub mod signing_key;
pub mod states;
pub mod stock_level;
pub mod stock_movement;
pub mod tick;
pub mod timetable_entry;
pub mod transition;
pub mod user;
pub mod variant;
pub mod webhook_attempt;
pub mod webhook_delivery;
pub mod webhook_endpoint;
pub mod webhook_receipt;
