//! What is around the processes: Redis, the mail server, the files.

use platform::config::StorageKind;
use platform::{Config, Services, probes};

use super::Findings;

/// Below this, storing files fails soon.
const LITTLE: u64 = 1 << 30;

pub async fn look(config: &Config, findings: &mut Findings) {
    match &config.redis.url {
        None => findings.fine("redis", "none is configured: one process does everything"),
        Some(url) => match probes::redis(url).await {
            Err(error) => findings.problem(
                "redis",
                format!("Redis cannot be asked: {error:#}"),
                "orders are taken all the same; start it, and what waits is done within seconds",
            ),
            Ok(report) if report.eviction != "noeviction" => findings.problem(
                "redis",
                format!(
                    "Redis {} forgets keys when its memory is full ({})",
                    report.version, report.eviction
                ),
                "`redis-cli config set maxmemory-policy noeviction`, and the same in its configuration",
            ),
            Ok(report) if major(&report.version) < 6 => findings.problem(
                "redis",
                format!("Redis {} is too old", report.version),
                "install version 6.2 or newer",
            ),
            Ok(report) => findings.fine("redis", format!("Redis {} answers", report.version)),
        },
    }
    match &config.mail.smtp_url {
        None => findings.notice(
            "mail",
            "no mail server is configured: mails stay in the built-in mailbox",
            "set PENDEN_MAIL__SMTP_URL once customers are to get them",
        ),
        Some(url) => match probes::smtp(url).await {
            Ok(()) => findings.fine("mail", "the mail server lets us in"),
            Err(error) => findings.problem(
                "mail",
                format!("the mail server does not let us in: {error:#}"),
                "mails wait and are tried again; put PENDEN_MAIL__SMTP_URL or the server right",
            ),
        },
    }
}

fn major(version: &str) -> u32 {
    version.split('.').next().and_then(|major| major.parse().ok()).unwrap_or_default()
}

pub async fn look_at_storage(services: &Services, findings: &mut Findings) {
    match probes::storage(services.storage.as_ref()).await {
        Err(error) => findings.problem(
            "storage",
            format!("invoices and pictures cannot be stored: {error:#}"),
            "make the folder or bucket writable; jobs that failed over it are tried again",
        ),
        Ok(()) => findings.fine("storage", "files can be written, read and removed"),
    }
    let config = &services.config;
    let mut folders = vec![&config.data_dir];
    if config.storage.kind == StorageKind::Folder {
        folders.push(&config.storage.folder);
    }
    for folder in folders {
        match probes::free_bytes(folder) {
            Ok(free) if free < LITTLE => findings.problem(
                "disk",
                format!("{} has {} MiB left", folder.display(), free >> 20),
                "make room, or move the data to a larger disk",
            ),
            Ok(free) => findings.fine("disk", format!("{} has {} GiB left", folder.display(), free >> 30)),
            // A fleet on PostgreSQL and S3 has no such folder.
            Err(_) => {}
        }
    }
}
