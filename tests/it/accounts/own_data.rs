//! All that is kept about a customer: gathered by a job, theirs alone, and gone after some days.

use chrono::TimeDelta;
use domain::clock::now;
use domain::entity::data_export::{self, Column};
use domain::entity::states::{ActorKind, JobState};
use domain::entity::{audit_entry, event};
use domain::events;
use domain::jobs::Ticket;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::jobs::await_points::{FEWEST_DEATHS, SURVIVORS, work_until};
use crate::shop::{Actor, Answer, Shop, card};

const PATH: &str = "/me/data-exports";

async fn ask(actor: &Actor) -> Answer {
    actor.once(PATH, &json!({})).await
}

async fn file(actor: &Actor, export: &Value) -> Answer {
    actor.get(&format!("{PATH}/{}/file", export["id"].as_str().unwrap())).await
}

async fn look(actor: &Actor, export: &Value) -> Value {
    actor.get(&format!("{PATH}/{}", export["id"].as_str().unwrap())).await.expect(200)
}

/// Asks, has it gathered, and fetches it.
pub async fn own_data(shop: &Shop, actor: &Actor) -> Value {
    let export = ask(actor).await.expect(202);
    shop.run_jobs().await;
    file(actor, &export).await.expect(200)
}

/// As if they had been asked for, and had their time, so much earlier.
async fn age(shop: &Shop, by: TimeDelta) {
    let rows = data_export::Entity::find().all(shop.services.store.read()).await.unwrap();
    for row in rows {
        let older = data_export::ActiveModel {
            created_at: Set(row.created_at - by),
            expires_at: Set(row.expires_at - by),
            ..Default::default()
        };
        let update = data_export::Entity::update_many().set(older).filter(Column::Id.eq(row.id));
        update.exec(shop.services.store.writer()).await.unwrap();
    }
}

fn files(shop: &Shop) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
        entries.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
    }
    count(&shop.folder().join("storage/data-exports"))
}

#[tokio::test]
async fn everybody_can_have_all_that_is_kept_about_them_and_about_nobody_else() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let (ada, eve) = (shop.customer("ada@example.org").await, shop.customer("eve@example.org").await);
    let order = ada.buy(&mug, card::GOOD).await;
    ada.put(&format!("/me/wishlist/{}", mug.id), &json!({})).await.expect(204);
    ada.put("/me/mail-preferences", &json!({ "reminders": true })).await.expect(200);
    let home =
        json!({ "name": "Ada", "line1": "1 High St", "postal_code": "1", "city": "Ely", "country": "GB" });
    ada.post("/me/addresses", &json!({ "address": home })).await.expect(201);
    let question = json!({ "email": "ada@example.org", "message": "Can you engrave a mug?" });
    ada.once("/inquiries", &question).await.expect(201);
    ada.add(&mug, 2).await;
    shop.run_jobs().await;

    let export = ask(&ada).await.expect(202);
    assert_eq!((&export["state"], &export["bytes"]), (&json!("asked"), &json!(0)));
    file(&ada, &export).await.refuses(404, "not_found");
    shop.run_jobs().await;
    let ready = look(&ada, &export).await;
    assert_eq!(
        (&ready["state"], &ready["orders_total"], &ready["orders_gathered"]),
        (&json!("ready"), &json!(1), &json!(1))
    );
    let answer = file(&ada, &export).await;
    assert!(answer.header("content-disposition").unwrap().contains("my-data.json"));
    assert_eq!(ready["bytes"], answer.bytes.len());
    let text = String::from_utf8(answer.bytes.clone()).unwrap();
    for secret in ["password", "hash", "token", "tok_", "argon2"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    let data = answer.expect(200);
    assert_eq!(data["profile"]["email"], "ada@example.org");
    assert_eq!(data["consents"]["reminders"], true);
    let told = &data["orders"][0];
    assert_eq!((&told["number"], &told["state"]), (&order.body["number"], &json!("placed")));
    assert_eq!(
        (&told["lines"][0]["sku"], &told["payments"][0]["state"]),
        (&json!("MUG"), &json!("captured"))
    );
    assert!(
        told["payments"][0]["reference"].is_string() && told["papers"][0]["invoice"].is_string(),
        "{told}"
    );
    assert!(told["history"].as_array().unwrap().iter().any(|one| one["to"] == "placed"), "{told}");
    for (list, most) in [("log_ins", 1), ("addresses", 1), ("wishlist", 1), ("inquiries", 1), ("carts", 1)] {
        assert_eq!(data[list].as_array().unwrap().len(), most, "{list}: {data}");
    }
    assert_eq!(data["carts"][0]["lines"][0]["quantity"], 2);
    let happened: Vec<&str> =
        data["events"].as_array().unwrap().iter().map(|one| one["event"].as_str().unwrap()).collect();
    assert_eq!(happened[0], "user_registered");
    assert!(happened.contains(&"customer_addresses_changed"), "{happened:?}");
    let deeds = data["deeds"].as_array().unwrap();
    assert!(deeds.iter().any(|deed| deed["action"] == "user.request_data"), "{deeds:?}");

    let other = own_data(&shop, &eve).await;
    for list in ["orders", "wishlist", "addresses", "inquiries", "carts", "reviews"] {
        assert_eq!(other[list], json!([]), "{list}");
    }
    shop.close().await;
}

#[tokio::test]
async fn it_is_told_by_mail_and_nobody_else_gets_it() {
    let shop = Shop::open().await;
    let (ada, eve) = (shop.customer("ada@example.org").await, shop.customer("eve@example.org").await);
    let export = ask(&ada).await.expect(202);
    shop.run_jobs().await;
    let id = export["id"].as_str().unwrap();
    eve.get(&format!("{PATH}/{id}")).await.refuses(404, "not_found");
    file(&eve, &export).await.refuses(404, "not_found");
    file(&shop.admin().await, &export).await.refuses(404, "not_found");
    shop.guest().get(&format!("{PATH}/{id}/file")).await.refuses(401, "unauthenticated");
    assert_eq!(eve.get(PATH).await.expect(200)["items"], json!([]));
    assert_eq!(ada.get(PATH).await.expect(200)["items"][0]["id"], export["id"]);

    let mails = shop.admin().await.get("/mails?limit=100").await.expect(200)["items"].clone();
    let told: Vec<_> =
        mails.as_array().unwrap().iter().filter(|mail| mail["template"] == "data_ready").collect();
    assert_eq!((told.len(), &told[0]["recipient"]), (1, &json!("ada@example.org")), "{told:?}");
    let me = ada.get("/me").await.expect(200)["id"].as_str().unwrap().parse().unwrap();
    let kinds: Vec<_> = shop.events(me).await.into_iter().map(|(_, kind)| kind).collect();
    assert_eq!(kinds, ["user_registered", "customer_data_requested", "customer_data_ready"]);
    let entries = shop.admin().await.get("/audit?action=user.request_data").await.expect(200);
    assert_eq!(entries["items"][0]["actor_id"], json!(me));
    shop.close().await;
}

#[tokio::test]
async fn it_is_gathered_once_at_a_time_and_not_too_often() {
    let shop = Shop::open().await;
    let ada = shop.customer("ada@example.org").await;
    let once = ada.post_once(PATH, "one", &json!({})).await.expect(202);
    let again = ada.post_once(PATH, "one", &json!({})).await;
    assert_eq!((again.header("idempotency-replayed"), &again.body["id"]), (Some("true"), &once["id"]));
    ask(&ada).await.refuses(409, "data_export_under_way");
    shop.run_jobs().await;
    // Done is done: another run writes nothing, and tells nobody.
    shop.rerun("accounts.write_data").await;
    shop.run_jobs().await;
    assert_eq!((files(&shop), shop.jobs("accounts.write_data").await.len()), (1, 1));
    for _ in 0..4 {
        ask(&ada).await.expect(202);
        shop.run_jobs().await;
    }
    let refused = ask(&ada).await;
    assert!(refused.header("retry-after").unwrap().parse::<u64>().unwrap() > 3_600);
    refused.refuses(429, "too_many_requests");
    // Many at once are one.
    age(&shop, TimeDelta::days(2)).await;
    let answers = futures_util::future::join_all((0..6).map(|_| ask(&ada))).await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [202, 409, 409, 409, 409, 409]);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn its_time_ends_and_then_it_is_deleted() {
    let shop = Shop::open().await;
    let ada = shop.customer("ada@example.org").await;
    let export = ask(&ada).await.expect(202);
    shop.run_jobs().await;
    age(&shop, TimeDelta::days(6)).await;
    shop.fire("retention.prune").await;
    let young = ask(&ada).await.expect(202);
    shop.run_jobs().await;
    file(&ada, &export).await.expect(200);
    let old = data_export::ActiveModel { expires_at: Set(now()), ..Default::default() };
    let id: Uuid = export["id"].as_str().unwrap().parse().unwrap();
    let update = data_export::Entity::update_many().set(old).filter(Column::Id.eq(id));
    update.exec(shop.services.store.writer()).await.unwrap();
    // Nobody gets it, also before it is gone.
    file(&ada, &export).await.refuses(404, "not_found");
    assert_eq!(files(&shop), 2);
    shop.fire("retention.prune").await;
    shop.run_jobs().await;
    assert_eq!(files(&shop), 1);
    file(&ada, &young).await.expect(200);
    let listed = ada.get(PATH).await.expect(200)["items"].clone();
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["id"]), (1, &young["id"]));
    shop.close().await;
}

#[tokio::test]
async fn what_is_in_it_is_read_a_few_rows_at_a_time_and_is_whole() {
    let shop = Shop::open().await;
    let ada = shop.customer("ada@example.org").await;
    let me: Uuid = ada.get("/me").await.expect(200)["id"].as_str().unwrap().parse().unwrap();
    let writer = shop.services.store.writer();
    let deeds = (0..450).map(|number| audit_entry::ActiveModel {
        id: Set(Uuid::now_v7()),
        at: Set(now()),
        actor_kind: Set(ActorKind::User),
        actor_id: Set(Some(me)),
        action: Set(format!("test.{number}")),
        entity: Set("test".into()),
        entity_id: Set(number.to_string()),
        before: Set(None),
        after: Set(None),
        address: Set(None),
        user_agent: Set(None),
        request_id: Set(None),
        trace_id: Set(String::new()),
    });
    audit_entry::Entity::insert_many(deeds).exec_without_returning(writer).await.unwrap();
    let happened = (0..399).map(|number| event::ActiveModel {
        id: Set(Uuid::now_v7()),
        aggregate: Set("user".into()),
        aggregate_id: Set(me),
        version: Set(2 + number),
        kind: Set("customer_changed".into()),
        payload: Set(json!({ "user_id": me })),
        trace_id: Set(String::new()),
        job_id: Set(None),
        recorded_at: Set(now()),
        published_at: Set(Some(now())),
    });
    event::Entity::insert_many(happened).exec_without_returning(writer).await.unwrap();
    let version = domain::entity::user::Column::Version;
    let update = domain::entity::user::Entity::update_many().col_expr(version, Expr::value(400_i64));
    update.filter(domain::entity::user::Column::Id.eq(me)).exec(writer).await.unwrap();

    let data = own_data(&shop, &ada).await;
    let mut deeds: Vec<&str> =
        data["deeds"].as_array().unwrap().iter().map(|deed| deed["action"].as_str().unwrap()).collect();
    deeds.retain(|action| action.starts_with("test."));
    assert_eq!(deeds, (0..450).map(|number| format!("test.{number}")).collect::<Vec<_>>());
    let versions: Vec<i64> =
        data["events"].as_array().unwrap().iter().map(|one| one["version"].as_i64().unwrap()).collect();
    assert_eq!(versions, (1..=401).collect::<Vec<i64>>());
    shop.close().await;
}

#[tokio::test]
async fn where_it_cannot_be_written_it_can_be_asked_for_again() {
    let shop = Shop::open().await;
    let ada = shop.customer("ada@example.org").await;
    // A file where there should be a folder.
    let folder = shop.folder().join("storage");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("data-exports"), "in the way").unwrap();
    let export = ask(&ada).await.expect(202);
    shop.run_jobs_without_waiting().await;
    let job = shop.job("accounts.write_data").await;
    assert_eq!(job.state, JobState::Dead, "{job:?}");
    assert_eq!(look(&ada, &export).await["state"], "failed");
    file(&ada, &export).await.refuses(404, "not_found");

    std::fs::remove_file(folder.join("data-exports")).unwrap();
    let again = ask(&ada).await.expect(202);
    shop.run_jobs().await;
    file(&ada, &again).await.expect(200);
    // Or somebody mends the job.
    shop.admin().await.post(&format!("/jobs/{}/retry", job.id), &json!({})).await.expect(200);
    shop.run_jobs().await;
    file(&ada, &export).await.expect(200);
    shop.close().await;
}

#[tokio::test]
async fn whenever_a_worker_dies_one_whole_file_is_there() {
    let shop = Shop::open().await;
    let ada = shop.customer("ada@example.org").await;
    shop.run_jobs().await;
    let (mut deaths, mut survivors) = (0, 0);
    while survivors < SURVIVORS {
        age(&shop, TimeDelta::days(2)).await;
        let export = ask(&ada).await.expect(202);
        let tickets: Vec<Ticket> = events::flush(&shop.services.store).await.unwrap().1;
        let is_meant =
            |ticket: &Ticket| matches!(ticket, Ticket::Run { kind, .. } if kind == "accounts.write_data");
        let tickets: Vec<Ticket> = tickets.into_iter().filter(is_meant).collect();
        let Some(Ticket::Run { job_id, .. }) = tickets.first().cloned() else { panic!("{tickets:?}") };
        let is_done = async || shop.are_done(&[job_id]).await;
        let died = work_until(&shop, tickets, (deaths + survivors) * 7 + 1, is_done).await;
        deaths += usize::from(died);
        survivors = if died { 0 } else { survivors + 1 };
        shop.end_all_leases().await;
        shop.run_jobs_without_waiting().await;
        let data = file(&ada, &export).await.expect(200);
        assert_eq!(data["profile"]["email"], "ada@example.org");
    }
    assert!(deaths >= FEWEST_DEATHS, "workers died only {deaths} times");
    // What dead workers left behind goes with the rest.
    age(&shop, TimeDelta::days(30)).await;
    shop.fire("retention.prune").await;
    shop.run_jobs().await;
    assert_eq!(files(&shop), 0);
    shop.close().await;
}
