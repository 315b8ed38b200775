//! Old events leave the database and nothing is lost, wherever it stops.

use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use domain::entity::states::JobState;
use domain::entity::{event, event_archive, job, order_history, sales_fact};
use domain::events::archive::{Archived, archive};
use domain::events::{Aggregate, Log};
use domain::read_models::{ReadModel, rebuild};
use domain::storage::Storage;
use domain::{Error, Result};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::{OLD_EVENTS, at, old_orders, rebuild_all, recorded, rows};
use crate::shop::Shop;

const BEFORE: &str = "2025-06-01T00:00:00Z";

/// Files small enough that a month needs several.
async fn archive_all(log: Log<'_>) -> Result<Archived> {
    archive(log, at(BEFORE), 4, None).await
}

#[tokio::test]
async fn archived_events_are_read_back_for_everything_that_needs_them() {
    let shop = Shop::open().await;
    let (ada, orders) = old_orders(&shop).await;
    let (before, events) = (rows(&shop).await, recorded(&shop).await);
    let log = shop.services.event_log();
    let told = log.of_aggregate(Aggregate::Order(orders[0].uuid()), 0).await.unwrap();
    let timeline = async || {
        let path = format!("/orders/{}/timeline", orders[0].id);
        shop.staff().await.get(&path).await.expect(200)["items"].clone()
    };
    let shown = timeline().await;
    assert!(shown.as_array().unwrap().iter().any(|entry| entry["type"] == "event"), "{shown}");

    let archived = archive_all(log).await.unwrap();
    assert_eq!(archived.months, ["2025-01", "2025-02", "2025-03", "2025-04"][..archived.months.len()]);
    assert_eq!((archived.events, archived.held_back.len()), (OLD_EVENTS, 0));
    assert!(archived.files >= 4, "{archived:?}");
    assert_eq!(recorded(&shop).await, events - OLD_EVENTS);
    assert_eq!(archive_all(log).await.unwrap(), Archived::default());

    // A rebuild, beside the rows in use and from nothing.
    rebuild_all(&shop).await;
    assert_eq!(rows(&shop).await, before);
    order_history::Entity::delete_many().exec(shop.services.store.writer()).await.unwrap();
    sales_fact::Entity::delete_many().exec(shop.services.store.writer()).await.unwrap();
    rebuild_all(&shop).await;
    assert_eq!(rows(&shop).await, before);
    // The life of one order.
    assert_eq!(log.of_aggregate(Aggregate::Order(orders[0].uuid()), 0).await.unwrap(), told);
    assert_eq!(timeline().await, shown);

    // What happens to old orders from now on is projected as ever.
    let staff = shop.staff().await;
    staff.refund(&orders[2], 900).await.expect(201);
    ada.cancel(&orders[3]).await.expect(200);
    shop.run_jobs().await;
    let projected = rows(&shop).await;
    assert_ne!(projected, before);
    rebuild_all(&shop).await;
    assert_eq!(rows(&shop).await, projected);
    shop.close().await;
}

/// Fails at one of its calls, before or after doing what it was asked; or gives back something else than it was given.
struct Broken<'a> {
    inner: &'a dyn Storage,
    calls: AtomicUsize,
    fails_at: usize,
    alters: bool,
}

impl Broken<'_> {
    /// Whether this half of a call is the one to fail.
    fn fails(&self) -> bool {
        self.calls.fetch_add(1, Ordering::SeqCst) == self.fails_at
    }
}

#[async_trait]
impl Storage for Broken<'_> {
    async fn put(&self, key: &str, content: bytes::Bytes, content_type: &str) -> Result<()> {
        if self.fails() {
            return Err(Error::unavailable("the storage", "before"));
        }
        self.inner.put(key, content, content_type).await?;
        if self.fails() { Err(Error::unavailable("the storage", "after")) } else { Ok(()) }
    }

    async fn get(&self, key: &str) -> Result<bytes::Bytes> {
        if self.fails() {
            return Err(Error::unavailable("the storage", "before"));
        }
        let content = self.inner.get(key).await?;
        Ok(if self.alters { content.slice(..content.len() - 1) } else { content })
    }

    async fn delete(&self, key: &str) -> Result<()> {
        self.inner.delete(key).await
    }
}

#[tokio::test]
async fn whatever_fails_between_two_steps_loses_no_event() {
    let shop = Shop::open().await;
    old_orders(&shop).await;
    let (before, events) = (rows(&shop).await, recorded(&shop).await);
    let store = &shop.services.store;
    let mut failures = 0;
    // Each run gets one call further than the one before; what was noted stays.
    let archived = loop {
        let storage = Broken {
            inner: shop.services.storage.as_ref(),
            calls: AtomicUsize::new(0),
            fails_at: failures,
            alters: false,
        };
        match archive_all(Log { store, storage: &storage }).await {
            Ok(archived) => break archived,
            Err(error) => assert!(matches!(error, Error::Unavailable { .. }), "{error:?}"),
        }
        failures += 1;
        for model in ReadModel::ALL {
            rebuild(shop.services.event_log(), *model, |_| {}).await.unwrap();
        }
        assert_eq!(rows(&shop).await, before, "after {failures} failures");
        assert!(failures < 100);
    };
    assert!(failures >= 6, "{failures}");
    assert!(!archived.months.is_empty());
    assert_eq!(recorded(&shop).await, events - OLD_EVENTS);
    rebuild_all(&shop).await;
    assert_eq!(rows(&shop).await, before);
    shop.close().await;
}

#[tokio::test]
async fn a_storage_that_gives_back_something_else_gets_nothing_to_keep() {
    let shop = Shop::open().await;
    old_orders(&shop).await;
    let events = recorded(&shop).await;
    let store = &shop.services.store;
    let inner = shop.services.storage.as_ref();
    let storage = Broken { inner, calls: AtomicUsize::new(0), fails_at: usize::MAX, alters: true };
    let refused = archive_all(Log { store, storage: &storage }).await.unwrap_err();
    assert!(matches!(refused, Error::Unavailable { .. }), "{refused:?}");
    assert_eq!(recorded(&shop).await, events);
    assert!(event_archive::Entity::find().one(store.read()).await.unwrap().is_none());

    // And a file that is changed later is not believed.
    archive_all(shop.services.event_log()).await.unwrap();
    let note = event_archive::Entity::find().one(store.read()).await.unwrap().unwrap();
    let content = inner.get(&note.storage_key).await.unwrap();
    inner.put(&note.storage_key, content.slice(..content.len() - 1), "application/gzip").await.unwrap();
    let refused = rebuild(shop.services.event_log(), ReadModel::OrderHistory, |_| {}).await.unwrap_err();
    assert!(refused.to_string().contains(&note.storage_key), "{refused}");
    shop.close().await;
}

#[tokio::test]
async fn a_month_with_unfinished_work_stays() {
    let shop = Shop::open().await;
    let (_, orders) = old_orders(&shop).await;
    let store = &shop.services.store;
    let placed = event::Entity::find()
        .filter(event::Column::AggregateId.eq(orders[0].uuid()))
        .filter(event::Column::Version.eq(1))
        .one(store.read())
        .await
        .unwrap()
        .unwrap();
    let caused = job::Entity::find().filter(job::Column::EventId.eq(placed.id));
    let caused = caused.one(store.read()).await.unwrap().unwrap();
    let set = |state| job::ActiveModel { state: Set(state), ..Default::default() };
    shop.tamper(caused.id, set(JobState::Dead)).await;
    let archived = archive_all(shop.services.event_log()).await.unwrap();
    assert_eq!(archived.held_back.len(), 1, "{archived:?}");
    assert!(
        archived.held_back[0].0 == "2025-01" && archived.held_back[0].1.contains("1 jobs"),
        "{archived:?}"
    );
    assert!(archived.months.contains(&"2025-02".to_owned()));
    shop.tamper(caused.id, set(JobState::Done)).await;
    assert_eq!(archive_all(shop.services.event_log()).await.unwrap().months, ["2025-01"]);
    shop.close().await;
}
