//! What a way of sending costs, by the weight or the price of what is sent.

use serde::{Deserialize, Serialize};

/// Prices of a shipping method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShippingRate {
    pub basis: Basis,
    /// Ascending.
    pub brackets: Vec<Bracket>,
    /// Goods of at least this much, after discounts, are sent free of charge.
    pub free_from_minor: Option<i64>,
}

/// By what a bracket is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// By nothing: there is one price.
    Flat,
    /// Grams.
    Weight,
    /// Minor units that the goods cost, after discounts.
    Price,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bracket {
    /// Inclusive; none: without end.
    pub up_to: Option<i64>,
    pub price_minor: i64,
}

impl ShippingRate {
    /// One price for every parcel.
    pub fn flat(price_minor: i64, free_from_minor: Option<i64>) -> Self {
        let brackets = vec![Bracket { up_to: None, price_minor }];
        Self { basis: Basis::Flat, brackets, free_from_minor }
    }

    /// The price of a parcel; none when no bracket takes it.
    pub fn price(&self, weight_g: i64, goods_minor: i64) -> Option<i64> {
        let measure = match self.basis {
            Basis::Flat => 0,
            Basis::Weight => weight_g,
            Basis::Price => goods_minor,
        };
        let fits = |bracket: &&Bracket| bracket.up_to.is_none_or(|up_to| measure <= up_to);
        let bracket = self.brackets.iter().find(fits)?;
        let is_free = self.free_from_minor.is_some_and(|from| goods_minor >= from);
        Some(if is_free { 0 } else { bracket.price_minor })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_inclusive_and_what_fits_none_is_not_sent() {
        let brackets = vec![
            Bracket { up_to: Some(1_000), price_minor: 490 },
            Bracket { up_to: Some(5_000), price_minor: 890 },
        ];
        let rate = ShippingRate { basis: Basis::Weight, brackets, free_from_minor: Some(5_000) };
        for (weight, goods, price) in [
            (0, 100, Some(490)),
            (1_000, 4_999, Some(490)),
            (1_001, 100, Some(890)),
            (1_001, 5_000, Some(0)),
            (5_001, 9_000, None),
        ] {
            assert_eq!(rate.price(weight, goods), price, "{weight} g, {goods}");
        }
        assert_eq!(ShippingRate::flat(490, None).price(1_000_000, 0), Some(490));
    }
}
