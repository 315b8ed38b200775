//! A cart as it stands right now, and what keeps it from being checked out.

use std::collections::HashMap;

use entity::{cart, cart_line};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::catalog::{self, ForSale};
use crate::error::Result;
use crate::inventory;
use crate::money;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartView {
    pub cart: cart::Model,
    pub lines: Vec<LineView>,
    /// Sum of the lines that can be bought, before discounts, in the shop's mode.
    pub items_minor: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineView {
    pub id: Uuid,
    pub variant_id: Uuid,
    pub quantity: i32,
    /// Units that are there, beside what the other lines take of them.
    pub available: i64,
    /// What the shop offers now; `None` when it is no longer sold.
    pub offer: Option<ForSale>,
    /// Today's price; the last one known when it is no longer sold.
    pub unit_price_minor: i64,
    /// The price when the shopper last saw it.
    pub seen_price_minor: i64,
    /// 0 when it is no longer sold.
    pub total_minor: i64,
    pub problem: Option<LineProblem>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineProblem {
    /// No longer sold.
    Gone,
    /// Less in stock than asked for.
    NotEnoughStock,
}

/// Reads lines, prices and stock anew: two queries, three with bundles.
pub async fn view(db: &impl ConnectionTrait, cart: cart::Model) -> Result<CartView> {
    let rows = lines_of(db, cart.id).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.variant_id).collect();
    let for_sale = catalog::variants_for_sale(db, &ids).await?;
    assemble(cart, rows, &for_sale)
}

/// The lines as stored, oldest first.
pub(super) async fn lines_of(db: &impl ConnectionTrait, cart_id: Uuid) -> Result<Vec<cart_line::Model>> {
    let rows = cart_line::Entity::find()
        .filter(cart_line::Column::CartId.eq(cart_id))
        .order_by_asc(cart_line::Column::Id)
        .all(db)
        .await?;
    Ok(rows)
}

/// Puts lines and offers together.
pub(super) fn assemble(
    cart: cart::Model,
    rows: Vec<cart_line::Model>,
    for_sale: &HashMap<Uuid, ForSale>,
) -> Result<CartView> {
    let mut lines = Vec::with_capacity(rows.len());
    let wanted: Vec<(i64, Option<&ForSale>)> =
        rows.iter().map(|row| (row.quantity.into(), for_sale.get(&row.variant_id))).collect();
    let available = inventory::beside_each_other(&wanted);
    for (row, available) in rows.into_iter().zip(available) {
        let offer = for_sale.get(&row.variant_id).cloned();
        let unit_price_minor = offer.as_ref().map_or(row.seen_price_minor, |offer| offer.price_minor);
        let problem = match &offer {
            None => Some(LineProblem::Gone),
            Some(offer) if !offer.has(row.quantity.into(), available) => Some(LineProblem::NotEnoughStock),
            Some(_) => None,
        };
        lines.push(LineView {
            id: row.id,
            variant_id: row.variant_id,
            quantity: row.quantity,
            available,
            unit_price_minor,
            seen_price_minor: row.seen_price_minor,
            total_minor: if offer.is_some() {
                money::multiply(unit_price_minor, row.quantity.into())?
            } else {
                0
            },
            offer,
            problem,
        });
    }
    let items_minor = money::sum(lines.iter().map(|line| line.total_minor))?;
    Ok(CartView { cart, lines, items_minor })
}
