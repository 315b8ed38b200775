//! The sandbox provider over HTTP. It knows test cards only; a real vendor takes its place behind the same port.
//!
//! Every request carries an idempotency key that the ledger derives, so nothing happens twice. What it answers is
//! read strictly: an answer that makes no sense leaves the outcome unknown, it never decides one.

use std::time::Duration;

use async_trait::async_trait;
use domain::payments::{
    Capture, Charge, Notice, Outcome, PaymentProvider, Receipt, RefundReceipt, RefundRequest,
};
use domain::{Error, Result, clock};
use reqwest::StatusCode;
use ring::hmac;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use uuid::Uuid;

use super::webhook;
use super::wire::{Event, Payment, PaymentBody, Refund, RefundBody};
use crate::outbound::{Answer, Refusal, Remote};
use crate::outside::Gate;

const SERVICE: &str = "the payment provider";

#[derive(Debug, Clone)]
pub struct SandboxSettings {
    /// What the paths are appended to, such as `http://127.0.0.1:8080/sandbox`.
    pub base_url: String,
    pub api_key: SecretString,
    /// The key of the webhook signatures, used as the bytes it consists of.
    pub webhook_secret: SecretString,
    /// For one whole exchange. What takes longer has an unknown outcome.
    pub timeout: Duration,
}

pub struct SandboxProvider {
    remote: Remote,
    webhook_key: hmac::Key,
}

impl SandboxProvider {
    /// # Errors
    /// When the base URL is no http(s) address, or there is no webhook secret.
    pub fn new(settings: SandboxSettings) -> anyhow::Result<Self> {
        let SandboxSettings { base_url, api_key, webhook_secret, timeout } = settings;
        // Anybody could sign with an empty key.
        anyhow::ensure!(
            !webhook_secret.expose_secret().is_empty(),
            "the payment provider needs a webhook secret"
        );
        let webhook_key = hmac::Key::new(hmac::HMAC_SHA256, webhook_secret.expose_secret().as_bytes());
        Ok(Self { remote: Remote::new(SERVICE, &base_url, api_key, timeout)?, webhook_key })
    }

    /// The same, called through that gate.
    #[must_use]
    pub fn behind(self, gate: Gate) -> Self {
        Self { remote: self.remote.behind(gate), ..self }
    }

    async fn look_up(&self, payment_id: Uuid) -> Result<Option<Receipt>> {
        let key = payment_id.to_string();
        let answer = self.remote.get(&["v1", "payments"], ("idempotency_key", &key)).await?;
        found(&answer)?.map(|payment| receipt(&answer, payment_id, payment)).transpose()
    }
}

#[async_trait]
impl PaymentProvider for SandboxProvider {
    fn name(&self) -> &'static str {
        "sandbox"
    }

    /// A request that is refused before it becomes a payment is referred to by our own id, so that no two are alike.
    async fn charge(&self, charge: &Charge) -> Result<Receipt> {
        let key = charge.payment_id.to_string();
        let answer = self.remote.post(&["v1", "payments"], Some(&key), &PaymentBody::from(charge)).await?;
        match answer.read()? {
            Ok(payment) => receipt(&answer, charge.payment_id, payment),
            // The address is always there, so the wrong one was configured. Not the payer's fault.
            Err(refusal) if answer.status == StatusCode::NOT_FOUND => Err(answer.nonsense(refusal.message)),
            Err(refusal) => {
                let outcome = Outcome::Failed { code: refused(&answer, refusal, charge.payment_id)? };
                Ok(Receipt { reference: key, outcome })
            }
        }
    }

    async fn find_charge(&self, charge: &Charge, _: Option<&str>) -> Result<Option<Receipt>> {
        self.look_up(charge.payment_id).await
    }

    /// When there is nothing to take, says what the payment has come to instead.
    async fn capture(&self, capture: &Capture) -> Result<Receipt> {
        let (id, reference) = (capture.payment_id, &capture.reference);
        let body = serde_json::json!({ "amount_minor": capture.amount_minor });
        let key = format!("{id}-capture");
        let answer = self.remote.post(&["v1", "payments", reference, "capture"], Some(&key), &body).await?;
        match answer.read()? {
            Ok(payment) => receipt(&answer, id, payment),
            Err(refusal) => {
                refused(&answer, refusal, id)?;
                self.look_up(id).await?.ok_or(Error::NotFound { what: "payment" })
            }
        }
    }

    /// When there is nothing to give up, says what the payment has come to instead.
    async fn void(&self, payment_id: Uuid, reference: &str) -> Result<Receipt> {
        let key = format!("{payment_id}-void");
        let answer = self
            .remote
            .post(&["v1", "payments", reference, "void"], Some(&key), &serde_json::json!({}))
            .await?;
        match answer.read()? {
            Ok(payment) => receipt(&answer, payment_id, payment),
            Err(refusal) => {
                refused(&answer, refusal, payment_id)?;
                self.look_up(payment_id).await?.ok_or(Error::NotFound { what: "payment" })
            }
        }
    }

    /// A request that is refused before it becomes a refund is referred to by our own id.
    async fn refund(&self, refund: &RefundRequest) -> Result<RefundReceipt> {
        let key = refund.refund_id.to_string();
        let path = ["v1", "payments", &refund.payment_reference, "refunds"];
        let answer = self.remote.post(&path, Some(&key), &RefundBody::from(refund)).await?;
        match answer.read::<Refund>()? {
            Ok(refund) => Ok(refund.into()),
            Err(refusal) => {
                let code = refused(&answer, refusal, refund.refund_id)?;
                Ok(RefundReceipt { reference: key, failure: Some(code) })
            }
        }
    }

    async fn find_refund(&self, refund: &RefundRequest) -> Result<Option<RefundReceipt>> {
        let key = refund.refund_id.to_string();
        let answer = self.remote.get(&["v1", "refunds"], ("idempotency_key", &key)).await?;
        Ok(found::<Refund>(&answer)?.map(RefundReceipt::from))
    }

    fn verify_webhook(&self, header: &dyn Fn(&str) -> Option<String>, body: &str) -> Result<String> {
        webhook::verify(&self.webhook_key, clock::now(), header, body)
    }

    fn read_webhook(&self, body: &str) -> Result<Notice> {
        let corrupt =
            |error: String| Error::Corrupt(format!("a webhook of {SERVICE} cannot be read: {error}"));
        let event: Event = serde_json::from_str(body).map_err(|error| corrupt(error.to_string()))?;
        event.into_notice().map_err(corrupt)
    }
}

fn receipt(answer: &Answer, payment_id: Uuid, payment: Payment) -> Result<Receipt> {
    if payment.reference != payment_id.to_string() {
        let other = &payment.reference;
        return Err(Error::Corrupt(format!(
            "{SERVICE} was asked for payment {payment_id} and told of {other:?}"
        )));
    }
    payment.into_receipt().map_err(|problem| answer.nonsense(problem))
}

/// What was looked for; `None` only when the provider itself says that there is none.
fn found<T: for<'a> Deserialize<'a>>(answer: &Answer) -> Result<Option<T>> {
    match answer.read()? {
        Ok(value) => Ok(Some(value)),
        Err(_) if answer.status == StatusCode::NOT_FOUND => Ok(None),
        Err(refusal) => Err(answer.nonsense(refusal.message)),
    }
}

/// The code of a refusal that concerns the payer.
///
/// # Errors
/// `Corrupt` when our key was used for something else before: two different requests bear one id.
fn refused(answer: &Answer, refusal: Refusal, id: Uuid) -> Result<String> {
    let Refusal { code, message } = refusal;
    if answer.status == StatusCode::CONFLICT && code == "idempotency_mismatch" {
        return Err(Error::Corrupt(format!("{SERVICE} knows {id} with other contents: {message}")));
    }
    let status = answer.status.as_u16();
    tracing::warn!(%id, status, code, "{SERVICE} refused {id}: {code}: {message}");
    Ok(code)
}
