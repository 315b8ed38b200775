//! Dividing an amount among weights without losing a unit: the method of the largest remainder.

/// Shares of `total` in proportion to `weights`, whose sum is `total` unless no weight is positive; then all are 0. Every
/// share is rounded down, and the units that are left go to the largest remainders, of equal ones to the first. So no share
/// is more than one unit off, and while `total` is at most the sum of the weights none is more than its weight.
///
/// Neither `total` nor a weight may be negative; negative ones count as 0.
pub fn allocate(total: i64, weights: &[i64]) -> Vec<i64> {
    let total = i128::from(total.max(0));
    let weights: Vec<i128> = weights.iter().map(|weight| i128::from((*weight).max(0))).collect();
    let sum: i128 = weights.iter().sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let mut shares: Vec<i128> = weights.iter().map(|weight| total * weight / sum).collect();
    let left = total - shares.iter().sum::<i128>();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    by_remainder.sort_by_key(|index| std::cmp::Reverse(total * weights[*index] % sum));
    let left = usize::try_from(left).expect("less is left than there are remainders");
    for index in by_remainder.into_iter().take(left) {
        shares[index] += 1;
    }
    let narrow = |share| i64::try_from(share).expect("a share is at most the total, which is an i64");
    shares.into_iter().map(narrow).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_goes_to_the_largest_remainders() {
        for (total, weights, shares) in [
            (100, &[1, 1, 1][..], &[34, 33, 33][..]),
            (10, &[6, 3, 1], &[6, 3, 1]),
            (1, &[1, 2], &[0, 1]),
            (5, &[0, 0], &[0, 0]),
            (0, &[3, 4], &[0, 0]),
            (7, &[0, 5, 0], &[0, 7, 0]),
            (i64::MAX, &[i64::MAX, i64::MAX], &[i64::MAX / 2 + 1, i64::MAX / 2]),
            (3, &[], &[]),
        ] {
            assert_eq!(allocate(total, weights), shares, "{total} among {weights:?}");
        }
    }
}
