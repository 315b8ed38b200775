//! Seeing keys, and when they were used.

use entity::api_key;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};
use crate::store::Store;

/// Newest first, after the row of an earlier page if given; revoked ones only if asked for, or only the others.
pub async fn list(
    db: &impl ConnectionTrait,
    is_revoked: Option<bool>,
    after: Option<(Timestamp, Uuid)>,
    limit: u64,
) -> Result<Vec<api_key::Model>> {
    use api_key::Column;
    let mut query =
        api_key::Entity::find().order_by_desc(Column::CreatedAt).order_by_desc(Column::Id).limit(limit);
    match is_revoked {
        Some(true) => query = query.filter(Column::RevokedAt.is_not_null()),
        Some(false) => query = query.filter(Column::RevokedAt.is_null()),
        None => {}
    }
    if let Some((at, id)) = after {
        let same = Column::CreatedAt.eq(at).and(Column::Id.lt(id));
        query = query.filter(Column::CreatedAt.lt(at).or(same));
    }
    Ok(query.all(db).await?)
}

/// # Errors
/// `NotFound`.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<api_key::Model> {
    api_key::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound { what: "API key" })
}

/// Notes that the key is in use.
pub async fn note_use(store: &Store, id: Uuid) -> Result<()> {
    api_key::Entity::update_many()
        .set(api_key::ActiveModel { last_used_at: Set(Some(now())), ..Default::default() })
        .filter(api_key::Column::Id.eq(id))
        .exec(store.writer())
        .await?;
    Ok(())
}
