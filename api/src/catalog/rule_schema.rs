//! Rules of collections on the wire. What makes sense is the domain's business.

use domain::catalog::collections;
use garde::Validate;
use poem_openapi::Object;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::payload::{objects, present, present_object};

/// Which products are in a collection: exactly one of these.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(skip_serializing_if_is_none)]
pub struct Rule {
    /// All of them hold.
    #[serde(default, deserialize_with = "present_rules", skip_serializing_if = "Option::is_none")]
    #[oai(validator(min_items = 1, max_items = 50))]
    pub all: Option<Vec<Rule>>,
    /// One of them at least holds.
    #[serde(default, deserialize_with = "present_rules", skip_serializing_if = "Option::is_none")]
    #[oai(validator(min_items = 1, max_items = 50))]
    pub any: Option<Vec<Rule>>,
    /// None of them holds.
    #[serde(default, deserialize_with = "present_rules", skip_serializing_if = "Option::is_none")]
    #[oai(validator(min_items = 1, max_items = 50))]
    pub none: Option<Vec<Rule>>,
    /// One of these brands.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(min_items = 1, max_items = 100))]
    pub brand_ids: Option<Vec<Uuid>>,
    /// In one of these categories or below it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(min_items = 1, max_items = 100))]
    pub category_ids: Option<Vec<Uuid>>,
    /// One of these tags.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(min_items = 1, max_items = 100))]
    pub tags: Option<Vec<String>>,
    #[serde(default, deserialize_with = "present_object", skip_serializing_if = "Option::is_none")]
    pub attribute: Option<AttributeRule>,
    /// Of the cheapest variant.
    #[serde(default, deserialize_with = "present_object", skip_serializing_if = "Option::is_none")]
    pub price: Option<PriceRule>,
}

fn present_rules<'de, D: serde::Deserializer<'de>>(input: D) -> Result<Option<Vec<Rule>>, D::Error> {
    objects(input).map(Some)
}

/// One of the values, or a number within the bounds.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(skip_serializing_if_is_none)]
pub struct AttributeRule {
    /// The code of the attribute.
    pub code: String,
    /// Codes of choices, or `true` and `false`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(min_items = 1, max_items = 100))]
    pub values: Option<Vec<String>>,
    /// Of numbers, inclusive.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Of numbers, inclusive.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
}

/// Inclusive, minor units of the shop's currency.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(skip_serializing_if_is_none)]
pub struct PriceRule {
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(minimum(value = "0"), maximum(value = "9007199254740")))]
    pub min_minor: Option<i64>,
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(minimum(value = "0"), maximum(value = "9007199254740")))]
    pub max_minor: Option<i64>,
}

impl From<Rule> for collections::Rule {
    fn from(rule: Rule) -> Self {
        let each = |rules: Option<Vec<Rule>>| rules.map(|rules| rules.into_iter().map(Into::into).collect());
        let attribute = |one: AttributeRule| collections::AttributeRule {
            code: one.code,
            id: None,
            values: one.values,
            min: one.min,
            max: one.max,
        };
        let price =
            |one: PriceRule| collections::PriceRule { min_minor: one.min_minor, max_minor: one.max_minor };
        Self {
            all: each(rule.all),
            any: each(rule.any),
            none: each(rule.none),
            brand_ids: rule.brand_ids,
            category_ids: rule.category_ids,
            tags: rule.tags,
            attribute: rule.attribute.map(attribute),
            price: rule.price.map(price),
        }
    }
}

impl From<collections::Rule> for Rule {
    fn from(rule: collections::Rule) -> Self {
        let each = |rules: Option<Vec<collections::Rule>>| {
            rules.map(|rules| rules.into_iter().map(Into::into).collect())
        };
        let attribute = |one: collections::AttributeRule| AttributeRule {
            code: one.code,
            values: one.values,
            min: one.min,
            max: one.max,
        };
        let price =
            |one: collections::PriceRule| PriceRule { min_minor: one.min_minor, max_minor: one.max_minor };
        Self {
            all: each(rule.all),
            any: each(rule.any),
            none: each(rule.none),
            brand_ids: rule.brand_ids,
            category_ids: rule.category_ids,
            tags: rule.tags,
            attribute: rule.attribute.map(attribute),
            price: rule.price.map(price),
        }
    }
}
