//! Words that are the first letters of others, found in the catalogue itself.
//!
//! Of a product that is called a solid state drive, a text says "SSD". Three or four words of letters are what an acronym
//! stands for when at least half of the documents that have them have it too, of several brands.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::document::Document;
use crate::text;

const DOCUMENTS: usize = 5;
const BRANDS: usize = 3;
/// Of the documents with the words, those that have the acronym.
const SHARE: f64 = 0.5;
/// Two letters are the beginnings of too much: "pc" of "print cartridge".
const WORDS: std::ops::RangeInclusive<usize> = 3..=4;
/// Phrases that are counted at most; those seen once are dropped when there are more.
const PHRASES: usize = 100_000;

#[derive(Default)]
struct Phrase {
    acronym: String,
    /// From the first one with the acronym on.
    documents: usize,
    with_acronym: usize,
    brands: BTreeSet<String>,
}

/// Collects from documents, one after the other.
#[derive(Default)]
pub(crate) struct Acronyms(HashMap<Vec<String>, Phrase>);

impl Acronyms {
    pub fn read(&mut self, document: &Document) {
        let texts = [&document.title, &document.description]
            .map(|text| text::words(text).into_iter().map(|word| word.folded).collect::<Vec<String>>());
        let all: HashSet<&str> = texts.iter().flatten().map(String::as_str).collect();
        let mut seen: HashSet<&[String]> = HashSet::new();
        for text in &texts {
            for phrase in WORDS.flat_map(|length| text.windows(length)) {
                if !phrase.iter().all(|word| is_word(word)) || !seen.insert(phrase) {
                    continue;
                }
                let acronym: String = phrase.iter().filter_map(|word| word.chars().next()).collect();
                let has_it = all.contains(acronym.as_str());
                if has_it && !self.0.contains_key(phrase) {
                    self.0.insert(phrase.to_vec(), Phrase { acronym, ..Phrase::default() });
                }
                let Some(known) = self.0.get_mut(phrase) else { continue };
                known.documents += 1;
                known.with_acronym += usize::from(has_it);
                if has_it && known.brands.len() < BRANDS {
                    known.brands.insert(document.brand.clone());
                }
            }
        }
        if self.0.len() > PHRASES {
            self.0.retain(|_, phrase| phrase.with_acronym > 1);
        }
    }

    /// Acronyms and what they stand for, one phrase for each.
    pub fn found(&self) -> Vec<(String, String)> {
        let is_good = |phrase: &Phrase| {
            phrase.with_acronym >= DOCUMENTS
                && phrase.brands.len() >= BRANDS
                && phrase.with_acronym as f64 >= SHARE * phrase.documents as f64
        };
        let mut best: HashMap<&str, (usize, &Vec<String>)> = HashMap::new();
        for (words, phrase) in self.0.iter().filter(|(_, phrase)| is_good(phrase)) {
            let one = (phrase.with_acronym, words);
            let known = best.entry(&phrase.acronym).or_insert(one);
            *known = (*known).max(one);
        }
        let mut found: Vec<(String, String)> =
            best.into_iter().map(|(acronym, (_, words))| (acronym.to_owned(), words.join(" "))).collect();
        found.sort_unstable();
        found
    }
}

fn is_word(text: &str) -> bool {
    text.len() > 2 && text.chars().all(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_several_brands_write_in_full_and_in_short_means_the_same() {
        let mut acronyms = Acronyms::default();
        let document = |title: &str, description: &str, brand: &str| Document {
            title: title.to_owned(),
            description: description.to_owned(),
            brand: brand.to_owned(),
            ..Document::default()
        };
        for brand in ["Acme", "Kiln", "Oak", "Acme", "Kiln"] {
            acronyms.read(&document("Internal solid state drive 80 GB", "Fast SSD, 2.5 inch", brand));
            // Of one brand's only, and without the short word.
            acronyms.read(&document("Blue tea mug", "BTM", "Acme"));
            acronyms.read(&document("Power distribution unit", "For racks", brand));
        }
        assert_eq!(acronyms.found(), [("ssd".to_owned(), "solid state drive".to_owned())]);
    }
}
