//! From a cart to an order.

use chrono::TimeDelta;
use entity::states::{Axis, FulfilmentState, OrderState};
use entity::{order, order_line, payment};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::OrderView;
use super::transition::history;
use crate::carts::{self, CartKey};
use crate::checkout::{self, Ask, ProblemCode, Quote, Way};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::{self, Event, OrderPlaced, PlacedLine};
use crate::inventory;
use crate::money;
use crate::payments;
use crate::promotions::{self, Shopper};
use crate::settings::ShopSettings;
use crate::shipping::Address;
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
/// `NotFound` without an open cart; `Refused` `empty_cart`, `not_sold`, `wrong_currency`, `price_changed`,
/// `code_not_applicable`, `not_deliverable`, `total_changed` and those of shipping; `Conflict` `out_of_stock`,
/// `promotion_used_up`.
pub async fn place(txn: &Txn, draft: PlaceOrder, settings: &ShopSettings) -> Result<OrderView> {
    settings.check_destination(&draft.shipping_address)?;
    let cart = carts::convert(txn, &draft.cart).await?;
    let view = carts::view(txn, cart).await?;
    if view.lines.is_empty() {
        return Err(Error::refused("empty_cart", "the cart is empty"));
    }
    let ask = Ask {
        settings,
        shopper: Shopper { user_id: draft.cart.user_id, email: Some(draft.email.clone()) },
        destination: Some((&draft.shipping_address).into()),
        way: Some(match &draft.shipping {
            ShippingChoice::Method(code) => Way::Method(code),
            ShippingChoice::Quote(id) => Way::Quote(*id, &draft.shipping_address),
        }),
    };
    let quote = checkout::quote(txn, view, &ask).await?;
    refuse(&quote, draft.expected_total_minor.is_some())?;
    let order_id = Uuid::now_v7();
    let mut lines = sell(order_id, &quote)?;
    let order = new_order(order_id, &draft, &quote, settings)?;
    if draft.expected_total_minor.is_some_and(|expected| expected != order.total_minor) {
        let now = money::format(order.total_minor, &order.currency);
        return Err(Error::refused(
            "total_changed",
            format!("the total is now {now}; show it and ask again"),
        ));
    }

    order::Entity::insert(order.clone().into_active_model().reset_all()).exec_without_returning(txn).await?;
    promotions::redeem(txn, &order, quote.uses()).await?;
    let offers = quote.view.lines.iter().filter_map(|line| line.offer.as_ref());
    let parts = offers.flat_map(|offer| offer.parts.iter().cloned());
    let owed = inventory::hold(txn, order_id, &lines, parts, order.hold_until).await?;
    for line in &mut lines {
        line.backordered = owed.get(&line.variant_id).copied().unwrap_or_default();
    }
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

/// Says no to what the cart's view calls a problem. Stock is not looked at here but taken ([`inventory::hold`]), and a price
/// that changed is agreed to by naming the total.
fn refuse(quote: &Quote, is_total_named: bool) -> Result<()> {
    for problem in &quote.problems {
        let code = match problem.code {
            ProblemCode::OutOfStock => continue,
            ProblemCode::PriceChanged if is_total_named => continue,
            ProblemCode::Empty => "empty_cart",
            ProblemCode::NotSold => "not_sold",
            ProblemCode::PriceChanged => "price_changed",
            ProblemCode::CodeNotApplicable => "code_not_applicable",
            ProblemCode::NotDeliverable => "not_deliverable",
        };
        return Err(Error::refused(code, format!("{}; {}", problem.detail, problem.remedy)));
    }
    Ok(())
}

/// The cart's lines as they are sold now.
fn sell(order_id: Uuid, quote: &Quote) -> Result<Vec<order_line::Model>> {
    let view = &quote.view;
    let mut lines = Vec::with_capacity(view.lines.len());
    for ((position, line), index) in (0_i32..).zip(&view.lines).zip(0_usize..) {
        let (Some(offer), Some(priced)) = (line.offer.as_ref(), quote.priced(index)) else {
            let detail = "something in the cart is no longer sold; remove it and try again";
            return Err(Error::refused("not_sold", detail));
        };
        if offer.currency != view.cart.currency {
            return Err(Error::refused(
                "wrong_currency",
                format!("{} is not sold in the cart's currency", offer.sku),
            ));
        }
        lines.push(order_line::Model {
            id: Uuid::now_v7(),
            order_id,
            position,
            variant_id: offer.variant_id,
            product_id: offer.product_id,
            category_id: offer.category_id,
            sku: offer.sku.clone(),
            name: offer.name.clone(),
            quantity: line.quantity.into(),
            unit_price_minor: offer.price_minor,
            tax_rate_bp: priced.tax_rate_bp,
            total_minor: priced.total_minor,
            discount_minor: priced.discount_minor,
            adjustments: serde_json::to_value(&priced.adjustments)?,
            tax_minor: Some(priced.tax_minor),
            backordered: 0,
        });
    }
    Ok(lines)
}

fn new_order(id: Uuid, draft: &PlaceOrder, quote: &Quote, settings: &ShopSettings) -> Result<order::Model> {
    let now = now();
    let billing = draft.billing_address.as_ref().unwrap_or(&draft.shipping_address);
    let (cart, prices) = (&quote.view.cart, &quote.prices);
    let (Some(method), Some(shipping)) = (&quote.method, &prices.shipping) else {
        return Err(Error::refused("not_deliverable", "choose another way to send it"));
    };
    Ok(order::Model {
        id,
        number: super::new_number(),
        user_id: draft.cart.user_id,
        cart_id: cart.id,
        email: draft.email.clone(),
        state: OrderState::AwaitingPayment,
        fulfilment: FulfilmentState::Pending,
        currency: cart.currency.clone(),
        items_minor: prices.items_minor,
        shipping_minor: prices.shipping_minor,
        tax_minor: prices.tax_minor,
        total_minor: prices.total_minor,
        captured_minor: 0,
        refunded_minor: 0,
        shipping_method: method.code.clone(),
        shipping_name: method.name.clone(),
        shipping_tax_rate_bp: method.tax_rate_bp,
        shipping_address: serde_json::to_value(&draft.shipping_address)?,
        billing_address: serde_json::to_value(billing)?,
        tracking: None,
        hold_reason: None,
        hold_until: now + TimeDelta::minutes(settings.hold_minutes),
        discount_minor: prices.discount_minor,
        shipping_discount_minor: shipping.discount_minor,
        adjustments: serde_json::to_value(&shipping.adjustments)?,
        taxes: Some(serde_json::to_value(&prices.taxes)?),
        prices_include_tax: quote.prices_include_tax,
        version: 1,
        trace_id: trace::current(),
        created_at: now,
        updated_at: now,
    })
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
        discount_minor: order.discount_minor,
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
