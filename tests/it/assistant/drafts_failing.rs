//! Drafts that come to nothing: each says why, and nothing else is harmed.

use serde_json::{Value, json};

use super::stub::{Reply, Stub};
use super::{says, shop};
use crate::shop::{Setup, Shop};

fn openai(content: &str, reason: &str) -> Reply {
    Reply::Json(200, json!({ "choices": [{ "message": { "content": content }, "finish_reason": reason }] }))
}

async fn failure(reply: Reply, env: &[(&'static str, String)]) -> Value {
    let stub = Stub::start([reply]).await;
    let mut all = vec![("PENDEN_MODELS__OPENAI__URL", stub.url.clone())];
    all.extend(env.iter().cloned());
    let shop = shop(r#"["openai/a 10 20"]"#, &all).await;
    let (staff, mug) = (shop.staff().await, shop.product("Mug", 900, 5).await);
    let path = format!("/products/{}/drafts", mug.id);
    let draft = staff.once(&path, &json!({ "kind": "seo" })).await.expect(202);
    shop.run_jobs_without_waiting().await;
    let draft = staff.get(&format!("/drafts/{}", draft["id"].as_str().unwrap())).await.expect(200);
    assert_eq!((&draft["state"], draft.get("content")), (&json!("failed"), None), "{draft}");
    // Another one can be asked for, and this one be put away. After more failures of a provider its breaker would open.
    if draft["failure"] != "model_unavailable" {
        staff.once(&path, &json!({ "kind": "seo" })).await.expect(202);
        shop.run_jobs_without_waiting().await;
    }
    staff
        .post(&format!("/drafts/{}/approve", draft["id"].as_str().unwrap()), &json!({}))
        .await
        .refuses(409, "wrong_draft_state");
    staff.post(&format!("/drafts/{}/reject", draft["id"].as_str().unwrap()), &json!({})).await.expect(200);
    shop.run_jobs().await;
    // Nothing is dead, and nothing is left over.
    shop.close().await;
    draft["failure"].clone()
}

#[tokio::test]
async fn each_failure_says_why() {
    assert_eq!(failure(Reply::Json(503, json!({})), &[]).await, "model_unavailable");
    assert_eq!(failure(Reply::Json(401, json!({})), &[]).await, "model_rejected");
    assert_eq!(failure(openai("", "content_filter"), &[]).await, "model_refused");
    assert_eq!(failure(openai("{\"title\": \"A m", "length"), &[]).await, "model_cut_off");
    assert_eq!(failure(openai("Of course! Here it is:", "stop"), &[]).await, "model_answer_invalid");
    let budget = [("PENDEN_MODELS__DRAFTS__DAILY_BUDGET_MINOR", "0".to_owned())];
    assert_eq!(failure(openai("{}", "stop"), &budget).await, "model_out_of_budget");
}

#[tokio::test]
async fn without_a_model_none_can_be_asked_for() {
    let shop = Shop::open_with(Setup::default()).await;
    let (staff, mug) = (shop.staff().await, shop.product("Mug", 900, 5).await);
    let asked = staff.once(&format!("/products/{}/drafts", mug.id), &json!({ "kind": "seo" })).await;
    assert_eq!((asked.status, &asked.body["code"]), (422, &json!("models_off")), "{}", asked.body);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn what_is_asked_for_twice_is_written_once_and_what_is_gone_is_told() {
    let texts = json!({ "title": "Stoneware mug", "description": "A mug of stoneware that keeps tea warm." });
    let stub = Stub::start([Reply::Json(200, says(&texts.to_string(), 5, 5))]).await;
    let shop = shop(r#"["openai/a 10 20"]"#, &[("PENDEN_MODELS__OPENAI__URL", stub.url.clone())]).await;
    let (staff, mug) = (shop.staff().await, shop.product("Mug", 900, 5).await);
    let (path, body) = (format!("/products/{}/drafts", mug.id), json!({ "kind": "seo" }));
    let once = staff.post_once(&path, "one", &body).await.expect(202);
    let again = staff.post_once(&path, "one", &body).await;
    assert_eq!((again.header("idempotency-replayed"), &again.body["id"]), (Some("true"), &once["id"]));
    staff.post_once(&path, "two", &body).await.refuses(409, "draft_under_way");
    staff
        .post_once(&path, "one", &json!({ "kind": "description" }))
        .await
        .refuses(422, "idempotency_key_reused");
    staff
        .once(&path, &json!({ "kind": "seo", "language": "klingon" }))
        .await
        .refuses(422, "validation_failed");
    staff.once(&path, &json!({ "kind": "poem" })).await.refuses(422, "validation_failed");
    staff
        .once(&path, &json!({ "kind": "seo", "wishes": "x".repeat(2_001) }))
        .await
        .refuses(422, "validation_failed");
    shop.run_jobs().await;
    shop.rerun("drafts.write").await;
    shop.run_jobs().await;
    assert_eq!(stub.asked().len(), 1);

    // Rejected before it was written: nobody is asked. Deleted before: it says so.
    let late = staff.once(&path, &json!({ "kind": "seo" })).await.expect(202);
    staff.post(&format!("/drafts/{}/reject", late["id"].as_str().unwrap()), &json!({})).await.expect(200);
    let gone = staff.once(&path, &body).await.expect(202);
    staff.delete(&format!("/products/{}", mug.id)).await;
    shop.run_jobs().await;
    let gone = staff.get(&format!("/drafts/{}", gone["id"].as_str().unwrap())).await.expect(200);
    assert_eq!((&gone["failure"], stub.asked().len()), (&json!("subject_gone"), 1));
    staff.once(&path, &body).await.refuses(404, "not_found");
    shop.close().await;
}
