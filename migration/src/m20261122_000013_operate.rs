//! Where things came from: what a job is about when no event says so, which run enqueued it, which run recorded an event.

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
        add(manager, "jobs", "subject_id").await?;
        add(manager, "jobs", "parent_id").await?;
        add(manager, "events", "job_id").await?;
        add(manager, "webhook_receipts", "subject_id").await?;
        for (name, table) in [("jobs_subject", "jobs"), ("webhook_receipts_subject", "webhook_receipts")] {
            let known = Expr::col("subject_id").is_not_null();
            manager.create_index(index(name, table, &["subject_id"]).cond_where(known).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, table) in [("jobs_subject", "jobs"), ("webhook_receipts_subject", "webhook_receipts")] {
            manager.drop_index(Index::drop().name(name).table(table).to_owned()).await?;
        }
        for (table, column) in [
            ("jobs", "subject_id"),
            ("jobs", "parent_id"),
            ("events", "job_id"),
            ("webhook_receipts", "subject_id"),
        ] {
            manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

async fn add(manager: &SchemaManager<'_>, table: &'static str, column: &'static str) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(uuid_null(column)).to_owned()).await
}
