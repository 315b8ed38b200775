//! What a list can be narrowed by, with how many products would be left. The counts of a facet leave its own selection out
//! of account, as shoppers expect: with red chosen, blue still says how many there are.

use std::collections::{HashMap, HashSet};

use entity::states::AttributeKind;
use entity::{attribute, brand, product, product_tag, product_value};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryResult};
use uuid::Uuid;

use super::filter::{AttributeFilter, ProductFilter, Wanted, check};
use super::scope::{Facet, Scope};
use crate::catalog::attributes::{self, Attribute};
use crate::catalog::brands;
use crate::error::Result;

/// Brands and tags that are told at most, the most frequent ones.
const MOST: usize = 100;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facets {
    /// Most products first.
    pub brands: Vec<ValueCount>,
    /// Most products first.
    pub tags: Vec<ValueCount>,
    /// Lowest and highest of the cheapest variants, minor units.
    pub price: Option<(i64, i64)>,
    /// By position; those that any product has.
    pub attributes: Vec<AttributeFacet>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueCount {
    /// What to filter by: a slug, a tag, the code of a choice, `true` or `false`.
    pub value: String,
    /// For people.
    pub label: String,
    pub products: i64,
    pub selected: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeFacet {
    pub attribute: attribute::Model,
    /// Of choices and booleans.
    pub values: Vec<ValueCount>,
    /// Of numbers: lowest and highest, thousandths.
    pub range: Option<(i64, i64)>,
    /// Of numbers: how many products have one.
    pub products: i64,
}

/// At most ten queries, whatever there is.
///
/// # Errors
/// As [`list`](super::list).
pub async fn facets(db: &impl ConnectionTrait, filter: &ProductFilter) -> Result<Facets> {
    check(filter).into_result()?;
    let scope = Scope::read(db, filter).await?;
    let attributes = attributes::list(db).await?;
    let rows = db.query_all(&counts(&scope, &attributes)).await?;
    let counts = rows.iter().map(Count::read).collect::<Result<Vec<_>>>()?;
    let brands = of_kind(&counts, BRAND).map(|count| count.id);
    let brands = brands::by_ids(db, brands.collect::<HashSet<_>>()).await?;
    Ok(Facets {
        brands: brand_counts(&counts, &brands, filter),
        tags: tag_counts(&counts, filter),
        price: of_kind(&counts, PRICE).find_map(|count| Some((count.low?, count.high?))),
        attributes: attributes
            .into_iter()
            .filter_map(|attribute| of_attribute(attribute, &counts, &filter.attributes))
            .collect(),
    })
}

const BRAND: &str = "brand";
const TAG: &str = "tag";
const PRICE: &str = "price";
const VALUE: &str = "value";
const NUMBER: &str = "number";

/// A row of the one query: `facet, id, value, products, low, high`.
struct Count {
    kind: String,
    id: Uuid,
    value: String,
    products: i64,
    low: Option<i64>,
    high: Option<i64>,
}

impl Count {
    fn read(row: &QueryResult) -> Result<Self> {
        Ok(Self {
            kind: row.try_get_by_index(0)?,
            id: row.try_get_by_index(1)?,
            value: row.try_get_by_index(2)?,
            products: row.try_get_by_index(3)?,
            low: row.try_get_by_index(4)?,
            high: row.try_get_by_index(5)?,
        })
    }
}

fn of_kind<'a>(counts: &'a [Count], kind: &'a str) -> impl Iterator<Item = &'a Count> {
    counts.iter().filter(move |count| count.kind == kind)
}

/// One statement for all facets: those that are narrowed by are counted each without itself, the others together.
fn counts(scope: &Scope, attributes: &[Attribute]) -> SelectStatement {
    let mut query = brand_query(&scope.condition(Some(Facet::Brand)));
    let mut add = |part: SelectStatement| {
        query.union(UnionType::All, part);
    };
    add(tag_query(&scope.condition(Some(Facet::Tag))));
    add(price_query(&scope.condition(Some(Facet::Price))));
    let (numbers, others): (Vec<_>, Vec<_>) =
        attributes.iter().partition(|attribute| attribute.row.kind == AttributeKind::Number);
    for (kind, some) in [(NUMBER, numbers), (VALUE, others)] {
        let (narrowed, rest): (Vec<Uuid>, Vec<Uuid>) = some
            .into_iter()
            .map(|attribute| attribute.row.id)
            .partition(|id| scope.is_narrowed_by(Facet::Attribute(*id)));
        add(value_query(kind, rest, &scope.condition(None)));
        for id in narrowed {
            add(value_query(kind, vec![id], &scope.condition(Some(Facet::Attribute(id)))));
        }
    }
    query
}

fn column(name: product::Column) -> Expr {
    Expr::col((product::Entity, name))
}

fn brand_query(condition: &Condition) -> SelectStatement {
    Query::select()
        .expr(Expr::val(BRAND))
        .expr(column(product::Column::BrandId))
        .expr(Expr::val(""))
        .expr(column(product::Column::Id).count())
        .expr(Expr::val(0_i64))
        .expr(Expr::val(0_i64))
        .from(product::Entity)
        .cond_where(condition.clone())
        .and_where(product::Column::BrandId.is_not_null())
        .group_by_col((product::Entity, product::Column::BrandId))
        .take()
}

fn tag_query(condition: &Condition) -> SelectStatement {
    Query::select()
        .expr(Expr::val(TAG))
        .expr(Expr::val(Uuid::nil()))
        .column((product_tag::Entity, product_tag::Column::Tag))
        .expr(column(product::Column::Id).count())
        .expr(Expr::val(0_i64))
        .expr(Expr::val(0_i64))
        .from(product_tag::Entity)
        .inner_join(
            product::Entity,
            column(product::Column::Id).equals((product_tag::Entity, product_tag::Column::ProductId)),
        )
        .cond_where(condition.clone())
        .group_by_col((product_tag::Entity, product_tag::Column::Tag))
        .take()
}

fn price_query(condition: &Condition) -> SelectStatement {
    Query::select()
        .expr(Expr::val(PRICE))
        .expr(Expr::val(Uuid::nil()))
        .expr(Expr::val(""))
        .expr(column(product::Column::Id).count())
        .expr(Func::min(column(product::Column::PriceFromMinor)))
        .expr(Func::max(column(product::Column::PriceFromMinor)))
        .from(product::Entity)
        .cond_where(condition.clone())
        .take()
}

fn value_query(kind: &'static str, attributes: Vec<Uuid>, condition: &Condition) -> SelectStatement {
    let of = |name: product_value::Column| Expr::col((product_value::Entity, name));
    let mut query = Query::select();
    query.expr(Expr::val(kind)).expr(of(product_value::Column::AttributeId));
    if kind == NUMBER {
        query.expr(Expr::val(""));
    } else {
        query.expr(of(product_value::Column::Value));
    }
    query
        .expr(of(product_value::Column::ProductId).count())
        .expr(Func::min(of(product_value::Column::NumberMilli)))
        .expr(Func::max(of(product_value::Column::NumberMilli)))
        .from(product_value::Entity)
        .inner_join(
            product::Entity,
            column(product::Column::Id).equals((product_value::Entity, product_value::Column::ProductId)),
        )
        .cond_where(condition.clone())
        .and_where(product_value::Column::AttributeId.is_in(attributes))
        .group_by_col((product_value::Entity, product_value::Column::AttributeId));
    if kind != NUMBER {
        query.group_by_col((product_value::Entity, product_value::Column::Value));
    }
    query
}

/// What was selected is told even if nothing is left of it.
fn with_selected(mut counts: Vec<ValueCount>, selected: &[String]) -> Vec<ValueCount> {
    counts.sort_by(|a, b| (b.products, &a.label, &a.value).cmp(&(a.products, &b.label, &b.value)));
    counts.truncate(MOST);
    for value in selected {
        if !counts.iter().any(|count| count.value == *value) {
            let (value, label) = (value.clone(), value.clone());
            counts.push(ValueCount { value, label, products: 0, selected: true });
        }
    }
    counts
}

fn brand_counts(
    counts: &[Count],
    brands: &HashMap<Uuid, brand::Model>,
    filter: &ProductFilter,
) -> Vec<ValueCount> {
    let found = of_kind(counts, BRAND).filter_map(|count| {
        let brand = brands.get(&count.id)?;
        Some(ValueCount {
            value: brand.slug.clone(),
            label: brand.name.clone(),
            products: count.products,
            selected: filter.brands.contains(&brand.slug),
        })
    });
    with_selected(found.collect(), &filter.brands)
}

fn tag_counts(counts: &[Count], filter: &ProductFilter) -> Vec<ValueCount> {
    let found = of_kind(counts, TAG).map(|count| ValueCount {
        value: count.value.clone(),
        label: count.value.clone(),
        products: count.products,
        selected: filter.tags.contains(&count.value),
    });
    with_selected(found.collect(), &filter.tags)
}

/// `None` if no product has any of it and nobody asked for it.
fn of_attribute(
    attribute: Attribute,
    counts: &[Count],
    filters: &[AttributeFilter],
) -> Option<AttributeFacet> {
    let id = attribute.row.id;
    if attribute.row.kind == AttributeKind::Number {
        let count = of_kind(counts, NUMBER).find(|count| count.id == id)?;
        let range = Some((count.low?, count.high?));
        return Some(AttributeFacet {
            attribute: attribute.row,
            values: Vec::new(),
            range,
            products: count.products,
        });
    }
    let filter = filters.iter().find(|filter| filter.code == attribute.row.code);
    let is_selected = |value: &str| {
        let wanted = filter.map(|filter| &filter.wanted);
        matches!(wanted, Some(Wanted::Values(values)) if values.iter().any(|one| one == value))
    };
    let named: Vec<(String, String)> = match attribute.row.kind {
        AttributeKind::Choice => {
            attribute.choices.into_iter().map(|choice| (choice.code, choice.label)).collect()
        }
        _ => ["true", "false"].map(|value| (value.to_owned(), value.to_owned())).into(),
    };
    let values = named.into_iter().filter_map(|(value, label)| {
        let count = of_kind(counts, VALUE).find(|count| count.id == id && count.value == value);
        let products = count.map_or(0, |count| count.products);
        let selected = is_selected(&value);
        (products > 0 || selected).then_some(ValueCount { value, label, products, selected })
    });
    let values: Vec<ValueCount> = values.collect();
    let facet = AttributeFacet { attribute: attribute.row, values, range: None, products: 0 };
    (!facet.values.is_empty()).then_some(facet)
}
