//! The sums behind recommendations: each purchase in them once, whatever happens to its jobs and its order.

use domain::entity::{bought_together, product_demand, purchase};
use domain::read_models::{ReadModel, rebuild};
use futures_util::future::join_all;
use sea_orm::EntityTrait;
use serde_json::json;

use super::{buy, rows};
use crate::shop::{Setup, Shop, card};

/// `product other orders` and `product orders units`.
async fn sums(shop: &Shop) -> (Vec<(String, String, i64)>, Vec<(String, i64, i64)>) {
    let db = shop.services.store.read();
    let pairs = bought_together::Entity::find().all(db).await.unwrap();
    let demand = product_demand::Entity::find().all(db).await.unwrap();
    let pair =
        |row: bought_together::Model| (row.product_id.to_string(), row.other_id.to_string(), row.orders);
    let one = |row: product_demand::Model| (row.product_id.to_string(), row.orders, row.units);
    let (mut pairs, mut demand): (Vec<_>, Vec<_>) =
        (pairs.into_iter().map(pair).collect(), demand.into_iter().map(one).collect());
    pairs.sort();
    demand.sort();
    (pairs, demand)
}

#[tokio::test]
async fn a_purchase_counts_once_it_is_paid_and_no_more_once_it_is_cancelled() {
    let shop = Shop::open().await;
    let (mug, tea) = (shop.product("Mug", 900, 50).await, shop.product("Tea", 500, 50).await);
    let ada = shop.customer("ada@example.org").await;
    ada.add(&mug, 2).await;
    ada.add(&tea, 1).await;
    let order = ada.checkout(card::DECLINED).await;
    shop.run_jobs().await;
    assert_eq!(sums(&shop).await, (vec![], vec![]), "nobody bought anything yet");

    ada.pay_again(&order, card::ALSO_GOOD).await.expect(201);
    shop.run_jobs().await;
    let (pairs, demand) = sums(&shop).await;
    assert_eq!(pairs.len(), 2);
    assert!(pairs.contains(&(mug.id.clone(), tea.id.clone(), 1)));
    assert!(demand.contains(&(mug.id.clone(), 1, 2)) && demand.contains(&(tea.id.clone(), 1, 1)));

    buy(&shop, &ada, &[&tea]).await;
    let (pairs, demand) = sums(&shop).await;
    assert!(pairs.len() == 2 && demand.contains(&(tea.id.clone(), 2, 2)), "{demand:?}");

    ada.cancel(&order).await.expect(200);
    shop.run_jobs().await;
    assert_eq!(sums(&shop).await, (vec![], vec![(tea.id.clone(), 1, 1)]));
    shop.close().await;
}

#[tokio::test]
async fn jobs_that_come_twice_or_again_change_no_sum() {
    let shop = Shop::open().await;
    let (mug, tea) = (shop.product("Mug", 900, 50).await, shop.product("Tea", 500, 50).await);
    let ada = shop.customer("ada@example.org").await;
    let orders = [buy(&shop, &ada, &[&mug, &tea]).await, buy(&shop, &ada, &[&mug, &tea]).await];
    ada.cancel(&orders[1]).await.expect(200);
    shop.run_jobs().await;
    let before = rows(&shop).await;
    assert_eq!(before.iter().filter(|row| row.contains("counted: true")).count(), 2);
    assert_eq!(before.iter().filter(|row| row.contains("counted: false")).count(), 2);

    shop.rerun("read_models.project_purchases").await;
    shop.run_jobs().await;
    assert_eq!(rows(&shop).await, before);
    let again = json!({ "consumer": "purchases", "aggregate_id": orders[0].id });
    shop.staff().await.post("/operations/replays", &again).await.expect(202);
    shop.run_jobs().await;
    assert_eq!(rows(&shop).await, before);
    shop.close().await;
}

#[tokio::test]
async fn a_rebuild_gives_the_same_rows_and_the_same_sums() {
    let shop = Shop::open().await;
    let (mug, tea, pot) = (
        shop.product("Mug", 900, 50).await,
        shop.product("Tea", 500, 50).await,
        shop.product("Pot", 2500, 50).await,
    );
    let ada = shop.customer("ada@example.org").await;
    let guest = shop.guest();
    buy(&shop, &ada, &[&mug, &tea, &pot]).await;
    let gone = buy(&shop, &ada, &[&mug, &tea]).await;
    buy(&shop, &guest, &[&tea, &pot]).await;
    ada.cancel(&gone).await.expect(200);
    guest.buy(&mug, card::DECLINED).await;
    shop.run_jobs().await;
    let before = rows(&shop).await;
    assert!(before.len() > 10, "{before:#?}");

    let writer = shop.services.store.writer();
    rebuild(shop.services.event_log(), ReadModel::Purchases, |_| {}).await.unwrap();
    assert_eq!(rows(&shop).await, before, "beside the rows in use");
    purchase::Entity::delete_many().exec(writer).await.unwrap();
    product_demand::Entity::delete_many().exec(writer).await.unwrap();
    bought_together::Entity::delete_many().exec(writer).await.unwrap();
    rebuild(shop.services.event_log(), ReadModel::Purchases, |_| {}).await.unwrap();
    assert_eq!(rows(&shop).await, before, "from nothing");
    // And the next order finds sums that it can add to.
    buy(&shop, &ada, &[&mug, &tea, &pot]).await;
    let (pairs, _) = sums(&shop).await;
    assert!(pairs.contains(&(tea.id.clone(), pot.id.clone(), 3)), "{pairs:?}");
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_rebuilds_and_cancellations_at_once_leave_sums_that_a_rebuild_agrees_with() {
    let shop = Shop::open_with(Setup { workers: 2, schedulers: 1, ..Default::default() }).await;
    let (mug, tea) = (shop.product("Mug", 900, 500).await, shop.product("Tea", 500, 500).await);
    let mut customers = Vec::new();
    for name in ["ada", "bob", "eve"] {
        customers.push(shop.customer(&format!("{name}@example.org")).await);
    }
    let shopping = join_all(customers.iter().map(|customer| async {
        for turn in 0..5 {
            customer.add(&mug, 1).await;
            let order = customer.buy(&tea, card::GOOD).await;
            if turn % 2 == 0 {
                customer.cancel(&order).await;
            }
        }
    }));
    let rebuilding = async {
        for _ in 0..3 {
            rebuild(shop.services.event_log(), ReadModel::Purchases, |_| {}).await.unwrap();
        }
    };
    tokio::join!(shopping, rebuilding);
    shop.idle().await;
    let kept = rows(&shop).await;
    rebuild(shop.services.event_log(), ReadModel::Purchases, |_| {}).await.unwrap();
    assert_eq!(rows(&shop).await, kept);
    shop.close().await;
}
