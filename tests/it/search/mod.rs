//! Searching the shop: what is found, how it follows the catalogue, and what it makes of nonsense.

mod contract;
mod finding;
mod following;
mod insight;
mod nonsense;
mod questions;
mod semantic;
mod server;
mod synonyms;
mod understanding;

use serde_json::{Value, json};

use crate::shop::{Shop, until};

/// Staff puts a product on sale.
async fn sell(shop: &Shop, name: &str, sku: &str, price_minor: i64, description: &str) -> Value {
    let variant = json!({ "sku": sku, "name": "", "price_minor": price_minor, "weight_g": 300, "stock": 5 });
    let body = json!({
        "name": name, "description": description, "status": "active", "tax_rate_bp": 1900, "variants": [variant],
    });
    shop.staff().await.post("/products", &body).await.expect(201)
}

async fn search(shop: &Shop, query: &str) -> Value {
    shop.guest().get(&format!("/search?{query}")).await.expect(200)
}

fn names(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().unwrap();
    items.iter().map(|item| item["product"]["name"].as_str().unwrap()).collect()
}

/// Waits until the index has everything that was announced.
pub async fn indexed(shop: &Shop, query: &str, total: u64) {
    shop.run_jobs().await;
    until("the index to follow", async || {
        let page = search(shop, query).await;
        // The plain filter finds at once what the index does not have yet.
        page["plain"] == false && page["total"] == total
    })
    .await;
}
