//! Products as vectors: made when their text changes and only then, and what is nearest by them.

use domain::embeddings::{Near, Vectors};
use domain::entity::product_embedding;
use sea_orm::EntityTrait;
use serde_json::json;

use super::stub::{Reply, Stub};
use super::{book, booked};
use crate::shop::{Setup, Shop};

const DIMENSIONS: [&str; 3] = ["mug", "tea", "paper"];

async fn shop(stub: &Stub, budget: &'static str) -> Shop {
    let url: &'static str = Box::leak(stub.url.clone().into_boxed_str());
    let env = vec![
        ("PENDEN_MODELS__EMBEDDINGS__CHAIN", r#"["openai/a 1000000 0"]"#),
        ("PENDEN_MODELS__EMBEDDINGS__DAILY_BUDGET_MINOR", budget),
        ("PENDEN_MODELS__OPENAI__URL", url),
    ];
    Shop::open_with(Setup { env, ..Default::default() }).await
}

async fn refresh(shop: &Shop) {
    shop.fire("embeddings.refresh").await;
    shop.run_jobs().await;
}

async fn rows(shop: &Shop) -> Vec<product_embedding::Model> {
    product_embedding::Entity::find().all(shop.services.store.read()).await.unwrap()
}

/// Ids of the nearest, and whether all are near.
async fn nearest(shop: &Shop, to: [f32; 3], k: usize) -> Vec<Near> {
    let vectors = Vectors::of("openai/a");
    vectors.nearest(shop.services.store.read(), &to, k).await.unwrap()
}

#[tokio::test]
async fn what_did_not_change_its_text_costs_nothing() {
    let stub = Stub::start([Reply::Embeds(&DIMENSIONS)]).await;
    let shop = shop(&stub, "100000").await;
    let mug = shop.product("Mug", 900, 5).await;
    let tea = shop.product("Tea", 500, 5).await;
    refresh(&shop).await;
    assert_eq!((rows(&shop).await.len(), stub.asked().len()), (2, 1));
    let near = nearest(&shop, [0.0, 1.0, 0.0], 1).await;
    assert!(near[0].id.to_string() == tea.id && near[0].cosine > 0.9, "{near:?}");

    // Stock and price are no text.
    let staff = shop.staff().await;
    let path = format!("/variants/{}", mug.variant_id);
    staff.patch(&path, &json!({ "price_minor": 950 })).await.expect(200);
    shop.run_jobs().await;
    refresh(&shop).await;
    refresh(&shop).await;
    assert_eq!(stub.asked().len(), 1);

    staff
        .patch(&format!("/products/{}", mug.id), &json!({ "description": "Of paper, paper!" }))
        .await
        .expect(200);
    shop.run_jobs().await;
    refresh(&shop).await;
    assert_eq!(stub.asked().len(), 2);
    assert_eq!(stub.asked()[1]["input"].as_array().unwrap().len(), 1);
    let near = nearest(&shop, [0.0, 0.0, 1.0], 1).await;
    assert_eq!(near[0].id.to_string(), mug.id);
    assert_eq!(book(&shop).await, booked(&[("openai", "ok"), ("openai", "ok")]));
    shop.close().await;
}

#[tokio::test]
async fn without_a_model_nothing_is_made_and_without_an_answer_the_job_comes_again() {
    let none = Shop::open().await;
    none.product("Mug", 900, 5).await;
    refresh(&none).await;
    assert!(rows(&none).await.is_empty() && none.services.vectors.is_none());
    none.close().await;

    let stub = Stub::start([Reply::Json(503, json!({})), Reply::Embeds(&DIMENSIONS)]).await;
    let shop = shop(&stub, "100000").await;
    shop.product("Mug", 900, 5).await;
    shop.fire("embeddings.refresh").await;
    shop.run_jobs_without_waiting().await;
    assert_eq!((rows(&shop).await.len(), stub.asked().len()), (1, 2));
    shop.close().await;
}

#[tokio::test]
async fn what_means_the_same_is_alike_where_there_are_vectors() {
    let stub = Stub::start([Reply::Embeds(&DIMENSIONS)]).await;
    let shop = shop(&stub, "100000").await;
    for name in ["Mug", "Paper", "Tea for a mug", "Tea"] {
        shop.product(name, 900, 5).await;
    }
    refresh(&shop).await;
    let answer = shop.guest().get("/products/mug/recommendations?kind=similar").await.expect(200);
    let items: Vec<_> = answer["items"].as_array().unwrap().iter().collect();
    assert_eq!(items.len(), 3, "{answer}");
    assert_eq!(
        (&items[0]["product"]["slug"], &items[0]["reason"]["code"]),
        (&json!("tea-for-a-mug"), &json!("similar"))
    );
    shop.close().await;
}
