//! Money: what a day may cost is what it costs at most, whoever asks at the same time.

use domain::Error;
use domain::assistant::{ChatRequest, Message, Purpose, spent_on};
use domain::clock::now;
use domain::entity::model_spend;
use futures_util::future::join_all;
use sea_orm::EntityTrait;

use super::stub::{Reply, Stub};
use super::{book, says, shop};

fn request() -> ChatRequest {
    ChatRequest { messages: vec![Message::User("A mug?".into())], ..Default::default() }
}

fn is_out_of_budget<T>(outcome: &Result<T, Error>) -> bool {
    matches!(outcome, Err(Error::Refused { code: "model_out_of_budget", .. }))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_at_the_same_time_do_not_exceed_the_budget_together() {
    // Ten tokens read and ten made, at a minor unit each; a call may come to a hundred and some.
    let stub = Stub::start([Reply::Json(200, says("A mug.", 10, 10))]).await;
    let shop = shop(
        r#"["openai/a 1000000 1000000"]"#,
        &[
            ("PENDEN_MODELS__OPENAI__URL", stub.url.clone()),
            ("PENDEN_MODELS__DRAFTS__MOST_TOKENS", "100".into()),
            ("PENDEN_MODELS__DRAFTS__DAILY_BUDGET_MINOR", "400".into()),
        ],
    )
    .await;
    let models = &shop.services.models;
    let request = request();
    let outcomes = join_all((0..40).map(|_| models.ask(Purpose::Drafts, None, &request))).await;
    let fine = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let refused = outcomes.iter().filter(|outcome| is_out_of_budget(outcome)).count();
    assert!(fine >= 2 && refused > 0 && fine + refused == 40, "{fine} and {refused}");
    // One after the other, as far as it goes.
    let mut more = 0;
    while !is_out_of_budget(&models.ask(Purpose::Drafts, None, &request).await) {
        more += 1;
        assert!(more < 40);
    }
    let db = shop.services.store.read();
    let spent = spent_on(db, Purpose::Drafts, now()).await.unwrap();
    let calls = i64::try_from(fine + more).unwrap();
    assert_eq!((spent.minor, spent.calls), (20 * calls, calls));
    assert_eq!((spent.input_tokens, spent.output_tokens), (10 * calls, 10 * calls));
    assert!((200..=400).contains(&spent.minor), "{spent:?}");
    // What was not allowed was not asked, and is in no book.
    assert_eq!(stub.asked().len(), fine + more);
    assert_eq!(book(&shop).await.len(), fine + more);
    shop.close().await;
}

#[tokio::test]
async fn staff_is_told_once_a_day_and_what_costs_nothing_goes_on() {
    let stub = Stub::start([Reply::Json(200, says("A mug.", 10, 10))]).await;
    let free = Stub::start([Reply::Json(
        200,
        serde_json::json!({ "message": { "content": "Free." }, "done": true }),
    )])
    .await;
    let shop = shop(
        r#"["openai/a 1000000 1000000", "ollama/b 0 0"]"#,
        &[
            ("PENDEN_MODELS__OPENAI__URL", stub.url.clone()),
            ("PENDEN_MODELS__OLLAMA__URL", free.url.clone()),
            ("PENDEN_MODELS__DRAFTS__MOST_TOKENS", "20".into()),
            ("PENDEN_MODELS__DRAFTS__DAILY_BUDGET_MINOR", "120".into()),
            ("PENDEN_MODELS__DRAFTS__ALERT_PERCENT", "25".into()),
        ],
    )
    .await;
    let models = &shop.services.models;
    let alerted = async || {
        let rows = model_spend::Entity::find().all(shop.services.store.read()).await.unwrap();
        rows.iter().any(|row| row.alerted)
    };
    models.ask(Purpose::Drafts, None, &request()).await.unwrap();
    assert!(!alerted().await, "20 of 120");
    models.ask(Purpose::Drafts, None, &request()).await.unwrap();
    assert!(alerted().await, "40 of 120");
    let mut last = String::new();
    for _ in 0..8 {
        last = models.ask(Purpose::Drafts, None, &request()).await.unwrap().text;
    }
    assert_eq!(last, "Free.");
    shop.close().await;
}

#[tokio::test]
async fn a_failure_gives_back_what_it_took() {
    let stub = Stub::start([Reply::Json(500, serde_json::json!({}))]).await;
    let shop = shop(
        r#"["openai/a 1000000 1000000"]"#,
        &[
            ("PENDEN_MODELS__OPENAI__URL", stub.url.clone()),
            ("PENDEN_MODELS__DRAFTS__DAILY_BUDGET_MINOR", "5000".into()),
        ],
    )
    .await;
    for _ in 0..5 {
        let outcome = shop.services.models.ask(Purpose::Drafts, None, &request()).await;
        assert!(matches!(outcome, Err(Error::Unavailable { .. })));
    }
    let spent = spent_on(shop.services.store.read(), Purpose::Drafts, now()).await.unwrap();
    assert_eq!((spent.minor, spent.calls), (0, 5));
    shop.close().await;
}
