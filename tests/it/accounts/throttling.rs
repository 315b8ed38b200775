//! Guessing passwords: who guesses has to wait, and who knows their password has not.

use chrono::TimeDelta;
use domain::entity::login_attempt as row;
use reqwest::Method;
use sea_orm::sea_query::Expr;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;

use super::{PASSWORD, register};
use crate::shop::{Answer, Setup, Shop};

/// A shop behind a proxy, so that requests come from wherever the test says.
async fn open() -> Shop {
    let env = vec![("PENDEN_HTTP__TRUSTED_PROXIES", r#"["127.0.0.1"]"#)];
    Shop::open_with(Setup { env, ..Default::default() }).await
}

async fn log_in(shop: &Shop, from: &str, email: &str, password: &str) -> Answer {
    let request = shop.request(Method::POST, "/api/v1/auth/login").header("x-forwarded-for", from);
    shop.send(request.json(&json!({ "email": email, "password": password }))).await
}

/// As if all waits were over, without forgiving anything.
async fn end_waits(shop: &Shop) {
    let past = domain::clock::now() - TimeDelta::seconds(1);
    row::Entity::update_many()
        .col_expr(row::Column::BlockedUntil, Expr::value(past))
        .exec(shop.services.store.writer())
        .await
        .unwrap();
}

/// All but the last one's.
async fn end_waits_before(shop: &Shop, nth: u32, last: u32) {
    if nth < last {
        end_waits(shop).await;
    }
}

#[tokio::test]
async fn who_guesses_waits_longer_and_longer_and_the_owner_elsewhere_does_not() {
    let shop = open().await;
    register(&shop, "ada@example.org").await.expect(201);
    for _ in 0..5 {
        log_in(&shop, "203.0.113.9", "ada@example.org", "guess").await.refuses(401, "wrong_credentials");
    }
    let mut waits = Vec::new();
    for _ in 0..4 {
        // Not even the right password helps while the wait lasts.
        let refused = log_in(&shop, "203.0.113.9", "ada@example.org", PASSWORD).await;
        waits.push(refused.header("retry-after").unwrap().parse::<u64>().unwrap());
        refused.refuses(429, "too_many_requests");
        end_waits(&shop).await;
        log_in(&shop, "203.0.113.9", "ADA@example.org", "guess").await.refuses(401, "wrong_credentials");
    }
    assert!(waits.windows(2).all(|pair| pair[0] < pair[1]), "{waits:?}");
    log_in(&shop, "198.51.100.1", "ada@example.org", PASSWORD).await.expect(200);
    // Nor do the others at the guesser's address.
    register(&shop, "eve@example.org").await.expect(201);
    log_in(&shop, "203.0.113.9", "eve@example.org", PASSWORD).await.expect(200);
    end_waits(&shop).await;
    log_in(&shop, "203.0.113.9", "ada@example.org", PASSWORD).await.expect(200);
    // From a place that is known a bad morning is forgiven, and guessing is not.
    for _ in 0..10 {
        log_in(&shop, "203.0.113.9", "ada@example.org", "typo").await.refuses(401, "wrong_credentials");
    }
    log_in(&shop, "203.0.113.9", "ada@example.org", "typo").await.refuses(429, "too_many_requests");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn guesses_at_once_are_counted_one_by_one() {
    let shop = open().await;
    register(&shop, "ada@example.org").await.expect(201);
    let guess = || log_in(&shop, "203.0.113.9", "ada@example.org", "guess");
    let answers = futures_util::future::join_all((0..12).map(|_| guess())).await;
    let looked_at = answers.iter().filter(|answer| answer.status == 401).count();
    assert!(looked_at <= 5, "{looked_at} passwords were looked at");
    assert!(answers.iter().all(|answer| matches!(answer.status, 401 | 429)));
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn an_account_under_attack_from_everywhere_stays_open_to_those_who_were_there_before() {
    let shop = open().await;
    register(&shop, "ada@example.org").await.expect(201);
    log_in(&shop, "198.51.100.1", "ada@example.org", PASSWORD).await.expect(200);
    for host in 1..=23 {
        let from = format!("203.0.113.{host}");
        log_in(&shop, &from, "ada@example.org", "guess").await.refuses(401, "wrong_credentials");
        end_waits_before(&shop, host, 23).await;
    }
    let stranger = log_in(&shop, "192.0.2.1", "ada@example.org", PASSWORD).await;
    let wait: u64 = stranger.header("retry-after").unwrap().parse().unwrap();
    assert!(wait <= 30, "{wait}");
    stranger.refuses(429, "too_many_requests");
    log_in(&shop, "198.51.100.1", "ada@example.org", PASSWORD).await.expect(200);
    end_waits(&shop).await;
    log_in(&shop, "192.0.2.1", "ada@example.org", PASSWORD).await.expect(200);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn an_address_without_an_account_is_treated_the_same_and_nothing_personal_is_kept() {
    let shop = open().await;
    for _ in 0..5 {
        log_in(&shop, "203.0.113.9", "nobody@example.org", "guess").await.refuses(401, "wrong_credentials");
    }
    log_in(&shop, "203.0.113.9", "nobody@example.org", "guess").await.refuses(429, "too_many_requests");
    let db = shop.services.store.read();
    assert_eq!(row::Entity::find().count(db).await.unwrap(), 2);
    let kept = format!("{:?}", row::Entity::find().all(db).await.unwrap());
    assert!(!kept.contains("nobody") && !kept.contains("203.0.113"), "{kept}");
    shop.close().await;
}
