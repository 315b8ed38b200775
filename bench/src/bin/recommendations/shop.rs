//! Buying all of it as guests, and waiting until the shop has taken note.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use bench::{Client, Request, crowd};
use serde_json::{Value, json};

use crate::baskets::{Baskets, Product};

/// The administrator who watches the jobs.
pub const OPERATOR: (&str, &str) = ("operator@bench.example", "the operator of the bench");

/// Approved at once.
const CARD: &str = "tok_4242424242424242";
const DRAINED_WITHIN: Duration = Duration::from_secs(1_800);
/// Between two looks, and so often nothing must have been to do.
const PAUSE: Duration = Duration::from_millis(200);
const QUIET_LOOKS: usize = 8;

/// Buys every order without what is left out of it.
pub async fn buy_all(client: &Client, baskets: &Baskets, clients: usize) -> anyhow::Result<()> {
    let mut slugs = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/api/v1/products?limit=100&sort=name_asc{cursor}");
        let page = client.once(&Request::get(&path)).await?;
        for item in page["items"].as_array().into_iter().flatten() {
            let slug = item["slug"].as_str().context("a product has no slug")?.to_owned();
            slugs.push(slug);
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let with = client.clone();
    let found = crowd(clients, slugs, move |slug: String| {
        let client = with.clone();
        async move {
            let product = client.once(&Request::get(&format!("/api/v1/products/{slug}"))).await?;
            let id = product["variants"][0]["id"].as_str().context("a product has no variant")?;
            Ok((slug, id.to_owned()))
        }
    });
    let variants: HashMap<String, String> = found.await?.into_iter().collect();
    let named = |order: Vec<&Product>| {
        let variant = |product: &Product| variants.get(&product.name).cloned();
        order.into_iter().map(variant).collect::<Option<Vec<String>>>()
    };
    let orders: Option<Vec<Vec<String>>> = baskets.bought().map(named).collect();
    let orders: Vec<(usize, Vec<String>)> =
        orders.context("a product of an order is not for sale")?.into_iter().enumerate().collect();
    let client = client.clone();
    crowd(clients, orders, move |(nth, order)| {
        let client = client.clone();
        async move { buy(&client, nth, &order).await }
    })
    .await?;
    Ok(())
}

async fn buy(client: &Client, nth: usize, order: &[String]) -> anyhow::Result<()> {
    let mut token: Option<String> = None;
    for variant in order {
        let body = json!({ "variant_id": variant, "quantity": 1 });
        let request = Request { cart_token: token.as_deref(), ..Request::post("/api/v1/cart/lines", &body) };
        let cart = client.once(&request).await?;
        if token.is_none() {
            token = Some(cart["token"].as_str().context("the new cart has no token")?.to_owned());
        }
    }
    let token = token.context("nothing was chosen")?;
    let body = json!({
        "email": "guest@bench.example",
        "shipping_address": {
            "name": "Guest", "line1": "Beispielweg 7", "postal_code": "10115", "city": "Berlin", "country": "DE",
        },
        "shipping": { "method": "standard" },
        "payment": { "provider": "sandbox", "token": CARD },
    });
    let key = format!("order-{nth}");
    client.once(&Request::post("/api/v1/orders", &body).cart_token(&token).idempotency_key(&key)).await?;
    Ok(())
}

/// Waits until every event is published and every job but those of the timetable has ended.
pub async fn wait_until_drained(client: &Client) -> anyhow::Result<()> {
    let body = json!({ "email": OPERATOR.0, "password": OPERATOR.1 });
    let (give_up, mut quiet) = (Instant::now() + DRAINED_WITHIN, 0);
    while quiet < QUIET_LOOKS {
        if Instant::now() >= give_up {
            bail!("there is still work to do");
        }
        // Logged in anew for some looks: a token does not last for all of them.
        let session = client.once(&Request::post("/api/v1/auth/login", &body)).await?;
        let token = session["tokens"]["access_token"].as_str().context("the answer has no token")?;
        for _ in 0..QUIET_LOOKS * 4 {
            let overview = client.once(&Request::get("/api/v1/jobs/overview").bearer(token)).await?;
            quiet = if open_work(&overview) == 0 { quiet + 1 } else { 0 };
            if quiet == QUIET_LOOKS {
                break;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
    Ok(())
}

fn open_work(overview: &Value) -> i64 {
    let is_open = |row: &&Value| {
        matches!(row["state"].as_str(), Some("pending" | "queued" | "running"))
            && row["queue"] != "maintenance"
    };
    let rows = overview["counts"].as_array().into_iter().flatten();
    let jobs: i64 = rows.filter(is_open).filter_map(|row| row["jobs"].as_i64()).sum();
    jobs + overview["unpublished_events"].as_i64().unwrap_or(1)
}
