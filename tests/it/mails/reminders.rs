//! Mails that remind: each once, to those who may be written to, and not when it is no longer true.

use chrono::TimeDelta;
use domain::clock::now;
use domain::entity::{cart, order};
use domain::notifications;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::shop::{Order, Setup, Shop, card};

/// As if the order had been placed, or last changed, that long ago.
async fn age(shop: &Shop, order: &Order, by: TimeDelta) {
    let past = now() - by;
    let aged = order::ActiveModel { created_at: Set(past), updated_at: Set(past), ..Default::default() };
    let update = order::Entity::update_many().set(aged).filter(order::Column::Id.eq(order.uuid()));
    assert_eq!(update.exec(shop.services.store.writer()).await.unwrap().rows_affected, 1);
}

/// As if nobody had touched any cart for that long.
async fn age_carts(shop: &Shop, by: TimeDelta) {
    let aged = cart::ActiveModel { updated_at: Set(now() - by), ..Default::default() };
    cart::Entity::update_many().set(aged).exec(shop.services.store.writer()).await.unwrap();
}

/// Lets the clock do what it does, and everything that follows from it.
async fn look(shop: &Shop, entry: &str) {
    shop.fire(entry).await;
    shop.run_jobs().await;
}

/// Recipients of the mails of a template.
async fn recipients(shop: &Shop, template: &str) -> Vec<String> {
    let page = shop.staff().await.get("/mails?limit=100").await.expect(200);
    let mails = page["items"].as_array().unwrap().iter().filter(|mail| mail["template"] == template);
    mails.map(|mail: &Value| mail["recipient"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn an_unpaid_order_is_reminded_of_once_before_it_lapses() {
    let shop = Shop::open_with(Setup { silent_bank: true, ..Default::default() }).await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let declined = guest.buy(&mug, card::DECLINED).await;
    let consent = shop.guest().buy(&mug, card::NEEDS_CONSENT).await;
    let paid = shop.guest().buy(&mug, card::GOOD).await;
    let fresh = shop.guest().buy(&mug, card::DECLINED).await;
    shop.run_jobs().await;
    for order in [&declined, &consent, &paid] {
        age(&shop, order, TimeDelta::minutes(21)).await;
    }
    look(&shop, "orders.remind_unpaid").await;
    look(&shop, "orders.remind_unpaid").await;
    let reminded = async |order: &Order| {
        shop.mails(order).await.iter().filter(|mail| *mail == "payment_reminder").count()
    };
    assert_eq!((reminded(&declined).await, reminded(&consent).await), (1, 1));
    assert_eq!((reminded(&paid).await, reminded(&fresh).await), (0, 0));

    // Its hold has lapsed, only nobody has noticed yet.
    age(&shop, &fresh, TimeDelta::hours(1)).await;
    shop.end_hold(&fresh).await;
    look(&shop, "orders.remind_unpaid").await;
    assert_eq!(reminded(&fresh).await, 0);
    shop.close().await;
}

#[tokio::test]
async fn a_reminder_is_not_sent_when_the_order_was_cancelled_meanwhile() {
    let shop = Shop::open_with(Setup { silent_bank: true, ..Default::default() }).await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::DECLINED).await;
    shop.run_jobs().await;
    age(&shop, &order, TimeDelta::minutes(21)).await;
    let (store, settings) = (&shop.services.store, &shop.services.config.shop.reminders);
    let tickets = notifications::remind_unpaid(store, settings, now()).await.unwrap();
    assert_eq!(tickets.len(), 1);
    guest.cancel(&order).await.expect(200);
    shop.services.push(&tickets).await;
    shop.run_jobs().await;
    assert!(!shop.mails(&order).await.contains(&"payment_reminder".to_owned()));
    shop.close().await;
}

#[tokio::test]
async fn a_cart_is_reminded_of_once_if_its_owner_is_known_and_agreed() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    shop.guest().add(&mug, 1).await;
    let ada = shop.customer("ada@example.org").await;
    ada.add(&mug, 2).await;
    let grace = shop.customer("grace@example.org").await;
    grace.add(&mug, 1).await;
    let joan = shop.customer("joan@example.org").await;
    assert_eq!(ada.get("/me/mail-preferences").await.expect(200), json!({ "reminders": false }));
    for customer in [&ada, &joan] {
        let agreed = customer.put("/me/mail-preferences", &json!({ "reminders": true })).await.expect(200);
        assert_eq!(agreed, json!({ "reminders": true }));
    }
    look(&shop, "carts.remind_abandoned").await;
    assert!(recipients(&shop, "abandoned_cart").await.is_empty());

    age_carts(&shop, TimeDelta::hours(25)).await;
    look(&shop, "carts.remind_abandoned").await;
    assert_eq!(recipients(&shop, "abandoned_cart").await, ["ada@example.org"]);
    ada.add(&mug, 1).await;
    age_carts(&shop, TimeDelta::hours(25)).await;
    look(&shop, "carts.remind_abandoned").await;
    assert_eq!(recipients(&shop, "abandoned_cart").await.len(), 1);

    // Ordered between the look and the mail.
    joan.add(&mug, 1).await;
    age_carts(&shop, TimeDelta::hours(25)).await;
    let (store, settings) = (&shop.services.store, &shop.services.config.shop.reminders);
    let tickets = notifications::remind_of_carts(store, settings, now()).await.unwrap();
    assert_eq!(tickets.len(), 1);
    joan.checkout(card::GOOD).await;
    shop.services.push(&tickets).await;
    shop.run_jobs().await;
    assert_eq!(recipients(&shop, "abandoned_cart").await.len(), 1);
    shop.close().await;
}

#[tokio::test]
async fn a_review_is_asked_for_once_some_days_after_delivery_and_not_of_those_who_said_no() {
    let env = vec![("PENDEN_SHOP__REMINDERS__REVIEW_DAYS", "7")];
    let shop = Shop::open_with(Setup { env, ..Default::default() }).await;
    let (mug, staff) = (shop.product("Mug", 900, 10).await, shop.staff().await);
    let ada = shop.customer("ada@example.org").await;
    ada.put("/me/mail-preferences", &json!({ "reminders": false })).await.expect(200);
    let (kept, returned, refused) = (
        shop.guest().buy(&mug, card::GOOD).await,
        shop.guest().buy(&mug, card::GOOD).await,
        ada.buy(&mug, card::GOOD).await,
    );
    shop.run_jobs().await;
    for order in [&kept, &returned, &refused] {
        for step in ["ship", "deliver"] {
            staff.fulfil(order, step).await.expect(200);
        }
    }
    staff.refund(&returned, 900).await.expect(201);
    shop.run_jobs().await;
    look(&shop, "orders.request_reviews").await;
    assert!(recipients(&shop, "review_request").await.is_empty());

    for order in [&kept, &returned, &refused] {
        age(&shop, order, TimeDelta::days(8)).await;
    }
    look(&shop, "orders.request_reviews").await;
    look(&shop, "orders.request_reviews").await;
    assert_eq!(recipients(&shop, "review_request").await.len(), 1);
    assert!(shop.mails(&kept).await.contains(&"review_request".to_owned()));
    shop.close().await;
}

#[tokio::test]
async fn what_is_switched_off_is_not_sent_and_what_is_long_past_is_not_made_up_for() {
    let env =
        vec![("PENDEN_SHOP__REMINDERS__UNPAID_MINUTES", "0"), ("PENDEN_SHOP__REMINDERS__CART_HOURS", "1")];
    let shop = Shop::open_with(Setup { silent_bank: true, env, ..Default::default() }).await;
    let mug = shop.product("Mug", 900, 10).await;
    let order = shop.guest().buy(&mug, card::DECLINED).await;
    let ada = shop.customer("ada@example.org").await;
    ada.put("/me/mail-preferences", &json!({ "reminders": true })).await.expect(200);
    ada.add(&mug, 1).await;
    shop.run_jobs().await;
    age(&shop, &order, TimeDelta::minutes(21)).await;
    age_carts(&shop, TimeDelta::days(30)).await;
    for entry in ["orders.remind_unpaid", "carts.remind_abandoned", "orders.request_reviews"] {
        look(&shop, entry).await;
    }
    for template in ["payment_reminder", "abandoned_cart", "review_request"] {
        assert!(recipients(&shop, template).await.is_empty(), "{template}");
    }
    shop.close().await;
}
