//! What shoppers ask a person of the shop.

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
                    .table("inquiries")
                    .col(id("id"))
                    .col(text("state"))
                    .col(text("email"))
                    .col(text("text"))
                    .col(json_binary("transcript"))
                    .col(uuid_null("user_id"))
                    .col(instant("created_at"))
                    .col(uuid_null("closed_by"))
                    .col(instant_null("closed_at"))
                    .col(big_integer("version"))
                    .take(),
            ],
            vec![
                index("inquiries_newest", "inquiries", &["created_at", "id"]),
                index("inquiries_by_state", "inquiries", &["state", "created_at"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["inquiries"]).await
    }
}
