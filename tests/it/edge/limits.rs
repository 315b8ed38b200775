//! How often one may ask.

use serde_json::json;

use crate::shop::{Setup, Shop};

async fn limited(address: &'static str, account: &'static str, log_in: &'static str) -> Shop {
    let env = vec![
        ("PENDEN_LIMITS__ENABLED", "true"),
        ("PENDEN_LIMITS__PER_ADDRESS_PER_MINUTE", address),
        ("PENDEN_LIMITS__PER_ACCOUNT_PER_MINUTE", account),
        ("PENDEN_LIMITS__LOG_IN_PER_MINUTE", log_in),
    ];
    Shop::open_with(Setup { env, ..Setup::default() }).await
}

fn check_refusal(answer: crate::shop::Answer, name: &str, quota: u32) {
    let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    let policy = answer.header("ratelimit-policy").unwrap();
    assert!(policy.contains(&format!("\"{name}\";q={quota};w=60")), "{policy}");
    let state = answer.header("ratelimit").unwrap();
    assert!(state.contains(&format!("\"{name}\";r=0;t=")), "{state}");
    answer.refuses(429, "too_many_requests");
}

#[tokio::test]
async fn an_address_that_asks_too_often_is_told_when_to_come_back() {
    let shop = limited("3", "100", "100").await;
    let guest = shop.guest();
    for remaining in [2, 1, 0] {
        let answer = guest.get("/products").await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("ratelimit-policy"), Some("\"address\";q=3;w=60"));
        let state = answer.header("ratelimit").unwrap();
        assert!(state.starts_with(&format!("\"address\";r={remaining};")), "{state}");
    }
    check_refusal(guest.get("/products").await, "address", 3);
    // Nobody is kept from asking whether the shop is well.
    assert_eq!(shop.fetch("/health/live").await.status, 200);
    // The header that anyone can write makes no other address.
    let request =
        shop.request(reqwest::Method::GET, "/api/v1/products").header("x-forwarded-for", "203.0.113.9");
    assert_eq!(shop.send(request).await.status, 429);
    shop.close().await;
}

#[tokio::test]
async fn guessing_a_password_is_slow_and_hurts_nobody_else() {
    let shop = limited("100", "100", "2").await;
    let guest = shop.guest();
    let guess = async |email: &str| {
        guest.post("/auth/login", &json!({ "email": email, "password": "a wrong guess" })).await
    };
    for email in ["ada@example.org", " ADA@example.org"] {
        guess(email).await.refuses(401, "wrong_credentials");
    }
    check_refusal(guess("Ada@Example.org").await, "login", 2);
    guess("eve@example.org").await.refuses(401, "wrong_credentials");
    shop.close().await;
}

#[tokio::test]
async fn an_account_has_a_limit_of_its_own() {
    let shop = limited("100", "2", "100").await;
    let ada = shop.customer("ada@example.org").await;
    for _ in 0..2 {
        assert_eq!(ada.get("/me").await.status, 200);
    }
    check_refusal(ada.get("/me").await, "account", 2);
    let eve = shop.customer("eve@example.org").await;
    assert_eq!(eve.get("/me").await.status, 200);
    shop.run_jobs().await;
    shop.close().await;
}
