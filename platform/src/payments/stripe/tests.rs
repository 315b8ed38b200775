//! Signatures and events, without a server; the requests are held to Stripe's shapes by the stories.

#![allow(clippy::unwrap_used)]

use chrono::DateTime;
use domain::Error;
use domain::payments::{Notice, Outcome};
use ring::hmac;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{notices, signature};

const NOW: i64 = 1_795_000_000;
const BODY: &str = r#"{"id":"evt_1"}"#;
const PAYMENT: Uuid = Uuid::from_u128(0x0193_9b2e_7b7c_7000_8000_0000_0000_0001);

fn sign(secret: &str, content: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hex::encode(hmac::sign(&key, content.as_bytes()))
}

fn verified(header: Option<&str>, body: &str) -> domain::Result<()> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, b"whsec_test");
    let header = |name: &str| (name == "stripe-signature").then(|| header.map(str::to_owned)).flatten();
    signature::verify(&key, DateTime::from_timestamp(NOW, 0).unwrap(), &header, body)
}

#[test]
fn the_signature_is_the_one_that_stripe_documents() {
    // Made independently: printf %s '1795000000.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_test
    let known = "9768205fbb644a6a645cdd13f225c6791ed91580e4d16c14b9a8e73cd4ba4393";
    assert_eq!(sign("whsec_test", &format!("{NOW}.{BODY}")), known);
    verified(Some(&format!("t={NOW},v1={known}")), BODY).unwrap();
}

#[test]
fn one_right_signature_within_five_minutes_is_enough() {
    for offset in [-300, 0, 300] {
        let at = NOW + offset;
        let good = sign("whsec_test", &format!("{at}.{BODY}"));
        let old = sign("whsec_old", &format!("{at}.{BODY}"));
        for header in [
            format!("t={at},v1={good}"),
            format!("t={at},v1={old},v1={good},v0=00"),
            format!("v1={good}, t={at}"),
        ] {
            verified(Some(&header), BODY).unwrap();
        }
    }
}

#[test]
fn everything_else_is_refused() {
    let good = sign("whsec_test", &format!("{NOW}.{BODY}"));
    let late = sign("whsec_test", &format!("{}.{BODY}", NOW - 301));
    let early = sign("whsec_test", &format!("{}.{BODY}", NOW + 301));
    let far = sign("whsec_test", &format!("{}.{BODY}", i64::MIN));
    let other = sign("other", &format!("{NOW}.{BODY}"));
    let cases = [
        (None, BODY),
        (Some(String::new()), BODY),
        (Some(format!("v1={good}")), BODY),
        (Some(format!("t={NOW}")), BODY),
        (Some(format!("t={NOW},v0={good}")), BODY),
        (Some(format!("t={NOW},v1={other}")), BODY),
        (Some(format!("t={NOW},v1={}", &good[..20])), BODY),
        (Some(format!("t={NOW},v1=zz")), BODY),
        (Some(format!("t={NOW},v1={good}")), "{}"),
        (Some(format!("t={},v1={good}", NOW + 1)), BODY),
        (Some(format!("t=today,v1={good}")), BODY),
        (Some(format!("t={},v1={late}", NOW - 301)), BODY),
        (Some(format!("t={},v1={early}", NOW + 301)), BODY),
        (Some(format!("t={},v1={far}", i64::MIN)), BODY),
    ];
    for (header, body) in cases {
        let result = verified(header.as_deref(), body);
        assert!(matches!(result, Err(Error::Unauthenticated { .. })), "{header:?}: {result:?}");
    }
}

fn event(kind: &str, object: Value) -> String {
    json!({ "id": "evt_1", "object": "event", "type": kind, "created": NOW, "data": { "object": object } })
        .to_string()
}

fn intent(status: &str, more: Value) -> Value {
    let mut intent = json!({
        "id": "pi_1", "object": "payment_intent", "status": status, "amount": 1390, "amount_received": 0,
        "currency": "eur", "metadata": { "payment_id": PAYMENT }, "last_payment_error": null, "next_action": null,
        "latest_charge": "ch_1",
    });
    for (name, value) in more.as_object().unwrap() {
        intent[name] = value.clone();
    }
    intent
}

#[test]
fn intents_are_read_as_what_they_have_come_to() {
    let failed = json!({ "last_payment_error": { "type": "card_error", "code": "card_declined", "decline_code": "do_not_honor" } });
    let action =
        json!({ "next_action": { "type": "redirect_to_url", "redirect_to_url": { "url": "https://x" } } });
    let before = json!({ "latest_charge": {
        "id": "ch_1", "amount_refunded": 0, "metadata": {},
        "payment_method_details": { "card": { "capture_before": NOW } },
    } });
    let until = DateTime::from_timestamp(NOW, 0);
    let cases = [
        ("succeeded", json!({ "amount_received": 1390 }), Outcome::Captured),
        ("succeeded", json!({ "amount_received": 500 }), Outcome::CapturedPart { amount_minor: 500 }),
        ("requires_capture", json!({}), Outcome::Authorized { until: None }),
        ("requires_capture", before, Outcome::Authorized { until }),
        ("requires_action", action, Outcome::RequiresAction { url: "https://x".into() }),
        ("requires_payment_method", failed, Outcome::Failed { code: "do_not_honor".into() }),
        ("processing", json!({}), Outcome::Processing),
        ("canceled", json!({ "latest_charge": null }), Outcome::Voided),
    ];
    for (status, more, outcome) in cases {
        let Notice::Payment { payment_id, receipt } =
            notices::read(&event("payment_intent.succeeded", intent(status, more))).unwrap()
        else {
            panic!("{status} is about no payment");
        };
        assert_eq!((payment_id, receipt.reference.as_str(), receipt.outcome), (PAYMENT, "pi_1", outcome));
    }
}

#[test]
fn what_is_not_ours_or_not_confirmed_is_passed_over() {
    let others = json!({ "metadata": { "payment_id": "4711" } });
    for (kind, object) in [
        ("payment_intent.succeeded", intent("succeeded", others)),
        ("payment_intent.succeeded", intent("requires_confirmation", json!({}))),
        ("payment_intent.created", intent("requires_payment_method", json!({}))),
        ("payout.paid", json!({ "id": "po_1" })),
        ("refund.created", json!({ "id": "re_1", "status": "succeeded", "metadata": {} })),
    ] {
        assert_eq!(notices::read(&event(kind, object)).unwrap(), Notice::Other, "{kind}");
    }
    for garbage in [
        "",
        "{}",
        "[]",
        r#"{"id":"evt_1","type":"payment_intent.succeeded","created":1,"data":{"object":{}}}"#,
    ] {
        assert!(matches!(notices::read(garbage), Err(Error::Corrupt(_))), "{garbage}");
    }
}
