//! One line, as far as it can be read by itself.

use serde_json::{Map, Value};

/// What a line says.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub id: String,
    pub title: String,
    pub price: Option<i64>,
    pub codes: Vec<String>,
    pub description: String,
    pub brand: String,
    pub category: Vec<String>,
    pub stock: Option<i64>,
    /// In the order of their keys.
    pub attributes: Vec<(String, Given)>,
}

/// The value of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Given {
    Text(String),
    Number(f64),
    Flag(bool),
}

impl Line {
    /// # Errors
    /// The id, if there is one, and the reason why it cannot be taken.
    pub fn read(text: &str) -> Result<Self, (Option<String>, String)> {
        let value: Value =
            serde_json::from_str(text).map_err(|error| (None, format!("is no JSON: {error}")))?;
        let Value::Object(mut keys) = value else { return Err((None, "is no JSON object".into())) };
        let mut line = Self {
            id: text_of(&mut keys, "id"),
            title: text_of(&mut keys, "title"),
            description: text_of(&mut keys, "short_description"),
            brand: text_of(&mut keys, "supplier"),
            ..Self::default()
        };
        let refuse = |line: &Self, reason: &str| Err((Some(line.id.clone()), reason.to_owned()));
        let whole = |keys: &mut Map<String, Value>, key: &str| match keys.remove(key) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => value.as_i64().map(Some).ok_or_else(|| format!("{key} is not a whole number")),
        };
        match (whole(&mut keys, "price"), whole(&mut keys, "stock")) {
            (Ok(price), Ok(stock)) => (line.price, line.stock) = (price, stock),
            (Err(reason), _) | (_, Err(reason)) => return refuse(&line, &reason),
        }
        for key in ["name", "ean"] {
            match keys.remove(key) {
                Some(Value::Array(all)) => line.codes.extend(all.into_iter().filter_map(one_line)),
                Some(one) => line.codes.extend(one_line(one)),
                None => {}
            }
        }
        line.category = match keys.remove("category") {
            Some(Value::Array(names)) => names.into_iter().filter_map(one_line).collect(),
            Some(Value::String(path)) => path.split('>').map(|name| name.trim().to_owned()).collect(),
            _ => Vec::new(),
        };
        line.category.retain(|name| !name.is_empty());
        for (key, value) in keys {
            let given = match (key.get(..7), value) {
                (Some("attr_t_"), Value::String(text)) => Given::Text(clean(&text)),
                (Some("attr_n_"), Value::Number(number)) => match number.as_f64() {
                    Some(number) => Given::Number(number),
                    None => continue,
                },
                (Some("attr_b_"), Value::Bool(flag)) => Given::Flag(flag),
                _ => continue,
            };
            if given != Given::Text(String::new()) {
                line.attributes.push((key, given));
            }
        }
        match (line.id.is_empty(), line.title.is_empty(), line.price) {
            (true, ..) => Err((None, "id is missing".into())),
            (_, true, _) => refuse(&line, "title is missing"),
            (.., None) => refuse(&line, "price is missing"),
            _ => Ok(line),
        }
    }
}

fn text_of(keys: &mut Map<String, Value>, key: &str) -> String {
    keys.remove(key).and_then(one_line).unwrap_or_default()
}

fn one_line(value: Value) -> Option<String> {
    let text = match value {
        Value::String(text) => clean(&text),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// In one line, with single spaces.
fn clean(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}
