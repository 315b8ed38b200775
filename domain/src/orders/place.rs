//! From a cart to an order.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use entity::states::{Axis, FulfilmentState, OrderState};
use entity::{order, order_line, payment};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::OrderView;
use super::transition::history;
use crate::carts::{self, CartKey, CartView};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::{self, Event, OrderPlaced, PlacedLine};
use crate::inventory;
use crate::money::{self, tax_contained};
use crate::payments;
use crate::settings::ShopSettings;
use crate::shipping::{self, Address, Shipping};
use crate::store::Txn;
use crate::trace;

#[derive(Debug, Clone)]
pub struct PlaceOrder {
    pub cart: CartKey,
    pub email: String,
    pub shipping_address: Address,
    /// The shipping address when left out.
    pub billing_address: Option<Address>,
    pub shipping: ShippingChoice,
    pub payment: PaymentChoice,
    /// The total that the shopper agreed to. Another one is refused, so that nobody pays a price they have not seen.
    pub expected_total_minor: Option<i64>,
}

#[derive(Debug, Clone)]
pub enum ShippingChoice {
    /// One of the shop's flat methods, by code.
    Method(String),
    /// A carrier's quote.
    Quote(Uuid),
}

#[derive(Debug, Clone)]
pub struct PaymentChoice {
    pub provider: String,
    /// The provider's token for the payer's instrument.
    pub token: String,
}

/// Turns the cart into an order, holds its stock and announces it; payment follows in the background. Prices are those
/// of this moment.
///
/// # Errors
/// `NotFound` without an open cart; `Refused` `empty_cart`, `not_sold`, `wrong_currency`, `total_changed` and those of
/// shipping; `Conflict` `out_of_stock`.
pub async fn place(txn: &Txn, draft: PlaceOrder, settings: &ShopSettings) -> Result<OrderView> {
    let cart = carts::convert(txn, &draft.cart).await?;
    let view = carts::view(txn, cart).await?;
    let order_id = Uuid::now_v7();
    let lines = sell(order_id, &view)?;
    let items_minor = money::sum(lines.iter().map(|line| line.total_minor))?;
    let shipping = shipping::price(txn, &draft.shipping, &view, &draft.shipping_address, settings).await?;
    let order = new_order(order_id, &draft, &view, &lines, items_minor, shipping, settings)?;
    if draft.expected_total_minor.is_some_and(|expected| expected != order.total_minor) {
        let now = money::format(order.total_minor, &order.currency);
        return Err(Error::refused(
            "total_changed",
            format!("the total is now {now}; show it and ask again"),
        ));
    }

    order::Entity::insert(order.clone().into_active_model().reset_all()).exec_without_returning(txn).await?;
    inventory::hold(txn, order_id, &lines, order.hold_until).await?;
    order_line::Entity::insert_many(lines.iter().map(|line| line.clone().into_active_model().reset_all()))
        .exec_without_returning(txn)
        .await?;
    let payment = payments::attempt(&order, &draft.payment, order.total_minor, settings, order.created_at);
    payment::Entity::insert(payment.clone().into_active_model().reset_all())
        .exec_without_returning(txn)
        .await?;
    let first = history(txn, order.id, Axis::Order, order.id, "", order.state.as_str(), "checkout").await?;
    events::record(txn, &announcement(&order, &lines, payment.id), order.version).await?;
    let (payments, refunds, history) = (vec![payment], Vec::new(), vec![first]);
    Ok(OrderView { order, lines, payments, refunds, parcels: Vec::new(), invoice: None, history })
}

/// The cart's lines as they are sold now.
fn sell(order_id: Uuid, view: &CartView) -> Result<Vec<order_line::Model>> {
    if view.lines.is_empty() {
        return Err(Error::refused("empty_cart", "the cart is empty"));
    }
    let mut lines = Vec::with_capacity(view.lines.len());
    for (position, line) in (0_i32..).zip(&view.lines) {
        let offer = line.offer.as_ref().ok_or_else(|| {
            Error::refused("not_sold", "something in the cart is no longer sold; remove it and try again")
        })?;
        if offer.currency != view.cart.currency {
            return Err(Error::refused(
                "wrong_currency",
                format!("{} is not sold in the cart's currency", offer.sku),
            ));
        }
        let quantity = i64::from(line.quantity);
        lines.push(order_line::Model {
            id: Uuid::now_v7(),
            order_id,
            position,
            variant_id: offer.variant_id,
            product_id: offer.product_id,
            category_id: offer.category_id,
            sku: offer.sku.clone(),
            name: offer.name.clone(),
            quantity,
            unit_price_minor: offer.price_minor,
            tax_rate_bp: offer.tax_rate_bp,
            total_minor: money::multiply(offer.price_minor, quantity)?,
        });
    }
    Ok(lines)
}

fn new_order(
    id: Uuid,
    draft: &PlaceOrder,
    view: &CartView,
    lines: &[order_line::Model],
    items_minor: i64,
    shipping: Shipping,
    settings: &ShopSettings,
) -> Result<order::Model> {
    let now = now();
    let billing = draft.billing_address.as_ref().unwrap_or(&draft.shipping_address);
    Ok(order::Model {
        id,
        number: super::new_number(),
        user_id: draft.cart.user_id,
        cart_id: view.cart.id,
        email: draft.email.clone(),
        state: OrderState::AwaitingPayment,
        fulfilment: FulfilmentState::Pending,
        currency: view.cart.currency.clone(),
        items_minor,
        shipping_minor: shipping.price_minor,
        tax_minor: tax_of(lines, shipping.price_minor, settings.shipping_tax_rate_bp),
        total_minor: money::sum([items_minor, shipping.price_minor])?,
        captured_minor: 0,
        refunded_minor: 0,
        shipping_method: shipping.method,
        shipping_name: shipping.name,
        shipping_tax_rate_bp: settings.shipping_tax_rate_bp,
        shipping_address: serde_json::to_value(&draft.shipping_address)?,
        billing_address: serde_json::to_value(billing)?,
        tracking: None,
        hold_reason: None,
        hold_until: now + TimeDelta::minutes(settings.hold_minutes),
        version: 1,
        trace_id: trace::current(),
        created_at: now,
        updated_at: now,
    })
}

/// Tax is taken out of the gross sum of each rate, once, so that it does not depend on how lines are cut.
fn tax_of(lines: &[order_line::Model], shipping_minor: i64, shipping_rate_bp: i32) -> i64 {
    let mut gross_by_rate = BTreeMap::from([(shipping_rate_bp, shipping_minor)]);
    for line in lines {
        *gross_by_rate.entry(line.tax_rate_bp).or_default() += line.total_minor;
    }
    gross_by_rate.into_iter().map(|(rate, gross)| tax_contained(gross, rate)).sum()
}

fn announcement(order: &order::Model, lines: &[order_line::Model], payment_id: Uuid) -> Event {
    Event::OrderPlaced(Box::new(OrderPlaced {
        order_id: order.id,
        payment_id,
        number: order.number.clone(),
        user_id: order.user_id,
        email: order.email.clone(),
        currency: order.currency.clone(),
        items_minor: order.items_minor,
        shipping_minor: order.shipping_minor,
        tax_minor: order.tax_minor,
        total_minor: order.total_minor,
        lines: lines
            .iter()
            .map(|line| PlacedLine {
                product_id: line.product_id,
                category_id: line.category_id,
                sku: line.sku.clone(),
                name: line.name.clone(),
                quantity: line.quantity,
                total_minor: line.total_minor,
            })
            .collect(),
        placed_at: order.created_at,
    }))
}
