//! Payments and refunds whose outcome nobody recorded: the provider is asked again.

use std::collections::HashSet;

use chrono::TimeDelta;
use entity::states::{PaymentState, RefundState};
use entity::{payment, refund};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::error::Result;
use crate::jobs::{self, Job};

/// What needs to be asked about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unsettled {
    pub payments: Vec<Uuid>,
    pub refunds: Vec<Uuid>,
}

const BATCH: usize = 200;
/// Jobs that ask a provider about a payment or a refund.
const KINDS: &[&str] =
    &["payments.charge", "payments.reconcile", "payments.refund", "payments.reconcile_refund"];
/// Rows that are read at once.
const PAGE: u64 = 500;

/// An answer may take this long before it counts as missing: longer than the provider's timeout.
const GRACE: TimeDelta = TimeDelta::seconds(60);

/// An authorisation whose time is over is asked about this often.
const AGAIN: TimeDelta = TimeDelta::hours(1);

/// Unknown for any time, under way for longer than any answer takes, or authorised for longer than that holds. Those whose own job waits because the provider
/// wants to be left alone, or may not be called yet, are left to that job.
pub async fn find_unsettled(db: &impl ConnectionTrait, now: Timestamp) -> Result<Unsettled> {
    let waiting = waiting(db, now).await?;
    let payments = payment::Entity::find()
        .select_only()
        .column(payment::Column::Id)
        .filter(
            payment::Column::State
                .eq(PaymentState::Unknown)
                .or(payment::Column::State
                    .eq(PaymentState::Processing)
                    .and(payment::Column::UpdatedAt.lt(now - GRACE)))
                .or(payment::Column::State
                    .eq(PaymentState::Authorized)
                    .and(payment::Column::ExpiresAt.lt(now))
                    .and(payment::Column::UpdatedAt.lt(now - AGAIN))),
        )
        .order_by_asc(payment::Column::UpdatedAt)
        .order_by_asc(payment::Column::Id);
    let refunds = refund::Entity::find()
        .select_only()
        .column(refund::Column::Id)
        .filter(refund::Column::State.eq(RefundState::Unknown).or(
            refund::Column::State.eq(RefundState::Processing).and(refund::Column::UpdatedAt.lt(now - GRACE)),
        ))
        .order_by_asc(refund::Column::UpdatedAt)
        .order_by_asc(refund::Column::Id);
    Ok(Unsettled {
        payments: first_of(db, payments, &waiting).await?,
        refunds: first_of(db, refunds, &waiting).await?,
    })
}

/// Payments and refunds whose jobs were told to wait.
async fn waiting(db: &impl ConnectionTrait, now: Timestamp) -> Result<HashSet<Uuid>> {
    let told = jobs::told_to_wait(db, KINDS, now).await?;
    Ok(told.iter().filter_map(Job::subject_id).collect())
}

/// The first [`BATCH`] that are not among `waiting`, however many of these come before.
async fn first_of<E: EntityTrait>(
    db: &impl ConnectionTrait,
    query: Select<E>,
    waiting: &HashSet<Uuid>,
) -> Result<Vec<Uuid>> {
    let (mut found, mut offset) = (Vec::new(), 0);
    loop {
        let page: Vec<Uuid> = query.clone().offset(offset).limit(PAGE).into_tuple().all(db).await?;
        offset += PAGE;
        let is_last = (page.len() as u64) < PAGE;
        found.extend(page.into_iter().filter(|id| !waiting.contains(id)));
        if is_last || found.len() >= BATCH {
            found.truncate(BATCH);
            return Ok(found);
        }
    }
}
