//! The audit log: every write of staff is in it, and nothing changes it.

mod catalogue;
mod checkout;

use std::collections::HashSet;

use domain::entity::review_summary;
use domain::jobs::batches::{self, NewBatch};
use domain::jobs::{self, Job, NewJob};
use domain::outside;
use reqwest::Method;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use uuid::Uuid;

use super::second_factor::second_factor;
use super::table::{Access, TABLE, operation};
use crate::assistant::stub::{Reply, Stub};
use crate::assistant::{leaked, says};
use crate::shop::stripe::Stripe;
use crate::shop::{Answer, Setup, Shop, card};

const PNG: &[u8] =
    b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x02\x00\x00\x00\x01\x08\x06\x00\x00\x00\
    \xf4\x22\x7f\x8a\x00\x00\x00\x0eIDATx\xdac8!\xc0\xf0\x1f\x84\x01\x10\x03\x03\xaf\xf9;&\x9a\x00\
    \x00\x00\x00IEND\xaeB`\x82";

/// Does what staff can do, and looks into the log after each deed.
pub struct Walk<'a> {
    pub shop: &'a Shop,
    done: HashSet<(String, String)>,
}

impl Walk<'_> {
    /// `?` in the path stands for the ids, one after the other. Returns the answer, which must be good.
    pub async fn may(&mut self, method: &str, path: &str, ids: &[&str], body: Value) -> Value {
        let address = ids.iter().fold(path.to_owned(), |path, id| path.replacen('?', id, 1));
        let bearer = self.shop.admin().await;
        let request = self
            .shop
            .request(method.parse::<Method>().unwrap(), &format!("/api/v1{address}"))
            .bearer_auth(bearer.bearer())
            .header("idempotency-key", Uuid::new_v4().to_string())
            .header("user-agent", "walker/1.0");
        let request = if path.ends_with("/images") || (method, path) == ("PUT", "/settings/logo") {
            let form = "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n";
            let body = [form.as_bytes(), PNG, b"\r\n--limit--\r\n"].concat();
            request.header("content-type", "multipart/form-data; boundary=limit").body(body)
        } else if path.ends_with("/imports") {
            request.header("content-type", "text/csv").body("sku,product,price\nCUP,Cup,9.00\n")
        } else {
            request.json(&body)
        };
        let answer = self.shop.send(request).await;
        assert!(answer.status < 300, "{method} {address}: {} {}", answer.status, answer.body);
        self.is_remembered(method, path, &answer).await;
        answer.body
    }

    async fn is_remembered(&mut self, method: &str, path: &str, answer: &Answer) {
        let path = path.split('&').next().unwrap();
        let (path, _) = path.split_once("?all").unwrap_or((path, ""));
        let entries =
            entries(self.shop, &format!("request_id={}", answer.header("x-request-id").unwrap())).await;
        assert!(!entries.is_empty(), "{method} {path} left the log empty");
        for entry in &entries {
            assert_eq!(
                (&entry["actor_kind"], &entry["actor"]),
                (&json!("user"), &json!("admin@penden.example"))
            );
            assert_eq!(
                (&entry["address"], &entry["user_agent"]),
                (&json!("127.0.0.1"), &json!("walker/1.0"))
            );
            let text = entry.to_string();
            assert!(
                !text.contains("whsec_") && !text.contains("key_hash") && !text.contains("$argon2"),
                "a secret: {text}"
            );
        }
        self.done.insert((method.to_owned(), path.to_owned()));
    }
}

async fn entries(shop: &Shop, query: &str) -> Vec<Value> {
    let page = shop.admin().await.get(&format!("/audit?limit=100&{query}")).await.expect(200);
    page["items"].as_array().unwrap().clone()
}

pub fn id(of: &Value) -> &str {
    of["id"].as_str().unwrap()
}

#[tokio::test]
async fn no_write_of_staff_leaves_the_log_empty() {
    let described =
        says(&json!({ "description": "A pot of fired clay, for tea and for flowers." }).to_string(), 1, 1);
    let replied = says(&json!({ "text": "Hello, your parcel is on its way. Penden" }).to_string(), 1, 1);
    let model = Stub::start([Reply::Json(200, described), Reply::Json(200, replied)]).await;
    let stripe = Stripe::open().await;
    let setup = stripe.setup(&[
        ("PENDEN_MODELS__DRAFTS__CHAIN", r#"["openai/a 0 0"]"#),
        ("PENDEN_MODELS__OPENAI__URL", leaked(&model.url)),
        ("PENDEN_SHOP__PAYMENTS__CAPTURE", "at_shipment"),
        ("PENDEN_SHOP__PAYMENTS__BANK_TRANSFER__ENABLED", "true"),
    ]);
    let shop = Shop::open_with(Setup { silent_bank: false, ..setup }).await;
    let mut walk = Walk { shop: &shop, done: HashSet::new() };
    catalogue::products(&mut walk).await;
    catalogue::what_products_have(&mut walk).await;
    checkout::write(&mut walk).await;
    files(&mut walk).await;
    super::audit_orders::orders(&mut walk).await;
    drafts(&mut walk).await;
    super::audit_orders::reviews(&mut walk).await;
    webhooks(&mut walk).await;
    operations(&mut walk).await;
    staff(&mut walk).await;

    let demands = TABLE.iter().filter(|(method, path, access)| {
        // Looking at a draft changes nothing.
        let is_look = *method == "GET" || path.ends_with("/preview");
        !is_look && matches!(access, Access::Needs(_) | Access::NeedsAny(_))
    });
    let mut missing: Vec<_> = demands.map(|(method, path, _)| operation(method, path)).collect();
    missing.retain(|one| !walk.done.contains(one));
    assert!(missing.is_empty(), "nobody looked whether these are in the log: {missing:?}");
    shop.run_jobs().await;
    jobs::discard_all(&shop.services.store, &Default::default()).await.unwrap();
    shop.close().await;
    stripe.close().await;
}

async fn files(walk: &mut Walk<'_>) {
    walk.may("POST", "/products/imports", &[], json!({})).await;
    walk.may("POST", "/exports", &[], json!({ "what": "products" })).await;
    walk.shop.run_jobs().await;
}

async fn drafts(walk: &mut Walk<'_>) {
    let pot = walk.shop.product("Clay pot", 900, 10).await;
    let draft = walk.may("POST", "/products/?/drafts", &[&pot.id], json!({ "kind": "description" })).await;
    walk.shop.run_jobs().await;
    walk.may("POST", "/drafts/?/approve", &[id(&draft)], json!({})).await;
    let guest = walk.shop.guest();
    let order = guest.buy(&pot, card::GOOD).await;
    walk.shop.run_jobs().await;
    let question = json!({ "question": "Where is it?" });
    let draft = walk.may("POST", "/orders/?/drafts", &[&order.id], question).await;
    walk.shop.run_jobs().await;
    walk.may("POST", "/drafts/?/reject", &[id(&draft)], json!({})).await;
    let summary = review_summary::Model {
        product_id: pot.id.parse().unwrap(),
        text: "Most like it.".into(),
        reviews: 0,
        model: "openai/a".into(),
        approved_by: None,
        approved_at: domain::clock::now(),
    };
    let store = &walk.shop.services.store;
    let insert = review_summary::Entity::insert(summary.into_active_model().reset_all());
    insert.exec_without_returning(store.writer()).await.unwrap();
    walk.may("DELETE", "/products/?/review-summary", &[&pot.id], json!({})).await;
    let asked = json!({ "email": "ada@example.org", "message": "Can you engrave a pot?" });
    let asked = guest.once("/inquiries", &asked).await.expect(201);
    walk.may("POST", "/inquiries/?/close", &[id(&asked)], json!({})).await;
}

async fn webhooks(walk: &mut Walk<'_>) {
    let body = json!({ "url": "https://erp.example.org/hook", "events": ["order.paid"] });
    let endpoint = walk.may("POST", "/webhook-endpoints", &[], body).await;
    let endpoint = id(&endpoint);
    walk.may("PATCH", "/webhook-endpoints/?", &[endpoint], json!({ "description": "ERP" })).await;
    walk.may("POST", "/webhook-endpoints/?/rotate-secret", &[endpoint], json!({})).await;
    let delivery = walk.may("POST", "/webhook-endpoints/?/ping", &[endpoint], json!({})).await;
    walk.may("POST", "/webhook-deliveries/?/redeliver", &[id(&delivery)], json!({})).await;
    walk.may("DELETE", "/webhook-endpoints/?", &[endpoint], json!({})).await;
}

async fn staff(walk: &mut Walk<'_>) {
    let role = json!({ "slug": "packer", "name": "Packer", "permissions": ["orders_read"] });
    walk.may("POST", "/roles", &[], role).await;
    walk.may("PATCH", "/roles/?", &["packer"], json!({ "name": "Packers" })).await;
    walk.may("DELETE", "/roles/?", &["packer"], json!({})).await;
    let new = json!({ "email": "sue@penden.example", "name": "Sue", "password": super::PASSWORD, "roles": ["support"] });
    let sue = walk.may("POST", "/staff", &[], new).await;
    walk.may("PUT", "/staff/?/roles", &[id(&sue)], json!({ "roles": ["finance"] })).await;
    second_factor(walk.shop, "sue@penden.example").await;
    walk.may("POST", "/staff/?/second-factor/reset", &[id(&sue)], json!({})).await;
    walk.may("POST", "/staff/?/deactivate", &[id(&sue)], json!({})).await;
    walk.may("PATCH", "/settings", &[], json!({ "name": "Haus am See" })).await;
    walk.may("PUT", "/settings/logo", &[], json!({})).await;
    walk.may("DELETE", "/settings/logo", &[], json!({})).await;
    let mail = walk.shop.admin().await.get("/mail-templates/welcome").await.expect(200);
    let words = json!({ "subject": "Hello", "body": mail["shipped"]["body"] });
    walk.may("PUT", "/mail-templates/?", &["welcome"], words).await;
    walk.may("POST", "/mail-templates/?/test", &["welcome"], json!({})).await;
    walk.may("DELETE", "/mail-templates/?", &["welcome"], json!({})).await;
    let key = json!({ "name": "ERP", "scopes": ["orders_read"] });
    let key = walk.may("POST", "/api-keys", &[], key).await;
    walk.may("DELETE", "/api-keys/?", &[id(&key)], json!({})).await;
    walk.may("POST", "/staff/?/reactivate", &[id(&sue)], json!({})).await;
}

/// A job about nothing, dead after its first run.
async fn dead(shop: &Shop) -> String {
    let job = NewJob::new(Job::IssueInvoice { order_id: Uuid::new_v4() });
    let enqueue = async |txn: &_| jobs::enqueue_all(txn, vec![job]).await;
    let tickets = shop.services.store.write(enqueue).await.unwrap();
    shop.services.push(&tickets).await;
    shop.run_jobs().await;
    shop.jobs("invoices.issue").await.last().unwrap().id.to_string()
}

async fn operations(walk: &mut Walk<'_>) {
    let job = dead(walk.shop).await;
    walk.may("POST", "/jobs/?/retry", &[&job], json!({})).await;
    walk.may("POST", "/jobs/?/cancel", &[&job], json!({})).await;
    let payload = json!({ "payload": { "order_id": Uuid::new_v4() } });
    walk.may("POST", "/jobs/?/edit", &[&job], payload).await;
    walk.shop.run_jobs().await;
    walk.may("POST", "/jobs/?/discard", &[&job], json!({})).await;
    dead(walk.shop).await;
    walk.may("POST", "/jobs/dead/retry?all=true", &[], json!({})).await;
    walk.shop.run_jobs().await;
    walk.may("POST", "/jobs/dead/discard?all=true", &[], json!({})).await;
    walk.may("POST", "/jobs/cancel?all=true", &[], json!({})).await;
    let store = &walk.shop.services.store;
    let batch = NewBatch::new("walk");
    let batch_id = batch.id.to_string();
    store.write(async |txn| batches::open(txn, batch).await).await.unwrap();
    walk.may("POST", "/batches/?/cancel", &[&batch_id], json!({})).await;
    let seen = outside::Seen {
        breaker: outside::Phase::Open,
        since: domain::clock::now(),
        next_try_at: None,
        calls: 1,
        failures: 1,
        put_off: 0,
        last_error: None,
    };
    outside::note(store, "smtp", "a worker", &seen).await.unwrap();
    walk.may("POST", "/operations/providers/?/close", &["smtp"], json!({})).await;
    walk.may("POST", "/operations/queues/?/pause", &["mail"], json!({})).await;
    walk.may("POST", "/operations/queues/?/resume", &["mail"], json!({})).await;
    let (store, entries) = (&walk.shop.services.store, &walk.shop.services.timetable);
    domain::timetable::register(store, entries, domain::clock::now()).await.unwrap();
    walk.may("POST", "/operations/timetable/?/run", &["retention.prune"], json!({})).await;
    let replay = json!({ "consumer": "sales_facts", "aggregate_id": Uuid::new_v4() });
    walk.may("POST", "/operations/replays", &[], replay).await;
    walk.may("POST", "/operations/rebuilds", &[], json!({ "model": "sales_facts" })).await;
}

#[tokio::test]
async fn an_entry_says_what_was_before_and_what_is_now_and_is_found_by_it() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let path = format!("/variants/{}", mug.variant_id);
    shop.staff().await.patch(&path, &json!({ "price_minor": 1_200 })).await.expect(200);
    shop.staff().await.patch(&path, &json!({ "price_minor": -1 })).await.expect(422);

    let found = entries(&shop, &format!("entity=variant&entity_id={}", mug.variant_id)).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["action"], "variant.update");
    assert_eq!(
        (&found[0]["before"], &found[0]["after"]),
        (&json!({ "price_minor": 900 }), &json!({ "price_minor": 1_200 }))
    );
    let actor = found[0]["actor_id"].as_str().unwrap();
    let at = found[0]["at"].as_str().unwrap().replace('+', "%2B");
    for (query, count) in [
        ("actor_kind=system&entity=variant".to_owned(), 0),
        (format!("actor_id={actor}"), 2),
        (format!("actor_id={actor}&action=product.create"), 1),
        (format!("from={at}"), 1),
        (format!("until={at}&actor_kind=user"), 1),
        (format!("actor_id={}", Uuid::new_v4()), 0),
    ] {
        assert_eq!(entries(&shop, &query).await.len(), count, "{query}");
    }

    // Page by page, in either order.
    for sort in ["newest", "oldest"] {
        let first =
            shop.admin().await.get(&format!("/audit?actor_kind=user&limit=1&sort={sort}")).await.expect(200);
        let cursor = first["next_cursor"].as_str().unwrap();
        let path = format!("/audit?actor_kind=user&limit=1&sort={sort}&cursor={cursor}");
        let second = shop.admin().await.get(&path).await.expect(200);
        assert!(second["next_cursor"].is_null());
        let actions = [&first["items"][0]["action"], &second["items"][0]["action"]];
        let oldest_first = ["product.create", "variant.update"];
        let expected: Vec<_> =
            if sort == "oldest" { oldest_first.to_vec() } else { oldest_first.into_iter().rev().collect() };
        assert_eq!(actions.map(|action| action.as_str().unwrap()), expected[..]);
    }
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn not_even_the_database_changes_or_forgets_an_entry() {
    let shop = Shop::open().await;
    shop.product("Mug", 900, 10).await;
    let db = shop.services.store.writer();
    for sql in ["UPDATE audit_entries SET action = 'x'", "DELETE FROM audit_entries"] {
        let refused = db.execute_unprepared(sql).await.unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{refused}");
    }
    assert_eq!(entries(&shop, "action=product.create").await.len(), 1);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn what_is_refused_leaves_no_entry() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let order = shop.guest().buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    assert_eq!(shop.staff().await.refund(&order, 1_000_000).await.status, 422);
    assert!(entries(&shop, "entity=order").await.is_empty());
    shop.close().await;
}
