//! What was paid back is taken off the invoice, on paper, under numbers without gaps.

use serde_json::{Value, json};

use crate::shop::{Actor, Order, Product, Setup, Shop, card};

async fn notes(actor: &Actor, order: &Order) -> Vec<Value> {
    let page = actor.get(&format!("/orders/{}/credit-notes", order.id)).await.expect(200);
    page["items"].as_array().unwrap().clone()
}

async fn paid(shop: &Shop, guest: &Actor, mug: &Product) -> Order {
    let order = guest.buy(mug, card::GOOD).await;
    shop.run_jobs().await;
    order
}

fn totals(notes: &[Value]) -> Vec<i64> {
    notes.iter().map(|note| note["total"]["amount_minor"].as_i64().unwrap()).collect()
}

/// The files of the newest mail of that kind about the order.
async fn files(shop: &Shop, order: &Order, template: &str) -> Vec<String> {
    let page = shop.admin().await.get("/mails?limit=100").await.expect(200);
    let is_meant = |mail: &&Value| mail["order_id"] == order.id && mail["template"] == template;
    let mail = page["items"].as_array().unwrap().iter().find(is_meant).unwrap();
    let mail = shop.admin().await.get(&format!("/mails/{}", mail["id"].as_str().unwrap())).await.expect(200);
    let files = mail["attachments"].as_array().unwrap().iter();
    files.map(|file| file["filename"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn each_refund_is_credited_on_paper_and_mailed() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let (guest, staff) = (shop.guest(), shop.staff().await);
    let order = paid(&shop, &guest, &mug).await;
    assert_eq!(notes(&guest, &order).await, Vec::<Value>::new());
    for amount in [400, 990] {
        staff.refund(&order, amount).await.expect(201);
        shop.run_jobs().await;
    }
    let credited = notes(&guest, &order).await;
    assert_eq!(totals(&credited), [400, 990]);
    let year = domain::clock::now().format("%Y").to_string();
    let numbers: Vec<&Value> = credited.iter().map(|note| &note["number"]).collect();
    assert_eq!(numbers, [&json!(format!("CN-{year}-000001")), &json!(format!("CN-{year}-000002"))]);
    let invoice = guest.look(&order).await.body["invoice"]["number"].clone();
    let eve = shop.customer("eve@example.org").await;
    for note in &credited {
        assert_eq!((&note["invoice_number"], &note["ready"]), (&invoice, &json!(true)));
        let path = format!("/orders/{}/credit-notes/{}", order.id, note["id"].as_str().unwrap());
        let file = guest.get(&path).await;
        assert_eq!((file.status, file.header("content-type")), (200, Some("application/pdf")));
        assert!(file.bytes.starts_with(b"%PDF-"));
        shop.guest().get(&path).await.refuses(404, "not_found");
        eve.get(&path).await.refuses(404, "not_found");
    }
    let last = credited[1]["number"].as_str().unwrap();
    assert_eq!(files(&shop, &order, "refund_succeeded").await, [format!("{last}.pdf")]);

    // Run again, as after a worker that died, nothing is credited twice.
    shop.rerun("credit_notes.issue").await;
    shop.rerun("credit_notes.print").await;
    shop.run_jobs().await;
    assert_eq!(notes(&guest, &order).await, credited);
    let listed = staff.get("/credit-notes?limit=1").await.expect(200);
    assert_eq!(listed["items"][0], credited[1]);
    let cursor = listed["next_cursor"].as_str().unwrap();
    let rest = staff.get(&format!("/credit-notes?limit=1&cursor={cursor}")).await.expect(200);
    assert_eq!((&rest["items"][0], &rest["next_cursor"]), (&credited[0], &Value::Null));
    shop.close().await;
}

#[tokio::test]
async fn a_cancelled_order_is_credited_by_line_or_as_a_whole_and_an_unpaid_one_not() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let (guest, staff) = (shop.guest(), shop.staff().await);
    let order = paid(&shop, &guest, &mug).await;
    let line = guest.look(&order).await.body["lines"][0]["id"].clone();
    let lines = json!({ "lines": [{ "line_id": line, "quantity": 1 }], "reason": "cracked" });
    staff.once(&format!("/orders/{}/refunds", order.id), &lines).await.expect(201);
    shop.run_jobs().await;
    guest.cancel(&order).await.expect(200);
    shop.run_jobs().await;
    let credited = notes(&guest, &order).await;
    assert_eq!(totals(&credited), [900, 490]);
    assert_eq!(credited[0]["reason"], "cracked");

    // Before it is paid there is nothing to take back, and what comes too late was never invoiced.
    let guest = shop.guest();
    let order = guest.buy(&mug, card::SLOW).await;
    guest.cancel(&order).await.expect(200);
    shop.run_jobs().await;
    let looked = guest.look(&order).await;
    assert_eq!(looked.body["invoice"], Value::Null);
    assert_eq!(notes(&guest, &order).await, Vec::<Value>::new());
    shop.close().await;
}

#[tokio::test]
async fn what_came_beyond_the_total_goes_back_without_a_credit_note() {
    let env = vec![("PENDEN_SHOP__PAYMENTS__BANK_TRANSFER__ENABLED", "true")];
    let shop = Shop::open_with(Setup { env, ..Setup::default() }).await;
    let mug = shop.product("Mug", 900, 10).await;
    let (guest, admin) = (shop.guest(), shop.admin().await);
    let order = guest.buy_by(&mug, 1, "bank_transfer", None).await;
    shop.run_jobs().await;
    let payment = guest.look(&order).await.last_payment()["id"].as_str().unwrap().to_owned();
    let came = json!({ "amount_minor": 1400, "reference": "A" });
    admin.once(&format!("/orders/{}/payments/{payment}/receipts", order.id), &came).await.expect(201);
    let refund = guest.look(&order).await.body["refunds"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/orders/{}/refunds/{refund}/paid-out", order.id);
    assert!(admin.once(&path, &json!({ "reference": "B" })).await.status < 300);
    shop.run_jobs().await;
    assert!(shop.mails(&order).await.contains(&"refund_succeeded".to_owned()));
    assert_eq!(notes(&guest, &order).await, Vec::<Value>::new());
    shop.close().await;
}

#[tokio::test]
async fn lines_are_credited_also_when_more_than_the_total_goes_back() {
    let env = vec![("PENDEN_SHOP__PAYMENTS__BANK_TRANSFER__ENABLED", "true")];
    let shop = Shop::open_with(Setup { env, ..Setup::default() }).await;
    let mug = shop.product("Mug", 900, 10).await;
    let (guest, admin) = (shop.guest(), shop.admin().await);
    let order = guest.buy_by(&mug, 2, "bank_transfer", None).await;
    shop.run_jobs().await;
    let waiting = guest.look(&order).await;
    let payment = waiting.last_payment()["id"].as_str().unwrap();
    let came = json!({ "amount_minor": waiting.amount("total") + 5_000, "reference": "A" });
    admin.once(&format!("/orders/{}/payments/{payment}/receipts", order.id), &came).await.expect(201);
    let surplus = guest.look(&order).await.body["refunds"][0]["id"].clone();
    let line = &waiting.body["lines"][0]["id"];
    let stale = json!({ "lines": [{ "line_id": line, "quantity": 1, "restock": false }], "reason": "stale" });
    admin.once(&format!("/orders/{}/refunds", order.id), &stale).await.expect(201);
    shop.run_jobs().await;
    let refunds = guest.look(&order).await.body["refunds"].as_array().unwrap().clone();
    let refund = refunds.iter().find(|refund| refund["id"] != surplus).unwrap()["id"].clone();
    for (refund, reference) in [(&refund, "B"), (&surplus, "C")] {
        let path = format!("/orders/{}/refunds/{}/paid-out", order.id, refund.as_str().unwrap());
        assert!(admin.once(&path, &json!({ "reference": reference })).await.status < 300);
        shop.run_jobs().await;
    }
    let credited = notes(&guest, &order).await;
    assert_eq!(totals(&credited), [900]);
    assert_eq!((&credited[0]["refund_id"], &credited[0]["reason"]), (&refund, &json!("stale")));
    shop.close().await;
}

#[tokio::test]
async fn an_invoice_that_was_wrong_is_taken_back_and_issued_anew() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let (guest, admin) = (shop.guest(), shop.admin().await);
    let order = guest.buy(&mug, card::GOOD).await;
    let path = format!("/orders/{}/invoice/reissue", order.id);
    let wrong = json!({ "reason": "the company was missing", "billing_address": {
        "name": "Ada Lovelace", "company": "Engines Ltd", "line1": "Way 2", "postal_code": "10115", "city": "Berlin",
        "country": "DE",
    } });
    admin.once(&path, &wrong).await.refuses(409, "not_invoiced");
    shop.run_jobs().await;
    let old = guest.look(&order).await.body["invoice"]["number"].clone();

    let made = admin.post_once(&path, "again", &wrong).await.expect(201);
    assert_eq!(made["credit_note"]["invoice_number"], old);
    assert_eq!(made["credit_note"]["total"]["amount_minor"], 1390);
    let repeated = admin.post_once(&path, "again", &wrong).await;
    assert_eq!(repeated.header("idempotency-replayed"), Some("true"));
    assert_eq!(repeated.body, made);
    shop.run_jobs().await;

    let looked = guest.look(&order).await;
    let number = looked.body["invoice"]["number"].as_str().unwrap();
    assert_eq!(made["invoice_number"], number);
    assert_eq!(looked.body["invoice"]["ready"], json!(true));
    assert_eq!(looked.body["billing_address"]["company"], "Engines Ltd");
    let sequence = |number: &str| number.split('-').nth(1).unwrap().parse::<u32>().unwrap();
    assert_eq!(sequence(number), sequence(old.as_str().unwrap()) + 1, "no gap");
    let expected =
        [format!("{number}.pdf"), format!("{}.pdf", made["credit_note"]["number"].as_str().unwrap())];
    assert_eq!(files(&shop, &order, "invoice_issued").await, expected);

    // A refund is of the new one; after it, that one stays.
    admin.refund(&order, 100).await.expect(201);
    shop.run_jobs().await;
    let credited = notes(&guest, &order).await;
    assert_eq!(totals(&credited), [1390, 100]);
    assert_eq!(credited[1]["invoice_number"], number);
    admin.once(&path, &wrong).await.refuses(422, "partly_credited");
    shop.close().await;
}
