//! What customers keep in mind.

use serde_json::{Value, json};

use crate::shop::Shop;

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
