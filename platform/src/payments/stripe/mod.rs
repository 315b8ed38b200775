//! Stripe by its HTTP API (<https://docs.stripe.com/api>): payment intents, captured at once or later, and refunds.
//!
//! A payment is two requests: one makes the intent and moves no money, the other confirms it. So an unanswered charge can
//! be looked up without a search that lags behind: making the intent again under its key gives the same one, and says
//! whether it was ever confirmed. Card numbers never come here; a token is the id of a payment method (`pm_…`).
//! Amounts are passed as they are kept, in minor units of ISO 4217.

mod notices;
mod refusal;
mod signature;
#[cfg(test)]
mod tests;
mod wire;

use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use domain::clock::{Timestamp, now};
use domain::payments::{
    Capture, Charge, ListedPage, Notice, PaymentProvider, Receipt, RefundReceipt, RefundRequest,
};
use domain::{Error, Result};
use reqwest::StatusCode;
use ring::hmac;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use self::refusal::{Refused, read};
use self::wire::{Intent, List, Refund};
use crate::outbound::{Answer, Remote};
use crate::outside::Gate;

const SERVICE: &str = "Stripe";
/// The version of the API that this was written for; without it an account's own default would decide.
const VERSION: &str = "2025-09-30.clover";
/// Stripe forgets idempotency keys after a day at the earliest. What is older is looked for in another way.
const KEYS_KEPT: TimeDelta = TimeDelta::hours(20);
/// As many of a list as Stripe gives at once.
const PAGE: &str = "100";

#[derive(Debug, Clone)]
pub struct StripeSettings {
    /// `https://api.stripe.com`
    pub base_url: String,
    /// `sk_…` or `rk_…`
    pub secret_key: SecretString,
    /// `whsec_…`, used as it is written.
    pub webhook_secret: SecretString,
    /// For one whole exchange. What takes longer has an unknown outcome.
    pub timeout: Duration,
}

pub struct StripeProvider {
    remote: Remote,
    webhook_key: hmac::Key,
}

impl StripeProvider {
    /// # Errors
    /// When the base URL is no http(s) address, or there is no webhook secret.
    pub fn new(settings: StripeSettings) -> anyhow::Result<Self> {
        let StripeSettings { base_url, secret_key, webhook_secret, timeout } = settings;
        // Anybody could sign with an empty key.
        anyhow::ensure!(!webhook_secret.expose_secret().is_empty(), "Stripe needs a webhook secret");
        let webhook_key = hmac::Key::new(hmac::HMAC_SHA256, webhook_secret.expose_secret().as_bytes());
        let remote = Remote::new(SERVICE, &base_url, secret_key, timeout)?.saying("stripe-version", VERSION);
        Ok(Self { remote, webhook_key })
    }

    /// The same, called through that gate.
    #[must_use]
    pub fn behind(self, gate: Gate) -> Self {
        Self { remote: self.remote.behind(gate), ..self }
    }

    /// Makes the intent of a charge, or gives the one that was made.
    async fn intent(&self, charge: &Charge) -> Result<std::result::Result<Intent, Refused>> {
        let form = [
            ("amount", charge.amount_minor.to_string()),
            ("currency", charge.currency.to_lowercase()),
            ("capture_method", if charge.capture { "automatic" } else { "manual" }.to_owned()),
            ("payment_method_types[]", "card".to_owned()),
            ("payment_method", charge.token.clone()),
            ("description", format!("Order {}", charge.order_number)),
            ("metadata[payment_id]", charge.payment_id.to_string()),
            ("metadata[order_number]", charge.order_number.clone()),
        ];
        let key = charge.payment_id.to_string();
        let answer = self.remote.post_form(&["v1", "payment_intents"], &key, &form).await?;
        read(&answer, charge.payment_id)
    }

    async fn retrieve(&self, reference: &str) -> Result<Option<Intent>> {
        let path = ["v1", "payment_intents", reference];
        let answer = self.remote.get_with(&path, &[("expand[]", "latest_charge")]).await?;
        if answer.status == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        found(&answer).map(Some)
    }

    /// The intent of a payment that is too old for its key. Stripe’s index is behind by a minute at most.
    async fn search(&self, payment_id: Uuid) -> Result<Option<Intent>> {
        let query = format!("metadata['payment_id']:'{payment_id}'");
        let path = ["v1", "payment_intents", "search"];
        let answer = self.remote.get_with(&path, &[("query", &query), ("limit", "1")]).await?;
        Ok(found::<List<Intent>>(&answer)?.data.into_iter().next())
    }

    /// What an intent has come to, when Stripe will not do what was asked with it.
    async fn as_it_stands(&self, reference: &str, id: Uuid) -> Result<Receipt> {
        let intent = self.retrieve(reference).await?.ok_or(Error::NotFound { what: "payment" })?;
        begun(intent, id)?.ok_or_else(|| {
            Error::Corrupt(format!("{SERVICE} will do nothing with {reference}, which was never confirmed"))
        })
    }
}

#[async_trait]
impl PaymentProvider for StripeProvider {
    fn name(&self) -> &'static str {
        "stripe"
    }

    /// What is refused before there is an intent is referred to by our own id, so that no two are alike.
    async fn charge(&self, charge: &Charge) -> Result<Receipt> {
        let id = charge.payment_id;
        let intent = match self.intent(charge).await? {
            Ok(intent) => intent,
            Err(refused) => return Ok(refused.receipt(id.to_string())),
        };
        let path = ["v1", "payment_intents", &intent.id, "confirm"];
        let form = [("return_url", charge.return_url.clone()), ("expand[]", "latest_charge".to_owned())];
        let answer = self.remote.post_form(&path, &format!("{id}-confirm"), &form).await?;
        match read::<Intent>(&answer, id)? {
            Ok(confirmed) => begun(confirmed, id)?.ok_or_else(|| answer.nonsense("it is not confirmed")),
            // It was confirmed before, under a key that is forgotten.
            Err(refused) if refused.is_about_state() => self.as_it_stands(&intent.id, id).await,
            Err(refused) => Ok(refused.receipt(intent.id)),
        }
    }

    async fn find_charge(&self, charge: &Charge, reference: Option<&str>) -> Result<Option<Receipt>> {
        let id = charge.payment_id;
        let intent = match reference {
            // Ours: it was refused before there was an intent.
            Some(reference) if reference == id.to_string() => return Ok(None),
            Some(reference) => self.retrieve(reference).await?,
            None if is_old(id) => self.search(id).await?,
            None => match self.intent(charge).await? {
                // Made a moment ago or long ago: what it is now is asked for.
                Ok(intent) => self.retrieve(&intent.id).await?,
                Err(refused) => return Ok(Some(refused.receipt(id.to_string()))),
            },
        };
        match intent {
            Some(intent) => begun(intent, id),
            None => Ok(None),
        }
    }

    async fn capture(&self, capture: &Capture) -> Result<Receipt> {
        let id = capture.payment_id;
        let path = ["v1", "payment_intents", &capture.reference, "capture"];
        let mut form = vec![("expand[]", "latest_charge".to_owned())];
        if !capture.whole {
            form.push(("amount_to_capture", capture.amount_minor.to_string()));
        }
        let answer = self.remote.post_form(&path, &format!("{id}-capture"), &form).await?;
        match read::<Intent>(&answer, id)? {
            Ok(intent) => begun(intent, id)?.ok_or_else(|| answer.nonsense("it is not confirmed")),
            Err(refused) if refused.is_about_state() => self.as_it_stands(&capture.reference, id).await,
            Err(refused) => Ok(refused.receipt(capture.reference.clone())),
        }
    }

    /// When there is nothing to give up, says what the payment has come to instead.
    async fn void(&self, payment_id: Uuid, reference: &str) -> Result<Receipt> {
        let path = ["v1", "payment_intents", reference, "cancel"];
        let form = [("cancellation_reason", "abandoned".to_owned())];
        let answer = self.remote.post_form(&path, &format!("{payment_id}-void"), &form).await?;
        match read::<Intent>(&answer, payment_id)? {
            Ok(intent) => begun(intent, payment_id)?.ok_or_else(|| answer.nonsense("it is not cancelled")),
            Err(_) => self.as_it_stands(reference, payment_id).await,
        }
    }

    /// Stripe knows few reasons; ours goes along as metadata.
    async fn refund(&self, refund: &RefundRequest) -> Result<RefundReceipt> {
        let id = refund.refund_id;
        let form = [
            ("payment_intent", refund.payment_reference.clone()),
            ("amount", refund.amount_minor.to_string()),
            ("metadata[refund_id]", id.to_string()),
            ("metadata[reason]", refund.reason.chars().take(500).collect()),
        ];
        let answer = self.remote.post_form(&["v1", "refunds"], &id.to_string(), &form).await?;
        match read::<Refund>(&answer, id)? {
            Ok(refund) => Ok(refund.into_receipt()),
            Err(refused) => Ok(RefundReceipt { reference: id.to_string(), failure: Some(refused.code) }),
        }
    }

    async fn find_refund(&self, refund: &RefundRequest) -> Result<Option<RefundReceipt>> {
        let query = [("payment_intent", refund.payment_reference.as_str()), ("limit", PAGE)];
        let answer = self.remote.get_with(&["v1", "refunds"], &query).await?;
        let ours = found::<List<Refund>>(&answer)?.data.into_iter();
        let mut ours = ours.filter(|listed| listed.metadata.refund_id == Some(refund.refund_id));
        Ok(ours.next().map(Refund::into_receipt))
    }

    fn is_listed(&self) -> bool {
        true
    }

    async fn list(&self, from: Timestamp, until: Timestamp, after: Option<&str>) -> Result<ListedPage> {
        let (from, until) = (from.timestamp().to_string(), until.timestamp().to_string());
        let mut query = vec![
            ("created[gte]", from.as_str()),
            ("created[lt]", until.as_str()),
            ("limit", PAGE),
            ("expand[]", "data.latest_charge"),
        ];
        if let Some(after) = after {
            query.push(("starting_after", after));
        }
        let answer = self.remote.get_with(&["v1", "payment_intents"], &query).await?;
        let list: List<Intent> = found(&answer)?;
        let next = list.data.last().filter(|_| list.has_more).map(|intent| intent.id.clone());
        Ok(ListedPage { items: list.data.into_iter().map(Intent::into_listed).collect(), next })
    }

    fn verify_webhook(&self, header: &dyn Fn(&str) -> Option<String>, body: &str) -> Result<String> {
        signature::verify(&self.webhook_key, now(), header, body)?;
        notices::id_of(body)
    }

    fn read_webhook(&self, body: &str) -> Result<Notice> {
        notices::read(body)
    }
}

/// Whether the payment was made too long ago for its key: its id tells when.
fn is_old(payment_id: Uuid) -> bool {
    let Some(made) = payment_id.get_timestamp() else { return true };
    let (seconds, _) = made.to_unix();
    now().timestamp() - i64::try_from(seconds).unwrap_or(0) > KEYS_KEPT.num_seconds()
}

/// What an intent says, unless it was never confirmed.
fn begun(intent: Intent, payment_id: Uuid) -> Result<Option<Receipt>> {
    if intent.metadata.payment_id != Some(payment_id) {
        let other = &intent.id;
        return Err(Error::Corrupt(format!(
            "{SERVICE} was asked for payment {payment_id} and told of {other}"
        )));
    }
    intent.into_receipt().map_err(|problem| Error::unavailable(SERVICE, problem))
}

/// What was looked for. Nothing that is looked for is refused for its sake.
fn found<T: for<'a> serde::Deserialize<'a>>(answer: &Answer) -> Result<T> {
    if answer.status.is_success() { answer.decode() } else { Err(answer.nonsense("a refusal to tell")) }
}
