//! Their orders, with all that belongs to each.

use std::collections::HashMap;

use entity::{
    credit_note, data_export, dispute, invoice, order, order_line, payment, refund, shipment, transition,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use super::CHUNK;
use super::gather::{Gathering, page};
use super::write::progress;
use crate::error::Result;
use crate::returns;

impl Gathering<'_> {
    /// Oldest first, in twelve queries for each two hundred, and says in the row of the export how far it is. Returns how
    /// many there are.
    pub async fn orders(&mut self, export_id: Uuid) -> Result<i64> {
        let theirs = order::Entity::find().filter(order::Column::UserId.eq(self.user_id));
        self.document.begin_list("orders").await?;
        let (mut after, mut told) = (None, 0);
        loop {
            let chunk = page(self.store, theirs.clone(), order::Column::Id, after).await?;
            after = chunk.last().map(|order| order.id);
            let is_last = (chunk.len() as u64) < CHUNK;
            let items = tell(self.store.read(), chunk).await?;
            told += i64::try_from(items.len()).unwrap_or(i64::MAX);
            self.document.items(items).await?;
            if is_last {
                self.document.end_list().await?;
                return Ok(told);
            }
            let change = data_export::ActiveModel { orders_told: Set(told), ..Default::default() };
            progress(self.store, export_id, change).await?;
        }
    }
}

async fn tell(db: &impl ConnectionTrait, orders: Vec<order::Model>) -> Result<Vec<Value>> {
    let ids: Vec<Uuid> = orders.iter().map(|order| order.id).collect();
    let of_these = || ids.iter().copied();
    let (mut lines, mut payments) = (Parts::new(), Parts::new());
    let (mut refunds, mut parcels, mut returned) = (Parts::new(), Parts::new(), Parts::new());
    let (mut papers, mut disputes, mut changes) = (Parts::new(), Parts::new(), Parts::new());
    let rows = order_line::Entity::find()
        .filter(order_line::Column::OrderId.is_in(of_these()))
        .order_by_asc(order_line::Column::Position);
    for row in rows.all(db).await? {
        let line = json!({
            "id": row.id,
            "sku": row.sku,
            "name": row.name,
            "quantity": row.quantity,
            "unit_price_minor": row.unit_price_minor,
            "discount_minor": row.discount_minor,
            "tax_rate_bp": row.tax_rate_bp,
            "total_minor": row.total_minor,
        });
        lines.entry(row.order_id).or_default().push(line);
    }
    let rows = payment::Entity::find()
        .filter(payment::Column::OrderId.is_in(of_these()))
        .order_by_asc(payment::Column::Id);
    for row in rows.all(db).await? {
        let attempt = json!({
            "provider": row.provider,
            "reference": row.reference,
            "state": row.state.as_str(),
            "amount_minor": row.amount_minor,
            "created_at": row.created_at,
        });
        payments.entry(row.order_id).or_default().push(attempt);
    }
    let rows = refund::Entity::find()
        .filter(refund::Column::OrderId.is_in(of_these()))
        .order_by_asc(refund::Column::Id);
    for row in rows.all(db).await? {
        let given = json!({
            "state": row.state.as_str(),
            "amount_minor": row.amount_minor,
            "reason": row.reason,
            "created_at": row.created_at,
        });
        refunds.entry(row.order_id).or_default().push(given);
    }
    let rows = shipment::Entity::find()
        .filter(shipment::Column::OrderId.is_in(of_these()))
        .order_by_asc(shipment::Column::Id);
    for row in rows.all(db).await? {
        let parcel = json!({
            "carrier": row.carrier,
            "tracking": row.tracking,
            "shipped_at": row.shipped_at,
            "delivered_at": row.delivered_at,
        });
        parcels.entry(row.order_id).or_default().push(parcel);
    }
    let rows = invoice::Entity::find().filter(invoice::Column::OrderId.is_in(of_these()));
    for row in rows.all(db).await? {
        let paper =
            json!({ "invoice": row.number, "total_minor": row.total_minor, "issued_at": row.issued_at });
        papers.entry(row.order_id).or_default().push(paper);
    }
    let rows = credit_note::Entity::find()
        .filter(credit_note::Column::OrderId.is_in(of_these()))
        .order_by_asc(credit_note::Column::Id);
    for row in rows.all(db).await? {
        let paper = json!({
            "credit_note": row.number,
            "of_invoice": row.invoice_number,
            "total_minor": row.total_minor,
            "issued_at": row.issued_at,
        });
        papers.entry(row.order_id).or_default().push(paper);
    }
    let rows = dispute::Entity::find()
        .filter(dispute::Column::OrderId.is_in(of_these()))
        .order_by_asc(dispute::Column::Id);
    for row in rows.all(db).await? {
        let contested = json!({
            "reference": row.reference,
            "state": row.state.as_str(),
            "amount_minor": row.amount_minor,
            "reason": row.reason,
            "opened_at": row.opened_at,
        });
        disputes.entry(row.order_id).or_default().push(contested);
    }
    let rows = transition::Entity::find()
        .filter(transition::Column::OrderId.is_in(of_these()))
        .order_by_asc(transition::Column::Id);
    for row in rows.all(db).await? {
        let change = json!({
            "at": row.created_at,
            "of": row.axis.as_str(),
            "from": row.from_state,
            "to": row.to_state,
        });
        changes.entry(row.order_id).or_default().push(change);
    }
    for one in returns::of_orders(db, of_these()).await? {
        let lines = one.lines.iter().map(|line| {
            json!({ "order_line": line.order_line_id, "quantity": line.quantity, "reason": line.reason })
        });
        let back = json!({
            "lines": lines.collect::<Vec<_>>(),
            "number": one.row.number,
            "state": one.row.state.as_str(),
            "message": one.row.message,
            "answer": one.row.answer,
            "amount_minor": one.row.amount_minor,
            "created_at": one.row.created_at,
        });
        returned.entry(one.row.order_id).or_default().push(back);
    }
    let tell = |order: order::Model| {
        json!({
            "number": order.number,
            "state": order.state.as_str(),
            "fulfilment": order.fulfilment.as_str(),
            "email": order.email,
            "currency": order.currency,
            "items_minor": order.items_minor,
            "shipping_minor": order.shipping_minor,
            "discount_minor": order.discount_minor,
            "tax_minor": order.tax_minor,
            "total_minor": order.total_minor,
            "captured_minor": order.captured_minor,
            "refunded_minor": order.refunded_minor,
            "shipping_name": order.shipping_name,
            "shipping_address": order.shipping_address,
            "billing_address": order.billing_address,
            "lines": lines.remove(&order.id).unwrap_or_default(),
            "payments": payments.remove(&order.id).unwrap_or_default(),
            "refunds": refunds.remove(&order.id).unwrap_or_default(),
            "returns": returned.remove(&order.id).unwrap_or_default(),
            "papers": papers.remove(&order.id).unwrap_or_default(),
            "disputes": disputes.remove(&order.id).unwrap_or_default(),
            "history": changes.remove(&order.id).unwrap_or_default(),
            "parcels": parcels.remove(&order.id).unwrap_or_default(),
            "created_at": order.created_at,
        })
    };
    Ok(orders.into_iter().map(tell).collect())
}

/// What belongs to each order.
type Parts = HashMap<Uuid, Vec<Value>>;
