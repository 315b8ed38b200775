//! Slugs that moved lead to where things are now; and what search engines are told.

use serde_json::{Value, json};

use super::{category, create, fields, id, names, product as body};
use crate::shop::{Actor, Answer, Shop};

fn leads_to(answer: &Answer) -> (u16, Option<&str>) {
    (answer.status, answer.header("location"))
}

async fn rename(staff: &Actor, path: &str, row: &Value, slug: &str) {
    staff.patch(&format!("{path}/{}", id(row)), &json!({ "slug": slug })).await.expect(200);
}

#[tokio::test]
async fn a_former_slug_leads_to_the_product_until_another_takes_it() {
    let shop = Shop::open().await;
    let (staff, guest) = (shop.staff().await, shop.guest());
    let mug = create(&staff, &body("Mug", "MUG", 900)).await;
    rename(&staff, "/products", &mug, "cup").await;
    rename(&staff, "/products", &mug, "beaker").await;
    for former in ["mug", "cup"] {
        let answer = guest.get(&format!("/products/{former}")).await;
        assert_eq!(leads_to(&answer), (301, Some("/api/v1/products/beaker")));
        assert_eq!(answer.header("cache-control"), Some("public, max-age=0, must-revalidate"));
    }
    // A slug that is made from a name leaves it alone; one that is asked for takes it.
    assert_eq!(create(&staff, &body("Mug", "MUG-2", 900)).await["slug"], "mug-2");
    let mut third = body("Third", "MUG-3", 900);
    third["slug"] = json!("mug");
    create(&staff, &third).await;
    assert_eq!(guest.get("/products/mug").await.expect(200)["name"], "Third");
    // Back to a former one: no circle.
    rename(&staff, "/products", &mug, "cup").await;
    assert_eq!(guest.get("/products/cup").await.expect(200)["id"], mug["id"]);
    assert_eq!(leads_to(&guest.get("/products/beaker").await), (301, Some("/api/v1/products/cup")));

    // What is not seen is not betrayed.
    staff.patch(&format!("/products/{}", id(&mug)), &json!({ "status": "draft" })).await.expect(200);
    guest.get("/products/beaker").await.refuses(404, "not_found");
    assert_eq!(staff.delete(&format!("/products/{}", id(&mug))).await.status, 204);
    guest.get("/products/beaker").await.refuses(404, "not_found");
    guest.get("/products/%00").await.refuses(404, "not_found");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn categories_brands_and_collections_are_found_by_former_slugs_too() {
    let shop = Shop::open().await;
    let (staff, guest) = (shop.staff().await, shop.guest());
    let tea = category(&staff, "tea", None).await;
    let kiln = staff.post("/brands", &json!({ "name": "Kiln" })).await.expect(201);
    let spring = json!({ "name": "Spring", "published": true });
    let spring = staff.post("/collections", &spring).await.expect(201);
    let mut pot = body("Pot", "POT", 900);
    (pot["category_id"], pot["brand_id"]) = (tea["id"].clone(), kiln["id"].clone());
    let pot = create(&staff, &pot).await;
    let ids = json!({ "product_ids": [pot["id"]] });
    staff.put(&format!("/collections/{}/products", id(&spring)), &ids).await.expect(200);

    for (path, row, former, slug) in [
        ("/categories", &tea, "tea", "teas"),
        ("/brands", &kiln, "kiln", "kilns"),
        ("/collections", &spring, "spring", "easter"),
    ] {
        rename(&staff, path, row, slug).await;
        let expected = format!("/api/v1{path}/{slug}");
        let moved = guest.get(&format!("{path}/{former}")).await;
        assert_eq!(leads_to(&moved), (301, Some(expected.as_str())));
        assert_eq!(guest.get(&format!("{path}/{slug}")).await.expect(200)["id"], row["id"]);
        assert_eq!(guest.get(&format!("{path}/{}", id(row))).await.expect(200)["slug"], slug);
        guest.get(&format!("{path}/nothing")).await.refuses(404, "not_found");
    }
    // Bookmarked lists go on.
    for query in ["category=tea", "category=teas", "collection=spring", "collection=easter"] {
        let page = guest.get(&format!("/products?{query}")).await.expect(200);
        assert_eq!(names(&page), ["Pot"], "{query}");
    }
    guest.get("/products?collection=nothing").await.refuses(404, "not_found");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn search_engines_may_be_told_something_else() {
    let shop = Shop::open().await;
    let (staff, guest) = (shop.staff().await, shop.guest());
    let mut mug = body("Mug", "MUG", 900);
    (mug["seo_title"], mug["seo_description"]) = (json!("Buy mugs"), json!("Stoneware mugs."));
    let mug = create(&staff, &mug).await;
    let seen = guest.get("/products/mug").await.expect(200);
    assert_eq!(
        (&seen["seo_title"], &seen["seo_description"]),
        (&json!("Buy mugs"), &json!("Stoneware mugs."))
    );
    let path = format!("/products/{}", id(&mug));
    let changed = staff.patch(&path, &json!({ "seo_title": null })).await.expect(200);
    assert_eq!((changed.get("seo_title"), &changed["seo_description"]), (None, &json!("Stoneware mugs.")));
    let wrong = json!({ "seo_title": "x".repeat(201), "seo_description": "a\u{7}b" });
    assert_eq!(fields(staff.patch(&path, &wrong).await), ["seo_description", "seo_title"]);
    let tea = category(&staff, "tea", None).await;
    let told = json!({ "seo_title": "Fine teas" });
    staff.patch(&format!("/categories/{}", id(&tea)), &told).await.expect(200);
    assert_eq!(guest.get("/categories/tea").await.expect(200)["seo_title"], "Fine teas");
    shop.run_jobs().await;
    shop.close().await;
}
