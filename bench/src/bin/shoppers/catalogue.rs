//! What can be bought.

use anyhow::{Context, ensure};
use bench::{Client, Request, crowd};

/// Products that are looked up at the same time.
const CLIENTS: usize = 16;

/// The ids of all variants on sale.
pub async fn variants(client: &Client) -> anyhow::Result<Vec<String>> {
    let mut slugs = Vec::new();
    let mut path = "/api/v1/products?limit=100".to_owned();
    loop {
        let page = client.once(&Request::get(&path)).await?;
        for product in page["items"].as_array().context("the list has no items")? {
            slugs.push(product["slug"].as_str().context("the product has no slug")?.to_owned());
        }
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/api/v1/products?limit=100&cursor={cursor}");
    }
    let client = client.clone();
    let found = crowd(CLIENTS, slugs, move |slug| {
        let client = client.clone();
        async move {
            let product = client.once(&Request::get(&format!("/api/v1/products/{slug}"))).await?;
            let variants = product["variants"].as_array().context("the product has no variants")?;
            let id = |variant: &serde_json::Value| variant["id"].as_str().map(str::to_owned);
            Ok(variants.iter().filter_map(id).collect::<Vec<_>>())
        }
    })
    .await?;
    let found = found.concat();
    ensure!(!found.is_empty(), "the shop sells nothing");
    Ok(found)
}
