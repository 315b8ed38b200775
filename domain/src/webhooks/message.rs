//! What webhooks say: `{id, type, schema_version, timestamp, subject, data}`, with ids, numbers and amounts.
//!
//! Nothing personal goes out; who needs a name or an address asks the API. Everything here is settled when the event is
//! recorded, so the same event always makes the same body. Fields are only added; anything else would be another
//! `schema_version`.

use entity::{event, order};
use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::kind::{TEST, kind_of};
use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};
use crate::events::{Aggregate, Event, OrderPlaced};

/// Of every body that is made today.
pub const SCHEMA_VERSION: u32 = 1;

/// The type, the order that it is about, and the body.
pub(super) struct Notice {
    pub kind: &'static str,
    pub order_id: Option<Uuid>,
    pub body: String,
}

pub(super) async fn compose(db: &impl ConnectionTrait, row: &event::Model, event: &Event) -> Result<Notice> {
    let kind = kind_of(event);
    let order_id = match event.aggregate() {
        Aggregate::Order(id) => Some(id),
        _ => None,
    };
    let order = match order_id {
        Some(id) => order::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    if order_id.is_some() && order.is_none() {
        return Err(Error::NotFound { what: "order" });
    }
    let subject = json!({
        "type": public_subject(event.aggregate()),
        "id": event.aggregate().id(),
        "version": row.version,
    });
    let data = data(event, order.as_ref());
    Ok(Notice { kind, order_id, body: body(row.id, kind, row.recorded_at, subject, data) })
}

/// The body of a test.
pub(super) fn test(id: Uuid, endpoint_id: Uuid) -> String {
    let subject = json!({ "type": "webhook_endpoint", "id": endpoint_id, "version": 1 });
    body(id, TEST, now(), subject, json!({ "endpoint_id": endpoint_id }))
}

fn body(id: Uuid, kind: &str, at: Timestamp, subject: Value, data: Value) -> String {
    json!({
        "id": id,
        "type": kind,
        "schema_version": SCHEMA_VERSION,
        "timestamp": at,
        "subject": subject,
        "data": data,
    })
    .to_string()
}

const fn public_subject(aggregate: Aggregate) -> &'static str {
    match aggregate {
        Aggregate::User(_) => "customer",
        Aggregate::ApiKey(_) => "api_key",
        Aggregate::Role(_) => "role",
        Aggregate::Shop(_) => "shop",
        Aggregate::Category(_) => "category",
        Aggregate::Product(_) => "product",
        Aggregate::Brand(_) => "brand",
        Aggregate::Attribute(_) => "attribute",
        Aggregate::Collection(_) => "collection",
        Aggregate::Order(_) => "order",
        Aggregate::Promotion(_) => "promotion",
        Aggregate::Zone(_) => "zone",
        Aggregate::ShippingMethod(_) => "shipping_method",
        Aggregate::Draft(_) => "draft",
        Aggregate::Inquiry(_) => "inquiry",
        Aggregate::MailTemplate(_) => "mail_template",
    }
}

fn data(event: &Event, order: Option<&order::Model>) -> Value {
    let mut data = Map::new();
    let mut put = |name: &str, value: Value| {
        // What has no value is absent, as everywhere in the API.
        if !value.is_null() {
            data.insert(name.to_owned(), value);
        }
    };
    let currency = order.map(|order| order.currency.as_str()).unwrap_or_default();
    let money = |amount_minor: i64| json!({ "amount_minor": amount_minor, "currency": currency });
    if let Some(order) = order {
        put("order", json!({ "id": order.id, "number": order.number }));
    }
    match event {
        Event::ApiKeyChanged { key_id } => put("key_id", json!(key_id)),
        Event::RoleChanged { role_id } => put("role_id", json!(role_id)),
        Event::UserRegistered { user_id }
        | Event::CustomerChanged { user_id }
        | Event::CustomerEmailChanged { user_id, .. }
        | Event::CustomerDataRequested { user_id, .. }
        | Event::CustomerDataReady { user_id, .. } => put("customer_id", json!(user_id)),
        Event::CustomerAddressesChanged { user_id, address_id } => {
            put("customer_id", json!(user_id));
            put("address_id", json!(address_id));
        }
        Event::MailTemplateChanged { template, .. } => put("template", json!(template)),
        Event::CategoryChanged { category_id } => put("category_id", json!(category_id)),
        Event::ProductChanged { product_id } => put("product_id", json!(product_id)),
        Event::StockRanLow { product_id, variant_id, sku, available } => {
            put("product_id", json!(product_id));
            put("variant_id", json!(variant_id));
            put("sku", json!(sku));
            put("available", json!(available));
        }
        Event::PromotionChanged { promotion_id } => put("promotion_id", json!(promotion_id)),
        Event::ZoneChanged { zone_id } => put("zone_id", json!(zone_id)),
        Event::ShippingMethodChanged { method_id } => put("shipping_method_id", json!(method_id)),
        Event::BrandChanged { brand_id } => put("brand_id", json!(brand_id)),
        Event::AttributeChanged { attribute_id } => put("attribute_id", json!(attribute_id)),
        Event::CollectionChanged { collection_id } => put("collection_id", json!(collection_id)),
        Event::DraftChanged { draft_id } => put("draft_id", json!(draft_id)),
        Event::InquiryChanged { inquiry_id } => put("inquiry_id", json!(inquiry_id)),
        Event::OrderPlaced(placed) => {
            put("customer_id", json!(placed.user_id));
            put("payment_id", json!(placed.payment_id));
            put("items_total", money(placed.items_minor));
            put("shipping_total", money(placed.shipping_minor));
            put("tax_included", money(placed.tax_minor));
            put("discount_total", money(placed.discount_minor));
            put("total", money(placed.total_minor));
            put("lines", lines(placed));
        }
        Event::OrderClaimed { user_id, .. } => put("customer_id", json!(user_id)),
        Event::PaymentStarted { payment_id, .. }
        | Event::PaymentRequiresAction { payment_id, .. }
        | Event::PaymentAwaited { payment_id, .. }
        | Event::AuthorizationCameLate { payment_id, .. } => put("payment_id", json!(payment_id)),
        Event::OrderConfirmed { payment_id, authorized, .. } => {
            put("payment_id", json!(payment_id));
            put("authorized", json!(authorized));
        }
        Event::DisputeOpened { dispute_id, amount_minor, .. } => {
            put("dispute_id", json!(dispute_id));
            put("amount", money(*amount_minor));
        }
        Event::DisputeChanged { dispute_id, state, .. } => {
            put("dispute_id", json!(dispute_id));
            put("state", json!(state));
        }
        Event::ShipmentShipped { shipment_id, .. }
        | Event::ShipmentDelivered { shipment_id, .. }
        | Event::ShipmentReturned { shipment_id, .. } => put("shipment_id", json!(shipment_id)),
        Event::OrderNoted { note_id, .. } => put("note_id", json!(note_id)),
        Event::ReturnRequested { return_id, .. }
        | Event::ReturnApproved { return_id, .. }
        | Event::ReturnRejected { return_id, .. }
        | Event::ReturnWithdrawn { return_id, .. }
        | Event::ReturnReceived { return_id, .. } => put("return_id", json!(return_id)),
        Event::ReturnRefunded { return_id, amount_minor, .. } => {
            put("return_id", json!(return_id));
            put("amount", money(*amount_minor));
        }
        Event::ReviewChanged { product_id, review_id } => {
            put("product_id", json!(product_id));
            put("review_id", json!(review_id));
        }
        Event::PaymentFailed { payment_id, code, .. } | Event::AuthorizationLost { payment_id, code, .. } => {
            put("payment_id", json!(payment_id));
            put("failure_code", json!(code));
        }
        Event::OrderPaid { payment_id, amount_minor, .. }
        | Event::PaymentCaptured { payment_id, amount_minor, .. }
        | Event::CaptureRequested { payment_id, amount_minor, .. }
        | Event::PaymentCameLate { payment_id, amount_minor, .. } => {
            put("payment_id", json!(payment_id));
            put("amount", money(*amount_minor));
        }
        Event::SettingsChanged { .. }
        | Event::OrderCancelled { .. }
        | Event::OrderExpired { .. }
        | Event::OrderCompleted { .. }
        | Event::OrderHeld { .. }
        | Event::OrderReleased { .. } => {}
        Event::FulfilmentChanged { fulfilment, .. } => put("fulfilment", json!(fulfilment)),
        Event::InvoiceIssued { invoice_id, number, .. } => {
            put("invoice", json!({ "id": invoice_id, "number": number }));
        }
        Event::CreditNoteIssued { credit_note_id, number, .. } => {
            put("credit_note", json!({ "id": credit_note_id, "number": number }));
        }
        Event::RefundRequested { refund_id, .. } => put("refund_id", json!(refund_id)),
        Event::RefundSucceeded { refund_id, amount_minor, .. } => {
            put("refund_id", json!(refund_id));
            put("amount", money(*amount_minor));
        }
        Event::RefundFailed { refund_id, code, .. } => {
            put("refund_id", json!(refund_id));
            put("failure_code", json!(code));
        }
    }
    Value::Object(data)
}

fn lines(placed: &OrderPlaced) -> Value {
    let money = |amount_minor: i64| json!({ "amount_minor": amount_minor, "currency": placed.currency });
    let line = |line: &crate::events::PlacedLine| {
        json!({
            "product_id": line.product_id,
            "sku": line.sku,
            "name": line.name,
            "quantity": line.quantity,
            "total": money(line.total_minor),
        })
    };
    placed.lines.iter().map(line).collect()
}
