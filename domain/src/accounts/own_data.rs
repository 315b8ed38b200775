//! All that the shop keeps about a customer, as one document for themselves: made when it is asked for and kept nowhere, so
//! that no second copy of it has to be guarded. No hashes, tokens or secrets are in it.

use std::collections::HashMap;

use entity::{address, order, order_line, payment, refresh_token, refund, shipment, user};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Value, json};
use uuid::Uuid;

use super::wishes;
use crate::clock::now;
use crate::error::{Error, Result};
use crate::notifications::may_be_reminded;
use crate::{returns, reviews};

/// Orders that are read at once.
const CHUNK: u64 = 200;
/// Orders of one customer, the newest ones. Nobody orders more often by hand.
const MOST: usize = 10_000;

/// Seven queries for each two hundred orders, and eleven beside.
///
/// # Errors
/// `NotFound`.
pub async fn own_data(db: &impl ConnectionTrait, user_id: Uuid) -> Result<Value> {
    let user = user::Entity::find_by_id(user_id).one(db).await?.ok_or(Error::NotFound { what: "user" })?;
    let addresses = address::Entity::find()
        .filter(address::Column::UserId.eq(user_id))
        .order_by_asc(address::Column::Id)
        .all(db)
        .await?;
    let log_ins = refresh_token::Entity::find()
        .filter(refresh_token::Column::UserId.eq(user_id))
        .order_by_desc(refresh_token::Column::CreatedAt)
        .limit(1000)
        .all(db)
        .await?;
    let wishes = wishes::list(db, user_id).await?;
    Ok(json!({
        "made_at": now(),
        "profile": {
            "id": user.id,
            "email": user.email,
            "email_verified_at": user.email_verified_at,
            "name": user.name,
            "created_at": user.created_at,
            "updated_at": user.updated_at,
            "reminders": may_be_reminded(db, user_id).await?,
        },
        "addresses": addresses
            .into_iter()
            .map(|row| json!({
                "address": row.address,
                "default_shipping": row.default_shipping,
                "default_billing": row.default_billing,
                "created_at": row.created_at,
            }))
            .collect::<Vec<_>>(),
        "log_ins": log_ins
            .into_iter()
            .map(|row| json!({
                "at": row.created_at,
                "ended_at": row.revoked_at,
                "address": row.address,
                "user_agent": row.user_agent,
            }))
            .collect::<Vec<_>>(),
        "wishlist": wishes
            .into_iter()
            .map(|wish| json!({ "slug": wish.product.slug, "name": wish.product.name }))
            .collect::<Vec<_>>(),
        "reviews": reviews::of_user(db, user_id)
            .await?
            .into_iter()
            .map(|row| json!({
                "product_id": row.product_id,
                "author": row.author,
                "rating": row.rating,
                "title": row.title,
                "text": row.text,
                "state": row.state.as_str(),
                "created_at": row.created_at,
                "updated_at": row.updated_at,
            }))
            .collect::<Vec<_>>(),
        "orders": orders(db, user_id).await?,
    }))
}

/// Newest first.
async fn orders(db: &impl ConnectionTrait, user_id: Uuid) -> Result<Vec<Value>> {
    let mut told: Vec<Value> = Vec::new();
    let mut before: Option<order::Model> = None;
    loop {
        let mut query = order::Entity::find().filter(order::Column::UserId.eq(user_id));
        if let Some(last) = &before {
            let same_time = order::Column::CreatedAt.eq(last.created_at).and(order::Column::Id.lt(last.id));
            query = query.filter(order::Column::CreatedAt.lt(last.created_at).or(same_time));
        }
        let chunk = query
            .order_by_desc(order::Column::CreatedAt)
            .order_by_desc(order::Column::Id)
            .limit(CHUNK)
            .all(db)
            .await?;
        let is_last = (chunk.len() as u64) < CHUNK;
        before = chunk.last().cloned();
        told.extend(tell(db, chunk).await?);
        if is_last || told.len() >= MOST {
            return Ok(told);
        }
    }
}

async fn tell(db: &impl ConnectionTrait, orders: Vec<order::Model>) -> Result<Vec<Value>> {
    let ids: Vec<Uuid> = orders.iter().map(|order| order.id).collect();
    let of_these = || ids.iter().copied();
    let (mut lines, mut payments) = (Parts::new(), Parts::new());
    let (mut refunds, mut parcels, mut returned) = (Parts::new(), Parts::new(), Parts::new());
    let rows = order_line::Entity::find()
        .filter(order_line::Column::OrderId.is_in(of_these()))
        .order_by_asc(order_line::Column::Position);
    for row in rows.all(db).await? {
        let line = json!({
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
    for one in returns::of_orders(db, of_these()).await? {
        let back = json!({
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
            "parcels": parcels.remove(&order.id).unwrap_or_default(),
            "created_at": order.created_at,
        })
    };
    Ok(orders.into_iter().map(tell).collect())
}

/// What belongs to each order.
type Parts = HashMap<Uuid, Vec<Value>>;
