//! Cards by Stripe whose money is set aside at checkout and taken later.

use serde_json::json;

use super::stripe::{buy, close, deliver, open_with};
use crate::shop::stripe::{Fault, method};

#[tokio::test]
async fn money_is_set_aside_at_checkout_and_taken_with_the_first_parcel() {
    let (stripe, shop, mug) = open_with(&[("PENDEN_SHOP__PAYMENTS__CAPTURE", "at_shipment")]).await;
    let (guest, staff) = (shop.guest(), shop.staff().await);
    let order = guest.buy_by(&mug, 2, "stripe", Some(method::GOOD)).await;
    shop.run_jobs().await;
    let placed = guest.look(&order).await;
    assert_eq!((placed.state(), placed.payments()), ("placed", vec!["authorized"]));
    assert!(placed.last_payment()["expires_at"].is_string() && stripe.captures().is_empty());
    assert_eq!(shop.stock(&mug).await, (8, 0));
    assert!(!shop.mails(&order).await.contains(&"payment_confirmed".to_owned()));

    let parcel = json!({ "lines": [{ "line_id": placed.body["lines"][0]["id"], "quantity": 1 }] });
    staff.once(&format!("/orders/{}/shipments", order.id), &parcel).await.expect(201);
    shop.run_jobs().await;
    staff.once(&format!("/orders/{}/shipments", order.id), &json!({})).await.expect(201);
    shop.run_jobs().await;
    let paid = guest.look(&order).await;
    assert_eq!((paid.payments(), paid.amount("captured_total")), (vec!["captured"], 2290));
    assert_eq!((stripe.captures(), stripe.posts("/capture")), (vec![2290], 1));
    assert_eq!(paid.body["invoice"]["ready"], true);
    close(stripe, shop).await;
}

#[tokio::test]
async fn staff_take_a_part_of_what_was_set_aside_and_the_rest_is_given_up() {
    let (stripe, shop, mug) = open_with(&[("PENDEN_SHOP__PAYMENTS__CAPTURE", "at_shipment")]).await;
    let (guest, admin) = (shop.guest(), shop.admin().await);
    let order = buy(&guest, &mug, method::GOOD).await;
    let path = format!("/orders/{}/captures", order.id);
    admin.once(&path, &json!({})).await.refuses(409, "nothing_authorized");
    shop.run_jobs().await;
    admin.once(&path, &json!({ "amount_minor": 1391 })).await.refuses(422, "more_than_authorized");
    assert_eq!(admin.once(&path, &json!({ "amount_minor": 0 })).await.status, 422);

    stripe.misbehave(Some(Fault::AfterWork));
    admin.once(&path, &json!({ "amount_minor": 1000 })).await.expect(201);
    admin.once(&path, &json!({})).await.refuses(409, "capture_under_way");
    shop.run_jobs().await;
    stripe.misbehave(None);
    shop.run_jobs_without_waiting().await;
    let order = guest.look(&order).await;
    assert_eq!((order.payments(), order.amount("captured_total")), (vec!["captured"], 1000));
    assert_eq!(stripe.captures(), [1000], "asked twice, taken once");
    assert_eq!(shop.admin().await.refund(&order, 1001).await.status, 422);
    close(stripe, shop).await;
}

#[tokio::test]
async fn an_authorisation_that_runs_out_holds_the_order_until_it_is_paid_again() {
    let (stripe, shop, mug) = open_with(&[("PENDEN_SHOP__PAYMENTS__CAPTURE", "at_shipment")]).await;
    let (guest, staff) = (shop.guest(), shop.staff().await);
    let order = buy(&guest, &mug, method::GOOD).await;
    shop.run_jobs().await;
    stripe.expire();
    deliver(&shop, &stripe, "payment_intent.canceled").await;
    let lost = guest.look(&order).await;
    assert_eq!((lost.state(), lost.payments()), ("placed", vec!["voided"]));
    let ship = format!("/orders/{}/shipments", order.id);
    staff.once(&ship, &json!({})).await.refuses(409, "on_hold");
    assert!(shop.mails(&order).await.contains(&"payment_failed".to_owned()));

    let again = json!({ "provider": "stripe", "token": method::GOOD });
    guest.once(&format!("/orders/{}/payments", order.id), &again).await.expect(201);
    guest.once(&format!("/orders/{}/payments", order.id), &again).await.refuses(409, "payment_under_way");
    shop.run_jobs().await;
    staff.once(&ship, &json!({})).await.expect(201);
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.payments(), ["voided", "captured"]);
    close(stripe, shop).await;
}

#[tokio::test]
async fn what_was_set_aside_is_let_go_when_the_order_is_cancelled() {
    let (stripe, shop, mug) = open_with(&[("PENDEN_SHOP__PAYMENTS__CAPTURE", "at_shipment")]).await;
    let guest = shop.guest();
    let order = buy(&guest, &mug, method::GOOD).await;
    shop.run_jobs().await;
    guest.cancel(&order).await.expect(200);
    shop.run_jobs().await;
    let order = guest.look(&order).await;
    assert_eq!((order.state(), order.payments()), ("cancelled", vec!["voided"]));
    assert_eq!((stripe.intents(), stripe.captures()), (vec!["canceled".to_owned()], vec![]));
    assert_eq!(shop.stock(&mug).await, (10, 0));
    close(stripe, shop).await;
}
