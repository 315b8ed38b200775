//! The products that a recommendation starts from.

use entity::{product, purchase};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::catalog::{is_slug, published};
use crate::clock::now;
use crate::error::Result;

/// Rows of one customer's purchases that are looked at.
const PURCHASES: u64 = 20;

/// Those of these products, by slug or id, that shoppers see, in that order, each once. One query, none for none.
pub async fn by_keys(db: &impl ConnectionTrait, keys: &[String]) -> Result<Vec<product::Model>> {
    // What is neither names nothing, and may hold what databases do not take.
    let keys: Vec<&str> =
        keys.iter().map(String::as_str).filter(|key| is_slug(key) || Uuid::try_parse(key).is_ok()).collect();
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let ids = keys.iter().filter_map(|key| Uuid::try_parse(key).ok());
    let slugs = keys.iter().copied();
    let named = Condition::any().add(product::Column::Slug.is_in(slugs)).add(product::Column::Id.is_in(ids));
    let mut products = product::Entity::find().filter(named).filter(published(now())).all(db).await?;
    let place = |product: &product::Model| {
        keys.iter().position(|key| *key == product.slug || Uuid::try_parse(key) == Ok(product.id))
    };
    products.sort_by_key(place);
    Ok(products)
}

/// What the customer bought last, newest first, as far as shoppers still see it. Two queries.
pub async fn bought_by(db: &impl ConnectionTrait, user_id: Uuid) -> Result<Vec<product::Model>> {
    let rows: Vec<Uuid> = purchase::Entity::find()
        .select_only()
        .column(purchase::Column::ProductId)
        .filter(purchase::Column::UserId.eq(user_id))
        .filter(purchase::Column::Counted.eq(true))
        .order_by_desc(purchase::Column::PlacedAt)
        .order_by_asc(purchase::Column::ProductId)
        .limit(PURCHASES)
        .into_tuple()
        .all(db)
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut products = product::Entity::find()
        .filter(product::Column::Id.is_in(rows.iter().copied()))
        .filter(published(now()))
        .all(db)
        .await?;
    products.sort_by_key(|product| rows.iter().position(|id| *id == product.id));
    Ok(products)
}
