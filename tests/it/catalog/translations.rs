//! Products in other languages: who reads which, and what staff writes.

use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::{Product, Shop};

fn path(product: &Product, locale: &str) -> String {
    format!("/products/{}/translations/{locale}", product.id)
}

/// What a stranger whose browser speaks that is told, and by which header that is known.
async fn read(shop: &Shop, path: &str, accepted: &str) -> Value {
    let request = shop.request(Method::GET, &format!("/api/v1{path}")).header("accept-language", accepted);
    let answer = shop.send(request).await;
    assert!(
        answer.headers.get_all("vary").iter().any(|vary| vary == "accept-language"),
        "{:?}",
        answer.headers
    );
    answer.expect(200)
}

#[tokio::test]
async fn readers_are_answered_in_their_language_or_in_the_shops() {
    let shop = Shop::open().await;
    let (staff, mug, pot) =
        (shop.staff().await, shop.product("Mug", 900, 5).await, shop.product("Pot", 900, 5).await);
    let related = json!({ "product_ids": [mug.id] });
    staff.put(&format!("/products/{}/related", pot.id), &related).await.expect(200);
    // Kept before there is a translation.
    assert_eq!(read(&shop, "/products/mug", "de").await["name"], "Mug");
    let texts = json!({ "name": "Becher", "description": "Aus Ton.", "seo_title": "Becher aus Ton" });
    let set = staff.put(&path(&mug, "de"), &texts).await.expect(200);
    assert_eq!((&set["locale"], &set["name"]), (&json!("de"), &json!("Becher")));
    staff.put(&path(&mug, "de-AT"), &json!({ "name": "Häferl" })).await.expect(200);

    for (accepted, name) in [
        ("de-DE,de;q=0.9,en;q=0.8", "Becher"),
        ("de-AT", "Häferl"),
        ("en,de;q=0.5", "Mug"),
        ("en;q=0.1,de;q=0.5", "Becher"),
        ("fr", "Mug"),
        ("*", "Mug"),
        (";;,,=", "Mug"),
    ] {
        assert_eq!(read(&shop, "/products/mug", accepted).await["name"], name, "{accepted}");
    }
    let german = read(&shop, "/products/mug?locale=de", "en").await;
    assert_eq!(
        (&german["description"], &german["seo_title"], &german["locale"]),
        (&json!("Aus Ton."), &json!("Becher aus Ton"), &json!("de"))
    );
    // Lists, and what is named beside others.
    let names = |page: &Value| -> Vec<String> {
        let mut names: Vec<_> = page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["name"].as_str().unwrap().to_owned())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names(&read(&shop, "/products", "de").await), ["Becher", "Pot"]);
    assert_eq!(names(&read(&shop, "/products", "en").await), ["Mug", "Pot"]);
    assert_eq!(read(&shop, "/products/pot", "de").await["related"][0]["name"], "Becher");
    // Staff sees what it wrote, whatever its browser speaks.
    let request = shop.request(Method::GET, "/api/v1/products/mug").bearer_auth(staff.bearer());
    let own = shop.send(request.header("accept-language", "de")).await.expect(200);
    assert_eq!((&own["name"], own.get("locale")), (&json!("Mug"), None));

    staff.delete(&path(&mug, "de")).await.expect(204);
    assert_eq!(read(&shop, "/products/mug", "de").await["name"], "Mug");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn what_is_wrong_is_told_at_its_field_and_what_is_not_there_is_not_found() {
    let shop = Shop::open().await;
    let (staff, mug) = (shop.staff().await, shop.product("Mug", 900, 5).await);
    for (body, field) in [
        (json!({ "name": "" }), "name"),
        (json!({ "name": "x".repeat(201) }), "name"),
        (json!({ "name": "two\nlines" }), "name"),
        (json!({ "description": "Aus Ton." }), "name"),
        (json!({ "name": "Becher", "description": "x".repeat(10_001) }), "description"),
        (json!({ "name": "Becher", "description": "\u{7}" }), "description"),
        (json!({ "name": "Becher", "seo_title": "x".repeat(201) }), "seo_title"),
        (json!({ "name": "Becher", "seo_description": "x".repeat(501) }), "seo_description"),
        (json!({ "name": "Becher", "slug": "becher" }), "slug"),
    ] {
        let answer = staff.put(&path(&mug, "de"), &body).await;
        assert_eq!(
            (answer.status, &answer.body["errors"][0]["field"]),
            (422, &json!(field)),
            "{body} {}",
            answer.body
        );
    }
    for locale in ["DE", "de_AT", "deutsch", "de-at"] {
        assert_eq!(
            staff.put(&path(&mug, locale), &json!({ "name": "Becher" })).await.status,
            400,
            "{locale}"
        );
    }
    let nobody = Product { id: "01932d5e-7d3c-7c4e-9b0a-0c7f4d2b1a90".into(), ..mug.clone() };
    staff.put(&path(&nobody, "de"), &json!({ "name": "Becher" })).await.refuses(404, "not_found");
    staff.get(&format!("/products/{}/translations", nobody.id)).await.refuses(404, "not_found");
    staff.delete(&path(&mug, "de")).await.refuses(404, "not_found");
    let customer = shop.customer("ada@example.org").await;
    customer.put(&path(&mug, "de"), &json!({ "name": "Becher" })).await.refuses(403, "forbidden");

    // Saying the same again announces nothing, and is remembered as having been tried.
    let id = mug.id.parse().unwrap();
    for _ in 0..2 {
        staff.put(&path(&mug, "de"), &json!({ "name": "Becher" })).await.expect(200);
    }
    assert_eq!(shop.events(id).await.len(), 2);
    let entries = shop.admin().await.get("/audit?action=product.set_translation").await.expect(200);
    assert_eq!(entries["items"].as_array().unwrap().len(), 2);
    assert_eq!(entries["items"][0]["after"]["name"], "Becher");
    shop.run_jobs().await;
    shop.close().await;
}
