//! Orders that are not paid, and orders that have arrived.

use chrono::TimeDelta;
use entity::states::{OrderState, PaymentState};
use entity::{mail_preference, order, payment};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::ask::{BATCH, LATEST_DAYS, ask, asked};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::jobs::Ticket;
use crate::notifications::Template;
use crate::settings::ReminderSettings;
use crate::store::Store;

/// Payments about which nothing can be said yet. While a customer is asked to confirm one, a reminder is in place.
/// Who sends the money by bank was told until when.
const UNDER_WAY: [PaymentState; 5] = [
    PaymentState::Created,
    PaymentState::Processing,
    PaymentState::Unknown,
    PaymentState::Authorized,
    PaymentState::AwaitingMoney,
];

/// Reminds of orders that have waited for their money for long enough and are still held.
pub async fn remind_unpaid(store: &Store, settings: &ReminderSettings, at: Timestamp) -> Result<Vec<Ticket>> {
    if settings.unpaid_minutes == 0 {
        return Ok(Vec::new());
    }
    let under_way = Query::select()
        .column(payment::Column::OrderId)
        .from(payment::Entity)
        .and_where(payment::Column::State.is_in(UNDER_WAY))
        .take();
    let waiting = order::Entity::find()
        .filter(order::Column::State.eq(OrderState::AwaitingPayment))
        .filter(order::Column::CreatedAt.lte(at - TimeDelta::minutes(settings.unpaid_minutes)))
        .filter(order::Column::HoldUntil.gt(at))
        .filter(order::Column::Id.not_in_subquery(under_way));
    each(store, Template::PaymentReminder, waiting).await
}

/// Asks for reviews of orders that were completed some days ago and kept. Who said that they do not want to be written to
/// is left alone.
pub async fn request_reviews(
    store: &Store,
    settings: &ReminderSettings,
    at: Timestamp,
) -> Result<Vec<Ticket>> {
    if settings.review_days == 0 {
        return Ok(Vec::new());
    }
    let due = at - TimeDelta::days(settings.review_days);
    let refused = Query::select()
        .column(mail_preference::Column::UserId)
        .from(mail_preference::Entity)
        .and_where(mail_preference::Column::Reminders.eq(false))
        .take();
    let arrived = order::Entity::find()
        .filter(order::Column::State.eq(OrderState::Completed))
        .filter(order::Column::UpdatedAt.lte(due))
        .filter(order::Column::UpdatedAt.gt(due - TimeDelta::days(LATEST_DAYS)))
        .filter(order::Column::RefundedMinor.eq(0))
        .filter(
            sea_orm::Condition::any()
                .add(order::Column::UserId.is_null())
                .add(order::Column::UserId.not_in_subquery(refused)),
        );
    each(store, Template::ReviewRequest, arrived).await
}

/// In batches, until none is left.
async fn each(store: &Store, template: Template, due: Select<order::Entity>) -> Result<Vec<Ticket>> {
    let mut tickets = Vec::new();
    loop {
        let ids: Vec<Uuid> = due
            .clone()
            .select_only()
            .column(order::Column::Id)
            .filter(order::Column::Id.not_in_subquery(asked(template)))
            .order_by_asc(order::Column::Id)
            .limit(BATCH)
            .into_tuple()
            .all(store.read())
            .await?;
        tickets.extend(ask(store, template, &ids).await?);
        if (ids.len() as u64) < BATCH {
            return Ok(tickets);
        }
    }
}
