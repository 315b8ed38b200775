//! Checking out.

use chrono::Utc;
use domain::orders::is_number;
use platform::database::statements;
use serde_json::{Value, json};

use crate::shop::{Order, Shop, card};

const AFTER_PAYMENT: [&str; 3] = ["invoice_issued", "order_received", "payment_confirmed"];

#[tokio::test]
async fn a_guest_buys_a_mug_and_gets_an_invoice_and_three_mails() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();

    let placed = guest.buy(&mug, card::GOOD).await;
    assert_eq!(
        (placed.state(), placed.amount("items_total"), placed.amount("total")),
        ("awaiting_payment", 900, 1390)
    );
    assert!(is_number(placed.text("number")), "{}", placed.text("number"));
    assert_eq!(shop.stock(&mug).await, (10, 1));

    shop.run_jobs().await;
    let paid = guest.look(&placed).await;
    assert_eq!((paid.state(), paid.payments()), ("placed", vec!["captured"]));
    assert_eq!((paid.amount("captured_total"), paid.amount("refunded_total")), (1390, 0));
    assert_eq!(shop.stock(&mug).await, (9, 0));
    assert_eq!(shop.bank.captures().await, [1390]);
    assert_invoice(&guest.get(&format!("/orders/{}/invoice", paid.id)).await.bytes, &paid);

    let mut mails = shop.mails(&paid).await;
    mails.sort();
    assert_eq!(mails, AFTER_PAYMENT);
    shop.close().await;
}

fn assert_invoice(pdf: &[u8], order: &Order) {
    assert!(pdf.starts_with(b"%PDF-"));
    assert_eq!(order.body["invoice"]["ready"], true);
    assert_eq!(order.body["invoice"]["number"], format!("{}-000001", Utc::now().format("%Y")));
}

#[tokio::test]
async fn a_customer_finds_the_order_in_the_history_and_staff_in_the_sales() {
    let shop = Shop::open().await;
    let (mug, pot) = (shop.product("Mug", 900, 10).await, shop.product("Tea pot", 4500, 3).await);
    let ada = shop.customer("ada@example.org").await;

    ada.add(&mug, 2).await;
    ada.add(&pot, 1).await;
    let order = ada.checkout(card::GOOD).await;
    // More than 50 EUR are sent free of charge.
    assert_eq!((order.amount("items_total"), order.amount("shipping_total")), (6300, 0));
    shop.run_jobs().await;

    let history = ada.history().await;
    assert_eq!(history.len(), 1);
    let row = &history[0];
    assert_eq!(row["order_id"], order.id);
    assert_eq!((&row["state"], &row["payment_status"]), (&json!("placed"), &json!("paid")));
    assert_eq!((&row["units"], &row["total"]["amount_minor"]), (&json!(3), &json!(6300)));
    assert_eq!(row["invoice_number"], ada.look(&order).await.body["invoice"]["number"]);

    let sales = sales_of_today(&shop).await;
    assert_eq!((&sales["orders"], &sales["units"]), (&json!(1), &json!(3)));
    assert_eq!(sales["total"], json!({ "amount_minor": 6300, "currency": "EUR" }));
    assert_eq!(sales["tax_total"]["amount_minor"], order.amount("tax_total"));
    shop.close().await;
}

/// An order just before midnight counts for the day on which it was placed, hence the two days.
async fn sales_of_today(shop: &Shop) -> Value {
    let today = Utc::now().date_naive();
    let path = format!("/sales/daily?from={}&to={today}", today.pred_opt().unwrap());
    let report = shop.staff().await.get(&path).await.expect(200);
    assert_eq!(report["items"].as_array().unwrap().len(), 1, "{report}");
    report["items"][0].clone()
}

#[tokio::test]
async fn invoices_that_are_issued_at_once_have_numbers_without_gaps() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let ada = shop.customer("ada@example.org").await;
    for card in [card::GOOD, card::DECLINED, card::GOOD, card::GOOD, card::GOOD, card::GOOD] {
        ada.buy(&mug, card).await;
    }
    shop.run_jobs().await;
    let history = ada.history().await;
    let mut numbers: Vec<&str> = history.iter().filter_map(|row| row["invoice_number"].as_str()).collect();
    numbers.sort_unstable();
    let year = Utc::now().format("%Y");
    let expected: Vec<String> = (1..=5).map(|number| format!("{year}-{number:06}")).collect();
    assert_eq!(numbers, expected);
    shop.close().await;
}

#[tokio::test]
async fn a_carriers_quote_is_charged_as_quoted() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    guest.add(&mug, 1).await;
    let mut body = crate::shop::order_with(card::GOOD);
    let quotes = json!({ "address": body["shipping_address"] });
    let quotes = guest.post("/cart/shipping-quotes", &quotes).await.expect(200);
    let quote = &quotes["quotes"][0];

    body["shipping"] = json!({ "quote_id": quote["id"] });
    let order = Order::read(guest.place("one", &body).await.expect(201));
    assert_eq!(order.body["shipping_total"], quote["price"]);
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.state(), "placed");
    shop.close().await;
}

#[tokio::test]
async fn a_checkout_of_two_things_costs_at_most_thirty_statements() {
    let shop = Shop::open().await;
    let (mug, pot) = (shop.product("Mug", 900, 10).await, shop.product("Tea pot", 4500, 3).await);
    shop.run_jobs().await;
    let guest = shop.guest();

    // The count is of the process: nothing else goes on in it, since each test has its own.
    let before = statements();
    guest.add(&mug, 1).await;
    guest.add(&pot, 1).await;
    guest.checkout(card::GOOD).await;
    let spent = statements() - before;
    assert!(spent <= 30, "{spent} statements");

    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn workers_and_a_scheduler_complete_a_checkout_by_themselves() {
    let shop = Shop::open_with(crate::shop::Setup { workers: 2, schedulers: 1, ..Default::default() }).await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::GOOD).await;

    crate::shop::until("the invoice", async || guest.look(&order).await.body["invoice"]["ready"] == true)
        .await;
    shop.idle().await;
    assert_eq!(guest.look(&order).await.state(), "placed");
    assert_eq!(shop.mails(&order).await.len(), 3);
    shop.close().await;
}
