//! Questions as the server is asked them: all parts of one go in one request.

use domain::search::{Place, Question, Sort};
use serde_json::{Value, json};

use super::document::{PRICED, rank};
use super::filter::{self, facet_of};
use super::settings::{NAMING, key_field, number_field};

/// Hits by relevance that can be reached, as with the embedded engine.
pub const WINDOW: usize = 300;
/// Marks of what was found; no text of a shop has them.
pub const MARKS: (char, char) = ('\u{e000}', '\u{e001}');
/// Codes that are looked for in what was typed.
const CODES: usize = 4;
/// Characters of what is looked at for codes.
const CODE_TEXT: usize = 200;

/// In which way a question is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    pub text: String,
    /// A part number that has to be there.
    pub code: Option<String>,
    /// Some of the words are enough.
    pub is_relaxed: bool,
}

impl Way {
    pub fn plain(question: &Question) -> Self {
        Self { text: question.text.clone(), code: None, is_relaxed: false }
    }

    /// What is asked of one index, before what is wanted of it.
    fn base(&self, uid: &str, mut filter: String) -> Value {
        if let Some(code) = &self.code {
            filter = format!("{filter} AND exact = {}", filter::quoted(code));
        }
        // The rarer words count for more, wherever they stand.
        let strategy = if self.is_relaxed { "frequency" } else { "all" };
        json!({ "indexUid": uid, "q": self.text, "filter": filter, "matchingStrategy": strategy })
    }

    /// How many have it, and these facets of them.
    fn counting(&self, uid: &str, filter: String, facets: &[String]) -> Value {
        let mut query = self.base(uid, filter);
        // By pages, so that the total is no estimate.
        query["hitsPerPage"] = 0.into();
        query["page"] = 1.into();
        query["facets"] = json!(facets);
        query
    }

    /// Only how many have it.
    pub fn probe(&self, uid: &str, question: &Question) -> Value {
        self.counting(uid, filter::all(question.now, &question.filters, None), &[])
    }

    /// What asks for the hits, for the count of all of them, and for facets: those that nothing is filtered by with the
    /// count, the others one by one and without their own filter.
    pub fn queries(&self, uid: &str, question: &Question) -> Vec<Value> {
        let (mut shared, mut own) = (Vec::new(), Vec::new());
        let named = question.facets.iter().map(|facet| (facet, key_field(facet)));
        let ranges = question.ranges.iter().map(|facet| (facet, number_field(facet)));
        for (facet, field) in named.chain(ranges) {
            let is_filtered = question.filters.iter().any(|one| facet_of(one) == Some(facet));
            match is_filtered {
                true => own.push((facet, field)),
                false => shared.push(field),
            }
        }
        // They say how many have a number.
        let of_ranges = [key_field("has"), key_field(PRICED)];
        if !question.ranges.is_empty() {
            shared.extend(of_ranges.iter().filter(|one| !shared.contains(one)).cloned().collect::<Vec<_>>());
        }
        let filter = |left_out| filter::all(question.now, &question.filters, left_out);
        let mut queries = vec![self.hits(uid, question), self.counting(uid, filter(None), &shared)];
        for (facet, field) in own {
            let mut facets = vec![field];
            facets.extend(of_ranges.iter().filter(|one| **one != facets[0]).cloned().collect::<Vec<_>>());
            queries.push(self.counting(uid, filter(Some(facet)), &facets));
        }
        queries
    }

    fn hits(&self, uid: &str, question: &Question) -> Value {
        let mut filter = filter::all(question.now, &question.filters, None);
        let order = Order::of(question.sort);
        if let (Some(order), Some(after)) = (&order, question.after) {
            filter = format!("{filter} AND {}", order.behind(after));
        }
        let mut query = self.base(uid, filter);
        let offset = offset(question);
        let most = if order.is_some() { usize::MAX } else { WINDOW - offset };
        // One more than wanted tells whether there is more.
        query["limit"] = question.limit.saturating_add(usize::from(question.limit > 0)).min(most).into();
        query["attributesToRetrieve"] = match &order {
            Some(order) => {
                query["sort"] = json!([format!("{}:{}", order.field, order.direction), "rank:asc"]);
                json!(["id", order.field])
            }
            None => {
                query["offset"] = offset.into();
                json!(["id"])
            }
        };
        query["attributesToHighlight"] = json!(NAMING);
        query["highlightPreTag"] = MARKS.0.to_string().into();
        query["highlightPostTag"] = MARKS.1.to_string().into();
        query["showRankingScore"] = true.into();
        query
    }
}

/// By relevance a place is how many came before: the server tells no key that could be gone on from.
pub fn offset(question: &Question) -> usize {
    let before = question.after.map_or(0, |place| usize::try_from(place.key).unwrap_or(WINDOW));
    if question.sort == Sort::Relevance { before.min(WINDOW) } else { 0 }
}

/// An order by a field, whose pages begin behind a hit and not after a count.
pub struct Order {
    pub field: &'static str,
    direction: &'static str,
    /// From the field to a key of which less is earlier.
    pub sign: i64,
}

impl Order {
    pub fn of(sort: Sort) -> Option<Self> {
        match sort {
            Sort::Relevance => None,
            Sort::Newest => Some(Self { field: "created", direction: "desc", sign: -1 }),
            Sort::PriceAsc => Some(Self { field: "cheap", direction: "asc", sign: 1 }),
            Sort::PriceDesc => Some(Self { field: "dear", direction: "desc", sign: -1 }),
        }
    }

    fn behind(&self, place: Place) -> String {
        let (field, value, rank) = (self.field, place.key.saturating_mul(self.sign), rank(place.id));
        let further = if self.sign > 0 { ">" } else { "<" };
        format!("({field} {further} {value} OR ({field} = {value} AND rank > {rank}))")
    }
}

/// Parts of what was typed that may be part numbers, each with the words beside it: all of it, or single words. A number has
/// to be in them: other words are found as words.
pub fn codes(text: &str) -> Vec<Way> {
    if text.chars().count() > CODE_TEXT {
        return Vec::new();
    }
    let code = |text: &str| {
        let code = search::code(text).filter(|code| code.len() >= 3 && text.chars().count() <= 40)?;
        code.bytes().any(|byte| byte.is_ascii_digit()).then_some(code)
    };
    let way = |code: String, rest: String| Way { text: rest, code: Some(code), is_relaxed: false };
    let words: Vec<&str> = text.split_whitespace().collect();
    let whole = code(text).map(|code| way(code, String::new()));
    let single = words.iter().enumerate().filter(|_| words.len() > 1).filter_map(|(nth, word)| {
        let rest: Vec<&str> =
            words.iter().enumerate().filter(|(other, _)| *other != nth).map(|(_, word)| *word).collect();
        Some(way(code(word)?, rest.join(" ")))
    });
    whole.into_iter().chain(single).take(CODES).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_part_number_is_told_from_words() {
        let found = |text: &str| -> Vec<(String, String)> {
            codes(text).into_iter().map(|way| (way.code.unwrap_or_default(), way.text)).collect()
        };
        let pair = |code: &str, rest: &str| (code.to_owned(), rest.to_owned());
        assert_eq!(found("TN-2110"), [pair("tn2110", "")]);
        assert_eq!(found("toner tn-2110"), [pair("tonertn2110", ""), pair("tn2110", "toner")]);
        assert_eq!(found("tn 2110"), [pair("tn2110", ""), pair("2110", "tn")]);
        assert_eq!(found("blue mug"), []);
        assert_eq!(found("a 4"), [], "two characters are no part number");
        assert_eq!(found(&"x1 ".repeat(1_000)), []);
    }

    #[test]
    fn pages_by_price_go_on_behind_the_last_hit() {
        let place = Place { key: -1_500, id: uuid::Uuid::nil() };
        let order = Order::of(Sort::PriceDesc);
        let behind = order.map(|order| order.behind(place)).unwrap_or_default();
        assert_eq!(behind, "(dear < 1500 OR (dear = 1500 AND rank > 0))");
    }
}
