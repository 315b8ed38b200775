//! The one writer. Whatever has queued up while a transaction was being committed goes into the next one, so
//! that under load many requests share the cost of a commit and nobody ever finds the database locked.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use sqlx::{Connection, SqliteConnection, SqlitePool};
use tokio::sync::{Notify, mpsc, oneshot};

use crate::error::Error;

/// Changes in one transaction at most.
const BATCH: usize = 256;

/// Something to be written. Changes of one batch share a transaction, so `apply` refuses before it writes
/// anything; after a database error it is run once more, alone.
pub(crate) trait Change: Send + Sync + 'static {
    type Answer: Send + 'static;

    /// Whether it may leave an event for the courier.
    const ANNOUNCES: bool;

    fn apply(&self, txn: &mut SqliteConnection) -> impl Future<Output = Result<Self::Answer, Error>> + Send;
}

/// A change on its way through the queue, its type forgotten.
pub(super) trait Work: Send {
    /// Applies the change and keeps the outcome. Only a database error is an error here.
    fn run<'a>(&'a mut self, txn: &'a mut SqliteConnection) -> BoxFuture<'a, Result<(), sqlx::Error>>;

    /// Hands over the outcome, after the commit. Returns whether the courier should look.
    fn answer(self: Box<Self>) -> bool;

    /// Hands over a failure.
    fn fail(self: Box<Self>, error: sqlx::Error);
}

pub(super) struct Pending<C: Change> {
    change: C,
    outcome: Option<Result<C::Answer, Error>>,
    reply: oneshot::Sender<Result<C::Answer, Error>>,
}

impl<C: Change> Pending<C> {
    pub(super) fn new(change: C, reply: oneshot::Sender<Result<C::Answer, Error>>) -> Self {
        Self { change, outcome: None, reply }
    }
}

impl<C: Change> Work for Pending<C> {
    fn run<'a>(&'a mut self, txn: &'a mut SqliteConnection) -> BoxFuture<'a, Result<(), sqlx::Error>> {
        Box::pin(async move {
            match self.change.apply(txn).await {
                Err(Error::Database(error)) => Err(error),
                outcome => {
                    self.outcome = Some(outcome);
                    Ok(())
                }
            }
        })
    }

    fn answer(self: Box<Self>) -> bool {
        let outcome = self.outcome.expect("run came before answer");
        let announces = C::ANNOUNCES && outcome.is_ok();
        // The caller may have hung up, which changes nothing about the change.
        let _ = self.reply.send(outcome);
        announces
    }

    fn fail(self: Box<Self>, error: sqlx::Error) {
        let _ = self.reply.send(Err(Error::Database(error)));
    }
}

/// Commits until the last sender is gone.
pub(super) async fn run(pool: SqlitePool, mut inbox: mpsc::Receiver<Box<dyn Work>>, announced: Arc<Notify>) {
    let mut batch: Vec<Box<dyn Work>> = Vec::with_capacity(BATCH);
    while inbox.recv_many(&mut batch, BATCH).await > 0 {
        let mut news = false;
        match commit(&pool, &mut batch).await {
            Ok(()) => {
                for work in batch.drain(..) {
                    news |= work.answer();
                }
            }
            Err(error) => {
                tracing::warn!(%error, changes = batch.len(), "a batch failed, its changes are tried one by one");
                for work in batch.drain(..) {
                    news |= commit_alone(&pool, work).await;
                }
            }
        }
        if news {
            announced.notify_one();
        }
    }
    pool.close().await;
}

/// Runs all of them in one transaction, which is rolled back by its drop if any fails.
async fn commit(pool: &SqlitePool, batch: &mut [Box<dyn Work>]) -> Result<(), sqlx::Error> {
    let mut connection = pool.acquire().await?;
    let mut txn = connection.begin_with("BEGIN IMMEDIATE").await?;
    for work in batch {
        work.run(&mut txn).await?;
    }
    txn.commit().await
}

async fn commit_alone(pool: &SqlitePool, work: Box<dyn Work>) -> bool {
    let mut alone = [work];
    let committed = commit(pool, &mut alone).await;
    let [work] = alone;
    match committed {
        Ok(()) => work.answer(),
        Err(error) => {
            work.fail(error);
            false
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::path::Path;

    use futures_util::future::join_all;

    use super::*;
    use crate::store::Store;

    /// Records an event without a body, which the table refuses, or with one.
    struct Record {
        body: Option<String>,
    }

    impl Change for Record {
        type Answer = ();
        const ANNOUNCES: bool = true;

        async fn apply(&self, txn: &mut SqliteConnection) -> Result<(), Error> {
            let insert = "INSERT INTO events (id, body, attempts, due_at) VALUES ('evt', ?, 0, 0)";
            sqlx::query(insert).bind(&self.body).execute(txn).await?;
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_change_the_database_refuses_takes_no_other_of_its_batch_with_it() {
        let store = Store::open(Path::new(":memory:")).await.unwrap();
        let change = |n: usize| Record { body: (n != 7).then(|| n.to_string()) };
        let outcomes = join_all((0..20).map(|n| store.write(change(n)))).await;
        for (n, outcome) in outcomes.iter().enumerate() {
            assert_eq!(outcome.is_ok(), n != 7, "{n}");
        }
        let count = sqlx::query_scalar("SELECT count(*) FROM events").fetch_one(store.read());
        let count: i64 = count.await.unwrap();
        assert_eq!(count, 19);
        store.announced().await;
    }
}
