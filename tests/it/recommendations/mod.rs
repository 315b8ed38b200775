//! What is shown beside others, why, and where it comes from.

mod reasons;
mod tallies;

use domain::entity::{bought_together, product_demand, purchase};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::Value;

use crate::shop::{Actor, Order, Product, Shop, card};

/// `mug bought_together, cup popular`
fn told(answer: &Value) -> String {
    let items = answer["items"].as_array().unwrap().iter();
    let one = |item: &Value| {
        let (slug, code) = (&item["product"]["slug"], &item["reason"]["code"]);
        format!("{} {}", slug.as_str().unwrap(), code.as_str().unwrap())
    };
    items.map(one).collect::<Vec<_>>().join(", ")
}

/// Buys one of each in one order, which is paid.
async fn buy(shop: &Shop, who: &Actor, products: &[&Product]) -> Order {
    for product in products {
        who.add(product, 1).await;
    }
    let order = who.checkout(card::GOOD).await;
    shop.run_jobs().await;
    order
}

/// What the cache holds is forgotten, as it is after a minute.
async fn fresh(shop: &Shop) {
    shop.services.cache.invalidate().await.unwrap();
}

/// All rows of the read model and of its sums, a line each.
async fn rows(shop: &Shop) -> Vec<String> {
    let db = shop.services.store.read();
    let purchases = purchase::Entity::find()
        .order_by_asc(purchase::Column::OrderId)
        .order_by_asc(purchase::Column::ProductId);
    let demand = product_demand::Entity::find()
        .order_by_asc(product_demand::Column::ProductId)
        .order_by_asc(product_demand::Column::Week);
    let pairs = bought_together::Entity::find()
        .order_by_asc(bought_together::Column::ProductId)
        .order_by_asc(bought_together::Column::OtherId);
    let mut lines: Vec<String> = Vec::new();
    lines.extend(purchases.all(db).await.unwrap().iter().map(|row| format!("{row:?}")));
    lines.extend(demand.all(db).await.unwrap().iter().map(|row| format!("{row:?}")));
    lines.extend(pairs.all(db).await.unwrap().iter().map(|row| format!("{row:?}")));
    lines
}
