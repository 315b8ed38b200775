//! What customers ask to send back, and what became of it.

use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::*;
use crate::grants::grant;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (returns, lines) = ("returns", "return_lines");
        create(
            manager,
            vec![
                Table::create()
                    .table(returns)
                    .col(id("id"))
                    .col(uuid("order_id"))
                    .col(text("number").unique_key().take())
                    .col(text("state"))
                    .col(text("message"))
                    .col(text_null("answer"))
                    .col(natural("amount_minor"))
                    .col(text("currency"))
                    .col(uuid_null("refund_id"))
                    .col(instant_null("received_at"))
                    .col(instant("created_at"))
                    .col(instant("updated_at"))
                    .foreign_key(&mut owned_by(returns, "order_id", "orders"))
                    .take(),
                Table::create()
                    .table(lines)
                    .col(id("id"))
                    .col(uuid("return_id"))
                    .col(uuid("order_line_id"))
                    .col(natural("quantity"))
                    .col(text("reason"))
                    .col(natural("restocked"))
                    .foreign_key(&mut owned_by(lines, "return_id", returns))
                    .foreign_key(&mut owned_by(lines, "order_line_id", "order_lines"))
                    .take(),
            ],
            vec![
                index("returns_order", returns, &["order_id"]),
                index("returns_newest", returns, &["created_at", "id"]),
                index("returns_state", returns, &["state", "created_at", "id"]),
                unique("return_lines_line", lines, &["return_id", "order_line_id"]),
                index("return_lines_order_line", lines, &["order_line_id"]),
            ],
        )
        .await?;
        grant(
            manager,
            &[
                ("support", &["returns_read", "returns_write"]),
                ("fulfilment", &["returns_read", "returns_write"]),
                ("finance", &["returns_read"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["return_lines", "returns"]).await
    }
}
