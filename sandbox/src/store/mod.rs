//! The database: a few connections that read, and one writer that commits many changes together. It knows
//! nothing of payments; a [`Change`] says what is to be written.

mod writer;

use std::{path::Path, str::FromStr, sync::Arc};

use anyhow::Context;
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::{Notify, mpsc, oneshot};

pub(crate) use writer::Change;

use crate::error::Error;
use writer::{Pending, Work};

const READERS: u32 = 4;

/// Changes that may wait for the writer before callers have to.
const QUEUE: usize = 4_096;

/// A handle to the database. The writer stops when the last one is gone.
#[derive(Clone)]
pub(crate) struct Store {
    readers: SqlitePool,
    changes: mpsc::Sender<Box<dyn Work>>,
    announced: Arc<Notify>,
}

impl Store {
    /// Opens or creates the file; `:memory:` lives as long as the store.
    pub(crate) async fn open(path: &Path) -> anyhow::Result<Self> {
        let in_memory = path == Path::new(":memory:");
        let options = match in_memory {
            true => SqliteConnectOptions::from_str("sqlite::memory:")?,
            // NORMAL in WAL mode loses nothing when the process is killed; only a loss of power could cost the
            // last commits, which a sandbox may risk for the speed.
            false => SqliteConnectOptions::new()
                .filename(path)
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Normal),
        };
        let connect = |connections| {
            SqlitePoolOptions::new()
                .max_connections(connections)
                .min_connections(1)
                .idle_timeout(None)
                .max_lifetime(None)
                .test_before_acquire(false)
                .connect_with(options.clone())
        };
        let writer = connect(1).await.with_context(|| format!("cannot open {}", path.display()))?;
        sqlx::raw_sql(include_str!("schema.sql"))
            .execute(&writer)
            .await
            .context("cannot create the tables")?;
        // A database in memory belongs to its one connection.
        let readers = if in_memory { writer.clone() } else { connect(READERS).await? };

        let (changes, inbox) = mpsc::channel(QUEUE);
        let announced = Arc::new(Notify::new());
        tokio::spawn(writer::run(writer, inbox, announced.clone()));
        Ok(Self { readers, changes, announced })
    }

    /// Where committed data is read.
    pub(crate) fn read(&self) -> &SqlitePool {
        &self.readers
    }

    /// Applies a change; when this returns, it is committed. Once the change is queued it goes through even if
    /// the caller stops waiting.
    pub(crate) async fn write<C: Change>(&self, change: C) -> Result<C::Answer, Error> {
        let (reply, answer) = oneshot::channel();
        let work = Box::new(Pending::new(change, reply));
        self.changes.send(work).await.map_err(|_| Error::Closing)?;
        answer.await.map_err(|_| Error::Closing)?
    }

    /// Returns when an event was committed, at once if that happened since the last call.
    pub(crate) async fn announced(&self) {
        self.announced.notified().await;
    }
}
