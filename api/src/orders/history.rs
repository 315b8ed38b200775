//! Lists of orders, and sales by day: read models, which may lag a moment behind.

use chrono::NaiveDate;
use domain::accounts::Permission;
use domain::clock::now;
use domain::invoices::{self, TaxSum};
use domain::jobs;
use domain::pricing::TaxLine;
use domain::read_models::history::{self, HistoryFilter};
use domain::read_models::sales::{self, DailySales};
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::states::OrderStatus;
use super::summary::OrderPage;
use crate::auth::{Caller, Require, SalesRead};
use crate::money::{Money, TaxAmount};
use crate::openapi::Tag;
use crate::payload::cursor;
use crate::problem::{Failure, FieldProblem, Result};
use crate::state::Shared;

/// The endpoints.
pub struct Histories(pub Shared);

/// Sales of one day: orders that were sold and paid, by the day they were placed. What of that was refunded stands beside
/// them. What came beyond the total of an order, or for one that was not sold, is no sale, and giving it back no refund.
#[derive(Debug, Object)]
pub struct SalesDay {
    /// In UTC.
    pub day: NaiveDate,
    pub currency: String,
    pub orders: i64,
    pub units: i64,
    pub items_total: Money,
    pub shipping_total: Money,
    pub tax_total: Money,
    pub total: Money,
    pub refunded_total: Money,
    pub cancelled_orders: i64,
}

/// Days that had sales, oldest first.
#[derive(Debug, Object)]
pub struct SalesReport {
    pub items: Vec<SalesDay>,
}

/// What was invoiced and credited at one rate, to one country.
#[derive(Debug, Object)]
pub struct TaxReportRow {
    /// To which the goods went, ISO 3166-1 alpha-2.
    pub country: String,
    pub currency: String,
    /// On invoices of these days.
    pub invoiced: TaxAmount,
    /// On credit notes of these days; to be taken off.
    pub credited: TaxAmount,
}

/// By country, then currency, then rate from the highest.
#[derive(Debug, Object)]
pub struct TaxReport {
    pub items: Vec<TaxReportRow>,
}

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Orders")]
impl Histories {
    /// List orders
    ///
    /// The caller's own, newest first; with `all`, for staff, everybody's.
    #[oai(path = "/orders", method = "get", operation_id = "listOrders")]
    async fn list(
        &self,
        caller: Caller,
        /// Only orders in this state.
        state: Query<Option<OrderStatus>>,
        /// Part of the order's number or e-mail address.
        #[oai(validator(min_length = 1, max_length = 100, pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*$"))]
        q: Query<Option<String>>,
        /// Everybody's orders. Needs the permission `orders_read`.
        all: Query<Option<bool>>,
        /// `next_cursor` of the page before.
        #[oai(validator(max_length = 200))]
        cursor: Query<Option<String>>,
        /// Orders per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<OrderPage>> {
        let (customer, everybody) = (caller.0, all.0.unwrap_or(false));
        if customer.is_machine && !everybody {
            return Err(Failure::forbidden("a key has no orders of its own; ask for `all`"));
        }
        if everybody && !customer.may(Permission::OrdersRead) {
            return Err(Failure::forbidden("this needs the permission orders_read"));
        }
        let filter = HistoryFilter {
            user_id: (!everybody).then_some(customer.id),
            state: state.0.map(|state| state.as_str().to_owned()),
            text: q.0,
            after: cursor.0.as_deref().map(cursor::read).transpose()?,
            limit: limit.0 + 1,
        };
        let db = self.0.store().read();
        let mut rows = history::list(db, &filter).await?;
        let as_of = jobs::projected_until(db).await?.unwrap_or_else(now);
        let more = rows.len() as u64 > limit.0;
        rows.truncate(usize::try_from(limit.0).unwrap_or(usize::MAX));
        let next_cursor = rows.last().filter(|_| more).map(|row| cursor::write(row.placed_at, row.order_id));
        let items = rows.into_iter().map(TryInto::try_into).collect::<domain::Result<_>>()?;
        Ok(Json(OrderPage { items, next_cursor, as_of }))
    }

    /// Sales by day
    ///
    /// At most 366 days at once.
    #[oai(path = "/sales/daily", method = "get", operation_id = "dailySales")]
    async fn daily(
        &self,
        _staff: Require<SalesRead>,
        /// First day, in UTC.
        from: Query<NaiveDate>,
        /// Last day, in UTC.
        to: Query<NaiveDate>,
    ) -> Result<Json<SalesReport>> {
        check_range(from.0, to.0)?;
        let days = sales::daily(self.0.store().read(), &from.0.to_string(), &to.0.to_string()).await?;
        let items = days.into_iter().map(TryInto::try_into).collect::<domain::Result<_>>()?;
        Ok(Json(SalesReport { items }))
    }

    /// Taxes by rate
    ///
    /// Of the invoices and credit notes that were issued on these days, which are what a tax return asks for; `dailySales`
    /// goes by the day of the order. At most 366 days at once.
    #[oai(path = "/sales/taxes", method = "get", operation_id = "taxReport")]
    async fn taxes(
        &self,
        _staff: Require<SalesRead>,
        /// First day, in UTC.
        from: Query<NaiveDate>,
        /// Last day, in UTC.
        to: Query<NaiveDate>,
    ) -> Result<Json<TaxReport>> {
        check_range(from.0, to.0)?;
        let sums = invoices::taxes(self.0.store().read(), from.0, to.0).await?;
        let items = sums.into_iter().map(TryInto::try_into).collect::<domain::Result<_>>()?;
        Ok(Json(TaxReport { items }))
    }
}

fn check_range(from: NaiveDate, to: NaiveDate) -> Result<()> {
    if to < from || (to - from).num_days() > 366 {
        let message = "must not be before from, nor more than 366 days after it".to_owned();
        return Err(Failure::invalid(vec![FieldProblem { field: "to".into(), message }]));
    }
    Ok(())
}

impl TryFrom<TaxSum> for TaxReportRow {
    type Error = domain::Error;

    fn try_from(sum: TaxSum) -> domain::Result<Self> {
        let rate = i32::try_from(sum.rate_bp);
        let rate_bp = rate.map_err(|_| domain::Error::Corrupt(format!("{} is not a rate", sum.rate_bp)))?;
        let amounts = |net_minor, tax_minor, gross_minor| {
            TaxAmount::new(&TaxLine { rate_bp, net_minor, tax_minor, gross_minor }, &sum.currency)
        };
        Ok(Self {
            invoiced: amounts(sum.invoiced_net_minor, sum.invoiced_tax_minor, sum.invoiced_gross_minor),
            credited: amounts(sum.credited_net_minor, sum.credited_tax_minor, sum.credited_gross_minor),
            country: sum.country,
            currency: sum.currency,
        })
    }
}

fn default_limit() -> u64 {
    20
}

impl TryFrom<DailySales> for SalesDay {
    type Error = domain::Error;

    fn try_from(day: DailySales) -> domain::Result<Self> {
        let money = |amount_minor| Money::new(amount_minor, &day.currency);
        Ok(Self {
            day: day.day.parse().map_err(|_| domain::Error::Corrupt(format!("{} is not a day", day.day)))?,
            orders: day.orders,
            units: day.units,
            items_total: money(day.items_minor),
            shipping_total: money(day.shipping_minor),
            tax_total: money(day.tax_minor),
            total: money(day.total_minor),
            refunded_total: money(day.refunded_minor),
            cancelled_orders: day.cancelled_orders,
            currency: day.currency,
        })
    }
}
