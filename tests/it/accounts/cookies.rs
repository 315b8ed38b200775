//! Sessions of browsers: the refresh token is in a cookie, which the shop's own pages alone can use.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{PASSWORD, access_token, refresh, register};
use crate::shop::{Answer, Shop};

/// As a page of the shop asks. `cookie` is what the browser has.
fn page(shop: &Shop, path: &str, cookie: Option<&str>, body: &Value) -> RequestBuilder {
    let request = shop.request(Method::POST, &format!("/api/v1/auth/{path}")).json(body);
    let request = request.header("session-transport", "cookie").header("origin", shop.url());
    match cookie {
        Some(cookie) => request.header("cookie", format!("other=1; {cookie}")),
        None => request,
    }
}

/// The name and value that the browser is told to keep.
#[track_caller]
fn kept(answer: &Answer) -> String {
    let cookie = answer.header("set-cookie").expect("a cookie is set");
    for part in ["Path=/api/v1/auth", "HttpOnly", "SameSite=Strict"] {
        assert!(cookie.split("; ").any(|own| own == part), "{cookie}");
    }
    cookie.split(';').next().unwrap().to_owned()
}

async fn log_in(shop: &Shop) -> Answer {
    let body = json!({ "email": "ada@example.org", "password": PASSWORD });
    shop.send(page(shop, "login", None, &body)).await
}

#[tokio::test]
async fn a_browser_goes_on_with_its_cookie_and_never_sees_the_token() {
    let shop = Shop::open().await;
    register(&shop, "ada@example.org").await.expect(201);
    let session = log_in(&shop).await;
    let first = kept(&session);
    let session = session.expect(200);
    assert_eq!(session["tokens"].get("refresh_token"), None);

    let refreshed = shop.send(page(&shop, "refresh", Some(&first), &json!({}))).await;
    let second = kept(&refreshed);
    assert_ne!(second, first);
    let refreshed = refreshed.expect(200);
    assert_eq!(refreshed["user"], session["user"]);
    assert_eq!(refreshed["tokens"].get("refresh_token"), None);
    shop.guest().with_bearer(access_token(&refreshed)).get("/me").await.expect(200);

    let left = shop.send(page(&shop, "logout", Some(&second), &json!({}))).await;
    assert_eq!(left.status, 204);
    assert!(left.header("set-cookie").unwrap().contains("=; Max-Age=0;"));
    shop.send(page(&shop, "refresh", Some(&second), &json!({}))).await.refuses(401, "refresh_invalid");
    // Whoever is logged out already may log out.
    assert_eq!(shop.send(page(&shop, "logout", None, &json!({}))).await.status, 204);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn registering_in_a_browser_opens_such_a_session_too() {
    let shop = Shop::open().await;
    let body = json!({ "email": "ada@example.org", "name": "Ada", "password": PASSWORD });
    let answer = shop.send(page(&shop, "register", None, &body)).await;
    let cookie = kept(&answer);
    assert_eq!(answer.expect(201)["tokens"].get("refresh_token"), None);
    shop.send(page(&shop, "refresh", Some(&cookie), &json!({}))).await.expect(200);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn nobody_else_can_use_the_cookie() {
    let shop = Shop::open().await;
    register(&shop, "ada@example.org").await.expect(201);
    let cookie = kept(&log_in(&shop).await);
    let ask =
        || shop.request(Method::POST, "/api/v1/auth/refresh").json(&json!({})).header("cookie", &cookie);

    // A form of another site can send no such header, and without it the cookie counts for nothing.
    shop.send(ask().header("origin", shop.url())).await.refuses(422, "validation_failed");
    let with = || ask().header("session-transport", "cookie");
    shop.send(with()).await.refuses(403, "origin_not_allowed");
    shop.send(with().header("origin", "https://evil.example")).await.refuses(403, "origin_not_allowed");
    shop.send(with().header("origin", "null")).await.refuses(403, "origin_not_allowed");
    let crossing = with().header("origin", shop.url()).header("sec-fetch-site", "cross-site");
    shop.send(crossing).await.refuses(403, "origin_not_allowed");
    shop.send(with().header("sec-fetch-site", "same-site")).await.refuses(403, "origin_not_allowed");
    // It was not used up by any of these.
    shop.send(page(&shop, "refresh", Some(&cookie), &json!({}))).await.expect(200);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn programs_keep_their_way() {
    let shop = Shop::open().await;
    let session = register(&shop, "ada@example.org").await;
    assert_eq!(session.header("set-cookie"), None);
    let token = super::refresh_token(&session.expect(201));
    let refreshed = refresh(&shop, &token).await;
    assert_eq!(refreshed.header("set-cookie"), None);
    refreshed.expect(200);
    shop.guest().post("/auth/refresh", &json!({})).await.refuses(422, "validation_failed");
    shop.guest().post("/auth/logout", &json!({})).await.refuses(422, "validation_failed");
    // With the header, what stands in the body does not count.
    let mixed = page(&shop, "refresh", None, &json!({ "refresh_token": token }));
    shop.send(mixed).await.refuses(401, "refresh_invalid");
    let odd = shop.request(Method::POST, "/api/v1/auth/refresh").header("session-transport", "pigeon");
    shop.send(odd.json(&json!({ "refresh_token": token }))).await.refuses(400, "invalid_parameter");
    shop.run_jobs().await;
    shop.close().await;
}
