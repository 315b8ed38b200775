//! Answers that are kept: the same as fresh ones, and forgotten when the catalogue changes.

use domain::catalog::products::{self, ProductChange};
use reqwest::Method;
use serde_json::json;

use super::{create, product};
use crate::shop::{Answer, Shop};

async fn fetch(shop: &Shop, path: &str, known: Option<&str>) -> Answer {
    let mut request = shop.request(Method::GET, &format!("/api/v1{path}"));
    if let Some(known) = known {
        request = request.header("if-none-match", known);
    }
    shop.send(request).await
}

#[tokio::test]
async fn whoever_has_the_answer_is_told_so() {
    let shop = Shop::open().await;
    shop.product("Mug", 900, 10).await;
    for path in ["/products/mug", "/products", "/categories"] {
        let answer = fetch(&shop, path, None).await;
        assert_eq!(answer.header("cache-control"), Some("public, max-age=0, must-revalidate"));
        let tag = answer.header("etag").unwrap().to_owned();
        assert_eq!(answer.status, 200);
        for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            let answer = fetch(&shop, path, Some(&known)).await;
            assert_eq!((answer.status, answer.bytes.len()), (304, 0), "{path} {known}");
            assert_eq!(answer.header("etag"), Some(tag.as_str()));
        }
        assert_eq!(fetch(&shop, path, Some("\"other\"")).await.status, 200);
    }
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_change_that_another_process_made_shows_once_its_job_has_run() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    shop.run_jobs().await;
    let before = fetch(&shop, "/products/mug", None).await;
    let tag = before.header("etag").unwrap();
    let list = fetch(&shop, "/products", None).await.expect(200);
    assert_eq!(list["items"][0]["name"], "Mug");

    let change = ProductChange { name: Some("Beaker".into()), ..ProductChange::default() };
    let id = mug.id.parse().unwrap();
    let work = async |txn: &domain::Txn| products::update(txn, id, change).await;
    shop.services.store.write(work).await.unwrap();
    shop.run_jobs().await;
    assert!(!shop.jobs("catalog.invalidate").await.is_empty());

    let after = fetch(&shop, "/products/mug", Some(tag)).await;
    assert_ne!(after.header("etag"), Some(tag));
    assert_eq!(after.expect(200)["name"], "Beaker");
    assert_eq!(fetch(&shop, "/products", None).await.expect(200)["items"][0]["name"], "Beaker");
    shop.close().await;
}

#[tokio::test]
async fn a_kept_answer_is_the_same_as_a_fresh_one() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    for number in 0..5 {
        create(&staff, &product(&format!("Mug {number}"), &format!("MUG-{number}"), 900)).await;
    }
    shop.run_jobs().await;
    for path in ["/products", "/products?sort=price_desc&limit=2", "/products/mug-3", "/categories"] {
        let (fresh, kept) = (fetch(&shop, path, None).await, fetch(&shop, path, None).await);
        shop.services.cache.invalidate().await.unwrap();
        let again = fetch(&shop, path, None).await;
        assert_eq!(fresh.bytes, kept.bytes, "{path}");
        assert_eq!(fresh.bytes, again.bytes, "{path}");
        assert_eq!(fresh.header("etag"), again.header("etag"), "{path}");
    }
    shop.close().await;
}

#[tokio::test]
async fn what_is_kept_under_one_question_answers_no_other() {
    let shop = Shop::open().await;
    shop.product("Mug", 900, 10).await;
    shop.product("Pot", 300, 0).await;
    let count = async |query: &str| {
        let page = fetch(&shop, &format!("/products{query}"), None).await.expect(200);
        page["items"].as_array().unwrap().len()
    };
    for _ in 0..2 {
        for (query, expected) in [
            ("", 2),
            ("?in_stock=true", 1),
            ("?price_max=300", 1),
            ("?price_min=300", 2),
            ("?q=mug", 1),
            ("?limit=1", 1),
            ("?limit=1&q=nothing", 0),
        ] {
            assert_eq!(count(query).await, expected, "{query}");
        }
    }
    // Staff is answered afresh and in private, whatever is kept for everybody.
    let staff = shop.staff().await.get("/products/mug").await;
    assert_eq!(staff.header("cache-control"), Some("private, no-store"));
    assert_eq!(staff.expect(200)["variants"][0]["on_hand"], json!(10));
    assert_eq!(fetch(&shop, "/products/mug", None).await.expect(200)["variants"][0].get("on_hand"), None);
    shop.run_jobs().await;
    shop.close().await;
}
