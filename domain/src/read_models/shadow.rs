//! The table that a rebuild fills beside the one in use, and its taking over.
//!
//! On PostgreSQL it takes the place of the other by its name, with the same indexes: readers wait for a moment, however
//! long the table is. On SQLite, which has one process, its rows are copied.

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use uuid::Uuid;

use super::ReadModel;
use crate::error::Result;
use crate::store::Txn;

impl ReadModel {
    pub(super) const fn shadow(self) -> &'static str {
        match self {
            Self::OrderHistory => "order_history_shadow",
            Self::DailySales => "sales_facts_shadow",
            Self::Purchases => "purchases_shadow",
        }
    }
}

/// Makes an empty shadow without indexes, and drops what an earlier rebuild left.
pub(super) async fn create(txn: &Txn, model: ReadModel) -> Result<()> {
    discard(txn, model).await?;
    let (table, shadow) = (model.table(), model.shadow());
    let sql = if is_postgres(txn) {
        format!("CREATE TABLE {shadow} (LIKE {table} INCLUDING ALL EXCLUDING INDEXES)")
    } else {
        format!("CREATE TABLE {shadow} AS SELECT * FROM {table} WHERE 1 = 0")
    };
    txn.execute_unprepared(&sql).await?;
    Ok(())
}

/// Drops the shadow, if there is one.
pub(super) async fn discard(txn: &Txn, model: ReadModel) -> Result<()> {
    txn.execute_unprepared(&format!("DROP TABLE IF EXISTS {}", model.shadow())).await?;
    Ok(())
}

/// Gives a filled shadow its key, and on PostgreSQL everything that the table in use has. As long as it takes.
pub(super) async fn index(txn: &Txn, model: ReadModel) -> Result<()> {
    let shadow = model.shadow();
    if !is_postgres(txn) {
        let key = model.key();
        txn.execute_unprepared(&format!("CREATE UNIQUE INDEX {shadow}_key ON {shadow} ({key})")).await?;
        return Ok(());
    }
    txn.execute_unprepared("SET LOCAL statement_timeout = 0").await?;
    for Index { name, definition } in indexes(txn, model.table()).await? {
        let unique = if definition.starts_with("CREATE UNIQUE") { "UNIQUE " } else { "" };
        if let Some((_, shape)) = definition.split_once(" USING ") {
            let sql = format!("CREATE {unique}INDEX {name}_shadow ON {shadow} USING {shape}");
            txn.execute_unprepared(&sql).await?;
        }
    }
    txn.execute_unprepared(&format!("ANALYZE {shadow}")).await?;
    Ok(())
}

/// Orders whose row in use is newer than the one in the shadow: jobs have projected them meanwhile. Other orders with
/// events that the shadow lacks have a job yet to run.
pub(super) async fn behind(db: &impl ConnectionTrait, model: ReadModel) -> Result<Vec<Uuid>> {
    let (table, shadow) = (model.table(), model.shadow());
    let sql = format!(
        "SELECT DISTINCT t.order_id FROM {table} t LEFT JOIN {shadow} s ON s.order_id = t.order_id \
         WHERE s.order_id IS NULL OR s.version < t.version ORDER BY t.order_id"
    );
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    rows.into_iter().map(|row| Ok(row.try_get::<Uuid>("", "order_id")?)).collect()
}

/// Keeps projections from writing until the end of the transaction; readers go on.
pub(super) async fn hold_projections(txn: &Txn, model: ReadModel) -> Result<()> {
    if is_postgres(txn) {
        txn.execute_unprepared(&format!("LOCK TABLE {} IN EXCLUSIVE MODE", model.table())).await?;
    }
    Ok(())
}

/// Puts the shadow in the place of the table in use.
pub(super) async fn take_over(txn: &Txn, model: ReadModel) -> Result<()> {
    let (table, shadow) = (model.table(), model.shadow());
    if !is_postgres(txn) {
        txn.execute_unprepared(&format!("DELETE FROM {table}")).await?;
        txn.execute_unprepared(&format!("INSERT INTO {table} SELECT * FROM {shadow}")).await?;
        return discard(txn, model).await;
    }
    let key = primary_key(txn, table).await?;
    let indexes = indexes(txn, table).await?;
    txn.execute_unprepared(&format!("DROP TABLE {table}")).await?;
    txn.execute_unprepared(&format!("ALTER TABLE {shadow} RENAME TO {table}")).await?;
    for Index { name, .. } in indexes {
        let sql = if Some(&name) == key.as_ref() {
            // This renames the index, too.
            format!("ALTER TABLE {table} ADD CONSTRAINT {name} PRIMARY KEY USING INDEX {name}_shadow")
        } else {
            format!("ALTER INDEX {name}_shadow RENAME TO {name}")
        };
        txn.execute_unprepared(&sql).await?;
    }
    Ok(())
}

struct Index {
    name: String,
    definition: String,
}

async fn indexes(txn: &Txn, table: &str) -> Result<Vec<Index>> {
    let sql = format!(
        "SELECT indexname::text AS name, indexdef AS definition FROM pg_indexes \
         WHERE schemaname = current_schema() AND tablename = '{table}' ORDER BY indexname"
    );
    let rows = txn.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
    rows.into_iter()
        .map(|row| Ok(Index { name: row.try_get("", "name")?, definition: row.try_get("", "definition")? }))
        .collect()
}

async fn primary_key(txn: &Txn, table: &str) -> Result<Option<String>> {
    let sql = format!(
        "SELECT conname::text AS name FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype = 'p'"
    );
    let row = txn.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
    Ok(row.map(|row| row.try_get("", "name")).transpose()?)
}

fn is_postgres(db: &impl ConnectionTrait) -> bool {
    db.get_database_backend() == DbBackend::Postgres
}
