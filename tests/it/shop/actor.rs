//! Somebody who uses the shop over HTTP.

use std::sync::{Arc, Mutex};

use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Answer, Product, card, template};

/// Clones are the same person.
#[derive(Clone)]
pub struct Actor {
    client: Client,
    url: String,
    bearer: Option<String>,
    cart_token: Arc<Mutex<Option<String>>>,
}

/// An order as the API shows it.
#[derive(Debug, Clone)]
pub struct Order {
    pub id: String,
    pub body: Value,
}

impl Order {
    pub fn read(body: Value) -> Self {
        Self { id: body["id"].as_str().unwrap().to_owned(), body }
    }

    pub fn text(&self, key: &str) -> &str {
        self.body[key].as_str().unwrap()
    }

    pub fn state(&self) -> &str {
        self.text("state")
    }

    /// An amount, in minor units.
    pub fn amount(&self, key: &str) -> i64 {
        self.body[key]["amount_minor"].as_i64().unwrap()
    }

    /// States of the payments, oldest first.
    pub fn payments(&self) -> Vec<&str> {
        states(&self.body["payments"])
    }

    /// States of the refunds, oldest first.
    pub fn refunds(&self) -> Vec<&str> {
        states(&self.body["refunds"])
    }

    pub fn last_payment(&self) -> &Value {
        self.body["payments"].as_array().unwrap().last().unwrap()
    }

    pub fn uuid(&self) -> Uuid {
        self.id.parse().unwrap()
    }
}

fn states(rows: &Value) -> Vec<&str> {
    rows.as_array().unwrap().iter().map(|row| row["state"].as_str().unwrap()).collect()
}

impl Actor {
    pub(super) fn guest(client: Client, url: &str) -> Self {
        Self { client, url: format!("{url}/api/v1"), bearer: None, cart_token: Arc::default() }
    }

    pub(super) async fn registered(self, email: &str) -> Self {
        let body = json!({ "email": email, "name": "Ada Lovelace", "password": template::PASSWORD });
        let session = self.post("/auth/register", &body).await.expect(201);
        self.with(&session)
    }

    pub async fn logged_in(self, email: &str) -> Self {
        let body = json!({ "email": email, "password": template::PASSWORD });
        let session = self.post("/auth/login", &body).await.expect(200);
        self.with(&session)
    }

    fn with(self, session: &Value) -> Self {
        let bearer = session["tokens"]["access_token"].as_str().unwrap().to_owned();
        Self { bearer: Some(bearer), ..self }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::PATCH, path).json(body)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::PUT, path).json(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// The access token of somebody who is logged in.
    pub fn bearer(&self) -> &str {
        self.bearer.as_deref().unwrap()
    }

    /// The token of a guest's cart.
    pub fn cart_token(&self) -> Option<String> {
        self.cart_token.lock().unwrap().clone()
    }

    /// The same, but asking the shop that is served at that URL.
    pub fn at(self, url: &str) -> Self {
        Self { url: format!("{url}/api/v1"), ..self }
    }

    /// The same, with that access token.
    pub fn with_bearer(self, token: &str) -> Self {
        Self { bearer: Some(token.to_owned()), ..self }
    }

    /// The same, with that cart.
    pub fn with_cart(self, token: &str) -> Self {
        Self { cart_token: Arc::new(Mutex::new(Some(token.to_owned()))), ..self }
    }

    /// A request that is done once under its key.
    pub async fn post_once(&self, path: &str, key: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).header("Idempotency-Key", key).json(body)).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut request = self.client.request(method, format!("{}{path}", self.url));
        if let Some(bearer) = &self.bearer {
            request = request.bearer_auth(bearer);
        }
        if let Some(token) = self.cart_token.lock().unwrap().as_deref() {
            request = request.header("Cart-Token", token);
        }
        request
    }

    async fn send(&self, request: RequestBuilder) -> Answer {
        Answer::read(request.send().await.unwrap()).await
    }

    /// Puts something into the cart and remembers whose it is. Returns the cart.
    pub async fn add(&self, product: &Product, quantity: i64) -> Value {
        let body = json!({ "variant_id": product.variant_id, "quantity": quantity });
        let cart = self.post("/cart/lines", &body).await.expect(200);
        if let Some(token) = cart["token"].as_str() {
            *self.cart_token.lock().unwrap() = Some(token.to_owned());
        }
        cart
    }

    /// Asks for an order of what lies in the cart.
    pub async fn place(&self, key: &str, body: &Value) -> Answer {
        self.post_once("/orders", key, body).await
    }

    /// Orders what lies in the cart.
    pub async fn checkout(&self, card: &str) -> Order {
        Order::read(self.place(&Uuid::new_v4().to_string(), &order_with(card)).await.expect(201))
    }

    /// Orders one of something.
    pub async fn buy(&self, product: &Product, card: &str) -> Order {
        self.add(product, 1).await;
        self.checkout(card).await
    }

    /// Orders so many of something, paid by that provider.
    pub async fn buy_by(
        &self,
        product: &Product,
        quantity: i64,
        provider: &str,
        token: Option<&str>,
    ) -> Order {
        self.add(product, quantity).await;
        let key = Uuid::new_v4().to_string();
        Order::read(self.place(&key, &order_by(provider, token)).await.expect(201))
    }

    /// Does something under a key of its own.
    pub async fn once(&self, path: &str, body: &Value) -> Answer {
        self.post_once(path, &Uuid::new_v4().to_string(), body).await
    }

    /// The order as it stands now.
    pub async fn look(&self, order: &Order) -> Order {
        Order::read(self.get(&format!("/orders/{}", order.id)).await.expect(200))
    }

    pub async fn cancel(&self, order: &Order) -> Answer {
        self.post(&format!("/orders/{}/cancel", order.id), &json!({})).await
    }

    pub async fn pay_again(&self, order: &Order, card: &str) -> Answer {
        let body = json!({ "provider": "sandbox", "token": card::token(card) });
        self.post_once(&format!("/orders/{}/payments", order.id), &Uuid::new_v4().to_string(), &body).await
    }

    pub async fn fulfil(&self, order: &Order, step: &str) -> Answer {
        self.post(&format!("/orders/{}/fulfilment", order.id), &json!({ "step": step })).await
    }

    pub async fn refund(&self, order: &Order, amount_minor: i64) -> Answer {
        let body = json!({ "amount_minor": amount_minor, "reason": "a scratch" });
        self.post_once(&format!("/orders/{}/refunds", order.id), &Uuid::new_v4().to_string(), &body).await
    }

    /// The caller's orders in the read model, newest first.
    pub async fn history(&self) -> Vec<Value> {
        self.get("/orders?limit=100").await.expect(200)["items"].as_array().unwrap().clone()
    }
}

/// An order to Musterstadt, paid by that provider.
pub fn order_by(provider: &str, token: Option<&str>) -> Value {
    let mut order = order_with(card::GOOD);
    order["payment"] = match token {
        Some(token) => json!({ "provider": provider, "token": token }),
        None => json!({ "provider": provider }),
    };
    order
}

/// An order to Musterstadt, paid by card.
pub fn order_with(card: &str) -> Value {
    let address = json!({
        "name": "Ada Lovelace",
        "line1": "Hauptstr. 1",
        "postal_code": "12345",
        "city": "Musterstadt",
        "country": "DE",
    });
    json!({
        "email": "ada@example.org",
        "shipping_address": address,
        "shipping": { "method": "standard" },
        "payment": { "provider": "sandbox", "token": card::token(card) },
    })
}
