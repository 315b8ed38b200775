//! Drafts: asked for, written by a job, looked at, approved or rejected; and nothing is published before.

use serde_json::{Value, json};

use super::stub::{Reply, Stub};
use super::{says, shop};
use crate::shop::{Actor, Product, Shop, card};

const TEXT: &str = "A mug of stoneware, glazed by hand, that keeps tea warm for a long time.";

pub(super) fn answers(answer: &Value) -> Reply {
    Reply::Json(200, says(&answer.to_string(), 5, 5))
}

pub(super) async fn drafting(replies: impl IntoIterator<Item = Reply>) -> (Shop, Stub) {
    let stub = Stub::start(replies).await;
    let url = ("PENDEN_MODELS__OPENAI__URL", stub.url.clone());
    (shop(r#"["openai/small 10 20"]"#, &[url]).await, stub)
}

/// Asks, and has it written.
pub(super) async fn written(shop: &Shop, staff: &Actor, path: &str, body: &Value) -> Value {
    let asked = staff.once(path, body).await.expect(202);
    assert_eq!(asked["state"], "asked");
    shop.run_jobs().await;
    staff.get(&format!("/drafts/{}", asked["id"].as_str().unwrap())).await.expect(200)
}

async fn described(shop: &Shop, staff: &Actor, product: &Product) -> Value {
    let path = format!("/products/{}/drafts", product.id);
    written(shop, staff, &path, &json!({ "kind": "description", "wishes": "Mention tea." })).await
}

pub(super) async fn approve(staff: &Actor, draft: &Value) -> crate::shop::Answer {
    staff.post(&format!("/drafts/{}/approve", draft["id"].as_str().unwrap()), &json!({})).await
}

async fn product(staff: &Actor, product: &Product) -> Value {
    staff.get(&format!("/products/{}", product.id)).await.expect(200)
}

#[tokio::test]
async fn a_description_is_published_by_a_click_and_says_who_wrote_it() {
    let (shop, stub) = drafting([answers(&json!({ "description": TEXT }))]).await;
    let (staff, mug) = (shop.staff().await, shop.product("Mug", 900, 5).await);
    let draft = described(&shop, &staff, &mug).await;
    assert_eq!((&draft["state"], &draft["content"]["description"]), (&json!("ready"), &json!(TEXT)));
    assert_eq!((&draft["model"], &draft["prompt"]), (&json!("openai/small"), &json!("describe@1")));
    // What the catalogue and staff say is no part of the words of the shop.
    let told = &stub.asked()[0]["messages"];
    assert!(!told[0]["content"].as_str().unwrap().contains("Mention tea"), "{told}");
    assert!(told[1]["content"].as_str().unwrap().contains("Mention tea"), "{told}");
    assert_eq!(product(&staff, &mug).await["description"], "");

    let approved = approve(&staff, &draft).await.expect(200);
    assert_eq!((&approved["state"], approved["decided_by"].is_string()), (&json!("approved"), true));
    assert_eq!(product(&staff, &mug).await["description"], TEXT);
    // Shoppers see it at once, and other systems hear of it.
    assert_eq!(shop.guest().get("/products/mug").await.expect(200)["description"], TEXT);
    let id = draft["id"].as_str().unwrap();
    assert_eq!(shop.events(id.parse().unwrap()).await.len(), 3);
    let entries = shop.admin().await.get(&format!("/audit?entity_id={id}")).await.expect(200);
    let approval = &entries["items"][0];
    assert_eq!(
        (&approval["action"], &approval["after"]["model"]),
        (&json!("draft.approve"), &json!("openai/small"))
    );
    approve(&staff, &draft).await.refuses(409, "wrong_draft_state");
    staff.post(&format!("/drafts/{id}/reject"), &json!({})).await.refuses(409, "wrong_draft_state");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn what_changed_meanwhile_is_not_overwritten() {
    let (shop, _stub) = drafting([answers(&json!({ "description": TEXT }))]).await;
    let (staff, mug) = (shop.staff().await, shop.product("Mug", 900, 5).await);
    let (first, path) = (described(&shop, &staff, &mug).await, format!("/products/{}", mug.id));
    staff.patch(&path, &json!({ "description": "By hand." })).await.expect(200);
    approve(&staff, &first).await.refuses(409, "changed_meanwhile");
    assert_eq!(product(&staff, &mug).await["description"], "By hand.");
    let rejected = staff.post(&format!("/drafts/{}/reject", first["id"].as_str().unwrap()), &json!({})).await;
    assert_eq!(rejected.expect(200)["state"], "rejected");
    approve(&staff, &first).await.refuses(409, "wrong_draft_state");

    // Stock and price are nothing that the text says.
    let second = described(&shop, &staff, &mug).await;
    staff.put(&format!("/variants/{}/stock", mug.variant_id), &json!({ "on_hand": 0 })).await.expect(200);
    staff.patch(&format!("/variants/{}", mug.variant_id), &json!({ "price_minor": 950 })).await.expect(200);
    approve(&staff, &second).await.expect(200);
    assert_eq!(product(&staff, &mug).await["description"], TEXT);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn texts_for_search_engines_and_attributes_join_what_is_there() {
    let seo =
        json!({ "title": "Stoneware mug by Kiln", "description": "A mug of stoneware that keeps tea warm." });
    let read = json!({ "attributes": [
        { "code": "colour", "values": ["32"] }, { "code": "volume", "values": ["350"] }, { "code": "safe", "values": ["true"] },
    ] });
    // The first answer names a choice that there is none of, and is put right.
    let wrong = json!({ "attributes": [{ "code": "colour", "values": ["pink"] }] });
    let (shop, stub) = drafting([answers(&seo), answers(&wrong), answers(&read)]).await;
    let (staff, mug) = (shop.staff().await, shop.product("Mug", 900, 5).await);
    let colour = json!({ "code": "colour", "name": "Colour", "kind": "choice", "filterable": true, "choices": [{ "code": "32", "label": "Blue 32" }] });
    let volume =
        json!({ "code": "volume", "name": "Volume", "kind": "number", "unit": "ml", "filterable": true });
    let safe = json!({ "code": "safe", "name": "Dishwasher-safe", "kind": "boolean", "filterable": true });
    let hand = json!({ "code": "handmade", "name": "Handmade", "kind": "boolean" });
    for attribute in [colour, volume, safe, hand] {
        staff.post("/attributes", &attribute).await.expect(201);
    }
    let has = json!({ "attributes": [{ "code": "handmade", "boolean": true }] });
    staff.patch(&format!("/products/{}", mug.id), &has).await.expect(200);

    let path = format!("/products/{}/drafts", mug.id);
    let draft = written(&shop, &staff, &path, &json!({ "kind": "seo", "language": "en" })).await;
    approve(&staff, &draft).await.expect(200);
    let draft = written(&shop, &staff, &path, &json!({ "kind": "attributes" })).await;
    assert_eq!(draft["content"]["attributes"][1], json!({ "code": "volume", "values": ["350"] }));
    assert!(!stub.asked()[1]["messages"][1]["content"].as_str().unwrap().contains("\"handmade\""));
    assert!(stub.asked()[2]["messages"].to_string().contains("pink is no choice"));
    approve(&staff, &draft).await.expect(200);
    let after = product(&staff, &mug).await;
    assert_eq!(after["seo_title"], "Stoneware mug by Kiln", "{after}");
    assert_eq!(after["attributes"].as_array().unwrap().len(), 4, "{after}");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_reply_is_drafted_without_telling_whose_order_it_is() {
    let text = "Hello, your parcel will be on its way soon. Penden";
    let (shop, stub) = drafting([answers(&json!({ "text": text }))]).await;
    let (staff, mug) = (shop.staff().await, shop.product("Mug", 900, 5).await);
    let order = shop.customer("ada@example.org").await.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    let path = format!("/orders/{}/drafts", order.id);
    let draft = written(&shop, &staff, &path, &json!({ "question": "Where is it?" })).await;
    let told = stub.asked()[0].to_string();
    assert!(told.contains(order.text("number")) && told.contains("Where is it?"));
    for personal in ["ada@example.org", "Lovelace", "Musterstadt", "Hauptstr", "12345"] {
        assert!(!told.contains(personal), "{personal} in {told}");
    }
    approve(&staff, &draft).await.expect(200);
    let notes = staff.get(&format!("/orders/{}/notes", order.id)).await.expect(200);
    let note = notes["items"][0]["text"].as_str().unwrap();
    assert!(note.contains(text) && note.contains("openai/small"), "{note}");
    shop.run_jobs().await;
    // What is known of the order changed: the reply may be wrong.
    let draft = written(&shop, &staff, &path, &json!({ "question": "And now?" })).await;
    staff.fulfil(&order, "ship").await.expect(200);
    approve(&staff, &draft).await.refuses(409, "changed_meanwhile");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn drafts_are_listed_for_those_who_may_decide_them() {
    let (shop, _stub) = drafting([answers(&json!({ "description": TEXT }))]).await;
    let (staff, mug) = (shop.admin().await, shop.product("Mug", 900, 5).await);
    let first = described(&shop, &staff, &mug).await;
    let second = described(&shop, &staff, &mug).await;
    let list = |query: &str| {
        let (staff, path) = (staff.clone(), format!("/drafts?{query}"));
        async move {
            let page = staff.get(&path).await.expect(200);
            let ids = page["items"].as_array().unwrap().iter().map(|draft| draft["id"].clone());
            (ids.collect::<Vec<_>>(), page["next_cursor"].clone())
        }
    };
    let (ids, next) = list("limit=1").await;
    assert_eq!(ids, [second["id"].clone()]);
    assert_eq!(list(&format!("limit=1&cursor={}", next.as_str().unwrap())).await.0, [first["id"].clone()]);
    assert_eq!(list("sort=oldest").await.0, [first["id"].clone(), second["id"].clone()]);
    assert_eq!(list(&format!("product_id={}&state=ready&kind=description", mug.id)).await.0.len(), 2);
    assert!(list("kind=reply").await.0.is_empty() && list("state=failed").await.0.is_empty());

    let new = json!({
        "email": "sue@penden.example", "name": "Sue", "password": "correct horse battery staple", "roles": ["support"],
    });
    staff.post("/staff", &new).await.expect(201);
    let sue = shop.guest().logged_in("sue@penden.example").await;
    assert_eq!(sue.get("/drafts").await.expect(200)["items"], json!([]));
    sue.get(&format!("/drafts/{}", first["id"].as_str().unwrap())).await.refuses(404, "not_found");
    approve(&sue, &first).await.refuses(404, "not_found");
    shop.run_jobs().await;
    shop.close().await;
}
