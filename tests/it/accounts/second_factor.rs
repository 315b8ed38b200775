//! A second factor: getting one, logging in with it, losing it.

use std::collections::HashSet;
use std::time::{SystemTime, UNIX_EPOCH};

use reqwest::Url;
use serde_json::{Value, json};
use totp_rs::TOTP;

use super::{PASSWORD, access_token, log_in};
use crate::shop::{Actor, Answer, Shop};

/// An app that makes codes, and the recovery codes on paper.
pub struct App {
    totp: TOTP,
    pub paper: Vec<String>,
}

impl App {
    /// The code of a step from now: 0 is this one, -1 the one before.
    fn code(&self, steps: i64) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        self.totp.generate(now.checked_add_signed(30 * steps).unwrap())
    }
}

/// Gives an account a second factor. The code of the step before is used up.
pub async fn second_factor(shop: &Shop, email: &str) -> App {
    let session = log_in(shop, email, PASSWORD).await.expect(200);
    let me = shop.guest().with_bearer(access_token(&session));
    enrol(&me).await
}

async fn enrol(me: &Actor) -> App {
    let secret = me.post("/me/second-factor", &json!({ "password": PASSWORD })).await.expect(200);
    let url = secret["url"].as_str().unwrap();
    assert!(Url::parse(url).unwrap().query_pairs().any(|pair| pair == ("issuer".into(), "Penden".into())));
    let mut app = App { totp: TOTP::from_url(url).unwrap(), paper: Vec::new() };
    assert_eq!(secret["secret"], app.totp.get_secret_base32());
    let codes = me.post("/me/second-factor/confirm", &json!({ "code": app.code(-1) })).await.expect(200);
    app.paper =
        codes["codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned()).collect();
    assert_eq!(app.paper.iter().collect::<HashSet<_>>().len(), 10);
    app
}

async fn log_in_with(shop: &Shop, email: &str, code: &str) -> Answer {
    let body = json!({ "email": email, "password": PASSWORD, "code": code });
    shop.guest().post("/auth/login", &body).await
}

fn of(session: &Value, shop: &Shop) -> Actor {
    shop.guest().with_bearer(access_token(session))
}

#[tokio::test]
async fn a_password_alone_is_not_enough_any_more() {
    let shop = Shop::open().await;
    let before = super::register(&shop, "ada@example.org").await.expect(201);
    let app = second_factor(&shop, "ada@example.org").await;
    super::refresh(&shop, &super::refresh_token(&before)).await.refuses(401, "refresh_invalid");

    log_in(&shop, "ada@example.org", PASSWORD).await.refuses(401, "second_factor_required");
    log_in_with(&shop, "ada@example.org", &app.code(-1)).await.refuses(401, "wrong_code");
    log_in_with(&shop, "ada@example.org", &app.code(20)).await.refuses(401, "wrong_code");
    let code = app.code(0);
    let session = log_in_with(&shop, "ada@example.org", &code).await.expect(200);
    log_in_with(&shop, "ada@example.org", &code).await.refuses(401, "wrong_code");

    let state = of(&session, &shop).get("/me/second-factor").await.expect(200);
    assert!(state["since"].is_string() && state["recovery_codes"] == 10, "{state}");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn of_two_who_use_one_code_at_once_one_gets_in() {
    let shop = Shop::open().await;
    super::register(&shop, "ada@example.org").await.expect(201);
    let app = second_factor(&shop, "ada@example.org").await;
    for code in [app.code(0), app.paper[0].clone()] {
        let (one, two) = tokio::join!(
            log_in_with(&shop, "ada@example.org", &code),
            log_in_with(&shop, "ada@example.org", &code)
        );
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 401], "{code}");
    }
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn who_lost_the_app_gets_in_with_what_is_on_paper() {
    let shop = Shop::open().await;
    super::register(&shop, "ada@example.org").await.expect(201);
    let app = second_factor(&shop, "ada@example.org").await;
    let typed = app.paper[3].to_uppercase().replace('-', " ");
    let session = log_in_with(&shop, "ada@example.org", &typed).await.expect(200);
    log_in_with(&shop, "ada@example.org", &app.paper[3]).await.refuses(401, "wrong_code");
    let me = of(&session, &shop);
    assert_eq!(me.get("/me/second-factor").await.expect(200)["recovery_codes"], 9);

    let renewed =
        me.post("/me/second-factor/recovery-codes", &json!({ "code": app.paper[4] })).await.expect(200);
    log_in_with(&shop, "ada@example.org", &app.paper[5]).await.refuses(401, "wrong_code");
    let new = renewed["codes"][0].as_str().unwrap();
    me.post("/me/second-factor/remove", &json!({ "code": "000000" })).await.refuses(422, "wrong_code");
    me.post("/me/second-factor/remove", &json!({ "code": new })).await.expect(204);
    log_in(&shop, "ada@example.org", PASSWORD).await.expect(200);
    assert!(me.get("/me/second-factor").await.expect(200)["since"].is_null());
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn nothing_is_asked_for_before_a_code_was_right() {
    let shop = Shop::open().await;
    let ada = shop.customer("ada@example.org").await;
    ada.post("/me/second-factor", &json!({ "password": "wrong" })).await.refuses(422, "wrong_password");
    ada.post("/me/second-factor/confirm", &json!({ "code": "123456" }))
        .await
        .refuses(422, "no_second_factor");
    ada.post("/me/second-factor", &json!({ "password": PASSWORD })).await.expect(200);
    ada.post("/me/second-factor/confirm", &json!({ "code": "12345x" })).await.refuses(422, "wrong_code");
    log_in(&shop, "ada@example.org", PASSWORD).await.expect(200);
    enrol(&ada).await;
    ada.post("/me/second-factor", &json!({ "password": PASSWORD }))
        .await
        .refuses(422, "second_factor_exists");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn who_guesses_codes_waits() {
    let shop = Shop::open().await;
    super::register(&shop, "ada@example.org").await.expect(201);
    second_factor(&shop, "ada@example.org").await;
    let mut statuses = Vec::new();
    for guess in 0..12 {
        let answer = log_in_with(&shop, "ada@example.org", &format!("{guess:06}")).await;
        statuses.push(answer.status);
    }
    assert_eq!(statuses.last(), Some(&429), "{statuses:?}");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn staff_can_be_made_to_have_one() {
    let shop = Shop::open().await;
    let admin = shop.admin().await;
    let sue =
        json!({ "email": "sue@penden.example", "name": "Sue", "password": PASSWORD, "roles": ["support"] });
    let sue = admin.post("/staff", &sue).await.expect(201);
    admin.patch("/settings", &json!({ "staff_second_factor": true })).await.expect(200);
    admin.get("/settings").await.refuses(403, "second_factor_needed");
    let session = log_in(&shop, "sue@penden.example", PASSWORD).await.expect(200);
    let me = of(&session, &shop);
    me.get("/mails").await.refuses(403, "second_factor_needed");
    me.get("/me").await.expect(200);
    enrol(&me).await;
    me.get("/mails").await.expect(200);
    admin.get("/staff").await.refuses(403, "second_factor_needed");
    let id = sue["id"].as_str().unwrap();
    me.post(&format!("/staff/{id}/second-factor/reset"), &json!({})).await.refuses(403, "forbidden");
    shop.run_jobs().await;
    shop.close().await;
}
