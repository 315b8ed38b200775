//! Answers of the server in the terms of the port.

use std::collections::{BTreeMap, HashMap};

use domain::search::{Answer, FacetCount, Hit, Place, Question, RangeCount, Sort};
use serde::Deserialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::document::PRICED;
use super::filter::facet_of;
use super::question::{MARKS, Order, WINDOW, offset};
use super::settings::{NAMING, key_field, number_field};

/// Of what was typed, words that are looked at for mistakes.
const WORDS: usize = 16;

#[derive(Debug, Deserialize)]
pub struct Results {
    pub results: Vec<Found>,
}

/// What one query came to.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    #[serde(default)]
    hits: Vec<FoundHit>,
    total_hits: Option<u64>,
    #[serde(default)]
    facet_distribution: HashMap<String, BTreeMap<String, u64>>,
    #[serde(default)]
    facet_stats: HashMap<String, Stats>,
}

#[derive(Debug, Deserialize)]
struct FoundHit {
    id: Uuid,
    #[serde(default, rename = "_rankingScore")]
    score: f32,
    #[serde(default, rename = "_formatted")]
    formatted: Map<String, Value>,
    #[serde(flatten)]
    fields: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
struct Stats {
    min: f64,
    max: f64,
}

impl Found {
    pub fn total(&self) -> u64 {
        self.total_hits.unwrap_or_default()
    }

    fn has(&self, facet: &str, value: &str) -> u64 {
        let values = self.facet_distribution.get(&key_field(facet));
        values.and_then(|values| values.get(value)).copied().unwrap_or_default()
    }
}

/// The answer, from the results of the queries of a [`Way`](super::question::Way); `None` if they are not those.
pub fn answer(question: &Question, text: &str, mut results: Vec<Found>) -> Option<Answer> {
    if results.len() < 2 {
        return None;
    }
    let mut hits = std::mem::take(&mut results.first_mut()?.hits);
    let counts = &results[1..];
    let mut answer = Answer { total: counts.first()?.total(), ..Answer::default() };
    tell_facets(question, counts, &mut answer);
    let more = hits.len() > question.limit;
    hits.truncate(question.limit);
    let marked = marked(&hits);
    answer.terms = search::stems(marked.keys().map(String::as_str).chain([text]));
    answer.did_you_mean = corrected(text, &marked);
    answer.is_corrected = answer.did_you_mean.is_some();
    answer.next = match hits.last() {
        Some(last) if more => place(question, last, hits.len()),
        _ => None,
    };
    answer.hits = hits.iter().map(|hit| Hit { id: hit.id, score: hit.score }).collect();
    Some(answer)
}

fn place(question: &Question, last: &FoundHit, count: usize) -> Option<Place> {
    let key = match (question.sort, Order::of(question.sort)) {
        (Sort::Relevance, _) | (_, None) => {
            let next = offset(question) + count;
            i64::try_from(next).ok().filter(|_| next < WINDOW)?
        }
        (_, Some(order)) => last.fields.get(order.field)?.as_f64()? as i64 * order.sign,
    };
    Some(Place { key, id: last.id })
}

fn tell_facets(question: &Question, counts: &[Found], answer: &mut Answer) {
    // The queries of facets that something is filtered by stand behind the first, in the order in which they are asked for.
    let mut own = counts.iter().skip(1);
    let mut of = |facet: &str| match question.filters.iter().any(|one| facet_of(one) == Some(facet)) {
        true => own.next(),
        false => counts.first(),
    };
    for facet in &question.facets {
        let Some(found) = of(facet) else { continue };
        let values = found.facet_distribution.get(&key_field(facet)).into_iter().flatten();
        let mut values: Vec<FacetCount> =
            values.map(|(value, count)| FacetCount { value: value.clone(), products: *count }).collect();
        values.sort_by(|a, b| (b.products, &a.value).cmp(&(a.products, &b.value)));
        answer.facets.push((facet.clone(), values));
    }
    for facet in &question.ranges {
        let Some(found) = of(facet) else { continue };
        let Some(stats) = found.facet_stats.get(&number_field(facet)) else { continue };
        let products = match facet.as_str() {
            "price" => found.has(PRICED, "true"),
            code => found.has("has", code),
        };
        let (least, most) = (stats.min as i64, stats.max as i64);
        answer.ranges.push(RangeCount { facet: facet.clone(), least, most, products });
    }
}

/// Whole words of names in which something was found, and in how many hits.
fn marked(hits: &[FoundHit]) -> HashMap<String, usize> {
    let mut all: HashMap<String, usize> = HashMap::new();
    for hit in hits {
        let texts = NAMING.iter().filter_map(|field| hit.formatted.get(*field)?.as_str());
        for word in texts.flat_map(marked_words) {
            *all.entry(word).or_default() += 1;
        }
    }
    all
}

fn marked_words(text: &str) -> Vec<String> {
    let (mut words, mut word, mut is_marked) = (Vec::new(), String::new(), false);
    for c in text.chars().chain([' ']) {
        if c == MARKS.0 {
            is_marked = true;
        } else if c == MARKS.1 {
        } else if c.is_alphanumeric() {
            word.push(c);
        } else {
            if is_marked {
                words.extend(search::words(&word));
            }
            word.clear();
            is_marked = false;
        }
    }
    words
}

/// What was typed, with the words put right for which only others were found that are written nearly like them. The server
/// does not tell what it took a word for; what it marks does.
fn corrected(text: &str, marked: &HashMap<String, usize>) -> Option<String> {
    let better = |word: &str| -> Option<&String> {
        let is_word = word.chars().count() >= 4 && !word.chars().any(|c| c.is_ascii_digit());
        let is_found = marked.keys().any(|other| other.starts_with(word) || word.starts_with(other.as_str()));
        if !is_word || is_found {
            return None;
        }
        let allowed = if word.chars().count() < 9 { 1 } else { 2 };
        let near = marked.iter().filter_map(|(other, count)| {
            // Two letters in the wrong order are two mistakes to the server, and one to people.
            let distance = strsim::damerau_levenshtein(word, other);
            (distance <= allowed).then_some((distance, std::cmp::Reverse(*count), other))
        });
        near.min().map(|(.., other)| other)
    };
    let mut is_other = false;
    let chunks: Vec<String> = text
        .split_whitespace()
        .enumerate()
        .map(|(nth, chunk)| match search::words(chunk).as_slice() {
            [word] if nth < WORDS => match better(word) {
                Some(other) => {
                    is_other = true;
                    other.clone()
                }
                None => chunk.to_owned(),
            },
            _ => chunk.to_owned(),
        })
        .collect();
    is_other.then(|| chunks.join(" "))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn words_are_put_right_by_what_was_found_for_them() {
        let marked = |words: &[&str]| words.iter().map(|word| ((*word).to_owned(), 1)).collect();
        for (typed, found, expected) in [
            ("Blue travle mug", marked(&["blue", "travel", "mug"]), Some("Blue travel mug")),
            ("mugs", marked(&["mug"]), None),
            ("trav", marked(&["travel"]), None),
            ("notebook", marked(&["laptop"]), None),
            ("", marked(&[]), None),
        ] {
            assert_eq!(corrected(typed, &found).as_deref(), expected, "{typed}");
        }
        assert_eq!(marked_words("A \u{e000}Crè\u{e001}me b\u{e000}owl\u{e001}, no"), ["creme", "bowl"]);
    }

    #[test]
    fn an_answer_is_read_as_it_is_documented() {
        let results: Results = serde_json::from_str(
            r#"{ "results": [
                { "indexUid": "products", "hits": [
                    { "id": "00000000-0000-0000-0000-000000000001", "cheap": 1500, "_rankingScore": 0.97,
                      "_formatted": { "title": "\ue000Mug\ue001", "id": "1" } },
                    { "id": "00000000-0000-0000-0000-000000000002", "cheap": 1600, "_rankingScore": 0.9 }
                  ], "query": "mug", "processingTimeMs": 1, "limit": 2, "offset": 0, "estimatedTotalHits": 2 },
                { "indexUid": "products", "hits": [], "query": "mug", "processingTimeMs": 1, "hitsPerPage": 0,
                  "page": 1, "totalPages": 0, "totalHits": 2,
                  "facetDistribution": { "keys.brand": { "b": 2, "a": 2 }, "keys.has": { "width": 1 } },
                  "facetStats": { "numbers.width": { "min": 10500, "max": 11500 } } }
            ] }"#,
        )
        .unwrap();
        let question = Question {
            facets: vec!["brand".into()],
            ranges: vec!["width".into()],
            sort: Sort::PriceAsc,
            limit: 1,
            ..Question::default()
        };
        let answer = answer(&question, "mug", results.results).unwrap();
        assert_eq!((answer.total, answer.hits.len(), answer.terms), (2, 1, vec!["mug".to_owned()]));
        assert_eq!(answer.next.unwrap().key, 1500);
        let count = |value: &str| FacetCount { value: value.into(), products: 2 };
        assert_eq!(answer.facets, [("brand".into(), vec![count("a"), count("b")])]);
        let range = RangeCount { facet: "width".into(), least: 10_500, most: 11_500, products: 1 };
        assert_eq!(answer.ranges, [range]);
    }
}
