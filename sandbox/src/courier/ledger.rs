//! Which events are due, and what became of the attempts. Times are milliseconds since 1970.

use std::time::Duration;

use sqlx::{Row, SqliteConnection};

use crate::{
    error::Error,
    store::{Change, Store},
};

/// Events read at once.
const BATCH: usize = 512;

/// An event to be delivered.
#[derive(Debug)]
pub(crate) struct DueEvent {
    pub seq: i64,
    pub id: String,
    pub body: String,
    /// Failed attempts so far.
    pub attempts: u32,
}

/// What a look at the database found.
pub(super) struct Due {
    pub events: Vec<DueEvent>,
    /// Whether there may be more.
    pub more: bool,
    /// When the next failed one is due again.
    pub next_in: Option<Duration>,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Attempt {
    Delivered { seq: i64 },
    Failed { seq: i64, attempts: u32, due_at: i64 },
}

/// Undelivered events whose time has come, the longest waiting first.
pub(super) async fn due(store: &Store, now: i64) -> Result<Due, Error> {
    let select = "SELECT seq, id, body, attempts FROM events \
                  WHERE delivered_at IS NULL AND due_at <= ? ORDER BY due_at, seq LIMIT ?";
    let rows = sqlx::query(select).bind(now).bind(BATCH as i64).fetch_all(store.read()).await?;
    let events = rows
        .iter()
        .map(|row| {
            Ok(DueEvent {
                seq: row.try_get("seq")?,
                id: row.try_get("id")?,
                body: row.try_get("body")?,
                attempts: row.try_get("attempts")?,
            })
        })
        .collect::<Result<Vec<_>, sqlx::Error>>()?;
    let more = events.len() == BATCH;
    let select = "SELECT min(due_at) FROM events WHERE delivered_at IS NULL AND due_at > ?";
    let next: Option<i64> = sqlx::query_scalar(select).bind(now).fetch_one(store.read()).await?;
    let next_in = next.map(|at| Duration::from_millis(u64::try_from(at - now).unwrap_or(0)));
    Ok(Due { events, more, next_in })
}

/// Outcomes that were to be written down.
pub(super) struct Recorded {
    pub seqs: Vec<i64>,
    /// If not, the events are delivered again later, as the contract allows.
    pub written: bool,
}

/// Writes the outcomes down.
pub(super) async fn record(store: Store, attempts: Vec<Attempt>) -> Recorded {
    let seqs = attempts.iter().map(Attempt::seq).collect();
    let outcome = store.write(RecordAttempts { attempts }).await;
    if let Err(error) = &outcome {
        tracing::error!(%error, "the courier cannot record its deliveries");
    }
    Recorded { seqs, written: outcome.is_ok() }
}

impl Attempt {
    fn seq(&self) -> i64 {
        match self {
            Self::Delivered { seq } | Self::Failed { seq, .. } => *seq,
        }
    }

    fn delivered(&self) -> Option<i64> {
        match self {
            Self::Delivered { seq } => Some(*seq),
            Self::Failed { .. } => None,
        }
    }
}

struct RecordAttempts {
    attempts: Vec<Attempt>,
}

impl Change for RecordAttempts {
    type Answer = ();
    const ANNOUNCES: bool = false;

    async fn apply(&self, txn: &mut SqliteConnection) -> Result<(), Error> {
        let delivered: Vec<i64> = self.attempts.iter().filter_map(Attempt::delivered).collect();
        if !delivered.is_empty() {
            let update = "UPDATE events SET delivered_at = ? WHERE seq IN (SELECT value FROM json_each(?))";
            let seqs = serde_json::to_string(&delivered).expect("numbers are plain data");
            let now = chrono::Utc::now().timestamp_millis();
            sqlx::query(update).bind(now).bind(seqs).execute(&mut *txn).await?;
        }
        for attempt in &self.attempts {
            if let Attempt::Failed { seq, attempts, due_at } = attempt {
                sqlx::query("UPDATE events SET attempts = ?, due_at = ? WHERE seq = ?")
                    .bind(attempts)
                    .bind(due_at)
                    .bind(seq)
                    .execute(&mut *txn)
                    .await?;
            }
        }
        Ok(())
    }
}
