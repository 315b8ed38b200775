//! How an index is set up, and the names of its fields.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// Grows when documents or settings change their shape: then an index is made anew, beside that of an older version of
/// this program, which goes on with its own.
pub const SHAPE: u32 = 1;

/// Values of a facet that are counted, most frequent ones first.
pub const MOST_VALUES: usize = 1_000;
/// Hits that can be reached by counting from the first; pages by price and age are not counted like that.
const MOST_HITS: usize = 10_000_000;

/// Fields with words of titles, brands and categories: what is completed, and where mistakes are looked for.
pub const NAMING: [&str; 3] = ["title", "brand", "category"];

pub type Synonyms = BTreeMap<String, Vec<String>>;

pub fn of_index(synonyms: &Synonyms) -> Value {
    json!({
        // The order is that of their worth.
        "searchableAttributes": ["title", "brand", "codes", "category", "attributes", "description"],
        "filterableAttributes": [
            "keys", "numbers", "price", "stock", "visible_from", "visible_until", "exact", "words",
            "cheap", "dear", "created", "rank", "popularity",
        ],
        "sortableAttributes": ["cheap", "dear", "created", "rank"],
        // Who asks for an order gets that one. Otherwise words decide; what is there and what sells, between equals.
        "rankingRules": [
            "sort", "words", "typo", "attributeRank", "proximity", "exactness",
            "stock:desc", "popularity:desc", "wordPosition",
        ],
        "stopWords": [],
        "synonyms": synonyms,
        "typoTolerance": {
            "enabled": true,
            "minWordSizeForTypos": { "oneTypo": 4, "twoTypos": 9 },
            "disableOnAttributes": ["codes"],
            "disableOnNumbers": true,
        },
        "faceting": { "maxValuesPerFacet": MOST_VALUES, "sortFacetValuesBy": { "*": "count" } },
        "pagination": { "maxTotalHits": MOST_HITS },
    })
}

/// Each phrase with the others of its groups.
pub fn synonyms(groups: &[Vec<String>]) -> Synonyms {
    let mut all = Synonyms::new();
    for group in groups {
        for phrase in group {
            let others = all.entry(phrase.clone()).or_default();
            for other in group.iter().filter(|other| *other != phrase) {
                if !others.contains(other) {
                    others.push(other.clone());
                }
            }
        }
    }
    all
}

/// The field of a facet's values.
pub fn key_field(facet: &str) -> String {
    // Names of fields in filters have no colon.
    format!("keys.{}", facet.replace(':', "_"))
}

/// The field of a facet that is numbers.
pub fn number_field(facet: &str) -> String {
    match facet {
        "price" => "price".to_owned(),
        code => format!("numbers.{code}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_phrase_names_the_others_of_all_its_groups() {
        let group = |phrases: &[&str]| phrases.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
        let all = synonyms(&[group(&["cup", "mug"]), group(&["mug", "beaker", "cup"])]);
        assert_eq!(all["mug"], ["cup", "beaker"]);
        assert_eq!(all["cup"], ["mug", "beaker"]);
        assert_eq!(all["beaker"], ["mug", "cup"]);
    }
}
