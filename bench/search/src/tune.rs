//! Finding weights, and how well they do on queries that they were not found with.
//!
//! The loss is convex: for each two products of a query of which one was judged better, the logistic loss of the
//! difference of their scores, weighted by the difference of their gains, every query counting the same; plus a penalty on
//! distance from the weights one would begin with. So there is one best answer, which few queries cannot bend far.
//! It is judged by cross-validation: queries, in a fixed random order, are dealt to ten folds; the weights for each fold
//! are found with the other nine.

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use search::{FEATURES, NAMES, Weights};

use crate::judged::{Judged, Set};

const FOLDS: usize = 10;
const STEPS: usize = 400;
const RATE: f64 = 0.5;
const PENALTIES: [f64; 5] = [0.001, 0.003, 0.01, 0.03, 0.1];
/// Differences of scores are small beside those that the logistic function is made for.
const SHARPNESS: f64 = 6.0;

/// What stands to reason: words first, the rest a little.
const BEGINNING: [f64; FEATURES] = [1.0, 0.1, 0.1, 0.0, 0.0, 0.2, 0.1, 0.1, 0.1, 0.1, 0.0, 0.0, 0.1, 0.3];

struct Pair {
    weight: f64,
    difference: [f64; FEATURES],
}

pub fn report(judged: &Judged, sets: &[Set]) -> anyhow::Result<()> {
    let pairs: Vec<Vec<Pair>> = sets.iter().map(|set| pairs(judged, set)).collect();
    let mut order: Vec<usize> = (0..sets.len()).collect();
    order.shuffle(&mut StdRng::seed_from_u64(7));
    let at_first = as_weights(&BEGINNING);
    println!(
        "| nDCG@10 | weights of the beginning | {:.3} |",
        judged.mean(sets, |set| judged.ndcg(set, &at_first))
    );
    let mut best = (0.0, PENALTIES[0]);
    for penalty in PENALTIES {
        let mut sum = 0.0;
        for fold in 0..FOLDS {
            let is_held_out = |nth: &usize| {
                order.iter().position(|other| other == nth).is_some_and(|at| at % FOLDS == fold)
            };
            let training: Vec<&Vec<Pair>> =
                (0..sets.len()).filter(|nth| !is_held_out(nth)).map(|nth| &pairs[nth]).collect();
            let weights = as_weights(&fit(&training, penalty));
            sum += sets
                .iter()
                .filter(|set| is_held_out(&set.query))
                .map(|set| judged.ndcg(set, &weights))
                .sum::<f64>();
        }
        let mean = sum / sets.len() as f64;
        println!("| nDCG@10 | held out, {FOLDS} folds, penalty {penalty} | {mean:.3} |");
        if mean > best.0 {
            best = (mean, penalty);
        }
    }
    let weights = fit(&pairs.iter().collect::<Vec<_>>(), best.1);
    let all = judged.mean(sets, |set| judged.ndcg(set, &as_weights(&weights)));
    println!("| nDCG@10 | weights of all queries, penalty {} | {all:.3} |", best.1);
    for (name, weight) in NAMES.iter().zip(&weights) {
        eprintln!("{weight:8.3} {name}");
    }
    eprintln!("{weights:.3?}");
    Ok(())
}

fn as_weights(weights: &[f64; FEATURES]) -> Weights {
    Weights(weights.map(|weight| weight as f32))
}

fn pairs(judged: &Judged, set: &Set) -> Vec<Pair> {
    let known: Vec<(f64, &[f32; FEATURES])> = set
        .candidates
        .iter()
        .filter_map(|(id, features)| Some((f64::from(judged.grade(set.query, id)?).exp2(), features)))
        .collect();
    let mut pairs = Vec::new();
    for (better, features) in &known {
        for (worse, others) in known.iter().filter(|(worse, _)| worse < better) {
            let mut difference = [0.0; FEATURES];
            for (nth, slot) in difference.iter_mut().enumerate() {
                *slot = f64::from(features[nth]) - f64::from(others[nth]);
            }
            pairs.push(Pair { weight: better - worse, difference });
        }
    }
    let whole: f64 = pairs.iter().map(|pair| pair.weight).sum();
    pairs.iter_mut().for_each(|pair| pair.weight /= whole);
    pairs
}

fn fit(queries: &[&Vec<Pair>], penalty: f64) -> [f64; FEATURES] {
    let mut weights = BEGINNING;
    let count = queries.len() as f64;
    for _ in 0..STEPS {
        let mut slope = [0.0; FEATURES];
        for pair in queries.iter().flat_map(|pairs| pairs.iter()) {
            let margin: f64 = weights.iter().zip(&pair.difference).map(|(weight, x)| weight * x).sum();
            let push = SHARPNESS * pair.weight / (1.0 + (SHARPNESS * margin).exp());
            for (slope, x) in slope.iter_mut().zip(&pair.difference) {
                *slope -= push * x / count;
            }
        }
        for (nth, slope) in slope.iter().enumerate() {
            weights[nth] -= RATE * (slope + 2.0 * penalty * (weights[nth] - BEGINNING[nth]));
        }
    }
    weights
}
