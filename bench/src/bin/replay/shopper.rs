//! One order, done again as its customer did it: look at the products, fill the cart, have shipping priced, pay.
//!
//! What was interrupted is taken up again only when the client is patient: the cart is then read and put right, and the
//! order is placed under the same key.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use bench::Request;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::freight::SERVICE;
use crate::olist::{Order, sku};
use crate::session::{Session, call_error};

/// Approved at once.
const CARD: &str = "tok_4242424242424242";

/// How long the payment may take, behind everything else that is queued.
const PAID_WITHIN: Duration = Duration::from_secs(120);

/// Between two looks at an order.
const PAUSE: Duration = Duration::from_millis(50);

/// How often shopping is begun anew before it is given up.
const ATTEMPTS: usize = 20;

pub struct Bought {
    /// The call that placed the order.
    pub placing: Duration,
    /// From the first look at a product until the order was paid.
    pub checkout: Duration,
}

/// Places the order, waits until it is paid, and cancels it if it was cancelled. `begun` counts orders being placed.
pub async fn buy(
    session: &mut Session,
    order: &Order,
    begun: &watch::Sender<usize>,
) -> anyhow::Result<Bought> {
    let started = Instant::now();
    let quote_id = prepare(session, order).await?;
    begun.send_modify(|count| *count += 1);

    let body = json!({
        "shipping_address": address(order),
        "shipping": { "quote_id": quote_id },
        "payment": { "provider": "sandbox", "token": CARD },
        "expected_total_minor": order.total_minor(),
    });
    let request = Request::post("/api/v1/orders", &body).idempotency_key(&order.id);
    let (placed, placing) = session.insist(request).await?;
    let total_minor = placed["total"]["amount_minor"].as_i64();
    ensure!(total_minor == Some(order.total_minor()), "order {} costs {total_minor:?}", order.id);

    let id = placed["id"].as_str().context("the order has no id")?;
    wait_until_paid(session, id).await?;
    let checkout = started.elapsed();
    if order.is_cancelled {
        let body = json!({ "reason": "changed my mind" });
        let (cancelled, _) =
            session.insist(Request::post(&format!("/api/v1/orders/{id}/cancel"), &body)).await?;
        ensure!(cancelled["state"] == "cancelled", "order {id} is {} after cancelling", cancelled["state"]);
    }
    Ok(Bought { placing, checkout })
}

/// Fills the cart and has its shipping priced. Returns the id of the quote.
async fn prepare(session: &mut Session, order: &Order) -> anyhow::Result<String> {
    for attempt in 1..=ATTEMPTS {
        if attempt > 1 {
            session.client().wait_until_ready().await?;
        }
        let filled = fill_cart(session, order, attempt > 1).await;
        let priced = match filled {
            Ok(()) => price_shipping(session, order).await,
            Err(error) => Err(error),
        };
        match priced {
            Err(error) if is_worth_repeating(session, &error) => {}
            result => return result.with_context(|| format!("order {}", order.id)),
        }
    }
    bail!("order {} could not be prepared in {ATTEMPTS} attempts", order.id)
}

fn is_worth_repeating(session: &Session, error: &anyhow::Error) -> bool {
    session.client().is_patient() && call_error(error).is_some_and(bench::CallError::is_transient)
}

async fn fill_cart(session: &mut Session, order: &Order, is_repeated: bool) -> anyhow::Result<()> {
    let mut missing: BTreeMap<String, i64> = wanted(order);
    if is_repeated {
        remove_wrong_lines(session, &mut missing).await?;
    }
    let mut cart = Value::Null;
    for line in &order.lines {
        let sku = sku(&line.product_id, line.price_minor);
        let Some(quantity) = missing.get(&sku) else { continue };
        let product = session.once(Request::get(&format!("/api/v1/products/{}", line.product_id))).await?;
        let variants = product["variants"].as_array().context("the product has no variants")?;
        let variant =
            variants.iter().find(|variant| variant["sku"] == *sku).context("the variant is not sold")?;
        let body = json!({ "variant_id": variant["id"], "quantity": quantity });
        cart = session.once(Request::post("/api/v1/cart/lines", &body)).await?;
    }
    if cart.is_null() {
        cart = session.once(Request::get("/api/v1/cart")).await?;
    }
    let items_minor = order.total_minor() - order.freight_minor;
    ensure!(cart["items_total"]["amount_minor"] == items_minor, "the cart should cost {items_minor}: {cart}");
    ensure!(contents(&cart) == wanted(order), "the cart holds something else: {cart}");
    Ok(())
}

/// After an interruption nobody knows what arrived: lines in the right quantity stay, all others go.
async fn remove_wrong_lines(
    session: &mut Session,
    missing: &mut BTreeMap<String, i64>,
) -> anyhow::Result<()> {
    let cart = match session.once(Request::get("/api/v1/cart")).await {
        Err(error) if call_error(&error).and_then(bench::CallError::status) == Some(404) => return Ok(()),
        cart => cart?,
    };
    for line in cart["lines"].as_array().into_iter().flatten() {
        let sku = line["sku"].as_str().unwrap_or_default();
        if missing.get(sku).copied() == line["quantity"].as_i64() {
            missing.remove(sku);
        } else {
            let id = line["id"].as_str().context("the line has no id")?;
            session.once(Request::delete(&format!("/api/v1/cart/lines/{id}"))).await?;
        }
    }
    Ok(())
}

fn wanted(order: &Order) -> BTreeMap<String, i64> {
    order.lines.iter().map(|line| (sku(&line.product_id, line.price_minor), line.quantity)).collect()
}

fn contents(cart: &Value) -> BTreeMap<String, i64> {
    let lines = cart["lines"].as_array().into_iter().flatten();
    let entry = |line: &Value| Some((line["sku"].as_str()?.to_owned(), line["quantity"].as_i64()?));
    lines.filter_map(entry).collect()
}

async fn price_shipping(session: &mut Session, order: &Order) -> anyhow::Result<String> {
    let body = json!({ "address": address(order) });
    let answer = session.once(Request::post("/api/v1/cart/shipping-quotes", &body)).await?;
    let mut quotes = answer["quotes"].as_array().into_iter().flatten();
    let quote = quotes.find(|quote| quote["service"] == SERVICE);
    let quote = quote.with_context(|| format!("the carrier did not quote: {answer}"))?;
    let price = quote["price"]["amount_minor"].as_i64();
    ensure!(price == Some(order.freight_minor), "shipping should cost {}: {quote}", order.freight_minor);
    Ok(quote["id"].as_str().context("the quote has no id")?.to_owned())
}

async fn wait_until_paid(session: &mut Session, id: &str) -> anyhow::Result<()> {
    let path = format!("/api/v1/orders/{id}");
    let give_up = Instant::now() + PAID_WITHIN;
    loop {
        let (order, _) = session.insist(Request::get(&path)).await?;
        match order["state"].as_str() {
            Some("placed") => return Ok(()),
            Some("awaiting_payment") if Instant::now() < give_up => tokio::time::sleep(PAUSE).await,
            state => bail!("order {id} is {state:?} and should have been paid"),
        }
    }
}

fn address(order: &Order) -> Value {
    json!({
        "name": format!("Customer {}", order.customer_id),
        "line1": order.street(),
        "postal_code": order.postal_code,
        "city": order.city,
        "region": order.state,
        "country": "BR",
    })
}
