//! Collections on the wire, and what is said to make them. The rules are the domain's.

use domain::catalog::collections::{self, CollectionChange, NewCollection};
use domain::catalog::{Seo, SeoChange};
use domain::entity::collection;
use garde::Validate;
use poem_openapi::Object;
use poem_openapi::types::{Example, MaybeUndefined};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::requests::patch;
use super::rule_schema::{PriceRule, Rule};
use crate::payload::{present, present_object};

/// Products that belong together. They are listed with `GET /products?collection=…`.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Collection {
    pub id: Uuid,
    /// Its name in addresses and filters.
    pub slug: String,
    pub name: String,
    pub description: String,
    /// Whether staff orders its products by hand; otherwise a rule says which they are.
    pub by_hand: bool,
    /// What search engines show instead of the name.
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    /// Whether shoppers see it. For staff.
    pub published: Option<bool>,
    /// Of a collection by rule. For staff.
    pub rule: Option<Rule>,
}

impl Collection {
    /// `for_staff` also says by which rule.
    pub fn new(row: collection::Model, for_staff: bool) -> domain::Result<Self> {
        let rule = collections::rule_of(&row)?;
        Ok(Self {
            id: row.id,
            slug: row.slug,
            name: row.name,
            description: row.description,
            by_hand: rule.is_none(),
            seo_title: row.seo_title,
            seo_description: row.seo_description,
            published: for_staff.then_some(row.published),
            rule: rule.filter(|_| for_staff).map(Into::into),
        })
    }
}

/// A page of collections, by name.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CollectionPage {
    pub items: Vec<Collection>,
    pub next_cursor: Option<String>,
}

/// A collection to be.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example)]
pub struct CollectionRequest {
    /// Made from the name if absent.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 80, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub slug: Option<String>,
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: String,
    #[serde(default)]
    #[oai(default, validator(max_length = 10000))]
    pub description: String,
    /// What search engines show instead of the name.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 200))]
    pub seo_title: Option<String>,
    /// What search engines show below it.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 500))]
    pub seo_description: Option<String>,
    /// Whether shoppers see it.
    #[serde(default)]
    #[oai(default)]
    pub published: bool,
    /// Absent for one that is filled by hand. It stays of its kind.
    #[serde(default, deserialize_with = "present_object")]
    pub rule: Option<Rule>,
}

impl Example for CollectionRequest {
    fn example() -> Self {
        let price = Some(PriceRule { min_minor: None, max_minor: Some(2_000) });
        let rules = vec![
            Rule { tags: Some(vec!["gift".into()]), ..Rule::default() },
            Rule { price, ..Rule::default() },
        ];
        Self {
            slug: None,
            name: "Small gifts".into(),
            description: String::new(),
            seo_title: None,
            seo_description: None,
            published: true,
            rule: Some(Rule { all: Some(rules), ..Rule::default() }),
        }
    }
}

impl From<CollectionRequest> for NewCollection {
    fn from(request: CollectionRequest) -> Self {
        Self {
            slug: request.slug,
            name: request.name,
            description: request.description,
            seo: Seo { title: request.seo_title, description: request.seo_description },
            published: request.published,
            rule: request.rule.map(Into::into),
        }
    }
}

/// What of a collection changes. What is absent stays.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example)]
pub struct CollectionChangeRequest {
    /// The one that it has leads to it from then on.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 80, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub slug: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(max_length = 10000))]
    pub description: Option<String>,
    /// Null: what search engines show is the name.
    #[serde(default)]
    #[oai(nullable)]
    pub seo_title: MaybeUndefined<String>,
    #[serde(default)]
    #[oai(nullable)]
    pub seo_description: MaybeUndefined<String>,
    #[serde(default, deserialize_with = "present")]
    pub published: Option<bool>,
    /// Of a collection by rule.
    #[serde(default, deserialize_with = "present_object")]
    pub rule: Option<Rule>,
}

impl Example for CollectionChangeRequest {
    fn example() -> Self {
        Self {
            slug: None,
            name: Some("Gifts".into()),
            description: None,
            seo_title: MaybeUndefined::Undefined,
            seo_description: MaybeUndefined::Undefined,
            published: Some(true),
            rule: None,
        }
    }
}

impl From<CollectionChangeRequest> for CollectionChange {
    fn from(request: CollectionChangeRequest) -> Self {
        Self {
            slug: request.slug,
            name: request.name,
            description: request.description,
            seo: SeoChange { title: patch(request.seo_title), description: patch(request.seo_description) },
            published: request.published,
            rule: request.rule.map(Into::into),
        }
    }
}
