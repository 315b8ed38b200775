//! The words of the catalogue: what is not among them is probably mistyped.

use tantivy::query::FuzzyTermQuery;
use tantivy::{Searcher, Term};

use crate::schema::Fields;
use crate::text;

/// Words that are compared; more than this are within reach of very short words only.
const LOOKED_AT: usize = 500;

/// What `word`, folded, was probably meant to be; `None` for one that is known, that has a digit, or like which there is
/// none. One letter may be wrong from four on, two from eight; two that changed places are one.
pub(crate) fn correct(searcher: &Searcher, fields: &Fields, word: &str) -> tantivy::Result<Option<String>> {
    let letters = word.chars().count();
    if letters < 4 || word.bytes().any(|byte| byte.is_ascii_digit()) {
        return Ok(None);
    }
    let stem = text::stem(word);
    for field in [fields.title, fields.brand, fields.category, fields.description, fields.attributes] {
        if searcher.doc_freq(&Term::from_field_text(field, &stem))? > 0 {
            return Ok(None);
        }
    }
    for distance in 1..=if letters < 8 { 1 } else { 2 } {
        let best = nearest(searcher, fields, word, distance)?;
        if best.is_some() {
            return Ok(best);
        }
    }
    Ok(None)
}

/// The most frequent word within the distance; of equally frequent ones the first by alphabet.
fn nearest(
    searcher: &Searcher,
    fields: &Fields,
    word: &str,
    distance: u8,
) -> tantivy::Result<Option<String>> {
    let query = FuzzyTermQuery::new(Term::from_field_text(fields.words, word), distance, true);
    let mut found: Vec<(String, u64)> = Vec::new();
    for segment in searcher.segment_readers() {
        let terms = segment.inverted_index(fields.words)?;
        let mut stream = terms.terms().search(query.automaton()?).into_stream()?;
        for _ in 0..LOOKED_AT {
            if !stream.advance() {
                break;
            }
            let Ok(term) = std::str::from_utf8(stream.key()) else { continue };
            let documents = u64::from(stream.value().doc_freq);
            match found.iter_mut().find(|(known, _)| known == term) {
                Some((_, count)) => *count += documents,
                None => found.push((term.to_owned(), documents)),
            }
        }
    }
    let same_first = |term: &str| term.chars().next() == word.chars().next();
    found.sort_by(|(a, many), (b, few)| {
        (same_first(b), few).cmp(&(same_first(a), many)).then_with(|| a.cmp(b))
    });
    Ok(found.into_iter().next().map(|(term, _)| term))
}
