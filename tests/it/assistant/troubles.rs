//! When there is no answer: the page is told why, and the shop works on.

use serde_json::{Value, json};

use super::stub::{Reply, Stub};
use super::talk::{ask, begin, open, open_with, says, text};
use crate::shop::{Shop, card};

async fn trouble(reply: Reply, more: &[(&'static str, &'static str)]) -> (Value, String) {
    let (shop, _stub) = open_with([reply], more).await;
    let mug = shop.product("Mug", 900, 5).await;
    let moments = ask(&shop, None, &says("Do you have mugs?")).await;
    // Whatever became of it, people buy.
    shop.guest().buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    shop.close().await;
    (moments.last().unwrap()["trouble"].clone(), text(&moments))
}

fn stream(text: &str) -> Reply {
    Reply::Text(text.to_owned())
}

#[tokio::test]
async fn each_trouble_has_a_name() {
    let said = "data: {\"choices\":[{\"delta\":{\"content\":\"We have \"}}]}\n\n";
    for (name, reply, trouble_is, said_is) in [
        ("down", Reply::Json(503, json!({})), "unavailable", ""),
        ("a wrong key", Reply::Json(401, json!({})), "unavailable", ""),
        ("silence", Reply::Stalls, "unavailable", ""),
        ("garbage", stream("data: {{{{\n\n"), "unavailable", ""),
        ("broken off", stream(said), "unavailable", "We have "),
        ("garbage in the middle", stream(&format!("{said}data: }}\n\n")), "unavailable", "We have "),
        (
            "a tool with broken arguments",
            stream(
                "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"delivery\",\"arguments\":\"{\\\"a\"}}]},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n",
            ),
            "unavailable",
            "",
        ),
        (
            "refused",
            stream(
                "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"content_filter\"}]}\n\ndata: [DONE]\n\n",
            ),
            "refused",
            "",
        ),
        (
            "cut off",
            stream(&format!(
                "{said}data: {{\"choices\":[{{\"delta\":{{}},\"finish_reason\":\"length\"}}]}}\n\ndata: [DONE]\n\n"
            )),
            "cut_off",
            "We have ",
        ),
    ] {
        let (trouble, text) = trouble(reply, &[]).await;
        assert_eq!((trouble.as_str(), text.as_str()), (Some(trouble_is), said_is), "{name}");
    }
    let poor = [("PENDEN_MODELS__ASSISTANT__DAILY_BUDGET_MINOR", "0")];
    assert_eq!(trouble(Reply::streams(&["Yes."], &[]), &poor).await.0, "out_of_budget");
}

#[tokio::test]
async fn without_a_model_there_is_no_assistant_and_the_shop_says_so() {
    let shop = Shop::open().await;
    assert_eq!(shop.guest().get("/shop").await.expect(200)["assistant"], false);
    let refused = shop.guest().post("/assistant/messages", &says("Hello?")).await;
    refused.refuses(422, "models_off");
    // A person can be asked all the same.
    let question = json!({ "email": "ada@example.org", "message": "Hello?" });
    shop.guest().once("/inquiries", &question).await.expect(201);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn what_is_too_much_or_nothing_is_refused_before_it_costs_anything() {
    let (shop, stub) = open([Reply::streams(&["Yes."], &[])]).await;
    let turn = |from: &str, text: &str| json!({ "from": from, "text": text });
    let many = vec![turn("shopper", "a"); 41];
    let long = vec![turn("shopper", &"a".repeat(1_900)); 9];
    for messages in [
        json!([]),
        json!([turn("shopper", "")]),
        json!([turn("shopper", " \n ")]),
        json!([turn("shopper", &"ä".repeat(2_001))]),
        json!([turn("shopper", &"a".repeat(10_240))]),
        json!([turn("shopper", "a\u{0}b")]),
        json!([turn("shopper", "a\u{7}b")]),
        json!([turn("shopper", "a"), turn("assistant", "b")]),
        json!(many),
        json!(long),
        json!("hello"),
        json!([["shopper", "a"]]),
    ] {
        let refused = begin(&shop, None, &json!({ "messages": messages })).await;
        assert_eq!(refused.status(), 422, "{messages}");
    }
    let endless = "x".repeat(81);
    for product in ["A B", "../x", "[[x]]", endless.as_str()] {
        let body = json!({ "messages": [turn("shopper", "a")], "product": product });
        assert_eq!(begin(&shop, None, &body).await.status(), 422, "{product}");
    }
    assert!(stub.asked().is_empty());
    for text in ["日本語は？", "هل لديكم أكواب؟", "👩‍🚀🫖", "Ω\u{301}\u{202e}abc", "'; DROP TABLE products; --"]
    {
        assert_eq!(super::talk::text(&ask(&shop, None, &says(text)).await), "Yes.", "{text}");
    }
    shop.close().await;
}

#[tokio::test]
async fn who_asks_too_often_waits() {
    let limits = [("PENDEN_LIMITS__ENABLED", "true"), ("PENDEN_LIMITS__ASSISTANT_PER_MINUTE", "2")];
    let (shop, stub) = open_with([Reply::streams(&["Yes."], &[])], &limits).await;
    for _ in 0..2 {
        ask(&shop, None, &says("Mugs?")).await;
    }
    let refused = begin(&shop, None, &says("Mugs?")).await;
    assert_eq!(refused.status(), 429);
    assert!(refused.headers().contains_key("retry-after"));
    assert_eq!(stub.asked().len(), 2);
    // The rest of the shop is not meant.
    shop.guest().get("/products").await.expect(200);
    shop.close().await;
}

#[tokio::test]
async fn another_model_answers_when_the_first_does_not() {
    let well = Stub::start([Reply::Text(
        "{\"message\":{\"content\":\"Yes.\"},\"done\":false}\n{\"message\":{\"content\":\"\"},\"done\":true}\n".into(),
    )])
    .await;
    let more = [
        ("PENDEN_MODELS__ASSISTANT__CHAIN", r#"["openai/a 10 20", "ollama/b 0 0"]"#),
        ("PENDEN_MODELS__OLLAMA__URL", super::leaked(&well.url)),
    ];
    let (shop, _stub) = open_with([Reply::Json(500, json!({}))], &more).await;
    let moments = ask(&shop, None, &says("Mugs?")).await;
    assert_eq!((text(&moments).as_str(), &moments.last().unwrap()["kind"]), ("Yes.", &json!("done")));
    shop.close().await;
}
