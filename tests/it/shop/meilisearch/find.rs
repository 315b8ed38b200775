//! Finding, ordering, counting and marking.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::filter::{self, values};
use super::index::Index;

/// A question as it is documented, of which this takes what it does not know for a mistake.
const KNOWN: [&str; 17] = [
    "indexUid",
    "q",
    "filter",
    "facets",
    "sort",
    "offset",
    "limit",
    "page",
    "hitsPerPage",
    "matchingStrategy",
    "attributesToRetrieve",
    "attributesToHighlight",
    "highlightPreTag",
    "highlightPostTag",
    "showRankingScore",
    "attributesToSearchOn",
    "attributesToCrop",
];

type Error = (&'static str, String);

/// What a document has of a question: less is better.
type Worth = (usize, usize, i64, i64);

/// # Errors
/// The code and the message of the refusal.
pub fn search(index: &Index, query: &Value) -> Result<Value, Error> {
    for name in query.as_object().unwrap().keys() {
        if !KNOWN.contains(&name.as_str()) {
            return Err(("bad_request", format!("Unknown field `{name}`")));
        }
    }
    let mut found = matching(index, query)?;
    let sorts: Vec<(String, bool)> = query["sort"].as_array().into_iter().flatten().map(order).collect();
    for (field, _) in &sorts {
        if !index.allows("sortableAttributes", field) {
            return Err(("invalid_search_sort", format!("Attribute `{field}` is not sortable")));
        }
    }
    let number = |document: &Value, field: &str| values(document, field).first().and_then(|one| one.as_f64());
    found.sort_by(|(a, first), (b, second)| {
        let by_sort = sorts.iter().map(|(field, is_down)| {
            let (a, b) = (number(a, field), number(b, field));
            let ordering = a.partial_cmp(&b).unwrap();
            if *is_down { ordering.reverse() } else { ordering }
        });
        by_sort.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then).then(first.cmp(second))
    });
    let most = usize::try_from(index.settings["pagination"]["maxTotalHits"].as_u64().unwrap()).unwrap();
    let total = found.len().min(most);
    let size = |name: &str, default: usize| {
        query.get(name).and_then(Value::as_u64).map_or(default, |one| usize::try_from(one).unwrap())
    };
    let is_paged = query.get("page").is_some() || query.get("hitsPerPage").is_some();
    let (offset, limit) = match is_paged {
        true => (size("page", 1).saturating_sub(1) * size("hitsPerPage", 20), size("hitsPerPage", 20)),
        false => (size("offset", 0), size("limit", 20)),
    };
    let shown = found.iter().take(total).skip(offset).take(limit);
    let hits: Vec<Value> = shown.map(|(document, worth)| hit(index, query, document, *worth)).collect();
    let mut answer = json!({
        "indexUid": query["indexUid"], "hits": hits, "query": query["q"].as_str().unwrap_or(""),
        "processingTimeMs": 0,
    });
    let documents: Vec<&Value> = found.iter().map(|(document, _)| *document).collect();
    if let Some(facets) = query.get("facets").and_then(Value::as_array) {
        let (distribution, stats) = count(index, &documents, facets)?;
        answer["facetDistribution"] = distribution.into();
        answer["facetStats"] = stats.into();
    }
    if is_paged {
        answer["totalHits"] = total.into();
        answer["hitsPerPage"] = limit.into();
        answer["page"] = size("page", 1).into();
        answer["totalPages"] = total.checked_div(limit).unwrap_or(0).into();
    } else {
        answer["estimatedTotalHits"] = total.into();
        answer["offset"] = offset.into();
        answer["limit"] = limit.into();
    }
    Ok(answer)
}

fn order(sort: &Value) -> (String, bool) {
    let (field, direction) = sort.as_str().unwrap().rsplit_once(':').unwrap();
    (field.to_owned(), direction == "desc")
}

/// Documents that pass the filter and have the words.
pub fn matching<'a>(index: &'a Index, query: &Value) -> Result<Vec<(&'a Value, Worth)>, Error> {
    let filter = match query.get("filter").and_then(Value::as_str) {
        Some(text) => {
            let filter = filter::parse(text).map_err(|wrong| ("invalid_search_filter", wrong))?;
            let wrong =
                filter.fields().into_iter().find(|field| !index.allows("filterableAttributes", field));
            if let Some(field) = wrong {
                return Err(("invalid_search_filter", format!("Attribute `{field}` is not filterable")));
            }
            Some(filter)
        }
        None => None,
    };
    let mut fields = index.searchable();
    if let Some(only) = query.get("attributesToSearchOn").and_then(Value::as_array) {
        for field in only {
            if !fields.contains(&field.as_str().unwrap().to_owned()) {
                let text = format!("Attribute {field} is not searchable");
                return Err(("invalid_search_attributes_to_search_on", text));
            }
        }
        fields.retain(|field| only.iter().any(|one| one == field));
    }
    let passed: Vec<&Value> = index
        .documents
        .values()
        .filter(|one| filter.as_ref().is_none_or(|filter| filter.holds(one)))
        .collect();
    let mut asked = asked(query["q"].as_str().unwrap_or(""));
    let have = |asked: &[Asked]| -> Vec<(&'a Value, Worth)> {
        passed.iter().filter_map(|one| Some((*one, worth(index, one, &fields, asked)?))).collect()
    };
    let all = have(&asked);
    match query["matchingStrategy"].as_str().unwrap_or("last") {
        "all" => Ok(all),
        "last" | "frequency" => {
            asked.sort_by_key(|one| have(std::slice::from_ref(one)).len());
            asked.retain(|one| !have(std::slice::from_ref(one)).is_empty());
            asked.truncate(1);
            Ok(if asked.is_empty() { all } else { have(&asked) })
        }
        other => Err(("invalid_search_matching_strategy", format!("Unknown value `{other}`"))),
    }
}

/// A word that is asked for.
#[derive(Debug, Clone)]
struct Asked {
    word: String,
    is_phrase: bool,
    is_last: bool,
}

fn asked(q: &str) -> Vec<Asked> {
    let mut all = Vec::new();
    for (nth, part) in q.split('"').enumerate() {
        let is_phrase = nth % 2 == 1;
        all.extend(words(part).map(|word| Asked { word, is_phrase, is_last: false }));
    }
    if let Some(last) = all.last_mut() {
        last.is_last = !last.is_phrase && q.ends_with(char::is_alphanumeric);
    }
    all
}

pub fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

fn worth(index: &Index, document: &Value, fields: &[String], asked: &[Asked]) -> Option<Worth> {
    let (mut typos, mut place) = (0, 0);
    for one in asked {
        let found = fields.iter().enumerate().filter_map(|(nth, field)| {
            let words = values(document, field).into_iter().filter_map(Value::as_str).flat_map(words);
            Some((words.filter_map(|word| mistakes(index, field, one, &word)).min()?, nth))
        });
        let (mistakes, nth) = found.min().or_else(|| by_synonym(index, document, fields, one))?;
        typos += mistakes;
        place = place.max(nth);
    }
    let number = |field: &str| document[field].as_i64().unwrap_or_default();
    Some((typos, place, -number("stock"), -number("popularity")))
}

fn by_synonym(index: &Index, document: &Value, fields: &[String], one: &Asked) -> Option<(usize, usize)> {
    let others = index.settings["synonyms"].get(&one.word)?.as_array()?;
    let has = |other: &Value| {
        let wanted: Vec<String> = words(other.as_str().unwrap()).collect();
        fields.iter().position(|field| {
            let has: Vec<String> =
                values(document, field).into_iter().filter_map(Value::as_str).flat_map(words).collect();
            wanted.iter().all(|word| has.contains(word))
        })
    };
    others.iter().find_map(has).map(|nth| (1, nth))
}

/// How many mistakes a word of a document is away from one that is asked for; `None` if it is another.
fn mistakes(index: &Index, field: &str, asked: &Asked, word: &str) -> Option<usize> {
    if asked.word == word || asked.is_last && word.starts_with(&asked.word) {
        return Some(0);
    }
    let typos = &index.settings["typoTolerance"];
    let is_off = typos["disableOnAttributes"].as_array().unwrap().iter().any(|one| one == field)
        || typos["disableOnNumbers"] == true && asked.word.chars().all(|c| c.is_ascii_digit());
    if is_off || asked.is_phrase {
        return None;
    }
    let (length, sizes) = (asked.word.chars().count() as u64, &typos["minWordSizeForTypos"]);
    let allowed =
        ["oneTypo", "twoTypos"].into_iter().filter(|from| length >= sizes[*from].as_u64().unwrap()).count();
    let (allowed, distance) = (allowed, strsim::damerau_levenshtein(&asked.word, word));
    (distance <= allowed && asked.word.chars().next() == word.chars().next()).then_some(distance)
}

fn hit(index: &Index, query: &Value, document: &Value, worth: Worth) -> Value {
    let wanted = query.get("attributesToRetrieve").and_then(Value::as_array);
    let is_wanted =
        |name: &String| wanted.is_none_or(|wanted| wanted.iter().any(|one| one == name || one == "*"));
    let fields = document.as_object().unwrap().iter().filter(|(name, _)| is_wanted(name));
    let mut hit: Map<String, Value> = fields.map(|(name, value)| (name.clone(), value.clone())).collect();
    if query["showRankingScore"] == true {
        hit.insert("_rankingScore".into(), json!(1.0 / (1.0 + worth.0 as f64 + worth.1 as f64 / 10.0)));
    }
    if let Some(marked) = query.get("attributesToHighlight").and_then(Value::as_array) {
        let (before, behind) = (&query["highlightPreTag"], &query["highlightPostTag"]);
        let asked = asked(query["q"].as_str().unwrap_or(""));
        let mut formatted = hit.clone();
        for field in marked.iter().filter_map(Value::as_str) {
            let Some(text) = document[field].as_str() else { continue };
            let parts = text.split_inclusive(|c: char| !c.is_alphanumeric()).map(|part| {
                let word = part.trim_end_matches(|c: char| !c.is_alphanumeric());
                let lower = word.to_lowercase();
                let is_found = asked.iter().any(|one| mistakes(index, field, one, &lower).is_some());
                match is_found && !word.is_empty() {
                    true => {
                        let (before, behind) = (before.as_str().unwrap(), behind.as_str().unwrap());
                        format!("{before}{word}{behind}{}", &part[word.len()..])
                    }
                    false => part.to_owned(),
                }
            });
            formatted.insert(field.to_owned(), parts.collect::<String>().into());
        }
        hit.insert("_formatted".into(), formatted.into());
    }
    hit.into()
}

type Counts = (Map<String, Value>, Map<String, Value>);

fn count(index: &Index, documents: &[&Value], facets: &[Value]) -> Result<Counts, Error> {
    let most = index.settings["faceting"]["maxValuesPerFacet"].as_u64().unwrap();
    let (mut distribution, mut stats) = (Map::new(), Map::new());
    for facet in facets.iter().filter_map(Value::as_str) {
        if !index.allows("filterableAttributes", facet) {
            return Err(("invalid_search_facets", format!("Attribute `{facet}` is not filterable")));
        }
        let (mut counts, mut numbers) = (BTreeMap::<String, u64>::new(), Vec::new());
        for value in documents.iter().flat_map(|document| values(document, facet)) {
            let name = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            *counts.entry(name).or_default() += 1;
            numbers.extend(value.as_f64());
        }
        let mut sorted: Vec<(String, u64)> = counts.into_iter().collect();
        sorted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        sorted.truncate(usize::try_from(most).unwrap());
        let counts: Map<String, Value> =
            sorted.into_iter().map(|(name, count)| (name, count.into())).collect();
        distribution.insert(facet.to_owned(), counts.into());
        if let (Some(min), Some(max)) =
            (numbers.iter().copied().reduce(f64::min), numbers.iter().copied().reduce(f64::max))
        {
            stats.insert(facet.to_owned(), json!({ "min": min, "max": max }));
        }
    }
    Ok((distribution, stats))
}
