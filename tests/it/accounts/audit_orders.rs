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
    let days = json!({ "provider": "bank_transfer", "from": "2026-01-01", "to": "2026-01-02" });
    walk.may("POST", "/reconciliations", &[], days).await;
    walk.shop.run_jobs().await;
}
