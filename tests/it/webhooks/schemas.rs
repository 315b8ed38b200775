//! Bodies of webhooks beside what the OpenAPI document says of them.

use std::collections::BTreeSet;

use domain::webhooks::KINDS;
use serde_json::{Value, json};

use super::receiver::{Received, Receiver};
use super::{money_schemas, open, open_with};
use crate::accounts::PASSWORD;
use crate::assistant::stub::{Reply, Stub};
use crate::assistant::{leaked, says};
use crate::payments::late;
use crate::shop::{Actor, Order, card};

/// What of the value breaks the schema, as far as our schemas go.
fn problems(value: &Value, schema: &Value, document: &Value, at: &str) -> Vec<String> {
    if let Some(path) = schema["$ref"].as_str() {
        return problems(value, document.pointer(path.trim_start_matches('#')).unwrap(), document, at);
    }
    let mut found = Vec::new();
    if schema.get("const").is_some_and(|constant| constant != value) {
        found.push(format!("{at}: {value} is not {}", schema["const"]));
    }
    if schema["enum"].as_array().is_some_and(|values| !values.contains(value)) {
        found.push(format!("{at}: {value} is none of {}", schema["enum"]));
    }
    let is_right = match schema["type"].as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64(),
        "boolean" => value.is_boolean(),
        other => panic!("{at}: what is {other}?"),
    };
    if !is_right {
        found.push(format!("{at}: {value} is no {}", schema["type"]));
    }
    for (name, part) in value.as_object().into_iter().flatten() {
        match schema["properties"].get(name) {
            Some(schema) => found.extend(problems(part, schema, document, &format!("{at}/{name}"))),
            None => found.push(format!("{at}/{name} is not documented")),
        }
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        if value.get(name.as_str().unwrap()).is_none() {
            found.push(format!("{at}/{name} is missing"));
        }
    }
    for item in value.as_array().into_iter().flatten() {
        found.extend(problems(item, &schema["items"], document, &format!("{at}/0")));
    }
    found
}

pub fn check(message: &Received, document: &Value) {
    let schema = document["webhooks"][message.kind()]
        .pointer("/post/requestBody/content/application~1json/schema")
        .unwrap_or_else(|| panic!("{} is not documented", message.kind()));
    assert_eq!(problems(&message.body, schema, document, message.kind()), Vec::<String>::new());
}

#[tokio::test]
async fn bodies_are_as_the_document_says() {
    let model = Stub::start([Reply::Json(200, says("None.", 1, 1))]).await;
    let shop = open_with(vec![
        ("PENDEN_MODELS__DRAFTS__CHAIN", r#"["openai/a 0 0"]"#),
        ("PENDEN_MODELS__OPENAI__URL", leaked(&model.url)),
    ])
    .await;
    let receiver = Receiver::open().await;
    shop.endpoint(&receiver, &["*"]).await;
    let staff = shop.staff().await;
    staff.post("/categories", &json!({ "slug": "cups", "name": "Cups" })).await.expect(201);
    staff.post("/brands", &json!({ "name": "Kiln" })).await.expect(201);
    let glaze = json!({ "code": "glaze", "name": "Glaze", "kind": "boolean" });
    staff.post("/attributes", &glaze).await.expect(201);
    staff.post("/collections", &json!({ "name": "Spring" })).await.expect(201);
    let mug = shop.product("Mug", 900, 10).await;
    let ada = shop.customer("ada@example.org").await;

    shop.admin().await.patch("/settings", &json!({ "name": "Haus am See" })).await.expect(200);
    let low = json!({ "low_at": shop.stock(&mug).await.0 - 1 });
    staff.put(&format!("/variants/{}/low-stock", mug.variant_id), &low).await.expect(200);
    let good = ada.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    staff.refund(&good, 100).await.expect(201);
    let desk = format!("/orders/{}", good.id);
    staff.put(&format!("{desk}/hold"), &json!({ "reason": "ask first" })).await.expect(200);
    staff.delete(&format!("{desk}/hold")).await.expect(200);
    staff.once(&format!("{desk}/notes"), &json!({ "text": "asked" })).await.expect(201);
    let parcel = staff.once(&format!("{desk}/shipments"), &json!({})).await.expect(201);
    let back = format!("{desk}/shipments/{}/return", parcel["id"].as_str().unwrap());
    staff.post(&back, &json!({})).await.expect(200);
    for step in ["ship", "deliver"] {
        staff.fulfil(&good, step).await.expect(200);
    }
    back_and_said(&ada, &staff, &good).await;
    let declined = ada.buy(&mug, card::DECLINED).await;
    shop.run_jobs().await;
    ada.pay_again(&declined, card::NEEDS_CONSENT).await.expect(201);
    shop.run_jobs().await;
    ada.cancel(&declined).await.expect(200);
    let lapsed = shop.guest().buy(&mug, card::WITHOUT_FUNDS).await;
    shop.run_jobs().await;
    shop.end_hold(&lapsed).await;
    shop.fire("orders.lapse_unpaid").await;
    let stuck = ada.buy(&mug, card::WITHOUT_REFUNDS).await;
    shop.run_jobs().await;
    staff.refund(&stuck, 100).await.expect(201);
    let role = json!({ "slug": "packer", "name": "Packer", "permissions": ["orders_read"] });
    shop.admin().await.post("/roles", &role).await.expect(201);
    let key = json!({ "name": "ERP", "scopes": ["orders_read"] });
    shop.admin().await.post("/api-keys", &key).await.expect(201);
    let zone = json!({ "name": "Germany", "countries": ["DE"] });
    let method = json!({
        "code": "bike", "name": "Bike", "basis": "flat", "brackets": [{ "price_minor": 1 }], "days": 1,
    });
    let promotion = json!({ "name": "Off", "kind": "percentage", "percent_bp": 1000 });
    for (path, body) in [("/zones", zone), ("/shipping-methods", method), ("/promotions", promotion)] {
        shop.admin().await.post_once(path, path, &body).await.expect(201);
    }
    let draft = json!({ "kind": "seo" });
    staff.once(&format!("/products/{}/drafts", mug.id), &draft).await.expect(202);
    let inquiry = json!({ "email": "ada@example.org", "message": "Can you engrave a mug?" });
    ada.once("/inquiries", &inquiry).await.expect(201);
    // What the guest ordered becomes hers with her address.
    let token = json!({ "token": shop.mailed_token("welcome", "ada@example.org").await });
    shop.guest().post("/auth/confirm-email", &token).await.expect(204);
    // She moves, in both senses.
    let home =
        json!({ "name": "Ada", "line1": "1 High St", "postal_code": "1", "city": "Ely", "country": "GB" });
    ada.post("/me/addresses", &json!({ "address": home })).await.expect(201);
    ada.once("/me/data-exports", &json!({})).await.expect(202);
    let wanted = json!({ "email": "new@example.org", "password": PASSWORD });
    ada.post("/me/email", &wanted).await.expect(202);
    let token = json!({ "token": shop.mailed_token("confirm_email", "new@example.org").await });
    shop.guest().post("/auth/confirm-email", &token).await.expect(204);
    let admin = shop.admin().await;
    let body = admin.get("/mail-templates/welcome").await.expect(200)["shipped"]["body"].clone();
    let words = json!({ "subject": "Hello", "body": body });
    admin.put("/mail-templates/welcome", &words).await.expect(200);
    shop.run_jobs().await;

    let document = shop.fetch("/openapi.json").await.expect(200);
    let received = receiver.take();
    received.iter().for_each(|message| check(message, &document));
    let seen: BTreeSet<&str> = received.iter().map(|message| message.kind()).collect();
    let unseen: Vec<_> = KINDS.iter().filter(|kind| !seen.contains(*kind)).collect();
    // Money that comes late needs a shop of its own, and so does what is told of it beside.
    let mut others: Vec<&str> = [money_schemas::KINDS, &["payment.came_late"]].concat();
    others.sort_unstable();
    assert_eq!(unseen.into_iter().copied().collect::<Vec<_>>(), others);
    shop.close().await;
}

/// Everything that happens to returns and reviews.
async fn back_and_said(ada: &Actor, staff: &Actor, order: &Order) {
    let line = &order.body["lines"][0];
    let wanted = json!({ "lines": [{ "line_id": line["id"], "quantity": 1, "reason": "other" }] });
    for verbs in [&["withdraw"][..], &["reject"], &["approve", "receive", "refund"]] {
        let path = format!("/orders/{}/returns", order.id);
        let one = ada.once(&path, &wanted).await.expect(201);
        let id = one["id"].as_str().unwrap();
        for verb in verbs {
            let answer = match *verb {
                "withdraw" => ada.post(&format!("{path}/{id}/withdraw"), &json!({})).await,
                "reject" => staff.post(&format!("/returns/{id}/reject"), &json!({ "answer": "No." })).await,
                verb => staff.once(&format!("/returns/{id}/{verb}"), &json!({})).await,
            };
            assert!(answer.status < 300, "{verb}: {}", answer.body);
        }
    }
    let product = line["product_id"].as_str().unwrap();
    ada.put(&format!("/products/{product}/reviews/own"), &json!({ "rating": 5 })).await.expect(200);
}

#[tokio::test]
async fn money_that_came_late_is_told_before_its_refund() {
    let shop = open().await;
    let receiver = Receiver::open().await;
    shop.endpoint(&receiver, &["payment.came_late", "refund.succeeded"]).await;
    let mug = shop.product("Mug", 900, 1).await;
    let guest = shop.guest();
    let order = late::expired(&shop, &guest, &mug).await;
    shop.guest().buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    assert!(receiver.take().is_empty());

    shop.bank.consent(order.last_payment(), "approve").await;
    shop.run_jobs_without_waiting().await;
    let mut received = receiver.take();
    received.sort_by_key(Received::version);
    let kinds: Vec<_> = received.iter().map(Received::kind).collect();
    assert_eq!(kinds, ["payment.came_late", "refund.succeeded"]);
    let document = shop.fetch("/openapi.json").await.expect(200);
    received.iter().for_each(|message| check(message, &document));
    let data = &received[0].body["data"];
    assert_eq!(data["order"]["id"], order.id);
    assert_eq!(data["payment_id"], order.last_payment()["id"]);
    assert_eq!(data["amount"], json!({ "amount_minor": 1390, "currency": "EUR" }));
    shop.close().await;
}
