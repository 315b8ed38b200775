//! The HTTP side of Penden: decode, call one function of the domain, encode.
//!
//! One module per resource (`accounts`, `catalog`, …), each with its endpoints and its `schema`. To add one: write its
//! module, add its type to `openapi::Apis` and, if it opens a new topic, its tag to `openapi::Tag`. Ids, limits, time,
//! problems, headers, log, metrics and the documentation of problems are the frame's business (`edge`, `problem`,
//! `openapi`); an endpoint never sees them.

mod accounts;
mod api_keys;
mod assistant;
mod audit;
pub mod auth;
mod carts;
mod catalog;
mod drafts;
mod edge;
mod exports;
mod limits;
mod listener;
mod making;
mod media;
mod money;
pub mod openapi;
mod operations;
mod ops;
mod orders;
mod pages;
mod payload;
mod payments;
mod problem;
mod promotions;
mod returns;
mod reviews;
mod search;
mod server;
mod settings;
mod shop;
mod staff;
mod state;
mod stock;
mod storefront;
mod webhooks;
mod zones;

pub use server::{app, app_with, serve, serve_with};
pub use state::State;
pub use storefront::Storefront;
