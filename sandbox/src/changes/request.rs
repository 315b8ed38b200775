//! Idempotency: which request a key stands for, and what it was answered.
//!
//! Keys are scoped by operation: the key of a payment may serve a refund as well. A refused request leaves no
//! trace, so its key may be used again once the reason is gone.

use ring::digest::{SHA256, digest};
use serde::Serialize;
use sqlx::{Row, SqliteConnection};

use crate::error::Error;

/// A request that must have one outcome however often it is sent.
#[derive(Debug)]
pub(crate) struct Request {
    operation: &'static str,
    key: String,
    fingerprint: Vec<u8>,
}

impl Request {
    /// `body` is everything that makes the request this one and no other, path parameters included.
    pub(crate) fn new(operation: &'static str, key: String, body: &impl Serialize) -> Self {
        let body = serde_json::to_vec(body).expect("a request body is plain data");
        Self { operation, key, fingerprint: digest(&SHA256, &body).as_ref().to_vec() }
    }

    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// The answer of an earlier run.
    ///
    /// # Errors
    /// `idempotency_mismatch` when the key was used for something else.
    pub(crate) async fn earlier_answer(&self, txn: &mut SqliteConnection) -> Result<Option<String>, Error> {
        let row = sqlx::query("SELECT fingerprint, answer FROM requests WHERE operation = ? AND key = ?")
            .bind(self.operation)
            .bind(&self.key)
            .fetch_optional(txn)
            .await?;
        let Some(row) = row else { return Ok(None) };
        if row.try_get::<&[u8], _>("fingerprint")? != self.fingerprint {
            let message = "this Idempotency-Key was used with another request";
            return Err(Error::conflict("idempotency_mismatch", message));
        }
        Ok(Some(row.try_get("answer")?))
    }

    /// Keeps the answer and returns it. `subject_id` is what a look-up by key finds.
    pub(crate) async fn remember(
        &self,
        txn: &mut SqliteConnection,
        subject_id: &str,
        answer: &(impl Serialize + Sync),
    ) -> Result<String, Error> {
        let answer = serde_json::to_string(answer).expect("an answer is plain data");
        let insert =
            "INSERT INTO requests (operation, key, fingerprint, subject_id, answer) VALUES (?, ?, ?, ?, ?)";
        sqlx::query(insert)
            .bind(self.operation)
            .bind(&self.key)
            .bind(&self.fingerprint)
            .bind(subject_id)
            .bind(&answer)
            .execute(txn)
            .await?;
        Ok(answer)
    }
}
