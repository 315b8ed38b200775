//! What a delivery sends, decided anew for each attempt.

use entity::states::DeliveryState;
use entity::{webhook_delivery, webhook_endpoint};
use sea_orm::{ConnectionTrait, EntityTrait};
use uuid::Uuid;

use super::sender::Message;
use crate::clock::now;
use crate::error::Result;
use crate::jobs::{Job, NewJob};

/// An attempt to be made.
pub struct Dispatch {
    pub delivery_id: Uuid,
    pub message: Message,
}

/// The message to send; `None` when there is nothing (left) to deliver.
pub async fn begin(db: &impl ConnectionTrait, delivery_id: Uuid) -> Result<Option<Dispatch>> {
    let Some(delivery) = webhook_delivery::Entity::find_by_id(delivery_id).one(db).await? else {
        return Ok(None);
    };
    if delivery.state != DeliveryState::Pending {
        return Ok(None);
    }
    let endpoint = webhook_endpoint::Entity::find_by_id(delivery.endpoint_id).one(db).await?;
    let Some(endpoint) = endpoint else { return Ok(None) };
    let now = now();
    let mut secrets = vec![endpoint.secret];
    if endpoint.previous_secret_until.is_some_and(|until| until > now) {
        secrets.extend(endpoint.previous_secret);
    }
    let message = Message {
        endpoint_id: endpoint.id,
        url: endpoint.url,
        id: delivery.message_id,
        timestamp: now.timestamp(),
        body: delivery.body,
        secrets,
    };
    Ok(Some(Dispatch { delivery_id, message }))
}

/// The job that makes a delivery; only one at a time.
pub(super) fn new_job(delivery_id: Uuid) -> NewJob {
    NewJob::new(Job::DeliverWebhook { delivery_id }).unique(job_key(delivery_id))
}

pub(super) fn job_key(delivery_id: Uuid) -> String {
    format!("webhooks.deliver {delivery_id}")
}
