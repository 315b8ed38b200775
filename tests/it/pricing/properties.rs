//! Whatever is in a basket: lines add up to the totals to the cent, nothing is negative, nothing overflows.

use std::collections::{BTreeMap, BTreeSet};

use domain::money::{MAX_MINOR, tax_contained};
use domain::pricing::{
    Basis, Basket, Bracket, Effect, Line, Prices, Promotion, Refusal, Scope, Shipping, ShippingRate,
    allocate, price, tax_added,
};
use proptest::prelude::*;
use uuid::Uuid;

/// One of a few, so that promotions and lines meet.
fn id() -> impl Strategy<Value = Uuid> {
    (1..5_u128).prop_map(Uuid::from_u128)
}

fn rate() -> impl Strategy<Value = i32> {
    prop::sample::select(vec![0, 1, 550, 700, 1_900, 2_000, 2_100, 10_000])
}

/// Usual amounts, and all there are.
fn money() -> impl Strategy<Value = i64> {
    prop_oneof![4 => 0..20_000_i64, 1 => 0..=MAX_MINOR]
}

fn line() -> impl Strategy<Value = Line> {
    (id(), prop::option::of(id()), 1..=999_i64, money(), rate()).prop_map(
        |(product_id, category_id, quantity, unit_price_minor, tax_rate_bp)| Line {
            product_id,
            category_id,
            quantity,
            unit_price_minor,
            tax_rate_bp,
        },
    )
}

fn effect() -> impl Strategy<Value = Effect> {
    prop_oneof![
        (1..=10_000_i32).prop_map(|bp| Effect::Percentage { bp }),
        (1..=MAX_MINOR).prop_map(|minor| Effect::Amount { minor }),
        (1..5_000_i64).prop_map(|minor| Effect::Amount { minor }),
        Just(Effect::FreeShipping),
        (1..4_i32, 1..3_i32, 1..=10_000_i32).prop_map(|(buy, get, off_bp)| Effect::BuyGet {
            buy,
            get,
            off_bp
        }),
    ]
}

fn promotion() -> impl Strategy<Value = Promotion> {
    let scope = (prop::collection::btree_set(id(), 0..2), prop::collection::btree_set(id(), 0..2));
    let refusal = prop::option::weighted(0.1, Just(Refusal::UsedUp));
    let conditions = (0..30_000_i64, prop::bool::weighted(0.2), -2..3_i32, refusal, any::<bool>());
    (any::<u128>(), effect(), scope, conditions).prop_map(|(id, effect, (products, categories), rest)| {
        let (min_subtotal_minor, exclusive, priority, refusal, has_code) = rest;
        Promotion {
            id: Uuid::from_u128(id),
            name: "Off".into(),
            code: has_code.then(|| format!("C{id}")),
            effect,
            scope: Scope { products, categories },
            min_subtotal_minor,
            exclusive,
            priority,
            refusal,
        }
    })
}

fn shipping() -> impl Strategy<Value = Shipping> {
    let basis = prop::sample::select(vec![Basis::Flat, Basis::Weight, Basis::Price]);
    let brackets = prop::collection::vec((1..5_000_i64, 0..2_000_i64), 1..4);
    (basis, brackets, prop::option::of(0..50_000_i64), 0..9_000_i64, rate()).prop_map(
        |(basis, steps, free_from_minor, weight_g, tax_rate_bp)| {
            let mut up_to = 0;
            let brackets = steps.into_iter().map(|(step, price_minor)| {
                up_to += step;
                Bracket { up_to: Some(up_to), price_minor }
            });
            let rate = ShippingRate { basis, brackets: brackets.collect(), free_from_minor };
            Shipping { rate, weight_g, tax_rate_bp }
        },
    )
}

fn basket() -> impl Strategy<Value = Basket> {
    let lines = prop::collection::vec(line(), 0..8);
    let promotions = prop::collection::vec(promotion(), 0..6);
    (lines, promotions, prop::option::of(shipping()), any::<bool>()).prop_map(
        |(lines, promotions, shipping, prices_include_tax)| Basket {
            lines,
            promotions,
            shipping,
            prices_include_tax,
        },
    )
}

fn adds_up(basket: &Basket, prices: &Prices) {
    let sold: Vec<_> = prices.lines.iter().chain(&prices.shipping).collect();
    let sum = |amount: fn(&domain::pricing::Priced) -> i64| sold.iter().map(|one| amount(one)).sum::<i64>();
    assert_eq!(sum(|one| one.total_minor), prices.total_minor);
    assert_eq!(sum(|one| one.tax_minor), prices.tax_minor);
    assert_eq!(sum(|one| one.discount_minor), prices.discount_minor);
    assert_eq!(prices.items_minor + prices.shipping_minor, prices.total_minor);
    assert_eq!(prices.lines.iter().map(|one| one.total_minor).sum::<i64>(), prices.items_minor);
    assert_eq!(prices.lines.iter().map(|one| one.subtotal_minor).sum::<i64>(), prices.subtotal_minor);
    assert_eq!(prices.taxes.iter().map(|tax| tax.gross_minor).sum::<i64>(), prices.total_minor);
    assert_eq!(prices.taxes.iter().map(|tax| tax.tax_minor).sum::<i64>(), prices.tax_minor);
    let applied = prices.promotions.iter().map(|one| one.amount_minor).sum::<i64>();
    assert_eq!(applied, prices.discount_minor);
    for one in &sold {
        assert!(one.adjustments.iter().all(|adjustment| adjustment.amount_minor > 0));
        assert_eq!(one.adjustments.iter().map(|one| one.amount_minor).sum::<i64>(), one.discount_minor);
        assert!((0..=one.subtotal_minor).contains(&one.discount_minor));
        assert!((0..=MAX_MINOR).contains(&one.total_minor) && one.tax_minor >= 0);
        let on_top = if basket.prices_include_tax { 0 } else { one.tax_minor };
        assert_eq!(one.subtotal_minor - one.discount_minor + on_top, one.total_minor);
        assert!(one.tax_minor <= one.total_minor);
    }
    for tax in &prices.taxes {
        assert_eq!(tax.net_minor + tax.tax_minor, tax.gross_minor);
        let expected = if basket.prices_include_tax {
            tax_contained(tax.gross_minor, tax.rate_bp)
        } else {
            tax_added(tax.net_minor, tax.rate_bp)
        };
        assert_eq!(tax.tax_minor, expected, "rounded once per rate");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn lines_add_up_to_the_totals_and_nothing_is_negative(basket in basket()) {
        // Beyond what can be booked it is refused, and nothing panics.
        if let Ok(prices) = price(&basket) {
            adds_up(&basket, &prices);
        }
    }

    #[test]
    fn without_promotions_prices_are_those_of_the_catalogue(basket in basket()) {
        let basket = Basket { promotions: Vec::new(), prices_include_tax: true, ..basket };
        if let Ok(prices) = price(&basket) {
            // As it was before there were promotions: tax out of the gross sum of each rate.
            let mut gross: BTreeMap<i32, i64> = BTreeMap::new();
            for line in &basket.lines {
                *gross.entry(line.tax_rate_bp).or_default() += line.unit_price_minor * line.quantity;
            }
            let items: i64 = gross.values().sum();
            if let (Some(shipping), Some(priced)) = (&basket.shipping, &prices.shipping) {
                *gross.entry(shipping.tax_rate_bp).or_default() += priced.total_minor;
            }
            let tax: i64 = gross.iter().map(|(rate, gross)| tax_contained(*gross, *rate)).sum();
            prop_assert_eq!((prices.items_minor, prices.tax_minor), (items, tax));
            prop_assert_eq!(prices.discount_minor, 0);
        }
    }

    #[test]
    fn an_exclusive_promotion_is_alone_and_the_order_given_does_not_matter(basket in basket()) {
        let mut turned = basket.clone();
        turned.promotions.reverse();
        if let (Ok(prices), Ok(same)) = (price(&basket), price(&turned)) {
            prop_assert_eq!(&prices, &same);
            let applied: BTreeSet<Uuid> = prices
                .promotions
                .iter()
                .filter(|one| one.refusal.is_none())
                .map(|one| one.promotion_id)
                .collect();
            let exclusive = basket.promotions.iter().any(|one| one.exclusive && applied.contains(&one.id));
            prop_assert!(!exclusive || applied.len() == 1);
        }
    }

    #[test]
    fn shares_add_up_and_none_is_more_than_a_unit_off(
        total in 0..=MAX_MINOR,
        weights in prop::collection::vec(0..=MAX_MINOR, 1..12),
    ) {
        let shares = allocate(total, &weights);
        let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
        if sum == 0 {
            prop_assert!(shares.iter().all(|share| *share == 0));
        } else {
            prop_assert_eq!(shares.iter().sum::<i64>(), total);
            for (share, weight) in shares.iter().zip(&weights) {
                let exact = i128::from(total) * i128::from(*weight);
                prop_assert!((i128::from(*share) * sum - exact).abs() < sum);
                prop_assert!(i128::from(total) > sum || share <= weight);
            }
        }
    }
}
