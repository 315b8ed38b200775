//! Chargebacks: what a provider tells of contested payments. They are recorded and booked; they are fought elsewhere.

use entity::states::{Axis, DisputeState, EntryKind};
use entity::{dispute, order, payment, payment_entry};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::DisputeNotice;
use super::book::entry;
use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};
use crate::events::Event;
use crate::orders::{bump, history, lock};
use crate::store::Txn;

/// Records what the provider says about a dispute. Notices that are repeated or were overtaken by later ones change
/// nothing, but money that moved is booked whenever it is told of.
///
/// # Errors
/// `NotFound` when the payment is none of ours.
pub async fn record_dispute(txn: &Txn, provider: &str, notice: &DisputeNotice) -> Result<()> {
    let payment = payment::Entity::find()
        .filter(payment::Column::Provider.eq(provider))
        .filter(payment::Column::Reference.eq(notice.payment_reference.as_str()))
        .one(txn)
        .await?
        .ok_or(Error::NotFound { what: "payment" })?;
    let mut order = lock(txn, payment.order_id).await?;
    let known = dispute::Entity::find()
        .filter(dispute::Column::Provider.eq(provider))
        .filter(dispute::Column::Reference.eq(notice.reference.as_str()))
        .one(txn)
        .await?;
    match known {
        None => open(txn, &mut order, &payment, notice).await,
        Some(row) => change(txn, &mut order, &payment, row, notice).await,
    }
}

async fn open(
    txn: &Txn,
    order: &mut order::Model,
    payment: &payment::Model,
    notice: &DisputeNotice,
) -> Result<()> {
    let mut row = dispute::Model {
        id: Uuid::now_v7(),
        order_id: order.id,
        payment_id: payment.id,
        provider: payment.provider.clone(),
        reference: notice.reference.clone(),
        state: notice.state,
        amount_minor: notice.amount_minor,
        currency: notice.currency.clone(),
        reason: notice.reason.clone(),
        withdrawn: false,
        evidence_due_at: notice.evidence_due_at,
        opened_at: notice.opened_at,
        told_at: notice.told_at,
        closed_at: is_over(notice.state).then_some(notice.told_at),
        updated_at: now(),
    };
    row.withdrawn = book_money(txn, payment, notice).await?;
    dispute::Entity::insert(row.clone().into_active_model().reset_all()).exec_without_returning(txn).await?;
    history(txn, order.id, Axis::Dispute, row.id, "", row.state.as_str(), &row.reason).await?;
    tracing::warn!(order_id = %order.id, dispute_id = %row.id, "payment {} is contested: {}", payment.id, row.reason);
    let (order_id, dispute_id, amount_minor) = (order.id, row.id, row.amount_minor);
    bump(txn, order, &Event::DisputeOpened { order_id, dispute_id, amount_minor }).await
}

async fn change(
    txn: &Txn,
    order: &mut order::Model,
    payment: &payment::Model,
    row: dispute::Model,
    notice: &DisputeNotice,
) -> Result<()> {
    let mut changed = dispute::Model { withdrawn: book_money(txn, payment, notice).await?, ..row.clone() };
    // The provider's clock counts whole seconds: what it said in the same one is ordered by how far it is.
    let is_newer = (notice.told_at, progress(notice.state)) > (row.told_at, progress(row.state));
    if is_newer && !is_over(row.state) {
        changed.state = notice.state;
        changed.amount_minor = notice.amount_minor;
        changed.evidence_due_at = notice.evidence_due_at;
        changed.told_at = notice.told_at;
        changed.closed_at = is_over(notice.state).then_some(notice.told_at);
    }
    if changed == row {
        return Ok(());
    }
    changed.updated_at = now();
    dispute::Entity::update_many()
        .set(changed.clone().into_active_model().reset_all())
        .filter(dispute::Column::Id.eq(row.id))
        .exec(txn)
        .await?;
    if changed.state != row.state {
        let (from, to) = (row.state.as_str(), changed.state.as_str());
        history(txn, order.id, Axis::Dispute, row.id, from, to, "webhook").await?;
    }
    if (changed.state, changed.withdrawn) == (row.state, row.withdrawn) {
        return Ok(());
    }
    let (order_id, dispute_id, state) = (order.id, row.id, changed.state);
    bump(txn, order, &Event::DisputeChanged { order_id, dispute_id, state }).await
}

/// Books what the notice says of the money, each movement once. Whether the money is gone, as far as is known.
async fn book_money(txn: &Txn, payment: &payment::Model, notice: &DisputeNotice) -> Result<bool> {
    let kinds: Vec<EntryKind> = payment_entry::Entity::find()
        .select_only()
        .column(payment_entry::Column::Kind)
        .filter(payment_entry::Column::Provider.eq(payment.provider.as_str()))
        .filter(payment_entry::Column::Reference.eq(notice.reference.as_str()))
        .into_tuple()
        .all(txn)
        .await?;
    let told = notice
        .withdrawn
        .map(|withdrawn| if withdrawn { EntryKind::Chargeback } else { EntryKind::ChargebackReversal });
    let fresh = told.filter(|kind| !kinds.contains(kind));
    if let Some(kind) = fresh {
        let entry = entry(payment, kind, notice.amount_minor, &notice.reference);
        payment_entry::Entity::insert(entry).exec_without_returning(txn).await?;
    }
    let is_booked = |kind| kinds.contains(&kind) || fresh == Some(kind);
    Ok(is_booked(EntryKind::Chargeback) && !is_booked(EntryKind::ChargebackReversal))
}

const fn is_over(state: DisputeState) -> bool {
    matches!(state, DisputeState::Won | DisputeState::Lost | DisputeState::Closed)
}

const fn progress(state: DisputeState) -> u8 {
    match state {
        DisputeState::Inquiry => 0,
        DisputeState::NeedsResponse => 1,
        DisputeState::UnderReview => 2,
        DisputeState::Won | DisputeState::Lost | DisputeState::Closed => 3,
    }
}

/// What to list. All of it must match.
#[derive(Debug, Clone, Default)]
pub struct DisputeFilter {
    pub state: Option<DisputeState>,
    pub order_id: Option<Uuid>,
    /// Continue after this row of an earlier page.
    pub after: Option<(Timestamp, Uuid)>,
    pub limit: u64,
}

/// Newest first, each with its order's number.
pub async fn list_disputes(
    db: &impl ConnectionTrait,
    filter: &DisputeFilter,
) -> Result<Vec<(dispute::Model, String)>> {
    let mut query = dispute::Entity::find()
        .order_by_desc(dispute::Column::OpenedAt)
        .order_by_desc(dispute::Column::Id)
        .limit(filter.limit);
    if let Some(state) = filter.state {
        query = query.filter(dispute::Column::State.eq(state));
    }
    if let Some(order_id) = filter.order_id {
        query = query.filter(dispute::Column::OrderId.eq(order_id));
    }
    if let Some((at, id)) = filter.after {
        let same = dispute::Column::OpenedAt.eq(at).and(dispute::Column::Id.lt(id));
        query = query.filter(dispute::Column::OpenedAt.lt(at).or(same));
    }
    with_numbers(db, query.all(db).await?).await
}

/// A dispute and its order's number.
pub async fn find_dispute(db: &impl ConnectionTrait, id: Uuid) -> Result<(dispute::Model, String)> {
    let row = dispute::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound { what: "dispute" })?;
    with_numbers(db, vec![row]).await?.pop().ok_or(Error::NotFound { what: "dispute" })
}

async fn with_numbers(
    db: &impl ConnectionTrait,
    rows: Vec<dispute::Model>,
) -> Result<Vec<(dispute::Model, String)>> {
    let numbers: Vec<(Uuid, String)> = order::Entity::find()
        .select_only()
        .columns([order::Column::Id, order::Column::Number])
        .filter(order::Column::Id.is_in(rows.iter().map(|row| row.order_id)))
        .into_tuple()
        .all(db)
        .await?;
    let number = |id: Uuid| numbers.iter().find(|(order, _)| *order == id).map(|(_, number)| number.clone());
    Ok(rows
        .into_iter()
        .map(|row| {
            let number = number(row.order_id).unwrap_or_default();
            (row, number)
        })
        .collect())
}
