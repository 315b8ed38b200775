//! What may be recommended, and why.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use crate::catalog::products::ProductSummary;

/// Why a product is recommended: for pages, which put it into words.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// Others bought it in one order with that product.
    BoughtTogether {
        /// Slug of that product.
        with: String,
        /// Of the orders with that product, how many in a hundred; once they are enough to say so.
        percent: Option<i64>,
    },
    /// It is like that product.
    Similar {
        /// Slug of that product.
        to: String,
        /// Codes of the attributes in which they are the same, at most five, those first that are shared least.
        attributes: Vec<String>,
        same_category: bool,
        same_brand: bool,
    },
    /// Many buy it these weeks, in that category.
    PopularInCategory {
        /// Slug of the category.
        category: String,
    },
    /// Many buy it these weeks.
    Popular,
    /// It has not been here for long.
    New,
    /// They looked at it.
    Viewed,
}

/// One recommendation.
#[derive(Debug, Clone, PartialEq)]
pub struct Recommended {
    pub product: ProductSummary,
    pub reason: Reason,
}

/// What one source of candidates has to say. The higher the score, the better; scores of different sources do not
/// compare.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub product_id: Uuid,
    pub score: f64,
    pub reason: Reason,
}

/// Candidates in the order in which they are to be shown, each product once and none of those that are not wanted.
pub(super) struct Shortlist {
    unwanted: HashSet<Uuid>,
    chosen: Vec<(Uuid, Reason)>,
}

impl Shortlist {
    pub fn without(unwanted: impl IntoIterator<Item = Uuid>) -> Self {
        Self { unwanted: unwanted.into_iter().collect(), chosen: Vec::new() }
    }

    /// Takes over the candidates of one source behind those of the sources before. Several with the same product add up,
    /// and the strongest says why.
    pub fn extend(&mut self, candidates: Vec<Candidate>) {
        let mut merged: HashMap<Uuid, (f64, Candidate)> = HashMap::new();
        for candidate in candidates {
            let (sum, strongest) =
                merged.entry(candidate.product_id).or_insert_with(|| (0.0, candidate.clone()));
            *sum += candidate.score;
            if candidate.score > strongest.score {
                *strongest = candidate;
            }
        }
        let mut merged: Vec<(f64, Candidate)> = merged.into_values().collect();
        // By id where scores are the same, so that the answer is the same on every process.
        merged.sort_by(|(a, one), (b, other)| b.total_cmp(a).then(one.product_id.cmp(&other.product_id)));
        for (_, candidate) in merged {
            if self.unwanted.insert(candidate.product_id) {
                self.chosen.push((candidate.product_id, candidate.reason));
            }
        }
    }

    pub fn len(&self) -> usize {
        self.chosen.len()
    }

    pub fn into_chosen(self) -> Vec<(Uuid, Reason)> {
        self.chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(id: u128, score: f64, reason: Reason) -> Candidate {
        Candidate { product_id: Uuid::from_u128(id), score, reason }
    }

    #[test]
    fn sources_come_one_after_the_other_and_no_product_twice() {
        let mut list = Shortlist::without([Uuid::from_u128(9)]);
        list.extend(vec![
            candidate(1, 0.2, Reason::New),
            candidate(2, 0.3, Reason::New),
            candidate(1, 0.25, Reason::Popular),
            candidate(9, 5.0, Reason::Popular),
        ]);
        list.extend(vec![candidate(3, 9.0, Reason::Viewed), candidate(2, 9.0, Reason::Viewed)]);
        let chosen = list.into_chosen();
        let expected = [(1, Reason::Popular), (2, Reason::New), (3, Reason::Viewed)];
        assert_eq!(chosen, expected.map(|(id, reason)| (Uuid::from_u128(id), reason)));
    }
}
