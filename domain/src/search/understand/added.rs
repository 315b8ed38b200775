//! What a model read beside the rules.

use entity::states::AttributeKind;

use super::{Candidate, Meaning, Reading, Understood};
use crate::money;
use crate::prompts::QuestionPart;
use crate::search::vocabulary::Words;

impl Reading {
    /// Takes up what a model read where the rules took words for nothing but words. What the catalogue does not have, and what
    /// is to be taken literally, stays words.
    pub fn add(&mut self, parts: &[QuestionPart], known: &Words, currency: &str) {
        for part in parts {
            let Some((from, to)) = self.place_of(&part.text) else { continue };
            match part.bounds() {
                Some(bounds) if self.price.is_none() => self.take_price(from, to, bounds, currency),
                Some(_) => {}
                None => {
                    if let Some(meaning) = meaning(part, known) {
                        let text = self.words[from..to].join(" ");
                        self.candidates.push(Candidate { from, to, text, meanings: vec![meaning] });
                    }
                }
            }
        }
        self.candidates.sort_by_key(|candidate| candidate.from);
    }

    /// Where these words stand, if nothing was made of them yet and nothing else is to be made of them.
    fn place_of(&self, text: &str) -> Option<(usize, usize)> {
        let wanted: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        let is_there =
            |some: &[String]| some.iter().zip(&wanted).all(|(word, one)| word.to_lowercase() == *one);
        if wanted.is_empty() {
            return None;
        }
        let from = self.words.windows(wanted.len()).position(is_there)?;
        let to = from + wanted.len();
        let is_free = self.candidates.iter().all(|one| one.to <= from || to <= one.from);
        let is_literal = self.literal[from..to].iter().any(|literal| *literal);
        (is_free && !is_literal).then_some((from, to))
    }

    fn take_price(&mut self, from: usize, to: usize, bounds: (Option<f64>, Option<f64>), currency: &str) {
        let scale = 10_f64.powi(i32::try_from(money::decimals(currency)).unwrap_or(2));
        let minor = |amount: f64| ((amount * scale).round() as i64).min(money::MAX_MINOR);
        let (least, most) = (bounds.0.map(minor), bounds.1.map(minor));
        let text = self.words.drain(from..to).collect::<Vec<_>>().join(" ");
        self.literal.drain(from..to);
        for candidate in self.candidates.iter_mut().filter(|candidate| candidate.from >= to) {
            candidate.from -= to - from;
            candidate.to -= to - from;
        }
        self.price = Some(Understood { text, meaning: Meaning::Price { least, most } });
    }
}

/// What the shop has for it now.
fn meaning(part: &QuestionPart, known: &Words) -> Option<Meaning> {
    let attribute = known.by_code(&part.code)?;
    let row = &attribute.row;
    let (code, name) = (row.code.clone(), row.name.clone());
    match row.kind {
        AttributeKind::Choice => {
            let choice = attribute.choice(&part.value)?;
            Some(Meaning::Value { code, name, value: choice.code.clone(), label: choice.label.clone() })
        }
        AttributeKind::Boolean => {
            let label = name.clone();
            (part.value == "true").then(|| Meaning::Value { code, name, value: "true".to_owned(), label })
        }
        AttributeKind::Number => {
            let milli = crate::catalog::attributes::milli(part.value.parse().ok()?)?;
            Some(Meaning::Number { code, name, milli, unit: row.unit.clone().unwrap_or_default() })
        }
    }
}
