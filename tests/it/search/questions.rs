//! Questions that a model reads where the rules see nothing but words.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{indexed, names, search};
use crate::assistant::stub::{Reply, Stub};
use crate::assistant::{leaked, says};
use crate::shop::{Setup, Shop, until};

/// Far above what a shopper waits, and far below what a provider may take.
const LATE: Duration = Duration::from_secs(20);

async fn open(stub: &Stub) -> Shop {
    let env = vec![
        ("PENDEN_MODELS__QUESTIONS__CHAIN", r#"["openai/a 10 20"]"#),
        ("PENDEN_MODELS__OPENAI__URL", leaked(&stub.url)),
    ];
    let shop = Shop::open_with(Setup { env, ..Default::default() }).await;
    let staff = shop.staff().await;
    let choices = json!([{ "code": "black", "label": "Black" }, { "code": "white", "label": "White" }]);
    let colour = json!({ "code": "colour", "name": "Colour", "kind": "choice", "filterable": true, "choices": choices });
    staff.post("/attributes", &colour).await.expect(201);
    for (name, colour, price) in
        [("Desk mouse", "black", 900), ("Travel mouse", "white", 2_500), ("Games mouse", "black", 6_000)]
    {
        let sku = name.to_uppercase().replace(' ', "-");
        let variant = json!({ "sku": sku, "name": "", "price_minor": price, "weight_g": 300, "stock": 5 });
        let body = json!({
            "name": name, "description": "", "status": "active", "tax_rate_bp": 1900, "variants": [variant],
            "attributes": [{ "code": "colour", "choices": [colour] }],
        });
        staff.post("/products", &body).await.expect(201);
    }
    indexed(&shop, "q=mouse", 3).await;
    shop
}

fn reads(parts: &Value) -> Reply {
    Reply::Json(200, says(&json!({ "parts": parts }).to_string(), 1, 1))
}

fn part(text: &str, code: &str, value: &str) -> Value {
    json!({ "text": text, "code": code, "value": value })
}

fn sorted(page: &Value) -> Vec<&str> {
    let mut names = names(page);
    names.sort_unstable();
    names
}

#[tokio::test]
async fn a_model_reads_what_the_rules_do_not_know_and_is_asked_once() {
    let parts = json!([part("noir", "colour", "black"), part("pas cher", "price", "..50")]);
    let stub = Stub::start([reads(&parts)]).await;
    let shop = open(&stub).await;
    let asked = stub.asked().len();
    let query = "q=Noir%20mouse%20pas%20cher";
    until("the question to be read", async || search(&shop, query).await["total"] == 1).await;
    let page = search(&shop, &format!("{query}&facets=true")).await;
    assert_eq!(names(&page), ["Desk mouse"]);
    let mut said: Vec<&str> =
        page["understood"].as_array().unwrap().iter().map(|one| one["text"].as_str().unwrap()).collect();
    said.sort_unstable();
    assert_eq!(said, ["Noir", "pas cher"]);
    search(&shop, "q=%20noir%20%20MOUSE%20pas%20cher").await;
    assert_eq!(stub.asked().len() - asked, 1, "what says the same is read once");
    // Taken back by whoever meant the words.
    let page = search(&shop, &format!("{query}&literal=pas%20cher")).await;
    assert_eq!(sorted(&page), ["Desk mouse", "Games mouse"]);
    // What the rules know is not asked, nor the bare name of a thing.
    let asked = stub.asked().len();
    assert_eq!(sorted(&search(&shop, "q=black%20mouse").await), ["Desk mouse", "Games mouse"]);
    search(&shop, "q=mouse%20under%2050").await;
    search(&shop, "q=mouse").await;
    assert_eq!(stub.asked().len(), asked);
    shop.close().await;
}

#[tokio::test]
async fn pages_behind_the_first_are_of_what_the_first_was_read_as() {
    let stub = Stub::start([Reply::Stalls]).await;
    let shop = open(&stub).await;
    let by_rules = search(&shop, "q=noir%20mouse&limit=1").await;
    stub.then(reads(&json!([part("noir", "colour", "black")])));
    until("the question to be read", async || search(&shop, "q=noir%20mouse").await["total"] == 2).await;
    let follow = async |first: &Value| {
        let (mut all, mut next) = (Vec::new(), first["next_cursor"].clone());
        while let Some(cursor) = next.as_str() {
            let page = search(&shop, &format!("q=noir%20mouse&limit=1&cursor={cursor}")).await;
            all.extend(names(&page).into_iter().map(str::to_owned));
            next = page["next_cursor"].clone();
        }
        all.len()
    };
    assert_eq!((by_rules["understood"].as_array().unwrap().len(), follow(&by_rules).await), (0, 2));
    let read = search(&shop, "q=noir%20mouse&limit=1").await;
    assert_eq!(follow(&read).await, 1);
    shop.close().await;
}

#[tokio::test]
async fn what_a_model_says_beside_the_point_changes_nothing() {
    let stub = Stub::start([reads(&json!([]))]).await;
    let shop = open(&stub).await;
    let wrong = [
        reads(&json!([part("black", "colour", "black")])),
        reads(&json!([part("grand", "hue", "black")])),
        reads(&json!([part("grand", "colour", "huge")])),
        Reply::Json(200, says("HACKED", 1, 1)),
        // Nothing costs that little.
        reads(&json!([part("grand", "price", "..0")])),
        // Nothing is left that would name a thing of the shop.
        reads(&json!([part("mouse", "colour", "black"), part("grand", "colour", "white")])),
    ];
    let is_by_rules = async |nth: usize| {
        let page = search(&shop, &format!("q=grand%20mouse%20no{nth}")).await;
        assert_eq!((&page["total"], &page["understood"]), (&json!(3), &json!([])), "trouble {nth}");
    };
    let wrongs = wrong.len();
    for (nth, wrong) in wrong.into_iter().enumerate() {
        stub.then(wrong);
        let before = stub.asked().len();
        is_by_rules(nth).await;
        until("the model to be asked", async || stub.asked().len() > before).await;
        is_by_rules(nth).await;
    }
    for (nth, trouble) in
        [Reply::Json(503, json!({})), Reply::Text("nonsense".into()), Reply::Stalls].into_iter().enumerate()
    {
        stub.then(trouble);
        tokio::time::timeout(LATE, is_by_rules(wrongs + nth)).await.unwrap();
    }
    // Nor does what somebody says that it said.
    let forged = json!({
        "sort": 0, "key": -100_000, "id": uuid::Uuid::nil(), "words": true, "parts": [part("grand", "colour", "huge")],
    });
    let forged = BASE64_URL_SAFE_NO_PAD.encode(forged.to_string());
    assert_eq!(search(&shop, &format!("q=grand%20mouse&cursor={forged}")).await["understood"], json!([]));
    shop.close().await;
}

#[tokio::test]
async fn without_a_model_for_questions_nobody_is_asked() {
    let stub = Stub::start([reads(&json!([]))]).await;
    let env = vec![("PENDEN_MODELS__OPENAI__URL", leaked(&stub.url))];
    let shop = Shop::open_with(Setup { env, ..Default::default() }).await;
    search(&shop, "q=noir%20mouse%20pas%20cher").await;
    assert!(stub.asked().is_empty());
    shop.close().await;
}
