//! Histories and sales: disposable, and the same however they came about.

mod rebuilding;

use domain::entity::{bought_together, order_history, product_demand, purchase, sales_fact};
use domain::read_models::{ReadModel, rebuild};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::json;

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

#[tokio::test]
async fn only_what_was_sold_counts_and_what_of_it_went_back() {
    let env = vec![("PENDEN_SHOP__PAYMENTS__BANK_TRANSFER__ENABLED", "true")];
    let shop = Shop::open_with(Setup { env, ..Setup::default() }).await;
    let mug = shop.product("Mug", 900, 100).await;
    let (guest, admin) = (shop.guest(), shop.admin().await);
    let mut orders = Vec::new();
    for _ in 0..2 {
        let order = guest.buy_by(&mug, 1, "bank_transfer", None).await;
        shop.run_jobs().await;
        orders.push(admin.look(&order).await);
    }
    // One is paid with too much, of the other the money comes when it is cancelled.
    guest.cancel(&orders[1]).await.expect(200);
    shop.run_jobs().await;
    for (order, amount_minor) in [(&orders[0], 2000), (&orders[1], 1390)] {
        let payment = order.last_payment()["id"].as_str().unwrap();
        let path = format!("/orders/{}/payments/{payment}/receipts", order.id);
        let came = json!({ "amount_minor": amount_minor, "reference": order.id });
        admin.once(&path, &came).await.expect(201);
    }
    admin.refund(&orders[0], 500).await.expect(201);
    shop.run_jobs().await;
    for order in &orders {
        for refund in admin.look(order).await.body["refunds"].as_array().unwrap() {
            let path = format!("/orders/{}/refunds/{}/paid-out", order.id, refund["id"].as_str().unwrap());
            admin.post(&path, &json!({ "reference": refund["id"] })).await.expect(200);
        }
    }
    shop.run_jobs().await;
    let before = rows(&shop).await;
    let today = chrono::Utc::now().date_naive();
    let path = format!("/sales/daily?from={}&to={today}", today.pred_opt().unwrap());
    let sales = admin.get(&path).await.expect(200);
    let day = &sales["items"][0];
    assert_eq!((&day["orders"], &day["cancelled_orders"]), (&json!(1), &json!(0)));
    assert_eq!(day["total"]["amount_minor"], 1390);
    assert_eq!(day["refunded_total"]["amount_minor"], 500);
    truncate(&shop).await;
    rebuild_all(&shop).await;
    assert_same(&rows(&shop).await, &before);
    shop.close().await;
}
