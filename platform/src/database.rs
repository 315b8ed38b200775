//! Connections to the database: SQLite for one process, PostgreSQL for a fleet.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, anyhow};
use domain::Store;
use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use secrecy::ExposeSecret;
use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use tokio::time::timeout;

use crate::config::{Config, mask_password};

/// Beside one writing connection.
const SQLITE_READERS: u32 = 4;
/// Connections for statements whose commits need not reach the disk at once.
const RELAXED_CONNECTIONS: u32 = 4;
const LOCK_TIMEOUT: Duration = Duration::from_secs(3);
const IDLE_IN_TRANSACTION_TIMEOUT: Duration = Duration::from_secs(10);
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// A connection that was idle for this long is asked whether it still works before it is used …
const IDLE: Duration = Duration::from_secs(10);
/// … and is given up for the next one when it does not answer within this: several fit into the patience of who waits.
const ANSWER: Duration = Duration::from_secs(1);
/// A connection whose statement was cut off may take this long to come to its end.
const SILENCE: Duration = Duration::from_secs(5);
const SLOW_STATEMENT: Duration = Duration::from_millis(500);

static STATEMENTS: AtomicU64 = AtomicU64::new(0);

tokio::task_local! {
    static COUNT: AtomicU64;
    static ASIDE: ();
}

/// SQL statements of this process so far, without begin, commit and rollback, and without those that ran [`aside`].
pub fn statements() -> u64 {
    STATEMENTS.load(Ordering::Relaxed)
}

/// Runs `work` and counts the SQL statements of its task, without those of tasks that it spawns.
pub async fn count_statements<T>(work: impl Future<Output = T>) -> (T, u64) {
    COUNT
        .scope(AtomicU64::new(0), async {
            let value = work.await;
            (value, COUNT.with(|count| count.load(Ordering::Relaxed)))
        })
        .await
}

/// Runs what a process looks at for itself from time to time. Its statements do not count as the process's work.
pub async fn aside<T>(work: impl Future<Output = T>) -> T {
    ASIDE.scope((), work).await
}

/// Opens the database of the configuration. Migrations are not run.
///
/// # Errors
/// When it cannot be reached. The message shows the URL without its password.
pub async fn connect(config: &Config) -> anyhow::Result<Store> {
    let url = config.database.url.expose_secret();
    let pools = if is_sqlite(url) { connect_sqlite(url).await } else { connect_postgres(config, url).await };
    let [reader, writer, relaxed] = pools.map_err(|error| explain(url, &error))?.map(observed);
    Ok(Store::new(reader, writer, relaxed))
}

/// A single connection without time limits, for migrations: on SQLite some of them switch foreign keys off for the
/// connection they run on.
///
/// # Errors
/// As [`connect`].
pub async fn connect_single(url: &str) -> anyhow::Result<DatabaseConnection> {
    let mut options = options(url, 1);
    if is_sqlite(url) {
        create_folder(url).map_err(|error| explain(url, &error))?;
        sqlite_writer(&mut options);
    }
    Database::connect(options).await.map_err(|error| explain(url, &error.into()))
}

fn is_sqlite(url: &str) -> bool {
    url.starts_with("sqlite:")
}

/// Some errors of the driver quote the URL.
fn explain(url: &str, error: &anyhow::Error) -> anyhow::Error {
    let masked = mask_password(url);
    anyhow!("cannot open the database {masked}: {}", format!("{error:#}").replace(url, &masked))
}

fn options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .connect_timeout(Duration::from_secs(5))
        .acquire_timeout(Duration::from_secs(5))
        .idle_timeout(Duration::from_secs(300))
        .max_lifetime(Duration::from_secs(1800))
        .test_before_acquire_if_idle_for(IDLE)
        .set_application_name("penden")
        .record_stmt_in_spans(false)
        .sqlx_logging(true)
        .sqlx_logging_level(log::LevelFilter::Trace)
        .sqlx_slow_statements_logging_settings(log::LevelFilter::Warn, SLOW_STATEMENT);
    options
}

/// Reader, writer and relaxed pool.
async fn connect_sqlite(url: &str) -> anyhow::Result<[DatabaseConnection; 3]> {
    create_folder(url)?;
    let mut writer = options(url, 1);
    sqlite_writer(&mut writer);
    // First, because it creates the file and makes it a WAL one.
    let writer = Database::connect(writer).await?;
    let mut reader = options(url, SQLITE_READERS);
    reader.map_sqlx_sqlite_opts(|sqlite| tuned(sqlite).pragma("query_only", "on"));
    Ok([Database::connect(reader).await?, writer.clone(), writer])
}

fn sqlite_writer(options: &mut ConnectOptions) {
    // A connection that is never replaced: with a single one, replacing it would be a pause for every writer.
    options.idle_timeout(None).max_lifetime(None).map_sqlx_sqlite_opts(|sqlite| {
        tuned(sqlite)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            // KiB, taken as they are needed: pages that were just written are not where mmap sees them.
            .pragma("cache_size", "-32768")
            .pragma("wal_autocheckpoint", "4000")
    });
}

fn tuned(sqlite: SqliteConnectOptions) -> SqliteConnectOptions {
    sqlite
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        .pragma("temp_store", "memory")
        .pragma("mmap_size", "268435456")
}

fn create_folder(url: &str) -> anyhow::Result<()> {
    let sqlite: SqliteConnectOptions = url.parse()?;
    match sqlite.get_filename().parent() {
        Some(folder) if !folder.as_os_str().is_empty() => std::fs::create_dir_all(folder)
            .with_context(|| format!("the folder {} cannot be created", folder.display())),
        _ => Ok(()),
    }
}

/// Reader, writer and relaxed pool.
async fn connect_postgres(config: &Config, url: &str) -> anyhow::Result<[DatabaseConnection; 3]> {
    crate::crypto::install();
    let main = postgres_pool(config, url, config.database.max_connections, &[]).await?;
    // Its commits may be lost when the database host fails, never when a process of ours does.
    // Its statements name rows by their keys, in lists of any length. Planned anew for each list, they are led astray by
    // the partial indexes of `jobs` (state = 'queued'), which are full of dead entries just when there is most to do. Planned
    // once while a table is nearly empty, they would go on reading all of it when it has grown, until the next ANALYZE.
    let settings = &[
        ("synchronous_commit", "off"),
        ("plan_cache_mode", "force_generic_plan"),
        ("enable_seqscan", "off"),
    ];
    let relaxed = postgres_pool(config, url, RELAXED_CONNECTIONS, settings).await?;
    Ok([main.clone(), main, relaxed])
}

async fn postgres_pool(
    config: &Config,
    url: &str,
    connections: u32,
    settings: &'static [(&'static str, &'static str)],
) -> anyhow::Result<DatabaseConnection> {
    let mut options = options(url, connections);
    options
        .statement_timeout(Duration::from_secs(config.database.statement_timeout_seconds))
        // The pool waits for whatever a cut-off statement still has to say, for ever and with the connection's place taken.
        // One whose packets no longer arrive would keep that place until the process ends.
        // What is left without a limit is the driver's own ping at a release: where packets vanish between a statement's
        // answer and that ping, the place is free again when the kernel gives the connection up (tcp_retries2).
        .map_sqlx_postgres_pool_opts(|pool| {
            let pool = pool.before_acquire(|connection, known| {
                Box::pin(async move {
                    if known.idle_for < IDLE {
                        return Ok(true);
                    }
                    match timeout(ANSWER, connection.ping()).await {
                        Ok(answered) => answered.map(|()| true),
                        Err(_) => Err(sqlx::Error::PoolTimedOut),
                    }
                })
            });
            pool.after_release(|connection, _| {
                Box::pin(async move {
                    match timeout(SILENCE, connection.flush()).await {
                        Ok(flushed) => flushed.map(|()| true),
                        Err(_) => Err(sqlx::Error::PoolTimedOut),
                    }
                })
            })
        })
        .map_sqlx_postgres_opts(move |postgres| {
            postgres
                .options([
                    ("lock_timeout", LOCK_TIMEOUT.as_millis()),
                    ("idle_in_transaction_session_timeout", IDLE_IN_TRANSACTION_TIMEOUT.as_millis()),
                ])
                .options(settings.iter().copied())
                .statement_cache_capacity(256)
        });
    Ok(Database::connect(options).await?)
}

fn observed(mut pool: DatabaseConnection) -> DatabaseConnection {
    pool.set_metric_callback(|statement| {
        if ASIDE.try_with(|()| ()).is_err() {
            STATEMENTS.fetch_add(1, Ordering::Relaxed);
        }
        // Outside of a count there is nothing to add to.
        let _ = COUNT.try_with(|count| count.fetch_add(1, Ordering::Relaxed));
        let failed = if statement.failed { "true" } else { "false" };
        metrics::histogram!("penden_sql_seconds", "failed" => failed).record(statement.elapsed);
    });
    pool
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use sea_orm::ConnectionTrait;

    use super::*;

    fn config(url: &str) -> Config {
        Config::load([("DATABASE_URL".to_owned(), url.to_owned())]).unwrap()
    }

    #[tokio::test]
    async fn sqlite_creates_its_folder_reads_what_was_written_and_counts_statements() {
        let folder = std::env::temp_dir().join(format!("penden-{}", uuid::Uuid::new_v4()));
        let url = format!("sqlite://{}/deep/penden.db", folder.display());
        let store = connect(&config(&url)).await.unwrap();
        let before = statements();
        let ((), count) = count_statements(async {
            store.writer().execute_unprepared("create table t (a integer)").await.unwrap();
            let insert = sea_orm::Statement::from_string(store.backend(), "insert into t values (1)");
            store.writer().execute_raw(insert.clone()).await.unwrap();
            store.relaxed().execute_raw(insert).await.unwrap();
            let query = sea_orm::Statement::from_string(store.backend(), "select a from t");
            assert_eq!(store.read().query_all_raw(query).await.unwrap().len(), 2);
        })
        .await;
        assert!(count >= 3, "{count}");
        assert!(statements() - before >= 3);
        assert!(store.read().execute_unprepared("delete from t").await.is_err(), "readers only read");
        drop(store);
        std::fs::remove_dir_all(folder).unwrap();
    }

    /// Against the server that `PENDEN_TEST_DATABASE_URL` names; without it there is nothing to test.
    #[tokio::test]
    async fn postgres_has_its_limits_and_relaxes_only_where_it_may() {
        let Ok(url) = std::env::var("PENDEN_TEST_DATABASE_URL") else { return };
        let store = connect(&config(&url)).await.unwrap();
        let setting = async |pool: &DatabaseConnection, name: &str| {
            let query = sea_orm::Statement::from_string(store.backend(), format!("show {name}"));
            pool.query_one_raw(query).await.unwrap().unwrap().try_get_by_index::<String>(0).unwrap()
        };
        assert_eq!(setting(store.writer(), "synchronous_commit").await, "on");
        assert_eq!(setting(store.relaxed(), "synchronous_commit").await, "off");
        assert_eq!(setting(store.relaxed(), "plan_cache_mode").await, "force_generic_plan");
        assert_eq!(setting(store.writer(), "plan_cache_mode").await, "auto");
        for pool in [store.read(), store.writer(), store.relaxed()] {
            assert_eq!(setting(pool, "statement_timeout").await, "10s");
            assert_eq!(setting(pool, "lock_timeout").await, "3s");
            assert_eq!(setting(pool, "idle_in_transaction_session_timeout").await, "10s");
            assert_eq!(setting(pool, "application_name").await, "penden");
        }
    }

    /// As above. A job table is empty when its statements are planned first, and full a moment later.
    #[tokio::test]
    async fn what_is_found_by_key_is_found_by_its_index_in_an_empty_table_too() {
        let Ok(url) = std::env::var("PENDEN_TEST_DATABASE_URL") else { return };
        let store = connect(&config(&url)).await.unwrap();
        let plan = store.write_relaxed(async |txn| {
            txn.execute_unprepared(
                "CREATE TEMP TABLE keyed (id uuid PRIMARY KEY, state text) ON COMMIT DROP",
            )
            .await?;
            let find = "PREPARE find (text, text) AS \
                        UPDATE keyed SET state = 'x' WHERE id = ANY(CAST($1 AS uuid[])) AND state = $2";
            txn.execute_unprepared(find).await?;
            let explain = "EXPLAIN EXECUTE find ('{00000000-0000-0000-0000-000000000000}', 'queued')";
            let explain = sea_orm::Statement::from_string(store.backend(), explain);
            let rows = txn.query_all_raw(explain).await?;
            let lines: Vec<String> =
                rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?;
            Ok(lines.join("\n"))
        });
        let plan = plan.await.unwrap();
        assert!(plan.contains("keyed_pkey") && !plan.contains("Seq Scan"), "{plan}");
    }

    #[tokio::test]
    async fn an_error_does_not_tell_the_password() {
        let url = "postgres://shop:geheim@127.0.0.1:1/shop?sslmode=nonsense";
        let error = connect(&config(url)).await.err().unwrap();
        assert!(error.to_string().contains("postgres://shop:…@127.0.0.1:1/shop"), "{error}");
        assert!(!format!("{error:?}").contains("geheim"));
        let error = connect_single("mysql://shop:geheim@h/shop").await.unwrap_err().to_string();
        assert!(!error.contains("geheim"), "{error}");
    }
}
