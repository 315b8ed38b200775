//! A shop that searches with a server: it follows the catalogue, one process writes, and the shop works on when the server
//! does not.

use std::collections::HashMap;
use std::time::Duration;

use chrono::TimeDelta;
use domain::clock::earlier;
use domain::search::{Document, Question, SearchEngine, Turn, feed};
use serde_json::json;
use uuid::Uuid;

use super::contract::client;
use super::{indexed, names, search, sell};
use crate::shop::meilisearch::{Fault, Meilisearch};
use crate::shop::{Shop, until};

async fn fill(shop: &Shop) {
    for (name, sku, price) in
        [("Blue travel mug", "MUG-1", 1_500), ("Mug tree", "TREE-1", 900), ("Toner", "TN-2110", 4_500)]
    {
        sell(shop, name, sku, price, "").await;
    }
    indexed(shop, "q=", 3).await;
}

#[tokio::test]
async fn a_shop_searches_with_a_server_as_it_does_without() {
    let server = Meilisearch::open().await;
    let shop = Shop::open_with(server.setup()).await;
    fill(&shop).await;
    let staff = shop.staff().await;
    assert_eq!(names(&search(&shop, "q=tn2110").await), ["Toner"]);
    let page = search(&shop, "q=travle&facets=true").await;
    assert_eq!((names(&page), &page["did_you_mean"]), (vec!["Blue travel mug"], &json!("travel")));
    assert_eq!(page["facets"]["price"]["lowest"]["amount_minor"], 1_500);
    let page = search(&shop, "q=mug%20under%2010").await;
    assert_eq!((names(&page), &page["understood"][0]["text"]), (vec!["Mug tree"], &json!("under 10")));
    let found = shop.guest().get("/search/suggestions?q=tr").await.expect(200);
    assert_eq!(found["items"][0]["text"], "travel");

    let brand = staff.post("/brands", &json!({ "name": "Kiln" })).await.expect(201);
    let mug = search(&shop, "q=travel").await["items"][0]["product"]["id"].as_str().unwrap().to_owned();
    let path = format!("/products/{mug}");
    staff.patch(&path, &json!({ "brand_id": brand["id"] })).await.expect(200);
    indexed(&shop, "q=kiln", 1).await;
    staff.delete(&path).await.expect(204);
    indexed(&shop, "q=mug", 1).await;
    staff.post("/search/synonyms", &json!({ "phrases": ["cartridge", "toner"] })).await.expect(201);
    indexed(&shop, "q=cartridge", 1).await;
    assert_eq!(server.refused(), [""; 0]);
    shop.close().await;
    server.close().await;
}

#[tokio::test]
async fn while_the_server_does_not_answer_the_plain_filter_does() {
    let server = Meilisearch::open().await;
    let shop = Shop::open_with(server.setup()).await;
    fill(&shop).await;
    let ranked = search(&shop, "q=&limit=2").await["next_cursor"].as_str().unwrap().to_owned();
    for fault in [Fault::Down, Fault::Busy, Fault::Garbage, Fault::OtherShape, Fault::Stall] {
        server.misbehave(Some(fault));
        let page = search(&shop, "q=mug%20under%2010&facets=true").await;
        assert_eq!((names(&page), &page["plain"]), (vec!["Mug tree"], &json!(true)), "{fault:?}");
        assert_eq!(page["understood"][0]["text"], "under 10", "{fault:?}");
        assert_eq!(page["facets"]["price"]["lowest"]["amount_minor"], 900, "{fault:?}");
        let found = shop.guest().get("/search/suggestions?q=mu").await.expect(200);
        assert_eq!(found["items"], json!([]), "{fault:?}");
    }
    // The pages behind a plain one are plain, and those behind another are not to be had.
    server.misbehave(Some(Fault::Down));
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = search(&shop, &format!("q=&limit=2{cursor}")).await;
        all.extend(names(&page).into_iter().map(str::to_owned));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(all, ["Toner", "Mug tree", "Blue travel mug"]);
    let answer = shop.guest().get(&format!("/search?q=&limit=2&cursor={ranked}")).await;
    assert_eq!(answer.header("retry-after"), Some("10"));
    answer.expect(503);
    assert_eq!(search(&shop, "q=xyzzyplugh").await["instead"].as_array().unwrap().len(), 3);
    // What changes meanwhile is in the index once the server is back.
    sell(&shop, "Red mug", "MUG-2", 800, "").await;
    server.misbehave(None);
    shop.run_jobs().await;
    until("the server to answer again", async || {
        let page = search(&shop, "q=red%20mug").await;
        page["plain"] == false && names(&page) == ["Red mug"]
    })
    .await;
    let page = search(&shop, &format!("q=&limit=2{cursor}")).await;
    assert_eq!(page["plain"], true, "a list that began plain ends so");
    shop.close().await;
    server.close().await;
}

#[tokio::test]
async fn an_index_is_made_anew_beside_the_one_that_answers() {
    let server = Meilisearch::open().await;
    let shop = Shop::open_with(server.setup()).await;
    fill(&shop).await;
    let swaps = server.requests("/swap-indexes");
    feed::rebuild(&shop.services.store).await.unwrap();
    until("the indexes to be swapped", async || {
        assert_eq!(search(&shop, "q=").await["total"], 3, "nobody sees half of it");
        server.requests("/swap-indexes") > swaps
    })
    .await;
    // A task that fails is not taken for one that was done: what it had is written again.
    server.misbehave(Some(Fault::Tasks));
    sell(&shop, "Red mug", "MUG-2", 800, "").await;
    let sent = server.requests("/documents");
    shop.run_jobs().await;
    until("the change to be sent", async || server.requests("/documents") > sent).await;
    assert_eq!(search(&shop, "q=").await["total"], 3);
    server.misbehave(None);
    indexed(&shop, "q=red", 1).await;
    assert_eq!(server.products().len(), 4);
    assert_eq!(server.refused(), [""; 0]);
    shop.close().await;
    server.close().await;
}

#[tokio::test]
async fn of_several_processes_one_writes() {
    let server = Meilisearch::open().await;
    let shop = Shop::open_with(server.setup()).await;
    let others = [
        api::State::new(shop.services.clone()).await.unwrap(),
        api::State::new(shop.services.clone()).await.unwrap(),
    ];
    fill(&shop).await;
    assert_eq!(server.requests("/swap-indexes"), 1, "one of three has made the index");
    sell(&shop, "Red mug", "MUG-2", 800, "").await;
    indexed(&shop, "q=red", 1).await;
    let latest = feed::latest(shop.services.store.read()).await.unwrap().to_string();
    until("the position to be written", async || server.positions().contains(&latest)).await;
    let mut positions = server.positions();
    let sent = positions.len();
    positions.sort();
    positions.dedup();
    assert_eq!(positions.len(), sent, "none is written twice");
    drop(others);
    shop.close().await;
    server.close().await;
}

#[tokio::test]
async fn the_turn_to_write_is_one_processes_until_it_falls_silent() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    assert_eq!(Turn::take(store).await.unwrap(), None, "it makes the row");
    let silent = earlier(TimeDelta::seconds(11), Turn::take(store)).await.unwrap().unwrap();
    let begun = earlier(TimeDelta::seconds(5), Turn::take(store)).await.unwrap();
    assert_eq!(begun, None, "it lasts ten seconds");
    let mine = earlier(TimeDelta::seconds(4), Turn::take(store)).await.unwrap();
    assert_eq!(mine, None);
    let mine = Turn::take(store).await.unwrap().unwrap();
    assert_eq!(silent.keep(store).await.unwrap(), None, "another has it");
    assert!(!silent.lasts() && mine.lasts());
    assert_eq!(Turn::take(store).await.unwrap(), None);
    let kept = mine.keep(store).await.unwrap().unwrap();
    assert_eq!(kept, mine, "enough of it is left");
    shop.close().await;
}

#[tokio::test]
async fn a_slow_server_is_waited_for_and_not_sent_the_same_again() {
    platform::crypto::install();
    let server = Meilisearch::open().await;
    let engine = client(&server, Duration::from_millis(300));
    engine.clear().await.unwrap();
    engine.commit("1@1").await.unwrap();
    server.misbehave(Some(Fault::Slow));
    let product = |nth: u128| Document {
        id: Uuid::from_u128(nth),
        title: "Mug".into(),
        visible: (0, i64::MAX),
        ..Document::default()
    };
    engine.put(vec![product(1), product(2)]).await.unwrap();
    engine.commit("2@2").await.unwrap_err();
    let sent = server.requests("/documents");
    engine.position().await.unwrap_err();
    assert_eq!(server.requests("/documents"), sent);
    server.misbehave(None);
    until("it to be worked off", async || engine.position().await.is_ok()).await;
    assert_eq!(engine.position().await.unwrap().as_deref(), Some("1@1"), "the position was not written");

    // What is wanted is written to products that are there, and makes none.
    let wanted = [(1, 0.5), (7, 1.0)].map(|(nth, wanted)| (Uuid::from_u128(nth), wanted));
    let popularity = |nth: u128| {
        let id = Uuid::from_u128(nth).to_string();
        server.products().iter().find(|one| one["id"] == id).map(|one| one["popularity"].clone())
    };
    engine.set_popularity(HashMap::from(wanted)).await.unwrap();
    until("it to be settled", async || engine.settle().await.is_ok()).await;
    assert_eq!((popularity(1), popularity(2), popularity(7)), (Some(json!(10)), Some(json!(0)), None));
    let hits = engine.search(Question { text: "mug".into(), limit: 1, now: 1, ..Question::default() }).await;
    assert_eq!(hits.unwrap().hits[0].id, Uuid::from_u128(1), "of equals, what is wanted comes first");
    let sent = server.requests("/documents");
    engine.settle().await.unwrap();
    assert_eq!(server.requests("/documents"), sent, "nothing new is not written");
    engine.set_popularity(HashMap::new()).await.unwrap();
    until("it to be settled", async || engine.settle().await.is_ok()).await;
    assert_eq!(popularity(1), Some(json!(0)));
    assert_eq!(server.refused(), [""; 0]);
    server.close().await;
}
