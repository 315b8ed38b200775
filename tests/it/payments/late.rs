//! Orders that nobody paid in time, and money that comes afterwards.

use crate::shop::{Order, Product, Shop, card};

/// An order of the last mug, which expired while the payer was looking at the bank's page; and the payment.
pub async fn expired(shop: &Shop, guest: &crate::shop::Actor, mug: &Product) -> Order {
    let order = guest.buy(mug, card::NEEDS_CONSENT).await;
    shop.run_jobs().await;
    let waiting = guest.look(&order).await;
    assert_eq!(shop.stock(mug).await, (1, 1));
    shop.end_hold(&order).await;
    // The bank is down while the shop gives the payment up, so that the payer can still answer.
    shop.bank.misbehave("refuse").await;
    shop.fire("orders.lapse_unpaid").await;
    shop.run_jobs().await;
    shop.bank.misbehave("none").await;
    shop.put_off("payments.void_open").await;
    assert_eq!(guest.look(&order).await.state(), "expired");
    assert_eq!(shop.stock(mug).await, (1, 0));
    waiting
}

#[tokio::test]
async fn an_order_that_is_not_paid_in_time_expires_and_its_payment_is_given_up() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 1).await;
    let guest = shop.guest();
    let order = expired(&shop, &guest, &mug).await;
    shop.run_jobs_without_waiting().await;
    assert_eq!(guest.look(&order).await.payments(), ["voided"]);
    guest.pay_again(&order, card::GOOD).await.refuses(409, "not_awaiting_payment");
    shop.close().await;
}

#[tokio::test]
async fn money_that_comes_late_still_buys_what_is_in_stock() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 1).await;
    let guest = shop.guest();
    let order = expired(&shop, &guest, &mug).await;

    shop.bank.consent(order.last_payment(), "approve").await;
    shop.run_jobs_without_waiting().await;
    let order = guest.look(&order).await;
    assert_eq!((order.state(), order.payments()), ("placed", vec!["captured"]));
    assert_eq!((shop.stock(&mug).await, order.refunds().len()), ((0, 0), 0));
    assert_eq!(order.body["invoice"]["ready"], true);
    shop.close().await;
}

#[tokio::test]
async fn money_that_comes_when_the_goods_are_gone_is_refunded() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 1).await;
    let guest = shop.guest();
    let order = expired(&shop, &guest, &mug).await;
    let faster = shop.guest();
    let other = faster.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;

    shop.bank.consent(order.last_payment(), "approve").await;
    shop.run_jobs_without_waiting().await;
    let order = guest.look(&order).await;
    assert_eq!((order.state(), order.refunds()), ("expired", vec!["succeeded"]));
    assert_eq!(order.amount("captured_total"), order.amount("refunded_total"));
    assert_eq!(faster.look(&other).await.state(), "placed");
    assert_eq!((shop.stock(&mug).await, shop.bank.refunds().await), ((0, 0), vec![1390]));
    shop.close().await;
}
