//! What the run took, for people and for the verifier.

use std::time::Duration;

use bench::Percentiles;
use serde::Serialize;

use crate::shopper::Bought;

#[derive(Serialize)]
pub struct Report {
    pub orders: usize,
    pub people: usize,
    pub clients: usize,
    pub kills: usize,
    /// Seconds to import the catalogue, to register everybody, to place all orders, and until nothing was left to do.
    pub import_seconds: f64,
    pub register_seconds: f64,
    pub shop_seconds: f64,
    pub drain_seconds: f64,
    pub orders_per_second: f64,
    /// Milliseconds of the call that places an order.
    pub placing_ms: Option<Percentiles>,
    /// Milliseconds from the first look at a product until the order was paid.
    pub checkout_ms: Option<Percentiles>,
}

/// How long each part of the run took.
#[derive(Default)]
pub struct Phases {
    pub import: Duration,
    pub register: Duration,
    pub shop: Duration,
    pub drain: Duration,
}

impl Report {
    pub fn new(clients: usize, people: usize, kills: usize, phases: &Phases, bought: &[Bought]) -> Self {
        let orders = bought.len();
        Self {
            orders,
            people,
            clients,
            kills,
            import_seconds: phases.import.as_secs_f64(),
            register_seconds: phases.register.as_secs_f64(),
            shop_seconds: phases.shop.as_secs_f64(),
            drain_seconds: phases.drain.as_secs_f64(),
            orders_per_second: orders as f64 / phases.shop.as_secs_f64(),
            placing_ms: Percentiles::of(bought.iter().map(|order| order.placing).collect()),
            checkout_ms: Percentiles::of(bought.iter().map(|order| order.checkout).collect()),
        }
    }
}
