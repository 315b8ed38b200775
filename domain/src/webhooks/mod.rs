//! Telling merchants' own systems what happened: endpoints with filters, and one delivery per endpoint and event.
//!
//! Follows Standard Webhooks 1.0 (<https://www.standardwebhooks.com>). An event becomes deliveries by a job of its own,
//! which is enqueued only when somebody wants that event; each delivery is a job, retried by the ledger. Here is what is
//! sent to whom and what follows from the answer; signing and sending are `platform`'s.

mod attempt;
mod change;
mod create;
mod delete;
mod deliver;
mod deliveries;
mod disable;
mod fan_out;
mod filter;
mod kind;
mod message;
mod ping;
mod redeliver;
mod rotate;
mod secret;
mod sender;

pub use attempt::{Verdict, record};
pub use change::{EndpointChange, change};
pub use create::{NewEndpoint, create};
pub use delete::delete;
pub use deliver::{Dispatch, begin};
pub use deliveries::{DeliveryFilter, attempts_of, find_delivery, list_deliveries, next_attempt, prune};
pub use fan_out::{Plan, Subscriptions, open, plan};
pub use filter::{MAX_FILTERS, check_filters};
pub use kind::{KINDS, TEST, kind_of};
pub use message::SCHEMA_VERSION;
pub use ping::ping;
pub use redeliver::redeliver;
pub use rotate::rotate;
pub use sender::{Attempt, Message, Sender};

use entity::webhook_endpoint;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::error::{Error, Result};

pub async fn find_endpoint(db: &impl ConnectionTrait, id: Uuid) -> Result<webhook_endpoint::Model> {
    webhook_endpoint::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(Error::NotFound { what: "webhook endpoint" })
}

/// Newest first, older than `before` if given.
pub async fn list_endpoints(
    db: &impl ConnectionTrait,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<webhook_endpoint::Model>> {
    let mut query = webhook_endpoint::Entity::find().order_by_desc(webhook_endpoint::Column::Id).limit(limit);
    if let Some(before) = before {
        query = query.filter(webhook_endpoint::Column::Id.lt(before));
    }
    Ok(query.all(db).await?)
}
