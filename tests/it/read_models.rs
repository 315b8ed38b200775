//! Histories and sales: disposable, and the same however they came about.

use domain::clock::now;
use domain::entity::{
    bought_together, order_history, product_demand, purchase, rebuild as rebuild_row, sales_fact,
};
use domain::read_models::{self, Progress, ReadModel, SILENCE, rebuild};
use domain::{Error, Result};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbBackend, EntityTrait, QueryOrder, Statement};
use tokio::sync::Notify;

use crate::shop::{Actor, Order, Setup, Shop, card};

/// All rows of the read models, a line each.
async fn rows(shop: &Shop) -> Vec<String> {
    let db = shop.services.store.read();
    let history = order_history::Entity::find().order_by_asc(order_history::Column::OrderId);
    let sales = sales_fact::Entity::find().order_by_asc(sales_fact::Column::OrderId);
    let (history, sales) = (history.all(db).await.unwrap(), sales.all(db).await.unwrap());
    let history = history.iter().map(|row| format!("{row:?}"));
    let purchases = purchase::Entity::find().order_by_asc(purchase::Column::OrderId);
    let demand = product_demand::Entity::find().order_by_asc(product_demand::Column::ProductId);
    let (purchases, demand) = (purchases.all(db).await.unwrap(), demand.all(db).await.unwrap());
    let purchases = purchases.iter().map(|row| format!("{row:?}"));
    let demand = demand.iter().map(|row| format!("{row:?}"));
    history.chain(sales.iter().map(|row| format!("{row:?}"))).chain(purchases).chain(demand).collect()
}

#[track_caller]
fn assert_same(now: &[String], before: &[String]) {
    let gone: Vec<_> = before.iter().filter(|row| !now.contains(row)).collect();
    let new: Vec<_> = now.iter().filter(|row| !before.contains(row)).collect();
    assert!(now == before, "there was\n{gone:#?}\nand now there is\n{new:#?}");
}

async fn rebuild_all(shop: &Shop) {
    for model in ReadModel::ALL {
        rebuild(shop.services.event_log(), *model, |_| {}).await.unwrap();
    }
}

async fn truncate(shop: &Shop) {
    let writer = shop.services.store.writer();
    order_history::Entity::delete_many().exec(writer).await.unwrap();
    sales_fact::Entity::delete_many().exec(writer).await.unwrap();
    purchase::Entity::delete_many().exec(writer).await.unwrap();
    product_demand::Entity::delete_many().exec(writer).await.unwrap();
    bought_together::Entity::delete_many().exec(writer).await.unwrap();
}

/// Orders that have met every fate.
async fn fates(shop: &Shop) -> (Actor, Vec<Order>) {
    let mug = shop.product("Mug", 900, 100).await;
    let (ada, staff) = (shop.customer("ada@example.org").await, shop.staff().await);
    let mut orders = Vec::new();
    let cards = [
        card::GOOD,
        card::GOOD,
        card::GOOD,
        card::GOOD,
        card::DECLINED,
        card::NEEDS_CONSENT,
        card::WITHOUT_REFUNDS,
    ];
    for card in cards {
        orders.push(ada.buy(&mug, card).await);
    }
    shop.run_jobs().await;
    ada.cancel(&orders[1]).await.expect(200);
    staff.refund(&orders[2], 500).await.expect(201);
    for step in ["pack", "ship", "deliver"] {
        staff.fulfil(&orders[3], step).await.expect(200);
    }
    ada.pay_again(&orders[4], card::ALSO_GOOD).await.expect(201);
    shop.end_hold(&orders[5]).await;
    shop.fire("orders.lapse_unpaid").await;
    ada.cancel(&orders[6]).await.expect(200);
    shop.run_jobs().await;
    (ada, orders)
}

#[tokio::test]
async fn a_rebuild_from_nothing_gives_the_same_rows_byte_for_byte() {
    let shop = Shop::open().await;
    let (ada, orders) = fates(&shop).await;
    let (before, history) = (rows(&shop).await, ada.history().await);
    assert_eq!(history.len(), orders.len());

    truncate(&shop).await;
    assert!(ada.history().await.is_empty());
    rebuild_all(&shop).await;
    assert_same(&rows(&shop).await, &before);
    assert_eq!(ada.history().await, history);
    // Also beside the rows in use.
    rebuild_all(&shop).await;
    assert_same(&rows(&shop).await, &before);
    shop.close().await;
}

#[tokio::test]
async fn projections_that_come_twice_late_or_out_of_order_give_the_same_rows() {
    let shop = Shop::open().await;
    fates(&shop).await;
    let before = rows(&shop).await;
    // All at once, hence in any order.
    for kind in ["read_models.project_sales", "read_models.project_history", "read_models.project_purchases"]
    {
        shop.rerun(kind).await;
    }
    shop.run_jobs().await;
    assert_same(&rows(&shop).await, &before);

    // One by one, the newest first.
    truncate(&shop).await;
    let mut late = shop.jobs("read_models.project_history").await;
    late.extend(shop.jobs("read_models.project_sales").await);
    late.extend(shop.jobs("read_models.project_purchases").await);
    late.reverse();
    for row in late {
        shop.rerun_one(row.id).await;
        shop.run_jobs().await;
    }
    assert_same(&rows(&shop).await, &before);
    shop.close().await;
}

#[tokio::test]
async fn the_read_models_agree_with_the_orders() {
    let shop = Shop::open().await;
    let (ada, orders) = fates(&shop).await;
    let history = ada.history().await;
    for order in &orders {
        let order = ada.look(order).await;
        let row = history.iter().find(|row| row["order_id"] == order.id).unwrap();
        for field in ["number", "state", "fulfilment", "total", "refunded_total"] {
            assert_eq!(row[field], order.body[field], "{field}");
        }
    }
    let paid = history.iter().filter(|row| {
        !["pending", "failed", "requires_action"].contains(&row["payment_status"].as_str().unwrap())
    });
    let today = chrono::Utc::now().date_naive();
    let path = format!("/sales/daily?from={}&to={today}", today.pred_opt().unwrap());
    let sales = shop.staff().await.get(&path).await.expect(200);
    let sum = |field: &str| -> i64 {
        sales["items"].as_array().unwrap().iter().map(|day| day[field].as_i64().unwrap()).sum()
    };
    assert_eq!(usize::try_from(sum("orders")).unwrap(), paid.count());
    assert_eq!(sum("cancelled_orders"), 2);
    shop.close().await;
}

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
    // On a thread of its own, which stops between two transactions.
    let (starts, started) = tokio::sync::oneshot::channel();
    let (resume, resumed) = std::sync::mpsc::channel::<()>();
    let slow = tokio::task::spawn_blocking({
        let (services, runtime) = (shop.services.clone(), tokio::runtime::Handle::current());
        let mut starts = Some(starts);
        move || {
            runtime.block_on(rebuild(services.event_log(), ReadModel::OrderHistory, move |_| {
                if let Some(starts) = starts.take() {
                    starts.send(()).unwrap();
                    resumed.recv().unwrap();
                }
            }))
        }
    });
    started.await.unwrap();
    silence(&shop).await;
    rebuild(log, ReadModel::OrderHistory, |_| {}).await.unwrap();
    resume.send(()).unwrap();
    let lost = slow.await.unwrap().unwrap_err();
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
