//! From what somebody typed to what is looked for: units, each of which a document should have in some way.

use std::collections::HashMap;

use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, Query, TermQuery,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, Term};

use crate::dictionary;
use crate::schema::Fields;
use crate::text::{self, Word};

/// Words of a question that are looked at; the rest of a long text says nothing new.
const WORDS: usize = 16;
/// A synonym counts for hardly less than the word itself.
const SYNONYM: f32 = 0.95;
const CORRECTION: f32 = 0.8;
/// The score of a part number that is there exactly: above whatever words come to.
pub(crate) const CODE: f32 = 60.0;
/// Of the fields that do not score best.
const OTHER_FIELDS: f32 = 0.3;

/// Groups of phrases that mean the same, by the stems of each.
#[derive(Debug, Default)]
pub(crate) struct Synonyms(HashMap<Vec<String>, Vec<Vec<String>>>);

impl Synonyms {
    pub fn of(groups: &[Vec<String>]) -> Self {
        let mut all: HashMap<Vec<String>, Vec<Vec<String>>> = HashMap::new();
        for group in groups {
            let phrases: Vec<Vec<String>> =
                group.iter().map(|phrase| text::stems(phrase)).filter(|stems| !stems.is_empty()).collect();
            for phrase in &phrases {
                let others = all.entry(phrase.clone()).or_default();
                others.extend(phrases.iter().filter(|other| *other != phrase).cloned());
            }
        }
        Self(all)
    }

    /// Whether the stem is in any phrase: then it is no mistake, whether or not a document has it.
    fn has(&self, stem: &str) -> bool {
        self.0.keys().any(|phrase| phrase.iter().any(|part| part == stem))
    }

    /// The longest phrase at the beginning of `stems` that has synonyms: its length, and them.
    fn at(&self, stems: &[String]) -> Option<(usize, &[Vec<String>])> {
        let longest = stems.len().min(4);
        (1..=longest).rev().find_map(|length| self.0.get(&stems[..length]).map(|found| (length, &found[..])))
    }
}

/// One thing that was asked for.
#[derive(Debug, Default)]
pub(crate) struct Unit {
    /// Any of these: the stems of a phrase, and what it counts.
    pub ways: Vec<(Vec<String>, f32)>,
    /// A part number that some document has.
    code: Option<String>,
}

#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub units: Vec<Unit>,
    /// With what was not in the dictionary put right.
    pub corrected: Option<String>,
    /// All that was typed is one part number.
    whole: Option<String>,
    /// All that was typed are names of brands: most documents that have them in the title are of that brand.
    pub is_brand: bool,
}

impl Plan {
    pub fn of(
        searcher: &Searcher,
        fields: &Fields,
        synonyms: &Synonyms,
        typed: &str,
    ) -> tantivy::Result<Self> {
        let mut plan = Self::default();
        // Of a very long text only its beginning is read.
        let typed: String = typed.chars().take(1_000).collect();
        if let Some(code) = text::code(&typed).filter(|_| typed.chars().count() <= 40) {
            plan.whole = is_there(searcher, fields, &code)?.then_some(code);
        }
        let mut corrected = Vec::new();
        let mut words: Vec<(Word, f32, Option<String>)> = Vec::new();
        for chunk in typed.split_whitespace() {
            let parts = text::words(chunk);
            let code =
                text::code(chunk).filter(|_| parts.len() > 1 || chunk.bytes().any(|b| b.is_ascii_digit()));
            let code = match code {
                Some(code) if is_there(searcher, fields, &code)? => Some(code),
                _ => None,
            };
            let has_code = code.is_some() || plan.whole.is_some();
            for (nth, word) in parts.into_iter().enumerate().take(WORDS - words.len().min(WORDS)) {
                let code = code.clone().filter(|_| nth == 0);
                let is_known = has_code || synonyms.has(&word.stem());
                let better =
                    if is_known { None } else { dictionary::correct(searcher, fields, &word.folded)? };
                match better {
                    Some(better) => {
                        corrected.push((word.folded.clone(), better.clone()));
                        words.push((Word { folded: better, ..word }, CORRECTION, code));
                    }
                    None => words.push((word, 1.0, code)),
                }
            }
        }
        if !corrected.is_empty() {
            plan.corrected = Some(rewritten(&typed, &corrected));
        }
        let stems: Vec<String> = words.iter().map(|(word, ..)| word.stem()).collect();
        let mut at = 0;
        while at < stems.len() {
            let (length, others) = synonyms.at(&stems[at..]).unwrap_or((1, &[]));
            let (_, counts, code) = &words[at];
            let mut unit =
                Unit { ways: vec![(stems[at..at + length].to_vec(), *counts)], code: code.clone() };
            unit.ways.extend(others.iter().map(|other| (other.clone(), counts * SYNONYM)));
            plan.units.push(unit);
            at += length;
        }
        plan.is_brand = !stems.is_empty();
        for stem in &stems {
            let of = |field| searcher.doc_freq(&Term::from_field_text(field, stem));
            plan.is_brand = plan.is_brand && of(fields.brand)? * 2 > of(fields.title)?;
        }
        Ok(plan)
    }

    /// Stems that stand for each other: they count as one word, which is as frequent as the most frequent of them.
    pub fn groups(&self) -> Vec<Vec<String>> {
        let words = |unit: &Unit| {
            let single = unit.ways.iter().filter(|(stems, _)| stems.len() == 1);
            single.flat_map(|(stems, _)| stems.clone()).collect::<Vec<_>>()
        };
        self.units.iter().map(words).filter(|group| group.len() > 1).collect()
    }

    /// Whether a part number was typed that some document has.
    pub fn has_code(&self) -> bool {
        self.whole.is_some() || self.units.iter().any(|unit| unit.code.is_some())
    }

    /// Whether what the query without `some` finds has all units.
    pub fn is_strict(&self) -> bool {
        self.whole.is_none()
    }

    /// Stems of all ways.
    pub fn stems(&self) -> Vec<String> {
        let mut stems: Vec<String> =
            self.units.iter().flat_map(|unit| &unit.ways).flat_map(|(stems, _)| stems).cloned().collect();
        stems.sort_unstable();
        stems.dedup();
        stems
    }

    /// Documents that have all units, or with `some` at least one.
    pub fn query(&self, fields: &Fields, some: bool) -> Box<dyn Query> {
        let occur = if some { Occur::Should } else { Occur::Must };
        let mut clauses: Vec<(Occur, Box<dyn Query>)> =
            self.units.iter().map(|unit| (occur, unit.query(fields))).collect();
        let Some(whole) = &self.whole else { return Box::new(BooleanQuery::new(clauses)) };
        if clauses.len() > 1 {
            clauses = vec![(Occur::Should, Box::new(BooleanQuery::new(clauses)))];
        }
        clauses.push((Occur::Should, exact(fields, whole)));
        for (occur, _) in &mut clauses {
            *occur = Occur::Should;
        }
        Box::new(BooleanQuery::new(clauses))
    }
}

impl Unit {
    pub fn query(&self, fields: &Fields) -> Box<dyn Query> {
        let mut ways: Vec<Box<dyn Query>> = Vec::with_capacity(self.ways.len() + 1);
        for (stems, counts) in &self.ways {
            let mut parts: Vec<Box<dyn Query>> =
                stems.iter().map(|stem| anywhere(fields, stem, *counts)).collect();
            ways.push(match parts.pop() {
                Some(only) if parts.is_empty() => only,
                Some(last) => {
                    parts.push(last);
                    Box::new(BooleanQuery::intersection(parts))
                }
                None => continue,
            });
        }
        if let Some(code) = &self.code {
            ways.push(exact(fields, code));
        }
        match ways.pop() {
            Some(only) if ways.is_empty() => only,
            last => {
                ways.extend(last);
                Box::new(DisjunctionMaxQuery::new(ways))
            }
        }
    }
}

/// The stem in any of the fields, the best of which counts most.
fn anywhere(fields: &Fields, stem: &str, counts: f32) -> Box<dyn Query> {
    let places = [
        (fields.title, 3.0),
        (fields.brand, 2.5),
        (fields.category, 2.0),
        (fields.description, 1.2),
        (fields.attributes, 0.7),
    ];
    let scored = places.map(|(field, boost)| {
        let term = TermQuery::new(Term::from_field_text(field, stem), IndexRecordOption::WithFreqs);
        Box::new(BoostQuery::new(Box::new(term), boost * counts)) as Box<dyn Query>
    });
    Box::new(DisjunctionMaxQuery::with_tie_breaker(scored.into(), OTHER_FIELDS))
}

fn exact(fields: &Fields, code: &str) -> Box<dyn Query> {
    let term = TermQuery::new(Term::from_field_text(fields.codes, code), IndexRecordOption::Basic);
    Box::new(ConstScoreQuery::new(Box::new(term), CODE))
}

fn is_there(searcher: &Searcher, fields: &Fields, code: &str) -> tantivy::Result<bool> {
    Ok(code.len() >= 3 && searcher.doc_freq(&Term::from_field_text(fields.codes, code))? > 0)
}

fn rewritten(typed: &str, corrected: &[(String, String)]) -> String {
    let mut text = String::with_capacity(typed.len());
    let mut from = 0;
    for word in text::words(typed) {
        let better = corrected.iter().find(|(wrong, _)| *wrong == word.folded);
        if let Some((_, better)) = better {
            text.push_str(typed.get(from..word.from).unwrap_or_default());
            text.push_str(better);
            from = word.to;
        }
    }
    text.push_str(typed.get(from..).unwrap_or_default());
    text
}
