//! Finding products, behind a port: whatever finds them for shoppers finds them for the assistant.

use async_trait::async_trait;

use crate::catalog::products::{self, ProductFilter, ProductSummary};
use crate::error::Result;
use crate::store::Store;

/// What a shopper looks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// In the shopper's words.
    pub text: String,
    /// Inclusive, minor units.
    pub price_max: Option<i64>,
    pub in_stock: bool,
    pub limit: u64,
}

#[async_trait]
pub trait ProductSearch: Send + Sync {
    /// What shoppers see, the best first.
    async fn search(&self, wanted: &Wanted) -> Result<Vec<ProductSummary>>;
}

/// By the lists of the catalogue: every word, or else the longest ones.
pub struct CatalogSearch(pub Store);

/// Tries after the first.
const TRIES: usize = 3;
/// Shorter words say little.
const WORD: usize = 4;

#[async_trait]
impl ProductSearch for CatalogSearch {
    async fn search(&self, wanted: &Wanted) -> Result<Vec<ProductSummary>> {
        let text: String = wanted.text.chars().filter(|c| !c.is_control()).take(products::MAX_TEXT).collect();
        let mut words: Vec<&str> =
            text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= WORD).collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        words.truncate(TRIES);
        for text in [text.as_str()].into_iter().chain(words) {
            let filter = ProductFilter {
                text: Some(text.to_owned()).filter(|text| !text.trim().is_empty()),
                price_max: wanted.price_max,
                in_stock: wanted.in_stock.then_some(true),
                limit: wanted.limit,
                ..ProductFilter::default()
            };
            let found = products::list(self.0.read(), &filter).await?.items;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        Ok(Vec::new())
    }
}
