//! What the shop says about itself, changed while it runs.

use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::{Answer, IBAN, Order, Shop, card, order_by, order_with, until};

#[tokio::test]
async fn what_comes_after_a_change_shows_it() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let admin = shop.admin().await;
    let mut seller = admin.get("/settings").await.expect(200)["seller"].clone();
    seller["tax_id"] = json!("DE123456789");
    let change =
        json!({ "name": "Haus am See", "sender": "Haus am See <hello@see.example>", "seller": seller });
    let changed = admin.patch("/settings", &change).await.expect(200);
    assert_eq!((&changed["name"], &changed["version"]), (&json!("Haus am See"), &json!(1)));
    assert_eq!(changed["currency"], "EUR", "what is absent stays");

    let info = shop.guest().get("/shop").await.expect(200);
    assert_eq!((&info["name"], &info["tax_id"]), (&json!("Haus am See"), &json!("DE123456789")));

    let guest = shop.guest();
    let order = guest.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    let page = admin.get(&format!("/mails?order_id={}", order.id)).await.expect(200);
    let mails = page["items"].as_array().unwrap();
    assert_eq!(mails.len(), 3);
    for mail in mails {
        let mail = admin.get(&format!("/mails/{}", mail["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(mail["sender"], "Haus am See <hello@see.example>");
        assert!(mail["html"].as_str().unwrap().contains("Haus am See"), "{mail}");
        let id = mail["message_id"].as_str().unwrap();
        assert!(id.ends_with("@penden.example"), "a mail that is sent again keeps its id: {id}");
    }

    let back = admin.patch("/settings", &json!({ "name": null, "sender": null })).await.expect(200);
    assert_eq!((&back["name"], &back["version"]), (&json!("Penden"), &json!(2)));
    assert_eq!(back["seller"]["tax_id"], "DE123456789");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn every_process_works_by_a_change_within_seconds_and_after_a_restart() {
    let shop = Shop::open().await;
    let other = platform::Services::connect(shop.services.config.clone()).await.unwrap();
    assert_eq!(other.shop().name, "Penden");
    shop.admin().await.patch("/settings", &json!({ "name": "Haus am See" })).await.expect(200);
    assert_eq!(shop.services.shop().name, "Haus am See", "at once on the one that changed it");
    until("the other process to know", async || other.shop().name == "Haus am See").await;
    let later = platform::Services::connect(shop.services.config.clone()).await.unwrap();
    assert_eq!(later.shop().name, "Haus am See");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn what_is_wrong_is_told_at_once_and_changes_nothing() {
    let shop = Shop::open().await;
    let admin = shop.admin().await;
    let before = admin.get("/settings").await.expect(200);
    let fields = |problem: &Value| -> Vec<String> {
        let errors = problem["errors"].as_array().unwrap().iter();
        errors.map(|one| one["field"].as_str().unwrap().to_owned()).collect()
    };
    let wrong = json!({ "name": " ", "hold_minutes": 0, "countries": ["DE", "germany", "DE"], "order_url": "ftp://x/{id}" });
    let problem = admin.patch("/settings", &wrong).await.expect(422);
    assert_eq!(fields(&problem), ["name", "hold_minutes", "order_url", "countries/1", "countries/2"]);
    for (field, value) in [
        ("sender", json!("nobody")),
        ("sender", json!("a@b.example\r\nBcc: c@d.example")),
        ("currency", json!("euro")),
        ("currency", json!("XXX")),
        ("countries", json!(["UK"])),
        ("order_url", json!("https://shop.example/orders")),
        ("account_url", json!("https://shop.example/{action}")),
        ("hold_minutes", json!(9_223_372_036_854_775_807_i64)),
        ("seller", json!({ "tax_id": "1" })),
        ("countries", json!("DE")),
        ("colour", json!("red")),
    ] {
        admin.patch("/settings", &json!({ (field): value })).await.expect(422);
    }
    assert_eq!(admin.get("/settings").await.expect(200), before);
    shop.close().await;
}

#[tokio::test]
async fn of_two_who_saw_the_same_version_one_is_told() {
    let shop = Shop::open().await;
    let admin = shop.admin().await;
    let change = |name: &str| json!({ "name": name, "version": 0 });
    let (one, two) = (change("One"), change("Two"));
    let (one, two) = tokio::join!(admin.patch("/settings", &one), admin.patch("/settings", &two));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn the_currency_stays_while_something_has_a_price() {
    let shop = Shop::open().await;
    let admin = shop.admin().await;
    admin.patch("/settings", &json!({ "currency": "CHF" })).await.expect(200);
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let cart = guest.add(&mug, 1).await;
    assert_eq!(cart["items_total"]["currency"], "CHF");
    admin.patch("/settings", &json!({ "currency": "EUR" })).await.refuses(422, "currency_in_use");
    admin.patch("/settings", &json!({ "currency": null })).await.refuses(422, "currency_in_use");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn parcels_go_to_the_countries_of_the_shop() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    shop.admin().await.patch("/settings", &json!({ "countries": ["AT", "CH"] })).await.expect(200);
    let guest = shop.guest();
    guest.add(&mug, 1).await;
    let draft = order_with(card::GOOD);
    guest.place("far", &draft).await.refuses(422, "not_delivered_there");
    let address = json!({ "address": draft["shipping_address"] });
    guest.post("/cart/shipping-quotes", &address).await.refuses(422, "not_delivered_there");
    shop.admin().await.patch("/settings", &json!({ "countries": ["AT", "DE"] })).await.expect(200);
    guest.place("near", &draft).await.expect(201);
    shop.run_jobs().await;
    shop.close().await;
}

/// A PNG of 700 by 350 pixels, all black. Hex.
const WIDE: &str = "\
    89504e470d0a1a0a0000000d49484452000002bc0000015e01000000004fa5f1fa000000354944415478daedc1010d000000\
    c2a0f74f6d0e37a00000000000000000000000000000000000000000000000000000000000009e0d79ae0001372b18240000\
    000049454e44ae426082";

async fn send_logo(shop: &Shop, content: &[u8]) -> Answer {
    let mut body =
        b"--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"logo.png\"\r\n\r\n".to_vec();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--limit--\r\n");
    let request = shop
        .request(Method::PUT, "/api/v1/settings/logo")
        .bearer_auth(shop.admin().await.bearer())
        .header("content-type", "multipart/form-data; boundary=limit")
        .body(body);
    shop.send(request).await
}

#[tokio::test]
async fn the_logo_is_in_mails_on_papers_and_in_the_shop() {
    let shop = Shop::open().await;
    let admin = shop.admin().await;
    for wrong in
        [&b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"></svg>"[..], b"%PDF-1.7", b""]
    {
        send_logo(&shop, wrong).await.refuses(422, "not_a_picture");
    }
    let settings = send_logo(&shop, &hex::decode(WIDE).unwrap()).await.expect(200);
    let logo = &settings["logo"];
    assert_eq!((&logo["width"], &logo["height"]), (&json!(160), &json!(80)));
    assert_eq!(&shop.guest().get("/shop").await.expect(200)["logo"], logo);
    let url = logo["url"].as_str().unwrap();
    let file = shop.fetch(url).await;
    assert_eq!((file.status, file.header("content-type")), (200, Some("image/png")));

    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    let page = admin.get(&format!("/mails?order_id={}", order.id)).await.expect(200);
    let mail = page["items"][0]["id"].as_str().unwrap();
    let html = admin.get(&format!("/mails/{mail}")).await.expect(200)["html"].as_str().unwrap().to_owned();
    let address = format!("{}{url}", shop.services.config.http.public_url).replace('/', "&#x2f;");
    assert!(html.contains(&address), "{address} in {html}");
    let pdf = guest.get(&format!("/orders/{}/invoice", order.id)).await.bytes;
    assert!(String::from_utf8_lossy(&pdf).contains("/DCTDecode"));

    let without = admin.delete("/settings/logo").await.expect(200);
    assert!(without["logo"].is_null());
    assert_eq!(shop.fetch(url).await.status, 200, "mails that were sent still show it");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn ways_to_pay_are_switched_on_and_off_while_the_shop_runs() {
    let shop = Shop::open().await;
    let admin = shop.admin().await;
    let mug = shop.product("Mug", 900, 10).await;
    let offered = async || {
        let told = shop.guest().get("/shop").await.expect(200);
        let kinds = told["payments"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["provider"].as_str().unwrap().to_owned());
        kinds.collect::<Vec<_>>()
    };
    let usual = offered().await;
    let mut payments = admin.get("/settings").await.expect(200)["payments"].clone();
    assert_eq!((&payments["capture"], &payments["cards"]), (&json!("at_once"), &json!(true)));
    let by_hand = order_by("bank_transfer", None);
    let guest = shop.guest();
    guest.add(&mug, 1).await;
    guest.place("early", &by_hand).await.refuses(422, "no_such_provider");

    let account = json!({ "enabled": true, "holder": "Haus", "iban": IBAN, "bic": "", "days": 3 });
    payments["bank_transfer"] = account;
    payments["cards"] = json!(false);
    admin.patch("/settings", &json!({ "payments": payments })).await.expect(200);
    assert_eq!(offered().await, ["bank_transfer"]);
    guest.place("card", &order_with(card::GOOD)).await.refuses(422, "no_such_provider");
    let order = Order::read(guest.place("transfer", &by_hand).await.expect(201));
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.last_payment()["instructions"]["iban"], IBAN);

    for (field, value) in [
        ("iban", json!("")),
        ("iban", json!("DE89 3704 0044 0532 0130 01")),
        ("bic", json!("COBA")),
        ("days", json!(0)),
        ("holder", json!("x\ny")),
    ] {
        let mut wrong = payments.clone();
        wrong["bank_transfer"][field] = value;
        let problem = admin.patch("/settings", &json!({ "payments": wrong })).await.expect(422);
        assert_eq!(problem["errors"][0]["field"], format!("payments/bank_transfer/{field}"), "{problem}");
    }
    // What was begun goes on after it is switched off.
    admin.patch("/settings", &json!({ "payments": null })).await.expect(200);
    assert_eq!(offered().await, usual);
    let payment = guest.look(&order).await.last_payment()["id"].as_str().unwrap().to_owned();
    let total = order.amount("total");
    let came = json!({ "amount_minor": total, "reference": "A" });
    admin.once(&format!("/orders/{}/payments/{payment}/receipts", order.id), &came).await.expect(201);
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.state(), "placed");
    shop.close().await;
}
