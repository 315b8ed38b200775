//! What an export is narrowed to, and how its rows are written.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [json_binary_null("filter"), text("format").default("csv").take()] {
            manager.alter_table(Table::alter().table("exports").add_column(column).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["format", "filter"] {
            manager.alter_table(Table::alter().table("exports").drop_column(column).take()).await?;
        }
        Ok(())
    }
}
