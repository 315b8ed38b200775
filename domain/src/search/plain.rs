//! What is found while the engine does not answer: what has every word in its name, its description or a sku, as the list
//! of products has it. Prices in the text narrow it; nothing is corrected, ranked or marked.

use sea_orm::ConnectionTrait;

use super::engine::Sort;
use super::find::{TEXT, Wanted};
use super::understand::{self, Meaning, Understood};
use super::vocabulary::Words;
use crate::catalog::products::{self, Facets, MAX_TEXT, ProductFilter, ProductSummary};
use crate::error::Result;

pub(super) struct PlainPage {
    pub items: Vec<ProductSummary>,
    pub total: u64,
    pub understood: Option<Understood>,
    pub facets: Option<Facets>,
}

/// With the cursor of the page behind it. At most thirty queries, whatever the size of the page.
///
/// # Errors
/// As the list of products.
pub(super) async fn page(
    db: &impl ConnectionTrait,
    known: &Words,
    wanted: &Wanted,
    cursor: Option<String>,
) -> Result<(PlainPage, Option<String>)> {
    let mut filter = ProductFilter {
        sort: match wanted.sort {
            Sort::Relevance | Sort::Newest => products::Sort::Newest,
            Sort::PriceAsc => products::Sort::PriceAsc,
            Sort::PriceDesc => products::Sort::PriceDesc,
        },
        cursor,
        limit: wanted.limit,
        ..wanted.filter.clone()
    };
    let mut text: String = wanted.text.chars().take(TEXT).collect();
    let mut understood = None;
    let is_free = filter.price_min.is_none() && filter.price_max.is_none();
    if wanted.understand && is_free {
        let reading = understand::read(&text, known, &wanted.currency, &wanted.literal);
        if let Some(price) = reading.price
            && let Meaning::Price { least, most } = &price.meaning
        {
            (filter.price_min, filter.price_max) = (*least, *most);
            text = reading.words.join(" ");
            understood = Some(price);
        }
    }
    let text: String = text.chars().take(MAX_TEXT).collect();
    filter.text = (!text.trim().is_empty()).then_some(text);
    let page = products::list(db, &filter).await?;
    let total = products::count(db, &filter).await?;
    let facets = match wanted.facets {
        true => Some(products::facets(db, &filter).await?),
        false => None,
    };
    Ok((PlainPage { items: page.items, total, understood, facets }, page.next))
}
