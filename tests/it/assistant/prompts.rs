//! Prompts: what a model is told, word for word, and how well it does.

use domain::assistant::ChatRequest;
use domain::prompts::{
    self, Describe, Extract, Prompt, ReadQuestion, Reply as ReplyPrompt, Seo, SummarizeReviews, Translate,
    shopper,
};
use serde_json::{Value, json};

use super::stub::{Reply, Stub};
use super::{leaked, says, shop};
use crate::cli::penden;

/// All that is said with the input of the first case.
fn told<P: Prompt>() -> Value {
    let cases: Vec<Value> = serde_json::from_str(P::cases()).unwrap();
    let request = prompts::request::<P>(&serde_json::from_value(cases[0]["input"].clone()).unwrap()).unwrap();
    for case in &cases {
        serde_json::from_value::<P::Input>(case["input"].clone()).unwrap();
    }
    shown(&prompts::reference::<P>(), &request)
}

fn shown(reference: &str, request: &ChatRequest) -> Value {
    let schema = request.schema.as_ref().map(|schema| &schema.definition);
    let tools: Vec<Value> = request
        .tools
        .iter()
        .map(|tool| json!({ "name": tool.name, "description": tool.description, "parameters": tool.parameters }))
        .collect();
    json!({
        "prompt": reference,
        "system": request.system,
        "messages": format!("{:?}", request.messages),
        "schema": schema,
        "tools": tools,
    })
}

/// Whoever changes the words raises the version in the file, and looks at the difference.
#[test]
fn what_models_are_told_is_what_was_looked_at() {
    insta::assert_json_snapshot!("describe", told::<Describe>());
    insta::assert_json_snapshot!("seo", told::<Seo>());
    insta::assert_json_snapshot!("attributes", told::<Extract>());
    insta::assert_json_snapshot!("reply", told::<ReplyPrompt>());
    insta::assert_json_snapshot!("translate", told::<Translate>());
    insta::assert_json_snapshot!("review_summary", told::<SummarizeReviews>());
    insta::assert_json_snapshot!("question", told::<ReadQuestion>());
    let request = shopper::request("Penden", Vec::new(), domain::conversations::specs(true));
    insta::assert_json_snapshot!("shopper", shown(&shopper::reference(), &request));
}

#[tokio::test]
async fn evaluating_tells_of_each_case_what_is_wrong_with_its_answer() {
    let good = "Ein Becher aus Steinzeug, der 350 ml fasst, für Tee und für Kaffee.";
    let stub = Stub::start([
        Reply::Json(200, says(&json!({ "description": good }).to_string(), 1, 1)),
        // Lacks what it should have.
        Reply::Json(200, says(&json!({ "description": good }).to_string(), 1, 1)),
        // Is no answer at all, twice.
        Reply::Json(200, says("HACKED", 1, 1)),
    ])
    .await;
    let shop = shop(r#"["openai/a 10 20"]"#, &[("PENDEN_MODELS__OPENAI__URL", stub.url.clone())]).await;
    let mut heard = 0;
    let models = &shop.services.models;
    let outcomes = prompts::evaluate(models, Some("describe"), |_| heard += 1).await.unwrap();
    assert_eq!((outcomes.len(), heard, stub.asked().len()), (3, 3, 4));
    let problems: Vec<&str> = outcomes.iter().map(|one| one.problem.as_deref().unwrap_or("")).collect();
    assert_eq!(problems[0], "");
    assert!(problems[1].starts_with("lacks") && problems[2].contains("twice"), "{problems:?}");
    assert_eq!(outcomes[0].model.as_deref(), Some("openai/a"));
    assert_eq!(outcomes[0].prompt, prompts::reference::<Describe>());
    assert!(prompts::evaluate(models, Some("poem"), |_| ()).await.is_err());
    shop.close().await;
}

#[tokio::test]
async fn an_operator_evaluates_with_any_provider() {
    let answer = json!({ "message": { "content": json!({ "title": "Kiln mug", "description": "A stoneware mug by Kiln, glazed by hand." }).to_string() }, "done": true });
    let stub = Stub::start([Reply::Json(200, answer)]).await;
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("eval-{}", uuid::Uuid::new_v4().simple()));
    std::fs::create_dir_all(&folder).unwrap();
    let environment = |chain: &str| -> Vec<(String, String)> {
        vec![
            ("PENDEN_DATA_DIR".into(), folder.display().to_string()),
            ("PENDEN_MODELS__DRAFTS__CHAIN".into(), chain.into()),
            ("PENDEN_MODELS__OLLAMA__URL".into(), leaked(&stub.url).into()),
        ]
    };
    let run = penden(&environment(r#"["ollama/llama3.2 0 0"]"#), &["prompts", "eval", "seo"], "").await;
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(
        run.stdout.contains("brand and kind are in the title") && run.stdout.contains("as it should be"),
        "{run:?}"
    );
    assert!(run.stdout.contains("ollama/llama3.2") && run.stderr.contains("2 of 3 answers"), "{run:?}");
    let off = penden(&environment("[]"), &["prompts", "eval"], "").await;
    assert!(off.code == Some(1) && off.stderr.contains("no model is set up"), "{off:?}");
    std::fs::remove_dir_all(folder).unwrap();
}
