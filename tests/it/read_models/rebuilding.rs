//! Rebuilds beside a shop that goes on: nothing of what happens meanwhile is missing, and a dead one does no harm.

use domain::clock::now;
use domain::entity::rebuild as rebuild_row;
use domain::read_models::{self, Progress, ReadModel, SILENCE, rebuild};
use domain::{Error, Result};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbBackend, EntityTrait, Statement};
use tokio::sync::Notify;

use super::{assert_same, fates, rebuild_all, rows, truncate};
use crate::shop::{Actor, Setup, Shop, card};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rebuild_while_orders_are_placed_loses_nothing() {
    let shop = Shop::open_with(Setup { workers: 2, schedulers: 1, ..Default::default() }).await;
    let mug = shop.product("Mug", 900, 100).await;
    let guests: Vec<Actor> = (0..4).map(|_| shop.guest()).collect();
    let placing = futures_util::future::join_all(guests.iter().map(|guest| async {
        for _ in 0..6 {
            guest.buy(&mug, card::GOOD).await;
        }
    }));
    let rebuilding = async {
        for _ in 0..5 {
            rebuild_all(&shop).await;
        }
    };
    tokio::join!(placing, rebuilding);
    shop.idle().await;

    let projected = rows(&shop).await;
    assert_eq!(projected.iter().filter(|row| row.contains("payment_status: \"paid\"")).count(), 24);
    truncate(&shop).await;
    rebuild_all(&shop).await;
    assert_same(&rows(&shop).await, &projected);
    shop.close().await;
}

/// The rebuild has read the log to its end; what is projected now, it can only find in the rows.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_projected_after_the_last_event_was_read_is_caught_up_with() {
    let shop = Shop::open().await;
    let (ada, orders) = fates(&shop).await;
    for model in ReadModel::ALL {
        let slow = paused(&shop, *model, |progress| progress.events > 0 && progress.events == progress.total);
        let slow = slow.await;
        ada.buy(&shop.product(model.name(), 900, 1).await, card::GOOD).await;
        shop.staff().await.refund(&orders[0], 100).await.expect(201);
        shop.run_jobs().await;
        let before = rows(&shop).await;
        slow.go_on().await.unwrap();
        assert_same(&rows(&shop).await, &before);
    }
    shop.close().await;
}

/// Rebuilds order histories up to where the shadow is there and nothing in it.
async fn begun(rebuilding: impl Future<Output = Result<Progress>>, has_begun: &Notify) {
    tokio::select! {
        biased;
        () = has_begun.notified() => {}
        ended = rebuilding => panic!("it ended before it was interrupted: {ended:?}"),
    }
}

/// As if every rebuild that is running had been silent for too long.
async fn silence(shop: &Shop) {
    let past = now() - SILENCE - chrono::TimeDelta::seconds(1);
    let change = rebuild_row::ActiveModel { beat_at: Set(past), ..Default::default() };
    rebuild_row::Entity::update_many().set(change).exec(shop.services.store.writer()).await.unwrap();
}

/// A rebuild on a thread of its own, which waits between two transactions.
struct Paused {
    resume: std::sync::mpsc::Sender<()>,
    rebuilding: tokio::task::JoinHandle<Result<Progress>>,
}

impl Paused {
    async fn go_on(self) -> Result<Progress> {
        self.resume.send(()).unwrap();
        self.rebuilding.await.unwrap()
    }
}

/// Lets a rebuild run until it is as far as `is_there` says.
async fn paused(shop: &Shop, model: ReadModel, is_there: fn(Progress) -> bool) -> Paused {
    let (arrives, arrived) = tokio::sync::oneshot::channel();
    let (resume, resumed) = std::sync::mpsc::channel::<()>();
    let rebuilding = tokio::task::spawn_blocking({
        let (services, runtime) = (shop.services.clone(), tokio::runtime::Handle::current());
        let mut arrives = Some(arrives);
        move || {
            runtime.block_on(rebuild(services.event_log(), model, move |progress| {
                if let Some(arrives) = arrives.take_if(|_| is_there(progress)) {
                    arrives.send(()).unwrap();
                    resumed.recv().unwrap();
                }
            }))
        }
    });
    arrived.await.unwrap();
    Paused { resume, rebuilding }
}

#[tokio::test]
async fn a_rebuild_that_was_killed_leaves_nothing_and_is_cleared_away() {
    let shop = Shop::open().await;
    fates(&shop).await;
    let before = rows(&shop).await;
    let (log, store) = (shop.services.event_log(), &shop.services.store);
    let has_begun = Notify::new();
    let model = ReadModel::OrderHistory;
    // Dropped midway, as with kill -9.
    begun(rebuild(log, model, |_| has_begun.notify_one()), &has_begun).await;
    assert_same(&rows(&shop).await, &before);

    let refused = rebuild(log, model, |_| {}).await.unwrap_err();
    assert!(matches!(refused, Error::Conflict { code: "already_rebuilding", .. }), "{refused:?}");
    // The other read model is another matter.
    rebuild(log, ReadModel::DailySales, |_| {}).await.unwrap();
    silence(&shop).await;
    let built = rebuild(log, model, |_| {}).await.unwrap();
    assert_eq!((built.events, built.orders), (built.total, 7));
    assert_same(&rows(&shop).await, &before);

    let told = read_models::rebuilds(store.read(), 10).await.unwrap();
    let told: Vec<_> = told.iter().map(|row| (row.model.as_str(), row.error.is_some(), row.done)).collect();
    let events = i64::try_from(built.events).unwrap();
    assert_eq!((told[0], told[2]), (("order-history", false, events), ("order-history", true, 0)));
    shop.close().await;
}

#[tokio::test]
async fn a_rebuild_that_was_taken_for_dead_changes_nothing_any_more() {
    let shop = Shop::open().await;
    fates(&shop).await;
    let before = rows(&shop).await;
    let (log, store) = (shop.services.event_log(), &shop.services.store);
    let has_begun = Notify::new();
    let slow = paused(&shop, ReadModel::OrderHistory, |_| true).await;
    silence(&shop).await;
    rebuild(log, ReadModel::OrderHistory, |_| {}).await.unwrap();
    let lost = slow.go_on().await.unwrap_err();
    assert!(matches!(lost, Error::Conflict { code: "rebuild_lost", .. }), "{lost:?}");
    assert_same(&rows(&shop).await, &before);
    // Also one that nobody starts again.
    begun(rebuild(log, ReadModel::DailySales, |_| has_begun.notify_one()), &has_begun).await;
    silence(&shop).await;
    shop.fire("retention.prune").await;
    shop.run_jobs().await;
    let running = read_models::rebuilds(store.read(), 10).await.unwrap();
    assert!(running.iter().all(|row| row.finished_at.is_some()), "{running:?}");
    assert!(store.read().execute_unprepared("SELECT 1 FROM sales_facts_shadow").await.is_err());
    shop.close().await;
}

#[tokio::test]
async fn a_rebuilt_table_has_the_indexes_of_the_one_before() {
    let shop = Shop::open().await;
    let indexes = async || {
        let db = shop.services.store.read();
        let sql = match db.get_database_backend() {
            DbBackend::Postgres => {
                "SELECT indexdef AS d FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
            }
            _ => "SELECT coalesce(sql, name) AS d FROM sqlite_master WHERE type = 'index' ORDER BY 1",
        };
        let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
        rows.iter().map(|row| row.try_get::<String>("", "d").unwrap()).collect::<Vec<_>>()
    };
    let before = indexes().await;
    rebuild_all(&shop).await;
    rebuild_all(&shop).await;
    assert_eq!(indexes().await, before);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_has_a_job_rebuild_one_at_a_time_and_sees_how_far_it_is() {
    let shop = Shop::open().await;
    fates(&shop).await;
    shop.run_jobs().await;
    let before = rows(&shop).await;
    let admin = shop.admin().await;
    let ask = |model: &str| serde_json::json!({ "model": model });
    let path = "/operations/rebuilds";
    truncate(&shop).await;
    for model in ["order_history", "daily-sales", "purchases", "search"] {
        let body = ask(model);
        let asked = admin.post_once(path, model, &body).await.expect(202);
        let again = admin.post_once(path, model, &body).await;
        assert_eq!((again.header("idempotency-replayed"), &again.body), (Some("true"), &asked));
        admin.once(path, &body).await.refuses(409, "already_rebuilding");
    }
    shop.run_jobs().await;
    assert_same(&rows(&shop).await, &before);
    let listed = admin.get(path).await.expect(200)["items"].as_array().unwrap().clone();
    for name in ["order-history", "daily-sales", "purchases"] {
        let one = listed.iter().find(|one| one["model"] == name).unwrap();
        assert!(
            one["finished_at"].is_string() && one["done"] == one["total"] && one.get("error").is_none(),
            "{one}"
        );
    }
    assert_eq!(shop.jobs("read_models.rebuild").await.len(), 4);
    // Once it is done it can be asked for again.
    admin.once(path, &ask("order-history")).await.expect(202);
    let unknown = admin.once(path, &ask("weather")).await;
    assert_eq!(unknown.body["errors"][0]["field"], "model", "{}", unknown.body);
    let entries = admin.get("/audit?action=read_model.rebuild").await.expect(200);
    assert_eq!(entries["items"].as_array().unwrap().len(), 5);
    shop.run_jobs().await;

    // While a command rebuilds it, no job does.
    let slow = paused(&shop, ReadModel::OrderHistory, |progress| progress.events > 0).await;
    admin.once(path, &ask("order-history")).await.refuses(409, "already_rebuilding");
    slow.go_on().await.unwrap();
    shop.close().await;
}
