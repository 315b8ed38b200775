//! The log of deliveries.

use entity::states::DeliveryState;
use entity::{webhook_attempt, webhook_delivery};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::deliver::job_key;
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::jobs;
use crate::retention::Round;
use crate::store::Store;

/// What is `None` does not filter.
#[derive(Debug, Clone, Default)]
pub struct DeliveryFilter {
    pub endpoint_id: Option<Uuid>,
    pub state: Option<DeliveryState>,
    pub kind: Option<String>,
    pub order_id: Option<Uuid>,
}

/// Newest first, after the row of an earlier page if given.
pub async fn list_deliveries(
    db: &impl ConnectionTrait,
    filter: &DeliveryFilter,
    after: Option<(Timestamp, Uuid)>,
    limit: u64,
) -> Result<Vec<webhook_delivery::Model>> {
    use webhook_delivery::Column;
    let mut query = webhook_delivery::Entity::find()
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .limit(limit);
    if let Some(endpoint_id) = filter.endpoint_id {
        query = query.filter(Column::EndpointId.eq(endpoint_id));
    }
    if let Some(state) = filter.state {
        query = query.filter(Column::State.eq(state));
    }
    if let Some(kind) = &filter.kind {
        query = query.filter(Column::Kind.eq(kind));
    }
    if let Some(order_id) = filter.order_id {
        query = query.filter(Column::OrderId.eq(order_id));
    }
    if let Some((created_at, id)) = after {
        let same = Column::CreatedAt.eq(created_at).and(Column::Id.lt(id));
        query = query.filter(Column::CreatedAt.lt(created_at).or(same));
    }
    Ok(query.all(db).await?)
}

pub async fn find_delivery(db: &impl ConnectionTrait, id: Uuid) -> Result<webhook_delivery::Model> {
    webhook_delivery::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(Error::NotFound { what: "webhook delivery" })
}

/// The attempts of a delivery, oldest first.
pub async fn attempts_of(
    db: &impl ConnectionTrait,
    delivery_id: Uuid,
) -> Result<Vec<webhook_attempt::Model>> {
    let query = webhook_attempt::Entity::find()
        .filter(webhook_attempt::Column::DeliveryId.eq(delivery_id))
        .order_by_asc(webhook_attempt::Column::Number);
    Ok(query.all(db).await?)
}

/// When the delivery is tried again; `None` when it is not, or is being tried now.
pub async fn next_attempt(db: &impl ConnectionTrait, delivery_id: Uuid) -> Result<Option<Timestamp>> {
    jobs::waits_until(db, &job_key(delivery_id)).await
}

/// Forgets deliveries that ended before `before`, with their attempts, as far as the round goes. Returns how many went.
pub async fn prune(store: &Store, before: Timestamp, round: &mut Round) -> Result<u64> {
    let deliveries = |limit| async move {
        let ids = webhook_delivery::Entity::find()
            .select_only()
            .column(webhook_delivery::Column::Id)
            .filter(webhook_delivery::Column::FinishedAt.lt(before))
            .limit(limit)
            .into_query();
        let gone =
            webhook_delivery::Entity::delete_many().filter(webhook_delivery::Column::Id.in_subquery(ids));
        Ok(gone.exec(store.writer()).await?.rows_affected)
    };
    round.run(deliveries).await
}
