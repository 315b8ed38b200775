//! Gathers what many tasks ask for one by one into batches, without making anyone wait for a batch to fill: whatever
//! arrived while the last batch was under way is the next one.

use std::future::Future;

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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::Semaphore;

    use super::*;

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
