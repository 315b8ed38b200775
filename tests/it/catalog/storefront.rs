//! What the storefront asks before anything else.

use crate::shop::{Setup, Shop};

#[tokio::test]
async fn the_shop_says_what_it_is() {
    let shop = Shop::open().await;
    let told = shop.guest().get("/shop").await.expect(200);
    assert_eq!(told["currency"], "EUR");
    assert_eq!(told["is_demo"], false);
    assert_eq!(told["free_shipping_from"]["amount_minor"], 5000);
    assert_eq!(told["payments"][0]["provider"], "sandbox");
    assert_eq!(told["payments"][0]["is_test"], true);
    shop.close().await;
}

#[tokio::test]
async fn where_nothing_is_free_and_nothing_can_be_paid_it_promises_nothing() {
    let methods = r#"[{code = "post", name = "Post", price_minor = 500, days = 2}]"#;
    let env = vec![("PENDEN_SHOP__SHIPPING_METHODS", methods), ("PENDEN_DEMO__OPEN_PAGES", "true")];
    let shop = Shop::open_with(Setup { env, ..Setup::default() }).await;
    let told = shop.guest().get("/shop").await.expect(200);
    assert_eq!(told.get("free_shipping_from"), None);
    assert_eq!(told["is_demo"], true);
    shop.close().await;
}
