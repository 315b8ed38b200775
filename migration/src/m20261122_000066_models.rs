//! Calls to models, what they cost, and products as vectors.

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
                    .table("model_calls")
                    .col(id("id"))
                    .col(text("purpose"))
                    .col(text("provider"))
                    .col(text("model"))
                    .col(text_null("prompt"))
                    .col(text("outcome"))
                    .col(big_integer("input_tokens"))
                    .col(big_integer("output_tokens"))
                    .col(big_integer("cost_micros"))
                    .col(big_integer("millis"))
                    .col(uuid_null("job_id"))
                    .col(instant("started_at"))
                    .take(),
                Table::create()
                    .table("model_spend")
                    .col(text("day"))
                    .col(text("purpose"))
                    .col(big_integer("committed_micros"))
                    .col(big_integer("calls"))
                    .col(big_integer("input_tokens"))
                    .col(big_integer("output_tokens"))
                    .col(boolean("alerted"))
                    .primary_key(Index::create().col("day").col("purpose"))
                    .take(),
                Table::create()
                    .table("product_embeddings")
                    .col(uuid("product_id"))
                    .col(text("model"))
                    .col(text("text_hash"))
                    .col(binary("vector"))
                    .col(instant("updated_at"))
                    .primary_key(Index::create().col("product_id").col("model"))
                    .take(),
            ],
            vec![
                index("model_calls_newest", "model_calls", &["started_at", "id"]),
                index("product_embeddings_updated", "product_embeddings", &["model", "updated_at"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["product_embeddings", "model_spend", "model_calls"]).await
    }
}
