//! Orders that come to nothing.

use serde_json::json;

use crate::shop::{Shop, card};

#[tokio::test]
async fn an_order_cancelled_before_payment_gives_its_stock_back_and_is_never_charged() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::GOOD).await;

    guest.cancel(&order).await.expect(200);
    assert_eq!(shop.stock(&mug).await, (10, 0));
    shop.run_jobs().await;
    let order = guest.look(&order).await;
    assert_eq!(
        (order.state(), order.text("fulfilment"), order.payments()),
        ("cancelled", "cancelled", vec!["voided"])
    );
    assert!(shop.bank.captures().await.is_empty());
    let mut mails = shop.mails(&order).await;
    mails.sort();
    assert_eq!(mails, ["order_cancelled", "order_received"]);
    shop.close().await;
}

#[tokio::test]
async fn an_order_cancelled_after_payment_is_refunded_and_restocked() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let ada = shop.customer("ada@example.org").await;
    let order = ada.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    assert_eq!(shop.stock(&mug).await, (9, 0));

    ada.cancel(&order).await.expect(200);
    shop.run_jobs().await;
    let order = ada.look(&order).await;
    assert_eq!((order.state(), order.refunds()), ("cancelled", vec!["succeeded"]));
    assert_eq!((order.amount("captured_total"), order.amount("refunded_total")), (1390, 1390));
    assert_eq!(shop.stock(&mug).await, (10, 0));
    assert_eq!(shop.bank.refunds().await, [1390]);
    let mails = shop.mails(&order).await;
    assert!(mails.contains(&"order_cancelled".to_owned()) && mails.contains(&"refund_succeeded".to_owned()));
    assert_eq!(ada.history().await[0]["payment_status"], "refunded");
    shop.close().await;
}

#[tokio::test]
async fn cancelling_twice_is_fine_and_refunds_once() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    let (one, two) = tokio::join!(guest.cancel(&order), guest.cancel(&order));
    assert_eq!(one.expect(200)["state"], "cancelled");
    assert_eq!(two.expect(200)["state"], "cancelled");
    shop.run_jobs().await;
    guest.cancel(&order).await.expect(200);
    shop.run_jobs().await;
    assert_eq!(shop.bank.refunds().await, [1390]);
    assert_eq!(shop.stock(&mug).await, (10, 0));
    shop.close().await;
}

#[tokio::test]
async fn what_is_shipped_cannot_be_cancelled() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    shop.staff().await.fulfil(&order, "ship").await.expect(200);
    guest.cancel(&order).await.refuses(409, "already_shipped");
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.state(), "placed");
    assert!(shop.bank.refunds().await.is_empty());
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_cancelled_while_it_is_being_charged_ends_without_the_shoppers_money() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::SLOW).await;
    let (answer, ()) = tokio::join!(guest.cancel(&order), shop.run_jobs());
    answer.expect(200);
    shop.run_jobs().await;
    let order = guest.look(&order).await;
    assert_eq!(order.state(), "cancelled");
    assert_eq!(order.amount("captured_total"), order.amount("refunded_total"));
    assert_eq!(shop.bank.captures().await, shop.bank.refunds().await);
    assert_eq!(shop.stock(&mug).await, (10, 0));
    shop.close().await;
}

#[tokio::test]
async fn what_was_written_off_does_not_come_back_with_the_rest() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let (guest, staff) = (shop.guest(), shop.staff().await);
    guest.add(&mug, 4).await;
    let order = guest.checkout(card::GOOD).await;
    shop.run_jobs().await;
    let line = &order.body["lines"][0]["id"];
    for (quantity, restock) in [(1, true), (2, false)] {
        let lines = json!([{ "line_id": line, "quantity": quantity, "restock": restock }]);
        let body = json!({ "lines": lines, "reason": "a scratch" });
        staff.once(&format!("/orders/{}/refunds", order.id), &body).await.expect(201);
    }
    assert_eq!(shop.stock(&mug).await, (7, 0));
    guest.cancel(&order).await.expect(200);
    shop.run_jobs().await;
    assert_eq!(shop.stock(&mug).await, (8, 0), "two are broken");
    let order = guest.look(&order).await;
    assert_eq!(order.amount("refunded_total"), order.amount("total"));
    shop.close().await;
}
