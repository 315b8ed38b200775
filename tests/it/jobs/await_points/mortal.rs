//! A worker or a scheduler that ends at a moment of the test's choice, as a process does that is killed.
//!
//! It runs on a runtime of its own with a single thread and counts how often that thread has nothing left to do but wait
//! for the outside: for the database, the bank, the mail server, a file. At the chosen one of these moments the runtime is
//! dropped, and with it every task at the await point it has come to: handlers, batches, transactions, connections. What
//! happens between two such moments the outside cannot tell apart, so these are all the moments there are. Nothing in the
//! program knows of it. (An answer that is there before the thread comes to wait is no such moment, so on a busy machine
//! there may be a few less.)

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::Poll;

use domain::jobs::Ticket;
use futures_util::task::AtomicWaker;
use platform::{Config, Services};
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use crate::shop::{Shop, until};

/// Counts waits from the moment on that it is armed.
#[derive(Default)]
pub struct Fate {
    is_armed: AtomicBool,
    waits: AtomicUsize,
    end: AtomicWaker,
}

impl Fate {
    /// From now on it may be over.
    pub fn arm(&self) {
        self.is_armed.store(true, Ordering::SeqCst);
    }
}

/// Lets a worker run those tickets until `is_done`, or until it waits for the outside for the `moment`-th time, counted
/// from 1. Returns whether it died.
pub async fn work_until(
    shop: &Shop,
    tickets: Vec<Ticket>,
    moment: usize,
    is_done: impl AsyncFnMut() -> bool,
) -> bool {
    let mut config = shop.services.config.as_ref().clone();
    config.worker.concurrency = 2;
    // What follows from these jobs is left to others.
    config.worker.queues = tickets.iter().map(|ticket| ticket.queue().to_owned()).collect();
    let work = |services: Services, fate: Arc<Fate>| async move {
        services.push(&tickets).await;
        fate.arm();
        worker::work(services, CancellationToken::new()).await.unwrap();
    };
    live_until(config, moment, work, is_done).await
}

/// Lets `life` go on, with services of its own, until `is_done`, or until it waits for the outside for the `moment`-th
/// time after it has armed its fate. Returns whether it died.
pub async fn live_until<F: Future<Output = ()>>(
    config: Config,
    moment: usize,
    life: impl FnOnce(Services, Arc<Fate>) -> F + Send + 'static,
    mut is_done: impl AsyncFnMut() -> bool,
) -> bool {
    let (finish, finished) = oneshot::channel();
    let living = std::thread::spawn(move || live(config, moment, life, finished));
    until("it to die or to finish", async || living.is_finished() || is_done().await).await;
    // It has ended already when nobody listens any more.
    let _ = finish.send(());
    tokio::task::spawn_blocking(|| living.join().unwrap()).await.unwrap()
}

fn live<F: Future<Output = ()>>(
    config: Config,
    moment: usize,
    life: impl FnOnce(Services, Arc<Fate>) -> F,
    finished: oneshot::Receiver<()>,
) -> bool {
    let fate = Arc::new(Fate::default());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .on_thread_park({
            let fate = Arc::clone(&fate);
            move || {
                if fate.is_armed.load(Ordering::SeqCst)
                    && fate.waits.fetch_add(1, Ordering::SeqCst) + 1 >= moment
                {
                    fate.end.wake();
                }
            }
        })
        .build()
        .unwrap();
    runtime.block_on(async {
        let services = Services::connect(config).await.unwrap();
        let died = poll_fn(|context| {
            fate.end.register(context.waker());
            if fate.waits.load(Ordering::SeqCst) >= moment { Poll::Ready(()) } else { Poll::Pending }
        });
        tokio::select! {
            biased;
            () = died => true,
            _ = finished => false,
            () = life(services, Arc::clone(&fate)) => panic!("it ended by itself"),
        }
    })
    // Here the runtime is dropped.
}
