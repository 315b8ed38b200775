//! Taxes: computed once per rate, then divided among the lines of that rate, so that lines add up to it to the unit.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Priced, allocate};
use crate::error::Result;
use crate::money::{self, BASIS_POINTS, tax_contained};

/// What was sold at one tax rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxLine {
    pub rate_bp: i32,
    pub net_minor: i64,
    pub tax_minor: i64,
    pub gross_minor: i64,
}

/// The tax that comes on top of a net amount: `net × rate`, rounded half up.
pub fn tax_added(net_minor: i64, rate_bp: i32) -> i64 {
    let base = i128::from(BASIS_POINTS);
    let scaled = i128::from(net_minor.max(0)) * i128::from(rate_bp.max(0));
    let tax = (scaled * 2 + base) / (base * 2);
    i64::try_from(tax).expect("a rate is at most 100 %, so the tax is at most the amount")
}

/// Sets tax and total of everything that is sold, and returns the taxes per rate. Rates at which nothing is paid are left
/// out, unless nothing is paid at all.
///
/// # Errors
/// `Refused` `amount_too_large`.
pub(super) fn apply(sold: &mut [&mut Priced], prices_include_tax: bool) -> Result<Vec<TaxLine>> {
    let mut by_rate: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
    for (index, priced) in sold.iter().enumerate() {
        by_rate.entry(priced.tax_rate_bp).or_default().push(index);
    }
    let mut taxes = Vec::with_capacity(by_rate.len());
    for (rate_bp, members) in by_rate {
        let rests: Vec<i64> = members.iter().map(|index| sold[*index].rest_minor()).collect();
        let rest = money::sum(rests.iter().copied())?;
        let tax_minor =
            if prices_include_tax { tax_contained(rest, rate_bp) } else { tax_added(rest, rate_bp) };
        for (index, share) in members.iter().zip(allocate(tax_minor, &rests)) {
            let priced = &mut *sold[*index];
            priced.tax_minor = share;
            let on_top = if prices_include_tax { 0 } else { share };
            priced.total_minor = money::sum([priced.rest_minor(), on_top])?;
        }
        let net_minor = if prices_include_tax { rest - tax_minor } else { rest };
        taxes.push(TaxLine {
            rate_bp,
            net_minor,
            tax_minor,
            gross_minor: money::sum([net_minor, tax_minor])?,
        });
    }
    if taxes.iter().any(|tax| tax.gross_minor > 0) {
        taxes.retain(|tax| tax.gross_minor > 0);
    }
    Ok(taxes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tax_on_top_is_rounded_half_up() {
        assert_eq!(tax_added(10_000, 1_900), 1_900);
        assert_eq!(tax_added(50, 1_900), 10); // 9.5
        assert_eq!(tax_added(13, 700), 1); // 0.91
        assert_eq!(tax_added(100, 0), 0);
    }
}
