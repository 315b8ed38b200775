//! What lists can be narrowed by, on the wire.

use domain::catalog::products::{self, ValueCount};
use poem_openapi::Object;

use super::attribute_schema::Kind;
use super::product_schema::from_milli;
use crate::money::Money;

/// What the list can be narrowed by, with how many products would be left. The counts of a facet leave its own selection
/// out of account.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Facets {
    /// Those with most products first.
    pub brands: Vec<FacetValue>,
    /// Those with most products first.
    pub tags: Vec<FacetValue>,
    /// The lowest and the highest price of the cheapest variants.
    pub price: Option<PriceRange>,
    pub attributes: Vec<AttributeFacet>,
}

/// A value to filter by.
#[derive(Debug, Object)]
pub struct FacetValue {
    /// What to filter by.
    pub value: String,
    /// For people.
    pub label: String,
    pub products: i64,
    /// Whether the list is narrowed by it.
    pub selected: bool,
}

#[derive(Debug, Object)]
pub struct PriceRange {
    pub lowest: Money,
    pub highest: Money,
}

/// An attribute to filter by.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct AttributeFacet {
    pub code: String,
    /// For people.
    pub name: String,
    pub kind: Kind,
    /// Of numbers.
    pub unit: Option<String>,
    /// Of choices, by position, and of booleans.
    pub values: Vec<FacetValue>,
    /// Of numbers: the lowest.
    pub lowest: Option<f64>,
    /// Of numbers: the highest.
    pub highest: Option<f64>,
}

impl From<ValueCount> for FacetValue {
    fn from(count: ValueCount) -> Self {
        Self { value: count.value, label: count.label, products: count.products, selected: count.selected }
    }
}

impl From<products::AttributeFacet> for AttributeFacet {
    fn from(facet: products::AttributeFacet) -> Self {
        Self {
            code: facet.attribute.code,
            name: facet.attribute.name,
            kind: facet.attribute.kind.into(),
            unit: facet.attribute.unit,
            values: facet.values.into_iter().map(Into::into).collect(),
            lowest: facet.range.map(|(lowest, _)| from_milli(lowest)),
            highest: facet.range.map(|(_, highest)| from_milli(highest)),
        }
    }
}

impl Facets {
    /// `currency` is that of the shop.
    pub fn new(facets: products::Facets, currency: &str) -> Self {
        let money = |minor| Money::new(minor, currency.to_owned());
        let range = |(lowest, highest)| PriceRange { lowest: money(lowest), highest: money(highest) };
        Self {
            brands: facets.brands.into_iter().map(Into::into).collect(),
            tags: facets.tags.into_iter().map(Into::into).collect(),
            price: facets.price.map(range),
            attributes: facets.attributes.into_iter().map(Into::into).collect(),
        }
    }
}
