//! Sending a mail about an order once more, because somebody did not get it. It says what is true now.

use entity::states::{OrderState, PaymentState};
use entity::{invoice, order, payment, shipment};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::Template;
use crate::audit::{self, Action};
use crate::error::{Error, Result};
use crate::jobs::{self, Job, NewJob, Ticket};
use crate::store::Txn;

/// Enqueues the mail, to the order's address. It gets a message id of its own. Returns the job and the tickets to push.
///
/// # Errors
/// `NotFound`; `Refused` `mail_does_not_apply` when it would not be true, or is not about orders.
pub async fn resend(txn: &Txn, order_id: Uuid, template: Template) -> Result<(Uuid, Vec<Ticket>)> {
    let order = order::Entity::find_by_id(order_id).one(txn).await?;
    let order = order.ok_or(Error::NotFound { what: "order" })?;
    let subject_id = subject(txn, &order, template).await?.ok_or_else(|| {
        let detail = format!("the mail {} would not be true of this order", template.as_str());
        Error::refused("mail_does_not_apply", detail)
    })?;
    let job = NewJob::new(Job::SendMail { template, subject_id });
    let id = job.id;
    let tickets = jobs::enqueue_all(txn, vec![job]).await?;
    let said = json!({ "template": template.as_str(), "job_id": id });
    audit::did(txn, Action::OrderResendMail, order_id, None, Some(said)).await?;
    Ok((id, tickets))
}

/// What the mail would be about; `None` when it would say what is not so.
async fn subject(txn: &Txn, order: &order::Model, template: Template) -> Result<Option<Uuid>> {
    let order_if = |is_so: bool| is_so.then_some(order.id);
    Ok(match template {
        Template::OrderReceived => Some(order.id),
        Template::PaymentConfirmed => order_if(order.captured_minor >= order.total_minor),
        Template::OrderCancelled => order_if(order.state == OrderState::Cancelled),
        Template::InvoiceIssued => {
            let issued = invoice::Entity::find()
                .filter(invoice::Column::OrderId.eq(order.id))
                .filter(invoice::Column::Sha256.is_not_null());
            order_if(issued.one(txn).await?.is_some())
        }
        Template::PaymentInstructions => {
            let awaited = payment::Entity::find()
                .filter(payment::Column::OrderId.eq(order.id))
                .filter(payment::Column::State.eq(PaymentState::AwaitingMoney))
                .filter(payment::Column::Instructions.is_not_null())
                .order_by_desc(payment::Column::Id);
            awaited.one(txn).await?.map(|payment| payment.id)
        }
        Template::ShipmentShipped | Template::ShipmentDelivered => {
            let mut parcels = shipment::Entity::find()
                .filter(shipment::Column::OrderId.eq(order.id))
                .order_by_desc(shipment::Column::Id);
            if template == Template::ShipmentDelivered {
                parcels = parcels.filter(shipment::Column::DeliveredAt.is_not_null());
            }
            parcels.one(txn).await?.map(|parcel| parcel.id)
        }
        _ => None,
    })
}
