//! Imports that are cut into chunks: what each refused, and how they ended.

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
        for column in [
            integer("segments").default(0).take(),
            big_integer("refused_bytes").default(0).take(),
            text_null("outcome"),
        ] {
            manager.alter_table(Table::alter().table("product_imports").add_column(column).take()).await?;
        }
        create(
            manager,
            vec![
                Table::create()
                    .table("product_import_refusals")
                    .col(uuid("import_id"))
                    .col(big_integer("line"))
                    .col(text_null("sku"))
                    .col(text("reason"))
                    .col(text("record"))
                    .primary_key(Index::create().col("import_id").col("line"))
                    .foreign_key(&mut owned_by("product_import_refusals", "import_id", "product_imports"))
                    .take(),
            ],
            Vec::new(),
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["product_import_refusals"]).await?;
        for column in ["segments", "refused_bytes", "outcome"] {
            manager.alter_table(Table::alter().table("product_imports").drop_column(column).take()).await?;
        }
        Ok(())
    }
}
