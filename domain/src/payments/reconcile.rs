//! Payments and refunds whose outcome nobody recorded: the provider is asked again.

use chrono::TimeDelta;
use entity::states::{PaymentState, RefundState};
use entity::{payment, refund};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::error::Result;

/// What needs to be asked about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unsettled {
    pub payments: Vec<Uuid>,
    pub refunds: Vec<Uuid>,
}

const BATCH: u64 = 200;

/// An answer may take this long before it counts as missing: longer than the provider's timeout.
const GRACE: TimeDelta = TimeDelta::seconds(60);

/// Unknown for any time, or under way for longer than any answer takes.
pub async fn find_unsettled(db: &impl ConnectionTrait, now: Timestamp) -> Result<Unsettled> {
    let unknown_payment = payment::Column::State.eq(PaymentState::Unknown);
    let stuck_payment =
        payment::Column::State.eq(PaymentState::Processing).and(payment::Column::UpdatedAt.lt(now - GRACE));
    let payments = payment::Entity::find()
        .select_only()
        .column(payment::Column::Id)
        .filter(unknown_payment.or(stuck_payment))
        .order_by_asc(payment::Column::UpdatedAt)
        .limit(BATCH)
        .into_tuple()
        .all(db)
        .await?;
    let unknown_refund = refund::Column::State.eq(RefundState::Unknown);
    let stuck_refund =
        refund::Column::State.eq(RefundState::Processing).and(refund::Column::UpdatedAt.lt(now - GRACE));
    let refunds = refund::Entity::find()
        .select_only()
        .column(refund::Column::Id)
        .filter(unknown_refund.or(stuck_refund))
        .order_by_asc(refund::Column::UpdatedAt)
        .limit(BATCH)
        .into_tuple()
        .all(db)
        .await?;
    Ok(Unsettled { payments, refunds })
}
