//! A way through the network that forgets its connections: it forwards nothing more of them, and closes none.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Ends when it is dropped.
pub struct BlackHole {
    pub port: u16,
    /// Connections of an earlier age are forgotten. Odd: nothing gets through at all.
    age: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Drop for BlackHole {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl BlackHole {
    pub async fn before(address: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let age = Arc::new(AtomicUsize::new(0));
        let task = tokio::spawn({
            let age = Arc::clone(&age);
            async move {
                while let Ok((here, _)) = listener.accept().await {
                    let there = TcpStream::connect(&address).await.unwrap();
                    let born = age.load(Ordering::SeqCst);
                    let ((from_here, to_here), (from_there, to_there)) =
                        (here.into_split(), there.into_split());
                    tokio::spawn(forward(from_here, to_there, Arc::clone(&age), born));
                    tokio::spawn(forward(from_there, to_here, Arc::clone(&age), born));
                }
            }
        });
        Self { port, age, task }
    }

    pub fn swallow(&self) {
        self.age.fetch_add(1, Ordering::SeqCst);
    }

    /// New connections work again.
    pub fn mend(&self) {
        self.age.fetch_add(1, Ordering::SeqCst);
    }
}

async fn forward(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, age: Arc<AtomicUsize>, born: usize) {
    let mut packet = vec![0; 16_384];
    while let Ok(length @ 1..) = from.read(&mut packet).await {
        let is_known = born.is_multiple_of(2) && age.load(Ordering::SeqCst) == born;
        if is_known && to.write_all(&packet[..length]).await.is_err() {
            return;
        }
    }
    if age.load(Ordering::SeqCst) != born {
        // Not even the end of one side reaches the other.
        std::future::pending::<()>().await;
    }
}
