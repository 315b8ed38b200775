//! Carts that somebody known has left lying.

use chrono::TimeDelta;
use entity::states::CartState;
use entity::{cart, cart_line, mail_preference};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::ask::{BATCH, LATEST_DAYS, ask, asked};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::jobs::Ticket;
use crate::notifications::Template;
use crate::settings::ReminderSettings;
use crate::store::Store;

/// Reminds customers who agreed to it of carts with something in them that were not touched for some hours. Guests are
/// not known, and so not written to.
pub async fn remind_of_carts(
    store: &Store,
    settings: &ReminderSettings,
    at: Timestamp,
) -> Result<Vec<Ticket>> {
    if settings.cart_hours == 0 {
        return Ok(Vec::new());
    }
    let due = at - TimeDelta::hours(settings.cart_hours);
    let agreed = Query::select()
        .column(mail_preference::Column::UserId)
        .from(mail_preference::Entity)
        .and_where(mail_preference::Column::Reminders.eq(true))
        .take();
    let filled = Query::select().column(cart_line::Column::CartId).from(cart_line::Entity).take();
    let mut tickets = Vec::new();
    loop {
        let ids: Vec<Uuid> = cart::Entity::find()
            .select_only()
            .column(cart::Column::Id)
            .filter(cart::Column::State.eq(CartState::Open))
            .filter(cart::Column::UpdatedAt.lte(due))
            .filter(cart::Column::UpdatedAt.gt(due - TimeDelta::days(LATEST_DAYS)))
            .filter(cart::Column::UserId.in_subquery(agreed.clone()))
            .filter(cart::Column::Id.in_subquery(filled.clone()))
            .filter(cart::Column::Id.not_in_subquery(asked(Template::AbandonedCart)))
            .order_by_asc(cart::Column::Id)
            .limit(BATCH)
            .into_tuple()
            .all(store.read())
            .await?;
        tickets.extend(ask(store, Template::AbandonedCart, &ids).await?);
        if (ids.len() as u64) < BATCH {
            return Ok(tickets);
        }
    }
}
