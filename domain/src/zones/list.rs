//! Seeing zones.

use entity::zone;
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::error::{Error, Result};

/// Zones that one address is compared with.
const MOST: u64 = 1_000;

/// Which zones; what is `None` does not matter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// The name contains it, in any case.
    pub name: Option<String>,
    pub oldest_first: bool,
}

/// A page: at most `limit` after the row of `after`.
pub async fn list(
    db: &impl ConnectionTrait,
    filter: &Filter,
    after: Option<(Timestamp, Uuid)>,
    limit: u64,
) -> Result<Vec<zone::Model>> {
    use zone::Column;
    let direction = if filter.oldest_first { Order::Asc } else { Order::Desc };
    let mut query = zone::Entity::find()
        .order_by(Column::CreatedAt, direction.clone())
        .order_by(Column::Id, direction)
        .limit(limit);
    if let Some(name) = &filter.name {
        let escaped = name.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let pattern = sea_orm::sea_query::LikeExpr::new(format!("%{escaped}%")).escape('\\');
        query = query.filter(Expr::expr(Func::lower(Expr::col(Column::Name))).like(pattern));
    }
    if let Some((at, id)) = after {
        query = query.filter(if filter.oldest_first {
            Column::CreatedAt.gt(at).or(Column::CreatedAt.eq(at).and(Column::Id.gt(id)))
        } else {
            Column::CreatedAt.lt(at).or(Column::CreatedAt.eq(at).and(Column::Id.lt(id)))
        });
    }
    Ok(query.all(db).await?)
}

/// All of them, as [`super::zone_of`] takes them.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<zone::Model>> {
    Ok(zone::Entity::find().order_by_asc(zone::Column::CreatedAt).limit(MOST).all(db).await?)
}

/// # Errors
/// `NotFound`.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<zone::Model> {
    zone::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound { what: "zone" })
}
