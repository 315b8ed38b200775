//! Deciding what of a question is meant as a filter.
//!
//! Prices are taken at their word. A word that is the value of an attribute is taken for it if at least half of what the
//! rest of the question finds has that attribute, so that "black" narrows laptops while "battery" in "laptop battery" stays
//! the thing that is looked for, and one word at least is left to name the thing. The name of a brand is taken for it if
//! that brand has some of what the rest finds, and at least half of that has any brand.

use std::collections::{BTreeSet, HashMap};

use super::documents::{HAS, facet_of};
use super::engine::{Answer, Filter, Question, SearchEngine, Sort};
use super::filters::{by_attribute, by_price};
use super::understand::{Candidate, Meaning, Reading, Understood};
use super::vocabulary::{Named, Words, folded};
use crate::catalog::products::{AttributeFilter, ProductFilter, Wanted};
use crate::error::Result;

/// The facet of brands, whose values are ids.
const BRAND: &str = "brand";

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

    /// Whether a word was taken for the value of an attribute, or for a brand.
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
        let (mut wanted, mut brands): (Vec<AttributeFilter>, Vec<Named>) = (Vec::new(), Vec::new());
        for (candidate, meaning) in meanings {
            let (code, mut one) = match &meaning {
                Meaning::Value { code, value, .. } => (code, Wanted::Values(vec![value.clone()])),
                Meaning::Number { code, milli, .. } => (code, Wanted::Between(Some(*milli), Some(*milli))),
                Meaning::Brand(brand) => {
                    brands.push(brand.clone());
                    self.understood.push(Understood { text: candidate.text.clone(), meaning });
                    continue;
                }
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
        if !brands.is_empty() {
            let values = brands.iter().map(|brand| brand.id.to_string()).collect();
            self.question.filters.push(Filter::Values { facet: BRAND.to_owned(), values });
            self.filter.brands.extend(brands.into_iter().map(|brand| brand.slug));
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
    reading: &Reading,
) -> Result<(Interpreted, Interpreted)> {
    let mut priced = plain;
    if let Some(price) = &reading.price {
        priced.narrow_by_price(price.clone(), &reading.words);
    }
    let is_free = |meaning: &Meaning| match meaning {
        Meaning::Value { code, .. } | Meaning::Number { code, .. } => {
            !priced.filter.attributes.iter().any(|filter| filter.code == *code)
        }
        Meaning::Brand(_) => priced.filter.brands.is_empty(),
        Meaning::Price { .. } => false,
    };
    let mut candidates: Vec<Candidate> = reading.candidates.clone();
    for candidate in &mut candidates {
        candidate.meanings.retain(is_free);
    }
    candidates.retain(|candidate| !candidate.meanings.is_empty());
    for taken in ways(&candidates, |taken| !folded(&reading.without(taken)).is_empty()) {
        let rest = reading.thing(&taken);
        let answer = engine.search(probe(&priced.question, rest, &taken)).await?;
        if answer.total == 0 || answer.is_relaxed || answer.is_corrected {
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
            Meaning::Brand(_) => {
                facets.insert(BRAND.to_owned());
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
    let branded = || {
        let brands = answer.facets.iter().filter(|(facet, _)| facet == BRAND).flat_map(|(_, counts)| counts);
        brands.map(|count| count.products).sum::<u64>()
    };
    let weigh = |meaning: &Meaning| {
        let (has, with) = match meaning {
            Meaning::Value { code, value, .. } => (count(HAS, code), count(&facet_of(code), value)),
            Meaning::Number { code, milli, .. } => {
                let range = answer.ranges.iter().find(|range| range.facet == *code)?;
                (count(HAS, code), u64::from((range.least..=range.most).contains(milli)))
            }
            Meaning::Brand(brand) => (branded(), count(BRAND, &brand.id.to_string())),
            Meaning::Price { .. } => return None,
        };
        (has * 2 >= answer.total && with > 0).then_some((with, has))
    };
    let weighed = candidate.meanings.iter().filter_map(|meaning| Some((weigh(meaning)?, meaning)));
    // Of equals the first, by the position of its attribute.
    let best = weighed.reduce(|best, one| if one.0 > best.0 { one } else { best });
    best.map(|(_, meaning)| meaning.clone())
}
