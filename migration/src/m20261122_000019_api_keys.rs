//! Keys with which machines ask, and what is remembered of log-ins that failed.

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
                    .table("api_keys")
                    .col(id("id"))
                    .col(text("name"))
                    .col(text("prefix"))
                    .col(text("key_hash").unique_key().take())
                    .col(json_binary("scopes"))
                    .col(uuid_null("created_by"))
                    .col(instant("created_at"))
                    .col(instant_null("expires_at"))
                    .col(instant_null("last_used_at"))
                    .col(instant_null("revoked_at"))
                    .take(),
                Table::create()
                    .table("login_attempts")
                    .col(text("subject").primary_key().take())
                    .col(integer("failures"))
                    .col(instant("last_at"))
                    .col(instant_null("blocked_until"))
                    .take(),
                Table::create()
                    .table("known_places")
                    .col(text("place").primary_key().take())
                    .col(instant("last_at"))
                    .take(),
            ],
            vec![
                index("api_keys_newest", "api_keys", &["created_at", "id"]),
                index("login_attempts_age", "login_attempts", &["last_at"]),
                index("known_places_age", "known_places", &["last_at"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["known_places", "login_attempts", "api_keys"]).await
    }
}
