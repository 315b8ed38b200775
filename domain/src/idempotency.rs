//! Doing a request once under an `Idempotency-Key`, with the answer kept in the transaction that did the work.
//!
//! The same key and body get the same answer; another body is refused; a second request while the first is still
//! running is told so. Refused requests leave no trace, so their key can be used again.

use std::collections::HashSet;
use std::sync::{LazyLock, Mutex, PoisonError};

use entity::idempotency_key;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QuerySelect,
    QueryTrait, Statement,
};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};
use crate::retention::Round;
use crate::store::{Store, Txn};

/// Names one request: whose it is and for what (`scope`), the caller's key, and a fingerprint of the body.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Request {
    pub scope: String,
    pub key: String,
    pub fingerprint: String,
}

impl Request {
    pub fn new(scope: impl Into<String>, key: impl Into<String>, body: &[u8]) -> Self {
        Self { scope: scope.into(), key: key.into(), fingerprint: hex::encode(Sha256::digest(body)) }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<T> {
    pub value: T,
    /// True when the work had been done before.
    pub replayed: bool,
}

/// Runs `work` unless it was done before under this key.
///
/// # Errors
/// `Refused` `idempotency_key_reused` for another body under the same key, `Conflict` `request_in_flight` while the
/// first is still running, and whatever `work` says.
pub async fn once<T: Serialize + DeserializeOwned>(
    store: &Store,
    request: &Request,
    work: impl AsyncFnOnce(&Txn) -> Result<T>,
) -> Result<Answer<T>> {
    let _running = InFlight::enter(request)?;
    store
        .write(async |txn| {
            lock_across_processes(txn, request).await?;
            let known = idempotency_key::Entity::find_by_id((request.scope.clone(), request.key.clone()));
            if let Some(row) = known.one(txn).await? {
                return replay(row, request);
            }
            let value = work(txn).await?;
            let row = idempotency_key::ActiveModel {
                scope: Set(request.scope.clone()),
                key: Set(request.key.clone()),
                fingerprint: Set(request.fingerprint.clone()),
                status: Set(201),
                response: Set(serde_json::to_value(&value)?),
                created_at: Set(now()),
            };
            idempotency_key::Entity::insert(row).exec_without_returning(txn).await?;
            Ok(Answer { value, replayed: false })
        })
        .await
}

fn replay<T: DeserializeOwned>(row: idempotency_key::Model, request: &Request) -> Result<Answer<T>> {
    if row.fingerprint != request.fingerprint {
        return Err(Error::refused(
            "idempotency_key_reused",
            "this Idempotency-Key was used with another body; use a new key for a new request",
        ));
    }
    Ok(Answer { value: serde_json::from_value(row.response)?, replayed: true })
}

/// Forgets keys older than `before`.
pub async fn prune(store: &Store, before: Timestamp, round: &mut Round) -> Result<u64> {
    let columns = [idempotency_key::Column::Scope, idempotency_key::Column::Key];
    let answers = |limit| async move {
        let keys = idempotency_key::Entity::find()
            .select_only()
            .columns(columns)
            .filter(idempotency_key::Column::CreatedAt.lt(before))
            .limit(limit)
            .into_query();
        let row = Expr::tuple(columns.map(Expr::col));
        let gone = idempotency_key::Entity::delete_many().filter(row.in_subquery(keys));
        Ok(gone.exec(store.writer()).await?.rows_affected)
    };
    round.run(answers).await
}

fn in_flight() -> Error {
    Error::conflict(
        "request_in_flight",
        "a request with this Idempotency-Key is still running; ask again in a moment",
    )
}

/// Keeps two requests of this process apart; released on drop.
struct InFlight(String);

static RUNNING: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);

impl InFlight {
    fn enter(request: &Request) -> Result<Self> {
        let name = format!("{}\n{}", request.scope, request.key);
        let entered = RUNNING.lock().unwrap_or_else(PoisonError::into_inner).insert(name.clone());
        if entered { Ok(Self(name)) } else { Err(in_flight()) }
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        RUNNING.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}

/// Keeps two requests of different processes apart until the transaction ends. SQLite has one process and one writer.
async fn lock_across_processes(txn: &Txn, request: &Request) -> Result<()> {
    if txn.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let digest = Sha256::digest(format!("{}\n{}", request.scope, request.key));
    let number = i64::from_be_bytes(digest[..8].try_into().expect("a SHA-256 digest has more than 8 bytes"));
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT pg_try_advisory_xact_lock($1) AS locked",
        [number.into()],
    );
    let row = txn.query_one_raw(statement).await?;
    match row.map(|row| row.try_get::<bool>("", "locked")).transpose()? {
        Some(true) => Ok(()),
        _ => Err(in_flight()),
    }
}
