//! Pictures: the colour that stands for one while it loads, and the smaller ones that jobs make of it.

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
        let color = text_null("color");
        manager.alter_table(Table::alter().table("images").add_column(color).take()).await?;
        create(
            manager,
            vec![
                Table::create()
                    .table("image_files")
                    .col(uuid("image_id"))
                    .col(text("storage_key"))
                    .col(text("content_type"))
                    .col(integer("width"))
                    .col(integer("height"))
                    .col(natural("bytes"))
                    .primary_key(Index::create().col("image_id").col("storage_key"))
                    .foreign_key(&mut owned_by("image_files", "image_id", "images"))
                    .take(),
            ],
            Vec::new(),
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["image_files"]).await?;
        manager.alter_table(Table::alter().table("images").drop_column("color").take()).await
    }
}
