//! What things cost: promotions, taxes and shipping, from the cart to the order.

mod limits;
mod problems;
mod promotions;
mod properties;
mod shipping;
mod taxes;

use serde_json::{Value, json};

use crate::shop::{Actor, Answer, Shop};

/// Staff makes a promotion.
async fn promote(shop: &Shop, terms: &Value) -> Value {
    shop.admin().await.post_once("/promotions", &key(), terms).await.expect(201)
}

/// Staff makes a zone.
async fn zone(shop: &Shop, terms: &Value) -> Value {
    shop.admin().await.post_once("/zones", &key(), terms).await.expect(201)
}

/// Staff makes a shipping method.
async fn method(shop: &Shop, terms: &Value) -> Value {
    shop.admin().await.post_once("/shipping-methods", &key(), terms).await.expect(201)
}

fn key() -> String {
    uuid::Uuid::new_v4().to_string()
}

async fn enter(actor: &Actor, code: &str) -> Answer {
    actor.post("/cart/codes", &json!({ "code": code })).await
}

fn amount(of: &Value, key: &str) -> i64 {
    of[key]["amount_minor"].as_i64().unwrap_or_else(|| panic!("no {key} in {of}"))
}

/// Codes of the cart's problems.
fn problems(cart: &Value) -> Vec<&str> {
    cart["problems"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect()
}

/// Fields that a refusal complains about.
fn fields(answer: Answer) -> Vec<String> {
    let problem = answer.expect(422);
    let errors = problem["errors"].as_array().unwrap_or_else(|| panic!("{problem}"));
    let mut fields: Vec<_> = errors.iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect();
    fields.sort();
    fields.dedup();
    fields
}
