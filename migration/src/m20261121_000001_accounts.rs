//! Users, refresh tokens, signing keys.

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
                    .table("users")
                    .col(id("id"))
                    .col(text("email").unique_key().take())
                    .col(text("name"))
                    .col(text("password_hash"))
                    .col(text("role"))
                    .col(big_integer("version"))
                    .col(instant("created_at"))
                    .col(instant("updated_at"))
                    .take(),
                Table::create()
                    .table("refresh_tokens")
                    .col(id("id"))
                    .col(uuid("user_id"))
                    .col(uuid("family_id"))
                    .col(text("token_hash").unique_key().take())
                    .col(instant("created_at"))
                    .col(instant("expires_at"))
                    .col(instant_null("used_at"))
                    .col(instant_null("revoked_at"))
                    .foreign_key(&mut owned_by("refresh_tokens", "user_id", "users"))
                    .take(),
                Table::create()
                    .table("signing_keys")
                    .col(text("id").primary_key().take())
                    .col(text("secret"))
                    .col(instant("created_at"))
                    .col(instant_null("retired_at"))
                    .take(),
            ],
            vec![
                index("refresh_tokens_family", "refresh_tokens", &["family_id"]),
                index("refresh_tokens_user", "refresh_tokens", &["user_id"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["signing_keys", "refresh_tokens", "users"]).await
    }
}
