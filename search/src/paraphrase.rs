//! Words that stand for each other, found in the catalogue itself.
//!
//! Who describes a product twice, in its title and in its description, says the same in different words: one text has
//! "laptop case", the other "notebook case". Two words are paraphrases when, in texts of at least three brands and before
//! at least two different words, one stands where the other text has the other; when neither has a better partner; and
//! when that happens in a good part of the documents in which they stand alone. Numbers are left out. And acronyms stand
//! for what they are short for.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::acronym::Acronyms;
use crate::document::Document;
use crate::text;

const DOCUMENTS: usize = 5;
const BRANDS: usize = 3;
const NEIGHBOURS: usize = 2;
/// Documents in which one stands for the other, as a share of those where they could (the geometric mean of both).
const SHARE: f64 = 0.05;
/// Pairs that are counted at most; those seen once are dropped when there are more.
const PAIRS: usize = 400_000;

#[derive(Default)]
struct Pair {
    documents: usize,
    brands: BTreeSet<String>,
    neighbours: BTreeSet<String>,
}

/// Collects from documents, one after the other.
#[derive(Default)]
pub struct Paraphrases {
    pairs: HashMap<(String, String), Pair>,
    only_in_title: HashMap<String, usize>,
    only_in_description: HashMap<String, usize>,
    acronyms: Acronyms,
}

impl Paraphrases {
    pub fn read(&mut self, document: &Document) {
        self.acronyms.read(document);
        let (title, description) = (text::stems(&document.title), text::stems(&document.description));
        let in_title: HashSet<&String> = title.iter().collect();
        let in_description: HashSet<&String> = description.iter().collect();
        for word in in_title.difference(&in_description) {
            *self.only_in_title.entry((*word).clone()).or_default() += 1;
        }
        for word in in_description.difference(&in_title) {
            *self.only_in_description.entry((*word).clone()).or_default() += 1;
        }
        let mut before: HashMap<&String, Vec<&String>> = HashMap::new();
        for pair in description.windows(2).filter(|pair| is_word(&pair[0]) && !in_title.contains(&pair[0])) {
            before.entry(&pair[1]).or_default().push(&pair[0]);
        }
        let mut seen = HashSet::new();
        for pair in title.windows(2).filter(|pair| is_word(&pair[0]) && !in_description.contains(&pair[0])) {
            for other in before.get(&pair[1]).into_iter().flatten() {
                let found = self.pairs.entry((pair[0].clone(), (*other).clone())).or_default();
                if seen.insert((&pair[0], *other)) {
                    found.documents += 1;
                }
                if found.brands.len() < BRANDS {
                    found.brands.insert(document.brand.clone());
                }
                if found.neighbours.len() < NEIGHBOURS && is_word(&pair[1]) {
                    found.neighbours.insert(pair[1].clone());
                }
            }
        }
        if self.pairs.len() > PAIRS {
            self.pairs.retain(|_, pair| pair.documents > 1);
        }
    }

    /// Pairs of words or phrases.
    pub fn found(&self) -> Vec<(String, String)> {
        let count =
            |counts: &HashMap<String, usize>, word: &String| counts.get(word).copied().unwrap_or(1) as f64;
        let mut best_of_title: BTreeMap<&String, (f64, &String)> = BTreeMap::new();
        let mut best_of_description = best_of_title.clone();
        let mut good = Vec::new();
        for ((one, other), pair) in &self.pairs {
            if pair.documents < DOCUMENTS {
                continue;
            }
            let could = count(&self.only_in_title, one) * count(&self.only_in_description, other);
            let share = pair.documents as f64 / could.sqrt();
            for (best, word, partner) in
                [(&mut best_of_title, one, other), (&mut best_of_description, other, one)]
            {
                let known = best.entry(word).or_insert((share, partner));
                if (known.0, known.1) < (share, partner) {
                    *known = (share, partner);
                }
            }
            if pair.brands.len() >= BRANDS && pair.neighbours.len() >= NEIGHBOURS && share >= SHARE {
                good.push((one, other));
            }
        }
        let is_mutual = |one: &String, other: &String| {
            best_of_title.get(one).is_some_and(|(_, partner)| *partner == other)
                && best_of_description.get(other).is_some_and(|(_, partner)| *partner == one)
        };
        let mut found: Vec<_> = good.into_iter().filter(|(one, other)| is_mutual(one, other)).collect();
        found.sort_unstable();
        let words = found.into_iter().map(|(one, other)| (one.clone(), other.clone()));
        words.chain(self.acronyms.found()).collect()
    }
}

/// Not a number and longer than a letter.
fn is_word(text: &str) -> bool {
    text.len() > 2 && !text.bytes().any(|byte| byte.is_ascii_digit())
}
