//! What an answer can be narrowed by, with counts, in the terms of the shop.

use std::collections::{HashMap, HashSet};

use entity::states::AttributeKind;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::documents::{HAS, facet_of};
use super::engine::{Answer, FacetCount, Question, SearchEngine, Sort};
use super::vocabulary::Words;
use crate::catalog::attributes::Attribute;
use crate::catalog::brands;
use crate::catalog::products::{AttributeFacet, Facets, ProductFilter, ValueCount, Wanted};
use crate::error::Result;

/// Attributes that an answer tells, besides those it is narrowed by: those that most of what was found has.
const ATTRIBUTES: usize = 24;

/// The attributes that are worth counting. In a shop with many of them that takes a look at the index.
pub(super) async fn worth_counting<'a>(
    engine: &dyn SearchEngine,
    question: &Question,
    filter: &ProductFilter,
    known: &'a Words,
) -> Result<Vec<&'a Attribute>> {
    if known.attributes.len() <= ATTRIBUTES {
        return Ok(known.attributes.iter().collect());
    }
    let look = Question {
        facets: vec![HAS.to_owned()],
        ranges: Vec::new(),
        sort: Sort::Newest,
        after: None,
        limit: 0,
        ..question.clone()
    };
    let answer = engine.search(look).await?;
    // The most frequent ones come first.
    let frequent = answer.facets.iter().flat_map(|(_, counts)| counts).take(ATTRIBUTES);
    let mut codes: HashSet<&str> = frequent.map(|count| count.value.as_str()).collect();
    codes.extend(filter.attributes.iter().map(|attribute| attribute.code.as_str()));
    Ok(known.attributes.iter().filter(|attribute| codes.contains(attribute.row.code.as_str())).collect())
}

/// Lets the question count what these attributes, brands, tags and prices are.
pub(super) fn count(question: &mut Question, attributes: &[&Attribute]) {
    question.facets = vec!["brand".to_owned(), "tag".to_owned()];
    question.ranges = vec!["price".to_owned()];
    for attribute in attributes {
        match attribute.row.kind {
            AttributeKind::Number => question.ranges.push(attribute.row.code.clone()),
            _ => question.facets.push(facet_of(&attribute.row.code)),
        }
    }
}

/// What was counted. One query.
pub(super) async fn told(
    db: &impl ConnectionTrait,
    answer: &Answer,
    filter: &ProductFilter,
    attributes: &[&Attribute],
) -> Result<Facets> {
    let counts: HashMap<&str, &[FacetCount]> =
        answer.facets.iter().map(|(facet, counts)| (facet.as_str(), counts.as_slice())).collect();
    let of = |facet: &str| counts.get(facet).copied().unwrap_or_default();
    let ids: HashSet<Uuid> = of("brand").iter().filter_map(|count| count.value.parse().ok()).collect();
    let names = brands::by_ids(db, ids).await?;
    let brand = |count: &FacetCount| {
        let brand = names.get(&count.value.parse().ok()?)?;
        Some(value(&brand.slug, &brand.name, count.products, &filter.brands))
    };
    let tag = |count: &FacetCount| value(&count.value, &count.value, count.products, &filter.tags);
    let price = answer.ranges.iter().find(|range| range.facet == "price");
    let facet = |attribute: &&Attribute| match attribute.row.kind {
        AttributeKind::Number => numbers(attribute, answer),
        _ => values(attribute, of(&facet_of(&attribute.row.code)), filter),
    };
    Ok(Facets {
        brands: of("brand").iter().filter_map(brand).collect(),
        tags: of("tag").iter().map(tag).collect(),
        price: price.map(|range| (range.least, range.most)),
        attributes: attributes.iter().filter_map(facet).collect(),
    })
}

fn value(value: &str, label: &str, products: u64, selected: &[String]) -> ValueCount {
    ValueCount {
        value: value.to_owned(),
        label: label.to_owned(),
        products: i64::try_from(products).unwrap_or(i64::MAX),
        selected: selected.iter().any(|one| one == value),
    }
}

fn numbers(attribute: &Attribute, answer: &Answer) -> Option<AttributeFacet> {
    let range = answer.ranges.iter().find(|range| range.facet == attribute.row.code)?;
    Some(AttributeFacet {
        attribute: attribute.row.clone(),
        values: Vec::new(),
        range: Some((range.least, range.most)),
        products: i64::try_from(range.products).unwrap_or(i64::MAX),
    })
}

/// `None` if nothing that was found has any of it and nobody asked for it.
fn values(attribute: &Attribute, counts: &[FacetCount], filter: &ProductFilter) -> Option<AttributeFacet> {
    let selected = filter.attributes.iter().find(|one| one.code == attribute.row.code).map(|one| &one.wanted);
    let selected: &[String] = match selected {
        Some(Wanted::Values(values)) => values,
        _ => &[],
    };
    let counted: HashMap<&str, u64> =
        counts.iter().map(|count| (count.value.as_str(), count.products)).collect();
    let named: Vec<(&str, &str)> = match attribute.row.kind {
        AttributeKind::Choice => {
            attribute.choices.iter().map(|choice| (choice.code.as_str(), choice.label.as_str())).collect()
        }
        _ => ["true", "false"].map(|value| (value, value)).into(),
    };
    let values: Vec<ValueCount> = named
        .into_iter()
        .map(|(one, label)| value(one, label, counted.get(one).copied().unwrap_or_default(), selected))
        .filter(|count| count.products > 0 || count.selected)
        .collect();
    let facet = AttributeFacet { attribute: attribute.row.clone(), values, range: None, products: 0 };
    (!facet.values.is_empty()).then_some(facet)
}
