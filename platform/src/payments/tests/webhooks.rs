//! Webhooks: whether they are the provider's, and what they say.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::payments::{Notice, PaymentProvider, Receipt, RefundReceipt};
use domain::{Error, Result, clock};
use ring::hmac;
use serde_json::{Value, json};

use super::{PAYMENT, REFUND, payment, provider, refund_body, statuses};

fn read(kind: &str, data: Value) -> Result<Notice> {
    let body = json!({"id": "evt_1", "type": kind, "created_at": "2026-11-21T12:00:00Z", "data": data});
    provider("http://127.0.0.1:9", Duration::from_secs(1)).read_webhook(&body.to_string())
}

#[tokio::test]
async fn webhooks_tell_of_our_payments_and_refunds_only() {
    for (payment, outcome) in statuses().into_iter().take(6) {
        let kind = format!("payment.{}", payment["status"].as_str().unwrap());
        let receipt = Receipt { reference: "pay_1".into(), outcome };
        assert_eq!(read(&kind, payment).unwrap(), Notice::Payment { payment_id: PAYMENT, receipt });
    }
    for (status, failure) in [("succeeded", None), ("failed", Some("refund_failed".to_owned()))] {
        let refund = refund_body(status, json!({"idempotency_key": REFUND}));
        let data = json!({"refund": refund, "payment": payment("refunded", json!({}))});
        let receipt = RefundReceipt { reference: "ref_1".into(), failure };
        assert_eq!(
            read(&format!("refund.{status}"), data).unwrap(),
            Notice::Refund { refund_id: REFUND, receipt }
        );
    }
    let anonymous = json!({"refund": refund_body("succeeded", json!({}))});
    assert_eq!(read("refund.succeeded", anonymous).unwrap(), Notice::Other);
    let foreign = payment("captured", json!({"reference": "till 4"}));
    assert_eq!(read("payment.captured", foreign).unwrap(), Notice::Other);
    assert_eq!(read("dispute.opened", json!({"anything": 1})).unwrap(), Notice::Other);
}

#[tokio::test]
async fn a_webhook_that_cannot_be_read_is_corrupt() {
    let provider = provider("http://127.0.0.1:9", Duration::from_secs(1));
    for body in
        ["", "[]", "{}", r#"{"type":"payment.captured","data":{}}"#, r#"{"type":"refund.failed","data":1}"#]
    {
        assert!(matches!(provider.read_webhook(body), Err(Error::Corrupt(_))), "{body}");
    }
}

#[tokio::test]
async fn a_webhook_is_verified_with_the_configured_secret() {
    let sent = clock::now().timestamp().to_string();
    let key = hmac::Key::new(hmac::HMAC_SHA256, b"whsec_test");
    let signature =
        format!("v1,{}", STANDARD.encode(hmac::sign(&key, format!("evt_1.{sent}.{{}}").as_bytes())));
    let header = |name: &str| match name {
        "webhook-id" => Some("evt_1".to_owned()),
        "webhook-timestamp" => Some(sent.clone()),
        "webhook-signature" => Some(signature.clone()),
        _ => None,
    };
    let provider = provider("http://127.0.0.1:9", Duration::from_secs(1));
    assert_eq!(provider.verify_webhook(&header, "{}").unwrap(), "evt_1");
    assert!(matches!(provider.verify_webhook(&header, "[]"), Err(Error::Unauthenticated { .. })));
    assert!(matches!(provider.verify_webhook(&|_| None, "{}"), Err(Error::Unauthenticated { .. })));
}
