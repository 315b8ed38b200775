//! What webhooks say, in the document: one entry under `webhooks` for each type of event, so that a receiver can be
//! written from it.
//!
//! `domain::webhooks` makes the bodies; a story compares them with what stands here.

use domain::webhooks::{KINDS, SCHEMA_VERSION, TEST};
use serde_json::{Map, Value, json};

/// Adds all webhooks to the document.
pub fn complete(document: &mut Value) {
    let mut webhooks = Map::new();
    for kind in KINDS.iter().copied().chain([TEST]) {
        let name = schema_name(kind);
        document["components"]["schemas"][&name] = body(kind);
        webhooks.insert(kind.to_owned(), webhook(kind, &name));
    }
    for (name, schema) in shared() {
        document["components"]["schemas"][name] = schema;
    }
    document["webhooks"] = Value::Object(webhooks);
}

fn webhook(kind: &str, schema: &str) -> Value {
    let header = |name: &str, text: &str| json!({ "name": name, "in": "header", "required": true, "description": text, "schema": { "type": "string" } });
    json!({ "post": {
        "tags": ["Webhooks"],
        "summary": kind,
        "description": meaning(kind),
        "operationId": format!("on{schema}"),
        // What proves that it is ours is the signature.
        "security": [],
        "parameters": [
            header("webhook-id", "The message; the same for every attempt. Take each once."),
            header("webhook-timestamp", "When this attempt was made, Unix seconds."),
            header("webhook-signature", "`v1,` and base64, one for each secret that is valid, separated by spaces."),
        ],
        "requestBody": {
            "required": true,
            "content": { "application/json": { "schema": reference(schema) } },
        },
        "responses": {
            "2XX": { "description": "It was taken." },
            "410": { "description": "Nothing more is wanted; the endpoint is switched off." },
            "default": { "description": "It is tried again, for about three days." },
        },
    }})
}

/// `order.fulfilment_changed` becomes `OrderFulfilmentChangedWebhook`.
fn schema_name(kind: &str) -> String {
    let words = kind.split(['.', '_']).map(|word| word[..1].to_uppercase() + &word[1..]);
    words.chain(["Webhook".to_owned()]).collect()
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

fn object(title: &str, properties: Value, optional: &[&str]) -> Value {
    let names = properties.as_object().into_iter().flatten().map(|(name, _)| name.as_str());
    let required: Vec<&str> = names.filter(|name| !optional.contains(name)).collect();
    json!({ "type": "object", "title": title, "required": required, "properties": properties })
}

fn uuid(text: &str) -> Value {
    json!({ "type": "string", "format": "uuid", "description": text })
}

fn body(kind: &str) -> Value {
    let properties = json!({
        "id": uuid("The event. Also the `webhook-id`."),
        "type": { "type": "string", "const": kind },
        "schema_version": { "type": "integer", "const": SCHEMA_VERSION },
        "timestamp": { "type": "string", "format": "date-time", "description": "When it happened." },
        "subject": reference("WebhookSubject"),
        "data": data(kind),
    });
    let mut schema = object(kind, properties, &[]);
    schema["description"] = json!(meaning(kind));
    schema
}

fn meaning(kind: &str) -> &'static str {
    match kind {
        "api_key.changed" => "A key of a machine was made or revoked.",
        "attribute.changed" => "An attribute of products was defined, changed or deleted.",
        "brand.changed" => "A brand was added, changed or deleted.",
        "collection.changed" => "A collection was added, changed, filled or deleted.",
        "category.changed" => "A category was added, changed or deleted.",
        "credit_note.issued" => "A part or all of an invoice is taken back.",
        "customer.changed" => {
            "Something about an account changed: its roles, its address, whether it is open."
        }
        "customer.addresses_changed" => "An address of an address book was added, replaced or deleted.",
        "customer.data_ready" => "All that is kept about a customer is there for them to fetch.",
        "customer.data_requested" => "A customer wants all that is kept about them.",
        "customer.email_changed" => "An account has another e-mail address; the old one is told.",
        "customer.registered" => "Somebody opened an account.",
        "dispute.changed" => "A contested payment went on, was won or lost, or its money moved.",
        "dispute.opened" => "A payer contests a payment.",
        "draft.changed" => "What a model drafts for staff was asked for, written, approved or rejected.",
        "inquiry.changed" => "A shopper asks a person of the shop, or somebody closed the question.",
        "invoice.issued" => "The invoice of an order is ready.",
        "mail_template.changed" => "A kind of mail says something else, or what it says as shipped.",
        "order.cancelled" => "An order was cancelled.",
        "order.claimed" => "What a guest ordered became a customer's.",
        "order.completed" => "Everything was delivered.",
        "order.confirmed" => "An order may be sent before its money is here.",
        "order.expired" => "An order was not paid in time.",
        "order.fulfilment_changed" => "An order was packed, shipped or delivered, or will not be.",
        "order.held" => "Staff hold an order: it is not sent.",
        "order.noted" => "Staff noted something about an order.",
        "order.paid" => "An order is paid.",
        "order.placed" => "An order was placed. Payment follows.",
        "order.released" => "Staff hold an order no longer.",
        "payment.authorization_came_late" => "An authorisation came that is not wanted; it is given up.",
        "payment.authorization_lost" => "The authorisation that an order counted on is gone.",
        "payment.awaited" => "The payer was told how to send the money.",
        "payment.capture_requested" => "What was authorised is to be taken.",
        "payment.captured" => "A part of an order's money came.",
        "payment.came_late" => "Money came for an order that no longer wants it; a refund follows.",
        "payment.failed" => "A payment failed.",
        "payment.requires_action" => "The payer has to confirm a payment.",
        "payment.started" => "A further attempt to pay was begun.",
        "product.changed" => "A product was added or changed, ran out, or is available again.",
        "promotion.changed" => "A promotion was made, changed or deleted.",
        "refund.failed" => "The provider refused a refund.",
        "refund.requested" => "A refund was asked for.",
        "refund.succeeded" => "Money was given back.",
        "return.approved" => "What a customer asked to send back may be sent.",
        "return.received" => "What a customer sent back is here.",
        "return.refunded" => "What was sent back is paid back; a refund follows.",
        "return.rejected" => "What a customer asked to send back is not taken.",
        "return.requested" => "A customer asks to send something back.",
        "return.withdrawn" => "A customer keeps what they wanted to send back.",
        "review.changed" => "A review was written, changed, decided about, answered or deleted.",
        "stock.ran_low" => "What can be sold of a variant fell to the number that was set for it.",
        "role.changed" => "A role was made, changed or deleted.",
        "settings.changed" => "What the shop says about itself, or how it works, was changed.",
        "shipping_method.changed" => "A shipping method was made, changed or deleted.",
        "zone.changed" => "A zone, or its tax rates, was made, changed or deleted.",
        "shipment.delivered" => "A parcel was delivered.",
        "shipment.returned" => "A parcel came back to the sender.",
        "shipment.shipped" => "A parcel is on its way.",
        _ => "A test that staff asked for. It means nothing.",
    }
}

fn data(kind: &str) -> Value {
    let order = || reference("WebhookOrder");
    let (money, payment) = (|| reference("WebhookMoney"), || uuid("The attempt to pay."));
    let (refund, code) =
        (|| uuid("The refund."), || json!({ "type": "string", "description": "Of the provider." }));
    let properties = match kind {
        "attribute.changed" => json!({ "attribute_id": uuid("The attribute.") }),
        "brand.changed" => json!({ "brand_id": uuid("The brand.") }),
        "collection.changed" => json!({ "collection_id": uuid("The collection.") }),
        "category.changed" => json!({ "category_id": uuid("The category.") }),
        "api_key.changed" => json!({ "key_id": uuid("The key.") }),
        "settings.changed" => json!({}),
        "mail_template.changed" => {
            json!({ "template": { "type": "string", "description": "The kind of mail." } })
        }
        "stock.ran_low" => json!({
            "product_id": uuid("The product."),
            "variant_id": uuid("The variant."),
            "sku": { "type": "string" },
            "available": { "type": "integer", "description": "Units that can be sold." },
        }),
        "role.changed" => json!({ "role_id": uuid("The role.") }),
        "customer.addresses_changed" => json!({
            "customer_id": uuid("The customer."),
            "address_id": uuid("The address; not found if it was deleted."),
        }),
        "customer.registered"
        | "customer.changed"
        | "customer.email_changed"
        | "customer.data_requested"
        | "customer.data_ready" => json!({ "customer_id": uuid("The customer.") }),
        "product.changed" => json!({ "product_id": uuid("The product.") }),
        "promotion.changed" => json!({ "promotion_id": uuid("The promotion.") }),
        "shipping_method.changed" => json!({ "shipping_method_id": uuid("The shipping method.") }),
        "zone.changed" => json!({ "zone_id": uuid("The zone.") }),
        "draft.changed" => json!({ "draft_id": uuid("The draft.") }),
        "inquiry.changed" => json!({ "inquiry_id": uuid("The question.") }),
        "invoice.issued" => json!({ "order": order(), "invoice": reference("WebhookInvoice") }),
        "credit_note.issued" => json!({ "order": order(), "credit_note": reference("WebhookInvoice") }),
        "order.cancelled" | "order.completed" | "order.expired" | "order.held" | "order.released" => {
            json!({ "order": order() })
        }
        "order.confirmed" => {
            let authorized = json!({ "type": "boolean", "description": "Or else paid at the door." });
            json!({ "order": order(), "payment_id": payment(), "authorized": authorized })
        }
        "order.noted" => json!({ "order": order(), "note_id": uuid("The note.") }),
        "shipment.shipped" | "shipment.delivered" | "shipment.returned" => {
            json!({ "order": order(), "shipment_id": uuid("The parcel.") })
        }
        "dispute.opened" => {
            json!({ "order": order(), "dispute_id": uuid("The dispute."), "amount": money() })
        }
        "dispute.changed" => {
            let states = ["inquiry", "needs_response", "under_review", "won", "lost", "closed"];
            let state = json!({ "type": "string", "enum": states });
            json!({ "order": order(), "dispute_id": uuid("The dispute."), "state": state })
        }
        "order.claimed" => json!({ "order": order(), "customer_id": uuid("The customer.") }),
        "order.fulfilment_changed" => {
            let states = ["pending", "packed", "partly_shipped", "shipped", "delivered", "cancelled"];
            json!({ "order": order(), "fulfilment": { "type": "string", "enum": states } })
        }
        "order.paid" | "payment.came_late" | "payment.captured" | "payment.capture_requested" => {
            json!({ "order": order(), "payment_id": payment(), "amount": money() })
        }
        "order.placed" => json!({
            "order": order(),
            "customer_id": uuid("Absent for a guest."),
            "payment_id": payment(),
            "items_total": money(),
            "shipping_total": money(),
            "tax_included": money(),
            "discount_total": money(),
            "total": money(),
            "lines": { "type": "array", "items": reference("WebhookLine") },
        }),
        "payment.failed" | "payment.authorization_lost" => {
            json!({ "order": order(), "payment_id": payment(), "failure_code": code() })
        }
        "payment.requires_action"
        | "payment.started"
        | "payment.awaited"
        | "payment.authorization_came_late" => json!({ "order": order(), "payment_id": payment() }),
        "refund.failed" => json!({ "order": order(), "refund_id": refund(), "failure_code": code() }),
        "refund.requested" => json!({ "order": order(), "refund_id": refund() }),
        "refund.succeeded" => json!({ "order": order(), "refund_id": refund(), "amount": money() }),
        "return.approved" | "return.received" | "return.rejected" | "return.requested"
        | "return.withdrawn" => {
            json!({ "order": order(), "return_id": uuid("The return.") })
        }
        "return.refunded" => {
            json!({ "order": order(), "return_id": uuid("The return."), "amount": money() })
        }
        "review.changed" => {
            json!({ "product_id": uuid("The product."), "review_id": uuid("The review.") })
        }
        _ => json!({ "endpoint_id": uuid("The endpoint that is tested.") }),
    };
    // Guests have no customer.
    let optional: &[&str] = if kind == "order.placed" { &["customer_id"] } else { &[] };
    object("data", properties, optional)
}

fn shared() -> [(&'static str, Value); 5] {
    let money = || reference("WebhookMoney");
    let text = || json!({ "type": "string" });
    [
        (
            "WebhookSubject",
            object(
                "What it is about",
                json!({
                    "type": { "type": "string" },
                    "id": uuid("What it is about: the order, customer, product, promotion …"),
                    "version": {
                        "type": "integer",
                        "description": "1, 2, 3 … without gaps: the order in which things happened to the subject.",
                    },
                }),
                &[],
            ),
        ),
        ("WebhookOrder", object("An order", json!({ "id": uuid("Its id."), "number": text() }), &[])),
        (
            "WebhookInvoice",
            object("An invoice or a credit note", json!({ "id": uuid("Its id."), "number": text() }), &[]),
        ),
        (
            "WebhookMoney",
            object("An amount", json!({ "amount_minor": { "type": "integer" }, "currency": text() }), &[]),
        ),
        (
            "WebhookLine",
            object(
                "A line of an order",
                json!({
                    "product_id": uuid("The product."),
                    "sku": text(),
                    "name": text(),
                    "quantity": { "type": "integer" },
                    "total": money(),
                }),
                &[],
            ),
        ),
    ]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn each_type_has_a_sentence_and_a_schema_of_its_own() {
        let mut document = json!({ "components": { "schemas": {} } });
        complete(&mut document);
        assert_eq!(document["webhooks"].as_object().unwrap().len(), KINDS.len() + 1);
        let test = meaning(TEST);
        for kind in KINDS {
            assert_ne!(meaning(kind), test, "{kind}");
            let properties = &document["components"]["schemas"][schema_name(kind)]["properties"];
            assert!(properties["data"]["properties"].get("endpoint_id").is_none(), "{kind}");
        }
    }
}
