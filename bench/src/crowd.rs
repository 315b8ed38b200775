//! Many clients at once.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::JoinSet;

/// Lets `clients` work through `items`, each client on one item at a time, in the order of the items. The first failure
/// ends it all. Results come in the order in which they were ready.
pub async fn crowd<T, R, F>(
    clients: usize,
    items: Vec<T>,
    work: impl Fn(T) -> F + Clone + Send + 'static,
) -> anyhow::Result<Vec<R>>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Future<Output = anyhow::Result<R>> + Send,
{
    let queue = Arc::new(Mutex::new(items.into_iter()));
    let mut running = JoinSet::new();
    for _ in 0..clients {
        let (queue, work) = (queue.clone(), work.clone());
        running.spawn(async move {
            let mut results = Vec::new();
            let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
            while let Some(item) = next() {
                results.push(work(item).await?);
            }
            anyhow::Ok(results)
        });
    }
    let mut results = Vec::new();
    while let Some(finished) = running.join_next().await {
        results.extend(finished??);
    }
    Ok(results)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn every_item_is_worked_on_once_and_a_failure_ends_it() {
        let mut doubled = crowd(3, vec![1, 2, 3, 4, 5], |item| async move { Ok(item * 2) }).await.unwrap();
        doubled.sort_unstable();
        assert_eq!(doubled, [2, 4, 6, 8, 10]);

        let failed = crowd(2, vec![1, 2], |item| async move {
            anyhow::ensure!(item < 2, "two");
            Ok(item)
        })
        .await;
        assert_eq!(failed.unwrap_err().to_string(), "two");
    }
}
