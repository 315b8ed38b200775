//! Baskets of the Brazilian e-commerce dataset.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use anyhow::Context;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::baskets::{Baskets, Product};

#[derive(Deserialize)]
struct Item {
    order_id: String,
    product_id: String,
    price: String,
}

#[derive(Deserialize)]
struct Kind {
    product_id: String,
    product_category_name: String,
}

/// Reads the folder: every order that has items, and the products in them at the price that is told first.
pub fn read(folder: &Path) -> anyhow::Result<Baskets> {
    let kinds = rows::<Kind>(folder, "products.csv")?;
    let kinds: HashMap<String, String> =
        kinds.into_iter().map(|row| (row.product_id, row.product_category_name)).collect();
    let mut orders: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut products = Vec::new();
    for item in rows::<Item>(folder, "order_items.csv")? {
        let place = match places.get(&item.product_id) {
            Some(place) => *place,
            None => {
                let category = kinds.get(&item.product_id).cloned().unwrap_or_default();
                let price_minor = minor(&item.price)?;
                products.push(Product { name: item.product_id.clone(), category, price_minor });
                places.insert(item.product_id, products.len() - 1);
                products.len() - 1
            }
        };
        orders.entry(item.order_id).or_default().insert(place);
    }
    let orders = orders.into_values().map(|order| order.into_iter().collect()).collect();
    Ok(Baskets { products, orders })
}

fn rows<T: DeserializeOwned>(folder: &Path, name: &str) -> anyhow::Result<Vec<T>> {
    let path = folder.join(name);
    let mut reader =
        csv::Reader::from_path(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    Ok(reader.deserialize().collect::<Result<_, _>>()?)
}

fn minor(text: &str) -> anyhow::Result<i64> {
    let (whole, cents) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{cents:0<2}").parse().with_context(|| format!("{text:?} is no amount"))
}
