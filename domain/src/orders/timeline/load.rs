//! The rows behind a timeline, in thirteen queries at most, each by an index, and the archived months of its events.

use entity::{
    event, job, mail, order, order_note, payment, payment_entry, refund, transition, webhook_delivery,
    webhook_receipt,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::events::{Aggregate, Log};

/// A payment that stays unknown is asked about again and again; a page need not show more than this.
pub const MOST_JOBS: u64 = 500;

pub struct Rows {
    pub order: order::Model,
    pub events: Vec<event::Model>,
    pub jobs: Vec<job::Model>,
    pub changes: Vec<transition::Model>,
    pub payments: Vec<payment::Model>,
    pub refunds: Vec<refund::Model>,
    pub money: Vec<payment_entry::Model>,
    pub webhooks: Vec<webhook_receipt::Model>,
    pub mails: Vec<mail::Model>,
    pub notes: Vec<order_note::Model>,
    pub is_cut: bool,
}

pub async fn load(log: Log<'_>, order_id: Uuid) -> Result<Rows> {
    let db = log.store.read();
    let order = order::Entity::find_by_id(order_id).one(db).await?;
    let order = order.ok_or(Error::NotFound { what: "order" })?;
    let events = log.rows_of_aggregate(Aggregate::Order(order_id)).await?;
    let changes = transition::Entity::find()
        .filter(transition::Column::OrderId.eq(order_id))
        .order_by_asc(transition::Column::Id)
        .all(db)
        .await?;
    let notes = order_note::Entity::find()
        .filter(order_note::Column::OrderId.eq(order_id))
        .order_by_asc(order_note::Column::Id)
        .limit(MOST_JOBS)
        .all(db)
        .await?;
    let payments = payment::Entity::find().filter(payment::Column::OrderId.eq(order_id)).all(db).await?;
    let refunds = refund::Entity::find().filter(refund::Column::OrderId.eq(order_id)).all(db).await?;
    let money = payment_entry::Entity::find()
        .filter(payment_entry::Column::OrderId.eq(order_id))
        .order_by_asc(payment_entry::Column::Id)
        .all(db)
        .await?;
    let mails = mail::Entity::find().filter(mail::Column::OrderId.eq(order_id)).all(db).await?;

    let mut subjects: Vec<Uuid> = payments.iter().map(|row| row.id).collect();
    subjects.extend(refunds.iter().map(|row| row.id));
    let webhooks = webhook_receipt::Entity::find()
        .filter(webhook_receipt::Column::SubjectId.is_in(subjects.iter().copied()))
        .order_by_asc(webhook_receipt::Column::Id)
        .limit(MOST_JOBS)
        .all(db)
        .await?;
    subjects.extend(webhooks.iter().map(|row| row.id));
    subjects.extend(
        webhook_delivery::Entity::find()
            .select_only()
            .column(webhook_delivery::Column::Id)
            .filter(webhook_delivery::Column::OrderId.eq(order_id))
            .limit(MOST_JOBS)
            .into_tuple::<Uuid>()
            .all(db)
            .await?,
    );
    subjects.push(order_id);

    // Two queries: one with OR would be answered by reading the whole ledger.
    let mut jobs = job::Entity::find()
        .filter(job::Column::EventId.is_in(events.iter().map(|row| row.id)))
        .order_by_asc(job::Column::CreatedAt)
        .limit(MOST_JOBS)
        .all(db)
        .await?;
    let others = job::Entity::find()
        .filter(job::Column::SubjectId.is_in(subjects))
        .order_by_asc(job::Column::CreatedAt)
        .limit(MOST_JOBS)
        .all(db)
        .await?;
    let is_cut = [jobs.len(), others.len(), webhooks.len()].iter().any(|rows| *rows as u64 == MOST_JOBS);
    jobs.extend(others);
    Ok(Rows { order, events, jobs, changes, payments, refunds, money, webhooks, mails, notes, is_cut })
}
