//! Looking an order up: the truth, there at once, for those who may see it.

use entity::{invoice, order, order_line, payment, refund, transition};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::parcels::{Parcel, parcels};
use crate::carts;
use crate::error::{Error, Result};
use crate::payments::{self, RefundView};

/// Who asks.
#[derive(Debug, Clone, Default)]
pub struct Viewer {
    pub user_id: Option<Uuid>,
    /// The token of the cart from which a guest ordered.
    pub cart_token: Option<String>,
    /// May see every order.
    pub is_staff: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct OrderView {
    pub order: order::Model,
    pub lines: Vec<order_line::Model>,
    /// Oldest first.
    pub payments: Vec<payment::Model>,
    pub refunds: Vec<RefundView>,
    /// Oldest first.
    pub parcels: Vec<Parcel>,
    pub invoice: Option<invoice::Model>,
    /// Oldest first.
    pub history: Vec<transition::Model>,
}

/// The order with all that belongs to it.
///
/// # Errors
/// `NotFound` also when it is somebody else's.
pub async fn find(db: &impl ConnectionTrait, order_id: Uuid, viewer: &Viewer) -> Result<OrderView> {
    let order =
        order::Entity::find_by_id(order_id).one(db).await?.ok_or(Error::NotFound { what: "order" })?;
    if !is_visible_to(db, &order, viewer).await? {
        return Err(Error::NotFound { what: "order" });
    }
    let lines = order_line::Entity::find()
        .filter(order_line::Column::OrderId.eq(order_id))
        .order_by_asc(order_line::Column::Position)
        .all(db)
        .await?;
    let payments = payment::Entity::find()
        .filter(payment::Column::OrderId.eq(order_id))
        .order_by_asc(payment::Column::Id)
        .all(db)
        .await?;
    let refunds = refund::Entity::find()
        .filter(refund::Column::OrderId.eq(order_id))
        .order_by_asc(refund::Column::Id)
        .all(db)
        .await?;
    let refunds = payments::with_lines(db, refunds).await?;
    let invoice = invoice::Entity::find().filter(invoice::Column::OrderId.eq(order_id)).one(db).await?;
    let history = transition::Entity::find()
        .filter(transition::Column::OrderId.eq(order_id))
        .order_by_asc(transition::Column::Id)
        .all(db)
        .await?;
    let parcels = parcels(db, order_id).await?;
    Ok(OrderView { order, lines, payments, refunds, parcels, invoice, history })
}

/// The order itself.
///
/// # Errors
/// `NotFound` also when it is somebody else's.
pub async fn require_visible(
    db: &impl ConnectionTrait,
    order_id: Uuid,
    viewer: &Viewer,
) -> Result<order::Model> {
    let order =
        order::Entity::find_by_id(order_id).one(db).await?.ok_or(Error::NotFound { what: "order" })?;
    if is_visible_to(db, &order, viewer).await? { Ok(order) } else { Err(Error::NotFound { what: "order" }) }
}

/// Whether the viewer is staff, the customer, or the guest whose cart it was.
async fn is_visible_to(db: &impl ConnectionTrait, order: &order::Model, viewer: &Viewer) -> Result<bool> {
    if viewer.is_staff || (order.user_id.is_some() && order.user_id == viewer.user_id) {
        return Ok(true);
    }
    let Some(token) = &viewer.cart_token else { return Ok(false) };
    let cart = entity::cart::Entity::find_by_id(order.cart_id).one(db).await?;
    Ok(cart.and_then(|cart| cart.token_hash).is_some_and(|hash| hash == carts::token_hash(token)))
}

/// The lines of these orders, in their order.
pub async fn lines_of(
    db: &impl ConnectionTrait,
    orders: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<order_line::Model>> {
    Ok(order_line::Entity::find()
        .filter(order_line::Column::OrderId.is_in(orders))
        .order_by_asc(order_line::Column::Position)
        .all(db)
        .await?)
}
