//! Processes, pauses and cancelling.

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
        // One statement for each column, because SQLite adds no more at once.
        for column in [instant_null("cancel_requested_at"), text_null("cancel_requested_by")] {
            manager.alter_table(Table::alter().table("jobs").add_column(column).take()).await?;
        }
        create(
            manager,
            vec![
                Table::create()
                    .table("processes")
                    .col(text("id").primary_key())
                    .col(text("role"))
                    .col(text("host"))
                    .col(big_integer("pid"))
                    .col(text("version"))
                    .col(json_binary("queues"))
                    .col(integer("concurrency"))
                    .col(integer("busy"))
                    .col(boolean("quiet"))
                    .col(instant("started_at"))
                    .col(instant("heartbeat_at"))
                    .take(),
                Table::create()
                    .table("queue_pauses")
                    .col(text("queue").primary_key())
                    .col(text("paused_by"))
                    .col(instant("paused_at"))
                    .take(),
            ],
            vec![],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["queue_pauses", "processes"]).await?;
        for column in ["cancel_requested_by", "cancel_requested_at"] {
            manager.alter_table(Table::alter().table("jobs").drop_column(column).take()).await?;
        }
        Ok(())
    }
}
