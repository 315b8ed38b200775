//! Searching by what is meant, where a model makes vectors; and by words alone, where it does not.

use std::time::Duration;

use serde_json::{Value, json};

use super::{indexed, names, search, sell};
use crate::assistant::leaked;
use crate::assistant::stub::{Reply, Stub};
use crate::shop::{Setup, Shop, until};

/// A jug is like a mug to this model, though they share no word.
const DIMENSIONS: [&str; 3] = ["ug", "sau", "lamp"];
/// Far above what a shopper waits, and far below what a provider may take.
const LATE: Duration = Duration::from_secs(20);

async fn shop(stub: &Stub) -> Shop {
    let env = vec![
        ("PENDEN_MODELS__EMBEDDINGS__CHAIN", r#"["openai/a 1000000 0"]"#),
        ("PENDEN_MODELS__EMBEDDINGS__DAILY_BUDGET_MINOR", "100000"),
        ("PENDEN_MODELS__OPENAI__URL", leaked(&stub.url)),
    ];
    Shop::open_with(Setup { env, ..Default::default() }).await
}

async fn made(shop: &Shop) {
    shop.fire("embeddings.refresh").await;
    shop.run_jobs().await;
}

async fn lamps_and_a_mug(shop: &Shop) -> Value {
    for (name, sku) in [("Lamp", "LAMP-1"), ("Desk lamp", "LAMP-2"), ("Saucer", "SAUCER")] {
        sell(shop, name, sku, 1500, "").await;
    }
    let mug = sell(shop, "Mug", "MUG", 900, "").await;
    indexed(shop, "q=", 4).await;
    mug
}

#[tokio::test]
async fn what_shares_no_word_with_a_question_is_found_by_what_it_means() {
    let stub = Stub::start([Reply::Embeds(&DIMENSIONS)]).await;
    let shop = shop(&stub).await;
    let mug = lamps_and_a_mug(&shop).await;
    assert_eq!(search(&shop, "q=jug").await["total"], 0);
    made(&shop).await;
    until("the vectors to be read", async || search(&shop, "q=jug").await["total"] == 1).await;
    let page = search(&shop, "q=jug&facets=true").await;
    assert_eq!((names(&page), &page["relaxed"]), (vec!["Mug"], &json!(true)));
    // Filters hold for it, and a list by price is one of words.
    assert_eq!(search(&shop, "q=jug&price_min=1000").await["total"], 0);
    assert_eq!(search(&shop, "q=jug&sort=price_asc").await["total"], 0);

    // Another text, another meaning.
    let path = format!("/products/{}", mug["id"].as_str().unwrap());
    let staff = shop.staff().await;
    staff.patch(&path, &json!({ "name": "Sauna towel" })).await.expect(200);
    indexed(&shop, "q=towel", 1).await;
    made(&shop).await;
    until("the new vector to be read", async || search(&shop, "q=jug").await["total"] == 0).await;
    let page = search(&shop, "q=sau").await;
    let mut found = names(&page);
    found.sort_unstable();
    assert_eq!(found, ["Saucer", "Sauna towel"]);

    // What is gone from the shop is not found by an old vector.
    staff.delete(&path).await.expect(204);
    indexed(&shop, "q=sau", 1).await;
    shop.close().await;
}

#[tokio::test]
async fn a_question_is_made_into_a_vector_once_and_a_number_never() {
    let stub = Stub::start([Reply::Embeds(&DIMENSIONS)]).await;
    let shop = shop(&stub).await;
    lamps_and_a_mug(&shop).await;
    made(&shop).await;
    let before = stub.asked().len();
    until("the vectors to be read", async || search(&shop, "q=jug").await["total"] == 1).await;
    for typed in ["q=JUG", "q=%20jug%20", "q=4012345678901", "q=", "q=jug&sort=price_asc", "q=%01%02"] {
        search(&shop, typed).await;
    }
    assert_eq!(stub.asked().len() - before, 1);
    shop.close().await;
}

#[tokio::test]
async fn who_types_a_brand_gets_its_products_and_nothing_that_is_like_its_name() {
    let stub = Stub::start([Reply::Embeds(&DIMENSIONS)]).await;
    let shop = shop(&stub).await;
    lamps_and_a_mug(&shop).await;
    let staff = shop.staff().await;
    let brand = staff.post("/brands", &json!({ "name": "Huggler" })).await.expect(201);
    let lamp = search(&shop, "q=desk").await["items"][0]["product"]["id"].as_str().unwrap().to_owned();
    staff.patch(&format!("/products/{lamp}"), &json!({ "brand_id": brand["id"] })).await.expect(200);
    indexed(&shop, "q=huggler", 1).await;
    made(&shop).await;
    // The brand is in the text that is made into a vector, so the lamp is like a jug too.
    until("the vectors to be read", async || search(&shop, "q=jug").await["total"] == 2).await;
    assert_eq!(names(&search(&shop, "q=huggler").await), ["Desk lamp"]);
    assert_eq!(
        search(&shop, "q=huggler%20jug").await["total"],
        2,
        "with another word it is a question again"
    );
    shop.close().await;
}

#[tokio::test]
async fn a_provider_that_does_not_answer_well_leaves_the_words() {
    let stub = Stub::start([Reply::Embeds(&DIMENSIONS)]).await;
    let shop = shop(&stub).await;
    lamps_and_a_mug(&shop).await;
    made(&shop).await;
    until("the vectors to be read", async || search(&shop, "q=jug").await["total"] == 1).await;
    let of_one = json!({ "data": [{ "index": 0, "embedding": [1.0] }], "usage": { "prompt_tokens": 1 } });
    let of_nothing = json!({ "data": [{ "index": 0, "embedding": [0.0, 0.0, 0.0] }] });
    let troubles = [
        Reply::Json(503, json!({})),
        Reply::Json(200, json!({ "data": [] })),
        Reply::Json(200, of_one),
        Reply::Json(200, of_nothing),
        Reply::Text("nonsense".into()),
        Reply::Stalls,
    ];
    for (nth, trouble) in troubles.into_iter().enumerate() {
        stub.then(trouble);
        let query = format!("q=lamp%20no{nth}");
        let page = tokio::time::timeout(LATE, search(&shop, &query)).await.unwrap();
        let mut found = names(&page);
        found.sort_unstable();
        assert_eq!(found, ["Desk lamp", "Lamp"], "trouble {nth}");
    }
    shop.close().await;
}

#[tokio::test]
async fn without_a_model_nobody_is_asked() {
    let stub = Stub::start([Reply::Embeds(&DIMENSIONS)]).await;
    let env = vec![("PENDEN_MODELS__OPENAI__URL", leaked(&stub.url))];
    let shop = Shop::open_with(Setup { env, ..Default::default() }).await;
    lamps_and_a_mug(&shop).await;
    made(&shop).await;
    assert_eq!(search(&shop, "q=jug").await["total"], 0);
    assert_eq!(names(&search(&shop, "q=mug").await), ["Mug"]);
    assert!(stub.asked().is_empty());
    shop.close().await;
}
