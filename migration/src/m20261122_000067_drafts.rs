//! What models draft for staff.

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
                    .table("drafts")
                    .col(id("id"))
                    .col(text("kind"))
                    .col(text("state"))
                    .col(uuid_null("product_id"))
                    .col(uuid_null("order_id"))
                    .col(text_null("language"))
                    .col(text_null("wishes"))
                    .col(text_null("basis"))
                    .col(json_binary_null("content"))
                    .col(text_null("failure"))
                    .col(text_null("model"))
                    .col(text_null("prompt"))
                    .col(uuid_null("created_by"))
                    .col(instant("created_at"))
                    .col(instant_null("written_at"))
                    .col(uuid_null("decided_by"))
                    .col(instant_null("decided_at"))
                    .col(big_integer("version"))
                    .take(),
            ],
            vec![
                index("drafts_newest", "drafts", &["created_at", "id"]),
                index("drafts_by_state", "drafts", &["state", "created_at"]),
                index("drafts_by_product", "drafts", &["product_id"]),
                index("drafts_by_order", "drafts", &["order_id"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["drafts"]).await
    }
}
