//! The sandbox carrier's price list: what each order paid for freight, by its address.

use bench::{Client, Request};
use serde_json::json;

use crate::olist::Plan;

/// The carrier's code of the one service in the list.
pub const SERVICE: &str = "freight";

/// Keeps an upload well below the limits for request bodies.
const RATES_PER_UPLOAD: usize = 1_000;

/// Uploads a rate for the address of every order.
pub async fn upload(client: &Client, api_key: &str, plan: &Plan, currency: &str) -> anyhow::Result<()> {
    let rates: Vec<_> = plan
        .orders()
        .map(|order| {
            json!({
                "line1": order.street(),
                "postal_code": order.postal_code,
                "country": "BR",
                "amount_minor": order.freight_minor,
                "currency": currency,
                "service": SERVICE,
                "days": 7,
            })
        })
        .collect();
    for rates in rates.chunks(RATES_PER_UPLOAD) {
        let body = json!({ "rates": rates });
        client.once(&Request::put("/sandbox/carrier/v1/rates", &body).bearer(api_key)).await?;
    }
    Ok(())
}
