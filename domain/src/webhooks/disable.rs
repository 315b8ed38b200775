//! Switching an endpoint off, and giving up what was still to be delivered to it.

use entity::states::DeliveryState;
use entity::{webhook_delivery, webhook_endpoint};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::deliver::job_key;
use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};
use crate::jobs::{self, Job, NewJob, Ticket};
use crate::notifications::Template;
use crate::store::Txn;

/// Why the program switched an endpoint off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// It answered 410.
    Gone,
    /// Nothing arrived for days.
    Failing,
}

impl Reason {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Failing => "failing",
        }
    }
}

pub(super) async fn lock(txn: &Txn, id: Uuid) -> Result<webhook_endpoint::Model> {
    webhook_endpoint::Entity::find_by_id(id)
        .lock_exclusive()
        .one(txn)
        .await?
        .ok_or(Error::NotFound { what: "webhook endpoint" })
}

/// Switches the endpoint off and tells the shop by mail. The caller holds its lock. Returns the ticket of the mail.
pub(super) async fn disable(txn: &Txn, id: Uuid, reason: Reason) -> Result<Vec<Ticket>> {
    let now = now();
    let off = webhook_endpoint::ActiveModel {
        enabled: Set(false),
        disabled_reason: Set(Some(reason.as_str().to_owned())),
        disabled_at: Set(Some(now)),
        updated_at: Set(now),
        ..Default::default()
    };
    webhook_endpoint::Entity::update_many()
        .set(off)
        .filter(webhook_endpoint::Column::Id.eq(id))
        .exec(txn)
        .await?;
    cancel_pending(txn, id, now).await?;
    let mail = Job::SendMail { template: Template::WebhookDisabled, subject_id: id };
    jobs::enqueue_all(txn, vec![NewJob::new(mail).unique(mail_key(id))]).await
}

pub(super) fn mail_key(endpoint_id: Uuid) -> String {
    format!("webhooks.disabled {endpoint_id}")
}

/// Ends all deliveries to the endpoint that are still to be made, with the jobs that would make them. One that is being
/// sent at this moment comes to its end without effect.
pub(super) async fn cancel_pending(txn: &Txn, endpoint_id: Uuid, now: Timestamp) -> Result<()> {
    let pending: Vec<Uuid> = webhook_delivery::Entity::find()
        .select_only()
        .column(webhook_delivery::Column::Id)
        .filter(webhook_delivery::Column::EndpointId.eq(endpoint_id))
        .filter(webhook_delivery::Column::State.eq(DeliveryState::Pending))
        .into_tuple()
        .all(txn)
        .await?;
    let end = webhook_delivery::ActiveModel {
        state: Set(DeliveryState::Cancelled),
        finished_at: Set(Some(now)),
        ..Default::default()
    };
    webhook_delivery::Entity::update_many()
        .set(end)
        .filter(webhook_delivery::Column::EndpointId.eq(endpoint_id))
        .filter(webhook_delivery::Column::State.eq(DeliveryState::Pending))
        .exec(txn)
        .await?;
    jobs::discard_by_keys(txn, pending.into_iter().map(job_key)).await
}
