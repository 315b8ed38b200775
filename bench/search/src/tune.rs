//! Finding weights, and how well they do on queries that they were not found with.
//!
//! The loss is convex: for each two products of a query of which one was judged better, the logistic loss of the
//! difference of their scores, weighted by the difference of their gains, every query counting the same; plus a penalty on
//! distance from the weights one would begin with. So there is one best answer, which few queries cannot bend far.
//! It is judged by cross-validation: queries, in a random order that is the same each time, are dealt to ten folds; the weights for each fold
//! are found with the other nine. That is done several times, dealt anew, to see how much of a figure is chance.

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use search::{FEATURES, NAMES, Weights};

use crate::judged::{Judged, Set};

const FOLDS: usize = 10;
const ROUNDS: u64 = 5;
const STEPS: usize = 400;
const RATE: f64 = 0.5;
const PENALTIES: [f64; 5] = [0.001, 0.003, 0.01, 0.03, 0.1];
/// Differences of scores are small beside those that the logistic function is made for.
const SHARPNESS: f64 = 6.0;

/// What stands to reason: words first, the rest a little; with a model, what is meant first.
const BEGINNING: [f64; FEATURES] = [1.0, 0.5, 2.0, 0.1, 0.1, 0.2, 0.3, 0.0];
const WITH_LIKENESS: [f64; FEATURES] = [0.5, 0.3, 2.0, 0.1, 0.0, 0.1, 0.3, 1.0];

struct Pair {
    weight: f64,
    difference: [f64; FEATURES],
}

pub fn report(judged: &Judged, sets: &[&Set], has_likeness: bool) -> anyhow::Result<()> {
    let beginning = if has_likeness { &WITH_LIKENESS } else { &BEGINNING };
    let pairs: Vec<Vec<Pair>> = sets.iter().map(|set| pairs(judged, set)).collect();
    let alone: Vec<f64> = sets.iter().map(|set| judged.ndcg(set, &as_weights(beginning))).collect();
    println!(
        "| nDCG@10 | weights of the beginning, not fitted, {} queries | {:.3} |",
        sets.len(),
        mean(&alone)
    );
    let mut best = (0.0, PENALTIES[0]);
    for penalty in PENALTIES {
        let rounds: Vec<Vec<f64>> =
            (0..ROUNDS).map(|round| held_out(judged, sets, &pairs, beginning, penalty, round)).collect();
        let means: Vec<f64> = rounds.iter().map(|round| mean(round)).collect();
        // Of each query, over all rounds, beside what it has without fitting.
        let of_query = |nth: usize| rounds.iter().map(|round| round[nth]).sum::<f64>() / ROUNDS as f64;
        let gained: Vec<f64> = (0..sets.len()).map(|nth| of_query(nth) - alone[nth]).collect();
        println!(
            "| nDCG@10 | held out, {ROUNDS} × {FOLDS} folds, penalty {penalty} | {:.3} ({:.3} to {:.3}; gained {:+.3} ± {:.3}) |",
            mean(&means),
            means.iter().copied().fold(f64::MAX, f64::min),
            means.iter().copied().fold(f64::MIN, f64::max),
            mean(&gained),
            error_of_mean(&gained),
        );
        if mean(&means) > best.0 {
            best = (mean(&means), penalty);
        }
    }
    let weights = fit(&pairs.iter().collect::<Vec<_>>(), beginning, best.1);
    let all = mean(&sets.iter().map(|set| judged.ndcg(set, &as_weights(&weights))).collect::<Vec<_>>());
    println!("| nDCG@10 | weights of all queries, penalty {} | {all:.3} |", best.1);
    for (name, weight) in NAMES.iter().zip(&weights) {
        eprintln!("{weight:8.3} {name}");
    }
    eprintln!("{weights:.2?}");
    Ok(())
}

/// What each query has with weights that were found without it. Each round deals the queries anew.
fn held_out(
    judged: &Judged,
    sets: &[&Set],
    pairs: &[Vec<Pair>],
    beginning: &[f64; FEATURES],
    penalty: f64,
    round: u64,
) -> Vec<f64> {
    let mut order: Vec<usize> = (0..sets.len()).collect();
    order.shuffle(&mut StdRng::seed_from_u64(round));
    let mut fold_of = vec![0; sets.len()];
    order.iter().enumerate().for_each(|(at, nth)| fold_of[*nth] = at % FOLDS);
    let weights: Vec<Weights> = (0..FOLDS)
        .map(|fold| {
            let others = pairs.iter().zip(&fold_of).filter(|(_, of)| **of != fold).map(|(pairs, _)| pairs);
            as_weights(&fit(&others.collect::<Vec<_>>(), beginning, penalty))
        })
        .collect();
    sets.iter().zip(&fold_of).map(|(set, fold)| judged.ndcg(set, &weights[*fold])).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn error_of_mean(values: &[f64]) -> f64 {
    let mean = mean(values);
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (values.len() - 1) as f64;
    (variance / values.len() as f64).sqrt()
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

fn fit(queries: &[&Vec<Pair>], beginning: &[f64; FEATURES], penalty: f64) -> [f64; FEATURES] {
    let mut weights = *beginning;
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
            weights[nth] -= RATE * (slope + 2.0 * penalty * (weights[nth] - beginning[nth]));
        }
    }
    weights
}
