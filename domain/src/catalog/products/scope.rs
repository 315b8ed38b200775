//! A filter as conditions on products: those that always hold, and those of the facets, each of which can be left out when
//! its own values are counted.

use entity::states::SlugKind;
use entity::{
    backorder_policy, brand, category, collection, product, product_tag, product_value, stock_level, variant,
};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, LikeExpr, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::filter::{ProductFilter, Shown, Wanted};
use crate::catalog::attributes;
use crate::catalog::categories::with_descendants;
use crate::catalog::{collections, former_slugs, visible};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::inventory::completable;

/// What a shopper narrows the list by, and is told the counts of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Facet {
    Brand,
    Tag,
    Price,
    Attribute(Uuid),
}

pub(super) struct Scope {
    pub categories: Vec<category::Model>,
    /// Of which only these products are shown.
    pub collection: Option<collection::Model>,
    base: Condition,
    facets: Vec<(Facet, Condition)>,
}

impl Scope {
    /// At most six queries.
    pub async fn read(db: &impl ConnectionTrait, filter: &ProductFilter) -> Result<Self> {
        let categories = category::Entity::find().all(db).await?;
        let mut base = match filter.shown {
            Shown::Published => visible::condition(now()),
            Shown::Deleted => Condition::all().add(product::Column::DeletedAt.is_not_null()),
            Shown::All => Condition::all().add(product::Column::DeletedAt.is_null()),
            Shown::Status(status) => Condition::all()
                .add(product::Column::DeletedAt.is_null())
                .add(product::Column::Status.eq(status)),
        };
        if let Some(slug) = &filter.category {
            let root = category_id(db, slug, &categories).await?;
            base = base.add(in_categories(root, &categories));
        }
        let collection = match &filter.collection {
            Some(key) => {
                let only_published = filter.shown == Shown::Published;
                let found = collections::find_or_former(db, key, only_published).await?;
                base = base.add(collections::condition(&found, &categories)?);
                Some(found)
            }
            None => None,
        };
        for word in filter.text.iter().flat_map(|text| words(text)) {
            base =
                base.add(Expr::col((product::Entity, product::Column::SearchText)).like(containing(&word)));
        }
        match filter.in_stock {
            Some(true) => base = base.add(Expr::exists(stock_of_product())),
            Some(false) => base = base.add(Expr::not_exists(stock_of_product())),
            None => {}
        }
        let facets = facet_conditions(db, filter).await?;
        Ok(Self { categories, collection, base, facets })
    }

    /// Everything that is wanted, but for that facet.
    pub fn condition(&self, without: Option<Facet>) -> Condition {
        let facets = self.facets.iter().filter(|(facet, _)| Some(*facet) != without);
        facets.fold(self.base.clone(), |all, (_, condition)| all.add(condition.clone()))
    }

    /// Whether the list is narrowed by it.
    pub fn is_narrowed_by(&self, facet: Facet) -> bool {
        self.facets.iter().any(|(one, _)| *one == facet)
    }
}

async fn category_id(db: &impl ConnectionTrait, slug: &str, categories: &[category::Model]) -> Result<Uuid> {
    if let Some(category) = categories.iter().find(|category| category.slug == slug) {
        return Ok(category.id);
    }
    let former = former_slugs::target(db, SlugKind::Category, slug).await?;
    former.ok_or(Error::NotFound { what: "category" })
}

async fn facet_conditions(
    db: &impl ConnectionTrait,
    filter: &ProductFilter,
) -> Result<Vec<(Facet, Condition)>> {
    let mut facets = Vec::new();
    if !filter.brands.is_empty() {
        let slugs = filter.brands.iter().map(String::as_str);
        let found = brand::Entity::find().filter(brand::Column::Slug.is_in(slugs)).all(db).await?;
        let condition = product::Column::BrandId.is_in(found.into_iter().map(|brand| brand.id));
        facets.push((Facet::Brand, Condition::all().add(condition)));
    }
    if !filter.tags.is_empty() {
        facets.push((Facet::Tag, tagged(&filter.tags)));
    }
    let price = product::Column::PriceFromMinor;
    let mut prices = Condition::all();
    prices = filter.price_min.into_iter().fold(prices, |all, min| all.add(price.gte(min)));
    prices = filter.price_max.into_iter().fold(prices, |all, max| all.add(price.lte(max)));
    if !prices.is_empty() {
        facets.push((Facet::Price, prices));
    }
    let named = attributes::by_codes(db, filter.attributes.iter().map(|one| one.code.clone())).await?;
    for wanted in &filter.attributes {
        let known = named.iter().find(|attribute| attribute.row.code == wanted.code);
        let known = known.filter(|attribute| attribute.row.filterable);
        let id =
            known.ok_or_else(|| Error::invalid("attributes", "there is no such attribute to filter by"))?;
        let id = id.row.id;
        let condition = match &wanted.wanted {
            Wanted::Values(values) => has_value(id, values),
            Wanted::Between(min, max) => has_number(id, *min, *max),
        };
        facets.push((Facet::Attribute(id), condition));
    }
    Ok(facets)
}

fn ids_in(query: SelectStatement) -> Condition {
    Condition::all().add(Expr::col((product::Entity, product::Column::Id)).in_subquery(query))
}

/// Products in the category or below it.
pub(in crate::catalog) fn in_categories(root: Uuid, categories: &[category::Model]) -> Condition {
    Condition::all().add(product::Column::CategoryId.is_in(with_descendants(root, categories)))
}

/// Products that have one of the tags.
pub(in crate::catalog) fn tagged(tags: &[String]) -> Condition {
    let query = Query::select()
        .column(product_tag::Column::ProductId)
        .from(product_tag::Entity)
        .and_where(product_tag::Column::Tag.is_in(tags.iter().map(String::as_str)))
        .take();
    ids_in(query)
}

/// Products that have one of the values of the attribute.
pub(in crate::catalog) fn has_value(attribute: Uuid, values: &[String]) -> Condition {
    let query = Query::select()
        .column(product_value::Column::ProductId)
        .from(product_value::Entity)
        .and_where(product_value::Column::AttributeId.eq(attribute))
        .and_where(product_value::Column::Value.is_in(values.iter().map(String::as_str)))
        .take();
    ids_in(query)
}

/// Products whose number is within, inclusive, thousandths.
pub(in crate::catalog) fn has_number(attribute: Uuid, min: Option<i64>, max: Option<i64>) -> Condition {
    let number = product_value::Column::NumberMilli;
    let mut query = Query::select();
    query
        .column(product_value::Column::ProductId)
        .from(product_value::Entity)
        .and_where(product_value::Column::AttributeId.eq(attribute))
        .and_where(number.is_not_null());
    if let Some(min) = min {
        query.and_where(number.gte(min));
    }
    if let Some(max) = max {
        query.and_where(number.lte(max));
    }
    ids_in(query)
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

/// The pattern for text that contains `word`, in which `%` and `_` stand for themselves.
fn containing(word: &str) -> LikeExpr {
    let mut pattern = String::with_capacity(word.len() + 2);
    pattern.push('%');
    for c in word.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    LikeExpr::new(pattern).escape('\\')
}

/// Ids of products that have a variant with stock that is promised to nobody, or a bundle that can be made of such.
pub(super) fn in_stock() -> SelectStatement {
    Query::select()
        .column((variant::Entity, variant::Column::ProductId))
        .from(variant::Entity)
        .inner_join(
            stock_level::Entity,
            Expr::col((stock_level::Entity, stock_level::Column::VariantId))
                .equals((variant::Entity, variant::Column::Id)),
        )
        .and_where(
            Expr::col((stock_level::Entity, stock_level::Column::OnHand))
                .gt(Expr::col((stock_level::Entity, stock_level::Column::Reserved)))
                .or(Expr::col((variant::Entity, variant::Column::Id)).in_subquery(completable())),
        )
        .take()
}

/// Ids of products that have a variant of which more are sold than are there.
pub(super) fn beyond_stock() -> SelectStatement {
    let (most, owed) = (backorder_policy::Column::Most, backorder_policy::Column::Owed);
    Query::select()
        .column((variant::Entity, variant::Column::ProductId))
        .from(variant::Entity)
        .inner_join(
            backorder_policy::Entity,
            Expr::col((backorder_policy::Entity, backorder_policy::Column::VariantId))
                .equals((variant::Entity, variant::Column::Id)),
        )
        .and_where(backorder_policy::Column::Allowed.eq(true))
        .and_where(most.is_null().or(Expr::col(owed).lt(Expr::col(most))))
        .take()
}

/// The same as [`in_stock`] for the product of the row at hand.
fn stock_of_product() -> SelectStatement {
    in_stock()
        .and_where(
            Expr::col((variant::Entity, variant::Column::ProductId))
                .equals((product::Entity, product::Column::Id)),
        )
        .take()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_lower_case_and_wildcards_are_escaped() {
        let found: Vec<_> = words(" Blue\tMUG\u{0}50% ").collect();
        assert_eq!(found, ["blue", "mug", "50%"]);
    }
}
