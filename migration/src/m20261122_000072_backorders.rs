//! What may be sold beyond what is there, and what was.

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
        let (policies, backorders) = ("backorder_policies", "backorders");
        create(
            manager,
            vec![
                Table::create()
                    .table(policies)
                    .col(id("variant_id"))
                    .col(boolean("allowed"))
                    .col(big_integer_null("most"))
                    .col(instant_null("expected_at"))
                    .col(natural("owed"))
                    .col(instant("updated_at"))
                    .foreign_key(&mut owned_by(policies, "variant_id", "variants"))
                    .take(),
                Table::create()
                    .table(backorders)
                    .col(id("id"))
                    .col(uuid("order_id"))
                    .col(uuid("variant_id"))
                    .col(natural("owed"))
                    .col(natural("assigned"))
                    .col(natural("forgiven"))
                    .col(boolean("sold"))
                    .col(instant("created_at"))
                    .foreign_key(&mut owned_by(backorders, "order_id", "orders"))
                    .take(),
            ],
            vec![
                unique("backorders_order", backorders, &["order_id", "variant_id"]),
                index("backorders_oldest", backorders, &["variant_id", "id"])
                    .cond_where(Expr::col("owed").gt(0))
                    .take(),
            ],
        )
        .await?;
        let backordered = big_integer("backordered").default(0).take();
        manager.alter_table(Table::alter().table("order_lines").add_column(backordered).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(Table::alter().table("order_lines").drop_column("backordered").to_owned())
            .await?;
        drop(manager, &["backorders", "backorder_policies"]).await
    }
}
