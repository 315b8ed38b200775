//! Promotions: made by staff, looked up for a cart, used by orders.
//!
//! What a promotion takes off is computed by [`crate::pricing`]; here is which ones may apply, and how often. A limit holds
//! under any concurrency: an order takes its use by one conditional update of the promotion's row, in the transaction that
//! places it. Decision 0038 says how promotions combine and when a use is given back.

mod applicable;
mod check;
mod create;
mod delete;
mod list;
mod redeem;
mod replace;
mod terms;

pub use applicable::{Applicable, Shopper, applicable};
pub use create::create;
pub use delete::delete;
pub use list::{Filter, Found, RedemptionFilter, find, list, redemptions};
pub use redeem::{Use, redeem, release, retake};
pub use replace::replace;
pub use terms::{MAX_CODES, Terms, normalize_code};

pub use crate::pricing::Refusal;

use entity::promotion;

/// Whether its uses are counted: it may be used only so often, in all or by one customer.
fn is_limited(row: &promotion::Model) -> bool {
    row.max_uses.is_some() || per_customer(row).is_some()
}

/// How often one customer may use it. Nobody has two first orders.
fn per_customer(row: &promotion::Model) -> Option<i64> {
    row.max_uses_per_customer.or(row.first_order.then_some(1))
}
