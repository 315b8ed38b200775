//! Old rows go, however many there are, a few at a time.

use chrono::TimeDelta;
use domain::clock::now;
use domain::entity::states::JobState;
use domain::entity::{job, product, stock_movement};
use domain::jobs::{self, Job, NewJob};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use crate::catalog::images;
use crate::shop::{Setup, Shop, card};

#[tokio::test]
async fn pruning_that_stopped_at_its_limit_goes_on_until_nothing_old_is_left() {
    let env = vec![("PENDEN_RETENTION__ROWS_PER_RUN", "3")];
    let shop = Shop::open_with(Setup { env, ..Default::default() }).await;
    let store = &shop.services.store;
    let pings = (0..8).map(|_| NewJob::new(Job::Ping)).collect();
    let tickets = store.write(async |txn| jobs::enqueue_all(txn, pings).await).await.unwrap();
    shop.services.push(&tickets).await;
    shop.run_jobs().await;
    let long_ago = now() - TimeDelta::days(30);
    for ping in shop.jobs("fleet.ping").await.iter().skip(1) {
        assert_eq!(ping.state, JobState::Done);
        shop.tamper(ping.id, job::ActiveModel { finished_at: Set(Some(long_ago)), ..Default::default() })
            .await;
    }
    shop.fire("retention.prune").await;
    shop.run_jobs().await;
    assert_eq!(shop.jobs("fleet.ping").await.len(), 1, "the young one stays");
    let prune = shop.job("retention.prune").await;
    assert_eq!((prune.state, prune.attempts), (JobState::Done, 1));
    assert!(prune.generation >= 3, "it ran {} times", prune.generation);
    shop.close().await;
}

#[tokio::test]
async fn products_that_were_deleted_long_ago_go_unless_an_order_has_them() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    let (sold, unsold) = (shop.product("Sold", 900, 10).await, shop.product("Unsold", 900, 10).await);
    let (young, kept) = (shop.product("Young", 900, 10).await, shop.product("Kept", 900, 10).await);
    images::upload(&shop, &unsold, "a.png", images::PNG).await.expect(201);
    let order = shop.guest().buy(&sold, card::GOOD).await;
    shop.run_jobs().await;
    for product in [&sold, &unsold, &young] {
        staff.delete(&format!("/products/{}", product.id)).await.expect(204);
    }
    let store = &shop.services.store;
    let long_ago = now() - TimeDelta::days(91);
    for product in [&sold, &unsold] {
        let id: Uuid = product.id.parse().unwrap();
        let old = product::ActiveModel { deleted_at: Set(Some(long_ago)), ..Default::default() };
        let update = product::Entity::update_many().set(old).filter(product::Column::Id.eq(id));
        update.exec(store.writer()).await.unwrap();
    }
    shop.fire("retention.prune").await;
    shop.run_jobs().await;

    let left = product::Entity::find().all(store.read()).await.unwrap();
    let mut left: Vec<&str> = left.iter().map(|product| product.name.as_str()).collect();
    left.sort_unstable();
    assert_eq!(left, ["Kept", "Sold", "Young"]);
    let files = std::fs::read_dir(shop.folder().join("storage/media")).unwrap().count();
    assert_eq!(files, 0, "its pictures went with it");
    let movements =
        stock_movement::Entity::find().filter(stock_movement::Column::VariantId.eq(unsold.variant_id));
    assert!(movements.all(store.read()).await.unwrap().is_empty());
    staff.post(&format!("/products/{}/restore", sold.id), &json!({})).await.expect(200);
    staff.post(&format!("/products/{}/restore", unsold.id), &json!({})).await.refuses(404, "not_found");
    assert_eq!(shop.staff().await.look(&order).await.text("number"), order.text("number"));
    let page = shop.admin().await.get("/audit?action=product.purge").await.expect(200);
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
    assert_eq!(page["items"][0]["entity_id"], unsold.id);
    assert_ne!(kept.id, unsold.id);
    shop.run_jobs().await;
    shop.close().await;
}
