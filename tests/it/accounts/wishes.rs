//! What customers keep in mind, and all that is kept about them.

use serde_json::{Value, json};

use crate::shop::{Shop, card};

fn names(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_wishlist_is_kept_once_each_newest_first_and_is_nobody_elses() {
    let shop = Shop::open().await;
    let (mug, bowl) = (shop.product("Mug", 900, 1).await, shop.product("Bowl", 1900, 1).await);
    let (ada, eve) = (shop.customer("ada@example.org").await, shop.customer("eve@example.org").await);
    let path = |id: &str| format!("/me/wishlist/{id}");
    for product in [&mug, &bowl, &mug] {
        ada.put(&path(&product.id), &json!({})).await.expect(204);
    }
    assert_eq!(names(&ada.get("/me/wishlist").await.expect(200)), ["Bowl", "Mug"]);
    assert_eq!(names(&eve.get("/me/wishlist").await.expect(200)), [] as [&str; 0]);
    eve.delete(&path(&mug.id)).await.expect(204);
    // What is not on sale is not shown, and is there again when it is.
    let staff = shop.staff().await;
    let product = format!("/products/{}", bowl.id);
    staff.patch(&product, &json!({ "status": "draft" })).await.expect(200);
    assert_eq!(names(&ada.get("/me/wishlist").await.expect(200)), ["Mug"]);
    eve.put(&path(&bowl.id), &json!({})).await.refuses(404, "not_found");
    staff.patch(&product, &json!({ "status": "active" })).await.expect(200);
    assert_eq!(names(&ada.get("/me/wishlist").await.expect(200)), ["Bowl", "Mug"]);
    ada.delete(&path(&bowl.id)).await.expect(204);
    ada.delete(&path(&bowl.id)).await.expect(204);
    assert_eq!(names(&ada.get("/me/wishlist").await.expect(200)), ["Mug"]);
    let nothing = "01a2009b-0000-7000-8000-000000000001";
    ada.put(&path(nothing), &json!({})).await.refuses(404, "not_found");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn everybody_can_have_all_that_is_kept_about_them_and_about_nobody_else() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let (ada, eve) = (shop.customer("ada@example.org").await, shop.customer("eve@example.org").await);
    let order = ada.buy(&mug, card::GOOD).await;
    ada.put(&format!("/me/wishlist/{}", mug.id), &json!({})).await.expect(204);
    shop.run_jobs().await;
    let answer = ada.get("/me/data").await;
    assert!(answer.header("content-disposition").unwrap().contains("my-data.json"));
    let text = String::from_utf8(answer.bytes.clone()).unwrap();
    let data = answer.expect(200);
    assert_eq!(
        (&data["profile"]["email"], &data["wishlist"][0]["name"]),
        (&json!("ada@example.org"), &json!("Mug"))
    );
    let told = &data["orders"][0];
    assert_eq!((&told["number"], &told["state"]), (&order.body["number"], &json!("placed")));
    assert_eq!(
        (&told["lines"][0]["sku"], &told["payments"][0]["state"]),
        (&json!("MUG"), &json!("captured"))
    );
    assert_eq!(data["log_ins"].as_array().unwrap().len(), 1);
    for secret in ["password", "hash", "token", "tok_", "argon2"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    let other = eve.get("/me/data").await.expect(200);
    assert_eq!((&other["orders"], &other["wishlist"]), (&json!([]), &json!([])));
    shop.guest().get("/me/data").await.refuses(401, "unauthenticated");
    shop.close().await;
}
