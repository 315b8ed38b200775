//! What stands against ordering a cart, and what would change that.

use uuid::Uuid;

use super::quote::CodeState;
use crate::carts::{CartView, LineProblem};
use crate::money;

/// Kinds of problems. Names once published keep their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemCode {
    Empty,
    NotSold,
    OutOfStock,
    PriceChanged,
    CodeNotApplicable,
    NotDeliverable,
}

/// One thing that stands against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub code: ProblemCode,
    /// What is wrong, for people.
    pub detail: String,
    /// What would change it, for people.
    pub remedy: String,
    pub line_id: Option<Uuid>,
    /// Of what is short: how many there are.
    pub available: Option<i64>,
    /// Of a price: what it was when the shopper saw it last, and what it is.
    pub prices_minor: Option<(i64, i64)>,
    /// Of a code: which, and why not, for programs.
    pub promotion: Option<(String, &'static str)>,
}

impl Problem {
    fn new(code: ProblemCode, detail: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            remedy: remedy.into(),
            line_id: None,
            available: None,
            prices_minor: None,
            promotion: None,
        }
    }
}

/// All problems: of the lines in their order, then of the codes, then of sending it. `cannot_go` says that it cannot be sent:
/// by the method of that name, or by none.
pub(super) fn of(
    view: &CartView,
    codes: &[CodeState],
    cannot_go: Option<Option<&str>>,
    has_offers: bool,
) -> Vec<Problem> {
    let currency = &view.cart.currency;
    if view.lines.is_empty() {
        return vec![Problem::new(ProblemCode::Empty, "the cart is empty", "put something into it")];
    }
    let mut problems = Vec::new();
    for line in &view.lines {
        let name = line.offer.as_ref().map_or("something", |offer| offer.name.as_str());
        let problem = match line.problem {
            Some(LineProblem::Gone) => {
                let detail = format!("{name} is no longer sold");
                Some(Problem::new(ProblemCode::NotSold, detail, "remove it"))
            }
            Some(LineProblem::NotEnoughStock) => {
                let beyond = line.offer.as_ref().and_then(|offer| offer.beyond?.left).unwrap_or_default();
                let left = line.available + beyond;
                let remedy = if left > 0 { format!("take {left} or fewer") } else { "remove it".to_owned() };
                let detail = format!("only {left} of {name} left");
                let problem = Problem::new(ProblemCode::OutOfStock, detail, remedy);
                Some(Problem { available: Some(left), ..problem })
            }
            None => None,
        };
        problems.extend(problem.map(|problem| Problem { line_id: Some(line.id), ..problem }));
        let (was, is) = (line.seen_price_minor, line.unit_price_minor);
        if line.offer.is_some() && was != is {
            let (before, now) = (money::format(was, currency), money::format(is, currency));
            let detail = format!("{name} cost {before} when you saw it last and costs {now} now");
            let remedy = "confirm the prices, or order with the total that you agree to";
            let problem = Problem::new(ProblemCode::PriceChanged, detail, remedy);
            problems.push(Problem { line_id: Some(line.id), prices_minor: Some((was, is)), ..problem });
        }
    }
    for state in codes {
        let Some(refusal) = &state.outcome.refusal else { continue };
        let detail = format!("{} does not apply: {}", state.code, refusal.detail(currency));
        let remedy = if refusal.may_pass() {
            "change the cart so that it does, or remove the code"
        } else {
            "remove the code"
        };
        let problem = Problem::new(ProblemCode::CodeNotApplicable, detail, remedy);
        problems.push(Problem { promotion: Some((state.code.clone(), refusal.code())), ..problem });
    }
    if let Some(method) = cannot_go {
        let detail = match method {
            Some(name) => format!("{name} does not take this cart to that address"),
            None => "none of the shop's methods takes this cart to that address".to_owned(),
        };
        let remedy = match (method, has_offers) {
            (Some(_), true) => "choose another method",
            (_, false) | (None, _) => "choose another address, or a carrier's quote if one is offered",
        };
        problems.push(Problem::new(ProblemCode::NotDeliverable, detail, remedy));
    }
    problems
}
