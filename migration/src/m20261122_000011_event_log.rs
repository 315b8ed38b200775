//! What is done with the event log: rebuilds and replays under way, and the files that old events were moved to.

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
                    .table("rebuilds")
                    .col(id("id"))
                    .col(text("model"))
                    .col(natural("total"))
                    .col(natural("done"))
                    .col(instant("started_at"))
                    .col(instant("beat_at"))
                    .col(instant_null("finished_at"))
                    .col(text_null("error"))
                    .take(),
                Table::create()
                    .table("replays")
                    .col(id("id"))
                    .col(text("consumer"))
                    .col(instant_null("from_at"))
                    .col(instant_null("to_at"))
                    .col(uuid_null("aggregate_id"))
                    .col(natural("total"))
                    .col(natural("done"))
                    .col(boolean("is_planned"))
                    .col(instant("started_at"))
                    .col(instant_null("finished_at"))
                    .take(),
                Table::create()
                    .table("event_archives")
                    .col(id("id"))
                    .col(instant("from_at"))
                    .col(instant("to_at"))
                    .col(text("aggregate"))
                    .col(uuid("first_id"))
                    .col(uuid("last_id"))
                    .col(text("storage_key"))
                    .col(natural("events"))
                    .col(natural("bytes"))
                    .col(text("sha256"))
                    .col(instant("archived_at"))
                    .take(),
            ],
            vec![
                // One at a time.
                unique("rebuilds_running", "rebuilds", &["model"])
                    .cond_where(Expr::col("finished_at").is_null())
                    .take(),
                index("rebuilds_started", "rebuilds", &["started_at"]),
                index("replays_started", "replays", &["started_at"]),
                unique("event_archives_key", "event_archives", &["storage_key"]),
                index("event_archives_range", "event_archives", &["aggregate", "first_id", "last_id"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["event_archives", "replays", "rebuilds"]).await
    }
}
