//! Giving money back.

use futures_util::future::join_all;

use crate::shop::{Shop, card};

#[tokio::test]
async fn an_order_is_refunded_in_parts_up_to_what_was_paid() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let (ada, staff) = (shop.customer("ada@example.org").await, shop.staff().await);
    let order = ada.buy(&mug, card::GOOD).await;
    staff.refund(&order, 1).await.refuses(422, "more_than_paid");
    shop.run_jobs().await;

    staff.refund(&order, 400).await.expect(201);
    shop.run_jobs().await;
    assert_eq!(ada.history().await[0]["payment_status"], "partially_refunded");
    staff.refund(&order, 991).await.refuses(422, "more_than_paid");
    assert_eq!(staff.refund(&order, 0).await.status, 422);
    assert_eq!(staff.refund(&order, -5).await.status, 422);
    staff.refund(&order, 990).await.expect(201);
    staff.refund(&order, 1).await.refuses(422, "more_than_paid");
    shop.run_jobs().await;

    let order = ada.look(&order).await;
    assert_eq!((order.refunds(), order.amount("refunded_total")), (vec!["succeeded", "succeeded"], 1390));
    assert_eq!(order.state(), "placed", "a refund does not cancel");
    assert_eq!(ada.history().await[0]["payment_status"], "refunded");
    assert_eq!(shop.bank.refunds().await, [400, 990]);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_refunds_at_once_never_give_back_more_than_was_paid() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let (guest, staff) = (shop.guest(), shop.staff().await);
    let order = guest.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    let answers = join_all((0..10).map(|_| staff.refund(&order, 300))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 4);
    shop.run_jobs().await;
    assert_eq!(shop.bank.refunds().await, [300; 4]);
    assert_eq!(guest.look(&order).await.amount("refunded_total"), 1200);
    shop.close().await;
}

#[tokio::test]
async fn a_refund_that_the_bank_refuses_is_shown_as_failed_and_can_be_asked_for_again() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let (guest, staff) = (shop.guest(), shop.staff().await);
    let order = guest.buy(&mug, card::WITHOUT_REFUNDS).await;
    shop.run_jobs().await;
    staff.refund(&order, 1390).await.expect(201);
    shop.run_jobs().await;
    let failed = guest.look(&order).await;
    assert_eq!((failed.refunds(), failed.amount("refunded_total")), (vec!["failed"], 0));
    assert!(!shop.mails(&order).await.contains(&"refund_succeeded".to_owned()));

    staff.refund(&order, 1390).await.expect(201);
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.refunds(), ["failed", "failed"]);
    assert!(shop.bank.refunds().await.is_empty());
    shop.close().await;
}
