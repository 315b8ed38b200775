//! Charges, look-ups, voids and refunds.

use std::time::Duration;

use domain::Error;
use domain::payments::{Charge, Outcome, PaymentProvider, Receipt, RefundReceipt, RefundRequest};
use serde_json::{Value, json};
use uuid::Uuid;
use wiremock::matchers::{any, body_json, header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{PAYMENT, REFUND, failed, payment, provider, refund_body, statuses};
use crate::payments::SandboxProvider;

/// A provider whose other end always answers so.
async fn answering(status: u16, body: &str) -> (SandboxProvider, MockServer) {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(status).set_body_raw(body, "application/json");
    Mock::given(any()).respond_with(answer).mount(&server).await;
    (provider(&server.uri(), Duration::from_secs(5)), server)
}

fn charge() -> Charge {
    Charge {
        payment_id: PAYMENT,
        order_number: "2026-000001".into(),
        amount_minor: 4_900,
        currency: "EUR".into(),
        token: "tok_4242424242424242".into(),
        return_url: "https://shop.example.org/orders/1".into(),
        capture: true,
    }
}

fn refund() -> RefundRequest {
    RefundRequest {
        refund_id: REFUND,
        payment_reference: "pay_1".into(),
        amount_minor: 900,
        reason: "damaged".into(),
    }
}

#[tokio::test]
async fn a_charge_says_everything_and_bears_the_payments_id_as_its_key() {
    let server = MockServer::start().await;
    let body = json!({
        "amount_minor": 4_900, "currency": "EUR", "token": "tok_4242424242424242", "capture": true,
        "reference": PAYMENT, "return_url": "https://shop.example.org/orders/1",
    });
    Mock::given(method("POST"))
        .and(path("/sandbox/v1/payments"))
        .and(header("authorization", "Bearer sk_test"))
        .and(header("idempotency-key", PAYMENT.to_string()))
        .and(body_json(body))
        .respond_with(ResponseTemplate::new(200).set_body_json(payment("captured", json!({}))))
        .expect(1)
        .mount(&server)
        .await;
    let provider = provider(&format!("{}/sandbox/", server.uri()), Duration::from_secs(5));
    let receipt = provider.charge(&charge()).await.unwrap();
    assert_eq!(receipt, Receipt { reference: "pay_1".into(), outcome: Outcome::Captured });
}

#[tokio::test]
async fn every_status_has_its_outcome() {
    for (payment, outcome) in statuses() {
        let (provider, _server) = answering(200, &payment.to_string()).await;
        let receipt = Receipt { reference: "pay_1".into(), outcome };
        assert_eq!(provider.charge(&charge()).await.unwrap(), receipt);
        assert_eq!(provider.find_charge(&charge(), None).await.unwrap(), Some(receipt));
    }
}

#[tokio::test]
async fn a_refused_charge_has_failed_and_bears_our_own_id() {
    for (status, code) in
        [(400, "invalid_body"), (402, "card_declined"), (409, "invalid_state"), (422, "invalid_token")]
    {
        let (provider, _server) = answering(status, &refusal(code)).await;
        let receipt = Receipt { reference: PAYMENT.to_string(), outcome: failed(code) };
        assert_eq!(provider.charge(&charge()).await.unwrap(), receipt, "{status}");
        let refused = provider.refund(&refund()).await.unwrap();
        assert_eq!(
            refused,
            RefundReceipt { reference: REFUND.to_string(), failure: Some(code.into()) },
            "{status}"
        );
    }
}

fn refusal(code: &str) -> String {
    json!({"code": code, "message": "no"}).to_string()
}

#[tokio::test]
async fn a_key_that_was_used_for_something_else_is_a_defect() {
    let (provider, _server) = answering(409, &refusal("idempotency_mismatch")).await;
    assert!(matches!(provider.charge(&charge()).await, Err(Error::Corrupt(_))));
    assert!(matches!(provider.void(PAYMENT, "pay_1").await, Err(Error::Corrupt(_))));
    assert!(matches!(provider.refund(&refund()).await, Err(Error::Corrupt(_))));
}

#[tokio::test]
async fn an_answer_about_another_payment_is_a_defect() {
    let (provider, _server) =
        answering(200, &payment("captured", json!({"reference": REFUND})).to_string()).await;
    assert!(matches!(provider.charge(&charge()).await, Err(Error::Corrupt(_))));
    assert!(matches!(provider.find_charge(&charge(), None).await, Err(Error::Corrupt(_))));
}

#[tokio::test]
async fn what_tells_nothing_leaves_the_outcome_unknown() {
    let without_url = payment("requires_action", json!({})).to_string();
    let unknown_status = payment("vanished", json!({})).to_string();
    let not_found = refusal("not_found");
    let cases = [
        (401, "{}"),
        (403, "{}"),
        (404, "<html>not here</html>"),
        (404, not_found.as_str()),
        (408, "{}"),
        (422, "<html>no</html>"),
        (429, "{}"),
        (500, "{}"),
        (502, "<html>bad gateway</html>"),
        (503, "{}"),
        (302, ""),
        (200, ""),
        (200, "{\"id\":\"pay_1\",\"stat"),
        (200, without_url.as_str()),
        (200, unknown_status.as_str()),
    ];
    for (status, body) in cases {
        let (provider, _server) = answering(status, body).await;
        let result = provider.charge(&charge()).await;
        assert!(matches!(result, Err(Error::Unavailable { .. })), "{status} {body}: {result:?}");
        if body != not_found {
            let result = provider.find_charge(&charge(), None).await;
            assert!(matches!(result, Err(Error::Unavailable { .. })), "{status} {body}: {result:?}");
        }
    }
}

#[tokio::test]
async fn a_provider_that_wants_to_be_left_alone_says_for_how_long() {
    for status in [429, 503] {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(status).insert_header("retry-after", "90");
        Mock::given(any()).respond_with(answer).mount(&server).await;
        let error = provider(&server.uri(), Duration::from_secs(5)).charge(&charge()).await.unwrap_err();
        let wait = Some(Duration::from_secs(90));
        assert_eq!(error.class(), domain::Class::Retry { not_before: wait }, "{error:?}");
    }
}

#[tokio::test]
async fn a_silent_provider_is_unavailable_and_so_is_one_that_is_not_there() {
    let server = MockServer::start().await;
    let late = ResponseTemplate::new(200).set_delay(Duration::from_secs(60));
    Mock::given(any()).respond_with(late).expect(1).mount(&server).await;
    let silent = provider(&server.uri(), Duration::from_millis(300));
    assert!(matches!(silent.charge(&charge()).await, Err(Error::Unavailable { .. })));

    // A port that was free a moment ago.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let absent = provider(&format!("http://{address}"), Duration::from_secs(5));
    let error = absent.charge(&charge()).await.unwrap_err();
    assert!(matches!(error, Error::Unavailable { .. }), "{error:?}");
    assert!(!error.chain().contains("sk_test"), "{}", error.chain());
}

#[tokio::test]
async fn a_provider_that_keeps_failing_is_left_alone() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(500)).expect(21).mount(&server).await;
    let provider = provider(&server.uri(), Duration::from_secs(5));
    for _ in 0..21 {
        assert!(matches!(provider.charge(&charge()).await, Err(Error::Unavailable { .. })));
    }
    for _ in 0..9 {
        assert!(matches!(provider.charge(&charge()).await, Err(Error::TooBusy { .. })));
    }
}

#[tokio::test]
async fn lookups_go_by_our_ids() {
    let server = MockServer::start().await;
    let found = |name: &str, id: Uuid, body: Value| {
        Mock::given(method("GET"))
            .and(path(format!("/v1/{name}")))
            .and(query_param("idempotency_key", id.to_string()))
            .respond_with(ResponseTemplate::new(200).set_body_json(body))
    };
    found("payments", PAYMENT, payment("captured", json!({}))).mount(&server).await;
    found("refunds", REFUND, refund_body("succeeded", json!({}))).mount(&server).await;
    let missing = ResponseTemplate::new(404).set_body_string(refusal("not_found"));
    Mock::given(any()).respond_with(missing).with_priority(9).mount(&server).await;

    let provider = provider(&server.uri(), Duration::from_secs(5));
    assert_eq!(provider.find_charge(&charge(), None).await.unwrap().unwrap().outcome, Outcome::Captured);
    assert_eq!(provider.find_refund(&refund()).await.unwrap().unwrap().failure, None);
    assert_eq!(provider.find_charge(&Charge { payment_id: REFUND, ..charge() }, None).await.unwrap(), None);
    assert_eq!(provider.find_refund(&RefundRequest { refund_id: PAYMENT, ..refund() }).await.unwrap(), None);
}

#[tokio::test]
async fn an_authorisation_is_given_up_and_a_captured_payment_says_so() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/v1/payments/pay_1/void"))
        .and(header("idempotency-key", format!("{PAYMENT}-void")))
        .respond_with(ResponseTemplate::new(200).set_body_json(payment("voided", json!({}))))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(409).set_body_string(refusal("invalid_state")))
        .mount(&server)
        .await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200).set_body_json(payment("captured", json!({}))))
        .mount(&server)
        .await;
    let provider = provider(&server.uri(), Duration::from_secs(5));
    assert_eq!(provider.void(PAYMENT, "pay_1").await.unwrap().outcome, Outcome::Voided);
    assert_eq!(provider.void(PAYMENT, "pay_1").await.unwrap().outcome, Outcome::Captured);
}

#[tokio::test]
async fn giving_up_what_never_was_is_not_found() {
    let (provider, _server) = answering(404, &refusal("not_found")).await;
    assert!(matches!(provider.void(PAYMENT, "pay_1").await, Err(Error::NotFound { what: "payment" })));
}

#[tokio::test]
async fn a_refund_succeeds_or_says_why_not() {
    let failure = |code: &str| Some(code.to_owned());
    for (body, failure) in [
        (refund_body("succeeded", json!({})), None),
        (refund_body("failed", json!({"failure_code": "card_closed"})), failure("card_closed")),
        (refund_body("failed", json!({})), failure("refund_failed")),
    ] {
        let server = MockServer::start().await;
        Mock::given(method("POST"))
            .and(path("/v1/payments/pay_1/refunds"))
            .and(header("idempotency-key", REFUND.to_string()))
            .and(body_json(json!({"amount_minor": 900, "reason": "damaged"})))
            .respond_with(ResponseTemplate::new(200).set_body_json(body))
            .expect(1)
            .mount(&server)
            .await;
        let receipt = provider(&server.uri(), Duration::from_secs(5)).refund(&refund()).await.unwrap();
        assert_eq!(receipt, RefundReceipt { reference: "ref_1".into(), failure });
    }
}

#[tokio::test]
async fn a_reference_cannot_lead_to_another_path() {
    let server = MockServer::start().await;
    let escaped = Mock::given(path("/v1/payments/..%2Frefunds%3F/void"));
    let voided = ResponseTemplate::new(200).set_body_json(payment("voided", json!({})));
    escaped.respond_with(voided).expect(1).mount(&server).await;
    provider(&server.uri(), Duration::from_secs(5)).void(PAYMENT, "../refunds?").await.unwrap();
}
