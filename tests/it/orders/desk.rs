//! The desk of staff: finding orders, holding them, notes, and mails sent once more.

use platform::database::statements;
use serde_json::{Value, json};

use crate::shop::{Actor, Shop, card};

async fn found(staff: &Actor, query: &str) -> Vec<String> {
    let page = staff.get(&format!("/orders/search?{query}")).await.expect(200);
    page["items"].as_array().unwrap().iter().map(|row| row["number"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn orders_are_found_by_what_is_known_of_them() {
    let shop = Shop::open().await;
    let (mug, pot) = (shop.product("Mug", 900, 10).await, shop.product("Pot", 6000, 10).await);
    let (guest, ada, staff) = (shop.guest(), shop.customer("ada@example.org").await, shop.staff().await);
    let paid = guest.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    let dear = ada.buy(&pot, card::DECLINED).await;
    shop.run_jobs().await;
    let held = guest.buy(&mug, card::GOOD).await;
    staff.put(&format!("/orders/{}/hold", held.id), &json!({ "reason": "ask first" })).await.expect(200);

    let number = |order: &crate::shop::Order| order.text("number").to_owned();
    let (paid, dear, held) = (number(&paid), number(&dear), number(&held));
    let typed = paid.to_lowercase().replace('-', "");
    let today = chrono::Utc::now().date_naive();
    for (query, expected) in [
        (String::new(), vec![&held, &dear, &paid]),
        ("sort=oldest".into(), vec![&paid, &dear, &held]),
        ("sort=dearest&limit=1".into(), vec![&dear]),
        (format!("number={typed}"), vec![&paid]),
        ("number=NOBODY".into(), vec![]),
        ("email=ADA@example.org".into(), vec![&held, &dear, &paid]),
        ("email=eve@example.org".into(), vec![]),
        ("sku=POT".into(), vec![&dear]),
        (format!("product_id={}", mug.id), vec![&held, &paid]),
        ("state=placed".into(), vec![&paid]),
        ("payment=failed".into(), vec![&dear]),
        ("payment=created&provider=sandbox".into(), vec![&held]),
        ("fulfilment=shipped".into(), vec![]),
        ("held=true".into(), vec![&held]),
        ("held=false&state=placed".into(), vec![&paid]),
        (format!("from={today}&to={today}"), vec![&held, &dear, &paid]),
        ("to=2020-01-01".into(), vec![]),
        ("min_total_minor=5000".into(), vec![&dear]),
        ("max_total_minor=1390&sort=cheapest".into(), vec![&paid, &held]),
    ] {
        assert_eq!(found(&staff, &query).await.iter().collect::<Vec<_>>(), expected, "{query}");
    }
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn pages_of_a_search_are_whole_and_each_costs_the_same() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 50).await;
    let (guest, staff) = (shop.guest(), shop.staff().await);
    for _ in 0..5 {
        guest.buy(&mug, card::GOOD).await;
    }
    shop.run_jobs().await;
    for sort in ["newest", "oldest", "dearest", "cheapest"] {
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = staff.get(&format!("/orders/search?sort={sort}&limit=2{cursor}")).await.expect(200);
            all.extend(page["items"].as_array().unwrap().iter().map(|row| row["id"].to_string()));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!((all.len(), count), (5, 5), "{sort}");
    }
    let page = staff.get("/orders/search?sort=dearest&limit=2").await.expect(200);
    let foreign = format!("/orders/search?sort=newest&cursor={}", page["next_cursor"].as_str().unwrap());
    staff.get(&foreign).await.refuses(422, "validation_failed");
    let spent = async |limit: u32| {
        let before = statements();
        staff.get(&format!("/orders/search?sku=MUG&payment=captured&limit={limit}")).await.expect(200);
        statements() - before
    };
    assert_eq!(spent(1).await, spent(5).await);
    shop.close().await;
}

#[tokio::test]
async fn a_held_order_does_not_lapse() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let (guest, staff) = (shop.guest(), shop.staff().await);
    let order = guest.buy(&mug, card::DECLINED).await;
    shop.run_jobs().await;
    let hold = format!("/orders/{}/hold", order.id);
    staff.put(&hold, &json!({ "reason": "pays tomorrow" })).await.expect(200);
    shop.end_hold(&order).await;
    shop.fire("orders.lapse_unpaid").await;
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.state(), "awaiting_payment");
    staff.delete(&hold).await.expect(200);
    shop.fire("orders.lapse_unpaid").await;
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.state(), "expired");
    staff.put(&hold, &json!({ "reason": "too late" })).await.refuses(409, "wrong_order_state");
    shop.close().await;
}

#[tokio::test]
async fn notes_are_kept_for_staff_and_stand_in_the_timeline() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let (ada, staff) = (shop.customer("ada@example.org").await, shop.staff().await);
    let order = ada.buy(&mug, card::GOOD).await;
    let path = format!("/orders/{}/notes", order.id);
    for text in ["first", "second", "third"] {
        staff.once(&path, &json!({ "text": text })).await.expect(201);
    }
    staff.post_once(&path, "k", &json!({ "text": "fourth" })).await.expect(201);
    staff.post_once(&path, "k", &json!({ "text": "fourth" })).await.expect(201);
    let page = staff.get(&format!("{path}?limit=3")).await.expect(200);
    let texts: Vec<&str> =
        page["items"].as_array().unwrap().iter().map(|row| row["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["fourth", "third", "second"]);
    let rest = staff.get(&format!("{path}?limit=3&cursor={}", page["next_cursor"].as_str().unwrap())).await;
    assert_eq!(rest.expect(200)["items"][0]["text"], "first");
    ada.get(&path).await.refuses(403, "forbidden");
    assert!(!ada.look(&order).await.body.to_string().contains("second"));
    assert_eq!(staff.once(&path, &json!({ "text": "" })).await.body["errors"][0]["field"], "text");
    let nobody = "/orders/01932d5e-7d3c-7c4e-9b0a-0c7f4d2b1a90/notes";
    staff.once(nobody, &json!({ "text": "x" })).await.refuses(404, "not_found");
    shop.run_jobs().await;
    let timeline = staff.get(&format!("/orders/{}/timeline", order.id)).await.expect(200);
    let is_note = |entry: &&Value| entry["type"] == "note";
    assert_eq!(timeline["items"].as_array().unwrap().iter().filter(is_note).count(), 4);
    shop.close().await;
}

#[tokio::test]
async fn a_mail_is_sent_once_more_if_it_is_still_true() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let (guest, staff) = (shop.guest(), shop.staff().await);
    let order = guest.buy(&mug, card::GOOD).await;
    let path = format!("/orders/{}/mails", order.id);
    let ask = async |template: &str| staff.once(&path, &json!({ "template": template })).await;
    ask("invoice_issued").await.refuses(422, "mail_does_not_apply");
    shop.run_jobs().await;
    let before = shop.mails(&order).await.len();
    ask("invoice_issued").await.expect(202);
    ask("order_received").await.expect(202);
    shop.run_jobs().await;
    assert_eq!(shop.mails(&order).await.len(), before + 2);
    for template in
        ["order_cancelled", "shipment_shipped", "payment_instructions", "welcome", "reset_password"]
    {
        ask(template).await.refuses(422, "mail_does_not_apply");
    }
    assert_eq!(ask("nothing").await.body["errors"][0]["field"], "template");
    shop.close().await;
}
