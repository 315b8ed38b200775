//! Getting an account and coming back to it.

use domain::entity::user;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::{PASSWORD, access_token, fields, log_in, register};
use crate::shop::Shop;

#[tokio::test]
async fn whoever_registers_is_logged_in_at_once() {
    let shop = Shop::open().await;
    let session = register(&shop, " Ada@Example.org ").await.expect(201);
    let user = &session["user"];
    assert_eq!((&user["email"], &user["role"]), (&json!("ada@example.org"), &json!("customer")));
    assert_eq!(user["permissions"], json!([]));
    assert_eq!(session["tokens"]["token_type"], "Bearer");
    assert_eq!(session["tokens"]["expires_in"], 600);

    let me = shop.guest().with_bearer(access_token(&session)).get("/me").await.expect(200);
    assert_eq!(me, *user);
    let again = log_in(&shop, "ADA@example.ORG", PASSWORD).await.expect(200);
    assert_eq!(again["user"], *user);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_new_customer_is_welcomed_once() {
    let shop = Shop::open().await;
    shop.customer("ada@example.org").await;
    shop.run_jobs().await;
    shop.rerun("notifications.send_mail").await;
    shop.run_jobs().await;

    let page = shop.staff().await.get("/mails").await.expect(200);
    let mails: Vec<&Value> = page["items"].as_array().unwrap().iter().collect();
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert_eq!(
        (&mails[0]["template"], &mails[0]["recipient"]),
        (&json!("welcome"), &json!("ada@example.org"))
    );
    shop.close().await;
}

#[tokio::test]
async fn an_address_is_taken_whatever_its_case() {
    let shop = Shop::open().await;
    register(&shop, "ada@example.org").await.expect(201);
    register(&shop, "Ada@EXAMPLE.org").await.refuses(409, "email_taken");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn of_two_who_register_one_address_at_once_one_gets_it() {
    let shop = Shop::open().await;
    let before = user::Entity::find().count(shop.services.store.read()).await.unwrap();
    let (one, other) =
        futures_util::future::join(register(&shop, "ada@example.org"), register(&shop, "ADA@example.org"))
            .await;
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    let after = user::Entity::find().count(shop.services.store.read()).await.unwrap();
    assert_eq!(after - before, 1);
    shop.run_jobs().await;
    assert_eq!(shop.jobs("notifications.send_mail").await.len(), 1);
    shop.close().await;
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once() {
    let shop = Shop::open().await;
    let guest = shop.guest();
    let body = json!({ "email": "ada", "name": " ", "password": "too short" });
    let answer = guest.post("/auth/register", &body).await;
    assert_eq!(fields(answer), ["email", "name", "password"]);
    for password in ["123456789", "ADA@example.org", &"x".repeat(129)] {
        let body = json!({ "email": "ada@example.org", "name": "Ada", "password": password });
        assert_eq!(fields(guest.post("/auth/register", &body).await), ["password"], "{password}");
    }
    shop.close().await;
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_the_same_answer() {
    let shop = Shop::open().await;
    register(&shop, "ada@example.org").await.expect(201);
    let mut answers = Vec::new();
    for (email, password) in [
        ("ada@example.org", "correct horse battery stable"),
        ("eve@example.org", PASSWORD),
        ("no address", PASSWORD),
        ("ada@example.org", ""),
    ] {
        let answer = log_in(&shop, email, password).await;
        assert!(answer.header("www-authenticate").unwrap().starts_with("Bearer"));
        let mut problem = answer.expect(401);
        assert_eq!(problem["code"], "wrong_credentials");
        problem.as_object_mut().unwrap().remove("request_id");
        answers.push(problem);
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
    shop.run_jobs().await;
    shop.close().await;
}
