//! Money: an integer of minor units and a currency. No floating point, no overflow that goes unnoticed.

use iso_currency::Currency;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Largest amount accepted anywhere: JavaScript's largest exact integer divided by 1,000, so that sums stay exact too.
pub const MAX_MINOR: i64 = 9_007_199_254_740;

/// One basis point is 0.01 %.
pub const BASIS_POINTS: i64 = 10_000;

/// An amount in minor units (cents for EUR, yen for JPY) of an ISO 4217 currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    pub amount_minor: i64,
    pub currency: String,
}

impl Money {
    pub fn new(amount_minor: i64, currency: impl Into<String>) -> Self {
        Self { amount_minor, currency: currency.into() }
    }
}

impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&format(self.amount_minor, &self.currency))
    }
}

/// How many decimals the currency has (ISO 4217, list one); 2 for what is none.
pub fn decimals(currency: &str) -> u32 {
    exponent(currency).unwrap_or(2)
}

/// Whether the text is the code of a currency (ISO 4217, list one) in which prices can be: gold and testing codes have no
/// minor unit.
pub fn is_currency(code: &str) -> bool {
    exponent(code).is_some()
}

fn exponent(currency: &str) -> Option<u32> {
    Currency::from_code(currency)?.exponent().map(u32::from)
}

/// `1234567, "EUR"` is written `12,345.67 EUR`.
pub fn format(amount_minor: i64, currency: &str) -> String {
    let decimals = decimals(currency);
    let scale = 10_u64.pow(decimals);
    let magnitude = amount_minor.unsigned_abs();
    let whole = (magnitude / scale).to_string();
    let mut grouped = String::with_capacity(whole.len() + whole.len() / 3 + 12);
    if amount_minor < 0 {
        grouped.push('-');
    }
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match decimals {
        0 => format!("{grouped} {currency}"),
        width => format!("{grouped}.{:0width$} {currency}", magnitude % scale, width = width as usize),
    }
}

/// The amount of minor units that is nearest to `amount` major ones, such as 29.90; [`MAX_MINOR`] at most, 0 for what is no
/// number.
pub fn nearest(amount: f64, currency: &str) -> i64 {
    let scale = 10_f64.powi(i32::try_from(decimals(currency)).unwrap_or(2));
    ((amount * scale).round() as i64).clamp(-MAX_MINOR, MAX_MINOR)
}

/// `a × b`, refused when it exceeds [`MAX_MINOR`].
pub fn multiply(a: i64, b: i64) -> Result<i64> {
    a.checked_mul(b).filter(|product| product.abs() <= MAX_MINOR).ok_or_else(too_large)
}

/// The sum, refused when it exceeds [`MAX_MINOR`].
pub fn sum(amounts: impl IntoIterator<Item = i64>) -> Result<i64> {
    amounts
        .into_iter()
        .try_fold(0_i64, i64::checked_add)
        .filter(|sum| sum.abs() <= MAX_MINOR)
        .ok_or_else(too_large)
}

/// The tax contained in a gross amount: `gross × rate / (1 + rate)`, rounded half up on the magnitude.
pub fn tax_contained(gross_minor: i64, rate_bp: i32) -> i64 {
    let rate = i128::from(rate_bp);
    let divisor = i128::from(BASIS_POINTS) + rate;
    let scaled = i128::from(gross_minor.abs()) * rate;
    let tax = (scaled * 2 + divisor) / (divisor * 2);
    let tax = i64::try_from(tax).expect("the tax contained in an i64 is smaller than it");
    if gross_minor < 0 { -tax } else { tax }
}

fn too_large() -> Error {
    Error::refused("amount_too_large", "the amount is larger than this shop can book")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_with_the_decimals_of_their_currency() {
        for (minor, currency, text) in [
            (0, "EUR", "0.00 EUR"),
            (5, "EUR", "0.05 EUR"),
            (123_456_789, "EUR", "1,234,567.89 EUR"),
            (-1_999, "USD", "-19.99 USD"),
            (1_500, "JPY", "1,500 JPY"),
            (1_234_567, "KWD", "1,234.567 KWD"),
        ] {
            assert_eq!(format(minor, currency), text);
        }
    }

    #[test]
    fn tax_is_taken_out_of_the_gross_amount() {
        assert_eq!(tax_contained(11_900, 1_900), 1_900);
        assert_eq!(tax_contained(10_700, 700), 700);
        assert_eq!(tax_contained(100, 1_900), 16); // 15.966…
        assert_eq!(tax_contained(-100, 1_900), -16);
        assert_eq!(tax_contained(100, 0), 0);
    }

    #[test]
    fn overflow_is_refused() {
        assert!(multiply(i64::MAX, 2).is_err());
        assert!(multiply(MAX_MINOR, 2).is_err());
        assert!(sum([MAX_MINOR, 1]).is_err());
        assert_eq!(sum([1, 2, 3]).ok(), Some(6));
    }
}
