//! Products page by page. A page begins where the last one ended, not after a count, so that products that come or go
//! meanwhile neither repeat others nor hide them.

use std::collections::{HashMap, HashSet};

use entity::states::ProductStatus;
use entity::{category, image, product, stock_level, variant};
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr, NullOrdering, Order, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::cursor;
use crate::catalog::categories::with_descendants;
use crate::catalog::limits::Violations;
use crate::error::{Error, Result};

pub const MAX_LIMIT: u64 = 100;
/// Longest text that is searched for, characters.
pub const MAX_TEXT: usize = 200;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    #[default]
    Newest,
    PriceAsc,
    PriceDesc,
    NameAsc,
}

#[derive(Debug, Clone)]
pub struct ProductFilter {
    /// Slug of a category; those in the categories below it count too.
    pub category: Option<String>,
    /// Every word must occur in the name, the description or a sku.
    pub text: Option<String>,
    /// Inclusive, minor units, of the cheapest variant.
    pub price_min: Option<i64>,
    pub price_max: Option<i64>,
    /// Whether any variant can be bought right now.
    pub in_stock: Option<bool>,
    /// `None` means whatever its status; that is not for shoppers.
    pub status: Option<ProductStatus>,
    pub sort: Sort,
    /// From the page before.
    pub cursor: Option<String>,
    /// 1 to [`MAX_LIMIT`].
    pub limit: u64,
}

impl Default for ProductFilter {
    fn default() -> Self {
        Self {
            category: None,
            text: None,
            price_min: None,
            price_max: None,
            in_stock: None,
            status: Some(ProductStatus::Active),
            sort: Sort::default(),
            cursor: None,
            limit: 24,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// For the next page; `None` on the last one.
    pub next: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductSummary {
    pub product: product::Model,
    pub category_slug: Option<String>,
    /// The first picture.
    pub image: Option<image::Model>,
    /// Whether any variant can be bought right now.
    pub in_stock: bool,
}

/// At most four queries, whatever the size of the page.
///
/// # Errors
/// `Invalid` for a limit or text out of bounds and for a cursor that belongs to another list; `NotFound` for the category.
pub async fn list(db: &impl ConnectionTrait, filter: &ProductFilter) -> Result<Page<ProductSummary>> {
    check(filter).into_result()?;
    let categories = category::Entity::find().all(db).await?;
    let mut products = matching(filter, &categories)?.limit(filter.limit + 1).all(db).await?;
    let more = products.len() as u64 > filter.limit;
    products.truncate(usize::try_from(filter.limit).unwrap_or(usize::MAX));
    let next = match products.last() {
        Some(last) if more => Some(cursor::after(filter.sort, last)?),
        _ => None,
    };
    let items = summaries(db, products, categories).await?;
    Ok(Page { items, next })
}

fn check(filter: &ProductFilter) -> Violations {
    let mut violations = Violations::default();
    if !(1..=MAX_LIMIT).contains(&filter.limit) {
        violations.add("limit", format!("must be between 1 and {MAX_LIMIT}"));
    }
    if filter.text.as_ref().is_some_and(|text| text.chars().count() > MAX_TEXT) {
        violations.add("text", format!("must have at most {MAX_TEXT} characters"));
    }
    violations
}

fn matching(filter: &ProductFilter, categories: &[category::Model]) -> Result<Select<product::Entity>> {
    let mut query = product::Entity::find();
    if let Some(status) = filter.status {
        query = query.filter(product::Column::Status.eq(status));
    }
    if let Some(slug) = &filter.category {
        let root = categories.iter().find(|category| category.slug == *slug);
        let root = root.ok_or(Error::NotFound { what: "category" })?;
        query = query.filter(product::Column::CategoryId.is_in(with_descendants(root.id, categories)));
    }
    for word in filter.text.iter().flat_map(|text| words(text)) {
        query = query.filter(Expr::col(product::Column::SearchText).like(containing(&word)));
    }
    if let Some(min) = filter.price_min {
        query = query.filter(product::Column::PriceFromMinor.gte(min));
    }
    if let Some(max) = filter.price_max {
        query = query.filter(product::Column::PriceFromMinor.lte(max));
    }
    match filter.in_stock {
        Some(true) => query = query.filter(Expr::exists(stock_of_product())),
        Some(false) => query = query.filter(Expr::not_exists(stock_of_product())),
        None => {}
    }
    if let Some(cursor) = &filter.cursor {
        query = query.filter(cursor::condition(filter.sort, cursor)?);
    }
    let (price, id) = (product::Column::PriceFromMinor, product::Column::Id);
    Ok(match filter.sort {
        Sort::Newest => query.order_by_desc(product::Column::CreatedAt).order_by_desc(id),
        Sort::PriceAsc => query.order_by_with_nulls(price, Order::Asc, NullOrdering::Last).order_by_asc(id),
        Sort::PriceDesc => {
            query.order_by_with_nulls(price, Order::Desc, NullOrdering::Last).order_by_desc(id)
        }
        Sort::NameAsc => query.order_by_asc(product::Column::Name).order_by_asc(id),
    })
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

/// Ids of products that have a variant with stock that is promised to nobody.
fn in_stock() -> SelectStatement {
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
                .gt(Expr::col((stock_level::Entity, stock_level::Column::Reserved))),
        )
        .take()
}

/// The same for the product of the row at hand.
fn stock_of_product() -> SelectStatement {
    in_stock()
        .and_where(
            Expr::col((variant::Entity, variant::Column::ProductId))
                .equals((product::Entity, product::Column::Id)),
        )
        .take()
}

async fn summaries(
    db: &impl ConnectionTrait,
    products: Vec<product::Model>,
    categories: Vec<category::Model>,
) -> Result<Vec<ProductSummary>> {
    if products.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = products.iter().map(|product| product.id).collect();
    let images = image::Entity::find()
        .filter(image::Column::ProductId.is_in(ids.iter().copied()))
        .order_by_asc(image::Column::Position)
        .order_by_asc(image::Column::Id)
        .all(db)
        .await?;
    let mut first_image: HashMap<Uuid, image::Model> = HashMap::new();
    for image in images {
        first_image.entry(image.product_id).or_insert(image);
    }
    let statement = in_stock()
        .distinct()
        .and_where(Expr::col((variant::Entity, variant::Column::ProductId)).is_in(ids))
        .take();
    let rows = db.query_all(&statement).await?;
    let in_stock = rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<HashSet<Uuid>, _>>()?;
    let slugs: HashMap<Uuid, String> =
        categories.into_iter().map(|category| (category.id, category.slug)).collect();
    let summary = |product: product::Model| ProductSummary {
        category_slug: product.category_id.and_then(|id| slugs.get(&id).cloned()),
        image: first_image.remove(&product.id),
        in_stock: in_stock.contains(&product.id),
        product,
    };
    Ok(products.into_iter().map(summary).collect())
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
