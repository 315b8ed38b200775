//! What mails are to prove: that an address is somebody's. And where sessions are used.

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
        let table = "email_proofs";
        create(
            manager,
            vec![
                Table::create()
                    .table(table)
                    .col(id("id"))
                    .col(text("purpose"))
                    .col(text("email"))
                    .col(uuid_null("user_id"))
                    .col(instant("created_at"))
                    .col(instant("expires_at"))
                    .col(instant_null("used_at"))
                    .foreign_key(&mut owned_by(table, "user_id", "users"))
                    .take(),
            ],
            vec![
                index("email_proofs_address", table, &["email", "purpose", "created_at"]),
                index("email_proofs_user", table, &["user_id"]),
                index("email_proofs_expiry", table, &["expires_at"]),
            ],
        )
        .await?;
        // One statement for each column, because SQLite adds no more at once.
        let verified = instant_null("email_verified_at");
        manager.alter_table(Table::alter().table("users").add_column(verified).take()).await?;
        for column in [text_null("address"), text_null("user_agent")] {
            manager.alter_table(Table::alter().table("refresh_tokens").add_column(column).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["address", "user_agent"] {
            manager.alter_table(Table::alter().table("refresh_tokens").drop_column(column).take()).await?;
        }
        manager.alter_table(Table::alter().table("users").drop_column("email_verified_at").take()).await?;
        drop(manager, &["email_proofs"]).await
    }
}
