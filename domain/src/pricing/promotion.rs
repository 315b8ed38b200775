//! Promotions as the calculation knows them, and what may come of one.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{Adjustment, Line};
use crate::money;

/// A promotion that may apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promotion {
    pub id: Uuid,
    pub name: String,
    /// In capitals; none for one that applies by itself.
    pub code: Option<String>,
    pub effect: Effect,
    pub scope: Scope,
    /// What the goods in scope must cost at least, before any discount.
    pub min_subtotal_minor: i64,
    /// Applies alone or not at all.
    pub exclusive: bool,
    /// Higher comes first.
    pub priority: i32,
    /// Why it does not apply, by what only others know: time, uses, customers.
    pub refusal: Option<Refusal>,
}

/// What a promotion takes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Basis points of what the goods in scope still cost.
    Percentage {
        bp: i32,
    },
    /// An amount, or what the goods in scope still cost if that is less.
    Amount {
        minor: i64,
    },
    FreeShipping,
    /// Of every `buy + get` units in scope, `get` cost `off_bp` less: the cheapest ones.
    BuyGet {
        buy: i32,
        get: i32,
        off_bp: i32,
    },
}

/// Which goods a promotion is for; with no product and no category, for all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    pub products: BTreeSet<Uuid>,
    /// With those below them.
    pub categories: BTreeSet<Uuid>,
}

impl Scope {
    pub fn includes(&self, line: &Line) -> bool {
        (self.products.is_empty() && self.categories.is_empty())
            || self.products.contains(&line.product_id)
            || line.category_id.is_some_and(|id| self.categories.contains(&id))
    }
}

/// Why a promotion does not apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such code, or it is switched off.
    Unknown,
    NotStarted,
    Ended,
    /// As often as it may be in all.
    UsedUp,
    /// As often as this customer may.
    UsedByCustomer,
    /// This customer has ordered before.
    NotFirstOrder,
    /// Nothing in the basket is what it is for, or not enough of it.
    NothingInScope,
    /// So much is missing for its minimum.
    BelowMinimum {
        missing_minor: i64,
    },
    /// Another one applies that it cannot be combined with.
    NotWith {
        name: String,
    },
}

impl Refusal {
    /// For programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::NotStarted => "not_started",
            Self::Ended => "ended",
            Self::UsedUp => "used_up",
            Self::UsedByCustomer => "used_by_customer",
            Self::NotFirstOrder => "not_first_order",
            Self::NothingInScope => "nothing_in_scope",
            Self::BelowMinimum { .. } => "below_minimum",
            Self::NotWith { .. } => "not_combinable",
        }
    }

    /// For people: what is wrong, and what would change it.
    pub fn detail(&self, currency: &str) -> String {
        match self {
            Self::Unknown => "there is no such code".into(),
            Self::NotStarted => "this promotion has not begun yet".into(),
            Self::Ended => "this promotion has ended".into(),
            Self::UsedUp => "this promotion has been used as often as it may be".into(),
            Self::UsedByCustomer => "you have used this promotion as often as one may".into(),
            Self::NotFirstOrder => "this promotion is for a first order".into(),
            Self::NothingInScope => "there is not enough in the cart of what this promotion is for".into(),
            Self::BelowMinimum { missing_minor } => {
                format!("add goods for {} more", money::format(*missing_minor, currency))
            }
            Self::NotWith { name } => format!("it cannot be combined with {name}"),
        }
    }

    /// Whether changing the cart could make it apply.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::NothingInScope | Self::BelowMinimum { .. } | Self::NotWith { .. })
    }
}

/// What became of a promotion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub promotion_id: Uuid,
    pub name: String,
    pub code: Option<String>,
    /// What it took off in all; 0 for free shipping while no shipping is chosen.
    pub amount_minor: i64,
    /// None: it applies.
    pub refusal: Option<Refusal>,
}

impl Promotion {
    pub(super) fn adjustment(&self, amount_minor: i64) -> Adjustment {
        Adjustment { promotion_id: self.id, name: self.name.clone(), code: self.code.clone(), amount_minor }
    }
}

/// By priority, of equal ones those with a code first, then the older one.
pub(super) fn in_order(promotions: &[Promotion]) -> Vec<&Promotion> {
    let mut ordered: Vec<&Promotion> = promotions.iter().collect();
    ordered.sort_by_key(|one| (std::cmp::Reverse(one.priority), one.code.is_none(), one.id));
    ordered
}
