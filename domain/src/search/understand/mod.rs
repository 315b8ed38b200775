//! What a question says beside the thing: bounds of the price ("under 800"), values of attributes ("black", "16 gb") and
//! brands.
//!
//! The words for bounds are English and German. Words for values come from the catalogue: labels of choices, names of what
//! is true or not, units of numbers, names of brands. This only says what could be meant; `interpret` looks whether the rest of the
//! question leads to products that have the attribute at all, so that "battery" stays a thing where it is one.

mod added;
mod price;
#[cfg(test)]
mod tests;

use super::vocabulary::{LONGEST, Named, Words, folded};
use crate::catalog::attributes::Attribute;
use price::bound_at;

/// Characters of a question that are looked at.
const LOOKED_AT: usize = 200;

/// A part of what was typed, and what it was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    /// As it was typed.
    pub text: String,
    pub meaning: Meaning,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// Minor units, inclusive; one of them at least.
    Price {
        least: Option<i64>,
        most: Option<i64>,
    },
    /// The code of an attribute, and of a choice or `true`, with what people call them.
    Value {
        code: String,
        name: String,
        value: String,
        label: String,
    },
    /// The code of an attribute and thousandths.
    Number {
        code: String,
        name: String,
        milli: i64,
        unit: String,
    },
    Brand(Named),
}

impl Meaning {
    /// A choice of the attribute by its code, or that it is `true`.
    fn value(attribute: &Attribute, value: &str) -> Self {
        let label = attribute.choice(value).map_or(&attribute.row.name, |choice| &choice.label);
        Self::Value {
            code: attribute.row.code.clone(),
            name: attribute.row.name.clone(),
            value: value.to_owned(),
            label: label.clone(),
        }
    }

    fn number(attribute: &Attribute, milli: i64) -> Self {
        let row = &attribute.row;
        let unit = row.unit.clone().unwrap_or_default();
        Self::Number { code: row.code.clone(), name: row.name.clone(), milli, unit }
    }
}

/// Words that may be taken for a value, and what each of the attributes would make of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Of the words of [`Reading::words`].
    pub from: usize,
    pub to: usize,
    pub text: String,
    pub meanings: Vec<Meaning>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Reading {
    /// Without what says the price.
    pub words: Vec<String>,
    pub price: Option<Understood>,
    pub candidates: Vec<Candidate>,
    /// Of the words: whether they are to be taken for nothing but words.
    literal: Vec<bool>,
}

impl Reading {
    /// The words that are left when these candidates are taken for what they may mean.
    pub fn without(&self, taken: &[&Candidate]) -> String {
        self.left(taken, |_| true)
    }

    /// Of them, those that name the thing: what is to be taken literally, such as "under 800", stands in no product and
    /// says nothing of what is looked for, unless nothing else does.
    pub fn thing(&self, taken: &[&Candidate]) -> String {
        let thing = self.left(taken, |nth| !self.literal.get(nth).copied().unwrap_or_default());
        if folded(&thing).is_empty() { self.without(taken) } else { thing }
    }

    fn left(&self, taken: &[&Candidate], counts: impl Fn(usize) -> bool) -> String {
        let is_left = |nth: &usize| counts(*nth) && !taken.iter().any(|one| (one.from..one.to).contains(nth));
        let left: Vec<&str> =
            (0..self.words.len()).filter(is_left).map(|nth| self.words[nth].as_str()).collect();
        left.join(" ")
    }
}

/// Reads `typed`. What is among `literal`, in lower case, is taken for nothing but words.
pub(super) fn read(typed: &str, known: &Words, currency: &str, literal: &[String]) -> Reading {
    if typed.chars().count() > LOOKED_AT {
        return Reading { words: vec![typed.to_owned()], literal: vec![false], ..Reading::default() };
    }
    let is_literal = |text: &str| literal.iter().any(|one| one.trim().to_lowercase() == text.to_lowercase());
    let mut words: Vec<String> = typed.split_whitespace().map(str::to_owned).collect();
    let mut price = None;
    // The last bound is the one that counts; people say the thing first.
    for from in (0..words.len()).rev() {
        let Some((length, least, most)) = bound_at(&words[from..], known, currency) else { continue };
        let text = words[from..from + length].join(" ");
        if !is_literal(&text) {
            price = Some(Understood { text, meaning: Meaning::Price { least, most } });
            words.drain(from..from + length);
            break;
        }
    }
    let mut reading = Reading { literal: vec![false; words.len()], words, price, candidates: Vec::new() };
    let all = reading.words.len();
    for (from, to) in (0..all).flat_map(|from| (from + 1..=all).map(move |to| (from, to))) {
        if !literal.is_empty() && is_literal(&reading.words[from..to].join(" ")) {
            reading.literal[from..to].fill(true);
        }
    }
    let mut at = 0;
    while at < reading.words.len() {
        let found = (1..=LONGEST.min(reading.words.len() - at)).rev().find_map(|length| {
            let text = reading.words[at..at + length].join(" ");
            let meanings = meanings(&text, known);
            let is_taken = !meanings.is_empty() && !is_literal(&text);
            is_taken.then(|| Candidate { from: at, to: at + length, text, meanings })
        });
        match found {
            Some(candidate) => {
                at = candidate.to;
                reading.candidates.push(candidate);
            }
            None => at += 1,
        }
    }
    reading
}

fn meanings(text: &str, known: &Words) -> Vec<Meaning> {
    let labelled = known
        .labelled(&folded(text).join(" "))
        .iter()
        .map(|(nth, value)| Meaning::value(&known.attributes[*nth], value));
    let mut found: Vec<Meaning> = labelled.collect();
    found.extend(known.branded(&folded(text).join(" ")).iter().cloned().map(Meaning::Brand));
    // `16gb` and `16 gb`.
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','));
    if let Some((number, unit)) = digits.filter(|at| *at > 0).map(|at| text.split_at(at))
        && let Ok(number) = number.replace(',', ".").parse::<f64>()
    {
        let milli = (number * 1000.0).round();
        let unit = unit.trim().to_lowercase();
        if milli.abs() < 1e15 {
            let measured = known.measured_in(&unit).iter();
            found.extend(measured.map(|nth| Meaning::number(&known.attributes[*nth], milli as i64)));
        }
    }
    found
}
