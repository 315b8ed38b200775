//! Brands and tags: making them, and finding products by them.

use serde_json::{Value, json};

use super::{create, fields, id, names, product as body};
use crate::shop::Shop;

async fn found(shop: &Shop, query: &str) -> String {
    let page = shop.guest().get(&format!("/products?sort=name_asc&{query}")).await.expect(200);
    names(&page).join(",")
}

#[tokio::test]
async fn products_are_found_by_brands_and_tags() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    let mut brands: Vec<Value> = Vec::new();
    for name in ["Kiln", "Loom"] {
        brands.push(staff.post("/brands", &json!({ "name": name })).await.expect(201));
    }
    for (name, brand, tags) in [
        ("Mug", Some(0), json!(["gift", "clay"])),
        ("Pot", Some(0), json!(["clay"])),
        ("Rug", Some(1), json!(["gift"])),
        ("Pad", None, json!([])),
    ] {
        let mut product = body(name, name, 900);
        product["tags"] = tags;
        if let Some(brand) = brand {
            product["brand_id"] = brands[brand]["id"].clone();
        }
        create(&staff, &product).await;
    }
    for (query, expected) in [
        ("brand=kiln", "Mug,Pot"),
        ("brand=kiln,loom", "Mug,Pot,Rug"),
        ("tag=gift", "Mug,Rug"),
        ("tag=gift,clay", "Mug,Pot,Rug"),
        ("brand=kiln&tag=gift", "Mug"),
        ("brand=nobody", ""),
        ("tag=nothing", ""),
    ] {
        assert_eq!(found(&shop, query).await, expected, "{query}");
    }
    assert_eq!(fields(shop.guest().get("/products?tag=No%20Tag").await), ["tag"]);
    assert_eq!(fields(shop.guest().get("/products?brand=%00").await), ["brand"]);
    let mug = shop.guest().get("/products/mug").await.expect(200);
    assert_eq!((&mug["brand"]["name"], &mug["tags"]), (&json!("Kiln"), &json!(["clay", "gift"])));
    let tags = shop.guest().get("/tags?limit=1").await.expect(200);
    assert_eq!(tags["items"], json!([{ "tag": "clay", "products": 2 }]));
    let next = format!("/tags?limit=1&cursor={}", tags["next_cursor"].as_str().unwrap());
    let tags = shop.guest().get(&next).await.expect(200);
    assert_eq!((&tags["items"][0]["tag"], tags.get("next_cursor")), (&json!("gift"), None));

    // A draft's tags are nobody's business.
    let path = format!("/products/{}", id(&mug));
    staff.patch(&path, &json!({ "status": "draft" })).await.expect(200);
    let tags = shop.guest().get("/tags").await.expect(200);
    assert_eq!(tags["items"], json!([{ "tag": "clay", "products": 1 }, { "tag": "gift", "products": 1 }]));
    staff.patch(&path, &json!({ "status": "active", "tags": ["new"], "brand_id": null })).await.expect(200);
    assert_eq!(
        (found(&shop, "tag=new").await, found(&shop, "brand=kiln").await),
        ("Mug".into(), "Pot".into())
    );
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn brands_are_kept_in_order_and_stay_while_products_have_them() {
    let shop = Shop::open().await;
    let (staff, guest) = (shop.staff().await, shop.guest());
    for name in ["Cobalt", "Amber", "Basalt", "Amber"] {
        let slug = (name == "Amber").then(|| format!("amber-{}", uuid::Uuid::new_v4().simple()));
        let mut brand = json!({ "name": name });
        if let Some(slug) = slug {
            brand["slug"] = json!(slug);
        }
        staff.post("/brands", &brand).await.expect(201);
    }
    for (sort, expected) in
        [("name_asc", "Amber,Amber,Basalt,Cobalt"), ("name_desc", "Cobalt,Basalt,Amber,Amber")]
    {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = guest.get(&format!("/brands?limit=1&sort={sort}{cursor}")).await.expect(200);
            seen.extend(names(&page).into_iter().map(str::to_owned));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen.join(","), expected);
    }
    assert_eq!(names(&guest.get("/brands?name=Bas").await.expect(200)), ["Basalt"]);
    assert_eq!(fields(guest.get("/brands?cursor=x").await), ["cursor"]);
    staff.post("/brands", &json!({ "name": "Cobalt" })).await.refuses(409, "slug_taken");
    let wrong = json!({ "name": "", "slug": "No Slug" });
    assert_eq!(fields(staff.post("/brands", &wrong).await), ["name", "slug"]);

    let cobalt = guest.get("/brands/cobalt").await.expect(200);
    let path = format!("/brands/{}", id(&cobalt));
    let mut mug = body("Mug", "MUG", 900);
    mug["brand_id"] = cobalt["id"].clone();
    let mug = create(&staff, &mug).await;
    staff.delete(&path).await.refuses(409, "brand_in_use");
    assert_eq!(staff.delete(&format!("/products/{}", id(&mug))).await.status, 204);
    for status in [204, 404] {
        assert_eq!(staff.delete(&path).await.status, status);
    }
    let back = staff.post(&format!("/products/{}/restore", id(&mug)), &json!({})).await.expect(200);
    assert_eq!(back.get("brand"), None);
    let homeless = json!({ "brand_id": "00000000-0000-7000-8000-000000000000" });
    assert_eq!(fields(staff.patch(&format!("/products/{}", id(&mug)), &homeless).await), ["brand_id"]);
    let many: Vec<String> = (0..51).map(|number| format!("t{number}")).collect();
    let wrong = json!({ "tags": many });
    assert_eq!(fields(staff.patch(&format!("/products/{}", id(&mug)), &wrong).await), ["tags"]);
    let wrong = json!({ "tags": ["Not a tag", "good"] });
    assert_eq!(fields(staff.patch(&format!("/products/{}", id(&mug)), &wrong).await), ["tags/0"]);
    shop.run_jobs().await;
    shop.close().await;
}
