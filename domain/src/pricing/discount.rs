//! Taking off: promotions one after the other, each of what the ones before have left.

use super::promotion::{Effect, Outcome, Promotion, Refusal};
use super::{Line, Priced, allocate};
use crate::money::BASIS_POINTS;

/// Applies the promotions in the order given, those on shipping in name only. The first one that applies decides: if it is
/// exclusive it stays alone, otherwise exclusive ones are left out.
pub(super) fn goods(ordered: &[&Promotion], lines: &[Line], priced: &mut [Priced]) -> Vec<Outcome> {
    let mut applied: Option<&Promotion> = None;
    let mut outcomes = Vec::with_capacity(ordered.len());
    for promotion in ordered.iter().copied() {
        let shares = shares(promotion, lines, priced);
        let refusal = match (&shares, applied) {
            (Err(refusal), _) => Some(refusal.clone()),
            (Ok(_), Some(first)) if first.exclusive || promotion.exclusive => {
                Some(Refusal::NotWith { name: first.name.clone() })
            }
            (Ok(_), _) => None,
        };
        let mut amount_minor = 0;
        if let (None, Ok(shares)) = (&refusal, shares) {
            amount_minor = shares.iter().sum();
            for (priced, share) in priced.iter_mut().zip(shares) {
                priced.take_off(promotion, share);
            }
            applied = applied.or(Some(promotion));
        }
        outcomes.push(Outcome {
            promotion_id: promotion.id,
            name: promotion.name.clone(),
            code: promotion.code.clone(),
            amount_minor,
            refusal,
        });
    }
    outcomes
}

/// Takes the whole price of shipping off, if a promotion says so that applies.
pub(super) fn shipping(ordered: &[&Promotion], outcomes: &mut [Outcome], shipping: Option<&mut Priced>) {
    let Some(shipping) = shipping else { return };
    for (promotion, outcome) in ordered.iter().zip(outcomes) {
        if promotion.effect == Effect::FreeShipping && outcome.refusal.is_none() {
            outcome.amount_minor = shipping.rest_minor();
            shipping.take_off(promotion, outcome.amount_minor);
        }
    }
}

/// What the promotion takes off each line.
fn shares(promotion: &Promotion, lines: &[Line], priced: &[Priced]) -> Result<Vec<i64>, Refusal> {
    if let Some(refusal) = &promotion.refusal {
        return Err(refusal.clone());
    }
    let in_scope: Vec<bool> = lines.iter().map(|line| promotion.scope.includes(line)).collect();
    if !in_scope.contains(&true) {
        return Err(Refusal::NothingInScope);
    }
    let of_scope = |amount: fn(&Priced) -> i64| -> Vec<i64> {
        let lines = priced.iter().zip(&in_scope);
        lines.map(|(priced, is_in)| if *is_in { amount(priced) } else { 0 }).collect()
    };
    let subtotal: i64 = of_scope(|priced| priced.subtotal_minor).iter().sum();
    if subtotal < promotion.min_subtotal_minor {
        return Err(Refusal::BelowMinimum { missing_minor: promotion.min_subtotal_minor - subtotal });
    }
    let rests = of_scope(Priced::rest_minor);
    let rest: i64 = rests.iter().sum();
    Ok(match promotion.effect {
        Effect::Percentage { bp } => allocate(part(rest, bp), &rests),
        Effect::Amount { minor } => allocate(minor.clamp(0, rest), &rests),
        Effect::FreeShipping => vec![0; lines.len()],
        Effect::BuyGet { buy, get, off_bp } => {
            let got = got(lines, &in_scope, buy, get).ok_or(Refusal::NothingInScope)?;
            let prices = lines.iter().zip(&got).zip(&rests).map(|((line, units), rest)| {
                // No overflow: at most the line's subtotal, which was multiplied before.
                part(line.unit_price_minor * units, off_bp).min(*rest)
            });
            prices.collect()
        }
    })
}

/// How many units of each line are among those that are got: of every `buy + get` in scope the `get` cheapest. None when
/// there are too few for a single round.
fn got(lines: &[Line], in_scope: &[bool], buy: i32, get: i32) -> Option<Vec<i64>> {
    let (buy, get) = (i64::from(buy.max(1)), i64::from(get.max(1)));
    let mut cheapest: Vec<usize> = (0..lines.len()).filter(|index| in_scope[*index]).collect();
    let units: i64 = cheapest.iter().map(|index| lines[*index].quantity).sum();
    let mut left = units / (buy + get) * get;
    if left == 0 {
        return None;
    }
    cheapest.sort_by_key(|index| lines[*index].unit_price_minor);
    let mut got = vec![0; lines.len()];
    for index in cheapest {
        got[index] = left.min(lines[index].quantity);
        left -= got[index];
    }
    Some(got)
}

/// So many basis points of an amount, rounded half up; never more than it.
fn part(amount_minor: i64, bp: i32) -> i64 {
    let bp = i128::from(bp.clamp(0, 10_000));
    let base = i128::from(BASIS_POINTS);
    let part = (i128::from(amount_minor.max(0)) * bp * 2 + base) / (base * 2);
    i64::try_from(part).expect("a part is at most the whole, which is an i64")
}
