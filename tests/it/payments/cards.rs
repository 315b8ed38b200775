//! The cards of the pretend bank.

use crate::shop::{Shop, card};

#[tokio::test]
async fn a_declined_order_is_paid_with_another_card() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::DECLINED).await;
    shop.run_jobs().await;

    let declined = guest.look(&order).await;
    assert_eq!((declined.state(), declined.payments()), ("awaiting_payment", vec!["failed"]));
    assert_eq!(declined.last_payment()["failure_code"], "card_declined");
    assert_eq!(shop.stock(&mug).await, (10, 1), "its stock stays held");
    assert!(shop.mails(&order).await.contains(&"payment_failed".to_owned()));

    guest.pay_again(&order, card::WITHOUT_FUNDS).await.expect(201);
    guest.pay_again(&order, card::GOOD).await.refuses(409, "payment_under_way");
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.last_payment()["failure_code"], "insufficient_funds");

    guest.pay_again(&order, card::ALSO_GOOD).await.expect(201);
    shop.run_jobs().await;
    let paid = guest.look(&order).await;
    assert_eq!((paid.state(), paid.payments()), ("placed", vec!["failed", "failed", "captured"]));
    guest.pay_again(&order, card::GOOD).await.refuses(409, "not_awaiting_payment");
    assert_eq!(shop.bank.captures().await, [1390]);
    shop.close().await;
}

#[tokio::test]
async fn a_payment_that_needs_consent_is_approved_on_the_hosted_page() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let ada = shop.customer("ada@example.org").await;
    let order = ada.buy(&mug, card::NEEDS_CONSENT).await;
    shop.run_jobs().await;

    let waiting = ada.look(&order).await;
    assert_eq!((waiting.state(), waiting.payments()), ("awaiting_payment", vec!["requires_action"]));
    assert_eq!(ada.history().await[0]["payment_status"], "requires_action");
    shop.bank.consent(waiting.last_payment(), "approve").await;
    shop.run_jobs().await;

    let paid = ada.look(&order).await;
    assert_eq!((paid.state(), paid.payments()), ("placed", vec!["captured"]));
    assert!(paid.last_payment().get("action_url").is_none(), "there is nothing left to confirm");
    assert_eq!(shop.bank.captures().await, [1390]);
    shop.close().await;
}

#[tokio::test]
async fn a_payment_that_the_payer_declines_leaves_the_order_to_be_paid_again() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::NEEDS_CONSENT).await;
    shop.run_jobs().await;
    shop.bank.consent(guest.look(&order).await.last_payment(), "decline").await;
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.payments(), ["failed"]);
    guest.pay_again(&order, card::GOOD).await.expect(201);
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.state(), "placed");
    shop.close().await;
}

#[tokio::test]
async fn a_payment_that_waits_for_consent_is_given_up_when_the_order_is_cancelled() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::NEEDS_CONSENT).await;
    shop.run_jobs().await;
    guest.cancel(&order).await.expect(200);
    shop.run_jobs().await;
    let order = guest.look(&order).await;
    assert_eq!((order.state(), order.payments()), ("cancelled", vec!["voided"]));
    assert!(shop.bank.captures().await.is_empty());
    shop.close().await;
}

#[tokio::test]
async fn a_card_that_is_answered_slowly_is_charged_once() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::SLOW).await;
    shop.run_jobs().await;
    let order = guest.look(&order).await;
    assert_eq!((order.state(), order.payments()), ("placed", vec!["captured"]));
    assert_eq!(shop.bank.captures().await, [1390]);
    shop.close().await;
}

#[tokio::test]
async fn a_token_that_the_bank_does_not_know_is_a_failed_payment() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, "4111111111111111").await;
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.payments(), ["failed"]);
    shop.close().await;
}
