//! What staff do with orders and their money, for the walk through the audit log.

use serde_json::json;

use super::audit::{Walk, id};
use crate::shop::{Product, card};

pub async fn orders(walk: &mut Walk<'_>) {
    let mug = walk.shop.product("Mug", 900, 10).await;
    let order = walk.shop.guest().buy(&mug, card::GOOD).await;
    let id_of = order.id.clone();
    walk.shop.run_jobs().await;
    walk.may("POST", "/orders/?/captures", &[&id_of], json!({})).await;
    walk.shop.run_jobs().await;
    walk.may("PUT", "/orders/?/hold", &[&id_of], json!({ "reason": "ask first" })).await;
    walk.may("DELETE", "/orders/?/hold", &[&id_of], json!({})).await;
    walk.may("POST", "/orders/?/notes", &[&id_of], json!({ "text": "asked" })).await;
    walk.may("POST", "/orders/?/mails", &[&id_of], json!({ "template": "order_received" })).await;
    let parcel = walk.may("POST", "/orders/?/shipments", &[&id_of], json!({})).await;
    walk.may("POST", "/orders/?/shipments/?/return", &[&id_of, id(&parcel)], json!({})).await;
    walk.may("POST", "/orders/?/fulfilment", &[&id_of], json!({ "step": "ship" })).await;
    let sent = walk.shop.admin().await.get(&format!("/orders/{id_of}")).await.expect(200);
    walk.may("POST", "/orders/?/shipments/?/deliver", &[&id_of, id(&sent["shipments"][1])], json!({})).await;
    returns(walk, &id_of).await;
    let refund = json!({ "amount_minor": 100, "reason": "a scratch" });
    walk.may("POST", "/orders/?/refunds", &[&id_of], refund.clone()).await;
    let order = walk.shop.guest().buy(&mug, card::GOOD).await;
    walk.may("POST", "/orders/?/cancel", &[&order.id], json!({ "reason": "a mistake" })).await;
    walk.shop.run_jobs().await;
    let order = walk.shop.guest().buy(&mug, card::GOOD).await;
    walk.shop.run_jobs().await;
    walk.may("POST", "/orders/?/captures", &[&order.id], json!({})).await;
    walk.shop.run_jobs().await;
    let wrong = json!({ "reason": "the company was missing" });
    walk.may("POST", "/orders/?/invoice/reissue", &[&order.id], wrong).await;
    walk.shop.run_jobs().await;
    money(walk, &mug).await;
}

async fn money(walk: &mut Walk<'_>, mug: &Product) {
    let order = walk.shop.guest().buy_by(mug, 1, "bank_transfer", None).await;
    walk.shop.run_jobs().await;
    let payment = order.last_payment()["id"].as_str().unwrap().to_owned();
    let came = json!({ "amount_minor": 1400, "reference": "A" });
    walk.may("POST", "/orders/?/payments/?/receipts", &[&order.id, &payment], came).await;
    let over = walk.shop.admin().await.get(&format!("/orders/{}", order.id)).await.expect(200);
    let refund = id(&over["refunds"][0]).to_owned();
    let paid_out = json!({ "reference": "B" });
    walk.may("POST", "/orders/?/refunds/?/paid-out", &[&order.id, &refund], paid_out).await;
    let days = json!({ "provider": "stripe", "from": "2026-01-01", "to": "2026-01-02" });
    walk.may("POST", "/reconciliations", &[], days).await;
    walk.shop.run_jobs().await;
}

/// Of an order of one mug that was delivered.
async fn returns(walk: &mut Walk<'_>, order: &str) {
    walk.shop.run_jobs().await;
    let admin = walk.shop.admin().await;
    let sold = admin.get(&format!("/orders/{order}")).await.expect(200);
    let line = json!({ "line_id": sold["lines"][0]["id"], "quantity": 1, "reason": "damaged" });
    let ask = async || {
        let path = format!("/orders/{order}/returns");
        admin.once(&path, &json!({ "lines": [line] })).await.expect(201)
    };
    let one = ask().await;
    walk.may("POST", "/returns/?/reject", &[id(&one)], json!({ "answer": "No." })).await;
    let one = ask().await;
    walk.may("POST", "/returns/?/approve", &[id(&one)], json!({})).await;
    walk.may("POST", "/returns/?/receive", &[id(&one)], json!({})).await;
    let one = admin.get(&format!("/returns/{}", id(&one))).await.expect(200);
    walk.may("POST", "/returns/?/refund", &[id(&one)], json!({})).await;
}

/// What staff makes of a review of a product that somebody bought.
pub async fn reviews(walk: &mut Walk<'_>) {
    let bowl = walk.shop.product("Bowl", 900, 10).await;
    let ada = walk.shop.customer("rita@example.org").await;
    ada.buy(&bowl, card::GOOD).await;
    walk.shop.run_jobs().await;
    let own = format!("/products/{}/reviews/own", bowl.id);
    let said = ada.put(&own, &json!({ "rating": 5 })).await.expect(200);
    let review = id(&said["review"]);
    walk.may("POST", "/reviews/?/publish", &[review], json!({})).await;
    walk.may("POST", "/reviews/?/reject", &[review], json!({})).await;
    walk.may("PUT", "/reviews/?/answer", &[review], json!({ "answer": "Thank you." })).await;
    walk.shop.run_jobs().await;
}
