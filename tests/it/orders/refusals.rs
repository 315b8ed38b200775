//! What a checkout refuses, and who sees what.

use serde_json::json;

use crate::shop::{Order, Shop, card, order_with};

#[tokio::test]
async fn a_price_that_changed_is_not_charged_unseen() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let cart = guest.add(&mug, 1).await;
    assert_eq!(cart["items_total"]["amount_minor"], 900);
    let mut body = order_with(card::GOOD);
    body["expected_total_minor"] = json!(1390);

    let dearer = json!({ "price_minor": 1000 });
    shop.staff().await.patch(&format!("/variants/{}", mug.variant_id), &dearer).await.expect(200);
    guest.place("one", &body).await.refuses(422, "total_changed");
    let cart = guest.get("/cart").await.expect(200);
    assert_eq!(cart["lines"][0]["unit_price"]["amount_minor"], 1000);
    assert_eq!(cart["lines"][0]["seen_price"]["amount_minor"], 900);

    body["expected_total_minor"] = json!(1490);
    let order = Order::read(guest.place("two", &body).await.expect(201));
    assert_eq!(order.amount("total"), 1490);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn an_empty_cart_and_no_cart_cannot_be_checked_out() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    guest.place("one", &order_with(card::GOOD)).await.refuses(404, "not_found");
    let cart = guest.add(&mug, 1).await;
    let line = cart["lines"][0]["id"].as_str().unwrap();
    let cart = guest.patch(&format!("/cart/lines/{line}"), &json!({ "quantity": 0 })).await.expect(200);
    assert_eq!(cart["can_check_out"], false);
    guest.place("one", &order_with(card::GOOD)).await.refuses(422, "empty_cart");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn more_than_there_is_cannot_be_ordered() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 3).await;
    let guest = shop.guest();
    let cart = guest.add(&mug, 4).await;
    assert_eq!(
        (&cart["can_check_out"], &cart["lines"][0]["problem"]),
        (&json!(false), &json!("not_enough_stock"))
    );
    guest.place("one", &order_with(card::GOOD)).await.refuses(409, "out_of_stock");
    assert_eq!(shop.stock(&mug).await, (3, 0));
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn somebody_elses_order_is_not_found() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let (ada, eve) = (shop.customer("ada@example.org").await, shop.customer("eve@example.org").await);
    let adas = ada.buy(&mug, card::GOOD).await;
    let guest = shop.guest();
    let guests = guest.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;

    for order in [&adas, &guests] {
        for stranger in [&eve, &shop.guest()] {
            stranger.get(&format!("/orders/{}", order.id)).await.refuses(404, "not_found");
            stranger.get(&format!("/orders/{}/invoice", order.id)).await.refuses(404, "not_found");
            stranger.cancel(order).await.refuses(404, "not_found");
            stranger.pay_again(order, card::GOOD).await.refuses(404, "not_found");
        }
        assert_eq!(shop.staff().await.look(order).await.state(), "placed");
    }
    assert!(eve.history().await.is_empty());
    assert_eq!(eve.fulfil(&adas, "ship").await.status, 403);
    assert_eq!(eve.refund(&adas, 1).await.status, 403);
    shop.close().await;
}
