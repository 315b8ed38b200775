//! Making accounts, roles, keys and the like once, however often the request is repeated under its key.

use serde_json::{Value, json};

use crate::shop::{Actor, Shop};

/// Asks twice, and once for something else under the same key; gives both answers.
async fn twice(actor: &Actor, path: &str, body: &Value, other: &Value) -> (Value, Value) {
    let first = actor.post_once(path, "once", body).await;
    let second = actor.post_once(path, "once", body).await;
    assert_eq!((first.status, second.status), (201, 201), "{path}: {} {}", first.body, second.body);
    let told = |answer: &crate::shop::Answer| answer.header("idempotency-replayed").map(str::to_owned);
    assert_eq!((told(&first).as_deref(), told(&second).as_deref()), (Some("false"), Some("true")), "{path}");
    assert_eq!(first.header("location"), second.header("location"), "{path}");
    assert_eq!(first.body["id"], second.body["id"], "{path}");
    actor.post_once(path, "once", other).await.refuses(422, "idempotency_key_reused");
    (first.body, second.body)
}

#[tokio::test]
async fn what_is_made_is_made_once_under_a_key() {
    let shop = Shop::open().await;
    let (admin, ada) = (shop.admin().await, shop.customer("ada@example.org").await);
    let role = |slug: &str| json!({ "slug": slug, "name": "Packer", "permissions": ["orders_read"] });
    let (first, second) = twice(&admin, "/roles", &role("packer"), &role("other")).await;
    assert_eq!(first, second);

    let member = |name: &str| json!({ "email": "grace@example.org", "name": name, "roles": ["packer"] });
    let (first, second) = twice(&admin, "/staff", &member("Grace"), &member("Eve")).await;
    assert_eq!(first, second);
    shop.run_jobs().await;
    let mails = admin.get("/mails?limit=100").await.expect(200);
    let invited =
        mails["items"].as_array().unwrap().iter().filter(|mail| mail["template"] == "reset_password");
    assert_eq!(invited.count(), 1, "one invitation");

    let address = |street: &str| {
        json!({ "address": {
            "name": "Ada", "line1": street, "postal_code": "10115", "city": "Berlin", "country": "DE",
        } })
    };
    let (first, second) = twice(&ada, "/me/addresses", &address("Way 1"), &address("Way 2")).await;
    assert_eq!(first, second);
    assert_eq!(ada.get("/me/addresses").await.expect(200)["items"].as_array().unwrap().len(), 1);
    // Somebody else's key is another one.
    let eve = shop.customer("eve@example.org").await;
    let others = eve.post_once("/me/addresses", "once", &address("Way 1")).await.expect(201);
    assert_ne!(others["id"], first["id"]);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn secrets_are_shown_once_and_kept_with_no_key() {
    let shop = Shop::open().await;
    let admin = shop.admin().await;
    let key = |name: &str| json!({ "name": name, "scopes": ["orders_read"] });
    let (first, second) = twice(&admin, "/api-keys", &key("Till"), &key("Other")).await;
    assert!(first["key"].is_string() && second.get("key").is_none(), "{second}");
    assert_eq!(admin.get("/api-keys").await.expect(200)["items"].as_array().unwrap().len(), 1);

    let endpoint = |text: &str| {
        json!({
            "url": "https://erp.example.org/hooks", "events": ["order.*"], "description": text, "enabled": false,
        })
    };
    let (first, second) = twice(&admin, "/webhook-endpoints", &endpoint("stock"), &endpoint("other")).await;
    assert!(first["secret"].is_string() && second.get("secret").is_none(), "{second}");
    shop.run_jobs().await;
    shop.close().await;
}
