//! The event log: kept by month, archived, read back, replayed.

mod archiving;
mod months;
mod replaying;

use chrono::{DateTime, TimeDelta, Utc};
use domain::clock::Timestamp;
use domain::entity::{event, order_history, sales_fact};
use domain::events::partitions;
use domain::read_models::{ReadModel, rebuild};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use crate::shop::{Actor, Order, Shop, card};

fn at(text: &str) -> Timestamp {
    DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
}

/// All rows of both read models, a line each.
async fn rows(shop: &Shop) -> Vec<String> {
    let db = shop.services.store.read();
    let history = order_history::Entity::find().order_by_asc(order_history::Column::OrderId);
    let sales = sales_fact::Entity::find().order_by_asc(sales_fact::Column::OrderId);
    let (history, sales) = (history.all(db).await.unwrap(), sales.all(db).await.unwrap());
    let history = history.iter().map(|row| format!("{row:?}"));
    history.chain(sales.iter().map(|row| format!("{row:?}"))).collect()
}

async fn rebuild_all(shop: &Shop) {
    for model in ReadModel::ALL {
        rebuild(shop.services.event_log(), *model, |_| {}).await.unwrap();
    }
}

async fn recorded(shop: &Shop) -> u64 {
    event::Entity::find().count(shop.services.store.read()).await.unwrap()
}

/// Events of [`old_orders`] that are old.
const OLD_EVENTS: u64 = 14;

/// Four paid orders whose first three events are of January 2025, the fourth of February, and the others of today.
async fn old_orders(shop: &Shop) -> (Actor, Vec<Order>) {
    let mug = shop.product("Mug", 900, 100).await;
    let ada = shop.customer("ada@example.org").await;
    let mut orders = Vec::new();
    for _ in 0..4 {
        orders.push(ada.buy(&mug, card::GOOD).await);
    }
    shop.run_jobs().await;
    let staff = shop.staff().await;
    staff.refund(&orders[0], 100).await.expect(201);
    staff.fulfil(&orders[1], "ship").await.expect(200);
    staff.fulfil(&orders[1], "deliver").await.expect(200);
    shop.run_jobs().await;
    partitions::prepare(&shop.services.store, at("2025-01-01T00:00:00Z")).await.unwrap();
    for order in &orders {
        for (version, day) in [(1, 10), (2, 11), (3, 12), (4, 40)] {
            let then = at("2025-01-01T00:00:00Z") + TimeDelta::days(day);
            event::Entity::update_many()
                .col_expr(event::Column::RecordedAt, Expr::value(then))
                .filter(event::Column::AggregateId.eq(order.uuid()))
                .filter(event::Column::Version.eq(version))
                .exec(shop.services.store.writer())
                .await
                .unwrap();
        }
    }
    rebuild_all(shop).await;
    (ada, orders)
}
