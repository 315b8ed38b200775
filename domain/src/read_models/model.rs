//! Which read models there are, and how their rows are written.

use entity::{order_history, purchase, sales_fact};
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, InsertMany,
    IntoActiveModel, Iterable, QueryTrait, Statement,
};
use serde::Serialize;
use uuid::Uuid;

use super::{history, purchases, sales, source, tallies};
use crate::error::Result;
use crate::events::{Recorded, merge};
use crate::store::Txn;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadModel {
    OrderHistory,
    DailySales,
    /// With `bought_together` and `product_demand`, which are sums of its rows.
    Purchases,
}

/// What becomes of a row that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Existing {
    /// There is none: the table has no key yet.
    None,
    /// Replaced if its version is lower.
    Outdated,
    /// Replaced unless its version is higher: it may be wrong.
    NotNewer,
}

/// Rows of one read model, in the order of their keys, so that writers of the same rows lock them in the same order.
pub(super) enum Rows {
    History(Vec<order_history::Model>),
    Sales(Vec<sales_fact::Model>),
    Purchases(Vec<purchase::Model>),
}

impl ReadModel {
    pub const ALL: &'static [Self] = &[Self::OrderHistory, Self::DailySales, Self::Purchases];

    pub const fn name(self) -> &'static str {
        match self {
            Self::OrderHistory => "order-history",
            Self::DailySales => "daily-sales",
            Self::Purchases => "purchases",
        }
    }

    /// The read model of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|model| model.name() == name)
    }

    /// The key of its table.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::OrderHistory | Self::DailySales => "order_id",
            Self::Purchases => "order_id, product_id",
        }
    }

    pub(super) const fn table(self) -> &'static str {
        match self {
            Self::OrderHistory => "order_history",
            Self::DailySales => "sales_facts",
            Self::Purchases => "purchases",
        }
    }

    /// The read model that this consumer of events keeps, by the name of the model, its table or its jobs.
    pub fn of_consumer(consumer: &str) -> Option<Self> {
        let job = |model: &Self| match model {
            Self::OrderHistory => "read_models.project_history",
            Self::DailySales => "read_models.project_sales",
            Self::Purchases => "read_models.project_purchases",
        };
        let is_it = |model: &Self| [model.name(), model.table(), job(model)].contains(&consumer);
        Self::ALL.iter().copied().find(is_it)
    }

    /// The kinds of events that a rebuild has to read; `None` for all.
    pub(super) const fn kinds(self) -> Option<&'static [&'static str]> {
        match self {
            Self::OrderHistory => None,
            Self::DailySales => Some(sales::KINDS),
            Self::Purchases => Some(purchases::KINDS),
        }
    }

    /// Brings the rows of these orders up to their last event.
    pub async fn project(self, txn: &Txn, orders: &[Uuid]) -> Result<()> {
        self.project_into(txn, orders, Vec::new(), self.table(), Existing::Outdated).await
    }

    /// `archived` are events of these orders that are no longer in the table, as far as the caller has them.
    pub(super) async fn project_into(
        self,
        txn: &Txn,
        orders: &[Uuid],
        mut archived: Vec<Recorded>,
        table: &'static str,
        existing: Existing,
    ) -> Result<()> {
        if orders.is_empty() {
            return Ok(());
        }
        archived.extend(source::of_orders(txn, orders).await?);
        merge(&mut archived);
        let ids = orders;
        let orders = source::by_order(archived)?;
        let begun: Vec<Uuid> =
            orders.iter().filter(|order| order.placed().is_none()).map(|order| order.order_id).collect();
        let rows = match self {
            Self::OrderHistory => {
                let bases = bases::<order_history::Entity>(txn, table, &begun).await?;
                Rows::History(history::fold(orders, bases)?)
            }
            Self::DailySales => {
                let bases = bases::<sales_fact::Entity>(txn, table, &begun).await?;
                Rows::Sales(sales::fold(orders, bases)?)
            }
            Self::Purchases => {
                let bases = bases::<purchase::Entity>(txn, table, &begun).await?;
                Rows::Purchases(purchases::fold(orders, bases)?)
            }
        };
        rows.write(txn, table, existing).await?;
        if self == Self::Purchases && table == self.table() {
            tallies::count(txn, ids).await?;
        }
        Ok(())
    }

    /// The rows of these orders, whose events are all there.
    pub(super) fn fold(self, events: Vec<Recorded>) -> Result<Rows> {
        let orders = source::by_order(events)?;
        Ok(match self {
            Self::OrderHistory => Rows::History(history::fold(orders, Vec::new())?),
            Self::DailySales => Rows::Sales(sales::fold(orders, Vec::new())?),
            Self::Purchases => Rows::Purchases(purchases::fold(orders, Vec::new())?),
        })
    }
}

/// The rows as they are, of orders whose first events are in files.
async fn bases<E: EntityTrait>(txn: &Txn, table: &str, orders: &[Uuid]) -> Result<Vec<E::Model>> {
    if orders.is_empty() {
        return Ok(Vec::new());
    }
    let query = Query::select()
        .column(Asterisk)
        .from(table.to_owned())
        .and_where(Expr::col("order_id").is_in(orders.iter().copied()))
        .take();
    let rows = txn.query_all(&query).await?;
    rows.iter().map(|row| Ok(E::Model::from_query_result(row, "")?)).collect()
}

/// Rows of one insert: the parameters of a statement are limited to 32,766 on SQLite.
const ROWS_PER_INSERT: usize = 1_000;

impl Rows {
    /// Of how many orders.
    pub fn len(&self) -> usize {
        match self {
            Self::History(rows) => rows.len(),
            Self::Sales(rows) => rows.len(),
            Self::Purchases(rows) => rows.chunk_by(|a, b| a.order_id == b.order_id).count(),
        }
    }

    pub async fn write(self, txn: &Txn, table: &'static str, existing: Existing) -> Result<()> {
        match self {
            Self::History(rows) => {
                write(txn, rows, &[order_history::Column::OrderId], &[], table, existing).await
            }
            Self::Sales(rows) => write(txn, rows, &[sales_fact::Column::OrderId], &[], table, existing).await,
            Self::Purchases(mut rows) => {
                let key = [purchase::Column::OrderId, purchase::Column::ProductId];
                if table != ReadModel::Purchases.table() {
                    return write(txn, rows, &key, &[], table, existing).await;
                }
                // Whether a row is in the sums is known to the row that is there, and to nobody else.
                rows.iter_mut().for_each(|row| row.tallied = false);
                write(txn, rows, &key, &[purchase::Column::Tallied], table, existing).await
            }
        }
    }
}

/// `key` names a row; `kept` is left as it is in rows that are there.
async fn write<M, A, C>(
    txn: &Txn,
    rows: Vec<M>,
    key: &[C],
    kept: &[C],
    table: &'static str,
    existing: Existing,
) -> Result<()>
where
    M: IntoActiveModel<A> + Serialize,
    A: ActiveModelTrait,
    C: ColumnTrait + Iterable + Copy,
{
    if existing == Existing::None && txn.get_database_backend() == DbBackend::Postgres {
        return load(txn, &rows, table).await;
    }
    let mut rows = rows.into_iter().map(|row| row.into_active_model().reset_all()).peekable();
    while rows.peek().is_some() {
        let insert: InsertMany<A> = A::Entity::insert_many(rows.by_ref().take(ROWS_PER_INSERT));
        let mut statement = insert.into_query();
        statement.into_table(table);
        let ours = Expr::col(("excluded", "version"));
        let theirs = Expr::col((table, "version"));
        let replace = match existing {
            Existing::None => None,
            Existing::Outdated => Some(theirs.lt(ours)),
            Existing::NotNewer => Some(theirs.lte(ours)),
        };
        if let Some(replace) = replace {
            statement.on_conflict(
                OnConflict::columns(key.iter().copied())
                    .update_columns(
                        C::iter().filter(|column| !is_one_of(key, column) && !is_one_of(kept, column)),
                    )
                    .action_and_where(replace)
                    .to_owned(),
            );
        }
        txn.execute(&statement).await?;
    }
    Ok(())
}

fn is_one_of<C: ColumnTrait>(columns: &[C], column: &C) -> bool {
    columns.iter().any(|one| one.as_str() == column.as_str())
}

/// Inserts any number of rows by one short statement, which the server reads a lot faster than a long one.
async fn load(txn: &Txn, rows: &[impl Serialize], table: &str) -> Result<()> {
    let sql =
        format!("INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, $1::text::json)");
    let rows = serde_json::to_string(rows)?;
    txn.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [rows.into()])).await?;
    Ok(())
}
