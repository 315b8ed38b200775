//! Parcels: parts of orders, where they are, and what must never be sent.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::shop::{Actor, Answer, Order, Product, Shop, card};

/// A paid order of three mugs and a pot.
async fn paid(shop: &Shop, who: &Actor) -> (Order, [Value; 2]) {
    let (mug, pot) = (shop.product("Mug", 900, 10).await, shop.product("Pot", 2900, 10).await);
    order_of(shop, who, &mug, &pot).await
}

async fn order_of(shop: &Shop, who: &Actor, mug: &Product, pot: &Product) -> (Order, [Value; 2]) {
    who.add(mug, 3).await;
    who.add(pot, 1).await;
    let order = who.checkout(card::GOOD).await;
    shop.run_jobs().await;
    let order = who.look(&order).await;
    let lines = [order.body["lines"][0]["id"].clone(), order.body["lines"][1]["id"].clone()];
    (order, lines)
}

async fn ship(staff: &Actor, order: &Order, lines: &[(&Value, i64)]) -> Answer {
    let lines: Vec<Value> =
        lines.iter().map(|(id, quantity)| json!({ "line_id": id, "quantity": quantity })).collect();
    let body = json!({
        "lines": lines, "carrier": "Post", "tracking": "RR123456789DE", "tracking_url": "https://post.example.org/RR1",
    });
    staff.once(&format!("/orders/{}/shipments", order.id), &body).await
}

async fn moved(staff: &Actor, order: &Order, shipment: &Value, verb: &str) -> Answer {
    let path = format!("/orders/{}/shipments/{}/{verb}", order.id, shipment["id"].as_str().unwrap());
    staff.post(&path, &json!({})).await
}

#[tokio::test]
async fn an_order_goes_out_in_two_parcels_and_the_customer_is_told_of_each() {
    let shop = Shop::open().await;
    let (ada, staff) = (shop.customer("ada@example.org").await, shop.staff().await);
    let (order, [mugs, pot]) = paid(&shop, &ada).await;
    let first = ship(&staff, &order, &[(&mugs, 2)]).await.expect(201);
    assert_eq!(first["number"], format!("{}-1", order.text("number")));
    let part = ada.look(&order).await;
    assert_eq!((part.state(), part.text("fulfilment")), ("placed", "partly_shipped"));
    assert_eq!(part.body["tracking"], "RR123456789DE");
    let second = ship(&staff, &order, &[(&mugs, 1), (&pot, 1)]).await.expect(201);
    assert_eq!(ada.look(&order).await.text("fulfilment"), "shipped");
    ada.cancel(&order).await.refuses(409, "already_shipped");

    moved(&staff, &order, &first, "deliver").await.expect(200);
    moved(&staff, &order, &first, "deliver").await.expect(200);
    moved(&staff, &order, &first, "return").await.refuses(409, "wrong_shipment_state");
    assert_eq!(ada.look(&order).await.state(), "placed");
    moved(&staff, &order, &second, "deliver").await.expect(200);
    shop.run_jobs().await;
    let done = ada.look(&order).await;
    assert_eq!((done.state(), done.text("fulfilment")), ("completed", "delivered"));
    assert_eq!(ada.history().await[0]["fulfilment"], "delivered");
    let mails = shop.mails(&order).await;
    let count = |template: &str| mails.iter().filter(|mail| *mail == template).count();
    assert_eq!((count("shipment_shipped"), count("shipment_delivered")), (2, 2), "{mails:?}");

    // Sent again by a repeated job, it is the same mail.
    shop.rerun("notifications.send_mail").await;
    shop.run_jobs().await;
    assert_eq!(shop.mails(&order).await.len(), mails.len());
    let page = shop.admin().await.get("/mails?limit=100").await.expect(200);
    let shipped =
        page["items"].as_array().unwrap().iter().find(|mail| mail["template"] == "shipment_shipped");
    let path = format!("/mails/{}", shipped.unwrap()["id"].as_str().unwrap());
    let mail = shop.admin().await.get(&path).await.expect(200);
    for part in ["text", "html"] {
        let text = mail[part].as_str().unwrap().replace("&#x2f;", "/");
        assert!(text.contains("RR123456789DE") && text.contains("https://post.example.org/RR1"), "{text}");
    }
    shop.close().await;
}

#[tokio::test]
async fn no_more_is_sent_than_was_ordered_however_many_pack_at_once() {
    let shop = Shop::open().await;
    let (guest, staff) = (shop.guest(), shop.staff().await);
    let (order, [mugs, pot]) = paid(&shop, &guest).await;
    let wanted = [(&mugs, 2)];
    let answers = join_all((0..6).map(|_| ship(&staff, &order, &wanted))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    ship(&staff, &order, &[(&mugs, 2)]).await.refuses(422, "more_than_ordered");
    let rest = json!({});
    let path = format!("/orders/{}/shipments", order.id);
    let answers = join_all((0..4).map(|_| staff.once(&path, &rest))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    staff.once(&path, &rest).await.refuses(409, "wrong_fulfilment_state");

    let order = guest.look(&order).await;
    let mut sent = std::collections::HashMap::new();
    for line in
        order.body["shipments"].as_array().unwrap().iter().flat_map(|row| row["lines"].as_array().unwrap())
    {
        *sent.entry(line["line_id"].clone().to_string()).or_insert(0) += line["quantity"].as_i64().unwrap();
    }
    assert_eq!((sent[&mugs.to_string()], sent[&pot.to_string()]), (3, 1));
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn what_is_unpaid_cancelled_held_or_malformed_is_not_sent() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let (guest, staff) = (shop.guest(), shop.staff().await);
    let order = guest.buy(&mug, card::GOOD).await;
    let path = format!("/orders/{}/shipments", order.id);
    staff.once(&path, &json!({})).await.refuses(409, "not_paid");
    shop.run_jobs().await;

    let hold = format!("/orders/{}/hold", order.id);
    staff.put(&hold, &json!({ "reason": "a strange address" })).await.expect(200);
    staff.once(&path, &json!({})).await.refuses(409, "on_hold");
    staff.fulfil(&order, "ship").await.refuses(409, "on_hold");
    staff.delete(&hold).await.expect(200);
    staff.delete(&hold).await.expect(200);

    let line = &order.body["lines"][0]["id"];
    let twice = json!([{ "line_id": line, "quantity": 1 }, { "line_id": line, "quantity": 1 }]);
    for (body, field) in [
        (json!({ "lines": [{ "line_id": order.id, "quantity": 1 }] }), "lines/0/line_id"),
        (json!({ "lines": [{ "line_id": line, "quantity": 0 }] }), "lines/0/quantity"),
        (json!({ "lines": twice }), "lines/1/line_id"),
        (json!({ "tracking_url": "javascript:alert(1)" }), "tracking_url"),
        (json!({ "carrier": "" }), "carrier"),
    ] {
        let answer = staff.once(&path, &body).await;
        assert_eq!(
            (answer.status, &answer.body["errors"][0]["field"]),
            (422, &json!(field)),
            "{}",
            answer.body
        );
    }
    guest.cancel(&order).await.expect(200);
    staff.once(&path, &json!({})).await.refuses(409, "not_paid");
    shop.run_jobs().await;
    assert!(guest.look(&order).await.body["shipments"].as_array().unwrap().is_empty());
    shop.close().await;
}

#[tokio::test]
async fn a_parcel_that_comes_back_is_sent_again() {
    let shop = Shop::open().await;
    let (guest, staff) = (shop.guest(), shop.staff().await);
    let (order, [mugs, _]) = paid(&shop, &guest).await;
    let first = ship(&staff, &order, &[(&mugs, 3)]).await.expect(201);
    moved(&staff, &order, &first, "return").await.expect(200);
    assert_eq!(guest.look(&order).await.text("fulfilment"), "pending");
    moved(&staff, &order, &first, "deliver").await.refuses(409, "wrong_shipment_state");
    let again = staff.once(&format!("/orders/{}/shipments", order.id), &json!({})).await.expect(201);
    assert_eq!(again["lines"].as_array().unwrap().len(), 2);
    moved(&staff, &order, &again, "deliver").await.expect(200);
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.state(), "completed");
    shop.close().await;
}

#[tokio::test]
async fn a_key_sends_one_parcel_and_a_slip_goes_into_it() {
    let shop = Shop::open().await;
    let (guest, staff) = (shop.guest(), shop.staff().await);
    let (order, _) = paid(&shop, &guest).await;
    let path = format!("/orders/{}/shipments", order.id);
    let first = staff.post_once(&path, "k1", &json!({})).await.expect(201);
    let again = staff.post_once(&path, "k1", &json!({})).await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.expect(201)["id"], first["id"]);
    staff.post_once(&path, "k1", &json!({ "carrier": "Post" })).await.refuses(422, "idempotency_key_reused");

    let slip = format!("{path}/{}/packing-slip", first["id"].as_str().unwrap());
    let pdf = staff.get(&slip).await;
    assert_eq!((pdf.status, pdf.header("content-type")), (200, Some("application/pdf")));
    assert!(pdf.bytes.starts_with(b"%PDF-") && pdf.bytes == staff.get(&slip).await.bytes);
    let nobody = "01932d5e-7d3c-7c4e-9b0a-0c7f4d2b1a90";
    staff.get(&format!("{path}/{nobody}/packing-slip")).await.refuses(404, "not_found");
    guest.get(&slip).await.refuses(401, "unauthenticated");
    shop.run_jobs().await;
    shop.close().await;
}
