//! What changed that search indexes have to know, in an order that can be followed.

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
        let changes = Table::create()
            .table("search_changes")
            .col(big_integer("position"))
            .col(text("subject"))
            .col(uuid("subject_id"))
            .col(instant("recorded_at"))
            .primary_key(Index::create().col("position").col("subject").col("subject_id"))
            .to_owned();
        let old = index("search_changes_old", "search_changes", &["recorded_at"]);
        create(manager, vec![changes], vec![old]).await?;
        let revision = "INSERT INTO revisions (name, revision) VALUES ('search', 0)";
        manager.get_connection().execute_unprepared(revision).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DELETE FROM revisions WHERE name = 'search'").await?;
        drop(manager, &["search_changes"]).await
    }
}
