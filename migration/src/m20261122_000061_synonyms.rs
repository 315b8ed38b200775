//! Words that mean the same to those who search.

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
        let synonyms = Table::create()
            .table("search_synonyms")
            .col(id("id"))
            .col(json("phrases"))
            .col(boolean("is_found"))
            .col(instant("created_at"))
            .col(instant("updated_at"))
            .to_owned();
        let newest = index("search_synonyms_newest", "search_synonyms", &["created_at", "id"]);
        create(manager, vec![synonyms], vec![newest]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["search_synonyms"]).await
    }
}
