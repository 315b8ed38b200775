//! What a model read beside the rules.

use std::ops::Range;

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
            let Some(place) = part.place_in(&self.words).filter(|place| self.is_free(place)) else {
                continue;
            };
            match part.bounds() {
                Some(bounds) if self.price.is_none() => self.take_price(place, bounds, currency),
                Some(_) => {}
                None => {
                    if let Some(meaning) = meaning(part, known) {
                        let text = self.words[place.clone()].join(" ");
                        let Range { start: from, end: to } = place;
                        self.candidates.push(Candidate { from, to, text, meanings: vec![meaning] });
                    }
                }
            }
        }
        self.candidates.sort_by_key(|candidate| candidate.from);
    }

    /// Whether nothing was made of these words yet, and something may be.
    fn is_free(&self, place: &Range<usize>) -> bool {
        let is_elsewhere = |one: &Candidate| one.to <= place.start || place.end <= one.from;
        self.candidates.iter().all(is_elsewhere) && !self.literal[place.clone()].contains(&true)
    }

    fn take_price(&mut self, place: Range<usize>, bounds: (Option<f64>, Option<f64>), currency: &str) {
        let minor = |amount: f64| money::nearest(amount, currency);
        let (least, most) = (bounds.0.map(minor), bounds.1.map(minor));
        let text = self.words.drain(place.clone()).collect::<Vec<_>>().join(" ");
        self.literal.drain(place.clone());
        for candidate in self.candidates.iter_mut().filter(|candidate| candidate.from >= place.end) {
            candidate.from -= place.len();
            candidate.to -= place.len();
        }
        self.price = Some(Understood { text, meaning: Meaning::Price { least, most } });
    }
}

/// What the shop has for it now.
fn meaning(part: &QuestionPart, known: &Words) -> Option<Meaning> {
    let attribute = known.by_code(&part.code)?;
    match attribute.row.kind {
        AttributeKind::Choice => {
            attribute.choice(&part.value)?;
            Some(Meaning::value(attribute, &part.value))
        }
        AttributeKind::Boolean => (part.value == "true").then(|| Meaning::value(attribute, &part.value)),
        AttributeKind::Number => {
            let milli = crate::catalog::attributes::milli(part.value.parse().ok()?)?;
            Some(Meaning::number(attribute, milli))
        }
    }
}
