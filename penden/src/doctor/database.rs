//! The database: that it is there, is of this version, and knows what time it is.

use chrono::{DateTime, TimeDelta};
use domain::clock::now;
use platform::config::mask_password;
use platform::{Config, Services};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use secrecy::ExposeSecret;

use super::Findings;

/// Leases are counted in seconds; this much takes none of them away.
const SKEW: TimeDelta = TimeDelta::milliseconds(2_000);

/// Whether it makes sense to connect: a file that is missing would be made.
pub fn is_there(config: &Config, findings: &mut Findings) -> bool {
    let url = config.database.url.expose_secret();
    let Some(file) = url.strip_prefix("sqlite://").and_then(|path| path.split('?').next()) else {
        return true;
    };
    let exists = std::path::Path::new(file).exists();
    if !exists {
        findings.problem(
            "database",
            format!("there is no file {file}"),
            "`penden migrate` makes it, if PENDEN_DATABASE__URL and PENDEN_DATA_DIR are as they should be",
        );
    }
    exists
}

/// Whether the schema is good enough to look at what is in it.
pub async fn look(services: &Services, findings: &mut Findings) -> bool {
    let db = services.store.read();
    let shown = mask_password(services.config.database.url.expose_secret());
    let (missing, unknown) = match migration::compare(db).await {
        Ok(difference) => difference,
        Err(error) => {
            findings.problem("database", format!("{shown} does not answer: {error}"), "look at its log");
            return false;
        }
    };
    if !missing.is_empty() {
        findings.problem(
            "database",
            format!("{shown} lacks {} of this version's migrations: {}", missing.len(), missing.join(", ")),
            "`penden migrate`",
        );
        return false;
    }
    if !unknown.is_empty() {
        findings.notice(
            "database",
            format!("{shown} was migrated by a newer version: {}", unknown.join(", ")),
            "fine during an upgrade; else use the newer program",
        );
    } else {
        findings.fine("database", format!("{shown} answers and is up to date"));
    }
    clock(services, findings).await;
    true
}

async fn clock(services: &Services, findings: &mut Findings) {
    let db = services.store.read();
    if db.get_database_backend() != DbBackend::Postgres {
        return;
    }
    let sql = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS micros";
    let asked = now();
    let Ok(Some(row)) = db.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await else {
        return;
    };
    let answered = now();
    let Some(theirs) = row.try_get::<i64>("", "micros").ok().and_then(DateTime::from_timestamp_micros) else {
        return;
    };
    let ours = asked + (answered - asked) / 2;
    let skew = (theirs - ours).abs();
    if skew > SKEW {
        findings.problem(
            "clock",
            format!("this machine's clock and the database's differ by {} ms", skew.num_milliseconds()),
            "let both follow NTP: leases and the timetable count on it",
        );
    } else {
        findings.fine("clock", format!("{} ms from the database's", skew.num_milliseconds()));
    }
}
