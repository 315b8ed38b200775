//! What may become of a payment, and what may not.

use serde_json::{Value, json};

use crate::site::Site;

const CARD: &str = "4242424242424242";

fn path(payment: &Value, action: &str) -> String {
    format!("/v1/payments/{}/{action}", payment["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_capture_takes_a_part_or_all_once_and_never_more() {
    let site = Site::open().await;
    let payment = site.pay("k1", CARD, false).await;
    assert_eq!((&payment["status"], &payment["captured_minor"]), (&json!("authorized"), &json!(0)));
    let capture = path(&payment, "capture");

    for (amount, code) in [(1_001, "amount_too_large"), (0, "invalid_amount"), (-1, "invalid_amount")] {
        let (status, error) = site.post(&capture, "c1", json!({ "amount_minor": amount })).await;
        assert_eq!((status, &error["code"]), (422, &json!(code)), "{amount}");
    }
    // A refusal does not use the key up.
    let (_, captured) = site.post(&capture, "c1", json!({ "amount_minor": 700 })).await;
    assert_eq!((&captured["status"], &captured["captured_minor"]), (&json!("captured"), &json!(700)));

    for action in ["capture", "void"] {
        let (status, error) = site.post(&path(&payment, action), "c2", json!({})).await;
        assert_eq!((status, &error["code"]), (409, &json!("invalid_state")), "{action}");
    }
    let (status, error) = site.post(&path(&payment, "refunds"), "r1", json!({ "amount_minor": 701 })).await;
    assert_eq!((status, &error["code"]), (422, &json!("amount_too_large")));
}

#[tokio::test]
async fn refunds_add_up_to_what_was_captured() {
    let site = Site::open().await;
    let payment = site.pay("k1", CARD, true).await;
    let refunds = path(&payment, "refunds");
    let steps = [
        ("r1", 400, 200, "partially_refunded"),
        ("r2", 601, 422, "partially_refunded"),
        ("r3", 600, 200, "refunded"),
    ];
    for (key, amount, answered, state) in steps {
        let (status, refund) =
            site.post(&refunds, key, json!({ "amount_minor": amount, "reason": "broken" })).await;
        assert_eq!(status, answered, "{refund}");
        if status == 200 {
            assert_eq!((&refund["status"], &refund["payment_id"]), (&json!("succeeded"), &payment["id"]));
        }
        assert_eq!(site.await_payment("k1").await["status"], state);
    }
    let (status, error) = site.post(&refunds, "r4", json!({ "amount_minor": 1 })).await;
    assert_eq!((status, &error["code"]), (409, &json!("invalid_state")));
}

#[tokio::test]
async fn a_refund_of_the_card_whose_refunds_fail_changes_nothing() {
    let site = Site::open().await;
    let payment = site.pay("k1", "4000000000000341", true).await;
    let (status, refund) = site.post(&path(&payment, "refunds"), "r1", json!({ "amount_minor": 100 })).await;
    assert_eq!((status, &refund["status"]), (200, &json!("failed")));
    assert_eq!(site.await_payment("k1").await, payment);
    assert_eq!(site.get("/v1/refunds?idempotency_key=r1").await, (200, refund));
}

#[tokio::test]
async fn a_void_or_declined_payment_is_over() {
    let site = Site::open().await;
    let held = site.pay("k1", CARD, false).await;
    assert_eq!(site.post(&path(&held, "void"), "v1", json!({})).await.1["status"], "voided");
    let declined = site.pay("k2", "4000000000000002", false).await;
    for payment in [held, declined] {
        for (action, body) in
            [("capture", json!({})), ("void", json!({})), ("refunds", json!({ "amount_minor": 1 }))]
        {
            let (status, error) = site.post(&path(&payment, action), "x", body).await;
            assert_eq!((status, &error["code"]), (409, &json!("invalid_state")), "{action}");
        }
    }
}

#[tokio::test]
async fn refunds_at_the_same_moment_do_not_exceed_what_was_captured() {
    let site = Site::open().await;
    let payment = site.pay("k1", CARD, true).await;
    let refunds = path(&payment, "refunds");
    let keys: Vec<String> = (0..30).map(|n| format!("r{n}")).collect();
    let calls = keys.iter().map(|key| site.post(&refunds, key, json!({ "amount_minor": 100 })));
    let answers = futures_util::future::join_all(calls).await;
    assert_eq!(answers.iter().filter(|(status, _)| *status == 200).count(), 10);
    assert_eq!(site.await_payment("k1").await["refunded_minor"], 1_000);
}
