#![allow(clippy::unwrap_used)]

use super::*;

fn load(env: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::load(env.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())))
}

#[test]
fn the_default_file_is_complete_and_fits() {
    let config = load(&[]).unwrap();
    assert_eq!(config.database.url.expose_secret(), "sqlite://data/penden.db");
    assert_eq!(config.storage.folder, std::path::Path::new("data/storage"));
    assert_eq!(config.payments.sandbox.url, "http://127.0.0.1:8080/sandbox");
    assert_eq!(config.worker.served_queues(), domain::jobs::QUEUES);
    assert!(config.redis.url.is_none());
}

#[test]
fn variables_and_aliases_change_settings_and_the_longer_name_wins() {
    let config = load(&[
        ("PENDEN_HTTP__LISTEN", "0.0.0.0:9000"),
        ("PENDEN_HTTP__CORS_ORIGINS", r#"["https://a.example", "https://b.example"]"#),
        ("PENDEN_DATA_DIR", "/var/lib/penden"),
        ("PENDEN_PAYMENTS__SANDBOX__API_KEY", "12345"),
        ("PENDEN_REDIS__URL", "redis://own:6379"),
        ("REDIS_URL", "redis://alias:6379"),
        ("SMTP_URL", ""),
        ("RUST_LOG", "warn"),
        ("PENDEN_TEST_REDIS_URL", "ignored"),
        ("HOME", "ignored"),
    ])
    .unwrap();
    assert_eq!(config.http.listen.port(), 9000);
    assert_eq!(config.http.cors_origins.len(), 2);
    assert_eq!(config.database.url.expose_secret(), "sqlite:///var/lib/penden/penden.db");
    assert_eq!(config.payments.sandbox.api_key.expose_secret(), "12345");
    assert_eq!(config.redis.url.unwrap().expose_secret(), "redis://own:6379");
    assert_eq!(config.telemetry.log, "warn");
    assert!(config.mail.smtp_url.is_none());
}

#[test]
fn an_unknown_setting_is_refused_with_the_nearest_known_one() {
    let error = load(&[("PENDEN_HTTP__LISTN", "x")]).unwrap_err().to_string();
    assert!(error.contains("http.listn (PENDEN_HTTP__LISTN)"), "{error}");
    assert!(error.contains("did you mean http.listen?"), "{error}");
    let error = load(&[("PENDEN_WORKR__CONCURRENCY", "4")]).unwrap_err().to_string();
    assert!(error.contains("did you mean worker?"), "{error}");
}

#[test]
fn wrong_values_are_refused_all_at_once_and_by_name() {
    let error = load(&[
        ("PENDEN_WORKER__CONCURRENCY", "0"),
        ("PENDEN_WORKER__QUEUES", r#"["mail", "post"]"#),
        ("DATABASE_URL", "mysql://user:secret-word@host/db"),
        ("PENDEN_HTTP__TRUSTED_PROXIES", r#"["10.0.0.0/8", "10.0.0.0/64"]"#),
        ("PENDEN_STORAGE__KIND", "s3"),
    ])
    .unwrap_err();
    let text = error.to_string();
    for key in
        ["worker.concurrency", "worker.queues", "database.url", "http.trusted_proxies", "storage.s3.bucket"]
    {
        assert!(text.contains(key), "{key} is missing in {text}");
    }
    assert!(!text.contains("secret-word"));
    let text = load(&[("PENDEN_WORKER__CONCURRENCY", "many")]).unwrap_err().to_string();
    assert!(text.contains("worker.concurrency (PENDEN_WORKER__CONCURRENCY)"), "{text}");
}

#[test]
fn a_search_engine_is_chosen_and_what_does_not_fit_is_named() {
    let config = load(&[
        ("PENDEN_SEARCH__ENGINE", "meilisearch"),
        ("PENDEN_SEARCH__MEILISEARCH__URL", "https://search.example:7700"),
    ])
    .unwrap();
    assert_eq!(config.search.engine, SearchEngineKind::Meilisearch);
    assert_eq!(load(&[]).unwrap().search.engine, SearchEngineKind::Embedded);
    let text = load(&[
        ("PENDEN_SEARCH__ENGINE", "meilisearch"),
        ("PENDEN_SEARCH__MEILISEARCH__URL", "search.example"),
        ("PENDEN_SEARCH__MEILISEARCH__API_KEY", "geheim"),
        ("PENDEN_SEARCH__MEILISEARCH__INDEX_PREFIX", "a/b"),
        ("PENDEN_SEARCH__MEILISEARCH__TIMEOUT_MILLIS", "0"),
    ])
    .unwrap_err()
    .to_string();
    for key in ["meilisearch.url", "meilisearch.index_prefix", "meilisearch.timeout_millis"] {
        assert!(text.contains(key), "{key} is missing in {text}");
    }
    assert!(!text.contains("geheim"));
    let text = load(&[("PENDEN_SEARCH__ENGINE", "solr")]).unwrap_err().to_string();
    assert!(text.contains("search.engine (PENDEN_SEARCH__ENGINE)"), "{text}");
}

#[test]
fn neither_rendering_nor_debugging_shows_secrets() {
    let config = load(&[
        ("DATABASE_URL", "postgres://shop:geheim-1@db:5432/shop"),
        ("REDIS_URL", "redis://:geheim-2@cache:6379"),
        ("SMTP_URL", "smtps://shop:geheim-3@mail:465"),
        ("SENTRY_DSN", "https://geheim4@sentry.example/1"),
        ("PENDEN_PAYMENTS__SANDBOX__API_KEY", "geheim-5"),
        ("PENDEN_PAYMENTS__SANDBOX__WEBHOOK_SECRET", "geheim-6"),
        ("PENDEN_STORAGE__S3__SECRET_KEY", "geheim-7"),
        ("PENDEN_SEARCH__MEILISEARCH__API_KEY", "geheim-8"),
    ])
    .unwrap();
    let text = config.render();
    assert!(!text.contains("geheim"), "{text}");
    assert!(text.contains("postgres://shop:…@db:5432/shop"), "{text}");
    assert!(!format!("{config:?}").contains("geheim"));
}

#[test]
fn passwords_are_masked_wherever_they_are() {
    for (url, shown) in [
        ("postgres://a:b@h/d", "postgres://a:…@h/d"),
        ("postgres://a:b@c@h/d", "postgres://a:…@h/d"),
        ("postgres://a:b?c@h/d", "postgres://a:…@h/d"),
        ("postgres://h/d?user=a&password=b", "postgres://h/d?user=a&password=…"),
        ("redis://:b@h:1", "redis://:…@h:1"),
        ("redis://h:1/0", "redis://h:1/0"),
        ("sqlite://data/penden.db", "sqlite://data/penden.db"),
    ] {
        assert_eq!(mask_password(url), shown);
    }
}
