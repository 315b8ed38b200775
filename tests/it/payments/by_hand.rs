//! Bank transfers and cash on delivery: money that no provider tells of.

use domain::invoices;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::shop::{Actor, Answer, Order, Setup, Shop};

async fn open() -> Shop {
    let env = vec![
        ("PENDEN_SHOP__PAYMENTS__BANK_TRANSFER__ENABLED", "true"),
        ("PENDEN_SHOP__PAYMENTS__CASH_ON_DELIVERY__ENABLED", "true"),
    ];
    Shop::open_with(Setup { env, ..Setup::default() }).await
}

async fn receive(staff: &Actor, order: &Order, amount_minor: i64, reference: &str) -> Answer {
    let payment = order.last_payment()["id"].as_str().unwrap();
    let body = json!({ "amount_minor": amount_minor, "reference": reference });
    staff.once(&format!("/orders/{}/payments/{payment}/receipts", order.id), &body).await
}

async fn pay_out(staff: &Actor, order: &Order, refund: &Value, reference: &str) -> Answer {
    let refund = refund["id"].as_str().unwrap();
    let path = format!("/orders/{}/refunds/{refund}/paid-out", order.id);
    staff.post(&path, &json!({ "reference": reference })).await
}

#[tokio::test]
async fn an_order_waits_for_its_transfer_and_is_paid_in_parts() {
    let shop = open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let (guest, admin) = (shop.guest(), shop.admin().await);
    let order = guest.buy_by(&mug, 1, "bank_transfer", None).await;
    receive(&admin, &order, 1390, "A").await.refuses(409, "payment_under_way");
    shop.run_jobs().await;
    let waiting = guest.look(&order).await;
    assert_eq!((waiting.state(), waiting.payments()), ("awaiting_payment", vec!["awaiting_money"]));
    let told = &waiting.last_payment()["instructions"];
    assert_eq!(told["reference"], waiting.text("number"));
    assert_eq!(waiting.body["hold_until"], waiting.last_payment()["expires_at"]);
    let mails = shop.mails(&order).await;
    assert!(mails.contains(&"payment_instructions".to_owned()), "{mails:?}");
    shop.fire("orders.remind_unpaid").await;
    shop.run_jobs().await;

    receive(&admin, &order, 1000, "A").await.expect(201);
    receive(&admin, &order, 1000, " A ").await.refuses(409, "already_booked");
    shop.run_jobs().await;
    let part = guest.look(&order).await;
    assert_eq!((part.state(), part.amount("captured_total")), ("awaiting_payment", 1000));
    receive(&admin, &order, 390, "B").await.expect(201);
    shop.run_jobs().await;
    let paid = guest.look(&order).await;
    assert_eq!((paid.state(), paid.payments()), ("placed", vec!["captured"]));
    assert_eq!(paid.body["invoice"]["ready"], true);
    assert!(paid.refunds().is_empty());
    assert!(paid.last_payment()["instructions"].is_null(), "nothing is to be transferred any more");
    shop.close().await;
}

#[tokio::test]
async fn one_movement_is_booked_once_however_many_record_it() {
    let shop = open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let (guest, admin) = (shop.guest(), shop.admin().await);
    let order = guest.buy_by(&mug, 1, "bank_transfer", None).await;
    shop.run_jobs().await;
    let answers = join_all((0..6).map(|_| receive(&admin, &order, 1390, "A"))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.amount("captured_total"), 1390);
    shop.close().await;
}

#[tokio::test]
async fn what_is_too_much_goes_back_by_hand() {
    let shop = open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let (guest, admin) = (shop.guest(), shop.admin().await);
    let order = guest.buy_by(&mug, 1, "bank_transfer", None).await;
    shop.run_jobs().await;
    receive(&admin, &order, 1500, "A").await.expect(201);
    receive(&admin, &order, 10, "B").await.expect(201);
    shop.run_jobs_without_waiting().await;
    let over = guest.look(&order).await;
    assert_eq!((over.state(), over.refunds()), ("placed", vec!["requested", "requested"]));
    let refund = over.body["refunds"][0].clone();
    assert_eq!(refund["amount"]["amount_minor"], 110);
    pay_out(&admin, &order, &refund, "C").await.expect(200);
    pay_out(&admin, &order, &refund, "D").await.refuses(409, "wrong_refund_state");
    shop.run_jobs().await;
    let after = guest.look(&order).await;
    assert_eq!((after.amount("refunded_total"), after.amount("captured_total")), (110, 1510));
    assert_eq!(receive(&admin, &order, 0, "E").await.status, 422);
    assert_eq!(receive(&admin, &order, i64::MAX, "E").await.status, 422);
    shop.close().await;
}

#[tokio::test]
async fn a_transfer_that_does_not_come_lapses_and_a_late_one_buys_what_is_left() {
    let shop = open().await;
    let mug = shop.product("Mug", 900, 1).await;
    let (guest, admin) = (shop.guest(), shop.admin().await);
    let order = guest.buy_by(&mug, 1, "bank_transfer", None).await;
    shop.run_jobs().await;
    receive(&admin, &order, 500, "A").await.expect(201);
    shop.end_hold(&order).await;
    shop.fire("orders.lapse_unpaid").await;
    shop.run_jobs().await;
    let lapsed = guest.look(&order).await;
    assert_eq!((lapsed.state(), lapsed.payments()), ("expired", vec!["voided"]));
    assert_eq!(lapsed.body["refunds"][0]["amount"]["amount_minor"], 500);
    assert_eq!(shop.stock(&mug).await, (1, 0));

    receive(&admin, &order, 1390, "B").await.expect(201);
    shop.run_jobs().await;
    let bought = guest.look(&order).await;
    assert_eq!((bought.state(), shop.stock(&mug).await), ("placed", (0, 0)));
    assert_eq!(bought.refunds(), ["requested"], "only what came first goes back");
    shop.close().await;
}

#[tokio::test]
async fn a_transfer_for_a_cancelled_order_goes_back() {
    let shop = open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let (guest, admin) = (shop.guest(), shop.admin().await);
    let order = guest.buy_by(&mug, 1, "bank_transfer", None).await;
    shop.run_jobs().await;
    guest.cancel(&order).await.expect(200);
    shop.run_jobs().await;
    receive(&admin, &order, 1390, "A").await.expect(201);
    shop.run_jobs().await;
    let order = guest.look(&order).await;
    assert_eq!((order.state(), order.refunds()), ("cancelled", vec!["requested"]));
    assert_eq!(order.amount("captured_total"), 1390);
    shop.close().await;
}

#[tokio::test]
async fn cash_on_delivery_is_sent_first_and_paid_when_it_arrives() {
    let shop = open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let (ada, staff) = (shop.customer("ada@example.org").await, shop.staff().await);
    let order = ada.buy_by(&mug, 1, "cash_on_delivery", None).await;
    shop.run_jobs().await;
    let placed = ada.look(&order).await;
    assert_eq!((placed.state(), placed.payments()), ("placed", vec!["awaiting_money"]));
    assert_eq!((shop.stock(&mug).await, placed.amount("captured_total")), ((9, 0), 0));
    shop.end_hold(&order).await;
    shop.fire("orders.lapse_unpaid").await;
    shop.run_jobs().await;

    staff.fulfil(&order, "ship").await.expect(200);
    staff.fulfil(&order, "deliver").await.expect(200);
    shop.run_jobs().await;
    let done = ada.look(&order).await;
    assert_eq!((done.state(), done.payments()), ("completed", vec!["captured"]));
    assert_eq!(done.amount("captured_total"), 1390);
    assert_eq!(done.body["invoice"]["ready"], true);
    // The carrier's statement comes when everything is booked.
    receive(&shop.admin().await, &done, 1390, "statement 7").await.refuses(409, "already_booked");
    let listed = &ada.history().await[0];
    assert_eq!((&listed["state"], &listed["payment_status"]), (&json!("completed"), &json!("paid")));
    shop.close().await;
}

#[tokio::test]
async fn cash_on_delivery_that_is_not_taken_in_can_be_cancelled() {
    let shop = open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let (guest, staff) = (shop.guest(), shop.staff().await);
    let order = guest.buy_by(&mug, 1, "cash_on_delivery", None).await;
    shop.run_jobs().await;
    let sent = staff.once(&format!("/orders/{}/shipments", order.id), &json!({})).await.expect(201);
    guest.cancel(&order).await.refuses(409, "already_shipped");
    let path = format!("/orders/{}/shipments/{}/return", order.id, sent["id"].as_str().unwrap());
    staff.post(&path, &json!({})).await.expect(200);
    guest.cancel(&order).await.expect(200);
    shop.run_jobs().await;
    let order = guest.look(&order).await;
    assert_eq!((order.state(), order.payments()), ("cancelled", vec!["voided"]));
    assert_eq!((shop.stock(&mug).await, order.refunds().len()), ((10, 0), 0));
    shop.close().await;
}

/// Two mugs paid at the door, in a parcel each; the second comes back to the sender.
async fn half_refused(shop: &Shop, guest: &Actor, staff: &Actor) -> Order {
    let mug = shop.product("Mug", 900, 10).await;
    let order = guest.buy_by(&mug, 2, "cash_on_delivery", None).await;
    shop.run_jobs().await;
    let order = guest.look(&order).await;
    let path = format!("/orders/{}/shipments", order.id);
    let one = json!({ "lines": [{ "line_id": order.body["lines"][0]["id"], "quantity": 1 }] });
    for verb in ["deliver", "return"] {
        let parcel = staff.once(&path, &one).await.expect(201);
        let path = format!("{path}/{}/{verb}", parcel["id"].as_str().unwrap());
        staff.post(&path, &json!({})).await.expect(200);
    }
    order
}

async fn give_back(staff: &Actor, order: &Order, quantity: i64) -> Answer {
    let line = json!({ "line_id": order.body["lines"][0]["id"], "quantity": quantity, "restock": true });
    staff
        .once(&format!("/orders/{}/refunds", order.id), &json!({ "lines": [line], "reason": "refused" }))
        .await
}

#[tokio::test]
async fn what_is_refused_at_the_door_is_taken_off_what_is_paid_there() {
    let shop = open().await;
    let (guest, staff) = (shop.guest(), shop.staff().await);
    let order = half_refused(&shop, &guest, &staff).await;
    let total = order.amount("total");
    let too_much = json!({ "amount_minor": total + 1, "reason": "refused" });
    let path = format!("/orders/{}/refunds", order.id);
    staff.once(&path, &too_much).await.refuses(422, "more_than_paid");

    let asked = give_back(&staff, &order, 1).await.expect(201);
    // Whatever job comes first, the invoice does.
    let refund = asked["refunds"][0]["id"].as_str().unwrap().parse().unwrap();
    let due = invoices::must_be_invoiced(shop.services.store.read(), refund).await.unwrap();
    assert_eq!(due, Some(order.uuid()));
    shop.run_jobs().await;
    let done = guest.look(&order).await;
    assert_eq!((done.state(), done.text("fulfilment")), ("completed", "delivered"));
    assert_eq!((done.payments(), done.refunds()), (vec!["captured"], vec!["succeeded"]));
    assert_eq!((done.amount("captured_total"), done.amount("refunded_total")), (total, 900));
    let notes = guest.get(&format!("/orders/{}/credit-notes", order.id)).await.expect(200);
    assert_eq!(notes["items"].as_array().unwrap().len(), 1, "{notes}");
    assert_eq!(notes["items"][0]["total"]["amount_minor"], 900);
    shop.close().await;
}

#[tokio::test]
async fn what_is_taken_off_is_not_paid_out_before_and_comes_to_nothing_with_the_order() {
    let shop = open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let (guest, admin) = (shop.guest(), shop.admin().await);
    let order = guest.buy_by(&mug, 3, "cash_on_delivery", None).await;
    shop.run_jobs().await;
    let order = guest.look(&order).await;
    give_back(&admin, &order, 1).await.expect(201);
    assert_eq!(shop.stock(&mug).await, (8, 0));
    let less = guest.look(&order).await;
    assert_eq!(less.refunds(), ["requested"]);
    pay_out(&admin, &order, &less.body["refunds"][0], "A").await.refuses(409, "not_paid");

    // A part is paid after all, and what is still taken off is no more than that.
    receive(&admin, &less, 1000, "B").await.expect(201);
    give_back(&admin, &order, 1).await.expect(201);
    guest.cancel(&order).await.expect(200);
    shop.run_jobs().await;
    let gone = guest.look(&order).await;
    assert_eq!((gone.state(), gone.payments()), ("cancelled", vec!["voided"]));
    assert_eq!(shop.stock(&mug).await, (10, 0));
    let refunds = gone.body["refunds"].as_array().unwrap();
    let amounts = |state: &str| -> Vec<i64> {
        let those = refunds.iter().filter(|refund| refund["state"] == state);
        those.map(|refund| refund["amount"]["amount_minor"].as_i64().unwrap()).collect()
    };
    assert_eq!((amounts("failed"), amounts("requested")), (vec![900], vec![900, 100]));
    for refund in refunds.iter().filter(|refund| refund["state"] == "requested") {
        pay_out(&admin, &order, refund, refund["id"].as_str().unwrap()).await.expect(200);
    }
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.amount("refunded_total"), 1000);
    shop.close().await;
}
