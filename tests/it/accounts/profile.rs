//! One's own account.

use serde_json::json;

use super::{PASSWORD, access_token, fields, log_in, refresh, refresh_token, register};
use crate::shop::Shop;

const NEW_PASSWORD: &str = "staple every other battery";

#[tokio::test]
async fn the_name_can_be_changed_and_the_rest_stays() {
    let shop = Shop::open().await;
    let ada = shop.customer("ada@example.org").await;
    let me = ada.patch("/me", &json!({ "name": "  Ada King " })).await.expect(200);
    assert_eq!((&me["name"], &me["email"]), (&json!("Ada King"), &json!("ada@example.org")));
    assert_eq!(ada.patch("/me", &json!({})).await.expect(200), me);
    let empty = ada.patch("/me", &json!({ "name": "" })).await;
    assert_eq!(empty.body["errors"].as_array().unwrap().len(), 1, "told once: {}", empty.body);
    for wrong in [
        json!({ "name": "" }),
        json!({ "name": "  " }),
        json!({ "name": null }),
        json!({ "name": "x".repeat(101) }),
    ] {
        assert_eq!(fields(ada.patch("/me", &wrong).await), ["name"], "{wrong}");
    }
    for foreign in ["role", "email"] {
        let change = json!({ foreign: "admin" });
        assert_eq!(fields(ada.patch("/me", &change).await), [foreign]);
    }
    assert_eq!(ada.get("/me").await.expect(200), me);
    shop.guest().get("/me").await.refuses(401, "unauthenticated");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_new_password_ends_all_sessions_but_the_one_that_is_kept() {
    let shop = Shop::open().await;
    let kept = register(&shop, "ada@example.org").await.expect(201);
    let other = log_in(&shop, "ada@example.org", PASSWORD).await.expect(200);
    let ada = shop.guest().with_bearer(access_token(&kept));

    let wrong = json!({ "old_password": "something else", "new_password": NEW_PASSWORD });
    ada.post("/me/password", &wrong).await.refuses(422, "wrong_password");
    let weak = json!({ "old_password": PASSWORD, "new_password": "short" });
    assert_eq!(fields(ada.post("/me/password", &weak).await), ["new_password"]);
    let change = json!({
        "old_password": PASSWORD,
        "new_password": NEW_PASSWORD,
        "refresh_token": refresh_token(&kept),
    });
    assert_eq!(ada.post("/me/password", &change).await.status, 204);

    refresh(&shop, &refresh_token(&other)).await.refuses(401, "refresh_invalid");
    refresh(&shop, &refresh_token(&kept)).await.expect(200);
    log_in(&shop, "ada@example.org", PASSWORD).await.refuses(401, "wrong_credentials");
    log_in(&shop, "ada@example.org", NEW_PASSWORD).await.expect(200);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn of_two_password_changes_at_once_one_wins() {
    let shop = Shop::open().await;
    let ada = shop.customer("ada@example.org").await;
    let change = |new: &str| json!({ "old_password": PASSWORD, "new_password": new });
    let (one, other) = (change(NEW_PASSWORD), change("another battery entirely"));
    let (first, second) =
        futures_util::future::join(ada.post("/me/password", &one), ada.post("/me/password", &other)).await;
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses[0], 204);
    // The other was told either that it came too late, or that the old password is no longer that.
    assert!(matches!(statuses[1], 409 | 422), "{statuses:?}");
    shop.run_jobs().await;
    shop.close().await;
}
