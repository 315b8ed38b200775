//! Seeing shipping methods.

use entity::shipping_method;
use entity::states::ShippingBasis;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::error::{Error, Result};

/// Which methods; what is `None` does not matter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub enabled: Option<bool>,
    pub basis: Option<ShippingBasis>,
    pub oldest_first: bool,
}

/// A page: at most `limit` after the row of `after`.
pub async fn list(
    db: &impl ConnectionTrait,
    filter: &Filter,
    after: Option<(Timestamp, Uuid)>,
    limit: u64,
) -> Result<Vec<shipping_method::Model>> {
    use shipping_method::Column;
    let direction = if filter.oldest_first { Order::Asc } else { Order::Desc };
    let mut query = shipping_method::Entity::find()
        .order_by(Column::CreatedAt, direction.clone())
        .order_by(Column::Id, direction)
        .limit(limit);
    if let Some(enabled) = filter.enabled {
        query = query.filter(Column::Enabled.eq(enabled));
    }
    if let Some(basis) = filter.basis {
        query = query.filter(Column::Basis.eq(basis));
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

/// # Errors
/// `NotFound`.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<shipping_method::Model> {
    let row = shipping_method::Entity::find_by_id(id).one(db).await?;
    row.ok_or(Error::NotFound { what: "shipping method" })
}
