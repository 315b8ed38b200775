//! The event log in tables by month, on PostgreSQL. What there is moves into them at once: a second for each 100,000
//! events, about, during which nothing can be recorded.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Versions are unique within a month; across months the aggregate's row lock alone keeps them so
/// (docs/decisions/0021-event-log-by-month.md).
const UP: &str = r#"
ALTER TABLE events RENAME TO events_before;
ALTER TABLE events_before RENAME CONSTRAINT events_pkey TO events_before_pkey;
DROP INDEX events_unpublished;

CREATE TABLE events (LIKE events_before INCLUDING DEFAULTS) PARTITION BY RANGE (recorded_at);
ALTER TABLE events ADD CONSTRAINT events_pkey PRIMARY KEY (id, recorded_at);
CREATE INDEX events_unpublished ON events (recorded_at) WHERE published_at IS NULL;

CREATE TABLE events_default PARTITION OF events DEFAULT;
CREATE UNIQUE INDEX events_default_version ON events_default (aggregate, aggregate_id, version);

DO $$
DECLARE
    month timestamp;
    name text;
BEGIN
    FOR month IN SELECT generate_series(
        date_trunc('month', coalesce((SELECT min(recorded_at) FROM events_before), now()) AT TIME ZONE 'UTC'),
        date_trunc('month', now() AT TIME ZONE 'UTC') + interval '3 months',
        interval '1 month')
    LOOP
        name := to_char(month, '"events_y"YYYY"m"MM');
        EXECUTE format('CREATE TABLE %I PARTITION OF events FOR VALUES FROM (%L) TO (%L)', name,
            month AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC');
        EXECUTE format('CREATE UNIQUE INDEX %I ON %I (aggregate, aggregate_id, version)', name || '_version', name);
    END LOOP;
END $$;

INSERT INTO events SELECT * FROM events_before;
DROP TABLE events_before;
ANALYZE events;

-- Its rows live for days, and each is updated a few times: cleared away early, claims stay as fast as they were.
ALTER TABLE jobs SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000,
    autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);
"#;

const DOWN: &str = r#"
ALTER TABLE jobs RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold,
    autovacuum_analyze_scale_factor, autovacuum_vacuum_cost_delay);
CREATE TABLE events_one (LIKE events INCLUDING DEFAULTS);
INSERT INTO events_one SELECT * FROM events;
DROP TABLE events;
ALTER TABLE events_one RENAME TO events;
ALTER TABLE events ADD CONSTRAINT events_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX events_version ON events (aggregate, aggregate_id, version);
CREATE INDEX events_unpublished ON events (recorded_at) WHERE published_at IS NULL;
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}

async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Postgres {
        manager.get_connection().execute_unprepared(sql).await?;
    }
    Ok(())
}
