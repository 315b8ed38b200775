//! What carts look like on the wire.

use chrono::{DateTime, Utc};
use domain::carts::{CartView, LineProblem, LineView};
use domain::entity::shipping_quote;
use garde::Validate;
use poem_openapi::types::Example;
use poem_openapi::{Enum, Object};
use serde::Deserialize;
use uuid::Uuid;

use crate::money::Money;
use crate::payload::{Address, object};

/// What keeps a line from being bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum CartLineProblem {
    /// No longer sold.
    Gone,
    /// Less in stock than asked for.
    NotEnoughStock,
}

/// A line of a cart, with the price and stock of this moment.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CartLine {
    pub id: Uuid,
    pub variant_id: Uuid,
    /// Absent, as all that describes it, when it is no longer sold.
    pub sku: Option<String>,
    pub name: Option<String>,
    pub product_slug: Option<String>,
    pub image_url: Option<String>,
    pub quantity: i32,
    pub unit_price: Money,
    /// The price when the line was last changed, if it was another one.
    pub seen_price: Option<Money>,
    pub total: Money,
    pub available: i64,
    pub problem: Option<CartLineProblem>,
}

/// Why the cart cannot be checked out as it is.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CartProblem {
    /// `empty`, `gone` or `not_enough_stock`.
    pub code: String,
    pub detail: String,
    pub line_id: Option<Uuid>,
}

/// A cart.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Cart {
    pub id: Uuid,
    /// Only in the answer that made a guest's cart: send it as `Cart-Token` from then on.
    pub token: Option<String>,
    pub currency: String,
    pub lines: Vec<CartLine>,
    pub items_total: Money,
    pub can_check_out: bool,
    pub problems: Vec<CartProblem>,
}

impl Cart {
    pub fn new(view: CartView, token: Option<String>) -> Self {
        let currency = &view.cart.currency;
        Self {
            id: view.cart.id,
            token,
            currency: currency.clone(),
            items_total: Money::new(view.items_minor, currency),
            can_check_out: !view.has_problems(),
            problems: problems(&view),
            lines: view.lines.iter().map(|line| CartLine::new(line, currency)).collect(),
        }
    }
}

fn problems(view: &CartView) -> Vec<CartProblem> {
    if view.lines.is_empty() {
        return vec![CartProblem { code: "empty".into(), detail: "the cart is empty".into(), line_id: None }];
    }
    view.lines
        .iter()
        .filter_map(|line| {
            let name = line.offer.as_ref().map_or("something", |offer| offer.name.as_str());
            let (code, detail) = match line.problem? {
                LineProblem::Gone => ("gone", format!("{name} is no longer sold; remove it")),
                LineProblem::NotEnoughStock => {
                    let available = line.offer.as_ref().map_or(0, |offer| offer.available);
                    ("not_enough_stock", format!("only {available} of {name} left; take fewer"))
                }
            };
            Some(CartProblem { code: code.into(), detail, line_id: Some(line.id) })
        })
        .collect()
}

impl CartLine {
    fn new(line: &LineView, currency: &str) -> Self {
        let offer = line.offer.as_ref();
        let has_changed = line.seen_price_minor != line.unit_price_minor;
        Self {
            id: line.id,
            variant_id: line.variant_id,
            sku: offer.map(|offer| offer.sku.clone()),
            name: offer.map(|offer| offer.name.clone()),
            product_slug: offer.map(|offer| offer.product_slug.clone()),
            image_url: offer.and_then(|offer| offer.image_key.as_deref()).map(|key| format!("/{key}")),
            quantity: line.quantity,
            unit_price: Money::new(line.unit_price_minor, currency),
            seen_price: has_changed.then(|| Money::new(line.seen_price_minor, currency)),
            total: Money::new(line.total_minor, currency),
            available: offer.map_or(0, |offer| offer.available),
            problem: line.problem.map(|problem| match problem {
                LineProblem::Gone => CartLineProblem::Gone,
                LineProblem::NotEnoughStock => CartLineProblem::NotEnoughStock,
            }),
        }
    }
}

/// What to put into the cart.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct AddLineRequest {
    #[garde(skip)]
    pub variant_id: Uuid,
    /// Added to what is there.
    #[oai(validator(minimum(value = "1"), maximum(value = "999")))]
    #[garde(range(min = 1, max = 999))]
    pub quantity: i32,
}

impl Example for AddLineRequest {
    fn example() -> Self {
        Self { variant_id: Uuid::from_u128(0x0193_2d5e_7d3c_7c4e_9b0a_0c7f_4d2b_1a90), quantity: 1 }
    }
}

/// How many of it.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct ChangeLineRequest {
    /// 0 removes the line.
    #[oai(validator(minimum(value = "0"), maximum(value = "999")))]
    #[garde(range(min = 0, max = 999))]
    pub quantity: i32,
}

impl Example for ChangeLineRequest {
    fn example() -> Self {
        Self { quantity: 2 }
    }
}

/// Where the cart should go.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct ShippingQuotesRequest {
    #[serde(deserialize_with = "object")]
    #[garde(dive)]
    pub address: Address,
}

impl Example for ShippingQuotesRequest {
    fn example() -> Self {
        Self { address: Address::example() }
    }
}

/// A method with a fixed price. Order with `shipping: {"method": code}`.
#[derive(Debug, Object)]
pub struct ShippingMethod {
    pub code: String,
    pub name: String,
    pub price: Money,
    /// Until it arrives.
    pub days: i32,
}

/// A carrier's price for this cart and address. Order with `shipping: {"quote_id": id}`.
#[derive(Debug, Object)]
pub struct ShippingQuote {
    pub id: Uuid,
    pub carrier: String,
    pub service: String,
    pub name: String,
    pub price: Money,
    /// Until it arrives.
    pub days: i32,
    pub expires_at: DateTime<Utc>,
}

impl From<shipping_quote::Model> for ShippingQuote {
    fn from(quote: shipping_quote::Model) -> Self {
        Self {
            id: quote.id,
            price: Money::new(quote.price_minor, &quote.currency),
            carrier: quote.carrier,
            service: quote.service,
            name: quote.name,
            days: quote.days,
            expires_at: quote.expires_at,
        }
    }
}

/// How the cart can be shipped.
#[derive(Debug, Object)]
pub struct ShippingQuotes {
    pub methods: Vec<ShippingMethod>,
    /// Empty when no carrier serves the address or answers in time.
    pub quotes: Vec<ShippingQuote>,
}
