//! How often was searched for what, and what came of it.

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
        let queries = Table::create()
            .table("search_queries")
            .col(text("day"))
            .col(text("query"))
            .col(natural("searches"))
            .col(natural("empty"))
            .primary_key(Index::create().col("day").col("query"))
            .to_owned();
        let outcomes = Table::create()
            .table("search_outcomes")
            .col(text("day"))
            .col(text("query"))
            .col(uuid("product_id"))
            .col(natural("clicked"))
            .col(natural("bought"))
            .primary_key(Index::create().col("day").col("query").col("product_id"))
            .to_owned();
        create(manager, vec![queries, outcomes], vec![]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["search_outcomes", "search_queries"]).await
    }
}
