//! Tags of products. A tag is there as long as a product has it.

use std::collections::{BTreeSet, HashMap};

use entity::{product, product_tag};
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::limits::{self, Violations};
use super::visible;
use crate::clock::now;
use crate::error::Result;
use crate::store::Txn;

pub(super) fn check(violations: &mut Violations, tags: &[String]) {
    if tags.len() > limits::TAGS {
        violations.add("tags", format!("must be at most {}", limits::TAGS));
    }
    for (index, tag) in tags.iter().enumerate() {
        violations.check(format!("tags/{index}"), limits::tag(tag));
    }
}

/// The tags of a product, in the order of the alphabet.
pub(super) async fn of_product(db: &impl ConnectionTrait, product_id: Uuid) -> Result<Vec<String>> {
    let rows = product_tag::Entity::find()
        .filter(product_tag::Column::ProductId.eq(product_id))
        .order_by_asc(product_tag::Column::Tag)
        .all(db)
        .await?;
    let tags: BTreeSet<String> = rows.into_iter().map(|row| row.tag).collect();
    Ok(tags.into_iter().collect())
}

/// Those of several products.
pub(crate) async fn of_products(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, BTreeSet<String>>> {
    let rows = product_tag::Entity::find().filter(product_tag::Column::ProductId.is_in(ids)).all(db).await?;
    let mut tags: HashMap<Uuid, BTreeSet<String>> = HashMap::new();
    for row in rows {
        tags.entry(row.product_id).or_default().insert(row.tag);
    }
    Ok(tags)
}

/// Gives a product, whose row is locked, these tags and no others. Returns whether that changed anything.
pub(super) async fn set(txn: &Txn, product_id: Uuid, tags: &[String]) -> Result<bool> {
    let before: BTreeSet<String> = of_product(txn, product_id).await?.into_iter().collect();
    let after: BTreeSet<String> = tags.iter().cloned().collect();
    if before == after {
        return Ok(false);
    }
    let gone: Vec<String> = before.difference(&after).cloned().collect();
    if !gone.is_empty() {
        product_tag::Entity::delete_many()
            .filter(product_tag::Column::ProductId.eq(product_id))
            .filter(product_tag::Column::Tag.is_in(gone))
            .exec(txn)
            .await?;
    }
    let row = |tag: &String| product_tag::ActiveModel { product_id: Set(product_id), tag: Set(tag.clone()) };
    let new: Vec<_> = after.difference(&before).map(row).collect();
    if !new.is_empty() {
        product_tag::Entity::insert_many(new).exec_without_returning(txn).await?;
    }
    Ok(true)
}

/// A tag and how many products that shoppers see have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagCount {
    pub tag: String,
    pub products: i64,
}

/// The tags of what shoppers see, in the order of the alphabet, behind `after` if given. One query.
pub async fn list(db: &impl ConnectionTrait, after: Option<&str>, limit: u64) -> Result<Vec<TagCount>> {
    let tag = (product_tag::Entity, product_tag::Column::Tag);
    let mut query = Query::select();
    query
        .column(tag)
        .expr(Expr::col((product_tag::Entity, product_tag::Column::ProductId)).count())
        .from(product_tag::Entity)
        .inner_join(
            product::Entity,
            Expr::col((product::Entity, product::Column::Id))
                .equals((product_tag::Entity, product_tag::Column::ProductId)),
        )
        .cond_where(visible::condition(now()))
        .group_by_col(tag)
        .order_by(tag, Order::Asc)
        .limit(limit);
    if let Some(after) = after {
        query.and_where(Expr::col(tag).gt(after));
    }
    let rows = db.query_all(&query).await?;
    let count = |row: &sea_orm::QueryResult| -> Result<TagCount> {
        Ok(TagCount { tag: row.try_get_by_index(0)?, products: row.try_get_by_index(1)? })
    };
    rows.iter().map(count).collect()
}
