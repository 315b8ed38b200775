//! The order of the best candidates: is it the thing that was asked for, or something for it?
//!
//! Nothing here is a list of words. Who types the name of a thing means the kind of product whose titles have that name
//! followed by all sorts of words; accessories have it followed by one and the same ("mouse pad"), have other attributes
//! than the thing, and are cheaper. All of this is read off the candidates of the question at hand: kinds are documents
//! with like attributes (or of one category), and a kind is judged as a whole.

use std::collections::HashMap;

/// One candidate as ranking sees it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Candidate {
    pub lexical: f32,
    /// Share of the units that it has in any field.
    pub coverage: f32,
    /// Whether it has a part number that was typed.
    pub is_exact: bool,
    /// Hashes of the title's stems.
    pub title: Vec<u32>,
    /// Sorted.
    pub shape: Vec<u16>,
    pub price: Option<i64>,
    pub popularity: f32,
    /// To what is meant, if that is known: 0 for what is usual, 1 for the same.
    pub likeness: Option<f32>,
}

/// How many numbers describe a candidate.
pub const FEATURES: usize = 8;

/// What they are.
pub const NAMES: [&str; FEATURES] = [
    "lexical",     // score of the fields, as a share of the best
    "coverage",    // share of the units that stand in any field
    "exact",       // whether it has a part number that was typed
    "like best",   // likeness of the attributes to those of the best candidates
    "price",       // rank of the price among the candidates
    "kind: thing", // how varied the words are that follow the last unit in titles of its kind, and how many have the units
    "popularity",
    "meaning", // likeness to what is meant, where a model says so
];

/// How much each feature counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights(pub [f32; FEATURES]);

impl Default for Weights {
    /// Where no model says what is meant.
    fn default() -> Self {
        Self([1.0, 0.5, 2.0, 0.1, 0.05, 0.4, 0.3, 0.0])
    }
}

impl Weights {
    /// Where a model does.
    pub fn with_likeness() -> Self {
        Self([0.1, 0.3, 2.0, 0.05, 0.0, 0.0, 0.3, 1.0])
    }

    pub fn score(&self, features: &[f32; FEATURES]) -> f32 {
        self.0.iter().zip(features).map(|(weight, feature)| weight * feature).sum()
    }
}

/// Documents are of one kind from this likeness of their attributes on.
const ONE_KIND: f32 = 0.45;
/// Kinds that are told apart; what is like none of them is of no kind.
const KINDS: usize = 24;

/// `units` are the hashes of the stems of each unit that stand for it in a title.
pub(crate) fn features(units: &[Vec<u32>], candidates: &[Candidate]) -> Vec<[f32; FEATURES]> {
    let best = candidates.iter().map(|candidate| candidate.lexical).fold(f32::MIN_POSITIVE, f32::max);
    let prices = Ranks::of(candidates.iter().filter_map(|candidate| candidate.price));
    let shapes = Shapes::of(candidates);
    let kinds = shapes.kinds();
    let titles: Vec<Title> = candidates.iter().map(|candidate| Title::of(units, &candidate.title)).collect();
    let weights: Vec<f32> = candidates
        .iter()
        .zip(&titles)
        .map(|(candidate, title)| {
            let price = candidate.price.map_or(0.5, |price| prices.rank(price));
            (candidate.lexical / best).powi(2) * (0.1 + title.share) * (0.2 + price)
        })
        .collect();
    let likeness = shapes.likeness(&weights);
    let summaries = summarise(&titles, &kinds);
    // What has no vector yet is taken for what the others are.
    let known: Vec<f32> = candidates.iter().filter_map(|candidate| candidate.likeness).collect();
    let unknown = known.iter().sum::<f32>() / known.len().max(1) as f32;
    let describe = |nth: usize| {
        let candidate = &candidates[nth];
        let kind = &summaries[kinds[nth]];
        [
            candidate.lexical / best,
            candidate.coverage,
            f32::from(u8::from(candidate.is_exact)),
            likeness[nth],
            candidate.price.map_or(0.5, |price| prices.rank(price)),
            kind.open * kind.title,
            candidate.popularity,
            candidate.likeness.unwrap_or(unknown),
        ]
    };
    (0..candidates.len()).map(describe).collect()
}

/// How a title has what was asked for.
struct Title {
    share: f32,
    /// The word behind the last unit: 0 for none. `None` when the title does not have the unit.
    next: Option<u32>,
}

impl Title {
    fn of(units: &[Vec<u32>], words: &[u32]) -> Self {
        let has = |unit: &Vec<u32>| words.iter().any(|word| unit.contains(word));
        let share = units.iter().filter(|unit| has(unit)).count() as f32 / units.len().max(1) as f32;
        let at = units.last().and_then(|unit| words.iter().rposition(|word| unit.contains(word)));
        Self { share, next: at.map(|at| words.get(at + 1).copied().unwrap_or(0)) }
    }
}

/// Prices of a question's candidates, sorted.
struct Ranks(Vec<i64>);

impl Ranks {
    fn of(values: impl Iterator<Item = i64>) -> Self {
        let mut values: Vec<i64> = values.collect();
        values.sort_unstable();
        Self(values)
    }

    /// 0 for the least, 1 for the greatest.
    fn rank(&self, value: i64) -> f32 {
        self.0.partition_point(|other| *other < value) as f32 / self.0.len().max(1) as f32
    }
}

/// The attributes of the candidates; those that all of them have tell nothing.
///
/// Attributes are numbered in the order of their hashes, so that a candidate's are bits, and sums are always made in the same
/// order: those of floating point numbers depend on it.
struct Shapes {
    /// Of each attribute: what it tells.
    weight: Vec<f32>,
    /// Of each candidate.
    parts: Vec<Vec<u16>>,
    bits: Vec<Vec<u64>>,
    length: Vec<f32>,
}

impl Shapes {
    fn of(candidates: &[Candidate]) -> Self {
        let mut count = vec![0_u16; usize::from(u16::MAX) + 1];
        for part in candidates.iter().flat_map(|candidate| &candidate.shape) {
            count[usize::from(*part)] = count[usize::from(*part)].saturating_add(1);
        }
        let mut number = vec![0_u16; count.len()];
        let mut weight = Vec::new();
        for (part, count) in count.iter().enumerate().filter(|(_, count)| **count > 0) {
            number[part] = u16::try_from(weight.len()).unwrap_or(u16::MAX);
            weight.push((1.0 + candidates.len() as f32 / f32::from(*count)).ln());
        }
        let words = weight.len().div_ceil(64);
        let numbered =
            |candidate: &Candidate| candidate.shape.iter().map(|part| number[usize::from(*part)]).collect();
        let parts: Vec<Vec<u16>> = candidates.iter().map(numbered).collect();
        let set = |parts: &Vec<u16>| {
            let mut bits = vec![0_u64; words];
            parts.iter().for_each(|part| bits[usize::from(*part) / 64] |= 1 << (part % 64));
            bits
        };
        let bits = parts.iter().map(set).collect();
        let length =
            parts.iter().map(|parts| norm(parts.iter().map(|part| weight[usize::from(*part)]))).collect();
        Self { weight, parts, bits, length }
    }

    fn of_two(&self, one: usize, other: usize) -> f32 {
        let mut sum = 0.0;
        for (nth, (a, b)) in self.bits[one].iter().zip(&self.bits[other]).enumerate() {
            let mut both = a & b;
            while both != 0 {
                sum += self.weight[nth * 64 + both.trailing_zeros() as usize].powi(2);
                both &= both - 1;
            }
        }
        sum / (self.length[one] * self.length[other]).max(f32::MIN_POSITIVE)
    }

    /// The kind of each: 0 for those that are of none.
    fn kinds(&self) -> Vec<usize> {
        let mut leaders: Vec<usize> = Vec::new();
        let mut kinds = Vec::with_capacity(self.parts.len());
        for (nth, parts) in self.parts.iter().enumerate() {
            if parts.is_empty() {
                kinds.push(0);
                continue;
            }
            let likest = leaders
                .iter()
                .enumerate()
                .map(|(kind, leader)| (self.of_two(nth, *leader), kind + 1))
                .max_by(|(a, _), (b, _)| a.total_cmp(b));
            kinds.push(match likest {
                Some((likeness, kind)) if likeness >= ONE_KIND => kind,
                _ if leaders.len() < KINDS => {
                    leaders.push(nth);
                    leaders.len()
                }
                _ => 0,
            });
        }
        kinds
    }

    /// Of each to the middle of all, weighted.
    fn likeness(&self, weights: &[f32]) -> Vec<f32> {
        let mut middle = vec![0.0_f32; self.weight.len()];
        for (parts, weight) in self.parts.iter().zip(weights) {
            for part in parts {
                middle[usize::from(*part)] += weight * self.weight[usize::from(*part)];
            }
        }
        let whole = norm(middle.iter().copied());
        let likeness = |(parts, length): (&Vec<u16>, &f32)| {
            let parts = parts.iter().map(|part| usize::from(*part));
            let sum: f32 = parts.map(|part| self.weight[part] * middle[part]).sum();
            sum / (length * whole).max(f32::MIN_POSITIVE)
        };
        self.parts.iter().zip(&self.length).map(likeness).collect()
    }
}

fn norm(values: impl Iterator<Item = f32>) -> f32 {
    values.map(|value| value * value).sum::<f32>().sqrt()
}

/// A kind as a whole.
#[derive(Clone, Default)]
struct Kind {
    open: f32,
    title: f32,
}

fn summarise(titles: &[Title], kinds: &[usize]) -> Vec<Kind> {
    let count = kinds.iter().max().map_or(0, |most| most + 1);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); count];
    kinds.iter().enumerate().for_each(|(nth, kind)| members[*kind].push(nth));
    let summary = |members: Vec<usize>| {
        if members.is_empty() {
            return Kind::default();
        }
        let mut next: HashMap<u32, f32> = HashMap::new();
        for word in members.iter().filter_map(|nth| titles[*nth].next) {
            *next.entry(word).or_default() += 1.0;
        }
        let with_unit: f32 = next.values().sum();
        let most = next.iter().filter(|(word, _)| **word != 0).map(|(_, count)| *count).fold(0.0, f32::max);
        Kind {
            open: if with_unit == 0.0 { 0.0 } else { 1.0 - most / with_unit },
            title: members.iter().map(|nth| titles[*nth].share).sum::<f32>() / members.len() as f32,
        }
    };
    members.into_iter().map(summary).collect()
}
