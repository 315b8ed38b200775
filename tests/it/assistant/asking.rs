//! Whom is asked, who is asked next, and what is done about answers that do not fit.

use domain::Error;
use domain::assistant::{ChatRequest, Message, Piece, Purpose, Schema};
use domain::entity::model_call;
use futures_util::StreamExt;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::stub::{Reply, Stub};
use super::{book, booked, says, shop};
use crate::shop::{Shop, card};

const SECRET: &str = "the red mug of Ada Lovelace";

fn request() -> ChatRequest {
    ChatRequest {
        system: "Describe it.".into(),
        messages: vec![Message::User(SECRET.into())],
        ..Default::default()
    }
}

fn code(error: &Error) -> &str {
    match error {
        Error::Refused { code, .. } => code,
        Error::Unavailable { .. } => "unavailable",
        _ => "another",
    }
}

#[tokio::test]
async fn without_a_model_nothing_is_asked_and_the_shop_works() {
    let shop = Shop::open().await;
    for purpose in Purpose::ALL {
        assert!(!shop.services.models.is_on(purpose));
        let error = shop.services.models.ask(purpose, None, &request()).await.unwrap_err();
        assert_eq!(code(&error), "models_off");
    }
    assert!(book(&shop).await.is_empty());
    let mug = shop.product("Mug", 900, 5).await;
    shop.guest().buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn who_does_not_answer_is_passed_over_and_the_book_says_so() {
    let down = Stub::start([Reply::Json(503, json!({}))]).await;
    let silent = Stub::start([Reply::Stalls]).await;
    let well = Stub::start([Reply::Json(
        200,
        json!({ "message": { "content": "A mug." }, "done": true, "eval_count": 2, "prompt_eval_count": 9 }),
    )])
    .await;
    let shop = shop(
        r#"["openai/a 10 20", "anthropic/b 10 20", "ollama/c 0 0"]"#,
        &[
            ("PENDEN_MODELS__OPENAI__URL", down.url.clone()),
            ("PENDEN_MODELS__ANTHROPIC__URL", silent.url.clone()),
            ("PENDEN_MODELS__OLLAMA__URL", well.url.clone()),
            ("PENDEN_MODELS__DRAFTS__TIMEOUT_SECONDS", "1".into()),
        ],
    )
    .await;
    let answer = shop.services.models.ask(Purpose::Drafts, Some("describe@1"), &request()).await.unwrap();
    assert_eq!(answer.text, "A mug.");
    let expected = [("openai", "failed"), ("anthropic", "failed"), ("ollama", "ok")];
    assert_eq!(book(&shop).await, booked(&expected));
    // Nothing of what was said is kept.
    let db = shop.services.store.read();
    let calls = model_call::Entity::find().all(db).await.unwrap();
    let kept = format!("{calls:?}");
    assert!(!kept.contains("Ada") && !kept.contains("A mug") && kept.contains("describe@1"), "{kept}");
    shop.close().await;
}

#[tokio::test]
async fn a_refusal_and_a_wrong_key_are_nobody_elses_business() {
    for (reply, expected, outcome) in [
        (
            Reply::Json(
                200,
                json!({ "choices": [{ "message": { "content": "" }, "finish_reason": "content_filter" }] }),
            ),
            "model_refused",
            "refused",
        ),
        (Reply::Json(401, json!({})), "model_rejected", "refused"),
        (
            Reply::Json(
                200,
                json!({ "choices": [{ "message": { "content": "A m" }, "finish_reason": "length" }] }),
            ),
            "model_cut_off",
            "cut_off",
        ),
    ] {
        let stub = Stub::start([reply]).await;
        let shop = shop(
            r#"["openai/a 10 20", "ollama/b 0 0"]"#,
            &[("PENDEN_MODELS__OPENAI__URL", stub.url.clone())],
        )
        .await;
        let error = shop.services.models.ask(Purpose::Drafts, None, &request()).await.unwrap_err();
        assert_eq!(code(&error), expected);
        assert_eq!(book(&shop).await, booked(&[("openai", outcome)]));
        shop.close().await;
    }
}

#[tokio::test]
async fn an_answer_that_does_not_fit_is_put_right_once() {
    let schema = Schema { name: "reply".into(), definition: json!({ "type": "object" }) };
    let asked = || ChatRequest { schema: Some(schema.clone()), ..request() };
    let not_empty = |reply: &Value| match reply["text"] == "" {
        true => vec![domain::FieldError { field: "text".into(), message: "must not be empty".into() }],
        false => Vec::new(),
    };
    let stub = Stub::start([
        Reply::Json(200, says("{\"text\": \"\"}", 5, 5)),
        Reply::Json(200, says("```json\n{\"text\": \"A mug.\"}\n```", 5, 5)),
        Reply::Json(200, says("Of course! Here it is:", 5, 5)),
    ])
    .await;
    let shop = shop(r#"["openai/a 10 20"]"#, &[("PENDEN_MODELS__OPENAI__URL", stub.url.clone())]).await;
    let models = &shop.services.models;
    let made = models.ask_for::<Value>(Purpose::Drafts, None, asked(), not_empty).await.unwrap();
    assert_eq!((&made.value["text"], made.model.as_str()), (&json!("A mug."), "openai/a"));
    let told = stub.asked()[1]["messages"].to_string();
    assert!(told.contains("text must not be empty"), "{told}");
    let refused = models.ask_for::<Value>(Purpose::Drafts, None, asked(), not_empty).await.unwrap_err();
    assert_eq!(code(&refused), "model_answer_invalid");
    assert_eq!(stub.asked().len(), 4, "once and no more");
    shop.close().await;
}

#[tokio::test]
async fn a_stream_is_booked_when_it_ends_and_falls_back_before_it_begins() {
    let piece = |text: &str| json!({ "message": { "content": text }, "done": false });
    let end = json!({ "message": { "content": "" }, "done": true, "eval_count": 3, "prompt_eval_count": 9 });
    let whole = format!("{}\n{}\n{end}\n", piece("A "), piece("mug."));
    let broken = format!("{}\n{{\"garb", piece("A "));
    let garbage = Stub::start([Reply::Text("data: {{{\n\n".into())]).await;
    let ollama = Stub::start([Reply::Text(whole), Reply::Text(broken)]).await;
    let shop = shop(
        r#"["openai/a 10 20", "ollama/b 1 1"]"#,
        &[
            ("PENDEN_MODELS__OPENAI__URL", garbage.url.clone()),
            ("PENDEN_MODELS__OLLAMA__URL", ollama.url.clone()),
        ],
    )
    .await;
    let models = &shop.services.models;
    let pieces = models.stream(Purpose::Drafts, None, &request()).await.unwrap();
    let pieces: Vec<_> = pieces.map(Result::unwrap).collect().await;
    let [Piece::Text(one), Piece::Text(two), Piece::End(answer)] = &pieces[..] else { panic!("{pieces:?}") };
    assert_eq!((one.as_str(), two.as_str(), answer.text.as_str()), ("A ", "mug.", "A mug."));

    let pieces = models.stream(Purpose::Drafts, None, &request()).await.unwrap();
    let mut pieces: Vec<_> = pieces.collect().await;
    assert_eq!(code(&pieces.pop().unwrap().unwrap_err()), "unavailable");
    // Nobody reads this one to its end.
    drop(models.stream(Purpose::Drafts, None, &request()).await.unwrap());
    let expected = [
        ("openai", "failed"),
        ("ollama", "ok"),
        ("openai", "failed"),
        ("ollama", "failed"),
        ("openai", "failed"),
        ("ollama", "running"),
    ];
    assert_eq!(book(&shop).await, booked(&expected));
    shop.close().await;
}
