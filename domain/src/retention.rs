//! One round of forgetting what is old: bounded, so that it never holds up what people wait for, however much there is.

use std::time::{Duration, Instant};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::error::Result;
use crate::store::Store;

/// Rows of one statement, few enough that nobody notices.
const BATCH: u64 = 1_000;

/// What may still be deleted before others have their turn.
#[derive(Debug)]
pub struct Round {
    left: u64,
    until: Instant,
}

impl Round {
    pub fn new(rows: u64, time: Duration) -> Self {
        Self { left: rows, until: Instant::now() + time }
    }

    /// Whether it was stopped; there may be more to delete.
    pub fn is_over(&self) -> bool {
        self.left == 0 || Instant::now() >= self.until
    }

    /// Calls `delete` with a number of rows until it deletes fewer than these, or the round is over. Returns how many
    /// went.
    pub(crate) async fn run<F>(&mut self, mut delete: impl FnMut(u64) -> F) -> Result<u64>
    where
        F: Future<Output = Result<u64>>,
    {
        let mut total = 0;
        while !self.is_over() {
            let batch = self.left.min(BATCH);
            let gone = delete(batch).await?;
            total += gone;
            self.left -= gone.min(self.left);
            if gone < batch {
                break;
            }
        }
        Ok(total)
    }

    /// Deletes the rows of `E` whose `at` is before that moment, oldest first; those without one are kept. `id` is a column
    /// of [`Uuid`]s. Returns how many went.
    pub(crate) async fn forget<E: EntityTrait>(
        &mut self,
        store: &Store,
        id: E::Column,
        at: E::Column,
        before: Timestamp,
    ) -> Result<u64> {
        self.run(async |limit| {
            let old = E::find()
                .select_only()
                .column(id)
                .filter(at.lt(before))
                .order_by_asc(at)
                .limit(limit)
                .into_tuple::<Uuid>()
                .all(store.read())
                .await?;
            if old.is_empty() {
                return Ok(0);
            }
            let delete = E::delete_many().filter(id.is_in(old));
            Ok(delete.exec(store.relaxed()).await?.rows_affected)
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rounds until nothing is left of `rows`, with how many went in each.
    async fn rounds(rows: u64, most: u64) -> Result<Vec<u64>> {
        let (mut left, mut went) = (rows, Vec::new());
        loop {
            let mut round = Round::new(most, Duration::from_secs(3_600));
            let gone = round.run(|limit| {
                let gone = limit.min(left);
                left -= gone;
                std::future::ready(Ok(gone))
            });
            went.push(gone.await?);
            if !round.is_over() {
                return Ok(went);
            }
        }
    }

    #[tokio::test]
    async fn a_round_ends_at_its_limit_and_says_so() -> Result<()> {
        assert_eq!(rounds(0, 2_500).await?, [0]);
        assert_eq!(rounds(2_499, 2_500).await?, [2_499]);
        assert_eq!(rounds(6_000, 2_500).await?, [2_500, 2_500, 1_000]);
        let mut late = Round::new(10, Duration::ZERO);
        assert_eq!((late.run(|limit| std::future::ready(Ok(limit))).await?, late.is_over()), (0, true));
        Ok(())
    }
}
