//! Variants that consist of others, and what those that were ordered consisted of.

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
        let (parts, ordered) = ("bundle_parts", "order_parts");
        let some = || big_integer("quantity").check(Expr::col("quantity").gt(0)).take();
        create(
            manager,
            vec![
                Table::create()
                    .table(parts)
                    .col(uuid("bundle_id"))
                    .col(uuid("part_id"))
                    .col(integer("position"))
                    .col(some())
                    .primary_key(Index::create().col("bundle_id").col("part_id"))
                    .check(Expr::col("bundle_id").ne(Expr::col("part_id")))
                    .foreign_key(&mut owned_by(parts, "bundle_id", "variants"))
                    .foreign_key(&mut reference(parts, "part_id", "variants"))
                    .take(),
                Table::create()
                    .table(ordered)
                    .col(uuid("order_id"))
                    .col(uuid("variant_id"))
                    .col(uuid("part_id"))
                    .col(integer("position"))
                    .col(some())
                    .col(text("sku"))
                    .col(text("name"))
                    .primary_key(Index::create().col("order_id").col("variant_id").col("part_id"))
                    .foreign_key(&mut owned_by(ordered, "order_id", "orders"))
                    .take(),
            ],
            vec![
                index("bundle_parts_part", parts, &["part_id"]),
                index("order_parts_part", ordered, &["part_id"]),
            ],
        )
        .await?;
        let is_part = boolean("is_part").default(false).take();
        manager.alter_table(Table::alter().table("stock_levels").add_column(is_part).take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("stock_levels").drop_column("is_part").take()).await?;
        drop(manager, &["order_parts", "bundle_parts"]).await
    }
}
