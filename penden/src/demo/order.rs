//! The demo's first order, placed as a customer does: over HTTP.

use std::time::Duration;

use anyhow::Context;
use domain::orders::{self, OrderFilter};
use platform::Services;
use reqwest::Client;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{CUSTOMER, PASSWORD};

/// Places an order for the demo's customer unless there is one; gives its number.
pub async fn place_first(services: &Services) -> anyhow::Result<Option<String>> {
    let theirs = OrderFilter { email: Some(CUSTOMER.0.to_owned()), limit: 1, ..OrderFilter::default() };
    if !orders::search(services.store.read(), &theirs).await?.is_empty() {
        return Ok(None);
    }
    let listen = services.config.http.listen;
    let host = if listen.ip().is_unspecified() {
        format!("127.0.0.1:{}", listen.port())
    } else {
        listen.to_string()
    };
    let shop = Shop {
        client: Client::builder().timeout(Duration::from_secs(20)).build()?,
        base: format!("http://{host}/api/v1"),
    };
    shop.place().await.context("the demo order could not be placed").map(Some)
}

struct Shop {
    client: Client,
    base: String,
}

impl Shop {
    async fn place(&self) -> anyhow::Result<String> {
        let session =
            self.post("auth/login", None, &json!({ "email": CUSTOMER.0, "password": PASSWORD })).await?;
        let token = session["tokens"]["access_token"].as_str();
        for (product, quantity) in [("dune-mug", 2), ("morning-blend", 1)] {
            let product = self.get(&format!("products/{product}")).await?;
            let variants = product["variants"].as_array().map_or(&[][..], Vec::as_slice);
            let offered = variants.iter().find(|variant| variant["available"].as_i64() >= Some(quantity));
            let variant = offered.context("the demo's products are in stock")?;
            let line = json!({ "variant_id": variant["id"], "quantity": quantity });
            self.post("cart/lines", token, &line).await?;
        }
        let order = json!({
            "shipping_address": {
                "name": CUSTOMER.1,
                "line1": "12 St James's Square",
                "postal_code": "10115",
                "city": "Berlin",
                "country": "DE",
            },
            "shipping": { "method": "standard" },
            "payment": { "provider": "sandbox", "token": "tok_4242424242424242" },
        });
        let order = self.post("orders", token, &order).await?;
        Ok(order["number"].as_str().unwrap_or_default().to_owned())
    }

    async fn get(&self, path: &str) -> anyhow::Result<Value> {
        let answer = self.client.get(format!("{}/{path}", self.base)).send().await?;
        Ok(answer.error_for_status()?.json().await?)
    }

    async fn post(&self, path: &str, token: Option<&str>, body: &Value) -> anyhow::Result<Value> {
        let mut request = self.client.post(format!("{}/{path}", self.base)).json(body);
        request = request.header("Idempotency-Key", Uuid::now_v7().to_string());
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let answer = request.send().await?;
        let status = answer.status();
        let body = answer.text().await?;
        anyhow::ensure!(status.is_success(), "POST {path} answered {status}: {body}");
        Ok(serde_json::from_str(&body)?)
    }
}
