//! One guest: one or two things into a cart, then the order.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use bench::{Client, Request};
use rand::Rng;
use rand::seq::IndexedRandom;
use serde_json::{Value, json};
use uuid::Uuid;

/// Approved at once.
const CARD: &str = "tok_4242424242424242";

/// What one checkout took.
pub struct Checkout {
    /// The call that placed the order.
    pub placing: Duration,
    /// From the first call on.
    pub whole: Duration,
}

/// Buys one or two of `variants`, drawn by lot, and returns when the order is placed.
pub async fn buy(client: &Client, variants: &Arc<[String]>) -> anyhow::Result<Checkout> {
    let chosen: Vec<&String> = {
        let mut rng = rand::rng();
        let count = rng.random_range(1..=2);
        variants.choose_multiple(&mut rng, count).collect()
    };
    let begun = Instant::now();
    let mut token: Option<String> = None;
    for variant in chosen {
        let body = json!({ "variant_id": variant, "quantity": 1 });
        let request = Request { cart_token: token.as_deref(), ..Request::post("/api/v1/cart/lines", &body) };
        let cart = client.once(&request).await?;
        if token.is_none() {
            token = Some(cart["token"].as_str().context("the new cart has no token")?.to_owned());
        }
    }
    let token = token.context("nothing was chosen")?;
    let (key, body) = (Uuid::now_v7().to_string(), order());
    let placing = Instant::now();
    client.once(&Request::post("/api/v1/orders", &body).cart_token(&token).idempotency_key(&key)).await?;
    Ok(Checkout { placing: placing.elapsed(), whole: begun.elapsed() })
}

fn order() -> Value {
    json!({
        "email": "ada@shop.example",
        "shipping_address": {
            "name": "Ada Example",
            "line1": "Beispielweg 7",
            "postal_code": "10115",
            "city": "Berlin",
            "country": "DE",
        },
        "shipping": { "method": "standard" },
        "payment": { "provider": "sandbox", "token": CARD },
    })
}
