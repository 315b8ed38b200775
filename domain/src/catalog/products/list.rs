//! Products page by page. A page begins where the last one ended, not after a count, so that products that come or go
//! meanwhile neither repeat others nor hide them.

use std::collections::{HashMap, HashSet};

use entity::{brand, category, collection_item, image, product, variant};
use sea_orm::sea_query::{Expr, ExprTrait, NullOrdering, Order, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use uuid::Uuid;

use super::cursor;
use super::filter::{ProductFilter, Sort, check};
use super::scope::{Scope, beyond_stock, in_stock};
use crate::catalog::images::{Picture, with_files};
use crate::catalog::{brands, visible};
use crate::clock::now;
use crate::error::Result;
use crate::reviews::{self, Rating};

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
    pub brand: Option<brand::Model>,
    /// The first picture.
    pub image: Option<Picture>,
    /// Whether any variant is there.
    pub in_stock: bool,
    /// Whether none is there, and one is sold all the same.
    pub on_backorder: bool,
    /// What its reviews come to, if there are any.
    pub rating: Option<Rating>,
}

/// At most fourteen queries, whatever the size of the page.
///
/// # Errors
/// `Invalid` for a limit or text out of bounds, for an attribute that there is none of, and for a cursor that belongs to
/// another list; `NotFound` for the category and the collection.
pub async fn list(db: &impl ConnectionTrait, filter: &ProductFilter) -> Result<Page<ProductSummary>> {
    check(filter).into_result()?;
    let scope = Scope::read(db, filter).await?;
    let by_hand = scope.collection.as_ref().filter(|collection| collection.rule.is_none());
    let by_hand = by_hand.map(|collection| collection.id).filter(|_| filter.sort == Sort::ByHand);
    let sort = if filter.sort == Sort::ByHand && by_hand.is_none() { Sort::Newest } else { filter.sort };
    let mut query = product::Entity::find().filter(scope.condition(None));
    if let Some(cursor) = &filter.cursor {
        query = query.filter(cursor::condition(sort, cursor)?);
    }
    let mut products = sorted(query, sort, by_hand).limit(filter.limit + 1).all(db).await?;
    let more = products.len() as u64 > filter.limit;
    products.truncate(usize::try_from(filter.limit).unwrap_or(usize::MAX));
    let next = match products.last().filter(|_| more) {
        Some(last) => {
            let position = position_of(db, by_hand, last.id).await?;
            Some(cursor::after(sort, last, position)?)
        }
        None => None,
    };
    let items = summaries(db, products, scope.categories).await?;
    Ok(Page { items, next })
}

/// How many products the list has in all, on whatever page. At most three queries.
///
/// # Errors
/// As [`list`].
pub async fn count(db: &impl ConnectionTrait, filter: &ProductFilter) -> Result<u64> {
    check(filter).into_result()?;
    let scope = Scope::read(db, filter).await?;
    Ok(product::Entity::find().filter(scope.condition(None)).count(db).await?)
}

fn sorted(query: Select<product::Entity>, sort: Sort, collection: Option<Uuid>) -> Select<product::Entity> {
    let (price, id) = (product::Column::PriceFromMinor, product::Column::Id);
    match (sort, collection) {
        (Sort::ByHand, Some(collection)) => {
            let items = product::Entity::belongs_to(collection_item::Entity)
                .from(product::Column::Id)
                .to(collection_item::Column::ProductId)
                .into();
            query
                .join(JoinType::InnerJoin, items)
                .filter(collection_item::Column::CollectionId.eq(collection))
                .order_by_asc(collection_item::Column::Position)
        }
        (Sort::Newest | Sort::ByHand, _) => query.order_by_desc(product::Column::CreatedAt).order_by_desc(id),
        (Sort::PriceAsc, _) => {
            query.order_by_with_nulls(price, Order::Asc, NullOrdering::Last).order_by_asc(id)
        }
        (Sort::PriceDesc, _) => {
            query.order_by_with_nulls(price, Order::Desc, NullOrdering::Last).order_by_desc(id)
        }
        (Sort::NameAsc, _) => query.order_by_asc(product::Column::Name).order_by_asc(id),
    }
}

async fn position_of(db: &impl ConnectionTrait, collection: Option<Uuid>, product: Uuid) -> Result<i32> {
    let Some(collection) = collection else { return Ok(0) };
    let item = collection_item::Entity::find_by_id((collection, product)).one(db).await?;
    Ok(item.map_or(i32::MAX, |item| item.position))
}

/// Those of `ids` that shoppers see, in that order. At most eight queries, none for none.
pub(crate) async fn summaries_of(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<ProductSummary>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut products = product::Entity::find()
        .filter(product::Column::Id.is_in(ids.iter().copied()))
        .filter(visible::condition(now()))
        .all(db)
        .await?;
    products.sort_by_key(|product| ids.iter().position(|id| *id == product.id));
    let categories = category::Entity::find()
        .filter(category::Column::Id.is_in(products.iter().filter_map(|product| product.category_id)))
        .all(db)
        .await?;
    summaries(db, products, categories).await
}

/// Those of these products of which any variant is there. One query.
pub(crate) async fn in_stock_of(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<HashSet<Uuid>> {
    among(db, in_stock(), ids).await
}

async fn among(
    db: &impl ConnectionTrait,
    mut products: SelectStatement,
    ids: Vec<Uuid>,
) -> Result<HashSet<Uuid>> {
    let statement = products
        .distinct()
        .and_where(Expr::col((variant::Entity, variant::Column::ProductId)).is_in(ids))
        .take();
    let rows = db.query_all(&statement).await?;
    Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<HashSet<Uuid>, _>>()?)
}

/// Those with these slugs that shoppers see, in that order. At most eight queries, none for none.
pub(crate) async fn summaries_by_slugs(
    db: &impl ConnectionTrait,
    slugs: &[String],
) -> Result<Vec<ProductSummary>> {
    if slugs.is_empty() {
        return Ok(Vec::new());
    }
    let mut found: Vec<(Uuid, String)> = product::Entity::find()
        .select_only()
        .columns([product::Column::Id, product::Column::Slug])
        .filter(product::Column::Slug.is_in(slugs))
        .into_tuple()
        .all(db)
        .await?;
    found.sort_by_key(|(_, slug)| slugs.iter().position(|wanted| wanted == slug));
    let ids: Vec<Uuid> = found.into_iter().map(|(id, _)| id).collect();
    summaries_of(db, &ids).await
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
    let mut first_rows: HashMap<Uuid, image::Model> = HashMap::new();
    for image in images {
        first_rows.entry(image.product_id).or_insert(image);
    }
    let pictures = with_files(db, first_rows.into_values().collect()).await?;
    let mut first_image: HashMap<Uuid, Picture> =
        pictures.into_iter().map(|picture| (picture.row.product_id, picture)).collect();
    let in_stock = in_stock_of(db, ids.clone()).await?;
    let gone: Vec<Uuid> = ids.into_iter().filter(|id| !in_stock.contains(id)).collect();
    let beyond = if gone.is_empty() { HashSet::new() } else { among(db, beyond_stock(), gone).await? };
    let brands: HashSet<Uuid> = products.iter().filter_map(|product| product.brand_id).collect();
    let brands = brands::by_ids(db, brands).await?;
    let ratings = reviews::ratings(db, products.iter().map(|product| product.id)).await?;
    let slugs: HashMap<Uuid, String> =
        categories.into_iter().map(|category| (category.id, category.slug)).collect();
    let summary = |product: product::Model| ProductSummary {
        category_slug: product.category_id.and_then(|id| slugs.get(&id).cloned()),
        brand: product.brand_id.and_then(|id| brands.get(&id).cloned()),
        image: first_image.remove(&product.id),
        in_stock: in_stock.contains(&product.id),
        on_backorder: beyond.contains(&product.id),
        rating: ratings.get(&product.id).copied(),
        product,
    };
    Ok(products.into_iter().map(summary).collect())
}
