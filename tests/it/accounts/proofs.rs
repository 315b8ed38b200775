//! Proving an address: confirming it, changing it, and a forgotten password. And where one is logged in.

use chrono::TimeDelta;
use domain::entity::email_proof as row;
use sea_orm::EntityTrait;
use sea_orm::sea_query::Expr;
use serde_json::{Value, json};

use super::{PASSWORD, access_token, log_in, refresh, refresh_token, register};
use crate::shop::{Actor, Answer, Shop};

const NEW_PASSWORD: &str = "staple every battery";

/// Mails of one kind to somebody, oldest first.
async fn mails(shop: &Shop, template: &str, to: &str) -> Vec<Value> {
    shop.run_jobs().await;
    let page = shop.admin().await.get("/mails?limit=100").await.expect(200);
    let mut found = Vec::new();
    for mail in page["items"].as_array().unwrap().iter().rev() {
        if mail["template"] == template && mail["recipient"] == to {
            let path = format!("/mails/{}", mail["id"].as_str().unwrap());
            found.push(shop.admin().await.get(&path).await.expect(200));
        }
    }
    found
}

async fn confirm(shop: &Shop, token: &str) -> Answer {
    shop.guest().post("/auth/confirm-email", &json!({ "token": token })).await
}

async fn forget(shop: &Shop, email: &str) -> Answer {
    shop.guest().post("/auth/password-reset", &json!({ "email": email })).await
}

async fn reset(shop: &Shop, token: &str, password: &str) -> Answer {
    shop.guest()
        .post("/auth/password-reset/confirm", &json!({ "token": token, "new_password": password }))
        .await
}

async fn is_verified(actor: &Actor) -> bool {
    actor.get("/me").await.expect(200)["email_verified"].as_bool().unwrap()
}

async fn grow_old(shop: &Shop) {
    let past = domain::clock::now() - TimeDelta::seconds(1);
    row::Entity::update_many()
        .col_expr(row::Column::ExpiresAt, Expr::value(past))
        .exec(shop.services.store.writer())
        .await
        .unwrap();
}

#[tokio::test]
async fn an_address_is_confirmed_with_the_token_of_the_welcome_once() {
    let shop = Shop::open().await;
    let ada = shop.customer("ada@example.org").await;
    assert!(!is_verified(&ada).await);
    let token = shop.mailed_token("welcome", "ada@example.org").await;
    for forged in
        [token.replace(&token[40..], "x"), format!("{}A", &token[..63]), "x".into(), token.to_uppercase()]
    {
        if forged != token {
            confirm(&shop, &forged).await.refuses(422, "token_invalid");
        }
    }
    reset(&shop, &token, NEW_PASSWORD).await.refuses(422, "token_invalid");
    confirm(&shop, &token).await.expect(204);
    assert!(is_verified(&ada).await);
    confirm(&shop, &token).await.refuses(422, "token_invalid");
    ada.post("/me/email-confirmation", &json!({})).await.refuses(422, "already_verified");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_confirmation_is_mailed_again_and_grows_old() {
    let shop = Shop::open().await;
    let ada = shop.customer("ada@example.org").await;
    shop.run_jobs().await;
    ada.post("/me/email-confirmation", &json!({})).await.expect(202);
    let token = shop.mailed_token("confirm_email", "ada@example.org").await;
    // What is stored gives no token away.
    let rows = row::Entity::find().all(shop.services.store.read()).await.unwrap();
    assert!(!format!("{rows:?}").contains(&token));
    grow_old(&shop).await;
    confirm(&shop, &token).await.refuses(422, "token_invalid");
    for _ in 0..3 {
        ada.post("/me/email-confirmation", &json!({})).await.expect(202);
    }
    assert_eq!(ada.post("/me/email-confirmation", &json!({})).await.status, 429);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_and_ends_every_session() {
    let shop = Shop::open().await;
    let session = register(&shop, "ada@example.org").await.expect(201);
    let known = forget(&shop, "Ada@example.org ").await;
    let unknown = forget(&shop, "nobody@example.org").await;
    assert_eq!((known.status, known.bytes), (unknown.status, unknown.bytes));
    assert_eq!(known.status, 202);
    assert!(mails(&shop, "reset_password", "nobody@example.org").await.is_empty());

    let token = shop.mailed_token("reset_password", "ada@example.org").await;
    reset(&shop, &token, "short").await.expect(422);
    reset(&shop, &token, NEW_PASSWORD).await.expect(204);
    reset(&shop, &token, PASSWORD).await.refuses(422, "token_invalid");
    refresh(&shop, &refresh_token(&session)).await.refuses(401, "refresh_invalid");
    log_in(&shop, "ada@example.org", PASSWORD).await.refuses(401, "wrong_credentials");
    let session = log_in(&shop, "ada@example.org", NEW_PASSWORD).await.expect(200);
    assert_eq!(session["user"]["email_verified"], true, "the mail has arrived");

    forget(&shop, "ada@example.org").await.expect(202);
    let token = shop.mailed_token("reset_password", "ada@example.org").await;
    grow_old(&shop).await;
    reset(&shop, &token, PASSWORD).await.refuses(422, "token_invalid");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn nobody_can_be_flooded_with_mails_and_the_limit_tells_nothing() {
    let shop = Shop::open().await;
    shop.customer("ada@example.org").await;
    for email in ["ada@example.org", "nobody@example.org"] {
        for _ in 0..5 {
            forget(&shop, email).await.expect(202);
        }
        assert_eq!(forget(&shop, email).await.status, 429, "{email}");
    }
    assert_eq!(mails(&shop, "reset_password", "ada@example.org").await.len(), 5);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn an_address_changes_when_the_new_one_is_proven_and_the_old_one_is_told_before_and_after() {
    let shop = Shop::open().await;
    let ada = shop.customer("ada@example.org").await;
    shop.customer("eve@example.org").await;
    let wanted = |email: &str, password: &str| json!({ "email": email, "password": password });
    ada.post("/me/email", &wanted("new@example.org", "wrong")).await.refuses(422, "wrong_password");
    ada.post("/me/email", &wanted("ada@example.org", PASSWORD)).await.refuses(422, "same_email");
    // Somebody has it: the answer does not say so, and nobody is mailed.
    ada.post("/me/email", &wanted("eve@example.org", PASSWORD)).await.expect(202);
    assert!(mails(&shop, "confirm_email", "eve@example.org").await.is_empty());

    ada.post("/me/email", &wanted("new@example.org", PASSWORD)).await.expect(202);
    let token = shop.mailed_token("confirm_email", "new@example.org").await;
    let told = mails(&shop, "email_changing", "ada@example.org").await;
    assert!(told.last().unwrap()["text"].as_str().unwrap().contains("new@example.org"));
    assert_eq!(ada.get("/me").await.expect(200)["email"], "ada@example.org", "not yet");
    confirm(&shop, &token).await.expect(204);
    let me = ada.get("/me").await.expect(200);
    assert_eq!((&me["email"], &me["email_verified"]), (&json!("new@example.org"), &json!(true)));
    let told = mails(&shop, "email_changed", "ada@example.org").await;
    assert_eq!(told.len(), 1, "once it took effect");
    assert!(told[0]["text"].as_str().unwrap().contains("new@example.org"), "{told:?}");
    log_in(&shop, "ada@example.org", PASSWORD).await.refuses(401, "wrong_credentials");
    log_in(&shop, "new@example.org", PASSWORD).await.expect(200);

    // Taken between the mail and its token.
    ada.post("/me/email", &wanted("next@example.org", PASSWORD)).await.expect(202);
    let token = shop.mailed_token("confirm_email", "next@example.org").await;
    shop.customer("next@example.org").await;
    confirm(&shop, &token).await.refuses(409, "email_taken");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one() {
    let shop = Shop::open().await;
    let phone = register(&shop, "ada@example.org").await.expect(201);
    let laptop = log_in(&shop, "ada@example.org", PASSWORD).await.expect(200);
    let laptop = refresh(&shop, &refresh_token(&laptop)).await.expect(200);
    let eve = shop.customer("eve@example.org").await;
    let ada = shop.guest().with_bearer(access_token(&laptop));
    let list = ada.get("/me/sessions").await.expect(200);
    let sessions = list["items"].as_array().unwrap();
    let current: Vec<_> = sessions.iter().map(|session| session["current"].as_bool().unwrap()).collect();
    assert_eq!(current, [true, false], "{list}");
    assert_eq!(sessions[0]["address"], "127.0.0.1");
    let path = format!("/me/sessions/{}", sessions[1]["id"].as_str().unwrap());
    eve.delete(&path).await.refuses(404, "not_found");
    ada.delete(&path).await.expect(204);
    ada.delete(&path).await.refuses(404, "not_found");
    refresh(&shop, &refresh_token(&phone)).await.refuses(401, "refresh_invalid");
    refresh(&shop, &refresh_token(&laptop)).await.expect(200);
    assert_eq!(ada.get("/me/sessions").await.expect(200)["items"].as_array().unwrap().len(), 1);
    shop.run_jobs().await;
    shop.close().await;
}
