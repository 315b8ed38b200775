//! `penden config`: what is set, and what is wrong with it.

use super::{Run, penden};

async fn config(environment: &[(&str, &str)]) -> Run {
    let environment: Vec<_> =
        environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    penden(&environment, &["config"], "").await
}

#[tokio::test]
async fn the_configuration_is_shown_with_what_was_overridden_and_without_secrets() {
    let run = config(&[
        ("PENDEN_HTTP__LISTEN", "0.0.0.0:9000"),
        ("DATABASE_URL", "postgres://shop:geheim-1@db:5432/shop"),
        ("PENDEN_REDIS__URL", "redis://:geheim-2@cache:6379"),
        ("PENDEN_PAYMENTS__SANDBOX__API_KEY", "geheim-3"),
        ("PENDEN_PAYMENTS__SANDBOX__WEBHOOK_SECRET", "geheim-4"),
        ("PENDEN_TEST_DATABASE_URL", "for tests only"),
    ])
    .await;
    assert!(run.is_success(), "{run:?}");
    assert!(run.stdout.contains("listen = \"0.0.0.0:9000\""), "{}", run.stdout);
    assert!(run.stdout.contains("postgres://shop:…@db:5432/shop"), "{}", run.stdout);
    assert!(run.stdout.contains("currency = \"EUR\""), "{}", run.stdout);
    assert!(!run.stdout.contains("geheim"), "{}", run.stdout);
}

#[tokio::test]
async fn an_unknown_setting_is_refused_by_name() {
    let run = config(&[("PENDEN_HTTP__LISTN", "0.0.0.0:9000")]).await;
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("PENDEN_HTTP__LISTN"), "{}", run.stderr);
    assert!(run.stderr.contains("did you mean http.listen"), "{}", run.stderr);
    assert_eq!(run.stdout, "");
}

#[tokio::test]
async fn every_wrong_value_is_named_and_no_secret_with_it() {
    let run = config(&[
        ("PENDEN_WORKER__CONCURRENCY", "0"),
        ("PENDEN_HTTP__BODY_LIMIT_BYTES", "1"),
        ("DATABASE_URL", "mysql://shop:geheim@db/shop"),
    ])
    .await;
    assert_eq!(run.code, Some(1), "{run:?}");
    for name in ["worker.concurrency", "http.body_limit_bytes", "database.url"] {
        assert!(run.stderr.contains(name), "{name}: {}", run.stderr);
    }
    assert!(!run.stderr.contains("geheim"), "{}", run.stderr);
}

#[tokio::test]
async fn an_unknown_command_is_a_mistake_and_help_is_none() {
    let run = penden(&[], &["sell"], "").await;
    assert_eq!(run.code, Some(2), "{run:?}");
    let run = penden(&[], &["--help"], "").await;
    assert!(run.is_success() && run.stdout.contains("read-models"), "{run:?}");
}
