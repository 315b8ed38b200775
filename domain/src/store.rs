//! The database as the domain sees it: `read` for queries, `write` for one transaction that commits or leaves no trace.
//!
//! On SQLite there is one writing connection beside several reading ones, and write transactions begin IMMEDIATE, so
//! that two writers queue instead of failing. On PostgreSQL both are the same pool.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};

use crate::error::Result;

/// What wakes the outbox after a commit that announced something.
pub trait Nudge: Send + Sync {
    /// Returns at once, whatever the state of the transport.
    fn nudge(&self);
}

#[derive(Clone)]
pub struct Store {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    relaxed: DatabaseConnection,
    nudge: Option<Arc<dyn Nudge>>,
}

impl Store {
    /// `relaxed` is a pool whose commits may be lost when the database host fails (never when a process of ours does):
    /// for claims and read models, which come back by themselves. It may be the same pool as `writer`.
    pub fn new(reader: DatabaseConnection, writer: DatabaseConnection, relaxed: DatabaseConnection) -> Self {
        Self { reader, writer, relaxed, nudge: None }
    }

    #[must_use]
    pub fn with_nudge(mut self, nudge: Arc<dyn Nudge>) -> Self {
        self.nudge = Some(nudge);
        self
    }

    /// For queries outside a transaction.
    pub fn read(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For single statements that change something and announce nothing.
    pub fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// For single statements on the ledger that may be repeated, see [`Store::new`].
    pub fn relaxed(&self) -> &DatabaseConnection {
        &self.relaxed
    }

    pub fn backend(&self) -> DbBackend {
        self.writer.get_database_backend()
    }

    /// Runs `work` in one transaction: committed if it returns `Ok`, rolled back if not, also when it is dropped midway.
    pub async fn write<T>(&self, work: impl AsyncFnOnce(&Txn) -> Result<T>) -> Result<T> {
        self.transact(&self.writer, work).await
    }

    /// As [`Store::write`], on the relaxed pool.
    pub async fn write_relaxed<T>(&self, work: impl AsyncFnOnce(&Txn) -> Result<T>) -> Result<T> {
        self.transact(&self.relaxed, work).await
    }

    async fn transact<T>(
        &self,
        pool: &DatabaseConnection,
        work: impl AsyncFnOnce(&Txn) -> Result<T>,
    ) -> Result<T> {
        let txn = Txn { inner: begin(pool).await?, announced: AtomicBool::new(false) };
        match work(&txn).await {
            Ok(value) => {
                let announced = txn.announced.load(Ordering::Relaxed);
                txn.inner.commit().await?;
                if announced && let Some(nudge) = &self.nudge {
                    nudge.nudge();
                }
                Ok(value)
            }
            Err(error) => {
                txn.inner.rollback().await?;
                Err(error)
            }
        }
    }
}

async fn begin(pool: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    if pool.get_database_backend() != DbBackend::Sqlite {
        return pool.begin().await;
    }
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    pool.begin_with_options(options).await
}

/// A write transaction. Taking a `&Txn` says "writes"; taking `&impl ConnectionTrait` says "reads".
pub struct Txn {
    inner: DatabaseTransaction,
    announced: AtomicBool,
}

impl Txn {
    /// Says that an event was recorded, so that the outbox is woken after the commit.
    pub(crate) fn announce(&self) {
        self.announced.store(true, Ordering::Relaxed);
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Txn {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, stmt: Statement) -> Result<ExecResult, DbErr> {
        self.inner.execute_raw(stmt).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.inner.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, stmt: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.inner.query_one_raw(stmt).await
    }

    async fn query_all_raw(&self, stmt: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.inner.query_all_raw(stmt).await
    }

    fn support_returning(&self) -> bool {
        self.inner.support_returning()
    }
}
