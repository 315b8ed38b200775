//! What a cart looks like on the wire: every line, discount, tax and problem.

use chrono::{DateTime, Utc};
use domain::carts::{LineProblem, LineView};
use domain::checkout::{CodeState, Problem, ProblemCode, Quote};
use domain::pricing::Priced;
use poem_openapi::{Enum, Object};
use uuid::Uuid;

use crate::money::{Money, TaxAmount};
use crate::promotions::Discount;

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
    /// The price when the line was last changed or confirmed, if it was another one.
    pub seen_price: Option<Money>,
    /// Before discounts.
    pub subtotal: Money,
    /// What was taken off, and by what.
    pub discounts: Vec<Discount>,
    pub tax_rate_bp: Option<i32>,
    /// What is paid for the line: after discounts, tax included.
    pub total: Money,
    pub available: i64,
    /// How many of the units are not there, and are sent once they are.
    pub backordered: i64,
    /// When they are expected.
    pub expected_at: Option<DateTime<Utc>>,
    pub problem: Option<CartLineProblem>,
}

/// A code in the cart.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CartCode {
    pub code: String,
    /// The promotion, if there is one.
    pub name: Option<String>,
    pub applies: bool,
    /// What it takes off; 0 for free shipping until a method is chosen.
    pub amount: Money,
    /// Why it does not apply: `below_minimum`, `nothing_in_scope`, `not_combinable`, `not_started`, `ended`, `used_up`,
    /// `used_by_customer`, `not_first_order` or `unknown`.
    pub reason: Option<String>,
    /// The same for people, with what would change it.
    pub detail: Option<String>,
}

/// Kinds of problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum CartProblemCode {
    Empty,
    /// A line is no longer sold.
    NotSold,
    /// There are fewer than asked for: `available`.
    OutOfStock,
    /// A line costs `to`, and `from` when it was seen. Does not stand against an order that names its total.
    PriceChanged,
    /// A code does not apply, for `reason`.
    CodeNotApplicable,
    /// It cannot be sent there, or not in that way.
    NotDeliverable,
}

/// Why the cart cannot be checked out as it is.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CartProblem {
    pub code: CartProblemCode,
    /// What is wrong.
    pub detail: String,
    /// What would change it.
    pub remedy: String,
    pub line_id: Option<Uuid>,
    pub available: Option<i64>,
    pub from: Option<Money>,
    pub to: Option<Money>,
    pub promotion_code: Option<String>,
    pub reason: Option<String>,
}

/// How the cart is sent.
#[derive(Debug, Object)]
pub struct CartShipping {
    pub method: String,
    pub name: String,
    /// Before discounts.
    pub subtotal: Money,
    /// What was taken off, and by what.
    pub discounts: Vec<Discount>,
    /// What is paid for it, tax included.
    pub total: Money,
}

/// A cart, priced as an order of it would be.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Cart {
    pub id: Uuid,
    /// Only in the answer that made a guest's cart: send it as `Cart-Token` from then on.
    pub token: Option<String>,
    pub currency: String,
    /// Whether unit prices, subtotals and discounts are those with tax. Totals always are.
    pub prices_include_tax: bool,
    pub lines: Vec<CartLine>,
    pub codes: Vec<CartCode>,
    /// What promotions take off in all, one entry each.
    pub discounts: Vec<Discount>,
    /// Of the goods, before discounts.
    pub subtotal: Money,
    pub discount_total: Money,
    /// Of the goods, after discounts, tax included.
    pub items_total: Money,
    /// Only when a method was asked for and can be used.
    pub shipping: Option<CartShipping>,
    /// Contained in the total, per rate. Of the catalogue's rates until it is known where the cart goes.
    pub taxes: Vec<TaxAmount>,
    pub tax_total: Money,
    /// What is paid: goods, and shipping if it is there.
    pub total: Money,
    /// Whether an order would be taken. If prices have changed, only one that names its total.
    pub can_check_out: bool,
    pub problems: Vec<CartProblem>,
}

impl Cart {
    pub fn new(quote: Quote, token: Option<String>) -> Self {
        let (view, prices) = (&quote.view, &quote.prices);
        let currency = &view.cart.currency;
        let money = |amount_minor| Money::new(amount_minor, currency);
        let applied = prices.promotions.iter().filter(|one| one.refusal.is_none() && one.amount_minor > 0);
        let shipping =
            quote.method.as_ref().zip(prices.shipping.as_ref()).map(|(method, priced)| CartShipping {
                method: method.code.clone(),
                name: method.name.clone(),
                subtotal: money(priced.subtotal_minor),
                discounts: discounts(priced, currency),
                total: money(priced.total_minor),
            });
        Self {
            id: view.cart.id,
            token,
            prices_include_tax: quote.prices_include_tax,
            lines: view
                .lines
                .iter()
                .enumerate()
                .map(|(index, line)| CartLine::new(line, quote.priced(index), currency))
                .collect(),
            codes: quote.codes.iter().map(|state| CartCode::new(state, currency)).collect(),
            discounts: applied
                .map(|one| Discount {
                    promotion_id: one.promotion_id,
                    name: one.name.clone(),
                    code: one.code.clone(),
                    amount: money(one.amount_minor),
                })
                .collect(),
            subtotal: money(prices.subtotal_minor),
            discount_total: money(prices.discount_minor),
            items_total: money(prices.items_minor),
            shipping,
            taxes: prices.taxes.iter().map(|tax| TaxAmount::new(tax, currency)).collect(),
            tax_total: money(prices.tax_minor),
            total: money(prices.total_minor),
            can_check_out: quote.can_check_out(),
            problems: quote.problems.iter().map(|problem| CartProblem::new(problem, currency)).collect(),
            currency: currency.clone(),
        }
    }
}

impl CartLine {
    fn new(line: &LineView, priced: Option<&Priced>, currency: &str) -> Self {
        let offer = line.offer.as_ref();
        let beyond = offer
            .and_then(|offer| Some((i64::from(line.quantity) - line.available, offer.beyond?)))
            .filter(|(short, _)| *short > 0 && line.problem.is_none());
        let has_changed = line.seen_price_minor != line.unit_price_minor;
        let money = |amount_minor| Money::new(amount_minor, currency);
        Self {
            id: line.id,
            variant_id: line.variant_id,
            sku: offer.map(|offer| offer.sku.clone()),
            name: offer.map(|offer| offer.name.clone()),
            product_slug: offer.map(|offer| offer.product_slug.clone()),
            image_url: offer.and_then(|offer| offer.image_key.as_deref()).map(|key| format!("/{key}")),
            quantity: line.quantity,
            unit_price: money(line.unit_price_minor),
            seen_price: has_changed.then(|| money(line.seen_price_minor)),
            subtotal: money(priced.map_or(0, |priced| priced.subtotal_minor)),
            discounts: priced.map(|priced| discounts(priced, currency)).unwrap_or_default(),
            tax_rate_bp: priced.map(|priced| priced.tax_rate_bp),
            total: money(priced.map_or(0, |priced| priced.total_minor)),
            available: line.available,
            backordered: beyond.map_or(0, |(short, _)| short),
            expected_at: beyond.and_then(|(_, beyond)| beyond.expected_at),
            problem: line.problem.map(|problem| match problem {
                LineProblem::Gone => CartLineProblem::Gone,
                LineProblem::NotEnoughStock => CartLineProblem::NotEnoughStock,
            }),
        }
    }
}

fn discounts(priced: &Priced, currency: &str) -> Vec<Discount> {
    priced.adjustments.iter().map(|one| Discount::new(one, currency)).collect()
}

impl CartCode {
    fn new(state: &CodeState, currency: &str) -> Self {
        let outcome = &state.outcome;
        Self {
            code: state.code.clone(),
            name: (!outcome.promotion_id.is_nil()).then(|| outcome.name.clone()),
            applies: outcome.refusal.is_none(),
            amount: Money::new(outcome.amount_minor, currency),
            reason: outcome.refusal.as_ref().map(|refusal| refusal.code().to_owned()),
            detail: outcome.refusal.as_ref().map(|refusal| refusal.detail(currency)),
        }
    }
}

impl CartProblem {
    fn new(problem: &Problem, currency: &str) -> Self {
        Self {
            code: match problem.code {
                ProblemCode::Empty => CartProblemCode::Empty,
                ProblemCode::NotSold => CartProblemCode::NotSold,
                ProblemCode::OutOfStock => CartProblemCode::OutOfStock,
                ProblemCode::PriceChanged => CartProblemCode::PriceChanged,
                ProblemCode::CodeNotApplicable => CartProblemCode::CodeNotApplicable,
                ProblemCode::NotDeliverable => CartProblemCode::NotDeliverable,
            },
            detail: problem.detail.clone(),
            remedy: problem.remedy.clone(),
            line_id: problem.line_id,
            available: problem.available,
            from: problem.prices_minor.map(|(from, _)| Money::new(from, currency)),
            to: problem.prices_minor.map(|(_, to)| Money::new(to, currency)),
            promotion_code: problem.promotion.as_ref().map(|(code, _)| code.clone()),
            reason: problem.promotion.as_ref().map(|(_, reason)| (*reason).to_owned()),
        }
    }
}
