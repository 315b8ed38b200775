//! Keys of machines: what they may do, what they never may, and their end.

use chrono::TimeDelta;
use domain::entity::api_key as row;
use sea_orm::EntityTrait;
use sea_orm::sea_query::Expr;
use serde_json::{Value, json};

use crate::shop::{Actor, Shop, card, until};

async fn key(shop: &Shop, scopes: &[&str]) -> (Value, Actor) {
    let body = json!({ "name": "Warehouse", "scopes": scopes });
    let key = shop.admin().await.post("/api-keys", &body).await.expect(201);
    let machine = shop.guest().with_bearer(key["key"].as_str().unwrap());
    (key, machine)
}

#[tokio::test]
async fn a_machine_may_what_its_scopes_say_and_is_nobody() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let ada = shop.customer("ada@example.org").await;
    let order = ada.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    let (key, machine) = key(&shop, &["orders_read", "orders_write", "jobs_write"]).await;
    assert_eq!(machine.get("/orders?all=true").await.expect(200)["items"].as_array().unwrap().len(), 1);
    machine.look(&order).await;
    machine.fulfil(&order, "ship").await.expect(200);
    machine.refund(&order, 100).await.refuses(403, "forbidden");
    machine.get("/me").await.refuses(403, "forbidden");
    machine.get("/orders").await.refuses(403, "forbidden");
    // It has no cart but a guest's.
    assert!(machine.add(&mug, 1).await["token"].is_string());
    machine.post("/operations/queues/mail/pause", &json!({})).await.expect(200);
    let paused = machine.post("/operations/queues/mail/resume", &json!({})).await;
    paused.expect(200);

    let query = format!("/audit?actor_kind=api_key&actor_id={}", key["id"].as_str().unwrap());
    let log = shop.admin().await.get(&query).await.expect(200);
    let actions: Vec<_> = log["items"].as_array().unwrap().iter().map(|entry| &entry["action"]).collect();
    assert_eq!(actions, ["queue.resume", "queue.pause", "order.fulfil"]);
    assert_eq!(log["items"][0]["actor"], "Warehouse");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_key_is_shown_once_kept_as_a_hash_and_its_use_is_noted() {
    let shop = Shop::open().await;
    let (key, machine) = key(&shop, &["orders_read"]).await;
    let text = key["key"].as_str().unwrap();
    assert!(text.starts_with("pdk_") && text.starts_with(key["prefix"].as_str().unwrap()));
    let path = format!("/api-keys/{}", key["id"].as_str().unwrap());
    let seen = shop.admin().await.get(&path).await.expect(200);
    assert!(seen["key"].is_null() && seen["last_used_at"].is_null(), "{seen}");
    let rows = row::Entity::find().all(shop.services.store.read()).await.unwrap();
    assert!(!format!("{rows:?}").contains(text));
    machine.get("/orders?all=true").await.expect(200);
    assert!(shop.admin().await.get(&path).await.expect(200)["last_used_at"].is_string());
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn nobody_makes_a_key_that_may_more_than_they_and_a_key_makes_none() {
    let shop = Shop::open().await;
    let role = json!({ "slug": "it", "name": "IT", "permissions": ["api_keys_write", "orders_read", "users_write"] });
    shop.admin().await.post("/roles", &role).await.expect(201);
    let new =
        json!({ "email": "it@penden.example", "name": "IT", "password": super::PASSWORD, "roles": ["it"] });
    shop.admin().await.post("/staff", &new).await.expect(201);
    let session = super::log_in(&shop, "it@penden.example", super::PASSWORD).await.expect(200);
    let it = shop.guest().with_bearer(super::access_token(&session));
    let wanted = |scope: &str| json!({ "name": "ERP", "scopes": [scope] });
    it.post("/api-keys", &wanted("payments_refund")).await.refuses(422, "beyond_own_permissions");
    it.post("/api-keys", &wanted("orders_read")).await.expect(201);
    assert_eq!(super::fields(it.post("/api-keys", &wanted("everything")).await), ["scopes"]);

    let (_, machine) = key(&shop, &["api_keys_write", "users_write", "orders_read"]).await;
    machine.post("/api-keys", &wanted("orders_read")).await.refuses(422, "beyond_own_permissions");
    let staff =
        json!({ "email": "x@penden.example", "name": "X", "password": super::PASSWORD, "roles": ["it"] });
    machine.post("/staff", &staff).await.refuses(422, "beyond_own_permissions");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_revoked_or_expired_key_is_worthless() {
    let shop = Shop::open().await;
    let (revoked, machine) = key(&shop, &["orders_read"]).await;
    machine.get("/orders?all=true").await.expect(200);
    let path = format!("/api-keys/{}", revoked["id"].as_str().unwrap());
    shop.admin().await.delete(&path).await.expect(200);
    machine.get("/orders?all=true").await.refuses(401, "token_invalid");
    machine.get("/products").await.refuses(401, "token_invalid");
    let listed = shop.admin().await.get("/api-keys?revoked=true").await.expect(200);
    assert_eq!(listed["items"][0]["id"], revoked["id"]);

    let past = json!({ "name": "Old", "scopes": ["orders_read"], "expires_at": "2020-01-01T00:00:00Z" });
    assert_eq!(super::fields(shop.admin().await.post("/api-keys", &past).await), ["expires_at"]);
    let (_, machine) = key(&shop, &["orders_read"]).await;
    let store = &shop.services.store;
    let past = domain::clock::now() - TimeDelta::seconds(1);
    row::Entity::update_many()
        .col_expr(row::Column::ExpiresAt, Expr::value(past))
        .exec(store.writer())
        .await
        .unwrap();
    // Written behind the shop's back, so it has to be told.
    let tell =
        async |txn: &domain::Txn| domain::revisions::begin(txn, domain::revisions::Subject::Access).await;
    store.write(tell).await.unwrap();
    until("the key to expire", async || machine.get("/orders?all=true").await.status == 401).await;
    shop.run_jobs().await;
    shop.close().await;
}
