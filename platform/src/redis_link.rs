//! A connection to Redis that costs next to nothing when Redis is dead, hangs or is far away.
//!
//! Every call has a budget of time that includes connecting. Connecting goes on in the background when a call gives up
//! on it, so that a budget of milliseconds is enough. A circuit breaker answers for a Redis that does not. Calls are
//! never repeated here: the caller knows whether that would be right.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use recloser::{AsyncRecloser, Recloser};
use redis::aio::MultiplexedConnection;
use redis::io::tcp::{TcpSettings, socket2::TcpKeepalive};
use redis::{AsyncConnectionConfig, Client, ConnectionInfo, FromRedisValue, IntoConnectionInfo, Pipeline};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::timeout;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// Calls in a row that ran out of time before the connection itself is given up: it may be cut off silently.
const PATIENCE: u32 = 8;

#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    #[error("Redis was not asked, because it did not answer lately")]
    Rejected,
    #[error("Redis did not answer within {} ms", .0.as_millis())]
    TimedOut(Duration),
    #[error("Redis failed: {0}")]
    Failed(#[from] redis::RedisError),
}

type Connecting = Shared<BoxFuture<'static, Result<MultiplexedConnection, redis::RedisError>>>;

/// One multiplexed connection, made when it is first needed and made anew when it breaks.
pub struct Link {
    client: Client,
    budget: Duration,
    breaker: AsyncRecloser,
    current: Mutex<Option<(u64, Connecting)>>,
    serial: AtomicU64,
    timeouts: AtomicU32,
}

impl Link {
    /// Does not connect yet. `budget` is what one call may take.
    pub fn new(client: Client, budget: Duration) -> Self {
        // Four failures open the breaker; a second later one call tries again.
        let breaker = Recloser::custom()
            .error_rate(0.5)
            .closed_len(4)
            .half_open_len(1)
            .open_wait(Duration::from_secs(1))
            .build();
        Self {
            client,
            budget,
            breaker: breaker.into(),
            current: Mutex::new(None),
            serial: AtomicU64::new(0),
            timeouts: AtomicU32::new(0),
        }
    }

    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Runs the commands in one round trip. Ask for a tuple or a `Vec`: there is one answer for each command.
    pub async fn run<T: FromRedisValue>(&self, commands: &Pipeline) -> Result<T, LinkError> {
        self.run_within(commands, self.budget).await
    }

    /// As [`Link::run`], with another budget.
    pub async fn run_within<T: FromRedisValue>(
        &self,
        commands: &Pipeline,
        budget: Duration,
    ) -> Result<T, LinkError> {
        let outcome = self.breaker.call(self.attempt(commands, budget)).await;
        let is_open = matches!(outcome, Err(recloser::Error::Rejected));
        metrics::gauge!("penden_breaker_open", "service" => "Redis").set(f64::from(u8::from(is_open)));
        match outcome {
            Ok(answer) => Ok(answer),
            Err(recloser::Error::Rejected) => Err(LinkError::Rejected),
            Err(recloser::Error::Inner(error)) => Err(error),
        }
    }

    async fn attempt<T: FromRedisValue>(
        &self,
        commands: &Pipeline,
        budget: Duration,
    ) -> Result<T, LinkError> {
        let (serial, connecting) = self.connection();
        let answer = timeout(budget, async {
            let mut connection = connecting.clone().await?;
            commands.query_async(&mut connection).await
        });
        match answer.await {
            Ok(Ok(answer)) => {
                self.timeouts.store(0, Ordering::Relaxed);
                Ok(answer)
            }
            Ok(Err(error)) => {
                // An error that Redis itself reports on a working connection leaves the connection as it is.
                if connecting.peek().is_some_and(Result::is_err) || error.is_unrecoverable_error() {
                    self.give_up(serial);
                }
                Err(error.into())
            }
            Err(_) => {
                let is_connected = connecting.peek().is_some();
                if is_connected && self.timeouts.fetch_add(1, Ordering::Relaxed) + 1 >= PATIENCE {
                    self.give_up(serial);
                }
                Err(LinkError::TimedOut(budget))
            }
        }
    }

    fn connection(&self) -> (u64, Connecting) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let (serial, connecting) = current.get_or_insert_with(|| {
            (self.serial.fetch_add(1, Ordering::Relaxed), connect(self.client.clone()))
        });
        (*serial, connecting.clone())
    }

    fn give_up(&self, serial: u64) {
        self.timeouts.store(0, Ordering::Relaxed);
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        // Another call may have replaced it already.
        if current.as_ref().is_some_and(|(held, _)| *held == serial) {
            *current = None;
        }
    }
}

fn connect(client: Client) -> Connecting {
    let attempt = tokio::spawn(async move {
        // The budget of each call is the only response timeout.
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECT_TIMEOUT))
            .set_response_timeout(None);
        let connection = client.get_multiplexed_async_connection_with_config(&config);
        // The crate's own timeout ends before the handshake does.
        match timeout(CONNECT_TIMEOUT, connection).await {
            Ok(connected) => connected,
            Err(_) => Err((redis::ErrorKind::Io, "connecting took too long").into()),
        }
    });
    let connected = async move {
        attempt.await.unwrap_or_else(|_| Err((redis::ErrorKind::Io, "connecting was interrupted").into()))
    };
    connected.boxed().shared()
}

/// Where Redis is, with TCP settings that notice a connection that is cut off without a word.
///
/// # Errors
/// When the URL is unusable. The message does not contain it.
pub fn connection_info(url: &SecretString) -> anyhow::Result<ConnectionInfo> {
    let info = url.expose_secret().into_connection_info().map_err(|_| {
        anyhow::anyhow!("{} is not a URL of Redis", crate::config::mask_password(url.expose_secret()))
    })?;
    let keepalive =
        TcpKeepalive::new().with_time(Duration::from_secs(10)).with_interval(Duration::from_secs(5));
    let tcp = TcpSettings::default().set_nodelay(true).set_keepalive(keepalive);
    #[cfg(target_os = "linux")]
    let tcp = tcp.set_user_timeout(Duration::from_secs(20));
    Ok(info.set_tcp_settings(tcp))
}

/// As [`connection_info`], for a client.
pub fn client(url: &SecretString) -> anyhow::Result<Client> {
    crate::crypto::install();
    Ok(Client::open(connection_info(url)?)?)
}

/// `key` under the namespace, the way rusty-sidekiq writes it.
pub(crate) fn namespaced(namespace: &str, key: &str) -> String {
    if namespace.is_empty() { key.to_owned() } else { format!("{namespace}:{key}") }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn id() -> Pipeline {
        let mut commands = redis::pipe();
        commands.cmd("CLIENT").arg("ID");
        commands
    }

    /// Against the Redis that `PENDEN_TEST_REDIS_URL` names; without it there is nothing to test.
    #[tokio::test]
    async fn a_connection_that_breaks_is_made_anew() {
        let Ok(url) = std::env::var("PENDEN_TEST_REDIS_URL") else { return };
        let open = || Link::new(client(&url.clone().into()).unwrap(), Duration::from_secs(5));
        let (link, killer) = (open(), open());
        let (before,): (u64,) = link.run(&id()).await.unwrap();
        let mut kill = redis::pipe();
        kill.cmd("CLIENT").arg("KILL").arg("ID").arg(before);
        let (killed,): (u64,) = killer.run(&kill).await.unwrap();
        assert_eq!(killed, 1);
        // The first call may still meet the broken connection, and may not be repeated by the link.
        let _ = link.run::<(u64,)>(&id()).await;
        let (after,): (u64,) = link.run(&id()).await.unwrap();
        assert_ne!(before, after);
    }

    #[tokio::test]
    async fn an_error_of_one_command_keeps_the_connection() {
        let Ok(url) = std::env::var("PENDEN_TEST_REDIS_URL") else { return };
        let link = Link::new(client(&url.into()).unwrap(), Duration::from_secs(5));
        let (before,): (u64,) = link.run(&id()).await.unwrap();
        let mut wrong = redis::pipe();
        wrong.cmd("NONSENSE");
        assert!(matches!(link.run::<(String,)>(&wrong).await, Err(LinkError::Failed(_))));
        let (after,): (u64,) = link.run(&id()).await.unwrap();
        assert_eq!(before, after);
    }

    #[test]
    fn an_unusable_address_does_not_tell_the_password() {
        let error = client(&"nonsense://a:geheim@h".into()).unwrap_err().to_string();
        assert!(!error.contains("geheim"), "{error}");
    }
}
