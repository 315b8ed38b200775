//! Which order a job is about: the opposite of searching for the jobs of an order.

use entity::{event, job, order, payment, refund, webhook_receipt};
use sea_orm::{ConnectionTrait, EntityTrait};
use uuid::Uuid;

use crate::error::Result;

/// The order whose event caused it, or that its subject belongs to. `None` for all others, and when the event has been
/// archived.
pub async fn order_of(db: &impl ConnectionTrait, job: &job::Model) -> Result<Option<Uuid>> {
    if let Some(id) = job.event_id {
        let cause = event::Entity::find_by_id(id).one(db).await?;
        return Ok(cause.filter(|event| event.aggregate == "order").map(|event| event.aggregate_id));
    }
    let Some(subject) = job.subject_id else { return Ok(None) };
    let receipt = webhook_receipt::Entity::find_by_id(subject).one(db).await?;
    let subject = receipt.and_then(|receipt| receipt.subject_id).unwrap_or(subject);
    if let Some(payment) = payment::Entity::find_by_id(subject).one(db).await? {
        return Ok(Some(payment.order_id));
    }
    if let Some(refund) = refund::Entity::find_by_id(subject).one(db).await? {
        return Ok(Some(refund.order_id));
    }
    Ok(order::Entity::find_by_id(subject).one(db).await?.map(|order| order.id))
}
