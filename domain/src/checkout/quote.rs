//! Pricing a cart: reads promotions, zones and methods, and puts them together.

use std::collections::HashMap;

use entity::zone;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::problems::{self, Problem, ProblemCode};
use crate::carts::{self, CartView};
use crate::error::{Error, Result};
use crate::money;
use crate::pricing::{self, Basket, Line, Outcome, Priced, Prices, Refusal, Shipping, ShippingRate};
use crate::promotions::{self, Applicable, Shopper, Use};
use crate::settings::ShopSettings;
use crate::shipping::methods::{self, Method};
use crate::shipping::{self, Address};
use crate::zones::{self, Destination};

/// For whom, where to and how.
pub struct Ask<'a> {
    pub settings: &'a ShopSettings,
    pub shopper: Shopper,
    /// None: not known yet; taxes are then those of the catalogue.
    pub destination: Option<Destination>,
    /// None: not chosen yet.
    pub way: Option<Way<'a>>,
}

/// How it is to be sent.
#[derive(Debug, Clone)]
pub enum Way<'a> {
    /// One of the shop's methods, by code.
    Method(&'a str),
    /// A carrier's quote for that address.
    Quote(Uuid, &'a Address),
}

/// A priced cart.
#[derive(Debug, Clone)]
pub struct Quote {
    pub view: CartView,
    pub prices: Prices,
    /// One for each code of the cart, in its order.
    pub codes: Vec<CodeState>,
    /// What it is called and charged at, if it was chosen and can be.
    pub method: Option<Chosen>,
    pub problems: Vec<Problem>,
    pub prices_include_tax: bool,
    /// The shop's methods that can be chosen; empty without a destination.
    pub offers: Vec<Offer>,
    /// For each line of the view its place among the priced ones.
    places: Vec<Option<usize>>,
    limits: HashMap<Uuid, (bool, Option<i64>)>,
}

/// How it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    pub code: String,
    pub name: String,
    /// Basis points.
    pub tax_rate_bp: i32,
}

/// A method of the shop, and what it would cost this cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub code: String,
    pub name: String,
    /// Tax included, after discounts.
    pub price_minor: i64,
    pub days: i32,
}

/// A code in the cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeState {
    pub code: String,
    pub outcome: Outcome,
}

impl Quote {
    /// What is paid for that line of the view, by its place; none when it is no longer sold.
    pub fn priced(&self, line: usize) -> Option<&Priced> {
        self.prices.lines.get((*self.places.get(line)?)?)
    }

    /// Whether an order would be taken; a price that changed can be agreed to with the order.
    pub fn can_check_out(&self) -> bool {
        self.problems.iter().all(|problem| problem.code == ProblemCode::PriceChanged)
    }

    /// The promotions that take something off.
    pub fn uses(&self) -> Vec<Use> {
        let applied = |one: &&Outcome| one.refusal.is_none() && one.amount_minor > 0;
        let used = |one: &Outcome| {
            let (is_limited, per_customer) =
                self.limits.get(&one.promotion_id).copied().unwrap_or((false, None));
            Use {
                promotion_id: one.promotion_id,
                name: one.name.clone(),
                code: one.code.clone(),
                amount_minor: one.amount_minor,
                is_limited,
                per_customer,
            }
        };
        self.prices.promotions.iter().filter(applied).map(used).collect()
    }
}

/// Prices the cart. One query for promotions, one each for zones and methods once a destination is known, and those that
/// conditions of promotions ask for.
///
/// # Errors
/// `Refused` `no_such_shipping_method`, `amount_too_large`, and those of [`shipping::kept_quote`].
pub async fn quote(db: &impl ConnectionTrait, view: CartView, ask: &Ask<'_>) -> Result<Quote> {
    let codes = carts::codes(&view.cart)?;
    let applicable = promotions::applicable(db, &codes, &ask.shopper).await?;
    let zones = match &ask.destination {
        Some(_) => zones::all(db).await?,
        None => Vec::new(),
    };
    let zone = ask.destination.as_ref().and_then(|destination| zones::zone_of(&zones, destination));
    let methods = match (&ask.destination, &ask.way) {
        (None, None) | (_, Some(Way::Quote(..))) => Vec::new(),
        _ => methods::offered(db, ask.settings).await?,
    };
    let goes_there = |method: &Method| ask.destination.is_none() || method.goes_to(zone.map(|zone| zone.id));
    let shipping_rate_bp = shipping_tax(zone, ask.settings)?;
    let (chosen, rate) = match &ask.way {
        None => (None, None),
        Some(Way::Method(code)) => {
            let method = methods.iter().find(|method| method.code == *code).ok_or_else(|| {
                Error::refused("no_such_shipping_method", format!("there is no shipping method {code}"))
            })?;
            let rate = goes_there(method).then(|| method.rate.clone());
            (Some((method.code.clone(), method.name.clone())), rate)
        }
        Some(Way::Quote(id, address)) => {
            let kept = shipping::kept_quote(db, *id, &view, address).await?;
            let code = format!("{}:{}", kept.carrier, kept.service);
            (Some((code, kept.name)), Some(ShippingRate::flat(kept.price_minor, None)))
        }
    };

    let (mut basket, places, weight_g) = basket(&view, &applicable, zone, ask.settings)?;
    let by = |rate| Shipping { rate, weight_g, tax_rate_bp: shipping_rate_bp };
    basket.shipping = rate.map(by);
    let prices = pricing::price(&basket)?;
    let mut offers = Vec::new();
    if ask.destination.is_some() {
        for method in methods.into_iter().filter(goes_there) {
            basket.shipping = Some(by(method.rate));
            let prices = pricing::price(&basket)?;
            if let Some(price) = &prices.shipping {
                let price_minor = price.total_minor;
                offers.push(Offer { code: method.code, name: method.name, price_minor, days: method.days });
            }
        }
    }
    let codes = states(codes, &prices.promotions);
    let is_sent = prices.shipping.is_some();
    let cannot_go = match (&chosen, &ask.destination) {
        (Some((_, name)), _) if !is_sent => Some(Some(name.as_str())),
        (None, Some(_)) if offers.is_empty() => Some(None),
        _ => None,
    };
    let problems = problems::of(&view, &codes, cannot_go, !offers.is_empty());
    let method =
        chosen.filter(|_| is_sent).map(|(code, name)| Chosen { code, name, tax_rate_bp: shipping_rate_bp });
    let limits = applicable.iter().map(|one| (one.rule.id, (one.is_limited, one.per_customer))).collect();
    let prices_include_tax = ask.settings.prices_include_tax;
    Ok(Quote { view, prices, codes, method, problems, prices_include_tax, offers, places, limits })
}

/// What is to be priced, for each line of the cart its place in that, and what it all weighs.
fn basket(
    view: &CartView,
    applicable: &[Applicable],
    zone: Option<&zone::Model>,
    settings: &ShopSettings,
) -> Result<(Basket, Vec<Option<usize>>, i64)> {
    let (mut lines, mut places, mut weights) = (Vec::new(), Vec::new(), Vec::new());
    for line in &view.lines {
        let Some(offer) = &line.offer else {
            places.push(None);
            continue;
        };
        let quantity = i64::from(line.quantity);
        places.push(Some(lines.len()));
        weights.push(money::multiply(offer.weight_g.into(), quantity)?);
        let class = offer.tax_class.as_deref().unwrap_or(zones::DEFAULT);
        let by_zone = zone.map(|zone| zones::rate_of(zone, class)).transpose()?.flatten();
        lines.push(Line {
            product_id: offer.product_id,
            category_id: offer.category_id,
            quantity,
            unit_price_minor: offer.price_minor,
            tax_rate_bp: by_zone.unwrap_or(offer.tax_rate_bp),
        });
    }
    let basket = Basket {
        lines,
        promotions: applicable.iter().map(|one| one.rule.clone()).collect(),
        shipping: None,
        prices_include_tax: settings.prices_include_tax,
    };
    Ok((basket, places, money::sum(weights)?))
}

fn shipping_tax(zone: Option<&zone::Model>, settings: &ShopSettings) -> Result<i32> {
    let by_zone = zone.map(|zone| zones::rate_of(zone, zones::SHIPPING)).transpose()?.flatten();
    Ok(by_zone.unwrap_or(settings.shipping_tax_rate_bp))
}

/// What became of each code. One whose promotion is gone is unknown.
fn states(codes: Vec<String>, outcomes: &[Outcome]) -> Vec<CodeState> {
    let state = |code: String| {
        let outcome = outcomes.iter().find(|one| one.code.as_deref() == Some(code.as_str())).cloned();
        let outcome = outcome.unwrap_or_else(|| Outcome {
            promotion_id: Uuid::nil(),
            name: code.clone(),
            code: Some(code.clone()),
            amount_minor: 0,
            refusal: Some(Refusal::Unknown),
        });
        CodeState { code, outcome }
    };
    codes.into_iter().map(state).collect()
}
