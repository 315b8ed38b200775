//! Looks into the ledger and the outbox, and what accidents do to them.

use chrono::TimeDelta;
use domain::clock::now;
use domain::entity::states::JobState;
use domain::entity::{event, job, order};
use domain::jobs;
use domain::timetable;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{Order, Shop};

impl Shop {
    pub(super) async fn is_idle(&self) -> bool {
        !jobs::is_busy(self.services.store.read()).await.unwrap()
    }

    /// All jobs of a kind, oldest first.
    pub async fn jobs(&self, kind: &str) -> Vec<job::Model> {
        let query = job::Entity::find().filter(job::Column::Kind.eq(kind)).order_by_asc(job::Column::Id);
        query.all(self.services.store.read()).await.unwrap()
    }

    /// All jobs there ever were, oldest first.
    pub async fn all_jobs(&self) -> Vec<job::Model> {
        job::Entity::find().order_by_asc(job::Column::Id).all(self.services.store.read()).await.unwrap()
    }

    /// The only job of a kind.
    pub async fn job(&self, kind: &str) -> job::Model {
        let mut rows = self.jobs(kind).await;
        assert_eq!(rows.len(), 1, "{rows:?}");
        rows.remove(0)
    }

    /// All events of an aggregate, in order: version and kind.
    pub async fn events(&self, aggregate_id: Uuid) -> Vec<(i64, String)> {
        let query = event::Entity::find().filter(event::Column::AggregateId.eq(aggregate_id));
        let rows = query.order_by_asc(event::Column::Version).all(self.services.store.read()).await.unwrap();
        rows.into_iter().map(|row| (row.version, row.kind)).collect()
    }

    /// Changes a job behind the program's back.
    pub async fn tamper(&self, id: Uuid, change: job::ActiveModel) {
        let update = job::Entity::update_many().set(change).filter(job::Column::Id.eq(id));
        assert_eq!(update.exec(self.services.store.writer()).await.unwrap().rows_affected, 1);
    }

    /// As if the lease of the job had ended a moment ago.
    pub async fn end_lease(&self, id: Uuid) {
        let past = now() - TimeDelta::seconds(1);
        self.tamper(id, job::ActiveModel { lease_until: Set(Some(past)), ..Default::default() }).await;
    }

    /// As if every worker were dead and every ticket lost, and that for longer than their leases.
    pub async fn end_all_leases(&self) {
        let past = now() - TimeDelta::seconds(1);
        let update = job::Entity::update_many()
            .set(job::ActiveModel { lease_until: Set(Some(past)), ..Default::default() })
            .filter(job::Column::State.is_in([JobState::Queued, JobState::Running]));
        update.exec(self.services.store.writer()).await.unwrap();
    }

    /// Whether all of these jobs are done.
    pub async fn are_done(&self, ids: &[Uuid]) -> bool {
        let query = job::Entity::find()
            .filter(job::Column::Id.is_in(ids.iter().copied()))
            .filter(job::Column::State.ne(JobState::Done));
        query.all(self.services.store.read()).await.unwrap().is_empty()
    }

    /// Makes the only job of a kind, which waits, wait until the test ends all waits.
    pub async fn put_off(&self, kind: &str) {
        let job = self.job(kind).await;
        assert_eq!(job.state, JobState::Pending);
        let later = now() + TimeDelta::days(1);
        self.tamper(job.id, job::ActiveModel { run_at: Set(later), ..Default::default() }).await;
    }

    /// Makes waiting jobs due. Returns how many there were.
    pub async fn end_waits(&self) -> u64 {
        let update = job::Entity::update_many()
            .set(job::ActiveModel { run_at: Set(now()), ..Default::default() })
            .filter(job::Column::State.eq(JobState::Pending));
        update.exec(self.services.store.writer()).await.unwrap().rows_affected
    }

    /// Makes jobs that are done run again, as if each had been delivered a second time to a worker that had not
    /// recorded the first run.
    pub async fn rerun(&self, kind: &str) {
        let change =
            job::ActiveModel { state: Set(JobState::Pending), run_at: Set(now()), ..Default::default() };
        let update = job::Entity::update_many()
            .set(change)
            .filter(job::Column::Kind.eq(kind))
            .filter(job::Column::State.eq(JobState::Done));
        assert!(update.exec(self.services.store.writer()).await.unwrap().rows_affected > 0);
    }

    /// As [`Shop::rerun`], for one job.
    pub async fn rerun_one(&self, id: Uuid) {
        self.tamper(
            id,
            job::ActiveModel { state: Set(JobState::Pending), run_at: Set(now()), ..Default::default() },
        )
        .await;
    }

    /// How many events wait to be published.
    pub async fn unpublished(&self) -> usize {
        let unpublished = event::Entity::find().filter(event::Column::PublishedAt.is_null());
        unpublished.all(self.services.store.read()).await.unwrap().len()
    }

    /// Runs an entry of the timetable now.
    pub async fn fire(&self, name: &str) {
        let (store, timetable) = (&self.services.store, &self.services.timetable);
        timetable::register(store, timetable, now()).await.unwrap();
        let (_, tickets) = timetable::run_now(store, name, "the test").await.unwrap();
        self.services.push(&tickets).await;
    }

    /// As if the time to pay the order were over.
    pub async fn end_hold(&self, order: &Order) {
        let past =
            order::ActiveModel { hold_until: Set(now() - TimeDelta::seconds(1)), ..Default::default() };
        let update = order::Entity::update_many().set(past).filter(order::Column::Id.eq(order.uuid()));
        assert_eq!(update.exec(self.services.store.writer()).await.unwrap().rows_affected, 1);
    }

    /// What should not be there when everything is done.
    pub(super) async fn leftovers(&self) -> Vec<String> {
        let store = &self.services.store;
        let due = job::Column::State.eq(JobState::Pending).and(job::Column::RunAt.lte(now()));
        let stuck = job::Column::State.is_in([JobState::Queued, JobState::Running, JobState::Dead]).or(due);
        let jobs = job::Entity::find().filter(stuck).all(store.read()).await.unwrap();
        let unpublished = event::Entity::find().filter(event::Column::PublishedAt.is_null());
        let events = unpublished.all(store.read()).await.unwrap();
        let jobs =
            jobs.iter().map(|row| format!("{} job {} {}: {}", row.state, row.kind, row.id, row.errors));
        let events = events.iter().map(|row| format!("unpublished event {} {}", row.kind, row.id));
        jobs.chain(events).collect()
    }
}

#[tokio::test]
async fn work_that_is_left_over_is_noticed() {
    let shop = Shop::open().await;
    shop.product("Mug", 900, 10).await;
    let leftovers = shop.leftovers().await;
    assert!(
        leftovers.iter().all(|line| line.starts_with("unpublished event product_changed")),
        "{leftovers:?}"
    );
    domain::events::flush(&shop.services.store).await.unwrap();
    let leftovers = shop.leftovers().await;
    assert!(leftovers.iter().all(|line| line.starts_with("queued job catalog.invalidate")), "{leftovers:?}");
    assert!(!leftovers.is_empty());
    shop.run_jobs().await;
    shop.close().await;
}
