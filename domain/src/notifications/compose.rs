//! Putting a mail together: whom it goes to, and the data that its template shows.

use entity::{invoice, order, order_line, payment, refund, user};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Attachment, Mail, Template, Typesetter};
use crate::error::{Error, Result};
use crate::settings::ShopSettings;

/// The mail of `template` about `subject_id` (a user, an order or a refund, as the template has it). `deed`
/// makes the message id, so that a repeated job repeats the mail under the same one.
pub async fn compose(
    db: &impl ConnectionTrait,
    typesetter: &dyn Typesetter,
    settings: &ShopSettings,
    template: Template,
    subject_id: Uuid,
    deed: Uuid,
) -> Result<Mail> {
    let shop = json!({
        "name": settings.name,
        "website": settings.seller.website,
        "email": settings.seller.email,
    });
    let mut mail = Mail {
        message_id: format!("{}.{}@{}", template.as_str(), deed.simple(), sender_domain(&settings.sender)),
        template,
        order_id: None,
        recipient: String::new(),
        subject: String::new(),
        text: String::new(),
        html: String::new(),
        attachments: Vec::new(),
    };
    let mut data = json!({ "shop": shop });
    match template {
        Template::Welcome => {
            let user = user::Entity::find_by_id(subject_id)
                .one(db)
                .await?
                .ok_or(Error::NotFound { what: "user" })?;
            data["customer"] = json!({ "name": user.name });
            mail.recipient = user.email;
        }
        Template::RefundSucceeded => {
            let refund = refund::Entity::find_by_id(subject_id)
                .one(db)
                .await?
                .ok_or(Error::NotFound { what: "refund" })?;
            data["refund"] = json!({ "amount_minor": refund.amount_minor, "reason": refund.reason });
            about_order(db, &mut mail, &mut data, refund.order_id, settings).await?;
        }
        Template::InvoiceIssued => {
            about_order(db, &mut mail, &mut data, subject_id, settings).await?;
            let invoice =
                invoice::Entity::find().filter(invoice::Column::OrderId.eq(subject_id)).one(db).await?;
            let invoice = invoice.ok_or(Error::NotFound { what: "invoice" })?;
            data["invoice"] = json!({ "number": invoice.number });
            mail.attachments.push(Attachment {
                filename: format!("{}.pdf", invoice.number),
                content_type: "application/pdf".to_owned(),
                storage_key: invoice.storage_key,
            });
        }
        Template::PaymentFailed => {
            about_order(db, &mut mail, &mut data, subject_id, settings).await?;
            let payment = payment::Entity::find()
                .filter(payment::Column::OrderId.eq(subject_id))
                .filter(payment::Column::FailureCode.is_not_null())
                .order_by_desc(payment::Column::Id)
                .one(db)
                .await?;
            data["payment"] = json!({ "failure_code": payment.and_then(|payment| payment.failure_code) });
        }
        Template::OrderReceived | Template::PaymentConfirmed | Template::OrderCancelled => {
            about_order(db, &mut mail, &mut data, subject_id, settings).await?;
        }
    }
    let typeset = typesetter.typeset(template, &data)?;
    mail.subject = typeset.subject;
    mail.text = typeset.text;
    mail.html = typeset.html;
    Ok(mail)
}

async fn about_order(
    db: &impl ConnectionTrait,
    mail: &mut Mail,
    data: &mut Value,
    order_id: Uuid,
    settings: &ShopSettings,
) -> Result<()> {
    let order =
        order::Entity::find_by_id(order_id).one(db).await?.ok_or(Error::NotFound { what: "order" })?;
    let lines = order_line::Entity::find()
        .filter(order_line::Column::OrderId.eq(order_id))
        .order_by_asc(order_line::Column::Position)
        .all(db)
        .await?;
    let lines: Vec<Value> = lines
        .iter()
        .map(|line| {
            json!({ "name": line.name, "sku": line.sku, "quantity": line.quantity, "total_minor": line.total_minor })
        })
        .collect();
    data["customer"] = json!({ "name": order.shipping_address["name"] });
    data["order"] = json!({
        "number": order.number,
        "url": order_url(settings, order.id),
        "placed_at": order.created_at,
        "currency": order.currency,
        "lines": lines,
        "items_minor": order.items_minor,
        "shipping_minor": order.shipping_minor,
        "shipping_name": order.shipping_name,
        "tax_minor": order.tax_minor,
        "total_minor": order.total_minor,
        "shipping_address": order.shipping_address,
        "was_paid": order.captured_minor > 0,
    });
    mail.order_id = Some(order_id);
    mail.recipient = order.email;
    Ok(())
}

fn order_url(settings: &ShopSettings, order_id: Uuid) -> Option<String> {
    (!settings.order_url.is_empty()).then(|| settings.order_url.replace("{id}", &order_id.to_string()))
}

/// The part behind the @ of `Name <address@domain>`.
fn sender_domain(sender: &str) -> &str {
    sender.rsplit('@').next().map_or("localhost", |domain| domain.trim_end_matches('>'))
}
