//! What a cart costs, and why: the one function that cart, shipping prices and order share.
//!
//! Pure: lines, promotions, shipping and tax rates go in, an explained result comes out. It reads no database, knows no
//! time and no customer; what depends on them comes in as a [`Refusal`]. Integers only, and sums over [`MAX_MINOR`] are
//! refused. How promotions combine is decided in 0038, how taxes are rounded in 0039.
//!
//! [`MAX_MINOR`]: crate::money::MAX_MINOR

mod allocate;
mod discount;
mod promotion;
mod rate;
mod tax;

pub use allocate::allocate;
pub use promotion::{Effect, Outcome, Promotion, Refusal, Scope};
pub use rate::{Basis, Bracket, ShippingRate};
pub use tax::{TaxLine, tax_added};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::Result;
use crate::money;

/// What is to be priced.
#[derive(Debug, Clone, Default)]
pub struct Basket {
    pub lines: Vec<Line>,
    /// In any order; [`price`] puts them into theirs.
    pub promotions: Vec<Promotion>,
    pub shipping: Option<Shipping>,
    /// Whether unit prices and shipping prices contain the tax, or it comes on top.
    pub prices_include_tax: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub product_id: Uuid,
    pub category_id: Option<Uuid>,
    /// At least 1.
    pub quantity: i64,
    /// Not negative.
    pub unit_price_minor: i64,
    /// Basis points.
    pub tax_rate_bp: i32,
}

/// A way to send the basket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shipping {
    pub rate: ShippingRate,
    /// Of the whole basket.
    pub weight_g: i64,
    /// Basis points.
    pub tax_rate_bp: i32,
}

/// Something that was taken off, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    pub promotion_id: Uuid,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What was taken off; positive.
    pub amount_minor: i64,
}

/// A line, or the shipping, with all that was done to its price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Priced {
    /// Before discounts, in the shop's mode: with or without tax.
    pub subtotal_minor: i64,
    pub adjustments: Vec<Adjustment>,
    /// The sum of the adjustments, at most the subtotal.
    pub discount_minor: i64,
    pub tax_rate_bp: i32,
    /// Contained in the total.
    pub tax_minor: i64,
    /// What is paid, tax included.
    pub total_minor: i64,
}

/// The whole, line by line. Sums of lines are the totals, to the unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prices {
    /// One for each line of the basket, in its order.
    pub lines: Vec<Priced>,
    /// `None` without shipping, or when it cannot be sent that way.
    pub shipping: Option<Priced>,
    /// What became of each promotion, in the order in which they were tried.
    pub promotions: Vec<Outcome>,
    /// Per rate, ascending.
    pub taxes: Vec<TaxLine>,
    /// Of the goods, before discounts, in the shop's mode.
    pub subtotal_minor: i64,
    /// Off the goods and the shipping, in the shop's mode.
    pub discount_minor: i64,
    /// Of the goods, tax included.
    pub items_minor: i64,
    /// Tax included.
    pub shipping_minor: i64,
    /// Contained in the total.
    pub tax_minor: i64,
    /// What is paid: goods and shipping.
    pub total_minor: i64,
}

/// Prices the basket: goods, then promotions on goods, then shipping by what the goods cost now, then promotions on
/// shipping, then taxes.
///
/// # Errors
/// `Refused` `amount_too_large`.
pub fn price(basket: &Basket) -> Result<Prices> {
    let mut lines = basket.lines.iter().map(subtotal).collect::<Result<Vec<_>>>()?;
    let subtotal_minor = money::sum(lines.iter().map(|line| line.subtotal_minor))?;
    let ordered = promotion::in_order(&basket.promotions);
    let mut promotions = discount::goods(&ordered, &basket.lines, &mut lines);

    let goods_minor = subtotal_minor - lines.iter().map(|line| line.discount_minor).sum::<i64>();
    let mut shipping = basket.shipping.as_ref().and_then(|shipping| {
        let price_minor = shipping.rate.price(shipping.weight_g, goods_minor)?;
        Some(unpriced(price_minor, shipping.tax_rate_bp))
    });
    discount::shipping(&ordered, &mut promotions, shipping.as_mut());

    let mut all: Vec<&mut Priced> = lines.iter_mut().chain(shipping.as_mut()).collect();
    let taxes = tax::apply(&mut all, basket.prices_include_tax)?;
    let discount_minor = money::sum(all.iter().map(|priced| priced.discount_minor))?;
    let items_minor = money::sum(lines.iter().map(|line| line.total_minor))?;
    let shipping_minor = shipping.as_ref().map_or(0, |shipping| shipping.total_minor);
    Ok(Prices {
        subtotal_minor,
        discount_minor,
        items_minor,
        shipping_minor,
        tax_minor: money::sum(taxes.iter().map(|tax| tax.tax_minor))?,
        total_minor: money::sum([items_minor, shipping_minor])?,
        lines,
        shipping,
        promotions,
        taxes,
    })
}

fn subtotal(line: &Line) -> Result<Priced> {
    Ok(unpriced(money::multiply(line.unit_price_minor, line.quantity)?, line.tax_rate_bp))
}

/// Before anything is taken off and before tax is known.
fn unpriced(subtotal_minor: i64, tax_rate_bp: i32) -> Priced {
    Priced {
        subtotal_minor,
        adjustments: Vec::new(),
        discount_minor: 0,
        tax_rate_bp,
        tax_minor: 0,
        total_minor: subtotal_minor,
    }
}

impl Priced {
    /// What is left after the discounts, in the shop's mode.
    pub fn rest_minor(&self) -> i64 {
        self.subtotal_minor - self.discount_minor
    }

    fn take_off(&mut self, promotion: &Promotion, amount_minor: i64) {
        if amount_minor > 0 {
            self.discount_minor += amount_minor;
            self.adjustments.push(promotion.adjustment(amount_minor));
        }
    }
}
