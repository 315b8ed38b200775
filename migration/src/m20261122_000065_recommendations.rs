//! What was bought with what, and how much of it when: read models for recommendations.

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
                    .table("purchases")
                    .col(uuid("order_id"))
                    .col(uuid("product_id"))
                    .col(uuid_null("user_id"))
                    .col(big_integer("units"))
                    .col(text("week"))
                    .col(instant("placed_at"))
                    .col(boolean("counted"))
                    .col(boolean("tallied"))
                    .col(big_integer("version"))
                    .primary_key(Index::create().col("order_id").col("product_id"))
                    .take(),
                Table::create()
                    .table("bought_together")
                    .col(uuid("product_id"))
                    .col(uuid("other_id"))
                    .col(big_integer("orders"))
                    .primary_key(Index::create().col("product_id").col("other_id"))
                    .take(),
                Table::create()
                    .table("product_demand")
                    .col(uuid("product_id"))
                    .col(text("week"))
                    .col(big_integer("orders"))
                    .col(big_integer("units"))
                    .primary_key(Index::create().col("product_id").col("week"))
                    .take(),
            ],
            vec![
                index("purchases_user", "purchases", &["user_id", "placed_at"]),
                index("bought_together_most", "bought_together", &["product_id", "orders"]),
                index("product_demand_week", "product_demand", &["week", "product_id"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["product_demand", "bought_together", "purchases"]).await
    }
}
