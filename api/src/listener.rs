//! Takes connections and closes those that only hold a place.
//!
//! The HTTP server itself waits for ever for a request head that does not come. Here a connection ends when nothing
//! moved on it for a while, or when bytes trickle in for so long without ever earning an answer.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use poem::Addr;
use poem::http::uri::Scheme;
use poem::listener::Acceptor;
use poem::web::{LocalAddr, RemoteAddr};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, Sleep, sleep, sleep_until};

/// After an error that is not about one connection, such as too many open files, there is a pause.
const PAUSE: Duration = Duration::from_millis(50);

/// A bound listener and how patient it is.
pub struct PatientListener {
    listener: TcpListener,
    idle: Duration,
}

impl PatientListener {
    /// A connection may be silent for `idle`, and may send for four times that without an answer going out.
    pub fn new(listener: TcpListener, idle: Duration) -> Self {
        Self { listener, idle }
    }
}

impl Acceptor for PatientListener {
    type Io = Connection;

    fn local_addr(&self) -> Vec<LocalAddr> {
        self.listener
            .local_addr()
            .map(|address| vec![LocalAddr(Addr::SocketAddr(address))])
            .unwrap_or_default()
    }

    async fn accept(&mut self) -> io::Result<(Connection, LocalAddr, RemoteAddr, Scheme)> {
        let (stream, peer) = match self.listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                sleep(PAUSE).await;
                return Err(error);
            }
        };
        stream.set_nodelay(true)?;
        let local = LocalAddr(Addr::SocketAddr(stream.local_addr()?));
        let remote = RemoteAddr(Addr::SocketAddr(peer));
        Ok((Connection::new(stream, self.idle), local, remote, Scheme::HTTP))
    }
}

/// A connection that fails with `TimedOut` when it has been useless for too long.
pub struct Connection {
    stream: TcpStream,
    idle: Duration,
    moved_at: Instant,
    wrote_at: Instant,
    alarm: Pin<Box<Sleep>>,
}

impl Connection {
    fn new(stream: TcpStream, idle: Duration) -> Self {
        let now = Instant::now();
        Self { stream, idle, moved_at: now, wrote_at: now, alarm: Box::pin(sleep_until(now + idle)) }
    }

    fn deadline(&self) -> Instant {
        (self.moved_at + self.idle).min(self.wrote_at + self.idle * 4)
    }

    fn note_write(&mut self) {
        self.moved_at = Instant::now();
        self.wrote_at = self.moved_at;
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Poll::Ready(outcome) = Pin::new(&mut self.stream).poll_read(context, buffer) {
            self.moved_at = Instant::now();
            let is_late = self.moved_at >= self.wrote_at + self.idle * 4;
            return Poll::Ready(if is_late { Err(io::ErrorKind::TimedOut.into()) } else { outcome });
        }
        loop {
            // The alarm is only set anew when it rings, not for each byte.
            ready!(self.alarm.as_mut().poll(context));
            let deadline = self.deadline();
            if deadline <= Instant::now() {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            self.alarm.as_mut().reset(deadline);
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let outcome = ready!(Pin::new(&mut self.stream).poll_write(context, bytes));
        self.note_write();
        Poll::Ready(outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = ready!(Pin::new(&mut self.stream).poll_write_vectored(context, buffers));
        self.note_write();
        Poll::Ready(outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
