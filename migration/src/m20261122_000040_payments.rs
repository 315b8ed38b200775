//! Payments that are captured later, that wait for money to be sent, and refunds line by line.

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
        let columns = [
            boolean("capture_later").default(false).take(),
            big_integer_null("capture_minor"),
            instant_null("expires_at"),
            json_binary_null("instructions"),
        ];
        // SQLite adds one column at a time.
        for column in columns {
            manager.alter_table(Table::alter().table("payments").add_column(column).to_owned()).await?;
        }
        let table = "refund_lines";
        create(
            manager,
            vec![
                Table::create()
                    .table(table)
                    .col(id("id"))
                    .col(uuid("refund_id"))
                    .col(uuid("order_line_id"))
                    .col(natural("quantity"))
                    .col(natural("amount_minor"))
                    .col(natural("restocked"))
                    .col(natural("cancelled"))
                    .foreign_key(&mut owned_by(table, "refund_id", "refunds"))
                    .foreign_key(&mut owned_by(table, "order_line_id", "order_lines"))
                    .take(),
            ],
            vec![
                index("refund_lines_refund", table, &["refund_id"]),
                index("refund_lines_line", table, &["order_line_id"]),
                index("payments_expiring", "payments", &["expires_at"])
                    .cond_where(Expr::col("state").eq("authorized"))
                    .take(),
                index("payments_newest", "payments", &["provider", "created_at", "id"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["payments_newest", "payments_expiring"] {
            manager.drop_index(Index::drop().name(name).table("payments").to_owned()).await?;
        }
        drop(manager, &["refund_lines"]).await?;
        for column in ["instructions", "expires_at", "capture_minor", "capture_later"] {
            manager.alter_table(Table::alter().table("payments").drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
