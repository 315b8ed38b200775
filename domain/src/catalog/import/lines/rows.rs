//! Lines as rows, once it is known what is filtered by.

use std::collections::{BTreeMap, HashMap};

use super::line::{Given, Line};
use super::shape::brand_name;
use super::{LineSettings, key, value};
use crate::catalog::import::row::{DEPTH, Row};
use crate::catalog::{codes, limits, slug};

/// What became of it: what is defined in the shop.
pub(super) struct Defined {
    /// By key.
    pub attributes: HashMap<String, Attribute>,
}

pub(super) struct Attribute {
    pub code: String,
    /// Codes by labels.
    pub choices: HashMap<String, String>,
    /// How many have it.
    pub products: u64,
}

impl Defined {
    /// # Errors
    /// The sku and the reason why the line cannot be taken.
    pub fn row(
        &self,
        number: u64,
        line: Line,
        settings: &LineSettings,
    ) -> Result<Row, (Option<String>, String)> {
        let sku: String =
            line.id.chars().map(|c| if is_sku(c) { c } else { '-' }).take(limits::SKU).collect();
        let keep = |field: &str, rule: Result<(), String>| {
            rule.map_err(|message| (Some(sku.clone()), format!("{field} {message}")))
        };
        keep("id", limits::sku(&sku))?;
        let price_minor = line.price.unwrap_or_default();
        keep("price", limits::price(price_minor))?;
        let stock = line.stock.or(settings.stock);
        keep("stock", stock.map_or(Ok(()), limits::stock))?;
        if line.category.len() > DEPTH {
            return Err((Some(sku), format!("category is deeper than {DEPTH}")));
        }
        for name in &line.category {
            keep("category", limits::name(name, limits::CATEGORY_NAME))?;
        }
        let (name, rest) = halves(&line.title);
        let (attributes, prose) = self.values(&line);
        let mut parts: Vec<String> = [rest, line.description.clone()].into();
        parts.push(prose.join("\n"));
        parts.retain(|part| !part.is_empty());
        let description: String = parts.join("\n\n").chars().take(limits::DESCRIPTION).collect();
        let mut codes: Vec<String> = Vec::new();
        for code in line.codes {
            let is_code = code.chars().count() <= codes::LENGTH && code.chars().any(char::is_alphanumeric);
            if is_code && codes.len() < codes::MOST && !codes.contains(&code) {
                codes.push(code);
            }
        }
        Ok(Row {
            line: number,
            slug: slug_of(&name, &sku),
            sku,
            name,
            category: (!line.category.is_empty()).then_some(line.category),
            description: Some(description),
            variant: None,
            price_minor,
            stock,
            weight_g: None,
            tax_rate_bp: None,
            status: None,
            brand: (!line.brand.is_empty()).then(|| slug::slugify(&brand_name(&line.brand))),
            tags: None,
            attributes: Some(attributes),
            codes: Some(codes),
            publish_at: None,
            unpublish_at: None,
        })
    }

    /// Values by codes, and in words what is not filtered by.
    fn values(&self, line: &Line) -> (BTreeMap<String, String>, Vec<String>) {
        let (mut values, mut prose) = (BTreeMap::new(), Vec::new());
        let known = |key: &String| self.attributes.get(key);
        let mut given: Vec<&(String, Given)> = line.attributes.iter().collect();
        given.sort_by_key(|(key, _)| std::cmp::Reverse(known(key).map_or(0, |one| one.products)));
        for (key, given) in given {
            let value = known(key).filter(|_| values.len() < limits::VALUES).and_then(|attribute| {
                let value = match given {
                    Given::Text(text) => attribute.choices.get(text).cloned(),
                    Given::Number(number) => value::number(*number),
                    Given::Flag(flag) => Some(flag.to_string()),
                };
                Some((attribute.code.clone(), value?))
            });
            match value {
                Some((code, value)) => {
                    values.insert(code, value);
                }
                None => prose.extend(value::prose(&key::name(key), given)),
            }
        }
        prose.sort_unstable();
        (values, prose)
    }
}

fn is_sku(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')
}

/// What fits into a name, and the rest.
fn halves(title: &str) -> (String, String) {
    let Some((end, _)) = title.char_indices().nth(limits::NAME) else {
        return (title.to_owned(), String::new());
    };
    let at = title[..end].rfind(' ').unwrap_or(end);
    (title[..at].trim().to_owned(), title[at..].trim().to_owned())
}

/// Of the name and, so that no two products are one, of the sku.
fn slug_of(name: &str, sku: &str) -> String {
    let end = slug::slugify(sku);
    let begin = slug::slugify(name);
    let room = limits::SLUG.saturating_sub(end.len() + 1);
    match begin.get(..room.min(begin.len())).map(|begin| begin.trim_end_matches('-')) {
        Some(begin) if !begin.is_empty() => format!("{begin}-{end}"),
        _ => end,
    }
}
