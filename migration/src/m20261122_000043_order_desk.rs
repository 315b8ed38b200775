//! What staff keep about orders: notes, and a reason why one is held; and indexes to search orders by.

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
        let held = text_null("hold_reason");
        manager.alter_table(Table::alter().table("orders").add_column(held).to_owned()).await?;
        let table = "order_notes";
        create(
            manager,
            vec![
                Table::create()
                    .table(table)
                    .col(id("id"))
                    .col(uuid("order_id"))
                    .col(uuid_null("author_id"))
                    .col(text("author"))
                    .col(text("text"))
                    .col(instant("created_at"))
                    .foreign_key(&mut owned_by(table, "order_id", "orders"))
                    .take(),
            ],
            vec![
                index("order_notes_order", table, &["order_id", "created_at", "id"]),
                index("orders_newest", "orders", &["created_at", "id"]),
                index("orders_total", "orders", &["total_minor", "id"]),
                index("order_lines_sku", "order_lines", &["sku"]),
                index("order_lines_product", "order_lines", &["product_id"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, table) in [
            ("order_lines_product", "order_lines"),
            ("order_lines_sku", "order_lines"),
            ("orders_total", "orders"),
            ("orders_newest", "orders"),
        ] {
            manager.drop_index(Index::drop().name(name).table(table).to_owned()).await?;
        }
        drop(manager, &["order_notes"]).await?;
        manager.alter_table(Table::alter().table("orders").drop_column("hold_reason").to_owned()).await
    }
}
