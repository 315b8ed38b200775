//! When a variant counts as running low, and what is said about a movement of stock.

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
        let low = big_integer_null("low_at");
        manager.alter_table(Table::alter().table("stock_levels").add_column(low).to_owned()).await?;
        let note = text("note").default("").take();
        manager.alter_table(Table::alter().table("stock_movements").add_column(note).to_owned()).await?;
        let newest = index("stock_movements_newest", "stock_movements", &["variant_id", "created_at", "id"]);
        manager.create_index(newest).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let newest = Index::drop().name("stock_movements_newest").table("stock_movements").to_owned();
        manager.drop_index(newest).await?;
        for (table, column) in [("stock_movements", "note"), ("stock_levels", "low_at")] {
            manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
