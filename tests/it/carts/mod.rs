//! Carts: whose they are, what is in them, and what sending them costs.

mod lines;
mod owners;
mod shipping;

use serde_json::{Value, json};

use crate::shop::{Actor, Product};

async fn set_quantity(actor: &Actor, line: &Value, quantity: i64) -> crate::shop::Answer {
    let path = format!("/cart/lines/{}", line["id"].as_str().unwrap());
    actor.patch(&path, &json!({ "quantity": quantity })).await
}

/// What lies in the cart: sku and quantity.
fn lines(cart: &Value) -> Vec<(&str, i64)> {
    let lines = cart["lines"].as_array().unwrap().iter();
    lines.map(|line| (line["sku"].as_str().unwrap_or("?"), line["quantity"].as_i64().unwrap())).collect()
}

async fn look(actor: &Actor) -> Value {
    actor.get("/cart").await.expect(200)
}

fn add(product: &Product, quantity: i64) -> Value {
    json!({ "variant_id": product.variant_id, "quantity": quantity })
}
