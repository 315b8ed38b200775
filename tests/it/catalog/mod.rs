//! The catalogue, as staff fills it and as shoppers see it.

mod attributes;
mod brands;
mod caching;
mod categories;
mod collections;
mod facets;
pub mod images;
mod import;
mod life;
mod lines;
mod listing;
mod moved;
mod options;
mod pages;
mod pictures;
mod products;
mod seo;
mod storefront;
mod translations;

use serde_json::{Value, json};

use crate::shop::{Actor, Answer};

fn variant(sku: &str, price_minor: i64) -> Value {
    json!({ "sku": sku, "name": sku, "price_minor": price_minor, "weight_g": 300, "stock": 5 })
}

/// An active product of one variant.
fn product(name: &str, sku: &str, price_minor: i64) -> Value {
    json!({ "name": name, "status": "active", "tax_rate_bp": 1900, "variants": [variant(sku, price_minor)] })
}

async fn create(staff: &Actor, product: &Value) -> Value {
    staff.post("/products", product).await.expect(201)
}

async fn category(staff: &Actor, slug: &str, parent: Option<&Value>) -> Value {
    let mut body = json!({ "slug": slug, "name": slug });
    if let Some(parent) = parent {
        body["parent_id"] = parent["id"].clone();
    }
    staff.post("/categories", &body).await.expect(201)
}

fn id(row: &Value) -> &str {
    row["id"].as_str().unwrap()
}

fn names(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect()
}

/// Which fields a refusal complains about, sorted.
fn fields(answer: Answer) -> Vec<String> {
    let problem = answer.expect(422);
    let errors = problem["errors"].as_array().unwrap();
    let mut fields: Vec<_> = errors.iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect();
    fields.sort();
    fields.dedup();
    fields
}
