//! Finding orders, for staff: the truth itself, not the read model, so that what was done a moment ago is there.

use entity::states::{FulfilmentState, OrderState, PaymentState};
use entity::{order, order_line, payment};
use sea_orm::sea_query::{ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, Value,
};
use uuid::Uuid;

use super::number::written;
use crate::clock::Timestamp;
use crate::error::Result;

/// What to look for. All of it must match.
#[derive(Debug, Clone, Default)]
pub struct OrderFilter {
    /// In capitals or not, with its hyphen or without.
    pub number: Option<String>,
    /// Normalised.
    pub email: Option<String>,
    /// The account with which it was placed.
    pub customer_id: Option<Uuid>,
    pub sku: Option<String>,
    pub product_id: Option<Uuid>,
    pub state: Option<OrderState>,
    pub fulfilment: Option<FulfilmentState>,
    /// Of one of its payments at least.
    pub payment: Option<PaymentState>,
    pub provider: Option<String>,
    pub held: Option<bool>,
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
    pub min_total_minor: Option<i64>,
    pub max_total_minor: Option<i64>,
    pub sort: OrderSort,
    /// Continue after this row of an earlier page.
    pub after: Option<After>,
    pub limit: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OrderSort {
    #[default]
    Newest,
    Oldest,
    Dearest,
    Cheapest,
}

impl OrderSort {
    const fn is_by_total(self) -> bool {
        matches!(self, Self::Dearest | Self::Cheapest)
    }
}

/// The place of a row: by time or by total, and its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    Time(Timestamp, Uuid),
    Total(i64, Uuid),
}

impl After {
    /// The place of that row in a list of that order.
    pub const fn of(order: &order::Model, sort: OrderSort) -> Self {
        if sort.is_by_total() {
            Self::Total(order.total_minor, order.id)
        } else {
            Self::Time(order.created_at, order.id)
        }
    }
}

/// One query, whatever is asked for.
pub async fn search(db: &impl ConnectionTrait, filter: &OrderFilter) -> Result<Vec<order::Model>> {
    use order::Column;
    let mut query = order::Entity::find();
    if let Some(number) = &filter.number {
        query = query.filter(Column::Number.eq(written(number)));
    }
    if let Some(email) = &filter.email {
        query = query.filter(Column::Email.eq(email.as_str()));
    }
    if let Some(customer_id) = filter.customer_id {
        query = query.filter(Column::UserId.eq(customer_id));
    }
    if let Some(state) = filter.state {
        query = query.filter(Column::State.eq(state));
    }
    if let Some(fulfilment) = filter.fulfilment {
        query = query.filter(Column::Fulfilment.eq(fulfilment));
    }
    match filter.held {
        Some(true) => query = query.filter(Column::HoldReason.is_not_null()),
        Some(false) => query = query.filter(Column::HoldReason.is_null()),
        None => {}
    }
    if let Some(from) = filter.from {
        query = query.filter(Column::CreatedAt.gte(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(Column::CreatedAt.lt(until));
    }
    if let Some(least) = filter.min_total_minor {
        query = query.filter(Column::TotalMinor.gte(least));
    }
    if let Some(most) = filter.max_total_minor {
        query = query.filter(Column::TotalMinor.lte(most));
    }
    if filter.sku.is_some() || filter.product_id.is_some() {
        query = query.filter(Column::Id.in_subquery(with_line(filter)));
    }
    if filter.payment.is_some() || filter.provider.is_some() {
        query = query.filter(Column::Id.in_subquery(with_payment(filter)));
    }
    let by = if filter.sort.is_by_total() { Column::TotalMinor } else { Column::CreatedAt };
    let falls = matches!(filter.sort, OrderSort::Newest | OrderSort::Dearest);
    if let Some(after) = filter.after {
        let (value, id): (Value, Uuid) = match after {
            After::Time(at, id) => (at.into(), id),
            After::Total(total, id) => (total.into(), id),
        };
        let (beyond, same_but) = if falls {
            (by.lt(value.clone()), Column::Id.lt(id))
        } else {
            (by.gt(value.clone()), Column::Id.gt(id))
        };
        query = query.filter(beyond.or(by.eq(value).and(same_but)));
    }
    let direction = if falls { Order::Desc } else { Order::Asc };
    query = query.order_by(by, direction.clone()).order_by(Column::Id, direction).limit(filter.limit);
    Ok(query.all(db).await?)
}

fn with_line(filter: &OrderFilter) -> SelectStatement {
    let mut lines = Query::select();
    lines.column(order_line::Column::OrderId).from(order_line::Entity);
    if let Some(sku) = &filter.sku {
        lines.and_where(order_line::Column::Sku.eq(sku.as_str()));
    }
    if let Some(product_id) = filter.product_id {
        lines.and_where(order_line::Column::ProductId.eq(product_id));
    }
    lines
}

fn with_payment(filter: &OrderFilter) -> SelectStatement {
    let mut payments = Query::select();
    payments.column(payment::Column::OrderId).from(payment::Entity);
    if let Some(state) = filter.payment {
        payments.and_where(payment::Column::State.eq(state));
    }
    if let Some(provider) = &filter.provider {
        payments.and_where(payment::Column::Provider.eq(provider.as_str()));
    }
    payments
}
