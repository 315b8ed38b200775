//! What staff sees of it.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use entity::{search_outcome, search_query};
use sea_orm::sea_query::{Expr, ExprTrait, Func, IntoColumnRef, JoinType, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, FromQueryResult, QueryResult};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Which searches are listed, those that happened most often first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum List {
    #[default]
    All,
    /// That found nothing at least once.
    WithoutResults,
    /// That found something and of which nothing was opened.
    WithoutClicks,
}

#[derive(Debug, Clone)]
pub struct InsightFilter {
    /// `2026-11-22`, inclusive.
    pub from: String,
    pub to: String,
    pub list: List,
    pub cursor: Option<String>,
    pub limit: u64,
}

/// A search, over all of the days.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct QueryInsight {
    pub query: String,
    pub searches: i64,
    /// Of them, those that found nothing.
    pub empty: i64,
    /// Products that were opened from answers.
    pub clicked: i64,
    /// Products that were then bought.
    pub bought: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Of all searches, whatever the list.
    pub total: QueryInsight,
    pub items: Vec<QueryInsight>,
    pub next: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Cursor {
    searches: i64,
    query: String,
}

/// Two queries.
///
/// # Errors
/// `Invalid` for a cursor of another list.
pub async fn report(db: &impl ConnectionTrait, filter: &InsightFilter) -> Result<Report> {
    let total = db.query_one(&totals(filter)).await?;
    let count = |row: &QueryResult, nth: usize| {
        row.try_get_by_index::<Option<i64>>(nth).map(Option::unwrap_or_default)
    };
    let total = match &total {
        Some(row) => QueryInsight {
            query: String::new(),
            searches: count(row, 0)?,
            empty: count(row, 1)?,
            clicked: count(row, 2)?,
            bought: count(row, 3)?,
        },
        None => QueryInsight { query: String::new(), searches: 0, empty: 0, clicked: 0, bought: 0 },
    };
    let after = filter.cursor.as_deref().map(read).transpose()?;
    let rows = db.query_all(&list(filter, after)).await?;
    let mut items =
        rows.iter().map(|row| QueryInsight::from_query_result(row, "")).collect::<Result<Vec<_>, _>>()?;
    let more = items.len() as u64 > filter.limit;
    items.truncate(usize::try_from(filter.limit).unwrap_or(usize::MAX));
    let next = match items.last().filter(|_| more) {
        Some(last) => Some(write(last)?),
        None => None,
    };
    Ok(Report { total, items, next })
}

fn sum(column: impl IntoColumnRef) -> Expr {
    Expr::col(column).sum().cast_as("bigint")
}

fn searches(filter: &InsightFilter) -> SelectStatement {
    Query::select()
        .column(search_query::Column::Query)
        .expr_as(sum(search_query::Column::Searches), "searches")
        .expr_as(sum(search_query::Column::Empty), "empty")
        .from(search_query::Entity)
        .and_where(Expr::col(search_query::Column::Day).between(filter.from.as_str(), filter.to.as_str()))
        .group_by_col(search_query::Column::Query)
        .take()
}

fn outcomes(filter: &InsightFilter) -> SelectStatement {
    Query::select()
        .column(search_outcome::Column::Query)
        .expr_as(sum(search_outcome::Column::Clicked), "clicked")
        .expr_as(sum(search_outcome::Column::Bought), "bought")
        .from(search_outcome::Entity)
        .and_where(Expr::col(search_outcome::Column::Day).between(filter.from.as_str(), filter.to.as_str()))
        .group_by_col(search_outcome::Column::Query)
        .take()
}

fn col(table: &'static str, column: &'static str) -> Expr {
    Expr::col((table, column))
}

fn or_zero(expr: Expr) -> Expr {
    Func::coalesce([expr, Expr::val(0_i64)]).into()
}

fn joined(filter: &InsightFilter) -> SelectStatement {
    Query::select()
        .from_subquery(searches(filter), "s")
        .join_subquery(JoinType::LeftJoin, outcomes(filter), "o", col("o", "query").eq(col("s", "query")))
        .take()
}

fn totals(filter: &InsightFilter) -> SelectStatement {
    let mut query = joined(filter);
    for (table, column) in [("s", "searches"), ("s", "empty"), ("o", "clicked"), ("o", "bought")] {
        query.expr_as(col(table, column).sum().cast_as("bigint"), column);
    }
    query
}

fn list(filter: &InsightFilter, after: Option<Cursor>) -> SelectStatement {
    let mut query = joined(filter);
    query
        .expr_as(col("s", "query"), "query")
        .expr_as(col("s", "searches"), "searches")
        .expr_as(col("s", "empty"), "empty")
        .expr_as(or_zero(col("o", "clicked")), "clicked")
        .expr_as(or_zero(col("o", "bought")), "bought");
    match filter.list {
        List::All => {}
        List::WithoutResults => {
            query.and_where(col("s", "empty").gt(0_i64));
        }
        List::WithoutClicks => {
            query
                .and_where(or_zero(col("o", "clicked")).eq(0_i64))
                .and_where(col("s", "empty").lt(col("s", "searches")));
        }
    }
    if let Some(Cursor { searches, query: last }) = after {
        let same = col("s", "searches").eq(searches).and(col("s", "query").gt(last));
        query.and_where(col("s", "searches").lt(searches).or(same));
    }
    query
        .order_by_expr(col("s", "searches"), Order::Desc)
        .order_by_expr(col("s", "query"), Order::Asc)
        .limit(filter.limit + 1);
    query
}

fn write(last: &QueryInsight) -> Result<String> {
    let cursor = Cursor { searches: last.searches, query: last.query.clone() };
    Ok(BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(&cursor)?))
}

fn read(cursor: &str) -> Result<Cursor> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok();
    let cursor: Option<Cursor> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    // What databases do not take stands in no row.
    cursor
        .filter(|cursor| !cursor.query.contains('\0'))
        .ok_or_else(|| Error::invalid("cursor", "is not a cursor of this list"))
}
