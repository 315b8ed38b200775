//! The sandbox carrier over HTTP. It quotes; it neither books nor tracks.

use std::time::Duration;

use async_trait::async_trait;
use domain::Result;
use domain::shipping::{Address, Carrier, CarrierQuote, Parcel};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::outbound::Remote;
use crate::outside::Gate;

const SERVICE: &str = "the parcel carrier";

/// The most quotes of one answer that are read.
const MOST_QUOTES: usize = 20;

pub struct SandboxCarrier {
    remote: Remote,
}

impl SandboxCarrier {
    /// `timeout` is for one whole exchange. Somebody waits at the checkout: 3 seconds are enough.
    ///
    /// # Errors
    /// When the base URL is no http(s) address.
    pub fn new(base_url: &str, api_key: SecretString, timeout: Duration) -> anyhow::Result<Self> {
        Ok(Self { remote: Remote::new(SERVICE, base_url, api_key, timeout)? })
    }

    /// The same, called through that gate.
    #[must_use]
    pub fn behind(self, gate: Gate) -> Self {
        Self { remote: self.remote.behind(gate) }
    }
}

#[derive(Serialize)]
struct QuoteBody<'a> {
    destination: Destination<'a>,
    currency: &'a str,
    items: Vec<Item<'a>>,
}

/// No name and no telephone number: a price does not depend on them.
#[derive(Serialize)]
struct Destination<'a> {
    line1: &'a str,
    postal_code: &'a str,
    city: &'a str,
    country: &'a str,
}

#[derive(Serialize)]
struct Item<'a> {
    sku: &'a str,
    quantity: i64,
    weight_g: i32,
}

#[derive(Deserialize)]
struct Quotes {
    quotes: Vec<Quote>,
}

#[derive(Deserialize)]
struct Quote {
    service: String,
    name: String,
    amount_minor: i64,
    currency: String,
    days: i32,
}

#[async_trait]
impl Carrier for SandboxCarrier {
    fn name(&self) -> &'static str {
        "sandbox"
    }

    /// Leaves out quotes that no shop could offer: in another currency, or with a negative price.
    async fn quote(
        &self,
        destination: &Address,
        currency: &str,
        parcels: &[Parcel],
    ) -> Result<Vec<CarrierQuote>> {
        let Address { line1, postal_code, city, country, .. } = destination;
        let items = parcels.iter().map(|parcel| {
            let Parcel { sku, quantity, weight_g } = parcel;
            Item { sku, quantity: *quantity, weight_g: *weight_g }
        });
        let destination = Destination { line1, postal_code, city, country };
        let body = QuoteBody { destination, currency, items: items.collect() };
        let answer = self.remote.post(&["carrier", "v1", "quotes"], None, &body).await?;
        let quotes: Quotes = answer.read()?.map_err(|refusal| answer.nonsense(refusal.message))?;
        let usable =
            quotes.quotes.into_iter().filter(|quote| quote.currency == currency && quote.amount_minor >= 0);
        let quotes = usable.take(MOST_QUOTES).map(|quote| CarrierQuote {
            service: quote.service,
            name: quote.name,
            price_minor: quote.amount_minor,
            currency: quote.currency,
            days: quote.days,
        });
        Ok(quotes.collect())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use domain::Error;
    use serde_json::json;
    use wiremock::matchers::{any, body_json, header, method, path};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;

    fn destination() -> Address {
        Address {
            name: "Ada Lovelace".into(),
            company: None,
            line1: "Königsallee 1".into(),
            line2: None,
            postal_code: "40212".into(),
            city: "Düsseldorf".into(),
            region: None,
            country: "DE".into(),
            phone: Some("+49 211 1234".into()),
        }
    }

    async fn quote(server: &MockServer, timeout: Duration) -> Result<Vec<CarrierQuote>> {
        let carrier =
            SandboxCarrier::new(&format!("{}/sandbox/", server.uri()), "key".into(), timeout).unwrap();
        let parcels = [Parcel { sku: "MUG-1".into(), quantity: 2, weight_g: 350 }];
        carrier.quote(&destination(), "EUR", &parcels).await
    }

    #[tokio::test]
    async fn quotes_are_asked_for_and_read() {
        let server = MockServer::start().await;
        let asked = json!({
            "destination": {
                "line1": "Königsallee 1", "postal_code": "40212", "city": "Düsseldorf", "country": "DE",
            },
            "currency": "EUR",
            "items": [{"sku": "MUG-1", "quantity": 2, "weight_g": 350}],
        });
        let told = json!({"quotes": [
            {"service": "standard", "name": "Standard", "amount_minor": 490, "currency": "EUR", "days": 3},
            {"service": "odd", "name": "Odd", "amount_minor": 490, "currency": "USD", "days": 3},
            {"service": "gift", "name": "Gift", "amount_minor": -1, "currency": "EUR", "days": 3},
        ]});
        Mock::given(method("POST"))
            .and(path("/sandbox/carrier/v1/quotes"))
            .and(header("authorization", "Bearer key"))
            .and(body_json(asked))
            .respond_with(ResponseTemplate::new(200).set_body_json(told))
            .expect(1)
            .mount(&server)
            .await;
        let standard = CarrierQuote {
            service: "standard".into(),
            name: "Standard".into(),
            price_minor: 490,
            currency: "EUR".into(),
            days: 3,
        };
        assert_eq!(quote(&server, Duration::from_secs(3)).await.unwrap(), [standard]);
    }

    #[tokio::test]
    async fn whatever_goes_wrong_the_carrier_is_unavailable() {
        let refusal = json!({"code": "invalid_items", "message": "no items"});
        let answers = [
            ResponseTemplate::new(500),
            ResponseTemplate::new(401),
            ResponseTemplate::new(404),
            ResponseTemplate::new(422).set_body_json(refusal),
            ResponseTemplate::new(200).set_body_string("{\"quotes\":"),
            ResponseTemplate::new(200).set_delay(Duration::from_secs(60)),
        ];
        for answer in answers {
            let server = MockServer::start().await;
            Mock::given(any()).respond_with(answer.clone()).mount(&server).await;
            let result = quote(&server, Duration::from_millis(300)).await;
            assert!(matches!(result, Err(Error::Unavailable { .. })), "{answer:?}: {result:?}");
        }
    }
}
