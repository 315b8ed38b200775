//! Counts as they are told.

use crate::collect::Found;
use crate::query::{Answer, FacetCount, Query, RangeCount};

/// Values of a facet that are told at most, the most frequent ones.
const MOST: usize = 100;

pub(crate) fn tell(query: &Query, found: &mut Found, answer: &mut Answer) {
    let mut facets: Vec<Vec<FacetCount>> = vec![Vec::new(); query.facets.len()];
    for ((facet, value), documents) in std::mem::take(&mut found.values) {
        if let Some(values) = facets.get_mut(facet) {
            values.push(FacetCount { value, documents });
        }
    }
    for values in &mut facets {
        values.sort_by(|a, b| (b.documents, &a.value).cmp(&(a.documents, &b.value)));
        values.truncate(MOST);
    }
    answer.facets =
        query.facets.iter().cloned().zip(facets).filter(|(_, values)| !values.is_empty()).collect();
    for (nth, facet) in query.ranges.iter().enumerate() {
        if let Some((least, most, documents)) = found.ranges.get(&nth).copied() {
            answer.ranges.push(RangeCount { facet: facet.clone(), least, most, documents });
        }
    }
}
