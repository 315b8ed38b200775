//! Gathers what many tasks ask for one by one into batches, without making anyone wait for a batch to fill: whatever
//! arrived while the last batch was under way is the next one.
//!
//! And what batches have in common that may fail as a whole over one of their items: see [`all_or_each`].

use std::future::Future;

use domain::{Error, Result};

use tokio::sync::{mpsc, oneshot};

pub struct Batcher<I, O> {
    sender: mpsc::Sender<(I, oneshot::Sender<O>)>,
}

impl<I, O> Clone for Batcher<I, O> {
    fn clone(&self) -> Self {
        Self { sender: self.sender.clone() }
    }
}

impl<I: Send + 'static, O: Send + 'static> Batcher<I, O> {
    /// Starts a task that answers up to `limit` items at once with `answer`, which gives one output per item, in order.
    /// It ends when the last clone of the batcher is gone.
    pub fn start<F>(limit: usize, answer: impl Fn(Vec<I>) -> F + Send + 'static) -> Self
    where
        F: Future<Output = Vec<O>> + Send,
    {
        let (sender, mut receiver) = mpsc::channel::<(I, oneshot::Sender<O>)>(limit);
        tokio::spawn(async move {
            let mut waiting = Vec::with_capacity(limit);
            while receiver.recv_many(&mut waiting, limit).await > 0 {
                let (items, senders): (Vec<I>, Vec<_>) = waiting.drain(..).unzip();
                for (output, sender) in answer(items).await.into_iter().zip(senders) {
                    let _ = sender.send(output); // Nobody waits any more: the asker was cut off.
                }
            }
        });
        Self { sender }
    }

    /// The answer to `item`; `None` when the batch it was in came to nothing.
    pub async fn ask(&self, item: I) -> Option<O> {
        let (sender, receiver) = oneshot::channel();
        self.sender.send((item, sender)).await.ok()?;
        receiver.await.ok()
    }
}

/// Works on all items at once. If that fails for any reason, on one after the other, so that one that is bad does not
/// hold up the others. `work` gives one outcome per item, in order.
pub async fn all_or_each<I: Clone, O, F>(items: Vec<I>, work: impl Fn(Vec<I>) -> F) -> Vec<Result<O>>
where
    F: Future<Output = Result<Vec<Result<O>>>>,
{
    if items.len() > 1
        && let Ok(outcomes) = work(items.clone()).await
    {
        return outcomes;
    }
    let mut outcomes = Vec::with_capacity(items.len());
    for one in items {
        let outcome = work(vec![one]).await.and_then(|mut outcomes| outcomes.pop().ok_or_else(broken_off));
        outcomes.push(outcome.and_then(|outcome| outcome));
    }
    outcomes
}

/// For a batch that came to nothing.
pub fn broken_off() -> Error {
    Error::unavailable("a batch of this process", "it broke off")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::Semaphore;

    use super::*;

    #[tokio::test]
    async fn one_bad_item_does_not_hold_up_the_others() {
        let calls = AtomicUsize::new(0);
        let work = |items: Vec<i32>| {
            calls.fetch_add(1, Ordering::SeqCst);
            let outcome = match items.iter().find(|item| **item < 0) {
                Some(_) => Err(Error::refused("negative", "negative")),
                None => Ok(items.iter().map(|item| Ok(item * 2)).collect()),
            };
            std::future::ready(outcome)
        };
        let all: Vec<_> = all_or_each(vec![1, 2, 3], work).await.into_iter().map(Result::unwrap).collect();
        assert_eq!((all, calls.swap(0, Ordering::SeqCst)), (vec![2, 4, 6], 1));
        let some = all_or_each(vec![1, -2, 3], work).await;
        assert!(matches!(some[..], [Ok(2), Err(Error::Refused { .. }), Ok(6)]), "{some:?}");
        assert_eq!(calls.swap(0, Ordering::SeqCst), 4);
        assert!(all_or_each(vec![-1], work).await[0].is_err());
        assert_eq!(calls.load(Ordering::SeqCst), 1, "once is enough for one");
    }

    #[tokio::test]
    async fn what_arrives_during_a_batch_is_the_next_one() {
        let batches = Arc::new(AtomicUsize::new(0));
        let gate = Arc::new(Semaphore::new(0));
        let doubler = Batcher::start(64, {
            let (batches, gate) = (batches.clone(), gate.clone());
            move |items: Vec<u32>| {
                let (batches, gate) = (batches.clone(), gate.clone());
                async move {
                    batches.fetch_add(1, Ordering::SeqCst);
                    gate.acquire().await.unwrap().forget();
                    items.into_iter().map(|item| item * 2).collect()
                }
            }
        });
        let mut asked = tokio::task::JoinSet::new();
        for item in 0..40 {
            let doubler = doubler.clone();
            asked.spawn(async move { (item, doubler.ask(item).await) });
        }
        gate.add_permits(40);
        while let Some(answered) = asked.join_next().await {
            let (item, output) = answered.unwrap();
            assert_eq!(output, Some(item * 2));
        }
        assert!(batches.load(Ordering::SeqCst) < 40);
    }
}
