//! How the shop sends, where to, and what that costs.

use serde_json::{Value, json};

use super::{Bench, Nothing, object};
use crate::assistant::ToolSpec;
use crate::error::Result;
use crate::money;
use crate::pricing::Basis;
use crate::shipping::methods;

/// Methods that are told.
const METHODS: usize = 12;
/// Steps of a price that are told.
const BRACKETS: usize = 8;

pub(super) fn spec() -> ToolSpec {
    ToolSpec {
        name: "delivery",
        description: "Tells the ways of delivery with prices and days, and to which countries the shop sends.",
        parameters: object(json!({}), &[]),
    }
}

pub(super) async fn tell(bench: &Bench<'_>, arguments: Result<Nothing>) -> Result<Value> {
    arguments?;
    let settings = bench.settings;
    let amount = |minor| money::format(minor, &settings.currency);
    let offered = methods::offered(bench.store.read(), settings).await?;
    let method = |method: &methods::Method| {
        let by = match method.rate.basis {
            Basis::Flat => "one price",
            Basis::Weight => "weight in grams",
            Basis::Price => "value of the goods",
        };
        let price = |bracket: &crate::pricing::Bracket| {
            let up_to = bracket.up_to.map(|up_to| match method.rate.basis {
                Basis::Price => amount(up_to),
                _ => up_to.to_string(),
            });
            json!({ "up_to": up_to, "price": amount(bracket.price_minor) })
        };
        json!({
            "name": method.name,
            "days": method.days,
            "priced_by": by,
            "prices": method.rate.brackets.iter().take(BRACKETS).map(price).collect::<Vec<_>>(),
            "free_from": method.rate.free_from_minor.map(amount),
            "everywhere": method.zone_ids.is_empty(),
        })
    };
    let countries =
        if settings.countries.is_empty() { json!("everywhere") } else { json!(settings.countries) };
    Ok(json!({
        "methods": offered.iter().take(METHODS).map(method).collect::<Vec<_>>(),
        "countries": countries,
    }))
}
