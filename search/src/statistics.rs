//! How often terms occur, counted over the documents that are there.
//!
//! The library counts deleted documents until it merges them away, which each replica does in its own time. Here they are
//! left out, and fields count as having the length that is usual for them: so the same documents give the same scores,
//! however they got into the index.

use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, Searcher, Term};

/// Terms of a field, on average. Half as many, and titles that say more than a name come last.
const USUAL_LENGTH: u64 = 40;

pub(crate) struct Statistics<'a> {
    pub searcher: &'a Searcher,
    /// Terms that stand for each other.
    pub groups: Vec<Vec<String>>,
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, _: Field) -> tantivy::Result<u64> {
        Ok(self.searcher.num_docs().max(1) * USUAL_LENGTH)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.searcher.num_docs().max(1))
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let text = term.value().as_str().map(str::to_owned).unwrap_or_default();
        let Some(group) = self.groups.iter().find(|group| group.contains(&text)) else {
            return self.documents(term);
        };
        let mut most = 0;
        for other in group {
            most = most.max(self.documents(&Term::from_field_text(term.field(), other))?);
        }
        Ok(most)
    }
}

impl Statistics<'_> {
    fn documents(&self, term: &Term) -> tantivy::Result<u64> {
        let mut documents = 0;
        for segment in self.searcher.segment_readers() {
            let terms = segment.inverted_index(term.field())?;
            let Some(info) = terms.get_term_info(term)? else { continue };
            match segment.alive_bitset() {
                None => documents += u64::from(info.doc_freq),
                Some(alive) => {
                    let mut postings = terms.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
                    while postings.doc() != tantivy::TERMINATED {
                        documents += u64::from(alive.is_alive(postings.doc()));
                        postings.advance();
                    }
                }
            }
        }
        Ok(documents)
    }
}
