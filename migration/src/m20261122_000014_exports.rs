//! Exports: files of products and orders, written by jobs.

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
                    .table("exports")
                    .col(id("id"))
                    .col(text("what"))
                    .col(instant_null("from_at"))
                    .col(instant_null("to_at"))
                    .col(uuid_null("created_by"))
                    .col(uuid("batch_id"))
                    .col(integer("parts"))
                    .col(natural("rows"))
                    .col(text_null("file_key"))
                    .col(natural("bytes"))
                    .col(text_null("outcome"))
                    .col(instant("created_at"))
                    .col(instant_null("finished_at"))
                    .take(),
            ],
            vec![index("exports_finished", "exports", &["finished_at"])],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["exports"]).await
    }
}
