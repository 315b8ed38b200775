//! Filling a cart, and asking what it costs to send.

use domain::carts::{self, CartKey, CartView};
use domain::checkout::{self, Ask, Way};
use domain::entity::cart;
use domain::promotions::Shopper;
use domain::settings::ShopSettings;
use domain::shipping::{self, CarrierQuote};
use domain::zones::Destination;
use domain::{Error, Txn};
use futures_util::future::join_all;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use uuid::Uuid;

use super::cart::Cart;
use super::schema::{
    AddCodeRequest, AddLineRequest, ChangeLineRequest, ConfirmCartRequest, ShippingMethod, ShippingQuotes,
    ShippingQuotesRequest,
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
    /// With the prices and stock of this moment, every discount with its reason, and all that stands against ordering it. Say
    /// where it goes and how for shipping and the taxes of that place; it is what the order will cost.
    #[allow(clippy::too_many_arguments)] // Each is a parameter of the query.
    #[oai(path = "/", method = "get", operation_id = "getCart")]
    async fn get(
        &self,
        customer: MaybeCustomer,
        #[oai(name = "Cart-Token")] cart_token: CartToken,
        /// Where it goes, ISO 3166-1 alpha-2.
        #[oai(validator(pattern = "^[A-Z]{2}$"))]
        country: Query<Option<String>>,
        /// State or province.
        #[oai(validator(min_length = 1, max_length = 100, pattern = "^[^\\x00]*$"))]
        region: Query<Option<String>>,
        #[oai(validator(min_length = 1, max_length = 20, pattern = "^[^\\x00]*$"))]
        /// Of the place it goes to.
        postal_code: Query<Option<String>>,
        /// How it goes: the code of one of the shop's methods.
        #[oai(validator(min_length = 1, max_length = 40, pattern = "^[^\\x00]*$"))]
        shipping_method: Query<Option<String>>,
    ) -> Result<Json<Cart>> {
        let (db, shop) = (self.0.store().read(), self.0.services.shop());
        let cart = carts::find(db, &key(customer, cart_token))
            .await?
            .ok_or(Error::NotFound { what: "open cart" })?;
        let view = carts::view(db, cart).await?;
        let mut ask = ask(&shop, &view);
        ask.destination = country.0.map(|country| Destination {
            country,
            region: region.0.clone(),
            postal_code: postal_code.0.clone(),
        });
        ask.way = shipping_method.0.as_deref().map(Way::Method);
        Ok(Json(Cart::new(checkout::quote(db, view, &ask).await?, None)))
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
                let ask = ask(&shop, &view);
                Ok(Cart::new(checkout::quote(txn, view, &ask).await?, token))
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
        let change = async |txn: &Txn, cart: cart::Model| {
            carts::set_quantity(txn, cart.id, id.0, quantity).await?;
            Ok(cart)
        };
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
        let change = async |txn: &Txn, cart: cart::Model| {
            carts::remove(txn, cart.id, id.0).await?;
            Ok(cart)
        };
        self.edit(&key(customer, cart_token), change).await
    }

    /// Enter a code
    ///
    /// Of a promotion; capitals do not matter. One that does not apply yet is taken, and `problems` says what is missing. One
    /// that never will is refused, with the reason. Entering a code twice is fine.
    #[oai(path = "/codes", method = "post", operation_id = "addCartCode")]
    async fn add_code(
        &self,
        customer: MaybeCustomer,
        #[oai(name = "Cart-Token")] cart_token: CartToken,
        body: ValidJson<AddCodeRequest>,
    ) -> Result<Json<Cart>> {
        let change = async |txn: &Txn, cart: cart::Model| carts::add_code(txn, &cart, &body.0.code).await;
        self.edit(&key(customer, cart_token), change).await
    }

    /// Remove a code
    ///
    /// Answers with the cart as it is then.
    #[oai(path = "/codes/:code", method = "delete", operation_id = "removeCartCode")]
    async fn remove_code(
        &self,
        customer: MaybeCustomer,
        #[oai(name = "Cart-Token")] cart_token: CartToken,
        /// The code; capitals do not matter.
        #[oai(validator(max_length = 40, pattern = "^[A-Za-z0-9_-]+$"))]
        code: Path<String>,
    ) -> Result<Json<Cart>> {
        let change = async |txn: &Txn, cart: cart::Model| carts::remove_code(txn, &cart, &code.0).await;
        self.edit(&key(customer, cart_token), change).await
    }

    /// Confirm the prices
    ///
    /// When some have changed since they were seen: names the `items_total` that the shopper agrees to. Another one is refused
    /// with `total_changed`.
    #[oai(path = "/confirm", method = "post", operation_id = "confirmCart")]
    async fn confirm(
        &self,
        customer: MaybeCustomer,
        #[oai(name = "Cart-Token")] cart_token: CartToken,
        body: ValidJson<ConfirmCartRequest>,
    ) -> Result<Json<Cart>> {
        let (key, shop) = (key(customer, cart_token), self.0.services.shop());
        let cart = self
            .0
            .store()
            .write(async |txn| {
                let view = carts::confirm_prices(txn, &key).await?;
                let ask = ask(&shop, &view);
                let quote = checkout::quote(txn, view, &ask).await?;
                if quote.prices.items_minor != body.0.items_total_minor {
                    let detail = "the prices have changed again; look at the cart and confirm what it says";
                    return Err(Error::refused("total_changed", detail));
                }
                Ok(Cart::new(quote, None))
            })
            .await?;
        Ok(Json(cart))
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
        let mut ask = ask(&shop, &view);
        ask.destination = Some((&address).into());
        let priced = checkout::quote(db, view, &ask).await?;
        let currency = &priced.view.cart.currency;
        let methods = priced.offers.iter().map(|offer| ShippingMethod {
            code: offer.code.clone(),
            name: offer.name.clone(),
            price: Money::new(offer.price_minor, currency),
            days: offer.days,
        });
        Ok(Json(ShippingQuotes {
            methods: methods.collect(),
            quotes: quotes.into_iter().map(Into::into).collect(),
        }))
    }
}

impl Carts {
    /// Changes the cart, which is given and returned as it is in the database.
    async fn edit(
        &self,
        key: &CartKey,
        change: impl AsyncFnOnce(&Txn, cart::Model) -> domain::Result<cart::Model>,
    ) -> Result<Json<Cart>> {
        let shop = self.0.services.shop();
        let cart = self
            .0
            .store()
            .write(async |txn| {
                let cart = carts::find(txn, key).await?.ok_or(Error::NotFound { what: "open cart" })?;
                let view = carts::view(txn, change(txn, cart).await?).await?;
                let ask = ask(&shop, &view);
                Ok(Cart::new(checkout::quote(txn, view, &ask).await?, None))
            })
            .await?;
        Ok(Json(cart))
    }
}

/// As long as it is not known where the cart goes.
fn ask<'a>(settings: &'a ShopSettings, view: &CartView) -> Ask<'a> {
    Ask {
        settings,
        shopper: Shopper { user_id: view.cart.user_id, email: None },
        destination: None,
        way: None,
    }
}

/// A customer's own cart goes before a guest's.
pub fn key(customer: MaybeCustomer, cart_token: CartToken) -> CartKey {
    CartKey { user_id: customer.id(), token: cart_token.0 }
}
