//! Something for the cart. Proposing changes nothing: the page shows a button, and the click goes to the cart's endpoint.

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc::Sender;
use uuid::Uuid;

use super::{Bench, object};
use crate::assistant::ToolSpec;
use crate::catalog;
use crate::conversations::moment::{Moment, Proposal};
use crate::error::{Error, Result};

/// More is bought by hand.
const MOST: i64 = 20;

pub(super) fn spec() -> ToolSpec {
    ToolSpec {
        name: "propose_for_cart",
        description: "Shows the shopper a button that puts a variant into the cart. Puts nothing there itself.",
        parameters: object(
            json!({
                "variant_id": { "type": "string", "format": "uuid", "description": "From show_product." },
                "quantity": { "type": "integer", "minimum": 1, "maximum": MOST },
            }),
            &["variant_id", "quantity"],
        ),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Propose {
    variant_id: Uuid,
    quantity: i64,
}

pub(super) async fn propose(
    bench: &Bench<'_>,
    arguments: Result<Propose>,
    page: &Sender<Moment>,
) -> Result<Value> {
    let Propose { variant_id, quantity } = arguments?;
    if !(1..=MOST).contains(&quantity) {
        return Err(Error::invalid("quantity", format!("must be 1 to {MOST}")));
    }
    let found = catalog::variants_for_sale(bench.store.read(), &[variant_id]).await?.remove(&variant_id);
    let found = found.ok_or(Error::NotFound { what: "variant" })?;
    if !found.has(quantity, found.available) {
        return Err(Error::refused("not_enough_stock", "there are not so many in stock"));
    }
    let proposal = Proposal {
        variant_id,
        product_slug: found.product_slug,
        name: found.name.clone(),
        quantity,
        price_minor: found.price_minor,
        currency: found.currency,
    };
    let _ = page.send(Moment::Proposal(proposal)).await;
    Ok(json!({ "shown": format!("a button for {quantity} × {}; nothing is in the cart yet", found.name) }))
}
