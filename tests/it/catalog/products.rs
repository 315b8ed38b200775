//! Products and their variants: making, changing and deleting them.

use serde_json::{Value, json};

use super::{create, fields, id, product, variant};
use crate::shop::{Shop, card};

#[tokio::test]
async fn a_product_is_created_with_its_variants() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    let body = json!({
        "name": "Crème Brûlée (2er)",
        "description": "Two\nof them.",
        "status": "active",
        "tax_rate_bp": 700,
        "variants": [variant("CB-L", 1900), variant("CB-S", 1200)],
    });
    let answer = staff.post("/products", &body).await;
    let location = answer.header("location").unwrap().to_owned();
    let made = answer.expect(201);
    assert_eq!(made["variants"][0]["on_hand"], 5);

    let seen = shop.guest().get("/products/creme-brulee-2er").await.expect(200);
    assert_eq!(shop.guest().get(&format!("/products/{}", id(&made))).await.expect(200), seen);
    assert_eq!(shop.fetch(&location).await.expect(200), seen);
    assert_eq!(seen["price_from"], json!({ "amount_minor": 1200, "currency": "EUR" }));
    assert_eq!((&seen["tax_rate_bp"], &seen["in_stock"]), (&json!(700), &json!(true)));
    let skus: Vec<&Value> =
        seen["variants"].as_array().unwrap().iter().map(|variant| &variant["sku"]).collect();
    assert_eq!(skus, ["CB-L", "CB-S"]);
    assert_eq!(
        (&seen["variants"][0]["available"], &seen["variants"][0]["on_hand"]),
        (&json!(5), &Value::Null)
    );
    assert_eq!(create(&staff, &product("Crème brulee 2er", "X", 1)).await["slug"], "creme-brulee-2er-2");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn every_limit_that_is_broken_is_named_at_once() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    let bad = json!({
        "sku": "no sku!",
        "name": "x".repeat(101),
        "price_minor": -1,
        "weight_g": 1_000_001,
        "stock": 1_000_000_001,
    });
    let body = json!({
        "slug": "No Slug",
        "name": "",
        "description": "x".repeat(10_001),
        "tax_rate_bp": 10_001,
        "variants": [bad, variant("TWICE", 1), variant("TWICE", 1)],
    });
    let expected = [
        "description",
        "name",
        "slug",
        "tax_rate_bp",
        "variants/0/name",
        "variants/0/price_minor",
        "variants/0/sku",
        "variants/0/stock",
        "variants/0/weight_g",
        "variants/2/sku",
    ];
    assert_eq!(fields(staff.post("/products", &body).await), expected);

    let mut many = product("Mug", "MUG", 1);
    many["variants"] = (0..101).map(|number| variant(&format!("M-{number}"), 1)).collect();
    assert_eq!(fields(staff.post("/products", &many).await), ["variants"]);
    let mut homeless = product("Mug", "MUG", 1);
    homeless["category_id"] = json!("00000000-0000-7000-8000-000000000000");
    assert_eq!(fields(staff.post("/products", &homeless).await), ["category_id"]);
    let none = shop.guest().get("/products").await.expect(200);
    assert_eq!(none["items"], json!([]));
    shop.close().await;
}

#[tokio::test]
async fn a_slug_and_a_sku_belong_to_one_product() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    let mut mug = product("Mug", "MUG", 900);
    mug["slug"] = json!("mug");
    let mug = create(&staff, &mug).await;
    let pot = create(&staff, &product("Pot", "POT", 900)).await;

    let mut same_slug = product("Another mug", "OTHER", 900);
    same_slug["slug"] = json!("mug");
    staff.post("/products", &same_slug).await.refuses(409, "slug_taken");
    staff.post("/products", &product("Cup", "MUG", 900)).await.refuses(409, "sku_taken");
    let mut several = product("Set", "SET", 900);
    several["variants"].as_array_mut().unwrap().extend([variant("POT", 900), variant("NEW", 900)]);
    let problem = staff.post("/products", &several).await.expect(409);
    assert!(problem["detail"].as_str().unwrap().contains("POT"), "{problem}");
    let pots = format!("/products/{}", id(&pot));
    staff.patch(&pots, &json!({ "slug": "mug" })).await.refuses(409, "slug_taken");
    staff.post(&format!("{pots}/variants"), &variant("MUG", 1)).await.refuses(409, "sku_taken");
    let pots_variant = format!("/variants/{}", id(&pot["variants"][0]));
    staff.patch(&pots_variant, &json!({ "sku": "MUG" })).await.refuses(409, "sku_taken");
    assert_eq!(shop.guest().get("/products/mug").await.expect(200)["id"], mug["id"]);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_product_changes_and_what_follows_from_it_does_too() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    let mug = create(&staff, &product("Mug", "MUG", 900)).await;
    let path = format!("/products/{}", id(&mug));
    let change = json!({ "name": "Beaker", "slug": "beaker", "description": "Blue." });
    let changed = staff.patch(&path, &change).await.expect(200);
    assert_eq!((&changed["name"], &changed["description"]), (&json!("Beaker"), &json!("Blue.")));
    assert_eq!(changed["variants"], mug["variants"]);
    let moved = shop.guest().get("/products/mug").await;
    assert_eq!((moved.status, moved.header("location")), (301, Some("/api/v1/products/beaker")));

    let cheaper = staff.post(&format!("{path}/variants"), &variant("SMALL", 400)).await.expect(201);
    let seen = shop.guest().get("/products/beaker").await.expect(200);
    assert_eq!(seen["price_from"]["amount_minor"], 400);
    assert_eq!(shop.guest().get("/products?q=small").await.expect(200)["items"][0]["id"], mug["id"]);

    let small = format!("/variants/{}", id(&cheaper));
    staff.patch(&small, &json!({ "price_minor": 1400, "position": -1 })).await.expect(200);
    let seen = shop.guest().get("/products/beaker").await.expect(200);
    assert_eq!(
        (&seen["variants"][0]["sku"], &seen["price_from"]["amount_minor"]),
        (&json!("SMALL"), &json!(900))
    );
    assert_eq!(staff.delete(&small).await.status, 204);
    let seen = shop.guest().get("/products/beaker").await.expect(200);
    assert_eq!(seen["variants"].as_array().unwrap().len(), 1);
    assert_eq!(
        fields(staff.patch(&path, &json!({ "name": "", "tax_rate_bp": -1 })).await),
        ["name", "tax_rate_bp"]
    );
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn an_order_outlives_the_product_it_was_for() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let ada = shop.customer("ada@example.org").await;
    let order = ada.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    let staff = shop.staff().await;
    for status in [204, 404] {
        assert_eq!(staff.delete(&format!("/products/{}", mug.id)).await.status, status);
    }
    shop.guest().get(&format!("/products/{}", mug.id)).await.refuses(404, "not_found");
    let order = ada.look(&order).await;
    assert_eq!(
        (&order.body["lines"][0]["sku"], &order.body["lines"][0]["name"]),
        (&json!(mug.sku), &json!("Mug – Mug"))
    );
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn only_staff_sees_what_is_not_active() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    create(&staff, &product("Mug", "MUG", 900)).await;
    for (name, status) in [("Draft", "draft"), ("Old", "archived")] {
        let mut hidden = product(name, name, 900);
        hidden["status"] = json!(status);
        create(&staff, &hidden).await;
    }
    let ada = shop.customer("ada@example.org").await;
    for shopper in [shop.guest(), ada] {
        let page = shopper.get("/products").await.expect(200);
        assert_eq!(super::names(&page), ["Mug"]);
        shopper.get("/products/draft").await.refuses(404, "not_found");
        shopper.get("/products/old").await.refuses(404, "not_found");
        shopper.get("/products?status=all").await.refuses(403, "forbidden");
    }
    let answer = staff.get("/products/draft").await;
    assert_eq!(answer.header("cache-control"), Some("private, no-store"));
    assert_eq!(answer.expect(200)["status"], "draft");
    for (status, count) in [("draft", 1), ("active", 1), ("archived", 1), ("all", 3)] {
        let page = staff.get(&format!("/products?status={status}")).await.expect(200);
        assert_eq!(page["items"].as_array().unwrap().len(), count, "{status}");
    }
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn stock_cannot_be_less_than_what_is_promised_to_orders() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    guest.add(&mug, 3).await;
    guest.checkout(card::GOOD).await;
    let (staff, path) = (shop.staff().await, format!("/variants/{}/stock", mug.variant_id));
    staff.put(&path, &json!({ "on_hand": 2 })).await.refuses(409, "stock_reserved");
    let level = staff.put(&path, &json!({ "on_hand": 3 })).await.expect(200);
    assert_eq!((&level["reserved"], &level["available"]), (&json!(3), &json!(0)));
    let seen = shop.guest().get(&format!("/products/{}", mug.id)).await.expect(200);
    assert_eq!((&seen["in_stock"], &seen["variants"][0]["available"]), (&json!(false), &json!(0)));
    assert_eq!(fields(staff.put(&path, &json!({ "on_hand": -1 })).await), ["on_hand"]);
    shop.run_jobs().await;
    shop.close().await;
}
