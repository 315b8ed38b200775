//! What the demo's products have in common: brands, attributes, collections, and what goes with what.

use std::collections::HashMap;

use domain::catalog::attributes::{self, NewAttribute, NewChoice, NewValue};
use domain::catalog::brands::{self, NewBrand};
use domain::catalog::collections::{self, NewCollection, Rule};
use domain::catalog::related;
use domain::entity::states::AttributeKind;
use domain::{Error, Result, Txn};
use serde::Deserialize;
use uuid::Uuid;

#[derive(Deserialize)]
pub struct Range {
    brands: Vec<Brand>,
    attributes: Vec<Attribute>,
    collections: Vec<Collection>,
    /// By slug.
    related: HashMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Brand {
    slug: String,
    name: String,
    description: String,
}

#[derive(Deserialize)]
struct Attribute {
    code: String,
    name: String,
    kind: AttributeKind,
    unit: Option<String>,
    filterable: bool,
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    code: String,
    label: String,
}

/// By slug one by one, or by a rule.
#[derive(Deserialize)]
struct Collection {
    slug: String,
    name: String,
    description: String,
    #[serde(default)]
    products: Vec<String>,
    rule: Option<Rule>,
}

/// One of its members is there.
#[derive(Deserialize)]
pub struct Value {
    code: String,
    choices: Option<Vec<String>>,
    number: Option<f64>,
    boolean: Option<bool>,
}

impl From<Value> for NewValue {
    fn from(value: Value) -> Self {
        Self { code: value.code, choices: value.choices, number: value.number, boolean: value.boolean }
    }
}

impl Range {
    /// What products refer to; the ids of the brands by slug.
    pub async fn begin(&self, txn: &Txn) -> Result<HashMap<String, Uuid>> {
        let mut ids = HashMap::new();
        for brand in &self.brands {
            let new = NewBrand {
                slug: Some(brand.slug.clone()),
                name: brand.name.clone(),
                description: brand.description.clone(),
                ..NewBrand::default()
            };
            ids.insert(brand.slug.clone(), brands::create(txn, new).await?.id);
        }
        for (position, attribute) in (0..).zip(&self.attributes) {
            let choice =
                |choice: &Choice| NewChoice { code: choice.code.clone(), label: choice.label.clone() };
            let new = NewAttribute {
                code: attribute.code.clone(),
                name: attribute.name.clone(),
                kind: attribute.kind,
                unit: attribute.unit.clone(),
                filterable: attribute.filterable,
                position,
                choices: attribute.choices.iter().map(choice).collect(),
            };
            attributes::create(txn, new).await?;
        }
        Ok(ids)
    }

    /// What refers to products, whose ids are in `products` by slug.
    pub async fn finish(self, txn: &Txn, products: &HashMap<String, Uuid>) -> Result<()> {
        let named = |slugs: &[String]| -> Result<Vec<Uuid>> {
            let id = |slug: &String| products.get(slug).copied().ok_or(Error::NotFound { what: "product" });
            slugs.iter().map(id).collect()
        };
        for collection in self.collections {
            let is_by_hand = collection.rule.is_none();
            let new = NewCollection {
                slug: Some(collection.slug),
                name: collection.name,
                description: collection.description,
                published: true,
                rule: collection.rule,
                ..NewCollection::default()
            };
            let row = collections::create(txn, new).await?;
            if is_by_hand {
                collections::set_products(txn, row.id, &named(&collection.products)?).await?;
            }
        }
        for (slug, others) in &self.related {
            let id = products.get(slug).copied().ok_or(Error::NotFound { what: "product" })?;
            related::set(txn, id, &named(others)?).await?;
        }
        Ok(())
    }
}
