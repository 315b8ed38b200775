//! Orders of who is logged in, and of nobody else: whose they are is no argument.

use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Bench, Nothing, object};
use crate::assistant::ToolSpec;
use crate::drafts::facts_of_order;
use crate::error::{Error, Result};
use crate::money;
use crate::orders::{self, OrderFilter, Viewer};

/// Orders that are listed.
const NEWEST: u64 = 5;

pub(super) fn list_spec() -> ToolSpec {
    ToolSpec {
        name: "my_orders",
        description: "Lists the newest orders of the shopper who is logged in.",
        parameters: object(json!({}), &[]),
    }
}

pub(super) async fn list(bench: &Bench<'_>, arguments: Result<Nothing>) -> Result<Value> {
    arguments?;
    let filter =
        OrderFilter { customer_id: Some(logged_in(bench)?), limit: NEWEST, ..OrderFilter::default() };
    let found = orders::search(bench.store.read(), &filter).await?;
    let order = |order: &entity::order::Model| {
        json!({
            "number": order.number,
            "placed_on": order.created_at.format("%Y-%m-%d").to_string(),
            "state": order.state.as_str(),
            "fulfilment": order.fulfilment.as_str(),
            "total": money::format(order.total_minor, &order.currency),
        })
    };
    Ok(json!({ "orders": found.iter().map(order).collect::<Vec<_>>() }))
}

pub(super) fn show_spec() -> ToolSpec {
    ToolSpec {
        name: "my_order",
        description: "Tells all about one order of the shopper who is logged in: goods, payment, parcels.",
        parameters: object(json!({ "number": { "type": "string" } }), &["number"]),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Show {
    number: String,
}

pub(super) async fn show(bench: &Bench<'_>, arguments: Result<Show>) -> Result<Value> {
    let (number, user_id) = (arguments?.number, logged_in(bench)?);
    let missing = || Error::NotFound { what: "order" };
    if number.len() > 20 || number.contains('\0') {
        return Err(missing());
    }
    let (number, customer_id) = (Some(number), Some(user_id));
    let filter = OrderFilter { number, customer_id, limit: 1, ..OrderFilter::default() };
    let found = orders::search(bench.store.read(), &filter).await?;
    let id = found.first().ok_or_else(missing)?.id;
    // Asked once more as whose it is to be: no mistake in the search shows another's.
    let viewer = Viewer { user_id: Some(user_id), ..Viewer::default() };
    let view = orders::find(bench.store.read(), id, &viewer).await?;
    Ok(serde_json::to_value(facts_of_order(&view))?)
}

fn logged_in(bench: &Bench<'_>) -> Result<Uuid> {
    bench.visitor.user_id.ok_or_else(|| Error::refused("not_logged_in", "the shopper has to log in first"))
}
