//! Refreshing and ending sessions.

use chrono::TimeDelta;
use domain::accounts::sessions::GRACE;
use domain::entity::states::Role;
use domain::entity::{refresh_token as row, user};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::{PASSWORD, access_token, log_in, refresh, refresh_token, register};
use crate::shop::{Shop, until};

/// As if every token that was used had been used some time ago.
async fn let_grace_pass(shop: &Shop) {
    let store = &shop.services.store;
    for token in
        row::Entity::find().filter(row::Column::UsedAt.is_not_null()).all(store.read()).await.unwrap()
    {
        let earlier = token.used_at.unwrap() - GRACE - TimeDelta::seconds(1);
        let change = row::ActiveModel { used_at: Set(Some(earlier)), ..Default::default() };
        let update = row::Entity::update_many().set(change).filter(row::Column::Id.eq(token.id));
        update.exec(store.writer()).await.unwrap();
    }
}

async fn revoked(shop: &Shop) -> usize {
    let tokens = row::Entity::find().filter(row::Column::RevokedAt.is_not_null());
    tokens.all(shop.services.store.read()).await.unwrap().len()
}

#[tokio::test]
async fn refreshing_gives_new_tokens_for_the_same_user() {
    let shop = Shop::open().await;
    let first = register(&shop, "ada@example.org").await.expect(201);
    let second = refresh(&shop, &refresh_token(&first)).await.expect(200);
    assert_eq!(second["user"], first["user"]);
    assert_ne!(refresh_token(&second), refresh_token(&first));
    assert_ne!(access_token(&second), access_token(&first));
    shop.guest().with_bearer(access_token(&second)).get("/me").await.expect(200);
    refresh(&shop, &refresh_token(&second)).await.expect(200);
    refresh(&shop, "never-handed-out").await.refuses(401, "refresh_invalid");
    shop.run_jobs().await;
    shop.close().await;
}

/// Tokens say who somebody is, and nothing about what they may do.
#[tokio::test]
async fn a_new_role_holds_for_the_tokens_that_are_out_already() {
    let shop = Shop::open().await;
    let session = register(&shop, "ada@example.org").await.expect(201);
    let ada = shop.guest().with_bearer(access_token(&session));
    assert_eq!(ada.get("/jobs").await.status, 403);
    for (role, status) in [(Role::Staff, 200), (Role::Customer, 403)] {
        // As another process would: this one learns of it from the database.
        let set_role =
            async |txn: &domain::Txn| domain::accounts::set_role(txn, "ada@example.org", role).await;
        shop.services.store.write(set_role).await.unwrap();
        until("the role to hold", async || ada.get("/jobs").await.status == status).await;
    }
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_used_token_ends_its_session_for_good_and_no_other() {
    let shop = Shop::open().await;
    let stolen = register(&shop, "ada@example.org").await.expect(201);
    let phone = log_in(&shop, "ada@example.org", PASSWORD).await.expect(200);
    let current = refresh(&shop, &refresh_token(&stolen)).await.expect(200);
    let_grace_pass(&shop).await;

    refresh(&shop, &refresh_token(&stolen)).await.refuses(401, "refresh_reused");
    assert_eq!(revoked(&shop).await, 2);
    for _ in 0..2 {
        refresh(&shop, &refresh_token(&current)).await.refuses(401, "refresh_invalid");
        refresh(&shop, &refresh_token(&stolen)).await.refuses(401, "refresh_invalid");
    }
    refresh(&shop, &refresh_token(&phone)).await.expect(200);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn two_tabs_may_refresh_at_once_but_only_one_of_them_goes_on() {
    let shop = Shop::open().await;
    let session = register(&shop, "ada@example.org").await.expect(201);
    let token = refresh_token(&session);
    let (one, other) = futures_util::future::join(refresh(&shop, &token), refresh(&shop, &token)).await;
    let (one, other) = (one.expect(200), other.expect(200));
    assert_ne!(refresh_token(&one), refresh_token(&other));

    let one = refresh(&shop, &refresh_token(&one)).await.expect(200);
    refresh(&shop, &refresh_token(&one)).await.expect(200);
    refresh(&shop, &refresh_token(&other)).await.refuses(401, "refresh_reused");
    refresh(&shop, &refresh_token(&one)).await.refuses(401, "refresh_invalid");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_session_ends_when_it_is_logged_out_or_expires() {
    let shop = Shop::open().await;
    let session = register(&shop, "ada@example.org").await.expect(201);
    let log_out = |token: String| json!({ "refresh_token": token });
    let guest = shop.guest();
    for _ in 0..2 {
        assert_eq!(guest.post("/auth/logout", &log_out(refresh_token(&session))).await.status, 204);
    }
    assert_eq!(guest.post("/auth/logout", &log_out("unknown".into())).await.status, 204);
    refresh(&shop, &refresh_token(&session)).await.refuses(401, "refresh_invalid");

    let session = log_in(&shop, "ada@example.org", PASSWORD).await.expect(200);
    let past = domain::clock::now() - TimeDelta::seconds(1);
    let expired = row::ActiveModel { expires_at: Set(past), ..Default::default() };
    row::Entity::update_many().set(expired).exec(shop.services.store.writer()).await.unwrap();
    refresh(&shop, &refresh_token(&session)).await.refuses(401, "refresh_invalid");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn tokens_and_passwords_are_stored_as_hashes_only() {
    let shop = Shop::open().await;
    let session = register(&shop, "ada@example.org").await.expect(201);
    let store = &shop.services.store;
    let token = row::Entity::find().one(store.read()).await.unwrap().unwrap();
    assert_ne!(token.token_hash, refresh_token(&session));
    assert_eq!(token.token_hash.len(), 64);
    for user in user::Entity::find().all(store.read()).await.unwrap() {
        assert!(user.password_hash.starts_with("$argon2id$"), "{}", user.password_hash);
    }
    shop.run_jobs().await;
    shop.close().await;
}
