//! The index follows the catalogue.

use domain::search::{Follow, SearchEngine, Vocabulary, catch_up, feed, popularity};
use platform::search::Embedded;
use serde_json::json;

use super::{indexed, names, search, sell};
use crate::shop::{Shop, card, until};

#[tokio::test]
async fn what_is_changed_hidden_or_deleted_is_found_like_that() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    let mug = sell(&shop, "Blue mug", "MUG", 1500, "").await;
    let bowl = sell(&shop, "Blue bowl", "BOWL", 1500, "").await;
    indexed(&shop, "q=blue", 2).await;
    let path = |product: &serde_json::Value| format!("/products/{}", product["id"].as_str().unwrap());
    staff.patch(&path(&mug), &json!({ "name": "Green mug" })).await.expect(200);
    indexed(&shop, "q=green", 1).await;
    assert_eq!(names(&search(&shop, "q=blue").await), ["Blue bowl"]);
    staff.patch(&path(&bowl), &json!({ "status": "draft" })).await.expect(200);
    indexed(&shop, "q=", 1).await;
    staff.delete(&path(&mug)).await.expect(204);
    indexed(&shop, "q=", 0).await;
    shop.close().await;
}

#[tokio::test]
async fn a_brand_that_is_renamed_is_found_by_its_new_name() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    let brand = staff.post("/brands", &json!({ "name": "Kiln" })).await.expect(201);
    let mug = sell(&shop, "Mug", "MUG", 1500, "").await;
    let path = format!("/products/{}", mug["id"].as_str().unwrap());
    staff.patch(&path, &json!({ "brand_id": brand["id"] })).await.expect(200);
    indexed(&shop, "q=kiln", 1).await;
    let brand = format!("/brands/{}", brand["id"].as_str().unwrap());
    staff.patch(&brand, &json!({ "name": "Furnace" })).await.expect(200);
    indexed(&shop, "q=furnace", 1).await;
    assert_eq!(search(&shop, "q=kiln").await["total"], 0);
    shop.close().await;
}

#[tokio::test]
async fn an_index_made_anew_answers_like_one_that_followed() {
    let shop = Shop::open().await;
    for nth in 0..30 {
        sell(&shop, &format!("Mug number {nth} of many"), &format!("M-{nth}"), 100 + nth, "A mug.").await;
    }
    indexed(&shop, "q=mug", 30).await;
    let staff = shop.staff().await;
    for item in search(&shop, "q=mug&limit=10").await["items"].as_array().unwrap() {
        let path = format!("/products/{}", item["product"]["id"].as_str().unwrap());
        staff.patch(&path, &json!({ "description": "A mug with a mug on it." })).await.expect(200);
    }
    // Another replica, which starts when all of that has happened.
    shop.run_jobs().await;
    let folder = shop.services.config.data_dir.join("replica");
    let replica = Embedded::open(&folder).unwrap();
    let (db, words) = (shop.services.store.read(), Vocabulary::default());
    assert_eq!(catch_up(db, &replica, &words).await.unwrap(), Follow::Made(30));
    assert_eq!(catch_up(db, &replica, &words).await.unwrap(), Follow::Idle);
    let question =
        || domain::search::Question { text: "mug with".into(), limit: 30, now: 1, ..Default::default() };
    let expected = replica.search(question()).await.unwrap();
    assert_eq!(expected.hits.len(), 30);
    until("both to answer the same", async || {
        let page = search(&shop, "q=mug%20with&limit=30").await;
        let ids: Vec<_> =
            page["items"].as_array().unwrap().iter().map(|item| item["product"]["id"].clone()).collect();
        ids == expected.hits.iter().map(|hit| json!(hit.id)).collect::<Vec<_>>()
    })
    .await;
    feed::rebuild(&shop.services.store).await.unwrap();
    assert_eq!(catch_up(db, &replica, &words).await.unwrap(), Follow::Made(30));
    assert_eq!(replica.search(question()).await.unwrap().hits, expected.hits);
    shop.close().await;
}

#[tokio::test]
async fn an_index_of_another_database_is_made_anew() {
    let shop = Shop::open().await;
    sell(&shop, "Mug", "MUG", 1500, "").await;
    shop.run_jobs().await;
    let (db, words) = (shop.services.store.read(), Vocabulary::default());
    let replica = Embedded::open(&shop.services.config.data_dir.join("replica")).unwrap();
    for strange in ["7000@1", "1@1", "nonsense"] {
        replica.commit(strange).await.unwrap();
        assert_eq!(catch_up(db, &replica, &words).await.unwrap(), Follow::Made(1), "{strange}");
    }
    shop.close().await;
}

#[tokio::test]
async fn what_is_bought_comes_before_what_is_not() {
    let shop = Shop::open().await;
    let plain = shop.product("Plain mug", 1500, 5).await;
    let wanted = shop.product("Plain mug too", 1500, 5).await;
    let ada = shop.customer("ada@example.org").await;
    ada.buy(&wanted, card::GOOD).await;
    shop.run_jobs().await;
    let db = shop.services.store.read();
    let known = popularity(db).await.unwrap();
    assert_eq!(known.get(&wanted.id.parse().unwrap()), Some(&1.0));
    assert_eq!(known.get(&plain.id.parse().unwrap()), None);
    shop.close().await;
}
