//! Payments that payers contest, and books that are compared with Stripe's.

use serde_json::{Value, json};

use crate::shop::stripe::{Stripe, method};
use crate::shop::{Shop, card};

async fn deliver(shop: &Shop, events: &[Value]) {
    for event in events {
        shop.deliver_stripe(event).await.expect(202);
        shop.run_jobs().await;
    }
}

#[tokio::test]
async fn a_chargeback_is_recorded_once_in_whatever_order_it_is_told() {
    let stripe = Stripe::open().await;
    let shop = Shop::open_with(stripe.setup(&[])).await;
    let mug = shop.product("Mug", 900, 10).await;
    let (guest, admin) = (shop.guest(), shop.admin().await);
    let order = guest.buy_by(&mug, 1, "stripe", Some(method::GOOD)).await;
    shop.run_jobs().await;

    let (opened, review) = (stripe.dispute("needs_response"), stripe.dispute("under_review"));
    deliver(&shop, &review).await;
    deliver(&shop, &opened).await;
    deliver(&shop, &opened).await;
    let page = admin.get("/disputes").await.expect(200);
    let dispute = &page["items"][0];
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
    assert_eq!((&dispute["state"], &dispute["withdrawn"]), (&json!("under_review"), &json!(true)));
    assert_eq!(
        (&dispute["amount"]["amount_minor"], &dispute["reason"]),
        (&json!(1390), &json!("fraudulent"))
    );
    assert_eq!(dispute["order_number"], order.text("number"));
    admin.refund(&order, 1).await.refuses(422, "more_than_paid");

    let won = stripe.dispute("won");
    deliver(&shop, &won).await;
    deliver(&shop, &review).await;
    let path = format!("/disputes/{}", dispute["id"].as_str().unwrap());
    let closed = admin.get(&path).await.expect(200);
    assert_eq!((&closed["state"], &closed["withdrawn"]), (&json!("won"), &json!(false)));
    assert!(closed["closed_at"].is_string());
    admin.refund(&order, 1390).await.expect(201);
    shop.run_jobs().await;
    let steps: Vec<String> = guest.look(&order).await.body["history"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["axis"] == "dispute")
        .map(|row| row["to"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(steps, ["under_review", "won"]);
    let kinds: Vec<String> = shop.events(order.uuid()).await.into_iter().map(|(_, kind)| kind).collect();
    assert_eq!(kinds.iter().filter(|kind| *kind == "dispute_opened").count(), 1);
    shop.close().await;
    stripe.close().await;
}

#[tokio::test]
async fn disputes_are_listed_in_pages_and_by_state() {
    let stripe = Stripe::open().await;
    let shop = Shop::open_with(stripe.setup(&[])).await;
    let mug = shop.product("Mug", 900, 10).await;
    let (guest, admin) = (shop.guest(), shop.admin().await);
    for status in ["needs_response", "lost", "needs_response"] {
        guest.buy_by(&mug, 1, "stripe", Some(method::GOOD)).await;
        shop.run_jobs().await;
        deliver(&shop, &stripe.dispute(status)).await;
    }
    let first = admin.get("/disputes?limit=2").await.expect(200);
    assert_eq!(first["items"].as_array().unwrap().len(), 2);
    let next = format!("/disputes?limit=2&cursor={}", first["next_cursor"].as_str().unwrap());
    let second = admin.get(&next).await.expect(200);
    assert_eq!((second["items"].as_array().unwrap().len(), second.get("next_cursor")), (1, None));
    let lost = admin.get("/disputes?state=lost").await.expect(200);
    assert_eq!(lost["items"].as_array().unwrap().len(), 1);
    admin.get("/disputes/01932d5e-7d3c-7c4e-9b0a-0c7f4d2b1a90").await.refuses(404, "not_found");
    shop.close().await;
    stripe.close().await;
}

#[tokio::test]
async fn the_books_are_compared_and_differences_listed() {
    let stripe = Stripe::open().await;
    let shop = Shop::open_with(stripe.setup(&[])).await;
    let mug = shop.product("Mug", 900, 10).await;
    let (guest, admin) = (shop.guest(), shop.admin().await);
    for _ in 0..3 {
        guest.buy_by(&mug, 1, "stripe", Some(method::GOOD)).await;
        shop.run_jobs().await;
    }
    let day = |days| (chrono::Utc::now() + chrono::TimeDelta::days(days)).date_naive().to_string();
    let wanted = json!({ "provider": "stripe", "from": day(-1), "to": day(1) });
    let compare = async || {
        let started = admin.once("/reconciliations", &wanted).await.expect(202);
        shop.run_jobs().await;
        let path = format!("/reconciliations/{}", started["id"].as_str().unwrap());
        admin.get(&path).await.expect(200)
    };
    let clean = compare().await;
    assert_eq!(
        (&clean["state"], &clean["compared"], &clean["differing"]),
        (&json!("finished"), &json!(3), &json!(0))
    );

    stripe.refund_in_console(100);
    let report = compare().await;
    assert_eq!(report["differing"], 1);
    let difference = &report["differences"][0];
    assert_eq!(
        (&difference["kind"], &difference["ours"], &difference["theirs"]),
        (&json!("refunded"), &json!("0"), &json!("100"))
    );
    stripe.forget();
    assert_eq!(compare().await["differences"][0]["kind"], "unknown_there");

    let mut sandbox = wanted.clone();
    sandbox["from"] = json!(day(-60));
    admin.once("/reconciliations", &sandbox).await.refuses(422, "validation_failed");
    let by_hand = json!({ "provider": "bank_transfer", "from": day(-1), "to": day(1) });
    admin.once("/reconciliations", &by_hand).await.refuses(422, "validation_failed");
    let future = json!({ "provider": "stripe", "from": day(2), "to": day(3) });
    admin.once("/reconciliations", &future).await.refuses(422, "validation_failed");
    sandbox["provider"] = json!("nobody");
    admin.once("/reconciliations", &sandbox).await.refuses(422, "no_such_provider");
    let page = admin.get("/reconciliations?limit=2").await.expect(200);
    assert_eq!((page["items"].as_array().unwrap().len(), page["next_cursor"].is_string()), (2, true));
    shop.close().await;
    stripe.close().await;
}

#[tokio::test]
async fn refunds_by_line_cost_what_was_paid_and_go_into_stock_once() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 333, 10).await;
    let (guest, admin) = (shop.guest(), shop.admin().await);
    guest.add(&mug, 3).await;
    let order = guest.checkout(card::GOOD).await;
    shop.run_jobs().await;
    let line = order.body["lines"][0]["id"].clone();
    let path = format!("/orders/{}/refunds", order.id);
    let ask = async |quantity: i64, restock: bool| {
        let lines = json!([{ "line_id": line, "quantity": quantity, "restock": restock }]);
        admin.once(&path, &json!({ "lines": lines, "reason": "too many" })).await
    };
    ask(4, true).await.refuses(422, "more_than_ordered");
    let (one, two) = tokio::join!(ask(2, true), ask(2, true));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 422], "{} {}", one.body, two.body);
    shop.run_jobs().await;
    assert_eq!((shop.stock(&mug).await, guest.look(&order).await.amount("refunded_total")), ((9, 0), 666));

    // What is refunded is not sent; what is left is.
    let sent = admin.once(&format!("/orders/{}/shipments", order.id), &json!({})).await.expect(201);
    assert_eq!(sent["lines"][0]["quantity"], 1);
    assert_eq!(guest.look(&order).await.text("fulfilment"), "shipped");
    ask(1, false).await.expect(201);
    shop.run_jobs().await;
    assert_eq!((shop.stock(&mug).await, shop.bank.refunds().await), ((9, 0), vec![666, 333]));
    let both = json!({ "amount_minor": 1, "lines": [{ "line_id": line, "quantity": 1 }], "reason": "x" });
    assert_eq!(admin.once(&path, &both).await.status, 422);
    let none = json!({ "lines": [{ "line_id": order.id, "quantity": 1 }], "reason": "x" });
    assert_eq!(admin.once(&path, &none).await.body["errors"][0]["field"], "lines/0/line_id");
    shop.close().await;
}
