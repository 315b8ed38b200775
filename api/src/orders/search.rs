//! Finding orders, for staff.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::accounts;
use domain::entity::order;
use domain::orders::{self, After, OrderFilter, OrderSort};
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};
use uuid::Uuid;

use super::states::{Fulfilment, OrderStatus, PaymentStatus};
use crate::auth::{OrdersRead, Require};
use crate::money::Money;
use crate::openapi::Tag;
use crate::problem::{Failure, FieldProblem, Result};
use crate::state::Shared;

/// The endpoints.
pub struct Searches(pub Shared);

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Enum)]
#[oai(rename_all = "snake_case")]
pub enum OrderSorting {
    #[default]
    Newest,
    Oldest,
    Dearest,
    Cheapest,
}

impl From<OrderSorting> for OrderSort {
    fn from(sorting: OrderSorting) -> Self {
        match sorting {
            OrderSorting::Newest => Self::Newest,
            OrderSorting::Oldest => Self::Oldest,
            OrderSorting::Dearest => Self::Dearest,
            OrderSorting::Cheapest => Self::Cheapest,
        }
    }
}

/// An order that was found, as it is now.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct FoundOrder {
    pub id: Uuid,
    pub number: String,
    pub email: String,
    /// Absent for a guest.
    pub customer_id: Option<Uuid>,
    pub state: OrderStatus,
    pub fulfilment: Fulfilment,
    pub total: Money,
    pub captured_total: Money,
    pub refunded_total: Money,
    pub held: bool,
    pub hold_reason: Option<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl From<order::Model> for FoundOrder {
    fn from(order: order::Model) -> Self {
        let money = |amount_minor| Money::new(amount_minor, &order.currency);
        Self {
            total: money(order.total_minor),
            captured_total: money(order.captured_minor),
            refunded_total: money(order.refunded_minor),
            id: order.id,
            number: order.number,
            email: order.email,
            customer_id: order.user_id,
            state: order.state.into(),
            fulfilment: order.fulfilment.into(),
            held: order.hold_reason.is_some(),
            hold_reason: order.hold_reason,
            created_at: order.created_at,
            updated_at: order.updated_at,
        }
    }
}

/// A page of orders.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct FoundOrders {
    pub items: Vec<FoundOrder>,
    pub next_cursor: Option<String>,
}

#[OpenApi(prefix_path = "/api/v1/orders", tag = "Tag::Orders")]
impl Searches {
    /// Search orders
    ///
    /// Everybody's, as they are at this moment; all conditions must hold. Needs the permission `orders_read`.
    #[allow(clippy::too_many_arguments)] // Each is a parameter of the query.
    #[oai(path = "/search", method = "get", operation_id = "searchOrders")]
    async fn search(
        &self,
        _staff: Require<OrdersRead>,
        /// The number, in capitals or not, with its hyphen or without.
        #[oai(validator(min_length = 1, max_length = 20))]
        number: Query<Option<String>>,
        /// The whole e-mail address.
        #[oai(validator(min_length = 1, max_length = 254))]
        email: Query<Option<String>>,
        /// Orders of this account.
        customer_id: Query<Option<Uuid>>,
        /// Orders with this article in them.
        #[oai(validator(min_length = 1, max_length = 100))]
        sku: Query<Option<String>>,
        /// Orders with this product in them.
        product_id: Query<Option<Uuid>>,
        /// Orders in this state.
        state: Query<Option<OrderStatus>>,
        /// Orders whose goods are that far.
        fulfilment: Query<Option<Fulfilment>>,
        /// Orders with a payment in this state.
        payment: Query<Option<PaymentStatus>>,
        /// Orders with a payment by this provider.
        #[oai(validator(min_length = 1, max_length = 40))]
        provider: Query<Option<String>>,
        /// Whether staff hold them.
        held: Query<Option<bool>>,
        /// Placed on that day or later, in UTC.
        from: Query<Option<NaiveDate>>,
        /// Placed on that day or earlier, in UTC.
        to: Query<Option<NaiveDate>>,
        /// In minor units.
        #[oai(validator(minimum(value = "0"), maximum(value = "9007199254740")))]
        min_total_minor: Query<Option<i64>>,
        /// In minor units.
        #[oai(validator(minimum(value = "0"), maximum(value = "9007199254740")))]
        max_total_minor: Query<Option<i64>>,
        /// In which order; the newest first when left out.
        sort: Query<Option<OrderSorting>>,
        /// `next_cursor` of the page before, in the same order.
        #[oai(validator(max_length = 200))]
        cursor: Query<Option<String>>,
        /// Orders per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<FoundOrders>> {
        let sort = OrderSort::from(sort.0.unwrap_or_default());
        let filter = OrderFilter {
            number: number.0,
            email: email.0.map(|email| accounts::normalize_email(&email)),
            customer_id: customer_id.0,
            sku: sku.0,
            product_id: product_id.0,
            state: state.0.map(Into::into),
            fulfilment: fulfilment.0.map(Into::into),
            payment: payment.0.map(Into::into),
            provider: provider.0,
            held: held.0,
            from: from.0.map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc()),
            until: to.0.map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc() + TimeDelta::days(1)),
            min_total_minor: min_total_minor.0,
            max_total_minor: max_total_minor.0,
            sort,
            after: cursor.0.as_deref().map(|cursor| read(cursor, sort)).transpose()?,
            limit: limit.0 + 1,
        };
        let mut rows = orders::search(self.0.store().read(), &filter).await?;
        let more = rows.len() as u64 > limit.0;
        rows.truncate(usize::try_from(limit.0).unwrap_or(usize::MAX));
        let next_cursor = rows.last().filter(|_| more).map(|row| write(After::of(row, sort)));
        Ok(Json(FoundOrders { items: rows.into_iter().map(Into::into).collect(), next_cursor }))
    }
}

fn default_limit() -> u64 {
    20
}

/// The place after a row, opaque to the caller.
fn write(after: After) -> String {
    let (by, value, id) = match after {
        After::Time(at, id) => ('t', at.timestamp_micros(), id),
        After::Total(total, id) => ('m', total, id),
    };
    URL_SAFE_NO_PAD.encode(format!("{by}.{value}.{}", id.simple()))
}

/// # Errors
/// 422 for what [`write()`] did not write for this order.
fn read(cursor: &str, sort: OrderSort) -> Result<After> {
    let foreign = || {
        let message = "is not a cursor of this list".to_owned();
        Failure::invalid(vec![FieldProblem { field: "cursor".into(), message }])
    };
    parse(cursor, sort).ok_or_else(foreign)
}

fn parse(cursor: &str, sort: OrderSort) -> Option<After> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let mut parts = text.splitn(3, '.');
    let (by, value, id) = (parts.next()?, parts.next()?.parse::<i64>().ok()?, parts.next()?);
    let id = Uuid::try_parse(id).ok()?;
    // Times and totals are never negative, and databases differ in the years that they know.
    let value = Some(value).filter(|value| (0..253_402_300_800_000_000).contains(value))?;
    match (by, sort) {
        ("t", OrderSort::Newest | OrderSort::Oldest) => {
            Some(After::Time(DateTime::from_timestamp_micros(value)?, id))
        }
        ("m", OrderSort::Dearest | OrderSort::Cheapest) => Some(After::Total(value, id)),
        _ => None,
    }
}
