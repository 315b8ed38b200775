//! Which read models there are, and how their rows are written.

use entity::{order_history, sales_fact};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, InsertMany, IntoActiveModel, Iterable,
    QueryTrait,
};
use uuid::Uuid;

use super::source::{self, OrderEvents};
use super::{history, sales};
use crate::error::Result;
use crate::store::Txn;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadModel {
    OrderHistory,
    DailySales,
}

/// What becomes of a row that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Existing {
    /// There is none: the table has no key yet.
    None,
    /// Replaced if its version is lower.
    Outdated,
}

/// Rows of one read model, in the order of their keys, so that writers of the same rows lock them in the same order.
pub(super) enum Rows {
    History(Vec<order_history::Model>),
    Sales(Vec<sales_fact::Model>),
}

impl ReadModel {
    pub const ALL: &'static [Self] = &[Self::OrderHistory, Self::DailySales];

    pub const fn name(self) -> &'static str {
        match self {
            Self::OrderHistory => "order-history",
            Self::DailySales => "daily-sales",
        }
    }

    /// The read model of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|model| model.name() == name)
    }

    pub(super) const fn table(self) -> &'static str {
        match self {
            Self::OrderHistory => "order_history",
            Self::DailySales => "sales_facts",
        }
    }

    /// The kinds of events that a rebuild has to read; `None` for all.
    pub(super) const fn kinds(self) -> Option<&'static [&'static str]> {
        match self {
            Self::OrderHistory => None,
            Self::DailySales => Some(sales::KINDS),
        }
    }

    /// Brings the rows of these orders up to their last event.
    pub async fn project(self, txn: &Txn, orders: &[Uuid]) -> Result<()> {
        self.project_into(txn, orders, self.table()).await
    }

    pub(super) async fn project_into(self, txn: &Txn, orders: &[Uuid], table: &'static str) -> Result<()> {
        if orders.is_empty() {
            return Ok(());
        }
        let rows = self.fold(source::of_orders(txn, orders).await?)?;
        rows.write(txn, table, Existing::Outdated).await
    }

    pub(super) fn fold(self, orders: Vec<OrderEvents>) -> Result<Rows> {
        Ok(match self {
            Self::OrderHistory => Rows::History(history::fold(orders)?),
            Self::DailySales => Rows::Sales(sales::fold(orders)?),
        })
    }
}

/// Rows of one insert: the parameters of a statement are limited to 32,766 on SQLite.
const ROWS_PER_INSERT: usize = 1_000;

impl Rows {
    pub(super) async fn write(self, txn: &Txn, table: &'static str, existing: Existing) -> Result<()> {
        match self {
            Self::History(rows) => write(txn, rows, order_history::Column::OrderId, table, existing).await,
            Self::Sales(rows) => write(txn, rows, sales_fact::Column::OrderId, table, existing).await,
        }
    }
}

async fn write<M, A, C>(
    txn: &Txn,
    rows: Vec<M>,
    key: C,
    table: &'static str,
    existing: Existing,
) -> Result<()>
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait,
    C: ColumnTrait + Iterable,
{
    let mut rows = rows.into_iter().map(|row| row.into_active_model().reset_all()).peekable();
    while rows.peek().is_some() {
        let insert: InsertMany<A> = A::Entity::insert_many(rows.by_ref().take(ROWS_PER_INSERT));
        let mut statement = insert.into_query();
        statement.into_table(table);
        if existing == Existing::Outdated {
            statement.on_conflict(
                OnConflict::column(key)
                    .update_columns(C::iter().filter(|column| column.as_str() != key.as_str()))
                    .action_and_where(Expr::col((table, "version")).lt(Expr::col(("excluded", "version"))))
                    .to_owned(),
            );
        }
        txn.execute(&statement).await?;
    }
    Ok(())
}
