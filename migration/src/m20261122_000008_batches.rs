//! What jobs have to do with each other: batches and chains; and what is known of their payloads, deadlines and deaths.

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
        for column in [
            integer("version").default(1).take(),
            instant_null("deadline"),
            text_null("failure"),
            uuid_null("after_id"),
            boolean("has_followers").default(false).take(),
            uuid_null("batch_id"),
            json_binary_null("result"),
        ] {
            manager.alter_table(Table::alter().table("jobs").add_column(column).take()).await?;
        }
        manager.drop_index(Index::drop().name("jobs_unique").table("jobs").to_owned()).await?;
        create(
            manager,
            vec![
                Table::create()
                    .table("batches")
                    .col(id("id"))
                    .col(text("name"))
                    .col(text_null("completion_kind"))
                    .col(json_binary_null("completion_payload"))
                    .col(text("trace_id"))
                    .col(integer("rounds"))
                    .col(instant("created_at"))
                    .col(instant_null("sealed_at"))
                    .col(instant_null("ended_at"))
                    .take(),
                Table::create()
                    .table("product_imports")
                    .col(id("id"))
                    .col(uuid("created_by"))
                    .col(text("storage_key"))
                    .col(natural("bytes"))
                    .col(text("currency"))
                    .col(uuid_null("batch_id"))
                    .col(natural("rows"))
                    .col(natural("created"))
                    .col(natural("updated"))
                    .col(natural("unchanged"))
                    .col(natural("refused"))
                    .col(text_null("refused_key"))
                    .col(instant("created_at"))
                    .col(instant_null("finished_at"))
                    .take(),
            ],
            vec![
                // A job that waits for another holds its key already.
                unique("jobs_unique", "jobs", &["unique_key"])
                    .cond_where(Expr::col("unique_key").is_not_null())
                    .cond_where(Expr::col("state").is_in(["waiting", "pending", "queued", "running"]))
                    .take(),
                index("jobs_after", "jobs", &["after_id"])
                    .cond_where(Expr::col("after_id").is_not_null())
                    .take(),
                index("jobs_batch", "jobs", &["batch_id", "state"])
                    .cond_where(Expr::col("batch_id").is_not_null())
                    .take(),
                index("batches_open", "batches", &["sealed_at"])
                    .cond_where(Expr::col("ended_at").is_null())
                    .take(),
                index("batches_ended", "batches", &["ended_at"])
                    .cond_where(Expr::col("ended_at").is_not_null())
                    .take(),
                index("product_imports_batch", "product_imports", &["batch_id"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["product_imports", "batches"]).await?;
        for name in ["jobs_unique", "jobs_after", "jobs_batch"] {
            manager.drop_index(Index::drop().name(name).table("jobs").to_owned()).await?;
        }
        for column in ["version", "deadline", "failure", "after_id", "has_followers", "batch_id", "result"] {
            manager.alter_table(Table::alter().table("jobs").drop_column(column).take()).await?;
        }
        manager
            .create_index(
                unique("jobs_unique", "jobs", &["unique_key"])
                    .cond_where(Expr::col("unique_key").is_not_null())
                    .cond_where(Expr::col("state").is_in(["pending", "queued", "running"]))
                    .take(),
            )
            .await
    }
}
