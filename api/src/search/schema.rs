//! What answers look like on the wire.

use domain::search::{FoundPage, FoundProduct, Meaning, Passage, Sort, Suggestion, Understood};
use poem_openapi::{Enum, Object};

use crate::catalog::{Facets, ProductSummary, from_milli};
use crate::money::Money;

/// In which order found products are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Enum)]
#[oai(rename_all = "snake_case")]
pub enum SearchSort {
    /// The best first; the list ends after a thousand.
    #[default]
    Relevance,
    Newest,
    PriceAsc,
    PriceDesc,
}

impl From<SearchSort> for Sort {
    fn from(sort: SearchSort) -> Self {
        match sort {
            SearchSort::Relevance => Self::Relevance,
            SearchSort::Newest => Self::Newest,
            SearchSort::PriceAsc => Self::PriceAsc,
            SearchSort::PriceDesc => Self::PriceDesc,
        }
    }
}

/// A piece of a text.
#[derive(Debug, Object)]
pub struct TextPart {
    pub text: String,
    /// Whether it was looked for.
    pub is_match: bool,
}

/// A product that was found.
#[derive(Debug, Object)]
pub struct SearchHit {
    pub product: ProductSummary,
    /// The name, in pieces.
    pub name: Vec<TextPart>,
    /// The part of the description that has most of what was looked for, in pieces.
    pub description: Vec<TextPart>,
}

/// Found products.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct SearchPage {
    pub items: Vec<SearchHit>,
    /// How many products were found, on all pages.
    pub total: u64,
    /// Nothing has all of what was typed; these have some of it.
    pub relaxed: bool,
    /// What was probably meant.
    pub did_you_mean: Option<String>,
    /// Whether that was looked for, since what was typed is no word of this shop.
    pub corrected: bool,
    /// What of `q` narrows the answer; to be shown, and to be taken back by naming its `text` in `literal`.
    pub understood: Vec<UnderstoodPart>,
    /// Search does not answer now: these have every word in name, description or sku, as in the list of products, and the
    /// newest come first where the best ones would.
    pub plain: bool,
    /// Where nothing was found: what others buy.
    pub instead: Vec<ProductSummary>,
    /// What the answer can be narrowed by; if it was asked for.
    pub facets: Option<Facets>,
    /// Pass it as `cursor` for the next page; absent on the last one.
    pub next_cursor: Option<String>,
}

/// What a part of a search was taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum UnderstoodKind {
    /// Bounds of the price.
    Price,
    /// A value of an attribute.
    Attribute,
    /// A brand: `value` is its slug.
    Brand,
}

/// A part of a search, and what it was taken for.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct UnderstoodPart {
    pub kind: UnderstoodKind,
    /// As it was typed.
    pub text: String,
    /// The lowest price.
    pub price_min: Option<Money>,
    /// The highest price.
    pub price_max: Option<Money>,
    /// The code of the attribute.
    pub code: Option<String>,
    /// The name of the attribute, for people.
    pub name: Option<String>,
    /// The value, as products are filtered by it: the code of a choice, `true`, a range such as `16..16`, or the slug of a
    /// brand.
    pub value: Option<String>,
    /// The value, for people.
    pub label: Option<String>,
}

impl UnderstoodPart {
    fn new(part: Understood, currency: &str) -> Self {
        let none = Self {
            kind: UnderstoodKind::Attribute,
            text: part.text,
            price_min: None,
            price_max: None,
            code: None,
            name: None,
            value: None,
            label: None,
        };
        let money = |minor: i64| Money::new(minor, currency.to_owned());
        match part.meaning {
            Meaning::Price { least, most } => Self {
                kind: UnderstoodKind::Price,
                price_min: least.map(money),
                price_max: most.map(money),
                ..none
            },
            Meaning::Value { code, name, value, label } => {
                Self { code: Some(code), name: Some(name), value: Some(value), label: Some(label), ..none }
            }
            Meaning::Brand(brand) => {
                Self { kind: UnderstoodKind::Brand, value: Some(brand.slug), label: Some(brand.name), ..none }
            }
            Meaning::Number { code, name, milli, unit } => {
                let number = from_milli(milli);
                let (value, label) = (format!("{number}..{number}"), format!("{number} {unit}"));
                Self { code: Some(code), name: Some(name), value: Some(value), label: Some(label), ..none }
            }
        }
    }
}

/// A search that has answers.
#[derive(Debug, Object)]
pub struct SearchSuggestion {
    pub text: String,
    pub products: u64,
}

/// Completions, those with most products first.
#[derive(Debug, Object)]
pub struct SearchSuggestions {
    pub items: Vec<SearchSuggestion>,
}

impl From<Suggestion> for SearchSuggestion {
    fn from(suggestion: Suggestion) -> Self {
        Self { text: suggestion.text, products: suggestion.products }
    }
}

impl SearchPage {
    /// `currency` is that of the shop.
    pub fn new(page: FoundPage, currency: &str) -> Self {
        let hit = |found: FoundProduct| SearchHit {
            name: parts(&found.name),
            description: parts(&found.description),
            product: ProductSummary::new(found.summary, false),
        };
        Self {
            items: page.items.into_iter().map(hit).collect(),
            total: page.total,
            relaxed: page.is_relaxed,
            did_you_mean: page.did_you_mean,
            corrected: page.is_corrected,
            understood: page.understood.into_iter().map(|part| UnderstoodPart::new(part, currency)).collect(),
            plain: page.is_plain,
            instead: page.instead.into_iter().map(|one| ProductSummary::new(one, false)).collect(),
            facets: page.facets.map(|facets| Facets::new(facets, currency)),
            next_cursor: page.next,
        }
    }
}

/// Without markup, so that nobody has to trust a text to show it.
fn parts(passage: &Passage) -> Vec<TextPart> {
    let mut parts = Vec::with_capacity(passage.marks.len() * 2 + 1);
    let mut at = 0;
    let piece = |from: usize, to: usize| passage.text.get(from..to).unwrap_or_default().to_owned();
    for (from, to) in &passage.marks {
        if *from > at {
            parts.push(TextPart { text: piece(at, *from), is_match: false });
        }
        parts.push(TextPart { text: piece(*from, *to), is_match: true });
        at = *to;
    }
    if at < passage.text.len() {
        parts.push(TextPart { text: piece(at, passage.text.len()), is_match: false });
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pieces_are_the_text() {
        let passage = Passage { text: "a crème b".into(), marks: vec![(2, 8)] };
        let pieces: Vec<(String, bool)> =
            parts(&passage).into_iter().map(|part| (part.text, part.is_match)).collect();
        assert_eq!(pieces, [("a ".into(), false), ("crème".into(), true), (" b".into(), false)]);
        assert_eq!(parts(&Passage::default()).len(), 0);
    }
}
