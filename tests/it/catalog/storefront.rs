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
    assert_eq!(told["payments"][0]["tokens_url"], "/sandbox/v1/tokens");
    assert_eq!(told["payments"].as_array().unwrap().len(), 1);
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

#[tokio::test]
async fn every_way_to_pay_is_told_with_what_a_browser_needs_and_no_more() {
    let env = vec![
        ("PENDEN_PAYMENTS__STRIPE__ENABLED", "true"),
        ("PENDEN_PAYMENTS__STRIPE__SECRET_KEY", "sk_test_secret"),
        ("PENDEN_PAYMENTS__STRIPE__WEBHOOK_SECRET", "whsec_secret"),
        ("PENDEN_PAYMENTS__STRIPE__PUBLISHABLE_KEY", "pk_test_known"),
        ("PENDEN_SHOP__PAYMENTS__BANK_TRANSFER__ENABLED", "true"),
        ("PENDEN_SHOP__PAYMENTS__CASH_ON_DELIVERY__ENABLED", "true"),
    ];
    let shop = Shop::open_with(Setup { env, storefront: Some(10), ..Setup::default() }).await;
    let answer = shop.guest().get("/shop").await;
    let text = String::from_utf8(answer.bytes.clone()).unwrap();
    assert!(!text.contains("secret"), "{text}");
    let told = answer.expect(200);
    let kinds: Vec<_> = told["payments"].as_array().unwrap().iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, ["stripe", "card", "bank_transfer", "cash_on_delivery"]);
    let stripe = &told["payments"][0];
    assert_eq!((&stripe["publishable_key"], &stripe["is_test"]), (&"pk_test_known".into(), &true.into()));
    assert_eq!(told["payments"][2]["days"], 7);
    // Only then may its pages use what comes from Stripe.
    let policy = shop.fetch("/").await.header("content-security-policy").unwrap().to_owned();
    assert!(
        policy.contains("script-src 'self' https://js.stripe.com https://*.js.stripe.com;")
            && !policy.contains("unsafe"),
        "{policy}"
    );
    shop.close().await;

    let plain = Shop::open_with(Setup { storefront: Some(10), ..Setup::default() }).await;
    let policy = plain.fetch("/").await.header("content-security-policy").unwrap().to_owned();
    assert!(!policy.contains("stripe") && policy.contains("script-src 'self';"), "{policy}");
    plain.close().await;
}
