//! Commands that work on a shop and end.

use serde_json::json;

use super::{Run, penden};
use crate::shop::{Shop, card};

async fn run(shop: &Shop, arguments: &[&str]) -> Run {
    penden(&shop.environment(), arguments, "").await
}

#[tokio::test]
async fn migrating_twice_is_like_migrating_once() {
    let shop = Shop::open().await;
    let folder = shop.folder().join("fresh");
    let fresh = vec![("PENDEN_DATA_DIR".to_owned(), folder.display().to_string())];
    for environment in [&fresh, &fresh, &shop.environment()] {
        let run = penden(environment, &["migrate"], "").await;
        assert!(run.is_success(), "{run:?}");
    }
    assert!(folder.join("penden.db").exists());
    shop.guest().get("/products").await.expect(200);
    shop.close().await;
}

#[tokio::test]
async fn the_demo_shop_is_filled_once_without_serving() {
    let shop = Shop::open().await;
    let listed = async || shop.guest().get("/products?limit=100").await.expect(200)["items"].clone();
    assert_eq!(listed().await, json!([]));
    assert!(run(&shop, &["demo", "--fill"]).await.is_success());
    shop.run_jobs().await;
    let filled = listed().await;
    assert!(filled.as_array().unwrap().len() > 20, "{filled}");
    assert!(run(&shop, &["demo", "--fill"]).await.is_success());
    assert_eq!(listed().await, filled);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn an_operator_is_created_and_logs_in() {
    let shop = Shop::open().await;
    let password = "a password for the operator";
    let create = async |role: &str| {
        let arguments = ["users", "create", "Grace@Example.org", "--role", role, "--name", "Grace"];
        penden(&shop.environment(), &arguments, &format!("{password}\n")).await
    };
    let log_in = async || {
        let body = json!({ "email": "grace@example.org", "password": password });
        shop.guest().post("/auth/login", &body).await.expect(200)["user"].clone()
    };
    let made = create("staff").await;
    assert!(made.is_success() && made.stdout.contains("grace@example.org is staff"), "{made:?}");
    let user = log_in().await;
    assert_eq!((&user["role"], &user["name"]), (&json!("staff"), &json!("Grace")));
    // Again only changes the role.
    assert!(create("admin").await.is_success());
    let promoted = log_in().await;
    assert_eq!((&promoted["role"], &promoted["id"]), (&json!("admin"), &user["id"]));

    let weak = penden(&shop.environment(), &["users", "create", "eve@example.org"], "short").await;
    assert_eq!(weak.code, Some(1), "{weak:?}");
    assert!(weak.stderr.contains("password must have"), "{weak:?}");
    assert!(!made.stdout.contains(password) && !made.stderr.contains(password), "{made:?}");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn signing_keys_are_listed_rotated_and_retired() {
    let shop = Shop::open().await;
    let list = async || {
        let run = run(&shop, &["keys", "list"]).await;
        assert!(run.is_success(), "{run:?}");
        let kids = run.stdout.lines().map(|line| line.split_whitespace().next().unwrap().to_owned());
        kids.collect::<Vec<_>>()
    };
    assert_eq!(list().await, ["key-0001"]);
    let last = run(&shop, &["keys", "retire", "key-0001"]).await;
    assert!(last.code == Some(1) && last.stderr.contains("rotate first"), "{last:?}");
    let rotated = run(&shop, &["keys", "rotate"]).await;
    assert!(rotated.stdout.contains("key-0002 signs from now on"), "{rotated:?}");
    assert_eq!(list().await, ["key-0002", "key-0001"]);
    assert!(run(&shop, &["keys", "retire", "key-0001"]).await.is_success());
    assert_eq!(list().await, ["key-0002"]);
    let unknown = run(&shop, &["keys", "retire", "key-0001"]).await;
    assert!(unknown.code == Some(1) && unknown.stderr.contains("no such signing key"), "{unknown:?}");
    shop.close().await;
}

#[tokio::test]
async fn read_models_are_built_anew_and_end_the_same() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let ada = shop.customer("ada@example.org").await;
    ada.buy(&mug, card::GOOD).await;
    ada.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    let today = domain::clock::now().format("%Y-%m-%d");
    let sales = format!("/sales/daily?from={today}&to={today}");
    let staff = shop.staff().await;
    let before = (ada.history().await, staff.get(&sales).await.expect(200));
    assert_eq!(before.0.len(), 2);

    let all = run(&shop, &["read-models", "rebuild", "--all"]).await;
    assert!(all.is_success(), "{all:?}");
    assert_eq!(all.stdout.matches("rebuilt from the events of 2 orders").count(), 3, "{all:?}");
    assert_eq!((ada.history().await, staff.get(&sales).await.expect(200)), before);

    let one = run(&shop, &["read-models", "rebuild", "daily-sales"]).await;
    assert!(one.is_success() && one.stdout.starts_with("daily-sales"), "{one:?}");
    let none = run(&shop, &["read-models", "rebuild", "weather"]).await;
    assert!(none.code == Some(1) && none.stderr.contains("order-history"), "{none:?}");
    shop.close().await;
}

#[tokio::test]
async fn health_says_by_its_exit_code_whether_the_shop_is_well() {
    let shop = Shop::open().await;
    let well = penden(&[], &["health", &format!("{}/health/ready", shop.url())], "").await;
    assert!(well.is_success() && well.stdout.contains("\"ready\":true"), "{well:?}");
    let wrong = penden(&[], &["health", &format!("{}/health/none", shop.url())], "").await;
    assert!(wrong.code == Some(1) && wrong.stderr.contains("404"), "{wrong:?}");
    let nobody = penden(&[], &["health", "http://127.0.0.1:1/health/ready"], "").await;
    assert!(nobody.code == Some(1) && nobody.stderr.contains("does not answer"), "{nobody:?}");
    shop.close().await;
}
