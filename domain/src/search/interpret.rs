//! Deciding what of a question is meant as a filter.
//!
//! Prices are taken at their word. A word that is the value of an attribute is taken for it if at least half of what the
//! rest of the question finds has that attribute, so that "black" narrows laptops while "battery" in "laptop battery" stays
//! the thing that is looked for, and one word at least is left to name the thing.

use std::collections::{BTreeSet, HashMap};

use super::documents::{HAS, facet_of};
use super::engine::{Answer, Question, SearchEngine, Sort};
use super::filters::{by_attribute, by_price};
use super::understand::{self, Candidate, Meaning, Understood};
use super::vocabulary::{Words, folded};
use crate::catalog::products::{AttributeFilter, ProductFilter, Wanted};
use crate::error::Result;

/// A question, what it says beside the thing, and what it is narrowed by with that.
#[derive(Debug, Clone)]
pub(super) struct Interpreted {
    pub question: Question,
    pub understood: Vec<Understood>,
    pub filter: ProductFilter,
}

impl Interpreted {
    pub fn plain(question: Question, filter: &ProductFilter) -> Self {
        Self { question, understood: Vec::new(), filter: filter.clone() }
    }

    /// Whether a word was taken for the value of an attribute.
    pub fn is_guessed(&self) -> bool {
        self.understood.iter().any(|one| !matches!(one.meaning, Meaning::Price { .. }))
    }

    fn narrow_by_price(&mut self, understood: Understood, words: &[String]) {
        self.question.text = words.join(" ");
        let is_free = self.filter.price_min.is_none() && self.filter.price_max.is_none();
        if let (true, Meaning::Price { least, most }) = (is_free, &understood.meaning) {
            (self.filter.price_min, self.filter.price_max) = (*least, *most);
            self.question.filters.extend(by_price(*least, *most));
            self.understood.push(understood);
        }
    }

    fn narrow_by_values(&mut self, known: &Words, meanings: Vec<(&Candidate, Meaning)>) -> Result<()> {
        let mut wanted: Vec<AttributeFilter> = Vec::new();
        for (candidate, meaning) in meanings {
            let (code, mut one) = match &meaning {
                Meaning::Value { code, value, .. } => (code, Wanted::Values(vec![value.clone()])),
                Meaning::Number { code, milli, .. } => (code, Wanted::Between(Some(*milli), Some(*milli))),
                Meaning::Price { .. } => continue,
            };
            match wanted.iter_mut().find(|filter| filter.code == *code) {
                // Two values of one attribute widen, as elsewhere.
                Some(AttributeFilter { wanted: Wanted::Values(values), .. }) => {
                    if let Wanted::Values(more) = &mut one {
                        values.append(more);
                    }
                }
                Some(_) => continue,
                None => wanted.push(AttributeFilter { code: code.clone(), wanted: one }),
            }
            self.understood.push(Understood { text: candidate.text.clone(), meaning });
        }
        for filter in wanted {
            self.question.filters.push(by_attribute(known, &filter)?);
            self.filter.attributes.push(filter);
        }
        Ok(())
    }
}

/// With the price alone, and with all that was understood. At most two looks at the index.
///
/// # Errors
/// Of the engine.
pub(super) async fn interpret(
    engine: &dyn SearchEngine,
    plain: Interpreted,
    known: &Words,
    currency: &str,
    literal: &[String],
) -> Result<(Interpreted, Interpreted)> {
    let reading = understand::read(&plain.question.text, known, currency, literal);
    let mut priced = plain;
    if let Some(price) = &reading.price {
        priced.narrow_by_price(price.clone(), &reading.words);
    }
    let is_free = |code: &str| !priced.filter.attributes.iter().any(|filter| filter.code == code);
    let mut candidates: Vec<Candidate> = reading.candidates.clone();
    for candidate in &mut candidates {
        candidate.meanings.retain(|meaning| code_of(meaning).is_some_and(is_free));
    }
    candidates.retain(|candidate| !candidate.meanings.is_empty());
    for taken in ways(&candidates, |taken| !folded(&reading.without(taken)).is_empty()) {
        let rest = reading.without(&taken);
        let answer = engine.search(probe(&priced.question, rest, &taken)).await?;
        // Words that were taken back, such as "under 800", stand in no product: what has the others is as good.
        if answer.total == 0 || (answer.is_relaxed && literal.is_empty()) || answer.is_corrected {
            continue;
        }
        let meant: Vec<(&Candidate, Meaning)> =
            taken.into_iter().filter_map(|one| Some((one, best(one, &answer)?))).collect();
        if meant.is_empty() {
            continue;
        }
        let mut full = priced.clone();
        full.question.text = reading.without(&meant.iter().map(|(one, _)| *one).collect::<Vec<_>>());
        full.narrow_by_values(known, meant)?;
        return Ok((priced, full));
    }
    Ok((priced.clone(), priced))
}

/// Which candidates to take at once: all of them, or if no word were left, all but the last or all but the first.
fn ways<'a>(
    candidates: &'a [Candidate],
    leaves_words: impl Fn(&[&'a Candidate]) -> bool,
) -> Vec<Vec<&'a Candidate>> {
    let all: Vec<&Candidate> = candidates.iter().collect();
    if leaves_words(&all) {
        return if all.is_empty() { Vec::new() } else { vec![all] };
    }
    if all.len() < 2 {
        return Vec::new();
    }
    vec![all[..all.len() - 1].to_vec(), all[1..].to_vec()]
}

fn code_of(meaning: &Meaning) -> Option<&str> {
    match meaning {
        Meaning::Value { code, .. } | Meaning::Number { code, .. } => Some(code),
        Meaning::Price { .. } => None,
    }
}

fn probe(question: &Question, rest: String, taken: &[&Candidate]) -> Question {
    let mut facets = BTreeSet::from([HAS.to_owned()]);
    let mut ranges = BTreeSet::new();
    for meaning in taken.iter().flat_map(|candidate| &candidate.meanings) {
        match meaning {
            Meaning::Value { code, .. } => {
                facets.insert(facet_of(code));
            }
            Meaning::Number { code, .. } => {
                ranges.insert(code.clone());
            }
            Meaning::Price { .. } => {}
        }
    }
    Question {
        text: rest,
        facets: facets.into_iter().collect(),
        ranges: ranges.into_iter().collect(),
        sort: Sort::Newest,
        after: None,
        limit: 0,
        ..question.clone()
    }
}

/// What the words most probably mean, if what was found is sorted by that attribute.
fn best(candidate: &Candidate, answer: &Answer) -> Option<Meaning> {
    let counts: HashMap<(&str, &str), u64> = answer
        .facets
        .iter()
        .flat_map(|(facet, counts)| {
            counts.iter().map(|one| ((facet.as_str(), one.value.as_str()), one.products))
        })
        .collect();
    let count = |facet: &str, value: &str| counts.get(&(facet, value)).copied().unwrap_or_default();
    let weigh = |meaning: &Meaning| {
        let has = count(HAS, code_of(meaning)?);
        let with = match meaning {
            Meaning::Value { code, value, .. } => count(&facet_of(code), value),
            Meaning::Number { code, milli, .. } => {
                let range = answer.ranges.iter().find(|range| range.facet == *code)?;
                u64::from((range.least..=range.most).contains(milli))
            }
            Meaning::Price { .. } => 0,
        };
        (has * 2 >= answer.total && with > 0).then_some((with, has))
    };
    let weighed = candidate.meanings.iter().filter_map(|meaning| Some((weigh(meaning)?, meaning)));
    // Of equals the first, by the position of its attribute.
    let best = weighed.reduce(|best, one| if one.0 > best.0 { one } else { best });
    best.map(|(_, meaning)| meaning.clone())
}
