//! The sandbox provider against a stub: every answer that it may give, and some that it must not.

#![allow(clippy::unwrap_used)]

mod calls;
mod webhooks;

use std::time::Duration;

use domain::payments::Outcome;
use serde_json::{Value, json};
use uuid::{Uuid, uuid};

use super::{SandboxProvider, SandboxSettings};

const PAYMENT: Uuid = uuid!("01939b2e-7b7c-7000-8000-000000000001");
const REFUND: Uuid = uuid!("01939b2e-7b7c-7000-8000-000000000002");

fn provider(base_url: &str, timeout: Duration) -> SandboxProvider {
    let settings = SandboxSettings {
        base_url: base_url.to_owned(),
        api_key: "sk_test".into(),
        webhook_secret: "whsec_test".into(),
        timeout,
    };
    SandboxProvider::new(settings).unwrap()
}

fn payment(status: &str, more: Value) -> Value {
    let mut payment = json!({
        "id": "pay_1", "reference": PAYMENT, "status": status, "amount_minor": 4_900, "captured_minor": 4_900,
        "refunded_minor": 0, "currency": "EUR", "created_at": "2026-11-21T12:00:00.000000Z",
    });
    payment.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    payment
}

fn failed(code: &str) -> Outcome {
    Outcome::Failed { code: code.into() }
}

/// What the statuses of a payment mean, whether it is made, looked for or told of.
fn statuses() -> Vec<(Value, Outcome)> {
    let url = "https://bank.example.org/pay/pay_1";
    vec![
        (payment("authorized", json!({})), Outcome::Authorized { until: None }),
        (payment("captured", json!({})), Outcome::Captured),
        (payment("requires_action", json!({"action_url": url})), Outcome::RequiresAction { url: url.into() }),
        (payment("declined", json!({"decline_code": "insufficient_funds"})), failed("insufficient_funds")),
        (payment("declined", json!({})), failed("declined")),
        (payment("voided", json!({})), Outcome::Voided),
        (payment("partially_refunded", json!({})), Outcome::Captured),
        (payment("refunded", json!({})), Outcome::Captured),
    ]
}

fn refund_body(status: &str, more: Value) -> Value {
    let mut refund = json!({"id": "ref_1", "payment_id": "pay_1", "amount_minor": 900, "status": status});
    refund.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    refund
}

#[test]
fn settings_that_cannot_work_are_refused() {
    for (base_url, secret) in
        [("", "s"), ("bank.example.org", "s"), ("mailto:a@b.c", "s"), ("http://127.0.0.1", "")]
    {
        let settings = SandboxSettings {
            base_url: base_url.into(),
            api_key: "sk_test".into(),
            webhook_secret: secret.into(),
            timeout: Duration::from_secs(1),
        };
        assert!(SandboxProvider::new(settings).is_err(), "{base_url}");
    }
}
