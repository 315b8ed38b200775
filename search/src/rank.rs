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
    /// Hashes of the title's stems.
    pub title: Vec<u32>,
    /// Sorted.
    pub shape: Vec<u16>,
    pub price: Option<i64>,
    pub popularity: f32,
}

/// How many numbers describe a candidate.
pub const FEATURES: usize = 14;

/// What they are.
pub const NAMES: [&str; FEATURES] = [
    "lexical",       // score of the fields, as a share of the best
    "in title",      // share of the units that stand in the title
    "phrase",        // whether the units stand in the title one behind the other
    "early",         // how near the beginning of the title the last unit stands
    "at end",        // whether nothing follows it there
    "like best",     // likeness of the attributes to those of the best candidates
    "price",         // rank of the price among the candidates
    "kind: price",   // rank of its kind's usual price
    "kind: size",    // share of the candidates that are of its kind
    "kind: open",    // how varied the words are that follow the last unit in titles of its kind
    "kind: lexical", // score of the best of its kind
    "kind: title",   // how many of its kind have the units in the title
    "kind: thing",   // open and in the title at once
    "popularity",
];

/// How much each feature counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights(pub [f32; FEATURES]);

impl Default for Weights {
    /// Found by `make bench-search`, which says how.
    fn default() -> Self {
        Self([1.0, 0.1, 0.1, 0.0, 0.0, 0.3, 0.15, 0.1, 0.1, 0.1, 0.1, 0.0, 0.1, 0.3])
    }
}

impl Weights {
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
    let summaries = summarise(candidates, &titles, &kinds, &prices, best);
    let describe = |nth: usize| {
        let (candidate, title) = (&candidates[nth], &titles[nth]);
        let kind = &summaries[kinds[nth]];
        [
            candidate.lexical / best,
            title.share,
            f32::from(u8::from(title.is_phrase)),
            title.early,
            f32::from(u8::from(title.next == Some(0))),
            likeness[nth],
            candidate.price.map_or(0.5, |price| prices.rank(price)),
            kind.price,
            kind.size,
            kind.open,
            kind.lexical,
            kind.title,
            kind.open * kind.title,
            candidate.popularity,
        ]
    };
    (0..candidates.len()).map(describe).collect()
}

/// How a title has what was asked for.
struct Title {
    share: f32,
    is_phrase: bool,
    early: f32,
    /// The word behind the last unit: 0 for none. `None` when the title does not have the unit.
    next: Option<u32>,
}

impl Title {
    fn of(units: &[Vec<u32>], words: &[u32]) -> Self {
        let has = |unit: &Vec<u32>| words.iter().any(|word| unit.contains(word));
        let share = units.iter().filter(|unit| has(unit)).count() as f32 / units.len().max(1) as f32;
        let is_phrase = !units.is_empty()
            && words
                .windows(units.len())
                .any(|some| some.iter().zip(units).all(|(word, unit)| unit.contains(word)));
        let at = units.last().and_then(|unit| words.iter().rposition(|word| unit.contains(word)));
        let first = units.last().and_then(|unit| words.iter().position(|word| unit.contains(word)));
        Self {
            share,
            is_phrase,
            early: first.map_or(0.0, |at| 1.0 / (1.0 + at as f32)),
            next: at.map(|at| words.get(at + 1).copied().unwrap_or(0)),
        }
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
struct Shapes<'a> {
    candidates: &'a [Candidate],
    weight: HashMap<u16, f32>,
    length: Vec<f32>,
}

impl<'a> Shapes<'a> {
    fn of(candidates: &'a [Candidate]) -> Self {
        let mut count: HashMap<u16, f32> = HashMap::new();
        for part in candidates.iter().flat_map(|candidate| &candidate.shape) {
            *count.entry(*part).or_default() += 1.0;
        }
        let all = candidates.len() as f32;
        let weight: HashMap<u16, f32> =
            count.into_iter().map(|(part, count)| (part, (1.0 + all / count).ln())).collect();
        let length = candidates
            .iter()
            .map(|candidate| norm(candidate.shape.iter().map(|part| weight[part])))
            .collect();
        Self { candidates, weight, length }
    }

    fn of_two(&self, one: usize, other: usize) -> f32 {
        let (mut a, mut b) = (&self.candidates[one].shape[..], &self.candidates[other].shape[..]);
        let mut sum = 0.0;
        while let (Some(first), Some(second)) = (a.first(), b.first()) {
            match first.cmp(second) {
                std::cmp::Ordering::Less => a = &a[1..],
                std::cmp::Ordering::Greater => b = &b[1..],
                std::cmp::Ordering::Equal => {
                    sum += self.weight[first].powi(2);
                    (a, b) = (&a[1..], &b[1..]);
                }
            }
        }
        sum / (self.length[one] * self.length[other]).max(f32::MIN_POSITIVE)
    }

    /// The kind of each: 0 for those that are of none.
    fn kinds(&self) -> Vec<usize> {
        let mut leaders: Vec<usize> = Vec::new();
        let mut kinds = Vec::with_capacity(self.candidates.len());
        for (nth, candidate) in self.candidates.iter().enumerate() {
            if candidate.shape.is_empty() {
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
        let mut middle: HashMap<u16, f32> = HashMap::new();
        for (candidate, weight) in self.candidates.iter().zip(weights) {
            for part in &candidate.shape {
                *middle.entry(*part).or_default() += weight * self.weight[part];
            }
        }
        let whole = norm_unordered(&middle);
        let likeness = |(candidate, length): (&Candidate, &f32)| {
            let sum: f32 = candidate.shape.iter().map(|part| self.weight[part] * middle[part]).sum();
            sum / (length * whole).max(f32::MIN_POSITIVE)
        };
        self.candidates.iter().zip(&self.length).map(likeness).collect()
    }
}

fn norm(values: impl Iterator<Item = f32>) -> f32 {
    values.map(|value| value * value).sum::<f32>().sqrt()
}

/// In the order of the keys: sums of floating point numbers depend on it.
fn norm_unordered(values: &HashMap<u16, f32>) -> f32 {
    let mut keys: Vec<&u16> = values.keys().collect();
    keys.sort_unstable();
    norm(keys.into_iter().map(|key| values[key]))
}

/// A kind as a whole.
#[derive(Clone, Default)]
struct Kind {
    price: f32,
    size: f32,
    open: f32,
    lexical: f32,
    title: f32,
}

fn summarise(
    candidates: &[Candidate],
    titles: &[Title],
    kinds: &[usize],
    prices: &Ranks,
    best: f32,
) -> Vec<Kind> {
    let count = kinds.iter().max().map_or(0, |most| most + 1);
    let all = candidates.len().max(1) as f32;
    (0..count)
        .map(|kind| {
            let members: Vec<usize> = (0..candidates.len()).filter(|nth| kinds[*nth] == kind).collect();
            let size = members.len() as f32;
            if members.is_empty() {
                return Kind::default();
            }
            let usual = Ranks::of(members.iter().filter_map(|nth| candidates[*nth].price));
            let mut next: HashMap<u32, f32> = HashMap::new();
            for word in members.iter().filter_map(|nth| titles[*nth].next) {
                *next.entry(word).or_default() += 1.0;
            }
            let with_unit: f32 = next.values().sum();
            let most =
                next.iter().filter(|(word, _)| **word != 0).map(|(_, count)| *count).fold(0.0, f32::max);
            let mut scores: Vec<f32> = members.iter().map(|nth| candidates[*nth].lexical / best).collect();
            scores.sort_by(|a, b| b.total_cmp(a));
            scores.truncate(5);
            Kind {
                price: usual.0.get(usual.0.len() / 2).map_or(0.5, |price| prices.rank(*price)),
                size: if kind == 0 { 0.0 } else { size / all },
                open: if with_unit == 0.0 { 0.0 } else { 1.0 - most / with_unit },
                lexical: scores.iter().sum::<f32>() / scores.len() as f32,
                title: members.iter().map(|nth| titles[*nth].share).sum::<f32>() / size,
            }
        })
        .collect()
}
