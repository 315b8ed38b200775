//! From one event to one delivery per endpoint that wants it.

use entity::states::DeliveryState;
use entity::{event, webhook_delivery, webhook_endpoint};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::Value;
use uuid::Uuid;

use super::deliver::new_job;
use super::filter::wants;
use super::kind::kind_of;
use super::message::{Notice, compose};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::{Event, decode};
use crate::jobs::{self, Job, Ticket};
use crate::store::Txn;
use crate::trace;

/// What all endpoints together ask for, read once per flush of the outbox.
pub struct Subscriptions(Vec<Value>);

impl Subscriptions {
    pub async fn load(db: &impl ConnectionTrait) -> Result<Self> {
        let filters = webhook_endpoint::Entity::find()
            .select_only()
            .column(webhook_endpoint::Column::Events)
            .filter(webhook_endpoint::Column::Enabled.eq(true))
            .into_tuple()
            .all(db)
            .await?;
        Ok(Self(filters))
    }

    /// The job that delivers `event`, if anybody wants it.
    pub fn job_for(&self, event: &Event, event_id: Uuid) -> Option<Job> {
        let kind = kind_of(event);
        self.0.iter().any(|filters| wants(filters, kind)).then_some(Job::FanOutWebhooks { event_id })
    }
}

/// One message and the endpoints that it goes to.
pub struct Plan {
    message_id: Uuid,
    notice: Notice,
    endpoints: Vec<Uuid>,
}

/// Who wants the event now, and what they are told.
pub async fn plan(db: &impl ConnectionTrait, event_id: Uuid) -> Result<Plan> {
    let row = event::Entity::find_by_id(event_id).one(db).await?.ok_or(Error::NotFound { what: "event" })?;
    let event = decode(&row)?;
    let kind = kind_of(&event);
    let endpoints = webhook_endpoint::Entity::find()
        .filter(webhook_endpoint::Column::Enabled.eq(true))
        .all(db)
        .await?
        .into_iter()
        .filter(|endpoint| wants(&endpoint.events, kind))
        .map(|endpoint| endpoint.id)
        .collect();
    Ok(Plan { message_id: row.id, notice: compose(db, &row, &event).await?, endpoints })
}

/// Writes the deliveries and their jobs. Those that are there already are left as they are. Returns the tickets.
pub async fn open(txn: &Txn, plan: &Plan) -> Result<Vec<Ticket>> {
    let mut deliveries = Vec::new();
    // An endpoint may have been deleted since; its row is read again under a lock that keeps it.
    let kept: Vec<Uuid> = webhook_endpoint::Entity::find()
        .select_only()
        .column(webhook_endpoint::Column::Id)
        .filter(webhook_endpoint::Column::Id.is_in(plan.endpoints.iter().copied()))
        .filter(webhook_endpoint::Column::Enabled.eq(true))
        .lock_shared()
        .into_tuple()
        .all(txn)
        .await?;
    for endpoint_id in kept {
        let notice = &plan.notice;
        if let Some(id) =
            insert(txn, endpoint_id, plan.message_id, notice.kind, notice.order_id, &notice.body).await?
        {
            deliveries.push(new_job(id));
        }
    }
    jobs::enqueue_all(txn, deliveries).await
}

/// Writes one delivery. `None` when the endpoint has that message already.
pub(super) async fn insert(
    txn: &Txn,
    endpoint_id: Uuid,
    message_id: Uuid,
    kind: &str,
    order_id: Option<Uuid>,
    body: &str,
) -> Result<Option<Uuid>> {
    let id = Uuid::now_v7();
    let row = webhook_delivery::ActiveModel {
        id: Set(id),
        endpoint_id: Set(endpoint_id),
        message_id: Set(message_id),
        kind: Set(kind.to_owned()),
        order_id: Set(order_id),
        body: Set(body.to_owned()),
        state: Set(DeliveryState::Pending),
        attempts: Set(0),
        status: Set(None),
        trace_id: Set(trace::current()),
        created_at: Set(now()),
        finished_at: Set(None),
    };
    let once =
        OnConflict::columns([webhook_delivery::Column::EndpointId, webhook_delivery::Column::MessageId])
            .do_nothing()
            .to_owned();
    let inserted =
        webhook_delivery::Entity::insert(row).on_conflict(once).exec_without_returning(txn).await?;
    Ok((inserted > 0).then_some(id))
}
