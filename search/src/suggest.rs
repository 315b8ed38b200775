//! What somebody may be about to type.

use std::collections::HashMap;

use tantivy::Term;
use tantivy::collector::Count;
use tantivy::query::{BooleanQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

use crate::error::Result;
use crate::index::Index;
use crate::text;

/// Words with the prefix that are looked at: the first by alphabet of a very short one.
const LOOKED_AT: usize = 2_000;
/// Of them, those that are tried together with the words before.
const TRIED: usize = 24;
const WORDS_BEFORE: usize = 6;

/// A question that has answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    pub text: String,
    /// Documents with all of its words in title, brand or category.
    pub documents: u64,
}

impl Index {
    /// Completions of what was typed so far, those with most documents first. Its last word is taken for a beginning.
    ///
    /// # Errors
    /// `Engine`.
    pub fn suggest(&self, typed: &str, limit: usize) -> Result<Vec<Suggestion>> {
        let typed: String = typed.chars().take(200).collect();
        let words = text::words(&typed);
        let Some((last, before)) = words.split_last() else { return Ok(Vec::new()) };
        let searcher = self.searcher();
        let mut found: HashMap<String, u64> = HashMap::new();
        for segment in searcher.segment_readers() {
            let terms = segment.inverted_index(self.fields.words)?;
            let mut stream = terms.terms().range().ge(&last.folded).into_stream()?;
            for _ in 0..LOOKED_AT {
                if !stream.advance() || !stream.key().starts_with(last.folded.as_bytes()) {
                    break;
                }
                if let Ok(word) = std::str::from_utf8(stream.key()) {
                    *found.entry(word.to_owned()).or_default() += u64::from(stream.value().doc_freq);
                }
            }
        }
        let mut words: Vec<(String, u64)> = found.into_iter().collect();
        words.sort_by(|(a, few), (b, many)| many.cmp(few).then_with(|| a.cmp(b)));
        words.truncate(if before.is_empty() { limit } else { TRIED });
        let prefix = typed.get(..last.from).unwrap_or_default().trim_start().to_lowercase();
        let mut suggestions = Vec::with_capacity(words.len());
        for (word, mut documents) in words {
            if !before.is_empty() {
                let others = before.iter().rev().take(WORDS_BEFORE).map(|word| word.folded.as_str());
                let all = others.chain([word.as_str()]).map(|word| {
                    let term = Term::from_field_text(self.fields.words, word);
                    Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>
                });
                let all = BooleanQuery::intersection(all.collect());
                documents = searcher.search(&all, &Count)? as u64;
            }
            if documents > 0 {
                suggestions.push(Suggestion { text: format!("{prefix}{word}"), documents });
            }
        }
        suggestions.sort_by(|a, b| (b.documents, &a.text).cmp(&(a.documents, &b.text)));
        suggestions.truncate(limit);
        Ok(suggestions)
    }
}
