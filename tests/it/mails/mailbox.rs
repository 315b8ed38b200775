//! The mails of an order's life, read in the mailbox.

use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::{Order, Setup, Shop, card, order_with};

/// Mails about an order in full, oldest first.
async fn mails(shop: &Shop, order: &Order) -> Vec<Value> {
    let staff = shop.staff().await;
    let page = staff.get("/mails?limit=100").await.expect(200);
    let mut mails = Vec::new();
    for mail in page["items"].as_array().unwrap().iter().rev().filter(|mail| mail["order_id"] == order.id) {
        mails.push(staff.get(&format!("/mails/{}", mail["id"].as_str().unwrap())).await.expect(200));
    }
    mails
}

fn find<'a>(mails: &'a [Value], template: &str) -> &'a Value {
    let found: Vec<&Value> = mails.iter().filter(|mail| mail["template"] == template).collect();
    assert_eq!(found.len(), 1, "{template} among {mails:?}");
    found[0]
}

fn check(mail: &Value, order: &Order) {
    assert_eq!(mail["recipient"], "ada@example.org", "{mail}");
    assert_eq!(mail["sender"], "Penden <shop@penden.example>");
    let number = order.text("number");
    assert!(mail["subject"].as_str().unwrap().contains(number), "{mail}");
    for part in ["text", "html"] {
        let part = mail[part].as_str().unwrap();
        assert!(part.contains(number) && part.contains("Ada Lovelace"), "{part}");
        assert!(!part.contains("{{") && !part.contains("None"), "{part}");
    }
    assert!(mail["html"].as_str().unwrap().trim_start().to_lowercase().starts_with("<!doctype html"));
    assert!(!mail["text"].as_str().unwrap().contains("<"), "{mail}");
}

#[tokio::test]
async fn a_paid_order_is_confirmed_and_its_invoice_attached() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    guest.add(&mug, 2).await;
    let order = guest.checkout(card::GOOD).await;
    shop.run_jobs().await;

    let mails = mails(&shop, &order).await;
    assert_eq!(mails.len(), 3, "{mails:?}");
    for template in ["order_received", "payment_confirmed", "invoice_issued"] {
        check(find(&mails, template), &order);
    }
    let received = find(&mails, "order_received");
    assert!(received["text"].as_str().unwrap().contains("22.90"), "{}", received["text"]);

    let invoice = find(&mails, "invoice_issued");
    let number = guest.look(&order).await.body["invoice"]["number"].as_str().unwrap().to_owned();
    assert!(invoice["subject"].as_str().unwrap().contains(&number), "{invoice}");
    assert_eq!(
        invoice["attachments"],
        json!([{ "filename": format!("{number}.pdf"), "content_type": "application/pdf" }])
    );
    let path = format!("/mails/{}/attachments", invoice["id"].as_str().unwrap());
    let staff = shop.staff().await;
    let pdf = staff.get(&format!("{path}/0")).await;
    assert!(pdf.status == 200 && pdf.bytes.starts_with(b"%PDF-"), "{pdf:?}");
    assert_eq!(guest.get(&format!("/orders/{}/invoice", order.id)).await.bytes, pdf.bytes);
    staff.get(&format!("{path}/1")).await.refuses(404, "not_found");
    shop.close().await;
}

#[tokio::test]
async fn bad_news_is_mailed_too() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let declined = guest.buy(&mug, card::DECLINED).await;
    shop.run_jobs().await;
    check(find(&mails(&shop, &declined).await, "payment_failed"), &declined);
    guest.cancel(&declined).await.expect(200);
    shop.run_jobs().await;
    check(find(&mails(&shop, &declined).await, "order_cancelled"), &declined);

    let refunded = guest.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    shop.staff().await.refund(&refunded, 400).await.expect(201);
    shop.run_jobs().await;
    let mails = mails(&shop, &refunded).await;
    let mail = find(&mails, "refund_succeeded");
    check(mail, &refunded);
    assert!(mail["text"].as_str().unwrap().contains("4.00"), "{}", mail["text"]);
    shop.close().await;
}

#[tokio::test]
async fn a_mail_that_is_sent_twice_is_there_once() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let order = shop.guest().buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    let before = mails(&shop, &order).await;
    let ids: std::collections::BTreeSet<&str> =
        before.iter().map(|mail| mail["message_id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), before.len(), "each has an id of its own");
    assert!(ids.iter().all(|id| id.ends_with("@penden.example")), "{ids:?}");
    shop.rerun("notifications.send_mail").await;
    shop.run_jobs().await;
    assert_eq!(mails(&shop, &order).await, before);
    shop.close().await;
}

#[tokio::test]
async fn what_shoppers_write_is_text_and_no_markup() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let name = json!({ "name": "Mug <b>& more</b>" });
    shop.staff().await.patch(&format!("/products/{}", mug.id), &name).await.expect(200);
    let guest = shop.guest();
    guest.add(&mug, 1).await;
    let mut body = order_with(card::GOOD);
    body["shipping_address"]["name"] = json!("<script>alert(1)</script>");
    let order = Order::read(guest.place("one", &body).await.expect(201));
    shop.run_jobs().await;
    for mail in mails(&shop, &order).await {
        let html = mail["html"].as_str().unwrap();
        assert!(!html.contains("<script>") && !html.contains("Mug <b>"), "{html}");
    }
    shop.close().await;
}

#[tokio::test]
async fn the_mailbox_is_read_page_by_page() {
    let shop = Shop::open_with(Setup::default()).await;
    for number in 0..5 {
        shop.customer(&format!("ada{number}@example.org")).await;
    }
    shop.run_jobs().await;
    let staff = shop.staff().await;
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = staff.get(&format!("/mails?limit=2{cursor}")).await.expect(200);
        seen.extend(page["items"].as_array().unwrap().iter().map(|mail| mail["id"].to_string()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 5);
    let garbage = shop.request(Method::GET, "/api/v1/mails?cursor=garbage").bearer_auth(staff.bearer());
    let answer = shop.send(garbage).await;
    assert!(matches!(answer.status, 400 | 422), "{}", answer.status);
    shop.close().await;
}
