//! Second factors: secrets of apps that make codes, and codes for those who lost the app.

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
                    .table("second_factors")
                    .col(id("user_id"))
                    .col(text("secret"))
                    .col(instant_null("confirmed_at"))
                    .col(big_integer("last_step"))
                    .col(instant("created_at"))
                    .foreign_key(&mut owned_by("second_factors", "user_id", "users"))
                    .take(),
                Table::create()
                    .table("recovery_codes")
                    .col(text("code_hash").primary_key().take())
                    .col(uuid("user_id"))
                    .col(instant_null("used_at"))
                    .foreign_key(&mut owned_by("recovery_codes", "user_id", "users"))
                    .take(),
            ],
            vec![index("recovery_codes_user", "recovery_codes", &["user_id"])],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["recovery_codes", "second_factors"]).await
    }
}
