//! Read models: disposable, rebuilt from events.

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
                    .table("order_history")
                    .col(id("order_id"))
                    .col(uuid_null("user_id"))
                    .col(text("number"))
                    .col(text("email"))
                    .col(text("state"))
                    .col(text("payment_status"))
                    .col(text("fulfilment"))
                    .col(text("currency"))
                    .col(big_integer("total_minor"))
                    .col(big_integer("refunded_minor"))
                    .col(big_integer("units"))
                    .col(json_binary("lines"))
                    .col(text_null("invoice_number"))
                    .col(instant("placed_at"))
                    .col(instant("updated_at"))
                    .col(big_integer("version"))
                    .take(),
                Table::create()
                    .table("sales_facts")
                    .col(id("order_id"))
                    .col(text("day"))
                    .col(text("currency"))
                    .col(big_integer("units"))
                    .col(big_integer("items_minor"))
                    .col(big_integer("shipping_minor"))
                    .col(big_integer("tax_minor"))
                    .col(big_integer("total_minor"))
                    .col(big_integer("captured_minor"))
                    .col(big_integer("refunded_minor"))
                    .col(boolean("cancelled"))
                    .col(big_integer("version"))
                    .take(),
            ],
            vec![
                index("order_history_user", "order_history", &["user_id", "placed_at", "order_id"]),
                index("order_history_newest", "order_history", &["placed_at", "order_id"]),
                index("sales_facts_day", "sales_facts", &["day"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["sales_facts", "order_history"]).await
    }
}
