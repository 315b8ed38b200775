//! Writing read models: by jobs, a few orders at a time, and by a rebuild from the first event on.

use entity::{order_history, sales_fact};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, Iterable,
};
use uuid::Uuid;

use super::{history, sales, source};
use crate::error::Result;
use crate::store::{Store, Txn};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadModel {
    OrderHistory,
    DailySales,
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

    const fn table(self) -> &'static str {
        match self {
            Self::OrderHistory => "order_history",
            Self::DailySales => "sales_facts",
        }
    }

    const fn shadow(self) -> &'static str {
        match self {
            Self::OrderHistory => "order_history_shadow",
            Self::DailySales => "sales_facts_shadow",
        }
    }

    /// Brings the rows of these orders up to their last event.
    pub async fn project(self, txn: &Txn, orders: &[Uuid]) -> Result<()> {
        self.project_into(txn, orders, self.table()).await
    }

    async fn project_into(self, txn: &Txn, orders: &[Uuid], table: &'static str) -> Result<()> {
        if orders.is_empty() {
            return Ok(());
        }
        match self {
            Self::OrderHistory => {
                let mut rows = history::project(txn, orders).await?;
                rows.sort_unstable_by_key(|row| row.order_id);
                let rows = rows.into_iter().map(|row| row.into_active_model().reset_all());
                upsert(txn, order_history::Entity::insert_many(rows), order_history::Column::OrderId, table)
                    .await
            }
            Self::DailySales => {
                let mut rows = sales::project(txn, orders).await?;
                rows.sort_unstable_by_key(|row| row.order_id);
                let rows = rows.into_iter().map(|row| row.into_active_model().reset_all());
                upsert(txn, sales_fact::Entity::insert_many(rows), sales_fact::Column::OrderId, table).await
            }
        }
    }
}

/// Inserts, or replaces a row of a lower version.
async fn upsert<A, C>(txn: &Txn, insert: sea_orm::InsertMany<A>, key: C, table: &'static str) -> Result<()>
where
    A: ActiveModelTrait,
    C: ColumnTrait + Iterable + Copy,
    <A::Entity as EntityTrait>::Column: Iterable,
{
    use sea_orm::QueryTrait;
    let mut statement = insert.into_query();
    statement.into_table(table);
    statement.on_conflict(
        OnConflict::column(key)
            .update_columns(C::iter().filter(|column| column.as_str() != key.as_str()))
            .action_and_where(Expr::col((table, "version")).lt(Expr::col(("excluded", "version"))))
            .to_owned(),
    );
    txn.execute(&statement).await?;
    Ok(())
}

const BATCH: u64 = 500;

/// Builds the read model anew from the event log, beside the one in use, and swaps it in. `progress` is told how many
/// orders are done. Jobs may go on projecting meanwhile; what they did since is caught up with under a lock.
pub async fn rebuild(store: &Store, model: ReadModel, mut progress: impl FnMut(u64)) -> Result<u64> {
    let (table, shadow) = (model.table(), model.shadow());
    store
        .write(async |txn| {
            txn.execute_unprepared(&format!("DROP TABLE IF EXISTS {shadow}")).await?;
            txn.execute_unprepared(&format!("CREATE TABLE {shadow} AS SELECT * FROM {table} WHERE 1 = 0"))
                .await?;
            txn.execute_unprepared(&format!("CREATE UNIQUE INDEX {shadow}_key ON {shadow} (order_id)"))
                .await?;
            Ok(())
        })
        .await?;
    let mut done = 0;
    let mut after = None;
    loop {
        let ids = source::order_ids(store.read(), after, BATCH).await?;
        let Some(last) = ids.last().copied() else { break };
        store.write_relaxed(async |txn| model.project_into(txn, &ids, shadow).await).await?;
        done += ids.len() as u64;
        after = Some(last);
        progress(done);
    }
    store.write(async |txn| swap(txn, model).await).await?;
    Ok(done)
}

/// Replaces the content of the table by that of the shadow, in one transaction that projections wait for.
async fn swap(txn: &Txn, model: ReadModel) -> Result<()> {
    let (table, shadow) = (model.table(), model.shadow());
    if txn.get_database_backend() == DbBackend::Postgres {
        txn.execute_unprepared(&format!("LOCK TABLE {table} IN EXCLUSIVE MODE")).await?;
    }
    // What was recorded while the shadow was built.
    loop {
        let behind = behind(txn, model).await?;
        if behind.is_empty() {
            break;
        }
        model.project_into(txn, &behind, shadow).await?;
    }
    txn.execute_unprepared(&format!("DELETE FROM {table}")).await?;
    txn.execute_unprepared(&format!("INSERT INTO {table} SELECT * FROM {shadow}")).await?;
    txn.execute_unprepared(&format!("DROP TABLE {shadow}")).await?;
    Ok(())
}

/// Orders whose last event the shadow has not seen.
async fn behind(txn: &Txn, model: ReadModel) -> Result<Vec<Uuid>> {
    let shadow = model.shadow();
    let concerned = match model {
        ReadModel::OrderHistory => String::new(),
        ReadModel::DailySales => format!("AND e.kind IN ('{}') ", sales::KINDS.join("', '")),
    };
    let sql = format!(
        "SELECT e.aggregate_id FROM events e LEFT JOIN {shadow} s ON s.order_id = e.aggregate_id \
         WHERE e.aggregate = 'order' {concerned}AND (s.version IS NULL OR e.version > s.version) \
         GROUP BY e.aggregate_id LIMIT {BATCH}"
    );
    let statement = sea_orm::Statement::from_string(txn.get_database_backend(), sql);
    let rows = txn.query_all_raw(statement).await?;
    rows.into_iter().map(|row| Ok(row.try_get::<Uuid>("", "aggregate_id")?)).collect()
}
