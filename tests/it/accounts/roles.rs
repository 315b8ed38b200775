//! Roles and those who have them: made, given, taken; and what nobody can do.

use serde_json::{Value, json};

use super::{access_token, log_in, refresh, refresh_token};
use crate::shop::{Actor, Shop, until};

/// Somebody with these roles, logged in, and their id.
async fn member(shop: &Shop, name: &str, roles: &[&str]) -> (Actor, String) {
    let email = format!("{name}@penden.example");
    let body = json!({ "email": email, "name": name, "password": super::PASSWORD, "roles": roles });
    let member = shop.admin().await.post("/staff", &body).await.expect(201);
    let session = log_in(shop, &email, super::PASSWORD).await.expect(200);
    (shop.guest().with_bearer(access_token(&session)), member["id"].as_str().unwrap().to_owned())
}

async fn my_id(actor: &Actor) -> String {
    actor.get("/me").await.expect(200)["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_role_is_made_given_changed_and_taken_and_holds_at_once() {
    let shop = Shop::open().await;
    let admin = shop.admin().await;
    let role = json!({ "slug": "packer", "name": "Packer", "permissions": ["orders_read"] });
    assert_eq!(admin.post("/roles", &role).await.expect(201)["version"], 1);
    admin.post("/roles", &role).await.refuses(409, "slug_taken");
    let (paul, id) = member(&shop, "paul", &["packer", "operator"]).await;
    assert_eq!(paul.get("/me").await.expect(200)["roles"], json!(["operator", "packer"]));
    assert_eq!(paul.get("/orders?all=true").await.status, 200);
    assert_eq!(paul.get("/sales/daily?from=2026-01-01&to=2026-01-31").await.status, 403);

    let more = json!({ "permissions": ["orders_read", "sales_read"], "version": 1 });
    assert_eq!(admin.patch("/roles/packer", &more).await.expect(200)["version"], 2);
    assert_eq!(paul.get("/sales/daily?from=2026-01-01&to=2026-01-31").await.status, 200);
    admin.patch("/roles/packer", &more).await.refuses(409, "changed_meanwhile");
    admin.delete("/roles/packer").await.refuses(409, "role_in_use");

    let path = format!("/staff/{id}/roles");
    admin.put(&path, &json!({ "roles": ["operator"] })).await.expect(200);
    assert_eq!(paul.get("/orders?all=true").await.status, 403);
    assert_eq!(paul.get("/jobs").await.status, 200);
    admin.delete("/roles/packer").await.expect(204);
    admin.put(&path, &json!({ "roles": ["packer"] })).await.refuses(422, "validation_failed");
    admin.put(&path, &json!({ "roles": [] })).await.expect(200);
    assert_eq!(paul.get("/me").await.expect(200)["role"], "customer");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn nobody_gives_or_takes_what_they_do_not_have() {
    let shop = Shop::open().await;
    let admin = shop.admin().await;
    let permissions = [
        "users_read",
        "users_write",
        "roles_write",
        "orders_read",
        "orders_write",
        "checkout_read",
        "returns_read",
        "returns_write",
    ];
    let lead = json!({ "slug": "lead", "name": "Lead", "permissions": permissions });
    admin.post("/roles", &lead).await.expect(201);
    let (lea, lea_id) = member(&shop, "lea", &["lead"]).await;
    let (_, fin_id) = member(&shop, "fin", &["finance"]).await;
    let refused = "beyond_own_permissions";
    let staff = |role: &str| json!({ "email": "x@penden.example", "name": "X", "password": super::PASSWORD, "roles": [role] });
    for role in ["admin", "finance", "operator", "support"] {
        lea.post("/staff", &staff(role)).await.refuses(422, refused);
        lea.put(&format!("/staff/{lea_id}/roles"), &json!({ "roles": ["lead", role] }))
            .await
            .refuses(422, refused);
    }
    lea.put(&format!("/staff/{fin_id}/roles"), &json!({ "roles": [] })).await.refuses(422, refused);
    lea.post(&format!("/staff/{fin_id}/deactivate"), &json!({})).await.refuses(422, refused);
    let admin_id = my_id(&admin).await;
    lea.post(&format!("/staff/{admin_id}/deactivate"), &json!({})).await.refuses(422, refused);
    // Nor by way of a role: neither a new one, nor one's own, nor somebody else's.
    let new = json!({ "slug": "own", "name": "Own", "permissions": ["payments_refund"] });
    lea.post("/roles", &new).await.refuses(422, refused);
    for (slug, permissions) in [("lead", json!(["users_write", "jobs_write"])), ("finance", json!([]))] {
        let change = json!({ "permissions": permissions });
        lea.patch(&format!("/roles/{slug}"), &change).await.refuses(422, refused);
    }
    admin.patch("/roles/admin", &json!({ "permissions": [] })).await.refuses(422, "role_fixed");
    admin.delete("/roles/support").await.refuses(422, "role_shipped");
    // What she has she may give.
    lea.post("/staff", &staff("fulfilment")).await.expect(201);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn the_last_administrator_stays_even_when_two_dismiss_each_other_at_once() {
    let shop = Shop::open().await;
    let (ada, ada_id) = (shop.admin().await, my_id(&shop.admin().await).await);
    ada.put(&format!("/staff/{ada_id}/roles"), &json!({ "roles": [] })).await.refuses(422, "last_admin");
    ada.post(&format!("/staff/{ada_id}/deactivate"), &json!({})).await.refuses(422, "last_admin");

    let (bob, bob_id) = member(&shop, "bob", &["admin"]).await;
    let (ada_path, bob_path) = (format!("/staff/{ada_id}/roles"), format!("/staff/{bob_id}/roles"));
    let none = json!({ "roles": [] });
    let (one, other) = tokio::join!(ada.put(&bob_path, &none), bob.put(&ada_path, &none));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    // The slower one is refused, as the last one or because they are none any more.
    assert!(statuses[0] == 200 && matches!(statuses[1], 403 | 422), "{statuses:?}");
    let left = if one.status == 200 { ada } else { bob };
    let admins = left.get("/staff?role=admin").await.expect(200);
    assert_eq!(admins["items"].as_array().unwrap().len(), 1);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn who_is_closed_is_out_and_comes_back_with_their_roles() {
    let shop = Shop::open().await;
    let admin = shop.admin().await;
    let (sue, id) = member(&shop, "sue", &["support"]).await;
    let session = log_in(&shop, "sue@penden.example", super::PASSWORD).await.expect(200);
    admin.post(&format!("/staff/{id}/deactivate"), &json!({})).await.expect(200);
    sue.get("/me").await.refuses(401, "account_closed");
    sue.get("/products").await.refuses(401, "account_closed");
    refresh(&shop, &refresh_token(&session)).await.refuses(401, "refresh_invalid");
    log_in(&shop, "sue@penden.example", super::PASSWORD).await.refuses(401, "account_closed");
    log_in(&shop, "sue@penden.example", "not the password").await.refuses(401, "wrong_credentials");
    let closed = admin.get("/staff?active=false").await.expect(200);
    assert_eq!(closed["items"][0]["id"], json!(id));
    admin.post(&format!("/staff/{id}/reactivate"), &json!({})).await.expect(200);
    assert_eq!(sue.get("/orders?all=true").await.status, 200);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn another_process_learns_of_a_role_within_seconds() {
    let shop = Shop::open().await;
    let (sue, id) = member(&shop, "sue", &["support"]).await;
    assert_eq!(sue.get("/orders?all=true").await.status, 200);
    let (store, id) = (&shop.services.store, id.parse().unwrap());
    let dismiss = async |txn: &domain::Txn| {
        domain::accounts::staff::set_roles(txn, domain::audit::Actor::System, id, &[]).await
    };
    store.write(dismiss).await.unwrap();
    until("the role to be gone", async || sue.get("/orders?all=true").await.status == 403).await;
    shop.run_jobs().await;
    shop.close().await;
}

fn emails(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|one| one["email"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn staff_is_listed_page_by_page_and_by_what_is_known() {
    let shop = Shop::open().await;
    for (name, role) in [("bea", "support"), ("cid", "finance")] {
        member(&shop, name, &[role]).await;
    }
    shop.customer("ada@example.org").await;
    let admin = shop.admin().await;
    let first = admin.get("/staff?limit=2").await.expect(200);
    assert_eq!(emails(&first), ["admin@penden.example", "bea@penden.example"]);
    let path = format!("/staff?limit=2&cursor={}", first["next_cursor"].as_str().unwrap());
    let second = admin.get(&path).await.expect(200);
    assert_eq!(emails(&second), ["cid@penden.example", "staff@penden.example"]);
    assert!(second["next_cursor"].is_null());
    assert_eq!(emails(&admin.get("/staff?role=finance").await.expect(200))[..1], ["cid@penden.example"]);
    assert_eq!(emails(&admin.get("/staff?email=bea").await.expect(200)), ["bea@penden.example"]);
    let last = admin.get("/staff?sort=descending&limit=1").await.expect(200);
    assert_eq!(emails(&last), ["staff@penden.example"]);
    let slugs = |page: &Value| -> Vec<String> {
        let roles = page["items"].as_array().unwrap().iter();
        roles.map(|role| role["slug"].as_str().unwrap().to_owned()).collect()
    };
    let roles = admin.get("/roles?limit=2").await.expect(200);
    let cursor = roles["next_cursor"].as_str().unwrap();
    let rest = admin.get(&format!("/roles?limit=2&cursor={cursor}")).await.expect(200);
    assert!(slugs(&roles) < slugs(&rest), "{roles} {rest}");
    for list in ["staff", "stock", "tags"] {
        admin.get(&format!("/{list}?cursor={cursor}")).await.expect(422);
    }
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn who_is_invited_sets_a_password_of_their_own() {
    let shop = Shop::open().await;
    let body = json!({ "email": "ivy@penden.example", "name": "Ivy", "roles": ["support"] });
    shop.admin().await.post("/staff", &body).await.expect(201);
    let token = shop.mailed_token("reset_password", "ivy@penden.example").await;
    let own = json!({ "token": token, "new_password": "staple every battery" });
    shop.guest().post("/auth/password-reset/confirm", &own).await.expect(204);
    let session = log_in(&shop, "ivy@penden.example", "staple every battery").await.expect(200);
    assert_eq!(session["user"]["roles"], json!(["support"]));
    shop.run_jobs().await;
    shop.close().await;
}
