//! Answering: documents that have all of it, or, if there are few, those that have some; the best of them in the order that
//! [`rank`](crate::rank) gives them.

use tantivy::query::{AllQuery, Query as Look};
use tantivy::{DocAddress, Score, Searcher};

use crate::collect::{Found, Matches, quantised};
use crate::columns::Columns;
use crate::error::Result;
use crate::facets;
use crate::index::Index;
use crate::plan::{Plan, Unit};
use crate::query::{Answer, Hit, Place, Query, Sort};
use crate::rank::{self, Candidate, FEATURES};
use crate::statistics::Statistics;
use crate::text;

/// With fewer documents than that which have everything, those that have some of it are shown too.
const FEW: u64 = 24;

/// A candidate with what ranking knows of it.
pub type Described = (uuid::Uuid, [f32; FEATURES]);

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
            let described = self.describe(&searcher, &plan, &found)?;
            let scored = described.iter().map(|(id, features)| {
                let score = self.weights.score(features);
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

    /// The candidates of a question and what ranking sees of them: for finding weights.
    ///
    /// # Errors
    /// `Engine`.
    pub fn candidates(&self, query: &Query) -> Result<Vec<Described>> {
        let searcher = self.searcher();
        let plan = Plan::of(&searcher, &self.fields, &self.synonyms(), &query.text)?;
        let (found, _) = self.look(&searcher, &plan, query)?;
        self.describe(&searcher, &plan, &found)
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
        let strict = run(plan.query(&self.fields, false).as_ref())?;
        if strict.total >= FEW || plan.units.len() == 1 {
            return Ok((strict, false));
        }
        let loose = run(plan.query(&self.fields, true).as_ref())?;
        let is_relaxed = strict.total == 0 && loose.total > 0;
        Ok((loose, is_relaxed))
    }

    fn describe(&self, searcher: &Searcher, plan: &Plan, found: &Found) -> Result<Vec<Described>> {
        let columns: Vec<Columns> =
            searcher.segment_readers().iter().map(Columns::of).collect::<tantivy::Result<_>>()?;
        let units: Vec<Vec<u32>> = plan.units.iter().map(in_titles).collect();
        let popularity = self.popularity();
        let candidate = |(place, score, at): &(Place, Score, DocAddress)| {
            let columns = &columns[at.segment_ord as usize];
            Candidate {
                // Rounded, so that the last digits of a sum move nothing.
                lexical: quantised(*score).max(0) as f32 / 10_000.0,
                title: columns.title_words(at.doc_id),
                shape: columns.shape(at.doc_id),
                price: columns.price.first(at.doc_id),
                popularity: popularity.get(&place.id).copied().unwrap_or_default(),
            }
        };
        let candidates: Vec<Candidate> = found.first.iter().map(candidate).collect();
        let features = rank::features(&units, &candidates);
        Ok(found.first.iter().map(|(place, ..)| place.id).zip(features).collect())
    }
}

/// Hashes of the words that stand for a unit in a title: the last ones of its ways.
fn in_titles(unit: &Unit) -> Vec<u32> {
    let last = unit.ways.iter().filter_map(|(stems, _)| stems.last());
    last.map(|stem| u32::try_from(text::hash(stem)).unwrap_or_default()).collect()
}
