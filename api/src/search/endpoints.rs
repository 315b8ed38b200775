//! The endpoints.

use domain::catalog::products::ProductFilter;
use domain::search::{self, Wanted};
use poem_openapi::OpenApi;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;

use super::schema::{SearchPage, SearchSort, SearchSuggestion, SearchSuggestions};
use crate::catalog::narrowing;
use crate::openapi::Tag;
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Search(pub Shared);

fn default_limit() -> u32 {
    24
}

fn default_understand() -> bool {
    true
}

fn default_suggestions() -> u32 {
    8
}

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Catalog")]
impl Search {
    /// Search products
    ///
    /// The best first. Words are found in any form, with a letter wrong, and by their synonyms; part numbers exactly. Where
    /// nothing has all of what was typed, products that have some of it are answered, and `relaxed` says so; where nothing
    /// is found at all, `instead` has what others buy. Filters are those of the list of products. Searches are counted by
    /// their words, without saying who searched. While search does not answer, products are found as in the list of
    /// products, and `plain` says so; a page behind an answer of before is 503 then.
    #[oai(path = "/search", method = "get", operation_id = "searchProducts")]
    #[allow(clippy::too_many_arguments)] // One for each parameter of the operation.
    async fn search(
        &self,
        /// What was typed. Of a very long text the beginning counts; without any word it means all products.
        #[oai(default)]
        q: Query<String>,
        /// The slug or the id of a category; those in the categories below it count too.
        #[oai(validator(max_length = 80))]
        category: Query<Option<String>>,
        /// Slugs of brands, with commas between them.
        #[oai(validator(max_length = 2000))]
        brand: Query<Option<String>>,
        /// Tags, with commas between them.
        #[oai(validator(max_length = 2000))]
        tag: Query<Option<String>>,
        /// Codes of attributes with their values: `colour:red,blue;width:10..50;organic:true`.
        #[oai(validator(max_length = 2000))]
        attributes: Query<Option<String>>,
        /// Whether to tell by what the answer can be narrowed, with counts.
        #[oai(default)]
        facets: Query<bool>,
        /// The lowest price of the cheapest variant, minor units.
        #[oai(validator(minimum(value = "0"), maximum(value = "9007199254740")))]
        price_min: Query<Option<i64>>,
        /// The highest price of the cheapest variant, minor units.
        #[oai(validator(minimum(value = "0"), maximum(value = "9007199254740")))]
        price_max: Query<Option<i64>>,
        /// Whether any variant is there.
        in_stock: Query<Option<bool>>,
        /// The order of the answer.
        #[oai(default)]
        sort: Query<SearchSort>,
        /// `next_cursor` of the page before, asked for in the same order.
        #[oai(validator(max_length = 2000))]
        cursor: Query<Option<String>>,
        /// How many products a page has at most.
        #[oai(default = "default_limit", validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<u32>,
        /// Whether prices, values of attributes and brands in `q` narrow the answer, as `understood` tells.
        #[oai(default = "default_understand")]
        understand: Query<bool>,
        /// Parts of `q`, with commas between them, that are to be taken for nothing but words: the `text` of what was
        /// understood and is not meant.
        #[oai(validator(max_length = 2000))]
        literal: Query<Option<String>>,
    ) -> Result<Json<SearchPage>> {
        let wanted = Wanted {
            text: q.0,
            filter: ProductFilter {
                category: category.0,
                brands: narrowing::listed(brand.0),
                tags: narrowing::listed(tag.0),
                attributes: narrowing::attributes(attributes.0)?,
                price_min: price_min.0,
                price_max: price_max.0,
                in_stock: in_stock.0,
                ..ProductFilter::default()
            },
            sort: sort.0.into(),
            facets: facets.0,
            understand: understand.0,
            literal: narrowing::listed(literal.0),
            currency: self.0.services.shop().currency.clone(),
            cursor: cursor.0,
            limit: limit.0.into(),
        };
        let found = search::find(self.0.store().read(), self.0.searching(), &wanted).await?;
        // What a plain filter does not find, search may.
        if wanted.cursor.is_none() && !found.is_plain {
            self.0.searches.searched(&wanted.text, found.total > 0);
        }
        Ok(Json(SearchPage::new(found, &wanted.currency)))
    }

    /// Suggest searches
    ///
    /// Completions of what was typed so far, those with most products first. None while search does not answer.
    #[oai(path = "/search/suggestions", method = "get", operation_id = "suggestSearches")]
    async fn suggest(
        &self,
        /// What was typed so far; its last word is taken for a beginning.
        #[oai(default)]
        q: Query<String>,
        /// How many suggestions there are at most.
        #[oai(default = "default_suggestions", validator(minimum(value = "1"), maximum(value = "20")))]
        limit: Query<u32>,
    ) -> Result<Json<SearchSuggestions>> {
        let limit = usize::try_from(limit.0).unwrap_or_default();
        let found = search::suggest(self.0.search.as_ref(), &q.0, limit).await?;
        let items = found.into_iter().map(SearchSuggestion::from).collect();
        Ok(Json(SearchSuggestions { items }))
    }
}
