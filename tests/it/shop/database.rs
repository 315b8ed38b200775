//! A database for one test, copied from a template that is made once per build: a file on SQLite, `CREATE DATABASE …
//! TEMPLATE` on PostgreSQL.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use platform::Services;
use platform::database::connect_single;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use uuid::Uuid;

use super::template;

/// Any constant will do, as long as nobody else takes it.
const TEMPLATE_LOCK: i64 = 0x7465_7374_7073;

pub struct Database {
    url: String,
    /// The server and the name on it, when there is one.
    server: Option<(String, String)>,
    redis: Option<(String, String)>,
}

impl Database {
    pub async fn create(folder: &Path) -> Self {
        let namespace = format!("test-{}", Uuid::new_v4().simple());
        let redis = std::env::var("PENDEN_TEST_REDIS_URL").ok().map(|url| (url, namespace));
        match std::env::var("PENDEN_TEST_DATABASE_URL") {
            Ok(server) => {
                let name = format!("penden_test_{}", Uuid::new_v4().simple());
                create_on_postgres(&server, &name).await;
                Self { url: with_name(&server, &name), server: Some((server, name)), redis }
            }
            Err(_) => {
                let file = folder.join("penden.db");
                fs::copy(sqlite_template().await, &file).unwrap();
                Self { url: sqlite_url(&file), server: None, redis }
            }
        }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// For people who look for what a failed test left.
    pub fn name(&self) -> &str {
        self.server.as_ref().map_or(&self.url, |(_, name)| name)
    }

    /// URL and namespace.
    pub fn redis(&self) -> Option<(&str, &str)> {
        self.redis.as_ref().map(|(url, namespace)| (url.as_str(), namespace.as_str()))
    }

    pub async fn remove(&self, services: &Services) {
        let store = &services.store;
        for pool in [store.read(), store.writer(), store.relaxed()] {
            pool.clone().close().await.unwrap();
        }
        if let Some((server, name)) = &self.server {
            let drop = format!("DROP DATABASE {name} WITH (FORCE)");
            let connection = connect_single(server).await.unwrap();
            connection.execute_unprepared(&drop).await.unwrap();
            connection.close().await.unwrap();
        }
        if let Some((url, namespace)) = &self.redis {
            let mut connection =
                redis::Client::open(url.as_str()).unwrap().get_multiplexed_async_connection().await.unwrap();
            let keys: Vec<String> =
                redis::cmd("KEYS").arg(format!("{namespace}:*")).query_async(&mut connection).await.unwrap();
            if !keys.is_empty() {
                redis::cmd("DEL").arg(keys).exec_async(&mut connection).await.unwrap();
            }
        }
    }
}

fn sqlite_url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

/// The file to copy. The first process of a build makes it, the others wait.
async fn sqlite_template() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("templates");
    let file = folder.join(format!("{}.db", template::build()));
    if file.exists() {
        return file;
    }
    fs::create_dir_all(&folder).unwrap();
    let lock = File::create(folder.join("lock")).unwrap();
    lock.lock().unwrap();
    if !file.exists() {
        for old in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            if !old.ends_with("lock") {
                fs::remove_file(old).unwrap();
            }
        }
        let draft = folder.join("draft");
        let connection = connect_single(&sqlite_url(&draft)).await.unwrap();
        template::fill(&connection).await;
        // Closing moves what is in the write-ahead log into the file.
        connection.close().await.unwrap();
        fs::rename(draft, &file).unwrap();
    }
    file
}

async fn create_on_postgres(server: &str, name: &str) {
    let connection = connect_single(server).await.unwrap();
    let template = format!("penden_template_{}", template::build());
    connection.execute_unprepared(&format!("SELECT pg_advisory_lock({TEMPLATE_LOCK})")).await.unwrap();
    if !has_database(&connection, &template).await {
        let draft = format!("{template}_draft");
        connection.execute_unprepared(&format!("DROP DATABASE IF EXISTS {draft}")).await.unwrap();
        connection.execute_unprepared(&format!("CREATE DATABASE {draft}")).await.unwrap();
        let inside = connect_single(&with_name(server, &draft)).await.unwrap();
        template::fill(&inside).await;
        inside.close().await.unwrap();
        let rename = format!("ALTER DATABASE {draft} RENAME TO {template}");
        connection.execute_unprepared(&rename).await.unwrap();
    }
    connection.execute_unprepared(&format!("SELECT pg_advisory_unlock({TEMPLATE_LOCK})")).await.unwrap();
    connection.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await.unwrap();
    connection.close().await.unwrap();
}

async fn has_database(connection: &DatabaseConnection, name: &str) -> bool {
    let sql = "SELECT 1 FROM pg_database WHERE datname = $1";
    let query =
        sea_orm::Statement::from_sql_and_values(connection.get_database_backend(), sql, [name.into()]);
    connection.query_one_raw(query).await.unwrap().is_some()
}

/// The same server, another database.
fn with_name(server: &str, name: &str) -> String {
    let mut url = reqwest::Url::parse(server).unwrap();
    url.set_path(name);
    url.into()
}
