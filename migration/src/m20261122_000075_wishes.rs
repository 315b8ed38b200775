//! What customers keep in mind.

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
        let table = "wishes";
        create(
            manager,
            vec![
                Table::create()
                    .table(table)
                    .col(uuid("user_id"))
                    .col(uuid("product_id"))
                    .col(instant("created_at"))
                    .primary_key(Index::create().col("user_id").col("product_id"))
                    .foreign_key(&mut owned_by(table, "user_id", "users"))
                    .foreign_key(&mut owned_by(table, "product_id", "products"))
                    .take(),
            ],
            vec![index("wishes_product", table, &["product_id"])],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["wishes"]).await
    }
}
