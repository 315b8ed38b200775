//! One look at all documents that match: the first ones in the order wanted, and the counts of facets.
//!
//! Filters are looked at here, document by document: one that only the filter of a facet keeps out still counts for that
//! facet, so that with red chosen, blue says how many there are.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use crate::columns::Columns;
use crate::query::{Filter, Place, Query, Sort};
use crate::schema::SEPARATOR;

pub(crate) struct Matches<'a> {
    pub query: &'a Query,
    /// How many of the first are wanted.
    pub first: usize,
    /// Whether facets and ranges are counted.
    pub is_counted: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Found {
    pub total: u64,
    /// Whether each has all that was asked for.
    pub has_all: bool,
    /// In their order, with their scores.
    pub first: Vec<(Place, Score, DocAddress)>,
    /// By facet and value.
    pub values: HashMap<(usize, String), u64>,
    /// By range: least, greatest, how many.
    pub ranges: HashMap<usize, (i64, i64, u64)>,
}

impl Found {
    /// What was found elsewhere, behind what was found here.
    pub fn add(&mut self, other: Self) {
        self.total += other.total;
        self.first.extend(other.first);
        for (key, count) in other.values {
            *self.values.entry(key).or_default() += count;
        }
        for (range, (least, most, count)) in other.ranges {
            let known = self.ranges.entry(range).or_insert((least, most, 0));
            *known = (known.0.min(least), known.1.max(most), known.2 + count);
        }
    }
}

/// A filter in the terms of a segment.
enum Test {
    Values(Vec<u64>),
    Between(Option<Column<i64>>, i64, i64),
    InStock(bool),
}

pub(crate) struct InSegment {
    ordinal: SegmentOrdinal,
    columns: Columns,
    now: i64,
    sort: Sort,
    after: Option<Place>,
    first: usize,
    tests: Vec<Test>,
    /// Of each facet that is counted: its ordinals, and the filter of its own.
    facets: Vec<((u64, u64), Option<usize>)>,
    ranges: Vec<(Option<Column<i64>>, Option<usize>)>,
    counts: HashMap<u64, u64>,
    best: BinaryHeap<(Place, ByBits, Reverse<DocId>)>,
    found: Found,
}

/// A score that is only carried along.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct ByBits(u32);

impl Collector for Matches<'_> {
    type Fruit = Found;
    type Child = InSegment;

    fn for_segment(&self, ordinal: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<InSegment> {
        let columns = Columns::of(segment)?;
        let mut tests = Vec::with_capacity(self.query.filters.len());
        for filter in &self.query.filters {
            tests.push(match filter {
                Filter::Values { facet, values } => {
                    let keys: Vec<String> =
                        values.iter().map(|value| format!("{facet}{SEPARATOR}{value}")).collect();
                    Test::Values(columns.ordinals(&keys)?)
                }
                Filter::Between { facet, least, most } => Test::Between(
                    columns.number(segment, facet)?,
                    least.unwrap_or(i64::MIN),
                    most.unwrap_or(i64::MAX),
                ),
                Filter::InStock(wanted) => Test::InStock(*wanted),
            });
        }
        let own = |name: &str| {
            self.query.filters.iter().position(|filter| match filter {
                Filter::Values { facet, .. } | Filter::Between { facet, .. } => facet == name,
                Filter::InStock(_) => false,
            })
        };
        let (mut facets, mut ranges) = (Vec::new(), Vec::new());
        if self.is_counted {
            for facet in &self.query.facets {
                facets.push((columns.ordinals_of(facet)?, own(facet)));
            }
            for facet in &self.query.ranges {
                ranges.push((columns.number(segment, facet)?, own(facet)));
            }
        }
        Ok(InSegment {
            ordinal,
            columns,
            now: self.query.now,
            sort: self.query.sort,
            after: self.query.after.filter(|_| self.query.sort != Sort::Relevance),
            first: self.first,
            tests,
            facets,
            ranges,
            counts: HashMap::new(),
            best: BinaryHeap::new(),
            found: Found::default(),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.query.sort == Sort::Relevance
    }

    fn merge_fruits(&self, parts: Vec<Found>) -> tantivy::Result<Found> {
        let mut whole = Found::default();
        parts.into_iter().for_each(|part| whole.add(part));
        whole.first.sort_unstable_by_key(|(place, ..)| *place);
        whole.first.truncate(self.first);
        Ok(whole)
    }
}

impl InSegment {
    /// Which filters keep the document out: none, this one, or several.
    fn kept_out_by(&self, doc: DocId) -> Result<(), Option<usize>> {
        let mut by = None;
        for (nth, test) in self.tests.iter().enumerate() {
            let passes = match test {
                Test::Values(wanted) => self.columns.keys.as_ref().is_some_and(|keys| {
                    keys.ords().values_for_doc(doc).any(|ordinal| wanted.binary_search(&ordinal).is_ok())
                }),
                Test::Between(column, least, most) => column.as_ref().is_some_and(|column| {
                    column.values_for_doc(doc).any(|value| (*least..=*most).contains(&value))
                }),
                Test::InStock(wanted) => self.columns.is_in_stock(doc) == *wanted,
            };
            if !passes {
                if by.is_some() {
                    return Err(None);
                }
                by = Some(nth);
            }
        }
        by.map_or(Ok(()), |nth| Err(Some(nth)))
    }

    /// `passed` is whether all filters let it pass, or the only one that did not.
    fn count(&mut self, doc: DocId, passed: Option<usize>) {
        let counts_for = |own: Option<usize>| passed.is_none() || passed == own;
        if let Some(keys) = self.columns.keys.as_ref().filter(|_| !self.facets.is_empty()) {
            for ordinal in keys.ords().values_for_doc(doc) {
                let facet = self.facets.iter().find(|((from, to), _)| (*from..*to).contains(&ordinal));
                if facet.is_some_and(|(_, own)| counts_for(*own)) {
                    *self.counts.entry(ordinal).or_default() += 1;
                }
            }
        }
        for (nth, (column, own)) in self.ranges.iter().enumerate() {
            if !counts_for(*own) {
                continue;
            }
            for value in column.iter().flat_map(|column| column.values_for_doc(doc)) {
                let known = self.found.ranges.entry(nth).or_insert((value, value, 0));
                *known = (known.0.min(value), known.1.max(value), known.2 + 1);
            }
        }
    }

    fn key(&self, doc: DocId, score: Score) -> i64 {
        match self.sort {
            Sort::Relevance => -quantised(score),
            Sort::Newest => -self.columns.created_at.first(doc).unwrap_or(i64::MIN + 1),
            Sort::PriceAscending => self.columns.price.first(doc).unwrap_or(i64::MAX),
            Sort::PriceDescending => self.columns.price.first(doc).map_or(i64::MAX, |price| -price),
        }
    }
}

/// Sums of floating point numbers depend on their order in the last digits, and what is shown should not.
pub(crate) fn quantised(score: Score) -> i64 {
    (f64::from(score) * 10_000.0).round() as i64
}

impl SegmentCollector for InSegment {
    type Fruit = Found;

    fn collect(&mut self, doc: DocId, score: Score) {
        if !self.columns.is_visible(doc, self.now) {
            return;
        }
        match self.kept_out_by(doc) {
            Ok(()) => {}
            Err(Some(only)) => return self.count(doc, Some(only)),
            Err(None) => return,
        }
        self.count(doc, None);
        self.found.total += 1;
        let key = self.key(doc, score);
        if self.best.len() >= self.first && self.best.peek().is_none_or(|(worst, ..)| worst.key < key) {
            return;
        }
        let place = Place { key, id: self.columns.id(doc) };
        if self.after.is_some_and(|after| place <= after) {
            return;
        }
        self.best.push((place, ByBits(score.to_bits()), Reverse(doc)));
        if self.best.len() > self.first {
            self.best.pop();
        }
    }

    fn harvest(mut self) -> Found {
        let ordinal = self.ordinal;
        let first = self.best.into_iter().map(|(place, score, Reverse(doc))| {
            (place, Score::from_bits(score.0), DocAddress::new(ordinal, doc))
        });
        self.found.first = first.collect();
        if let Some(keys) = &self.columns.keys {
            let mut text = String::new();
            for (ordinal, count) in self.counts {
                let facet = self.facets.iter().position(|((from, to), _)| (*from..*to).contains(&ordinal));
                text.clear();
                // A value that cannot be read is left out of the counts; searching goes on.
                let is_read = keys.ord_to_str(ordinal, &mut text).unwrap_or_default();
                if let (Some(facet), true, Some((_, value))) = (facet, is_read, text.split_once(SEPARATOR)) {
                    *self.found.values.entry((facet, value.to_owned())).or_default() += count;
                }
            }
        }
        self.found
    }
}
