//! The outbox, the ledger and the timetable.

use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(
            manager,
            vec![
                Table::create()
                    .table("events")
                    .col(id("id"))
                    .col(text("aggregate"))
                    .col(uuid("aggregate_id"))
                    .col(big_integer("version"))
                    .col(text("kind"))
                    .col(json_binary("payload"))
                    .col(text("trace_id"))
                    .col(instant("recorded_at"))
                    .col(instant_null("published_at"))
                    .take(),
                Table::create()
                    .table("jobs")
                    .col(id("id"))
                    .col(text("kind"))
                    .col(text("queue"))
                    .col(json_binary("payload"))
                    .col(text("state"))
                    .col(instant("run_at"))
                    .col(integer("attempts"))
                    .col(integer("max_attempts"))
                    .col(integer("generation"))
                    .col(instant_null("lease_until"))
                    .col(text_null("worker"))
                    .col(uuid_null("event_id"))
                    .col(text_null("unique_key"))
                    .col(text("trace_id"))
                    .col(json_binary("errors"))
                    .col(instant("created_at"))
                    .col(instant_null("started_at"))
                    .col(instant_null("finished_at"))
                    .take(),
                Table::create()
                    .table("ticks")
                    .col(text("name"))
                    .col(instant("slot"))
                    .col(instant("fired_at"))
                    .primary_key(Index::create().col("name").col("slot"))
                    .take(),
            ],
            vec![
                unique("events_version", "events", &["aggregate", "aggregate_id", "version"]),
                index("events_unpublished", "events", &["recorded_at"])
                    .cond_where(Expr::col("published_at").is_null())
                    .take(),
                unique("jobs_event", "jobs", &["event_id", "kind"]),
                unique("jobs_unique", "jobs", &["unique_key"])
                    .cond_where(Expr::col("unique_key").is_not_null())
                    .cond_where(Expr::col("state").is_in(["pending", "queued", "running"]))
                    .take(),
                index("jobs_pending", "jobs", &["run_at"])
                    .cond_where(Expr::col("state").eq("pending"))
                    .take(),
                index("jobs_leased", "jobs", &["lease_until"])
                    .cond_where(Expr::col("state").is_in(["queued", "running"]))
                    .take(),
                index("jobs_finished", "jobs", &["finished_at"])
                    .cond_where(Expr::col("state").is_in(["done", "discarded"]))
                    .take(),
                index("jobs_dead", "jobs", &["finished_at"]).cond_where(Expr::col("state").eq("dead")).take(),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["ticks", "jobs", "events"]).await
    }
}
