//! Decimal text to an integer of the smallest unit, exactly: no floating point, no rounding, no signs or exponents.

/// `12.9` with two decimals is 1290. `None` for what is not a number, has more decimals than that, or is too large.
pub(super) fn scaled(text: &str, decimals: u32) -> Option<i64> {
    let (whole, fraction) = match text.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (text, ""),
    };
    let width = usize::try_from(decimals).ok()?;
    if whole.is_empty() || fraction.len() > width {
        return None;
    }
    let padding = std::iter::repeat_n(b'0', width - fraction.len());
    whole.bytes().chain(fraction.bytes()).chain(padding).try_fold(0_i64, |sum, byte| {
        let digit = byte.is_ascii_digit().then(|| i64::from(byte - b'0'))?;
        sum.checked_mul(10)?.checked_add(digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_exactly() {
        for (text, decimals, value) in [
            ("12.90", 2, Some(1_290)),
            ("12.9", 2, Some(1_290)),
            ("12", 2, Some(1_200)),
            ("0.07", 2, Some(7)),
            ("1500", 0, Some(1_500)),
            ("0.29", 2, Some(29)),
            ("1.234", 3, Some(1_234)),
            ("90071992547.40", 2, Some(9_007_199_254_740)),
            ("12.901", 2, None),
            ("1.5", 0, None),
            ("", 2, None),
            (".5", 2, None),
            ("5.", 2, None),
            ("-1", 2, None),
            ("+1", 2, None),
            ("1e3", 2, None),
            ("1,5", 2, None),
            ("1 000", 2, None),
            ("١", 2, None),
            ("99999999999999999999", 2, None),
        ] {
            assert_eq!(scaled(text, decimals), value, "{text}");
        }
    }
}
