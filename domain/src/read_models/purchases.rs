//! Purchases: what was bought in which order, for recommendations. One row per order and product.
//!
//! A row is there from the moment on that the order is paid or confirmed; one that was never either says nothing about
//! what people want. Sums over the rows are kept by `tallies`.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, TimeDelta};
use entity::purchase as row;
use uuid::Uuid;

use super::source::{self, OrderEvents, Sourced};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::events::{Event, OrderPlaced};

/// The kinds of events that change a row. The others leave its version alone, since they cause no projection.
pub(super) const KINDS: &[&str] =
    &["order_placed", "order_claimed", "order_paid", "order_confirmed", "order_cancelled", "order_expired"];

/// All rows of one order.
struct Basket {
    rows: Vec<row::Model>,
    is_sold: bool,
}

/// The rows of these orders, projected from all their events, or from `bases` on. None for an order whose first events
/// are in files and that has no row: it was not sold by then.
pub(super) fn fold(orders: Vec<OrderEvents>, bases: Vec<row::Model>) -> Result<Vec<row::Model>> {
    let mut known: HashMap<Uuid, (i64, Basket)> = HashMap::new();
    for row in bases {
        let new = || (row.version, Basket { rows: Vec::new(), is_sold: true });
        known.entry(row.order_id).or_insert_with(new).1.rows.push(row);
    }
    let is_told = |order: &OrderEvents| order.placed().is_some() || known.contains_key(&order.order_id);
    let orders = orders.into_iter().filter(is_told).collect();
    let baskets = source::fold(orders, known, first, apply)?;
    Ok(baskets.into_iter().filter(|basket| basket.is_sold).flat_map(|basket| basket.rows).collect())
}

fn first(placed: &OrderPlaced) -> Basket {
    let mut units: BTreeMap<Uuid, i64> = BTreeMap::new();
    for line in &placed.lines {
        *units.entry(line.product_id).or_default() += line.quantity;
    }
    let row = |(product_id, units)| row::Model {
        order_id: placed.order_id,
        product_id,
        user_id: placed.user_id,
        units,
        week: week_of(placed.placed_at, 0),
        placed_at: placed.placed_at,
        counted: false,
        tallied: false,
        version: 1,
    };
    Basket { rows: units.into_iter().map(row).collect(), is_sold: false }
}

fn apply(basket: &mut Basket, sourced: &Sourced) {
    if !KINDS.contains(&sourced.kind.as_str()) {
        return;
    }
    let sold = matches!(sourced.event, Event::OrderPaid { .. } | Event::OrderConfirmed { .. });
    let ended = matches!(sourced.event, Event::OrderCancelled { .. } | Event::OrderExpired { .. });
    basket.is_sold |= sold;
    for row in &mut basket.rows {
        if let Event::OrderClaimed { user_id, .. } = &sourced.event {
            row.user_id = Some(*user_id);
        }
        row.counted = (row.counted || sold) && !ended;
        row.tallied = row.counted;
        row.version = sourced.version;
    }
}

/// The UTC Monday of the week so many weeks before that moment, YYYY-MM-DD.
pub(crate) fn week_of(at: Timestamp, weeks_before: i64) -> String {
    let day = at.date_naive();
    let back = i64::from(day.weekday().num_days_from_monday()) + 7 * weeks_before;
    (day - TimeDelta::days(back)).format("%Y-%m-%d").to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_week_begins_on_monday_also_across_a_year() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(week_of(at("2026-11-22T23:59:59Z"), 0), "2026-11-16");
        assert_eq!(week_of(at("2026-11-23T00:00:00Z"), 0), "2026-11-23");
        assert_eq!(week_of(at("2027-01-01T12:00:00Z"), 0), "2026-12-28");
        assert_eq!(week_of(at("2027-01-01T12:00:00Z"), 2), "2026-12-14");
    }
}
