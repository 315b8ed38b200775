//! How batches end: which job completed them, and whether somebody cancelled them.

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
        // One column a statement: SQLite knows no other way.
        for column in
            [uuid_null("completion_job_id"), instant_null("cancelled_at"), text_null("cancelled_by")]
        {
            manager.alter_table(Table::alter().table("batches").add_column(column).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["completion_job_id", "cancelled_at", "cancelled_by"] {
            manager.alter_table(Table::alter().table("batches").drop_column(column).take()).await?;
        }
        Ok(())
    }
}
