//! Recorded orders, read from the files of the Brazilian e-commerce dataset, as shopping to be done again.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use anyhow::{Context, bail};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Everything to be sold and bought. Amounts are in minor units (centavos).
pub struct Plan {
    /// In the order in which they first bought something.
    pub people: Vec<Person>,
    /// One for each product and price at which it was ever sold.
    pub offers: Vec<Offer>,
}

pub struct Person {
    pub id: String,
    /// Oldest first.
    pub orders: Vec<Order>,
}

pub struct Order {
    pub id: String,
    pub customer_id: String,
    pub postal_code: String,
    pub city: String,
    pub state: String,
    pub lines: Vec<Line>,
    pub freight_minor: i64,
    pub is_cancelled: bool,
    placed_at: String,
}

pub struct Line {
    pub product_id: String,
    pub price_minor: i64,
    pub quantity: i64,
}

pub struct Offer {
    pub product_id: String,
    pub price_minor: i64,
    pub category: String,
    pub weight_g: i64,
    /// Units that the planned orders will take.
    pub stock: i64,
}

/// Names an offer: there is one for each product and price.
pub fn sku(product_id: &str, price_minor: i64) -> String {
    format!("{product_id}-{price_minor}")
}

impl Order {
    pub fn total_minor(&self) -> i64 {
        self.freight_minor + self.lines.iter().map(|line| line.price_minor * line.quantity).sum::<i64>()
    }

    /// The street is all that tells the orders of one person apart, so it carries the id of the order's customer row.
    pub fn street(&self) -> String {
        format!("Rua {}", self.customer_id)
    }
}

impl Plan {
    pub fn orders(&self) -> impl Iterator<Item = &Order> {
        self.people.iter().flat_map(|person| &person.orders)
    }
}

#[derive(Deserialize)]
struct OrderRow {
    order_id: String,
    customer_id: String,
    order_status: String,
    order_purchase_timestamp: String,
}

#[derive(Deserialize)]
struct ItemRow {
    order_id: String,
    product_id: String,
    price: String,
    freight_value: String,
}

#[derive(Deserialize)]
struct CustomerRow {
    customer_id: String,
    customer_unique_id: String,
    customer_zip_code_prefix: String,
    customer_city: String,
    customer_state: String,
}

#[derive(Deserialize)]
struct ProductRow {
    product_id: String,
    product_category_name: String,
    product_weight_g: String,
}

#[derive(Deserialize)]
struct TranslationRow {
    product_category_name: String,
    product_category_name_english: String,
}

/// Reads the folder. With `limit`, the orders are the first so many that have items; what is offered stays the same,
/// and only the stock follows.
pub fn read(folder: &Path, limit: Option<usize>) -> anyhow::Result<Plan> {
    let mut baskets: HashMap<String, Vec<ItemRow>> = HashMap::new();
    for item in rows::<ItemRow>(folder, "order_items.csv")? {
        baskets.entry(item.order_id.clone()).or_default().push(item);
    }
    let mut offers = offers(folder, baskets.values().flatten())?;
    let customers = rows::<CustomerRow>(folder, "customers.csv")?;
    let customers: HashMap<_, _> = customers.into_iter().map(|row| (row.customer_id.clone(), row)).collect();

    let mut recorded = rows::<OrderRow>(folder, "orders.csv")?;
    recorded.retain(|row| baskets.contains_key(&row.order_id));
    recorded.sort_by(|a, b| {
        (&a.order_purchase_timestamp, &a.order_id).cmp(&(&b.order_purchase_timestamp, &b.order_id))
    });
    recorded.truncate(limit.unwrap_or(usize::MAX));

    let mut people: HashMap<&str, Person> = HashMap::new();
    for row in &recorded {
        let customer = customers.get(&row.customer_id);
        let customer = customer.with_context(|| format!("order {} has no customer", row.order_id))?;
        let order = order(row, customer, &baskets[&row.order_id])?;
        for line in &order.lines {
            let offer = offers.get_mut(&(line.product_id.clone(), line.price_minor));
            offer.context("an offer is made of every item")?.stock += line.quantity;
        }
        let id = customer.customer_unique_id.as_str();
        people
            .entry(id)
            .or_insert_with(|| Person { id: id.to_owned(), orders: Vec::new() })
            .orders
            .push(order);
    }
    let mut people: Vec<Person> = people.into_values().collect();
    people.sort_by(|a, b| {
        (&a.orders[0].placed_at, &a.orders[0].id).cmp(&(&b.orders[0].placed_at, &b.orders[0].id))
    });
    Ok(Plan { people, offers: offers.into_values().collect() })
}

fn order(row: &OrderRow, customer: &CustomerRow, items: &[ItemRow]) -> anyhow::Result<Order> {
    let mut quantities: BTreeMap<(&str, i64), i64> = BTreeMap::new();
    let mut freight_minor = 0;
    for item in items {
        *quantities.entry((&item.product_id, minor(&item.price)?)).or_default() += 1;
        freight_minor += minor(&item.freight_value)?;
    }
    let lines = quantities.into_iter().map(|((product_id, price_minor), quantity)| Line {
        product_id: product_id.to_owned(),
        price_minor,
        quantity,
    });
    Ok(Order {
        id: row.order_id.clone(),
        customer_id: row.customer_id.clone(),
        postal_code: customer.customer_zip_code_prefix.clone(),
        city: customer.customer_city.clone(),
        state: customer.customer_state.clone(),
        lines: lines.collect(),
        freight_minor,
        is_cancelled: row.order_status == "canceled",
        placed_at: row.order_purchase_timestamp.clone(),
    })
}

type Offers = BTreeMap<(String, i64), Offer>;

/// Offers without stock, by product and price.
fn offers<'a>(folder: &Path, items: impl Iterator<Item = &'a ItemRow>) -> anyhow::Result<Offers> {
    let english = rows::<TranslationRow>(folder, "product_category_name_translation.csv")?;
    let english: HashMap<_, _> = english
        .into_iter()
        .map(|row| (row.product_category_name, row.product_category_name_english))
        .collect();
    let products = rows::<ProductRow>(folder, "products.csv")?;
    let products: HashMap<_, _> = products.iter().map(|row| (row.product_id.as_str(), row)).collect();
    let mut offers = Offers::new();
    for item in items {
        let price_minor = minor(&item.price)?;
        let product = products.get(item.product_id.as_str());
        let product = product.with_context(|| format!("product {} is not described", item.product_id))?;
        let category = match product.product_category_name.as_str() {
            "" => "uncategorized",
            name => english.get(name).map_or(name, String::as_str),
        };
        offers.entry((item.product_id.clone(), price_minor)).or_insert_with(|| Offer {
            product_id: item.product_id.clone(),
            price_minor,
            category: category.to_owned(),
            weight_g: product.product_weight_g.parse().unwrap_or(0),
            stock: 0,
        });
    }
    Ok(offers)
}

fn rows<T: DeserializeOwned>(folder: &Path, name: &str) -> anyhow::Result<Vec<T>> {
    let path = folder.join(name);
    let cannot = || format!("{} cannot be read", path.display());
    csv::Reader::from_path(&path)
        .with_context(cannot)?
        .into_deserialize()
        .collect::<Result<_, _>>()
        .with_context(cannot)
}

/// Reads an amount with up to two places after the point, digit by digit: no amount passes through a float.
fn minor(text: &str) -> anyhow::Result<i64> {
    let (whole, cents) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || cents.len() > 2 || !digits(whole) || !digits(cents) {
        bail!("{text:?} is no amount");
    }
    format!("{whole}{cents:0<2}").parse().with_context(|| format!("{text:?} is no amount"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn amounts_are_read_to_the_cent() {
        for (text, amount) in
            [("21.99", 2_199), ("16.5", 1_650), ("7", 700), ("0.05", 5), ("6735.00", 673_500)]
        {
            assert_eq!(minor(text).unwrap(), amount, "{text}");
        }
        for wrong in ["", ".5", "1.234", "-1", "1,50", "1.5e3"] {
            assert!(minor(wrong).is_err(), "{wrong}");
        }
    }
}
