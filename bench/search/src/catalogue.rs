//! The catalogue: one JSON object a line, attributes as `attr_t_…` (text), `attr_n_…` (number) and `attr_b_…` (yes or no).

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::Context;
use flate2::read::GzDecoder;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use search::Document;
use serde_json::{Map, Value};
use uuid::Uuid;

/// Longest text of an attribute that is a value to filter by, characters.
const VALUE: usize = 40;

pub fn read(folder: &Path) -> anyhow::Result<Vec<Document>> {
    let path = folder.join("products.jsonl.gz");
    let file = File::open(&path).with_context(|| path.display().to_string())?;
    let lines = BufReader::new(GzDecoder::new(file)).lines();
    lines.map(|line| document(&serde_json::from_str(&line?)?)).collect()
}

pub fn id_of(id: &str) -> anyhow::Result<Uuid> {
    Ok(Uuid::from_u128(id.parse::<u128>().context("an id is a number")?))
}

fn document(row: &Map<String, Value>) -> anyhow::Result<Document> {
    let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut document = Document {
        id: id_of(&text("id"))?,
        title: text("title"),
        brand: text("supplier"),
        description: text("short_description"),
        price: row.get("price").and_then(Value::as_i64),
        in_stock: true,
        visible: (0, i64::MAX),
        ..Document::default()
    };
    document.codes.push(text("name"));
    let eans = row.get("ean").and_then(Value::as_array).into_iter().flatten();
    document.codes.extend(eans.filter_map(Value::as_str).map(str::to_owned));
    document.keys.push(("brand".into(), document.brand.to_lowercase()));
    for (name, value) in row {
        let Some((kind, code)) = name.strip_prefix("attr_").and_then(|rest| rest.split_once('_')) else {
            continue;
        };
        document.shape.push(code.to_owned());
        match (kind, value) {
            ("t", Value::String(value)) => {
                document.attributes.push(value.clone());
                if value.chars().count() <= VALUE {
                    document.keys.push((code.to_owned(), value.to_lowercase()));
                }
            }
            ("n", value) => {
                let number = value.as_f64().unwrap_or_default() * 1_000.0;
                document.numbers.push((code.to_owned(), number as i64));
            }
            ("b", value) => document.keys.push((code.to_owned(), value.to_string())),
            _ => {}
        }
    }
    Ok(document)
}

/// `count` products made of these: other ids, part numbers and prices, and titles with a word of their own.
pub fn multiplied(documents: &[Document], count: usize) -> impl Iterator<Item = Document> {
    let mut random = StdRng::seed_from_u64(1);
    (0..count).map(move |nth| {
        let mut document = documents[nth % documents.len()].clone();
        if nth >= documents.len() {
            let model = format!("{}{}", ["x", "m", "pro", "s"][nth % 4], random.random_range(100..99_999));
            document.id = Uuid::from_u128((1 << 64) | nth as u128);
            document.title = format!("{} {model}", document.title);
            document.codes = vec![format!("{model}-{nth}"), format!("{nth:013}")];
            document.price = document.price.map(|price| price * random.random_range(70..130) / 100);
            document.created_at = nth as i64;
        }
        document
    })
}
