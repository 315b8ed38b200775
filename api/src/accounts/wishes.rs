//! One's own wishlist.

use domain::accounts::wishes;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use uuid::Uuid;

use crate::auth::Customer;
use crate::catalog::{ProductSummary, Reader};
use crate::openapi::Tag;
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Wishes(pub Shared);

/// All that a customer keeps in mind and shoppers see, newest first; two hundred at most.
#[derive(Debug, Object)]
pub struct Wishlist {
    pub items: Vec<ProductSummary>,
}

#[derive(ApiResponse)]
pub enum WishSet {
    /// It is as it should be.
    #[oai(status = 204)]
    Done,
}

#[OpenApi(prefix_path = "/api/v1/me", tag = "Tag::Accounts")]
impl Wishes {
    /// See my wishlist
    ///
    /// All of it: there are two hundred products at most. What is not on sale right now is not shown.
    #[oai(path = "/wishlist", method = "get", operation_id = "listMyWishes")]
    async fn list(
        &self,
        me: Customer,
        /// Languages, the one with most weight first.
        #[oai(name = "Accept-Language")]
        accept_language: Header<Option<String>>,
    ) -> Result<Json<Wishlist>> {
        let rows = wishes::list(self.0.store().read(), me.id).await?;
        let mut items: Vec<_> = rows.into_iter().map(|row| ProductSummary::new(row, false)).collect();
        Reader::of(&self.0, None, accept_language.0).await?.products(&self.0, &mut items).await?;
        Ok(Json(Wishlist { items }))
    }

    /// Put a product on my wishlist
    ///
    /// Again changes nothing.
    #[oai(path = "/wishlist/:product", method = "put", operation_id = "addMyWish")]
    async fn keep(
        &self,
        me: Customer,
        /// The id of the product.
        product: Path<Uuid>,
    ) -> Result<WishSet> {
        self.0.store().write(async |txn| wishes::keep(txn, me.id, product.0).await).await?;
        Ok(WishSet::Done)
    }

    /// Take a product off my wishlist
    ///
    /// What is not on it is gone as well.
    #[oai(path = "/wishlist/:product", method = "delete", operation_id = "removeMyWish")]
    async fn forget(
        &self,
        me: Customer,
        /// The id of the product.
        product: Path<Uuid>,
    ) -> Result<WishSet> {
        self.0.store().write(async |txn| wishes::forget(txn, me.id, product.0).await).await?;
        Ok(WishSet::Done)
    }
}
