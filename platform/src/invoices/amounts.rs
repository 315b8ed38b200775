//! Amounts, rates and dates as a reader in any country understands them: `1,234.56`, `5.5%`, `3 March 2026`.
//!
//! Signs are plain hyphens so that a copied amount can be pasted into a spreadsheet.

use chrono::NaiveDate;

/// Decimals of the currency by ISO 4217, list one. Unknown codes have two, like nearly all.
fn decimals(currency: &str) -> usize {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    }
}

/// Minor units as a decimal with grouped thousands and no currency code. Wider than `i64` because running
/// totals of extreme lines must not overflow.
pub(super) fn amount(minor: i128, currency: &str) -> String {
    let decimals = decimals(currency);
    let digits = format!("{:0width$}", minor.unsigned_abs(), width = decimals + 1);
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    let mut text = grouped(whole);
    if decimals > 0 {
        text.push('.');
        text.push_str(fraction);
    }
    if minor < 0 { format!("-{text}") } else { text }
}

/// A count of pieces, with grouped thousands.
pub(super) fn quantity(count: i64) -> String {
    amount(count.into(), "JPY")
}

/// Basis points as a percentage without needless zeros.
pub(super) fn rate(basis_points: i32) -> String {
    let text = amount(basis_points.into(), "EUR");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    format!("{short}%")
}

/// The month is a word, so that nobody takes it for the day.
pub(super) fn date(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() * 4 / 3 + 1);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_follow_their_currency() {
        for (minor, currency, expected) in [
            (0, "EUR", "0.00"),
            (7, "EUR", "0.07"),
            (-123_456, "EUR", "-1,234.56"),
            (123_456, "JPY", "123,456"),
            (123_456, "KWD", "123.456"),
            (99_999_999_999_999, "EUR", "999,999,999,999.99"),
            (i64::MIN.into(), "USD", "-92,233,720,368,547,758.08"),
        ] {
            assert_eq!(amount(minor, currency), expected);
        }
    }

    #[test]
    fn rates_drop_needless_zeros() {
        for (basis_points, expected) in
            [(0, "0%"), (1900, "19%"), (550, "5.5%"), (725, "7.25%"), (2000, "20%")]
        {
            assert_eq!(rate(basis_points), expected);
        }
    }
}
