//! Products to show beside others, and why.

use chrono::TimeDelta;
use domain::catalog::products;
use domain::recommendations::{self, Kind, Wish};
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path, Query};

use super::narrowing::listed;
use super::recommendation_schema::{self as schema, ProductRecommendationKind, RecommendationKind};
use super::rendered::{kept_for, render};
use super::translations::Reader;
use crate::auth::MaybeCustomer;
use crate::openapi::Tag;
use crate::payload::{CachedJson, Movable};
use crate::problem::Result;
use crate::state::Shared;

/// How old an answer may be: orders change it, and change nothing of the catalogue.
const KEPT: TimeDelta = TimeDelta::seconds(60);

/// The endpoints.
pub struct Recommendations(pub Shared);

fn default_limit() -> u32 {
    8
}

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Catalog")]
impl Recommendations {
    /// See what to show beside a product
    ///
    /// What was bought with it or is like it, and behind that what is popular, so that there is something as long as there
    /// are other products. Each says why. Orders of the last minute may be missing.
    #[oai(
        path = "/products/:product/recommendations",
        method = "get",
        operation_id = "getProductRecommendations"
    )]
    async fn of_product(
        &self,
        /// The slug or the id of the product.
        #[oai(validator(min_length = 1, max_length = 80))]
        product: Path<String>,
        /// What comes first.
        #[oai(default)]
        kind: Query<ProductRecommendationKind>,
        /// How many products at most.
        #[oai(default = "default_limit", validator(minimum(value = "1"), maximum(value = "24")))]
        limit: Query<u32>,
        /// Languages, the one with most weight first.
        #[oai(name = "Accept-Language")]
        accept_language: Header<Option<String>>,
        /// The entity tag of the answer that the caller has.
        #[oai(name = "If-None-Match")]
        if_none_match: Header<Option<String>>,
    ) -> Result<Movable<schema::Recommendations>> {
        let db = self.0.store().read();
        let (kind, limit) = (Kind::from(kind.0), u64::from(limit.0));
        let vectors = self.0.services.vectors.as_ref();
        let reader = Reader::of(&self.0, None, accept_language.0).await?;
        let key = reader.key(format!("recommended:{kind:?}:{limit}:{}", product.0));
        let make = async {
            let found = recommendations::of_product(db, vectors, &product.0, kind, limit).await?;
            let mut told = schema::Recommendations::from(found);
            reader.products(&self.0, told.items.iter_mut().map(|one| &mut one.product)).await?;
            Ok(told)
        };
        match kept_for(&self.0, &key, if_none_match.0.as_deref(), KEPT, make).await {
            Err(error @ domain::Error::NotFound { .. }) => match products::moved_to(db, &product.0).await? {
                Some(slug) => Ok(Movable::Moved(format!("/api/v1/products/{slug}/recommendations"))),
                None => Err(error.into()),
            },
            found => Ok(Movable::Here(found?.by_language())),
        }
    }

    /// See what to show anywhere
    ///
    /// On a front page, beside a cart, in a category. Products are named by whoever shows them: what lies in the cart, or
    /// what the shopper looked at last; the shop does not keep that. Orders of the last minute may be missing.
    #[oai(path = "/recommendations", method = "get", operation_id = "getRecommendations")]
    #[allow(clippy::too_many_arguments)] // One for each parameter of the operation.
    async fn anywhere(
        &self,
        caller: MaybeCustomer,
        /// What comes first.
        kind: Query<RecommendationKind>,
        /// Slugs or ids, at most twenty, with commas between them, the most important first.
        #[oai(validator(max_length = 1700))]
        products: Query<Option<String>>,
        /// The slug of a category; those below it count too.
        #[oai(validator(max_length = 80))]
        category: Query<Option<String>>,
        /// How many products at most.
        #[oai(default = "default_limit", validator(minimum(value = "1"), maximum(value = "24")))]
        limit: Query<u32>,
        /// Languages, the one with most weight first.
        #[oai(name = "Accept-Language")]
        accept_language: Header<Option<String>>,
        /// The entity tag of the answer that the caller has.
        #[oai(name = "If-None-Match")]
        if_none_match: Header<Option<String>>,
    ) -> Result<CachedJson<schema::Recommendations>> {
        let kind = Kind::from(kind.0);
        let wish = Wish {
            kind,
            products: listed(products.0),
            category: category.0,
            user_id: caller.id().filter(|_| kind == Kind::ForYou),
            limit: limit.0.into(),
        };
        let db = self.0.store().read();
        let reader = Reader::of(&self.0, None, accept_language.0).await?;
        let make = async {
            let found = recommendations::recommend(db, self.0.services.vectors.as_ref(), &wish).await?;
            let mut told = schema::Recommendations::from(found);
            reader.products(&self.0, told.items.iter_mut().map(|one| &mut one.product)).await?;
            Ok(told)
        };
        if wish.user_id.is_some() {
            return Ok(CachedJson::private(render(&make.await?)));
        }
        // All of the wish is in its debug form, and nothing else.
        let key = reader.key(format!("recommended:{wish:?}"));
        Ok(kept_for(&self.0, &key, if_none_match.0.as_deref(), KEPT, make).await?.by_language())
    }
}
