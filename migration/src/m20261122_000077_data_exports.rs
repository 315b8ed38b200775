//! Files of all that is kept about a customer, which they asked for.

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
        let table = "data_exports";
        create(
            manager,
            vec![
                Table::create()
                    .table(table)
                    .col(id("id"))
                    .col(uuid("user_id"))
                    .col(text("state"))
                    .col(natural("orders_total"))
                    .col(natural("orders_told"))
                    .col(natural("bytes"))
                    .col(integer("generation"))
                    .col(instant("created_at"))
                    .col(instant_null("ready_at"))
                    .col(instant("expires_at"))
                    .foreign_key(&mut owned_by(table, "user_id", "users"))
                    .take(),
            ],
            vec![
                index("data_exports_user", table, &["user_id", "created_at"]),
                index("data_exports_expiry", table, &["expires_at"]),
                index("inquiries_user", "inquiries", &["user_id"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("inquiries_user").table("inquiries").to_owned()).await?;
        drop(manager, &["data_exports"]).await
    }
}
