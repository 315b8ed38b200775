//! Customers' address books, and finding what guests ordered with an address.

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
        let table = "addresses";
        create(
            manager,
            vec![
                Table::create()
                    .table(table)
                    .col(id("id"))
                    .col(uuid("user_id"))
                    .col(json_binary("address"))
                    .col(boolean("default_shipping"))
                    .col(boolean("default_billing"))
                    .col(instant("created_at"))
                    .col(instant("updated_at"))
                    .foreign_key(&mut owned_by(table, "user_id", "users"))
                    .take(),
            ],
            vec![
                index("addresses_user", table, &["user_id", "created_at"]),
                index("orders_of_guests", "orders", &["email"])
                    .cond_where(Expr::col("user_id").is_null())
                    .take(),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("orders_of_guests").table("orders").to_owned()).await?;
        drop(manager, &["addresses"]).await
    }
}
