//! Filling a cart, and asking what it costs to send.

use domain::carts::{self, CartKey};
use domain::entity::cart;
use domain::shipping::{self, CarrierQuote};
use domain::{Error, Txn};
use futures_util::future::join_all;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use uuid::Uuid;

use super::schema::{
    AddLineRequest, Cart, ChangeLineRequest, ShippingMethod, ShippingQuotes, ShippingQuotesRequest,
};
use crate::auth::{CartToken, MaybeCustomer};
use crate::money::Money;
use crate::openapi::Tag;
use crate::payload::ValidJson;
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Carts(pub Shared);

#[OpenApi(prefix_path = "/api/v1/cart", tag = "Tag::Carts")]
impl Carts {
    /// See the cart
    ///
    /// With the prices and stock of this moment.
    #[oai(path = "/", method = "get", operation_id = "getCart")]
    async fn get(
        &self,
        customer: MaybeCustomer,
        #[oai(name = "Cart-Token")] cart_token: CartToken,
    ) -> Result<Json<Cart>> {
        let db = self.0.store().read();
        let cart = carts::find(db, &key(customer, cart_token))
            .await?
            .ok_or(Error::NotFound { what: "open cart" })?;
        Ok(Json(Cart::new(carts::view(db, cart).await?, None)))
    }

    /// Add to the cart
    ///
    /// Makes the cart when there is none; a guest gets its token in the answer.
    #[oai(path = "/lines", method = "post", operation_id = "addCartLine")]
    async fn add(
        &self,
        customer: MaybeCustomer,
        #[oai(name = "Cart-Token")] cart_token: CartToken,
        body: ValidJson<AddLineRequest>,
    ) -> Result<Json<Cart>> {
        let key = key(customer, cart_token);
        let shop = self.0.services.shop();
        let currency = &shop.currency;
        let cart = self
            .0
            .store()
            .write(async |txn| {
                let (variant_id, quantity) = (body.0.variant_id, body.0.quantity);
                let (view, token) = carts::add(txn, &key, currency, variant_id, quantity).await?;
                Ok(Cart::new(view, token))
            })
            .await?;
        Ok(Json(cart))
    }

    /// Change a line
    ///
    /// Sets its quantity. Whether there are enough is looked at again when the order is placed.
    #[oai(path = "/lines/:id", method = "patch", operation_id = "changeCartLine")]
    async fn change(
        &self,
        customer: MaybeCustomer,
        #[oai(name = "Cart-Token")] cart_token: CartToken,
        /// The line.
        id: Path<Uuid>,
        body: ValidJson<ChangeLineRequest>,
    ) -> Result<Json<Cart>> {
        let quantity = body.0.quantity;
        let change =
            async |txn: &Txn, cart: &cart::Model| carts::set_quantity(txn, cart.id, id.0, quantity).await;
        self.edit(&key(customer, cart_token), change).await
    }

    /// Remove a line
    ///
    /// The other lines stay. Answers with the cart as it is then.
    #[oai(path = "/lines/:id", method = "delete", operation_id = "removeCartLine")]
    async fn remove(
        &self,
        customer: MaybeCustomer,
        #[oai(name = "Cart-Token")] cart_token: CartToken,
        /// The line.
        id: Path<Uuid>,
    ) -> Result<Json<Cart>> {
        let change = async |txn: &Txn, cart: &cart::Model| carts::remove(txn, cart.id, id.0).await;
        self.edit(&key(customer, cart_token), change).await
    }

    /// Price shipping
    ///
    /// The shop's own methods, and what carriers quote for this cart and address.
    #[oai(path = "/shipping-quotes", method = "post", operation_id = "quoteShipping")]
    async fn quote(
        &self,
        customer: MaybeCustomer,
        #[oai(name = "Cart-Token")] cart_token: CartToken,
        body: ValidJson<ShippingQuotesRequest>,
    ) -> Result<Json<ShippingQuotes>> {
        let db = self.0.store().read();
        let cart = carts::find(db, &key(customer, cart_token))
            .await?
            .ok_or(Error::NotFound { what: "open cart" })?;
        let view = carts::view(db, cart).await?;
        let address: shipping::Address = body.0.address.into();
        let shop = self.0.services.shop();
        shop.check_destination(&address)?;
        let parcels = shipping::parcels(&view);
        let asked = self.0.services.carriers.iter().map(async |carrier| {
            let quotes = carrier.quote(&address, &view.cart.currency, &parcels).await;
            let quotes = quotes.unwrap_or_else(|error| {
                tracing::warn!(error = error.chain(), "carrier {} gave no quotes", carrier.name());
                Vec::new()
            });
            quotes
                .into_iter()
                .map(|quote| (carrier.name(), quote))
                .collect::<Vec<(&'static str, CarrierQuote)>>()
        });
        let quotes = join_all(asked).await.into_iter().flatten().collect();
        let quotes = shipping::keep_quotes(self.0.store(), &view, &address, quotes).await?;
        let methods = shop.shipping_methods.iter().map(|method| ShippingMethod {
            code: method.code.clone(),
            name: method.name.clone(),
            price: Money::new(shipping::flat_price(method, view.items_minor), &view.cart.currency),
            days: method.days,
        });
        Ok(Json(ShippingQuotes {
            methods: methods.collect(),
            quotes: quotes.into_iter().map(Into::into).collect(),
        }))
    }
}

impl Carts {
    async fn edit(
        &self,
        key: &CartKey,
        change: impl AsyncFnOnce(&Txn, &cart::Model) -> domain::Result<()>,
    ) -> Result<Json<Cart>> {
        let cart = self
            .0
            .store()
            .write(async |txn| {
                let cart = carts::find(txn, key).await?.ok_or(Error::NotFound { what: "open cart" })?;
                change(txn, &cart).await?;
                Ok(Cart::new(carts::view(txn, cart).await?, None))
            })
            .await?;
        Ok(Json(cart))
    }
}

/// A customer's own cart goes before a guest's.
pub fn key(customer: MaybeCustomer, cart_token: CartToken) -> CartKey {
    CartKey { user_id: customer.id(), token: cart_token.0 }
}
