//! Baskets with a structure that is known: people buy for a purpose, and now and then what everybody buys.

use std::collections::BTreeSet;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::baskets::{Baskets, Product};

const PRODUCTS: usize = 600;
const CATEGORIES: usize = 30;
const PURPOSES: usize = 60;
/// Products of one purpose, out of any category.
const OF_A_PURPOSE: usize = 8;
/// How often something is bought for the purpose, of a hundred.
const ON_PURPOSE: u32 = 80;

/// As many orders of one to four products, the same for the same seed.
pub fn draw(orders: usize, seed: u64) -> Baskets {
    let mut random = StdRng::seed_from_u64(seed);
    let product = |nth: usize| Product {
        name: format!("product-{nth:03}"),
        category: format!("Category {}", nth % CATEGORIES),
        price_minor: 500 + (nth as i64 * 7_919) % 9_500,
    };
    let purposes: Vec<Vec<usize>> = (0..PURPOSES)
        .map(|_| (0..OF_A_PURPOSE).map(|_| random.random_range(0..PRODUCTS)).collect())
        .collect();
    let order = |random: &mut StdRng| {
        let purpose = &purposes[skewed(random, PURPOSES)];
        let size = random.random_range(1..=4);
        let mut order: BTreeSet<usize> = BTreeSet::new();
        // Drawn so often and no longer: a purpose may be short of different products.
        for _ in 0..size * 3 {
            if order.len() == size {
                break;
            }
            let on_purpose = random.random_range(0..100) < ON_PURPOSE;
            order.insert(match on_purpose {
                true => purpose[skewed(random, OF_A_PURPOSE)],
                false => skewed(random, PRODUCTS),
            });
        }
        order.into_iter().collect()
    };
    let orders = (0..orders).map(|_| order(&mut random)).collect();
    Baskets { products: (0..PRODUCTS).map(product).collect(), orders }
}

/// A number below `below`, small ones more often: about as often as one over itself.
fn skewed(random: &mut StdRng, below: usize) -> usize {
    let exponent: f64 = random.random();
    ((below as f64 + 1.0).powf(exponent) as usize).saturating_sub(1).min(below - 1)
}
