//! The judgements, and how well an order agrees with them.
//!
//! nDCG@10, condensed: of the first hundred, those that were judged, of them the first ten; a product of grade g gains
//! 2^g − 1, discounted by the logarithm of its place; queries without any good product are left out.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use search::{Described, Index, Likeness, Query, Weights};
use uuid::Uuid;

use crate::catalogue::id_of;

const LOOKED_AT: usize = 100;
const TOLD: usize = 10;

pub struct Judged {
    grades: Vec<(String, HashMap<Uuid, i32>)>,
}

/// A query's candidates.
pub struct Set {
    pub query: usize,
    pub candidates: Vec<Described>,
    /// Whether it goes by what is meant.
    pub is_meant: bool,
}

impl Judged {
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let mut grades: Vec<(String, HashMap<Uuid, i32>)> = Vec::new();
        for row in csv::Reader::from_path(folder.join("judgements.csv"))?.deserialize() {
            let (query, product, grade): (String, String, i32) = row?;
            let known = grades.iter().position(|(other, _)| *other == query).unwrap_or_else(|| {
                grades.push((query, HashMap::new()));
                grades.len() - 1
            });
            grades[known].1.insert(id_of(&product)?, grade);
        }
        grades.retain(|(_, grades)| grades.values().any(|grade| *grade > 0));
        Ok(Self { grades })
    }

    pub fn queries(&self) -> Vec<String> {
        self.grades.iter().map(|(query, _)| query.clone()).collect()
    }

    pub fn grade(&self, query: usize, product: &Uuid) -> Option<i32> {
        self.grades[query].1.get(product).copied()
    }

    /// `likeness` is what is known of the meaning of a query.
    pub fn sets(
        &self,
        index: &Index,
        likeness: impl Fn(&str) -> Option<Arc<dyn Likeness>>,
    ) -> anyhow::Result<Vec<Set>> {
        let set = |(query, (text, _)): (usize, &(String, _))| {
            let asked = Query { text: text.clone(), likeness: likeness(text), ..Query::default() };
            let (candidates, is_meant) = index.candidates(&asked)?;
            Ok(Set { query, candidates, is_meant })
        };
        self.grades.iter().enumerate().map(set).collect()
    }

    pub fn ndcg(&self, set: &Set, weights: &Weights) -> f64 {
        let mut order: Vec<(f32, Uuid)> =
            set.candidates.iter().map(|(id, features)| (weights.score(features), *id)).collect();
        order.sort_by(|(a, first), (b, second)| b.total_cmp(a).then_with(|| first.cmp(second)));
        let first = order.iter().take(LOOKED_AT).filter_map(|(_, id)| self.grade(set.query, id));
        let mut ideal: Vec<i32> = self.grades[set.query].1.values().copied().collect();
        ideal.sort_unstable_by(|a, b| b.cmp(a));
        gain(first) / gain(ideal.into_iter())
    }

    pub fn mean(&self, sets: &[Set], of: impl Fn(&Set) -> f64) -> f64 {
        sets.iter().map(of).sum::<f64>() / sets.len() as f64
    }

    pub fn tell(&self, sets: &[Set], weights: impl Fn(&Set) -> Weights) {
        let mut each: Vec<(f64, usize)> =
            sets.iter().map(|set| (self.ndcg(set, &weights(set)), set.query)).collect();
        each.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        for (ndcg, query) in each {
            let (text, grades) = &self.grades[query];
            let there = sets[query].candidates.iter().filter(|(id, _)| grades.contains_key(id)).count();
            eprintln!("{ndcg:.3} {text}: {there} of {} among the candidates", grades.len());
        }
    }
}

fn gain(grades: impl Iterator<Item = i32>) -> f64 {
    let gain = |(place, grade): (usize, i32)| (f64::from(grade).exp2() - 1.0) / ((place + 2) as f64).log2();
    grades.take(TOLD).enumerate().map(gain).sum()
}
