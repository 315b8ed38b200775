//! Looking at drafts.

use entity::draft::{self, Column};
use entity::states::{DraftKind, DraftState};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::error::{Error, Result};

/// All of it must match.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Any of these.
    pub kinds: Vec<DraftKind>,
    pub state: Option<DraftState>,
    pub product_id: Option<Uuid>,
    pub order_id: Option<Uuid>,
    pub oldest_first: bool,
    /// The place of the last row of the page before.
    pub after: Option<(Timestamp, Uuid)>,
    pub limit: u64,
}

/// One query.
pub async fn list(db: &impl ConnectionTrait, filter: &Filter) -> Result<Vec<draft::Model>> {
    let mut query = draft::Entity::find().filter(Column::Kind.is_in(filter.kinds.iter().copied()));
    if let Some(state) = filter.state {
        query = query.filter(Column::State.eq(state));
    }
    if let Some(id) = filter.product_id {
        query = query.filter(Column::ProductId.eq(id));
    }
    if let Some(id) = filter.order_id {
        query = query.filter(Column::OrderId.eq(id));
    }
    if let Some((at, id)) = filter.after {
        let (beyond, beside) = if filter.oldest_first {
            (Column::CreatedAt.gt(at), Column::Id.gt(id))
        } else {
            (Column::CreatedAt.lt(at), Column::Id.lt(id))
        };
        query = query.filter(beyond.or(Column::CreatedAt.eq(at).and(beside)));
    }
    let order = if filter.oldest_first { Order::Asc } else { Order::Desc };
    let query = query.order_by(Column::CreatedAt, order.clone()).order_by(Column::Id, order);
    Ok(query.limit(filter.limit).all(db).await?)
}

/// # Errors
/// `NotFound`.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<draft::Model> {
    draft::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound { what: "draft" })
}
