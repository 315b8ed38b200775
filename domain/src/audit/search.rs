//! Searching the log.

use std::collections::HashMap;

use entity::states::ActorKind;
use entity::{api_key, audit_entry, user};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Order as Direction, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::error::Result;

/// Which entries; what is `None` does not matter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub actor_kind: Option<ActorKind>,
    pub actor_id: Option<Uuid>,
    pub action: Option<String>,
    pub entity: Option<String>,
    pub entity_id: Option<String>,
    pub request_id: Option<String>,
    /// At this time or later.
    pub from: Option<Timestamp>,
    /// Before this time.
    pub until: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    #[default]
    NewestFirst,
    OldestFirst,
}

/// An entry, and what its actor is called today.
pub struct Found {
    pub entry: audit_entry::Model,
    pub actor_name: Option<String>,
}

/// At most `limit` entries after the one of `after`, in three queries.
pub async fn search(
    db: &impl ConnectionTrait,
    filter: &Filter,
    order: Order,
    after: Option<(Timestamp, Uuid)>,
    limit: u64,
) -> Result<Vec<Found>> {
    use audit_entry::Column;
    let direction = match order {
        Order::NewestFirst => Direction::Desc,
        Order::OldestFirst => Direction::Asc,
    };
    let mut query = audit_entry::Entity::find()
        .order_by(Column::At, direction.clone())
        .order_by(Column::Id, direction)
        .limit(limit);
    if let Some(kind) = filter.actor_kind {
        query = query.filter(Column::ActorKind.eq(kind));
    }
    if let Some(id) = filter.actor_id {
        query = query.filter(Column::ActorId.eq(id));
    }
    let texts = [
        (Column::Action, &filter.action),
        (Column::Entity, &filter.entity),
        (Column::EntityId, &filter.entity_id),
        (Column::RequestId, &filter.request_id),
    ];
    for (column, text) in texts {
        if let Some(text) = text {
            query = query.filter(column.eq(text.as_str()));
        }
    }
    if let Some(from) = filter.from {
        query = query.filter(Column::At.gte(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(Column::At.lt(until));
    }
    if let Some((at, id)) = after {
        query = query.filter(match order {
            Order::NewestFirst => Column::At.lt(at).or(Column::At.eq(at).and(Column::Id.lt(id))),
            Order::OldestFirst => Column::At.gt(at).or(Column::At.eq(at).and(Column::Id.gt(id))),
        });
    }
    with_names(db, query.all(db).await?).await
}

async fn with_names(db: &impl ConnectionTrait, entries: Vec<audit_entry::Model>) -> Result<Vec<Found>> {
    let ids: Vec<Uuid> = entries.iter().filter_map(|entry| entry.actor_id).collect();
    let users: Vec<(Uuid, String)> = user::Entity::find()
        .select_only()
        .columns([user::Column::Id, user::Column::Email])
        .filter(user::Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let keys: Vec<(Uuid, String)> = api_key::Entity::find()
        .select_only()
        .columns([api_key::Column::Id, api_key::Column::Name])
        .filter(api_key::Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    let names: HashMap<Uuid, String> = users.into_iter().chain(keys).collect();
    Ok(entries
        .into_iter()
        .map(|entry| Found { actor_name: entry.actor_id.and_then(|id| names.get(&id).cloned()), entry })
        .collect())
}
