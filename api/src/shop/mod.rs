//! What a storefront has to know before anybody buys anything.

use domain::settings::FlatMethod;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use crate::money::Money;
use crate::openapi::Tag;
use crate::problem::Result;
use crate::state::Shared;

/// The endpoint.
pub struct Shops(pub Shared);

/// A way to pay.
#[derive(Debug, Object)]
pub struct ShopPayment {
    /// What `payment.provider` says when paying this way.
    pub provider: String,
    /// Where a browser exchanges a card for a token, relative to the shop.
    pub tokens_url: String,
    /// Whether it moves no money: there are test cards for it.
    pub is_test: bool,
}

/// The shop itself.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Shop {
    pub name: String,
    /// ISO 4217; every price of the shop is in it.
    #[oai(validator(pattern = "^[A-Z]{3}$"))]
    pub currency: String,
    /// Whether this is a demonstration, with its mailbox and jobs open to everybody.
    pub is_demo: bool,
    /// Carts of at least this much can be sent free of charge. Absent when none can.
    pub free_shipping_from: Option<Money>,
    /// The ways to pay, the usual one first.
    pub payments: Vec<ShopPayment>,
}

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Catalog")]
impl Shops {
    /// Show the shop
    ///
    /// Its currency, how one can pay, and when shipping is free. Changes with the configuration only.
    #[oai(path = "/shop", method = "get", operation_id = "getShop")]
    async fn show(&self) -> Result<Json<Shop>> {
        let config = &self.0.services.config;
        let shop = &config.shop;
        let free_from = shop.shipping_methods.iter().filter_map(free_from).min();
        // The sandbox is reached under the shop's own address, wherever it runs.
        let sandbox = config.payments.sandbox.enabled.then(|| ShopPayment {
            provider: "sandbox".into(),
            tokens_url: "/sandbox/v1/tokens".into(),
            is_test: true,
        });
        Ok(Json(Shop {
            name: shop.name.clone(),
            currency: shop.currency.clone(),
            is_demo: config.demo.open_pages,
            free_shipping_from: free_from.map(|minor| Money::new(minor, shop.currency.clone())),
            payments: sandbox.into_iter().collect(),
        }))
    }
}

/// From which value of the items on a method costs nothing.
fn free_from(method: &FlatMethod) -> Option<i64> {
    if method.price_minor == 0 { Some(0) } else { method.free_from_minor }
}
