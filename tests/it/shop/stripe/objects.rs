//! Stripe's objects with all the members that its documentation names.

use chrono::Utc;
use serde_json::{Value, json};

/// A new intent, made from a form that was checked.
pub fn intent(id: &str, form: &dyn Fn(&str) -> Option<String>) -> Value {
    let amount: i64 = form("amount").unwrap().parse().unwrap();
    json!({
        "id": id,
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": { "tip": {} },
        "amount_received": 0,
        "application": null,
        "application_fee_amount": null,
        "automatic_payment_methods": null,
        "canceled_at": null,
        "cancellation_reason": null,
        "capture_method": form("capture_method"),
        "client_secret": format!("{id}_secret_stand_in"),
        "confirmation_method": "automatic",
        "created": Utc::now().timestamp(),
        "currency": form("currency"),
        "customer": null,
        "description": form("description"),
        "excluded_payment_method_types": null,
        "last_payment_error": null,
        "latest_charge": null,
        "livemode": false,
        "metadata": {
            "payment_id": form("metadata[payment_id]"),
            "order_number": form("metadata[order_number]"),
        },
        "next_action": null,
        "on_behalf_of": null,
        "payment_method": form("payment_method"),
        "payment_method_configuration_details": null,
        "payment_method_options": { "card": { "installments": null, "network": null } },
        "payment_method_types": ["card"],
        "processing": null,
        "receipt_email": null,
        "review": null,
        "setup_future_usage": null,
        "shipping": null,
        "source": null,
        "statement_descriptor": null,
        "statement_descriptor_suffix": null,
        "status": "requires_confirmation",
        "transfer_data": null,
        "transfer_group": null,
    })
}

/// The charge of an intent whose card was accepted.
pub fn charge(id: &str, intent: &Value) -> Value {
    let captured = intent["capture_method"] == "automatic";
    let now = Utc::now().timestamp();
    json!({
        "id": id,
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": if captured { intent["amount"].clone() } else { json!(0) },
        "amount_refunded": 0,
        "application": null,
        "application_fee": null,
        "application_fee_amount": null,
        "balance_transaction": captured.then(|| format!("txn_{id}")),
        "billing_details": { "address": null, "email": null, "name": null, "phone": null, "tax_id": null },
        "calculated_statement_descriptor": "STAND IN",
        "captured": captured,
        "created": now,
        "currency": intent["currency"],
        "customer": null,
        "description": intent["description"],
        "disputed": false,
        "failure_balance_transaction": null,
        "failure_code": null,
        "failure_message": null,
        "fraud_details": {},
        "livemode": false,
        "metadata": intent["metadata"],
        "on_behalf_of": null,
        "outcome": { "network_status": "approved_by_network", "type": "authorized", "risk_level": "normal" },
        "paid": true,
        "payment_intent": intent["id"],
        "payment_method": intent["payment_method"],
        "payment_method_details": {
            "type": "card",
            "card": {
                "amount_authorized": intent["amount"],
                "brand": "visa",
                "capture_before": if captured { Value::Null } else { json!(now + 7 * 86_400) },
                "last4": "4242",
                "network": "visa",
            },
        },
        "receipt_email": null,
        "receipt_number": null,
        "receipt_url": "https://pay.stripe.com/receipts/stand-in",
        "refunded": false,
        "review": null,
        "shipping": null,
        "source": null,
        "source_transfer": null,
        "statement_descriptor": null,
        "status": "succeeded",
        "transfer_data": null,
        "transfer_group": null,
    })
}

pub fn refund(id: &str, intent: &Value, amount: i64, metadata: Value) -> Value {
    json!({
        "id": id,
        "object": "refund",
        "amount": amount,
        "balance_transaction": format!("txn_{id}"),
        "charge": intent["latest_charge"],
        "created": Utc::now().timestamp(),
        "currency": intent["currency"],
        "destination_details": { "card": { "type": "refund" }, "type": "card" },
        "metadata": metadata,
        "payment_intent": intent["id"],
        "reason": null,
        "receipt_number": null,
        "source_transfer_reversal": null,
        "status": "succeeded",
        "transfer_reversal": null,
    })
}

pub fn dispute(intent: &Value, status: &str) -> Value {
    let intent_id = intent["id"].as_str().unwrap();
    let now = Utc::now().timestamp();
    json!({
        "id": format!("du_{intent_id}"),
        "object": "dispute",
        "amount": intent["amount_received"],
        "balance_transactions": [],
        "charge": intent["latest_charge"],
        "created": now,
        "currency": intent["currency"],
        "enhanced_eligibility_types": [],
        "evidence": { "customer_name": null, "receipt": null, "shipping_tracking_number": null },
        "evidence_details": {
            "due_by": now + 7 * 86_400, "enhanced_eligibility": {}, "has_evidence": false, "past_due": false,
            "submission_count": 0,
        },
        "is_charge_refundable": false,
        "livemode": false,
        "metadata": {},
        "payment_intent": intent_id,
        "payment_method_details": { "card": { "brand": "visa", "case_type": "chargeback", "network_reason_code": "10.4" }, "type": "card" },
        "reason": "fraudulent",
        "status": status,
    })
}

/// `at` counts seconds from now, so that a story can put events in order.
pub fn event(id: &str, kind: &str, object: &Value, at: i64) -> Value {
    json!({
        "id": id,
        "object": "event",
        "api_version": super::VERSION,
        "created": Utc::now().timestamp() + at,
        "data": { "object": object },
        "livemode": false,
        "pending_webhooks": 1,
        "request": { "id": null, "idempotency_key": null },
        "type": kind,
    })
}

pub fn list(url: &str, data: Vec<Value>, has_more: bool) -> Value {
    json!({ "object": "list", "url": url, "has_more": has_more, "data": data })
}

/// Stripe's envelope of an error.
pub fn error(kind: &str, code: &str, message: &str, param: Option<&str>) -> Value {
    let mut error = json!({
        "type": kind,
        "code": code,
        "doc_url": format!("https://stripe.com/docs/error-codes/{code}"),
        "message": message,
        "request_log_url": "https://dashboard.stripe.com/test/logs/req_stand_in",
    });
    if let Some(param) = param {
        error["param"] = json!(param);
    }
    json!({ "error": error })
}
