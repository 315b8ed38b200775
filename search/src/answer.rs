//! Answering: documents that have all of it, or, if there are few, those that have some; the best of them in the order that
//! [`rank`](crate::rank) gives them.

use std::collections::HashSet;
use std::sync::Arc;

use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, EnableScoring, Occur, Query as Look, TermSetQuery,
};
use tantivy::{DocAddress, DocSet, Score, Searcher, Term};
use uuid::Uuid;

use crate::collect::{Found, Matches, quantised};
use crate::columns::Columns;
use crate::error::Result;
use crate::facets;
use crate::index::Index;
use crate::plan::{CODE, Plan, Unit};
use crate::query::{Answer, Hit, Likeness, Place, Query, Sort};
use crate::rank::{self, Candidate, FEATURES};
use crate::statistics::Statistics;
use crate::text;

/// With fewer documents than that which have everything, those that have some of it are shown too.
const FEW: u64 = 24;

/// Documents that are most alike to what is meant join those that have the words, so many at most.
const ALIKE: usize = 48;
/// And no less alike than this: otherwise every answer would have some.
const ALIKE_FROM: f32 = 0.35;

/// A candidate with what ranking knows of it.
pub type Described = (Uuid, [f32; FEATURES]);

impl Index {
    /// # Errors
    /// `Engine`.
    pub fn search(&self, query: &Query) -> Result<Answer> {
        let searcher = self.searcher();
        let plan = Plan::of(&searcher, &self.fields, &self.synonyms(), &query.text)?;
        let mut answer = Answer {
            did_you_mean: plan.corrected.clone(),
            is_corrected: plan.corrected.is_some(),
            stems: plan.stems(),
            ..Answer::default()
        };
        let (mut found, is_relaxed) = self.look(&searcher, &plan, query)?;
        answer.is_relaxed = is_relaxed;
        answer.total = found.total;
        facets::tell(query, &mut found, &mut answer);
        let mut order: Vec<(Place, Score)> = if query.sort == Sort::Relevance {
            let described = self.describe(&searcher, &plan, &found, query)?;
            let weights = if meant(&plan, query).is_some() { &self.weights.1 } else { &self.weights.0 };
            let scored = described.iter().map(|(id, features)| {
                let score = weights.score(features);
                (Place { key: -quantised(score), id: *id }, score)
            });
            scored.collect()
        } else {
            found.first.iter().map(|(place, score, _)| (*place, *score)).collect()
        };
        order.sort_unstable_by_key(|(place, _)| *place);
        if let Some(after) = query.after {
            order.retain(|(place, _)| *place > after);
        }
        if order.len() > query.limit {
            order.truncate(query.limit);
            answer.next = order.last().map(|(place, _)| *place);
        }
        answer.hits = order.into_iter().map(|(place, score)| Hit { id: place.id, score }).collect();
        Ok(answer)
    }

    /// The candidates of a question and what ranking sees of them, and whether it goes by what is meant: for finding
    /// weights.
    ///
    /// # Errors
    /// `Engine`.
    pub fn candidates(&self, query: &Query) -> Result<(Vec<Described>, bool)> {
        let searcher = self.searcher();
        let plan = Plan::of(&searcher, &self.fields, &self.synonyms(), &query.text)?;
        let (found, _) = self.look(&searcher, &plan, query)?;
        Ok((self.describe(&searcher, &plan, &found, query)?, meant(&plan, query).is_some()))
    }

    fn look(&self, searcher: &Searcher, plan: &Plan, query: &Query) -> Result<(Found, bool)> {
        let first = if query.sort == Sort::Relevance { Self::WINDOW } else { query.limit + 1 };
        let matches = Matches { query, first, is_counted: true };
        let statistics = Statistics { searcher, groups: plan.groups() };
        let run = |look: &dyn Look| -> Result<Found> {
            Ok(searcher.search_with_statistics_provider(look, &matches, &statistics)?)
        };
        if plan.units.is_empty() {
            return Ok((run(&AllQuery)?, false));
        }
        let mut words = plan.query(&self.fields, false);
        let mut found = run(words.as_ref())?;
        found.has_all = plan.is_strict();
        let mut is_relaxed = false;
        if found.total < FEW && plan.units.len() > 1 {
            words = plan.query(&self.fields, true);
            let loose = run(words.as_ref())?;
            is_relaxed = found.total == 0 && loose.total > 0;
            found = loose;
        }
        let likeness = meant(plan, query).filter(|_| query.sort == Sort::Relevance);
        let Some(alike) = likeness.and_then(|likeness| self.alike(likeness.as_ref())) else {
            return Ok((found, is_relaxed));
        };
        found.has_all = false;
        // What has the words and is not among the best by them, and what has none of them.
        if found.total > first as u64 {
            let with_words =
                BooleanQuery::new(vec![(Occur::Must, alike.box_clone()), (Occur::Must, words.box_clone())]);
            let known: HashSet<DocAddress> = found.first.iter().map(|(_, _, at)| *at).collect();
            let more = run(&with_words)?.first.into_iter().filter(|(_, _, at)| !known.contains(at));
            found.first.extend(more);
        }
        let without_words = run(&BooleanQuery::new(vec![(Occur::Must, alike), (Occur::MustNot, words)]))?;
        is_relaxed |= found.total == 0 && without_words.total > 0;
        found.add(without_words);
        Ok((found, is_relaxed))
    }

    /// The documents that are most alike; `None` if none is.
    fn alike(&self, likeness: &dyn Likeness) -> Option<Box<dyn Look>> {
        let near = likeness.nearest(ALIKE).into_iter().filter(|(_, likeness)| *likeness >= ALIKE_FROM);
        let ids: Vec<Term> = near.map(|(id, _)| self.key(id)).collect();
        let is_any = !ids.is_empty();
        is_any.then(|| Box::new(ConstScoreQuery::new(Box::new(TermSetQuery::new(ids)), 0.0)) as Box<dyn Look>)
    }

    fn describe(
        &self,
        searcher: &Searcher,
        plan: &Plan,
        found: &Found,
        query: &Query,
    ) -> Result<Vec<Described>> {
        let columns: Vec<Columns> =
            searcher.segment_readers().iter().map(Columns::of).collect::<tantivy::Result<_>>()?;
        let units: Vec<Vec<u32>> = plan.units.iter().map(in_titles).collect();
        let popularity = self.popularity();
        let ids: Vec<Uuid> = found.first.iter().map(|(place, ..)| place.id).collect();
        let likeness = match meant(plan, query) {
            Some(likeness) => likeness.of(&ids),
            None => vec![None; ids.len()],
        };
        let coverage = self.coverage(searcher, plan, found)?;
        let has_code = plan.has_code();
        let candidate = |nth: usize| {
            let (place, score, at) = &found.first[nth];
            let columns = &columns[at.segment_ord as usize];
            Candidate {
                // Rounded, so that the last digits of a sum move nothing.
                lexical: quantised(*score).max(0) as f32 / 10_000.0,
                coverage: coverage[nth],
                is_exact: has_code && *score >= CODE,
                title: columns.title_words(at.doc_id),
                shape: columns.shape(at.doc_id),
                price: columns.price.first(at.doc_id),
                popularity: popularity.get(&place.id).copied().unwrap_or_default(),
                likeness: likeness[nth],
            }
        };
        let candidates: Vec<Candidate> = (0..ids.len()).map(candidate).collect();
        let features = rank::features(&units, &candidates);
        Ok(ids.into_iter().zip(features).collect())
    }

    /// What share of the units each of the first has. All of them, where all were asked for and nothing joined.
    fn coverage(&self, searcher: &Searcher, plan: &Plan, found: &Found) -> Result<Vec<f32>> {
        if found.has_all || plan.units.is_empty() {
            return Ok(vec![1.0; found.first.len()]);
        }
        let mut in_order: Vec<usize> = (0..found.first.len()).collect();
        in_order.sort_unstable_by_key(|nth| found.first[*nth].2);
        let mut had = vec![0_u16; found.first.len()];
        for unit in &plan.units {
            let weight = unit.query(&self.fields).weight(EnableScoring::disabled_from_searcher(searcher))?;
            for (ordinal, segment) in searcher.segment_readers().iter().enumerate() {
                let mut documents = weight.scorer(segment, 1.0)?;
                for nth in in_order.iter().filter(|nth| found.first[**nth].2.segment_ord as usize == ordinal)
                {
                    let doc = found.first[*nth].2.doc_id;
                    if documents.doc() < doc {
                        documents.seek(doc);
                    }
                    had[*nth] += u16::from(documents.doc() == doc);
                }
            }
        }
        Ok(had.into_iter().map(|had| f32::from(had) / plan.units.len() as f32).collect())
    }
}

/// Likeness to what is meant, where that says more than the words: who types a part number wants that one, and who types a
/// brand wants its products, which are not more or less like it.
fn meant<'a>(plan: &Plan, query: &'a Query) -> Option<&'a Arc<dyn Likeness>> {
    query.likeness.as_ref().filter(|_| !plan.has_code() && !plan.is_brand)
}

/// Hashes of the words that stand for a unit in a title: the last ones of its ways.
fn in_titles(unit: &Unit) -> Vec<u32> {
    let last = unit.ways.iter().filter_map(|(stems, _)| stems.last());
    last.map(|stem| u32::try_from(text::hash(stem)).unwrap_or_default()).collect()
}
