//! Made-up data for each kind of mail: what previews show, what words are tried on, and from which the list of
//! placeholders follows.

use serde_json::{Map, Value, json};

use crate::notifications::Template;

/// A place in a template, and what the sample puts there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    /// `order.number`; `order.lines[].name` for what each item of a list has.
    pub name: String,
    pub example: String,
}

/// Data as a mail of that kind may have it, with everything that there can be.
pub fn sample(template: Template) -> Value {
    let everything = everything();
    let members = members(template);
    let kept = members.iter().map(|name| ((*name).to_owned(), everything[*name].clone()));
    Value::Object(kept.collect())
}

/// Data with as little as a mail of that kind can have.
pub fn least(template: Template) -> Value {
    let mut data = sample(template);
    data["customer"]["name"] = json!("");
    let mut clear = |pointer: &str, value: Value| {
        if let Some(place) = data.pointer_mut(pointer) {
            *place = value;
        }
    };
    for nothing in [
        "/shop/logo",
        "/order/url",
        "/order/taxes",
        "/credit_note",
        "/payment/failure_code",
        "/proof/url",
        "/export/url",
        "/shipment/carrier",
        "/shipment/tracking",
        "/shipment/tracking_url",
        "/endpoint/reason",
        "/endpoint/failing_since",
        "/stock/low_at",
    ] {
        clear(nothing, Value::Null);
    }
    for empty in [
        "/order/shipping_name",
        "/refund/reason",
        "/return/message",
        "/return/answer",
        "/transfer/account/bic",
        "/endpoint/description",
        "/stock/variant",
    ] {
        clear(empty, json!(""));
    }
    clear(
        "/order/lines",
        json!([{ "name": "Mug", "sku": "MUG", "quantity": 1, "total_minor": 900, "adjustments": [] }]),
    );
    clear("/order/shipping_adjustments", json!([]));
    clear("/order/was_paid", json!(false));
    clear("/shipment/is_part", json!(false));
    clear(
        "/order/shipping_address",
        json!({ "name": "Ada", "line1": "1 High St", "postal_code": "1", "city": "Ely", "country": "GB" }),
    );
    if template == Template::Welcome
        && let Some(members) = data.as_object_mut()
    {
        members.remove("proof");
    }
    data
}

/// Every place that a template of that kind may ask for.
pub fn placeholders(template: Template) -> Vec<Placeholder> {
    let mut found = Vec::new();
    walk("", &sample(template), &mut found);
    found
}

/// Whether mails of that kind have what a template calls `path`, such as `order.number` or `order.lines`.
pub fn has(template: Template, path: &str) -> bool {
    let sample = sample(template);
    let mut place = &sample;
    for name in path.split('.') {
        match place.get(name) {
            Some(inner) => place = inner,
            None => return false,
        }
    }
    true
}

fn walk(path: &str, value: &Value, found: &mut Vec<Placeholder>) {
    let mut fields = |prefix: &str, fields: &Map<String, Value>| {
        for (name, value) in fields {
            let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
            walk(&path, value, found);
        }
    };
    match value {
        Value::Object(members) => fields(path, members),
        Value::Array(items) => {
            if let Some(Value::Object(members)) = items.first() {
                fields(&format!("{path}[]"), members);
            }
        }
        Value::String(text) => found.push(Placeholder { name: path.to_owned(), example: text.clone() }),
        other => found.push(Placeholder { name: path.to_owned(), example: other.to_string() }),
    }
}

/// What mails of that kind are given.
const fn members(template: Template) -> &'static [&'static str] {
    match template {
        Template::Welcome
        | Template::ConfirmEmail
        | Template::EmailChanging
        | Template::EmailChanged
        | Template::ResetPassword => &["shop", "customer", "proof"],
        Template::DataReady => &["shop", "customer", "export"],
        Template::OrderReceived
        | Template::PaymentConfirmed
        | Template::OrderCancelled
        | Template::PaymentReminder
        | Template::ReviewRequest => &["shop", "customer", "order"],
        Template::PaymentFailed => &["shop", "customer", "order", "payment"],
        Template::InvoiceIssued => &["shop", "customer", "order", "invoice", "credit_note"],
        Template::RefundSucceeded => &["shop", "customer", "order", "refund", "credit_note"],
        Template::PaymentInstructions => &["shop", "customer", "order", "transfer"],
        Template::ShipmentShipped | Template::ShipmentDelivered => &["shop", "customer", "order", "shipment"],
        Template::ReturnRequested | Template::ReturnApproved | Template::ReturnRejected => {
            &["shop", "customer", "order", "return"]
        }
        Template::WebhookDisabled => &["shop", "customer", "endpoint"],
        Template::StockLow => &["shop", "customer", "stock"],
        Template::AbandonedCart => &["shop", "customer", "cart"],
    }
}

fn everything() -> Value {
    json!({
        "shop": {
            "name": "Penden", "website": "https://shop.example.org", "email": "hello@shop.example.org",
            "logo": { "url": "https://shop.example.org/media/logo.png", "width": 240, "height": 80 },
        },
        "customer": { "name": "Zoë Müller" },
        "order": order(),
        "payment": { "failure_code": "insufficient_funds" },
        "invoice": { "number": "R-2026-000009" },
        "credit_note": { "number": "CN-2026-000002", "invoice_number": "R-2026-000008" },
        "cart": {
            "currency": "EUR",
            "lines": [{ "name": "Stoneware mug, sand", "sku": "MUG-SAND", "quantity": 2, "total_minor": 4_800 }],
            "items_minor": 4_800,
        },
        "transfer": {
            "amount_minor": 6_940, "until": "2026-11-28T23:30:00.000000Z",
            "account": {
                "holder": "Penden Haus GmbH", "iban": "DE00 0000 0000 0000 0000 00", "bic": "PENDDE00XXX",
                "reference": "2026-000017",
            },
        },
        "shipment": {
            "number": "2026-000017-1", "carrier": "Post", "tracking": "RR123456789DE",
            "tracking_url": "https://post.example.org/follow?id=RR123456789DE", "is_part": true,
            "lines": [{ "name": "Stoneware mug, sand", "sku": "MUG-SAND", "quantity": 1 }],
        },
        "return": {
            "number": "2026-000017-R1", "message": "One of them is chipped", "answer": "We are sorry for the trouble",
            "amount_minor": 2_400,
            "lines": [{ "name": "Stoneware mug, sand", "sku": "MUG-SAND", "quantity": 1 }],
        },
        "refund": { "amount_minor": 1_650, "reason": "Towel arrived damaged" },
        "proof": {
            "email": "zoe@example.org", "token": "this-is-a-sample-and-opens-nothing",
            "url": "https://shop.example.org/account/confirm-email?token=sample",
            "until": "2026-11-22T23:30:00.000000Z",
        },
        "export": { "url": "https://shop.example.org/account/my-data", "until": "2026-11-29T23:30:00.000000Z" },
        "stock": {
            "product": "Stoneware mug", "variant": "sand", "sku": "MUG-SAND", "available": 3, "low_at": 5,
        },
        "endpoint": {
            "url": "https://erp.example.org/hooks/penden", "description": "Stock keeping", "reason": "failing",
            "failing_since": "2026-11-15T08:00:00.000000Z", "failures": 42,
        },
    })
}

fn order() -> Value {
    json!({
        "number": "2026-000017",
        "url": "https://shop.example.org/orders/01939b2e-7b7c-7000-8000-000000000001",
        "placed_at": "2026-11-21T23:30:00.123456Z",
        "currency": "EUR",
        "lines": [
            {
                "name": "Linen tea towel", "sku": "TOWEL-1", "quantity": 1, "total_minor": 1_650,
                "adjustments": [{ "name": "Linen week", "code": "LINEN", "amount_minor": 250 }],
            },
            {
                "name": "Stoneware mug, sand", "sku": "MUG-SAND", "quantity": 2, "total_minor": 4_800,
                "adjustments": [],
            },
        ],
        "items_minor": 6_450,
        "shipping_minor": 490,
        "shipping_name": "Standard",
        "shipping_adjustments": [{ "name": "Half the postage", "code": "POST", "amount_minor": 100 }],
        "discount_minor": 350,
        "taxes": [
            { "rate_bp": 1_900, "net_minor": 4_445, "tax_minor": 845, "gross_minor": 5_290 },
            { "rate_bp": 700, "net_minor": 1_542, "tax_minor": 108, "gross_minor": 1_650 },
        ],
        "tax_minor": 953,
        "total_minor": 6_940,
        "shipping_address": {
            "name": "Zoë Müller", "company": "Müller & Co. KG", "line1": "Königsallee 1", "line2": "3rd floor",
            "postal_code": "40212", "city": "Düsseldorf", "region": "NRW", "country": "DE",
        },
        "was_paid": true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_what_the_sample_has() {
        let names: Vec<String> =
            placeholders(Template::OrderReceived).into_iter().map(|one| one.name).collect();
        for name in ["order.number", "order.lines[].name", "shop.logo.url", "order.taxes[].rate_bp"] {
            assert!(names.iter().any(|known| known == name), "{name} in {names:?}");
        }
        assert!(has(Template::OrderReceived, "order.lines") && has(Template::OrderReceived, "order"));
        assert!(!has(Template::OrderReceived, "order.nmber") && !has(Template::OrderReceived, "invoice"));
        assert!(!has(Template::OrderReceived, "order.number.first"));
    }

    #[test]
    fn the_least_has_nothing_that_the_whole_does_not_have() {
        for template in Template::ALL {
            let (whole, least) = (sample(*template), least(*template));
            for name in least.as_object().into_iter().flatten().map(|(name, _)| name) {
                assert!(whole.get(name).is_some(), "{name} of {template:?}");
            }
        }
    }
}
