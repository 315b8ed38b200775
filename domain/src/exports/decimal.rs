//! Integers of the smallest unit to decimal text, exactly.

/// 1290 with two decimals is `12.90`. Negative amounts do not occur.
pub(super) fn fixed(value: i64, decimals: u32) -> String {
    let scale = 10_i64.pow(decimals);
    match decimals {
        0 => value.to_string(),
        width => format!("{}.{:0width$}", value / scale, value % scale, width = width as usize),
    }
}

/// Basis points as percent, without zeros that say nothing: 1900 is `19`, 550 is `5.5`.
pub(super) fn percent(basis_points: i32) -> String {
    let text = fixed(i64::from(basis_points), 2);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_written_exactly() {
        assert_eq!(
            [fixed(1_290, 2), fixed(7, 2), fixed(1_500, 0), fixed(1_234, 3)],
            ["12.90", "0.07", "1500", "1.234"]
        );
        assert_eq!(
            [percent(1_900), percent(550), percent(7), percent(0), percent(10_000)],
            ["19", "5.5", "0.07", "0", "100"]
        );
    }
}
