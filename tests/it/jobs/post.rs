//! A post office that takes its time: mails wait until the test lets them through.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use domain::notifications::{Mail, Mailer};
use platform::Services;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

#[derive(Clone)]
pub struct SlowPost {
    inner: Arc<dyn Mailer>,
    gate: Arc<Semaphore>,
    begun: Arc<AtomicUsize>,
    given_up: Arc<AtomicUsize>,
}

impl SlowPost {
    /// Before the shop's own post office.
    pub fn before(services: &Services) -> Self {
        Self {
            inner: services.mailer.clone(),
            gate: Arc::new(Semaphore::new(0)),
            begun: Arc::default(),
            given_up: Arc::default(),
        }
    }

    /// From now on mails go through at once.
    pub fn open(&self) {
        self.gate.add_permits(1_000_000);
    }

    /// Mails that were handed in so far.
    pub fn begun(&self) -> usize {
        self.begun.load(Ordering::SeqCst)
    }

    /// Those of them that were taken back.
    pub fn given_up(&self) -> usize {
        self.given_up.load(Ordering::SeqCst)
    }
}

struct TakenBack<'a>(&'a AtomicUsize);

impl Drop for TakenBack<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[async_trait]
impl Mailer for SlowPost {
    async fn send(&self, mail: &Mail) -> domain::Result<()> {
        self.begun.fetch_add(1, Ordering::SeqCst);
        let taken_back = TakenBack(&self.given_up);
        self.gate.acquire().await.unwrap().forget();
        std::mem::forget(taken_back);
        self.inner.send(mail).await
    }
}

/// A worker that a test stops by itself.
pub struct Worker {
    shutdown: CancellationToken,
    task: JoinHandle<()>,
}

impl Worker {
    pub fn start(services: Services) -> Self {
        let shutdown = CancellationToken::new();
        let stop = shutdown.clone();
        Self { task: tokio::spawn(async move { worker::work(services, stop).await.unwrap() }), shutdown }
    }

    pub async fn stop(self) {
        self.shutdown.cancel();
        self.task.await.unwrap();
    }
}
