//! What the shop says about itself, changed while it runs.

use serde_json::{Value, json};

use crate::shop::{Shop, card, order_with, until};

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
    let wrong = json!({ "name": " ", "hold_minutes": 0, "countries": ["DE", "germany", "DE"], "order_url": "ftp://x" });
    let problem = admin.patch("/settings", &wrong).await.expect(422);
    assert_eq!(fields(&problem), ["name", "hold_minutes", "order_url", "countries/1", "countries/2"]);
    for (field, value) in [
        ("sender", json!("nobody")),
        ("sender", json!("a@b.example\r\nBcc: c@d.example")),
        ("currency", json!("euro")),
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
