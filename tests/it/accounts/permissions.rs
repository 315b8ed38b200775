//! Who may do what: every operation, as everybody, against one table.

use std::collections::HashSet;

use reqwest::Method;
use serde_json::{Value, json};

use super::table::{Access, ROLES, TABLE, documented, operation};
use crate::shop::{Actor, Order, Shop, card};

const NOBODY: &str = "00000000-0000-7000-8000-000000000000";

/// Somebody who tries everything.
struct Somebody {
    who: String,
    actor: Actor,
    is_stranger: bool,
    is_owner: bool,
    permissions: HashSet<String>,
}

impl Somebody {
    fn new(who: &str, actor: Actor) -> Self {
        let permissions = HashSet::new();
        Self { who: who.to_owned(), actor, is_stranger: false, is_owner: false, permissions }
    }
}

struct Things {
    order: Order,
    line: String,
}

/// The status alone: some answers never end.
async fn ask(shop: &Shop, somebody: &Somebody, method: &str, path: &str, things: &Things) -> u16 {
    let id = match path {
        _ if path.starts_with("/cart/lines") => &things.line,
        "/webhooks/payments/?" => "sandbox",
        "/orders/?"
        | "/orders/?/invoice"
        | "/orders/?/credit-notes"
        | "/orders/?/live"
        | "/orders/?/returns"
        | "/orders/?/payments"
        | "/orders/?/cancel" => &things.order.id,
        _ => NOBODY,
    };
    // One `?` begins the query; the others are ids.
    let address = match path.split_once('?') {
        Some((_, query)) if query.contains('=') => path.to_owned(),
        _ => path.replace('?', id),
    };
    let body = match path {
        "/orders/?/payments" => json!({ "provider": "sandbox", "token": card::token(card::GOOD) }),
        "/cart/lines/?" => json!({ "quantity": 1 }),
        "/orders/?/returns" => json!({ "lines": [{ "line_id": NOBODY, "quantity": 1, "reason": "other" }] }),
        _ => json!({}),
    };
    let mut request = shop.request(method.parse::<Method>().unwrap(), &format!("/api/v1{address}"));
    if !somebody.is_stranger {
        request = request.bearer_auth(somebody.actor.bearer());
    }
    if !matches!(method, "GET" | "DELETE") {
        let key = format!("{} {path}", somebody.who);
        request = request.header("idempotency-key", key.replace(' ', "-")).json(&body);
    }
    let answer = request.send().await.unwrap();
    if answer.status() == 401 && somebody.is_stranger {
        assert!(answer.headers().contains_key("www-authenticate"), "{method} {path}");
    }
    answer.status().as_u16()
}

/// What is wrong with this status, if anything is.
fn judge(access: Access, somebody: &Somebody, status: u16) -> Option<&'static str> {
    let has = |permission: &str| somebody.permissions.contains(permission);
    let expected = match access {
        Access::Everyone => None,
        Access::LoggedIn => somebody.is_stranger.then_some(401),
        Access::Needs(_) | Access::NeedsAny(_) if somebody.is_stranger => Some(401),
        Access::NeedsAny(any) => (!any.iter().any(|permission| has(permission))).then_some(403),
        Access::Needs(permission) | Access::Public(permission) => (!has(permission)).then_some(403),
        Access::Order(permission) => (!somebody.is_owner && !has(permission)).then_some(404),
        Access::CartLine => (!somebody.is_owner).then_some(404),
        Access::Outside => Some(401),
    };
    let is_let_in = match access {
        Access::Order(_) | Access::CartLine => !matches!(status, 401 | 403 | 404 | 500..),
        _ => !matches!(status, 401 | 403 | 500..),
    };
    match expected {
        Some(expected) => (status != expected).then_some("should have been refused"),
        None => (!is_let_in).then_some("should have been let in"),
    }
}

async fn with_role(shop: &Shop, role: &str, permissions: &[&str]) -> Somebody {
    let body = json!({
        "email": format!("{role}@penden.example"), "name": "Grace", "password": super::PASSWORD, "roles": [role],
    });
    let member = shop.admin().await.post("/staff", &body).await.expect(201);
    let mut named: Vec<&str> =
        member["permissions"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    let mut expected = permissions.to_vec();
    named.sort_unstable();
    expected.sort_unstable();
    assert_eq!(named, expected, "{role}");
    let session = super::log_in(shop, &format!("{role}@penden.example"), super::PASSWORD).await.expect(200);
    let actor = shop.guest().with_bearer(super::access_token(&session));
    let permissions = expected.into_iter().map(str::to_owned).collect();
    Somebody { permissions, ..Somebody::new(role, actor) }
}

async fn everybody(shop: &Shop, owner: Actor) -> Vec<Somebody> {
    let mut all = vec![
        Somebody { is_stranger: true, ..Somebody::new("a stranger", shop.guest()) },
        Somebody::new("another customer", shop.customer("eve@example.org").await),
    ];
    for (role, permissions) in ROLES {
        all.push(with_role(shop, role, permissions).await);
    }
    let named = shop.admin().await.get("/permissions").await.expect(200);
    let permissions = named["items"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned());
    let permissions = permissions.collect();
    all.push(Somebody { permissions, ..Somebody::new("admin", shop.admin().await) });
    // Last, since what is theirs may be gone afterwards.
    all.push(Somebody { is_owner: true, ..Somebody::new("the owner", owner) });
    all
}

#[tokio::test]
async fn everybody_may_what_the_table_says_and_nothing_else() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let ada = shop.customer("ada@example.org").await;
    let order = ada.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    let cart = ada.add(&mug, 1).await;
    let things = Things { order, line: cart["lines"][0]["id"].as_str().unwrap().to_owned() };
    let everybody = everybody(&shop, ada).await;
    let mut wrong = Vec::new();
    for (method, path, access) in TABLE {
        for somebody in &everybody {
            let status = ask(&shop, somebody, method, path, &things).await;
            if let Some(judgement) = judge(*access, somebody, status) {
                wrong.push(format!("{} {judgement}: {method} {path}: {status}", somebody.who));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    shop.run_jobs().await;
    shop.close().await;
}

/// So that no operation goes without a line in the table.
#[tokio::test]
async fn every_operation_is_in_the_table_and_nothing_else_is() {
    let shop = Shop::open().await;
    let documented = documented(&shop.fetch("/openapi.json").await.expect(200));
    let table: Vec<_> = TABLE.iter().map(|(method, path, _)| operation(method, path)).collect();
    let missing: Vec<_> = documented.iter().filter(|one| !table.contains(one)).collect();
    assert!(missing.is_empty(), "say who may do this, in table.rs: {missing:?}");
    let gone: Vec<_> = table.iter().filter(|one| !documented.contains(one)).collect();
    assert!(gone.is_empty(), "there is no such operation: {gone:?}");
    shop.close().await;
}

#[tokio::test]
async fn nobody_makes_themselves_staff() {
    let shop = Shop::open().await;
    let body: Value = json!({
        "email": "eve@example.org",
        "name": "Eve",
        "password": super::PASSWORD,
        "role": "admin",
    });
    assert_eq!(super::fields(shop.guest().post("/auth/register", &body).await), ["role"]);
    let staff = shop.request(Method::GET, "/api/v1/me").bearer_auth(shop.staff().await.bearer());
    assert_eq!(shop.send(staff).await.expect(200)["role"], "staff");
    shop.close().await;
}
