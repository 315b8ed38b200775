//! Products as the server keeps them.

use std::collections::{BTreeMap, BTreeSet};

use domain::search::Document;
use serde::Serialize;
use uuid::Uuid;

/// The greatest whole number that the server keeps exactly: it has floating point numbers.
pub const GREATEST: i64 = (1 << 53) - 1;
/// Steps of popularity: a product is only written again when it is wanted clearly more or less.
const STEPS: f32 = 20.0;

#[derive(Debug, Serialize)]
pub struct Stored {
    id: Uuid,
    title: String,
    brand: String,
    category: String,
    description: String,
    attributes: Vec<String>,
    /// As they are written, for beginnings of them.
    codes: Vec<String>,
    /// As they are compared.
    exact: BTreeSet<String>,
    /// For completions.
    words: BTreeSet<String>,
    /// By facet.
    keys: BTreeMap<String, Vec<String>>,
    numbers: BTreeMap<String, Vec<i64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<i64>,
    /// The price, for orders; what has none is last in both.
    cheap: i64,
    dear: i64,
    stock: u8,
    created: i64,
    visible_from: i64,
    visible_until: i64,
    /// Orders what is equal otherwise.
    rank: i64,
    popularity: u8,
}

pub fn stored(from: Document, popularity: u8) -> Stored {
    let mut keys: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (facet, value) in from.keys {
        keys.entry(facet.replace(':', "_")).or_default().push(value);
    }
    if from.price_minor.is_some() {
        keys.insert(PRICED.to_owned(), vec!["true".to_owned()]);
    }
    let mut numbers: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for (facet, number) in from.numbers {
        numbers.entry(facet).or_default().push(number);
    }
    let naming = [&from.title, &from.brand, &from.category];
    Stored {
        id: from.id,
        exact: from.codes.iter().filter_map(|code| search::code(code)).collect(),
        words: naming.into_iter().flat_map(|text| search::words(text)).collect(),
        title: from.title,
        brand: from.brand,
        category: from.category,
        description: from.description,
        attributes: from.attributes,
        codes: from.codes,
        keys,
        numbers,
        price: from.price_minor,
        cheap: from.price_minor.unwrap_or(GREATEST),
        dear: from.price_minor.unwrap_or(-1),
        stock: u8::from(from.in_stock),
        created: from.created_at.clamp(-GREATEST, GREATEST),
        visible_from: from.visible.0.clamp(-GREATEST, GREATEST),
        visible_until: from.visible.1.clamp(-GREATEST, GREATEST),
        rank: rank(from.id),
        popularity,
    }
}

/// The facet of what has a price.
pub const PRICED: &str = "priced";

/// A number of its own for each id, as good as certainly.
pub fn rank(id: Uuid) -> i64 {
    let (high, low) = id.as_u64_pair();
    // The end of an id is chance; its beginning is the time at which it was made.
    i64::try_from((high.rotate_left(32) ^ low) & ((1 << 53) - 1)).unwrap_or_default()
}

/// 0 to 1, in steps.
pub fn steps(popularity: f32) -> u8 {
    (popularity.clamp(0.0, 1.0) * STEPS).round() as u8
}
